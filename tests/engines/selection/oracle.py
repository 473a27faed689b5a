"""Another reckoning of the same readings, slow and plain: fractions, loops, no code of the engine."""

from fractions import Fraction
from itertools import permutations
from typing import Any


def rounded(value: Fraction) -> Fraction:
    """Half-up to two places, by looking at the remainder."""
    hundredths = value * 100
    floor = hundredths.numerator // hundredths.denominator
    return Fraction(floor + 1 if hundredths - floor >= Fraction(1, 2) else floor, 100)


def stage_score(stage: dict[str, Any], reviews: list[dict[str, Any]], extra: Fraction) -> tuple[Fraction, Fraction]:
    """Score with and without the extra points (bonus less deduction comes in two parts: see `select`)."""
    totals = []
    for review in reviews:
        total = Fraction(0)
        for criterion in stage["criteria"]:
            worth = Fraction(str(criterion.get("weight", criterion["max"])))
            total += Fraction(str(review["scores"][criterion["id"]])) * worth / Fraction(str(criterion["max"]))
        totals.append(total)
    if stage.get("trim_from") and len(totals) >= stage["trim_from"]:
        totals.remove(max(totals))
        totals.remove(min(totals))
    return rounded(sum(totals, Fraction(0)) / len(totals)), extra


def extras(form: dict[str, Any], stage: str, application: dict[str, Any]) -> tuple[Fraction, Fraction]:
    out = []
    for name in ("bonus", "deductions"):
        rule = form["rules"].get(name)
        points = sum((Fraction(str(one["points"])) for one in application.get(name, [])), Fraction(0))
        if not rule or rule["stage"] != stage:
            points = Fraction(0)
        elif "cap" in rule and points > Fraction(str(rule["cap"])):
            points = Fraction(str(rule["cap"]))
        out.append(points)
    return out[0], out[1]


def select(form: dict[str, Any]) -> dict[str, str] | None:
    """Outcome by application of a call whose shortlists and places follow scores alone; None where a tie decides.

    A tie decides where two orders of the field, both sorted by score, lead to different outcomes: all are tried.
    """
    stages, found = form["rules"]["stages"], None
    field = [one for one in form["applications"] if not one.get("withdrawn")]
    if len(field) > 6:
        raise ValueError("the oracle tries every order: at most six")
    for order in permutations(field):
        outcome = _one_order(form, stages, list(order))
        if outcome is None:
            continue
        if found is not None and outcome != found:
            return None
        found = outcome
    return found


def _one_order(form: dict[str, Any], stages: list[Any], order: list[Any]) -> dict[str, str] | None:
    """The outcome if whoever stands first in `order` goes first among equals; None where `order` is not by score."""
    places, outcome, scores = form["rules"]["places"], {}, {one["id"]: [] for one in order}
    for stage in stages:
        for one in order:
            mine = [r for r in form["reviews"] if r["application"] == one["id"] and r["stage"] == stage["id"]]
            bonus, off = extras(form, stage["id"], one)
            mean, _ = stage_score(stage, mine, bonus)
            scores[one["id"]].append(max(Fraction(0), mean + bonus - off))
        last = stage is stages[-1]
        if not last:
            ordered = sorted(order, key=lambda one: -scores[one["id"]][-1])  # stable: `order` decides among equals
            passed = [one for one in ordered if scores[one["id"]][-1] >= Fraction(str(stage.get("pass_mark", 0)))]
            for one in order:
                if one not in passed:
                    outcome[one["id"]] = "below_pass_mark"
            limit = stage.get("multiple", {}).get("count", len(passed))
            for one in passed[limit:]:
                outcome[one["id"]] = "outside_multiple"
            order = passed[:limit]
    totals = {}
    weights = [Fraction(str(stage.get("weight", 1))) for stage in stages]
    for one in order:
        if scores[one["id"]][-1] < Fraction(str(stages[-1].get("pass_mark", 0))):
            outcome[one["id"]] = "below_pass_mark"
            continue
        weighed = sum(weight * score for weight, score in zip(weights, scores[one["id"]], strict=True))
        totals[one["id"]] = rounded(Fraction(weighed) / sum(weights))
    ranked = sorted(totals, key=lambda one: -totals[one])
    size = form["rules"].get("reserve", {"size": 0}).get("size", len(ranked))
    for place, one in enumerate(ranked):
        spot = place - places
        outcome[one] = "selected" if spot < 0 else f"reserve {spot + 1}" if spot < size else "not_selected"
    return outcome
