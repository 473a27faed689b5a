"""What an applicant may learn of the own scores: each criterion against the field, and nothing of any other one."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from .exact import half_up
from .problems import Problem, SelectionError
from .results import Result
from .rules import Rules

FEWEST = 5
STEPS = (1_000, 500, 200, 100, 50, 20, 10, FEWEST)
Standing = Literal["above", "within", "below"]


@dataclass(frozen=True)
class Compared:
    """One figure of the application against the field. `name`: a criterion's id, or `mean` for the stage.

    `quartiles`: lower quartile, median, upper quartile of the field, this one included; None for a small field.
    `standing`: above the upper quartile, below the lower, or within; None for a small field.
    """

    name: str
    own: Decimal
    out_of: Decimal
    quartiles: tuple[Decimal, Decimal, Decimal] | None
    standing: Standing | None


@dataclass(frozen=True)
class Feedback:
    """`field_at_least`: the field's size, rounded down (5, 10, 20, 50, ...); None below five."""

    application: str
    stage: str
    field_at_least: int | None
    mean: Compared
    criteria: tuple[Compared, ...]


def feedback(rules: Rules, result: Result, application: str, stage: str) -> Feedback:
    """The scores of one application at a stage against all that were scored there.

    Figures are those of the stage: means over the reviews that counted, rounded; no review of its own, no rank, no
    bonus, no number of reviewers. With fewer than five in the field there is nothing but the own figures, the same
    for every such field, so that two who compare theirs cannot work out a third.

    Raises
    ------
    SelectionError : an unknown stage, one not reckoned or with open matters, or one where this application has no score.
    """
    if stage not in {one.id for one in rules.stages}:
        choices = ", ".join(one.id for one in rules.stages)
        raise SelectionError([Problem("stage", "no_stage", {"value": stage, "choices": choices})])
    held = next((one for one in result.stages if one.stage == stage), None)
    if held is None or not held.complete:
        raise SelectionError([Problem("stage", "stage_open", {"value": stage})])
    own = result.score(application, stage)
    if own is None:
        raise SelectionError([Problem("application", "no_score", {"value": application})])
    rubric = rules.stage(stage)
    rows = tuple(
        _compared(one.id, own.criteria[one.id], one.max, [score.criteria[one.id] for score in held.scores])
        for one in rubric.criteria
    )
    mean = _compared("mean", own.mean, rubric.full_marks, [score.mean for score in held.scores])
    size = next((step for step in STEPS if len(held.scores) >= step), None)
    return Feedback(application, stage, size, mean, rows)


def _compared(name: str, own: Decimal, out_of: Decimal, field: Sequence[Decimal]) -> Compared:
    if len(field) < FEWEST:
        return Compared(name, own, out_of, None, None)
    low, middle, high = quartiles(field)
    standing: Standing = "above" if own > high else "below" if own < low else "within"
    return Compared(name, own, out_of, (low, middle, high), standing)


def quartiles(values: Sequence[Decimal]) -> tuple[Decimal, Decimal, Decimal]:
    """Lower quartile, median, upper quartile, two decimals half-up, by linear interpolation between order statistics.

    Definition 7 of Hyndman and Fan, "Sample Quantiles in Statistical Packages" (The American Statistician, 1996).
    """
    ordered = sorted(Fraction(value) for value in values)
    out = []
    for quarter in (1, 2, 3):
        place = Fraction(quarter * (len(ordered) - 1), 4)
        below = place.numerator // place.denominator
        above = min(below + 1, len(ordered) - 1)
        out.append(half_up(ordered[below] + (place - below) * (ordered[above] - ordered[below]), 2))
    return out[0], out[1], out[2]
