"""Which letters a decision has to tell, and in which words: the same for the look before the release and for the release."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from madang.applications.models import Application
from madang.core.text import Text
from madang.engines.selection import Feedback, compute_case, feedback, loads, to_json

from .deadlines import confirm_until, object_until
from .models import Case, Decision, EligibilityCheck, Letter, Outcome, Selection, Stage
from .notices.letters import Telling, Words, written

_TELLS: Final = (
    Outcome.Result.SELECTED,
    Outcome.Result.RESERVE,
    Outcome.Result.NOT_SELECTED,
    Outcome.Result.INELIGIBLE,
)
_LANGUAGES: Final = ("ko", "zh", "en")


@dataclass(frozen=True)
class Draft:
    """One letter that is to go: to whom, what is told, its words. `is_last`: with it the applicant knows how it ended."""

    outcome: Outcome
    telling: Telling
    words: Words
    until: datetime | None
    is_last: bool

    @property
    def case(self) -> Case:
        return self.outcome.case


def language_of(application: Application) -> str:
    """The language of its letters: the one the application is written in."""
    return application.language if application.language in _LANGUAGES else "en"


def drafts(decision: Decision, *, now: datetime) -> list[Draft]:
    """The letters of a decision as they would go out now, by label. Three queries, whatever the number.

    Who has withdrawn gets none. What an earlier decision told is not told again.
    """
    selection = decision.selection
    outcomes = list(
        Outcome.objects.filter(selection=selection)
        .select_related("case__application__startup")
        .exclude(case__application__state=Application.State.WITHDRAWN)
        .order_by("case__label")
    )
    said = {one["application"]: one["status"] for one in decision.result["outcomes"]}
    following = _following(decision)
    reasons = reasons_of(one.case_id for one in outcomes if one.result == Outcome.Result.INELIGIBLE)
    made = []
    for outcome in outcomes:
        if decision.kind == Decision.Kind.SHORTLIST and said.get(outcome.case.public_id) == "goes_on":
            made.append(_draft(outcome, "goes_on", selection, now, stage=following))
        elif outcome.decision_id == decision.pk and outcome.released_at is None and outcome.result in _TELLS:
            made.append(_last(outcome, decision, selection, now, reasons.get(outcome.case_id)))
    return made


def _last(
    outcome: Outcome, decision: Decision, selection: Selection, now: datetime, check: EligibilityCheck | None
) -> Draft:
    name = str(outcome.result)
    if decision.kind == Decision.Kind.SHORTLIST and outcome.result == Outcome.Result.NOT_SELECTED:
        name = "stage_out"
    more: dict[str, Any] = {"object_by": object_until(selection, told_at=now)}
    if outcome.result == Outcome.Result.SELECTED:
        more |= {"until": confirm_until(selection, told_at=now).moment, "object_by": None}
    elif outcome.result == Outcome.Result.RESERVE:
        more |= {"reserve": outcome.reserve_order, "reserve_until": selection.reserve_until}
    elif outcome.result == Outcome.Result.INELIGIBLE and check is not None:
        language = language_of(outcome.case.application)
        against = [line for line in check.reasons if line["outcome"] == "not_met"]
        more |= {"why": check.note, "reasons": [_reason(line, language) for line in against]}
    return _draft(outcome, name, selection, now, is_last=True, **more)


def _reason(line: dict[str, Any], language: str) -> str:
    """A condition that is not met, and what was seen."""
    return " – ".join(Text.from_json(line[part]).said(language).text for part in ("rule", "reason"))


def _draft(
    outcome: Outcome, name: str, selection: Selection, now: datetime, *, is_last: bool = False, **more: Any
) -> Draft:
    telling = Telling(name=name, language=language_of(outcome.case.application), **more)
    return Draft(outcome, telling, written(telling, selection), telling.until, is_last)


def _following(decision: Decision) -> Any:
    """What the stage after this one is called; its kind where nobody gave it a name."""
    stages = decision.selection.stages.filter(position__gt=decision.stage.position).order_by("position")
    stage: Stage | None = stages.first()
    if stage is None:
        return ""
    return stage.name if stage.name else stage.Kind(stage.kind).label


def reasons_of(cases: Iterable[int]) -> dict[int, EligibilityCheck]:
    """Case id -> the newest check that a person confirmed. One query."""
    checks = EligibilityCheck.objects.filter(case__in=list(cases), confirmed_at__isnull=False)
    return {check.case_id: check for check in checks.order_by("checked_at", "pk")}


def compared(decision: Decision) -> dict[str, list[Any]]:
    """Case (public id) -> its scores against the field, stage by stage, as JSON; reckoned from what was decided upon."""
    case = loads(decision.given)
    result = compute_case(case)
    out: dict[str, list[Any]] = {}
    for stage in result.stages:
        if not stage.complete:
            continue
        for score in stage.scores:
            told: Feedback = feedback(case.rules, result, score.application, stage.stage)
            out.setdefault(score.application, []).append(to_json(told))
    return out


def letter_of(outcome: Outcome, kind: str, words: Words, *, now: datetime) -> Letter:
    """The unsaved letter, told at `now`."""
    return Letter(
        outcome=outcome,
        kind=kind,
        language=words.language,
        subject=words.subject,
        body=words.body,
        made_at=now,
        released_at=now,
    )
