"""What an applicant may read of the own result: letters that were released, and after the last of them the rest.

Everything here starts from released letters. Without one, no further row is looked at: the page, its queries and their
number are the same whatever stands in the records.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from madang.applications.models import Application
from madang.core.text import Text

from .deadlines import object_until, reserve_expired
from .models import Assignment, Criterion, Letter, Objection, Outcome, Stage
from .policy.results import is_told


@dataclass(frozen=True)
class Line:
    """One figure beside the field. `name` None: the whole stage. Quartiles None where the field is too small to tell."""

    name: Text | None
    own: Decimal
    out_of: Decimal
    low: Decimal | None
    middle: Decimal | None
    high: Decimal | None
    standing: str | None


@dataclass(frozen=True)
class StageLines:
    """The figures of one stage. `field_at_least`: how many were in it, rounded down; None below five."""

    stage: Stage
    field_at_least: int | None
    lines: list[Line]


@dataclass(frozen=True)
class Comment:
    """Words that staff released, under the letter that stands for their reviewer."""

    stage: Stage
    label: str
    language: str
    text: str


@dataclass(frozen=True)
class Known:
    """`outcome` is None until the applicant has been told how it ended; then the rest may be read."""

    letters: Sequence[Letter]
    outcome: Outcome | None = None
    object_by: datetime | None = None
    objection: Objection | None = None
    reserve_is_over: bool = False

    @property
    def latest(self) -> Letter | None:
        return self.letters[0] if self.letters else None


def known(application: Application, *, now: datetime) -> Known:
    """The letters, the newest first, and the outcome once it was told. One query before any letter, two after the last."""
    letters = list(
        Letter.objects.filter(outcome__case__application=application, released_at__isnull=False)
        .select_related("outcome__selection__call__institution", "outcome__case__application")
        .order_by("-released_at", "-pk")
    )
    if not letters:
        return Known(())
    outcome = letters[0].outcome
    if not is_told(outcome):
        return Known(letters)
    outcome.case.application = application
    assert outcome.released_at is not None
    return Known(
        letters,
        outcome,
        object_until(outcome.selection, told_at=outcome.released_at),
        Objection.objects.filter(outcome=outcome).first(),
        reserve_expired(outcome.selection, now=now),
    )


def scores(outcome: Outcome) -> list[StageLines]:
    """Each criterion against the field, as it stood when it was told. Two queries."""
    told = outcome.feedback.get("stages", [])
    stages = {
        stage.public_id: stage
        for stage in Stage.objects.filter(public_id__in=[one["stage"] for one in told]).prefetch_related("criteria")
    }
    return [
        StageLines(stages[one["stage"]], one["field_at_least"], _lines(stages[one["stage"]], one))
        for one in told
        if one["stage"] in stages
    ]


def _lines(stage: Stage, told: dict[str, Any]) -> list[Line]:
    names = {line.code: line for line in stage.criteria.all()}
    return [_line(names.get(one["name"]), one) for one in (*told["criteria"], told["mean"])]


def _line(criterion: Criterion | None, one: dict[str, Any]) -> Line:
    low, middle, high = (Decimal(value) for value in one["quartiles"]) if one["quartiles"] else (None, None, None)
    own, out_of = Decimal(one["own"]), Decimal(one["out_of"])
    return Line(criterion.name if criterion else None, own, out_of, low, middle, high, one["standing"])


def comments(outcome: Outcome) -> list[Comment]:
    """What staff let the applicant read, by stage and letter; nothing of reviews whose words were not released. One query."""
    if not outcome.selection.comments_are_released:
        return []
    rows = (
        Assignment.objects.filter(case=outcome.case_id, state=Assignment.State.DONE, review__released__isnull=False)
        .exclude(review__released="")
        .select_related("review", "stage")
        .order_by("stage__position", "label")
    )
    return [Comment(one.stage, one.label, one.review.language, one.review.released) for one in rows]
