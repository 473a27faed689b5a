"""The applications of a stage as a reviewer meets them before anything is given out, and how many reviewers have answered.

In a blind stage a row holds the label and the first words of what was handed in, without what the stage hides; words that
tell who applies are covered here even where the staff have not looked yet. The order is the reviewer's own and tells nothing.
Ties that are known already are never marked: which label carries the mark would tell whose application it is.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.text import Truncator

from madang.applications.models import Submission
from madang.applications.reading import form_of

from .actions.covering import telling
from .ground import field_of_stage
from .models import Bid, Case, Conflict, PanelMember, Redaction, Stage
from .sheet import covered, pages

LETTERS: Final = 240
"""Characters of the first words."""
TITLE: Final = "plan_title"
FIRST: Final = (
    "pitch", "plan_overview", "main_product", "core_technology", "problem_background", "solution_plan",
)  # fmt: skip
"""Meanings of questions that say best what it is about, in order; of other forms the first long answers."""
_WORDY: Final = frozenset({"text", "long_text"})


@dataclass(frozen=True)
class Row:
    """One application. `title`: in a blind stage that of the plan, if it may be read; `why`: own words on a conflict."""

    case: Case
    title: str
    first: str
    value: int | None
    why: str = ""
    saved: str = ""
    error: str = ""


@dataclass(frozen=True)
class Answered:
    """How many reviewers have said something, of how many; `wishes` in all."""

    members: int
    of: int
    wishes: int

    @property
    def silent(self) -> int:
        return self.of - self.members


def in_own_order(stage: Stage, member: PanelMember) -> list[int]:
    """Ids of the stage's cases, shuffled by a key for this one reviewer, the same at every visit. One query."""
    key = f"{stage.selection.shuffling}/{member.public_id}"
    found = field_of_stage(stage).values_list("pk", "public_id")
    return [pk for pk, _id in sorted(found, key=lambda one: hashlib.sha256(f"{key}/{one[1]}".encode()).digest())]


def rows(stage: Stage, member: PanelMember, cases: Iterable[int]) -> list[Row]:
    """These cases in this order, with what may be read of each and what was wished. A constant number of queries."""
    wanted = list(cases)
    found = {
        case.pk: case
        for case in Case.objects.filter(pk__in=wanted)
        .select_related("application__startup")
        .prefetch_related("application__startup__founders")
    }
    newest: dict[int, Submission] = {}
    for submission in (
        Submission.objects.filter(application__in=[case.application_id for case in found.values()])
        .select_related("form")
        .order_by("application", "number")
    ):
        newest[submission.application_id] = submission
    covers: dict[int, list[Redaction]] = defaultdict(list)
    for redaction in Redaction.objects.filter(case__in=wanted):
        covers[redaction.case_id].append(redaction)
    bids = dict(member.bids.filter(case__in=wanted).values_list("case_id", "value"))
    words = _own_words(member, wanted)
    told = []
    for pk in wanted:
        if (case := found.get(pk)) is None:
            continue
        title, first = _said(case, stage, newest.get(case.application_id), covers[pk])
        title = title if stage.is_blind else case.application.title or title
        told.append(Row(case, title, first, bids.get(pk), words.get(pk, "")))
    return told


def _own_words(member: PanelMember, cases: list[int]) -> Mapping[int, str]:
    """Only words that came by a wish: what the reviewer named elsewhere would mark the label here."""
    said = Conflict.objects.filter(
        reviewer=member.reviewer_id, case__in=cases, state=Conflict.State.STANDING, evidence__wish=True
    ).values_list("case_id", "evidence")
    return {case: str(evidence.get("said", "")) for case, evidence in said}


def _said(case: Case, stage: Stage, submission: Submission | None, covers: list[Redaction]) -> tuple[str, str]:
    """(its title, the first words of what this stage shows), as much as tells what it is about."""
    if submission is None:
        return "", ""
    asked = {one.id: one for one in form_of(submission.form).questions()}
    hits = telling(case, submission) if stage.is_blind else {}
    title = ""
    told: list[tuple[int, int, str]] = []
    for page in pages(case, stage, submission, covers):
        for answer in page.answers:
            question = asked[answer.told.id]
            text = covered(" ".join(" ".join(answer.told.lines).split()), hits.get(answer.told.id, []))
            if not text or question.kind not in _WORDY or question.meaning in _NAMING:
                continue
            if question.meaning == TITLE:
                title = Truncator(text).chars(LETTERS)
            else:
                others = len(FIRST) + (question.kind != "long_text")
                rank = FIRST.index(question.meaning) if question.meaning in FIRST else others
                told.append((rank, len(told), text))
    first = min(told)[2] if told else ""
    return title, Truncator(first).chars(LETTERS)


_NAMING: Final = frozenset(
    {
        "company_name", "business_number", "corporate_number", "credit_code", "address", "contact_name", "contact_email",
        "contact_phone", "representative_name", "representative_record", "website",
    }
)  # fmt: skip
"""Meanings that say who applies and nothing of what it is about; left out of the first words in every stage."""


def answered(stage: Stage) -> Answered:
    """Three queries."""
    accepted = stage.selection.panel.filter(state=PanelMember.State.ACCEPTED)
    bids = Bid.objects.filter(member__in=accepted, case__in=field_of_stage(stage))
    return Answered(bids.values("member").distinct().count(), accepted.count(), bids.count())


def progress(stage: Stage, member: PanelMember) -> dict[str, Any]:
    """How many of how many this reviewer has answered. Two queries."""
    cases = field_of_stage(stage)
    return {"done": member.bids.filter(case__in=cases).count(), "all": cases.count()}
