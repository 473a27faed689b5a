"""A stage's ranking as people read it: rows with everything they need to reckon it again, ties and open matters in words."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from madang.core.text import reader_language
from madang.engines.selection import Calibration, SelectionError, calibrate, loads, ratings

from .models import Assignment, Case, Reviewer, Selection, Stage

STATUSES: Final[Mapping[str, Promise]] = {
    "selected": gettext_lazy("selected"),
    "goes_on": gettext_lazy("goes on"),
    "reserve": gettext_lazy("on the reserve list"),
    "not_selected": gettext_lazy("not selected"),
    "below_pass_mark": gettext_lazy("below the pass mark"),
    "outside_multiple": gettext_lazy("not among those who go on"),
    "withdrawn": gettext_lazy("withdrawn"),
    "excluded": gettext_lazy("not eligible"),
    "undecided": gettext_lazy("still open"),
    "waiting": pgettext_lazy("of an application in a stage", "waiting"),
}
TONES: Final = {
    "selected": "met", "goes_on": "met", "reserve": "waiting", "undecided": "urgent", "waiting": "waiting",
    "withdrawn": "closed", "excluded": "closed",
}  # fmt: skip
_STEPS: Final[Mapping[str, Promise]] = {
    "mean": gettext_lazy("Mean of the stage"),
    "calibrated mean": gettext_lazy("Mean with severity taken out"),
    "bonus": gettext_lazy("Bonus points"),
    "deduction": gettext_lazy("Deduction"),
    "score": gettext_lazy("Score of the stage"),
    "pass_mark": gettext_lazy("Pass mark"),
    "total": gettext_lazy("Weighted total"),
    "total without bonus": gettext_lazy("Weighted total without bonus points"),
}
_USES: Final[Mapping[str, Promise]] = {
    "counted": gettext_lazy("counted"),
    "dropped_highest": gettext_lazy("highest, left out"),
    "dropped_lowest": gettext_lazy("lowest, left out"),
    "recused": gettext_lazy("recused"),
    "pending": gettext_lazy("not handed in"),
}


@dataclass(frozen=True)
class Reckoned:
    """One step: what it is, the sum as it stands, what it comes to, and for a review whether it counted."""

    what: str
    formula: str
    value: str
    note: str = ""


@dataclass(frozen=True)
class Row:
    """One application. `score`: of the stage; `total`: the weighted one, once there is one. None where not scored."""

    case: Case
    status: str
    rank: int | None
    reserve: int | None
    score: str | None
    mean: str | None
    bonus: str | None
    deduction: str | None
    total: str | None
    steps: list[Reckoned] = field(default_factory=list)

    @property
    def status_words(self) -> str:
        return str(STATUSES.get(self.status, self.status))

    @property
    def tone(self) -> str:
        return TONES.get(self.status, "quiet")


@dataclass(frozen=True)
class TieWords:
    """Applications that only people can put in order. `at`: where, for the engine; `free`: how many can still be taken."""

    at: str
    decides: str
    free: int
    cases: list[Case]


@dataclass(frozen=True)
class Open:
    """Something that keeps the stage from being decided, with the applications it is about."""

    words: str
    cases: list[Case]


@dataclass(frozen=True)
class Names:
    """The words for ids in the engine's answer: cases by label, reviews by their reviewer."""

    cases: Mapping[str, Case]
    reviews: Mapping[str, str]

    def said(self, text: str) -> str:
        """The engine's sentence with labels and names for ids."""

        def name(found: re.Match[str]) -> str:
            one = found[0]
            return self.cases[one].label if one in self.cases else self.reviews.get(one, one)

        return re.sub(r"[0-9a-f]{16}", name, text)


def names_of(selection: Selection) -> Names:
    """Two queries."""
    cases = selection.cases.select_related("application__startup").order_by("label")
    work = Assignment.objects.filter(stage__selection=selection).values_list("public_id", "reviewer__person__name")
    return Names({case.public_id: case for case in cases}, dict(work))


def rows(result: Mapping[str, Any], stage: Stage, names: Names) -> list[Row]:
    """Every application that was asked about, best first; those without a place by their score, then by label."""
    scores = {
        score["application"]: score
        for one in result["stages"]
        if one["stage"] == stage.public_id
        for score in one["scores"]
    }
    totals = {total["application"]: total for total in result["totals"]}
    made = [
        _row(outcome, names.cases[outcome["application"]], scores, totals, names)
        for outcome in result["outcomes"]
        if outcome["application"] in names.cases
    ]
    return sorted(made, key=_order)


def _order(row: Row) -> tuple[Any, ...]:
    held = row.total or row.score
    return (row.rank or 10**6, -float(held) if held else 1.0, row.case.label)


def _row(
    outcome: Mapping[str, Any], case: Case, scores: Mapping[str, Any], totals: Mapping[str, Any], names: Names
) -> Row:
    score, total = scores.get(case.public_id), totals.get(case.public_id)
    steps = [*(_steps(score, names) if score else ()), *(_steps(total, names) if total else ())]
    return Row(
        case=case,
        status=outcome["status"],
        rank=outcome["rank"] or (score["rank"] if score else None),
        reserve=outcome["reserve"],
        score=score["score"] if score else None,
        mean=score["mean"] if score else None,
        bonus=_some(score, "bonus"),
        deduction=_some(score, "deduction"),
        total=total["total"] if total else None,
        steps=steps,
    )


def _some(score: Mapping[str, Any] | None, key: str) -> str | None:
    return score[key] if score and float(score[key]) else None


def _steps(scored: Mapping[str, Any], names: Names) -> list[Reckoned]:
    uses = {use["review"]: str(_USES.get(use["use"], use["use"])) for use in scored.get("reviews", ())}
    made = []
    for step in scored["steps"]:
        kind, _space, review = step["what"].partition(" ")
        if kind == "review":
            what, note = names.reviews.get(review, review), uses.get(review, "")
        else:
            what, note = str(_STEPS.get(step["what"], step["what"])), ""
        value = step["value"] if step["value"] is not None else step["exact"]
        made.append(Reckoned(what, step["formula"], value, note))
    return made


def ties(result: Mapping[str, Any], names: Names) -> list[TieWords]:
    """What people must put in order."""
    words = {
        "shortlist": _("who goes on"),
        "place": _("who has a place"),
        "reserve_order": _("the order of the reserve list"),
        "reserve_end": _("who is still on the reserve list"),
    }
    return [
        TieWords(tie["at"], words[tie["decides"]], tie["free"], [names.cases[one] for one in tie["tied"]])
        for tie in result["ties"]
    ]


def open_matters(problems: Sequence[Mapping[str, Any]], names: Names) -> list[Open]:
    """The engine's problems in the reader's words, beside the applications they are about; ties have their own form."""
    language = reader_language()
    return [
        Open(
            names.said(one["text"][language]),
            [names.cases[case] for case in one["applications"] if case in names.cases],
        )
        for one in problems
        if not one["code"].startswith("tie")
    ]


@dataclass(frozen=True)
class CalibratedRow:
    """An application as given and with severity taken out, in points of the stage; ranks with their 90 % band."""

    case: Case
    raw: float
    raw_error: float | None
    raw_rank: int
    calibrated: float
    error: float | None
    rank: int
    low: int
    high: int


@dataclass(frozen=True)
class SeverityRow:
    """How strict a reviewer is beside the average (points; positive: stricter), with its standard error."""

    name: str
    reviews: int
    severity: float
    error: float
    noise: float
    thin: bool


@dataclass(frozen=True)
class Corrected:
    """Scores as given and corrected, side by side. `is_fitted` False: too few reviews to say anything."""

    is_fitted: bool
    groups: int
    spread: float
    noise: float
    rows: list[CalibratedRow]
    reviewers: list[SeverityRow]


def corrected(given: dict[str, Any], selection: Selection, stage: Stage, names: Names) -> Corrected | None:
    """None where the call's rules keep corrected scores away, or the records cannot be understood yet. One query."""
    if selection.calibration == Selection.Calibration.OFF:
        return None
    try:
        case = loads(given)
        told = calibrate(ratings(case.rules, stage.public_id, case.reviews))
    except SelectionError:
        return None
    return _corrected(told, names)


def _corrected(told: Calibration, names: Names) -> Corrected:
    ids = [int(one.reviewer[1:]) for one in told.reviewers]
    people = dict(Reviewer.objects.filter(pk__in=ids).values_list("pk", "person__name"))
    return Corrected(
        is_fitted=told.state == "fitted",
        groups=told.groups,
        spread=told.severity_spread,
        noise=told.noise,
        rows=sorted(
            (
                CalibratedRow(
                    names.cases[one.application], one.raw, one.raw_error, one.raw_rank, one.calibrated, one.error,
                    one.rank, one.rank_low, one.rank_high,
                )
                for one in told.applications
            ),
            key=lambda row: (row.rank, row.case.label),
        ),
        reviewers=sorted(
            (
                SeverityRow(people.get(int(one.reviewer[1:]), ""), one.reviews, one.severity, one.error, one.noise, one.thin)
                for one in told.reviewers
            ),
            key=lambda row: -row.severity,
        ),
    )  # fmt: skip
