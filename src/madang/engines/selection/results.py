"""What a selection came to, with how each figure was reached; and the JSON form of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal

from .exact import shown
from .problems import Problem, problem_text

Use = Literal["counted", "dropped_highest", "dropped_lowest", "recused", "pending"]
Status = Literal[
    "selected", "reserve", "not_selected", "below_pass_mark", "outside_multiple", "withdrawn", "excluded",
    "goes_on", "undecided", "waiting",
]  # fmt: skip


@dataclass(frozen=True)
class Step:
    """One step a person can reckon again: what it is, the sum as it stands, its exact value, what it was rounded to."""

    what: str
    formula: str
    exact: Fraction
    value: Decimal | None = None


@dataclass(frozen=True)
class ReviewUse:
    """One review: its unrounded total (None where it has none) and whether it counted."""

    review: str
    use: Use
    total: Fraction | None


@dataclass(frozen=True)
class StageScore:
    """One application at one stage. `score` ranks: the rounded `mean`, plus bonus, less deduction, never below zero.

    `without_bonus`: the same without bonus points. `criteria`: rounded mean of each criterion over what counted.
    `passed`: None where the stage has no pass mark. `rank`: 1 is best, shared by equals that nothing told apart; None
    for who did not pass, and while the stage has open matters.
    """

    application: str
    stage: str
    reviews: tuple[ReviewUse, ...]
    trimmed: bool
    mean: Decimal
    bonus: Decimal
    deduction: Decimal
    score: Decimal
    without_bonus: Decimal
    criteria: Mapping[str, Decimal]
    passed: bool | None
    steps: tuple[Step, ...]
    rank: int | None = None


@dataclass(frozen=True)
class Tie:
    """Applications that every rule left tied where it decides something.

    `at`: a stage or `total`. `decides`: `shortlist`, `place`, `reserve_order` or `reserve_end`. `free`: how many of
    them can still be taken. `tried`: the rules that were asked, in order. `missing`: facts not known, by application.
    """

    at: str
    decides: Literal["shortlist", "place", "reserve_order", "reserve_end"]
    tied: tuple[str, ...]
    free: int
    tried: tuple[str, ...]
    missing: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Separation:
    """Two neighbours of equal score in an order, and the rule that put the upper first with both values."""

    upper: str
    lower: str
    by: str
    upper_value: str
    lower_value: str


@dataclass(frozen=True)
class StageResult:
    """One stage: its field, its scores (best first), how many go on and why, who does.

    `limit`: None where all that pass go on. `limit_steps`: how it was reckoned. `complete` False: open matters.
    """

    stage: str
    field: tuple[str, ...]
    scores: tuple[StageScore, ...]
    limit: int | None
    limit_steps: tuple[Step, ...]
    waived: bool
    goes_on: tuple[str, ...]
    separations: tuple[Separation, ...]
    complete: bool


@dataclass(frozen=True)
class TotalScore:
    """The weighted total of one application that came through every stage."""

    application: str
    total: Decimal
    without_bonus: Decimal
    passed: bool | None
    steps: tuple[Step, ...]
    rank: int | None = None


@dataclass(frozen=True)
class Outcome:
    """What became of one application, at which stage (or `total`), and with which place or reserve number."""

    application: str
    status: Status
    at: str
    rank: int | None = None
    reserve: int | None = None


@dataclass(frozen=True)
class Result:
    """All of it. `complete`: nothing is open, so the outcomes may be proposed. `problems`: what people must settle.

    `selected` best first (equals by id); `reserve` in the order they move up. `notes`: what was left out, and why.
    `calibrated`: the stages whose scores had severity taken out; all others stand as given.

    """

    complete: bool
    stages: tuple[StageResult, ...]
    totals: tuple[TotalScore, ...]
    outcomes: tuple[Outcome, ...]
    selected: tuple[str, ...]
    reserve: tuple[str, ...]
    problems: tuple[Problem, ...]
    ties: tuple[Tie, ...]
    separations: tuple[Separation, ...] = ()
    notes: tuple[str, ...] = field(default=())
    calibrated: tuple[str, ...] = ()

    def outcome(self, application: str) -> Outcome:
        """What became of this application; KeyError for an unknown one."""
        return {one.application: one for one in self.outcomes}[application]

    def score(self, application: str, stage: str) -> StageScore | None:
        """Its score at a stage, None where it was not (or could not be) scored there."""
        scores = (score for result in self.stages if result.stage == stage for score in result.scores)
        return next((score for score in scores if score.application == application), None)


def to_json(thing: Any) -> Any:
    """Plain JSON values: dataclasses as objects, decimals and fractions as text, days and times in ISO form.

    A Problem carries its sentence in ko, zh and en.
    """
    if isinstance(thing, Problem):
        text = {lang: problem_text(thing, lang) for lang in ("ko", "zh", "en")}
        return {
            "path": thing.path, "code": thing.code, "params": dict(thing.params),
            "applications": list(thing.applications), "text": text,
        }  # fmt: skip
    if is_dataclass(thing) and not isinstance(thing, type):
        return {part.name: to_json(getattr(thing, part.name)) for part in fields(thing)}
    if isinstance(thing, Mapping):
        return {str(key): to_json(value) for key, value in thing.items()}
    if isinstance(thing, list | tuple):
        return [to_json(part) for part in thing]
    if isinstance(thing, Fraction):
        return shown(thing)
    if isinstance(thing, Decimal):
        return f"{thing:f}"
    if isinstance(thing, date | datetime):
        return thing.isoformat()
    return thing
