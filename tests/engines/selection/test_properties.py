"""What holds for every case: it agrees with a slow oracle, whatever the order; more points never harm."""

import json
from copy import deepcopy
from decimal import Decimal
from fractions import Fraction
from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from madang.engines.selection import Result, compute_case, loads, to_json
from madang.engines.selection.exact import half_up, shown

from . import oracle
from .world import Form, stage

NAMES = "ABCDE"
MARKS = st.integers(0, 40).map(lambda step: step * 0.25)


@st.composite
def forms(draw: st.DrawFn) -> Form:
    """Up to five applications, one or two stages, small marks so that ties are many."""
    names = NAMES[: draw(st.integers(1, 5))]
    stages: list[Form] = []
    for place in range(draw(st.integers(1, 2))):
        held = stage(f"s{place}", maxima=(10, 10))
        held["criteria"][1]["weight"] = draw(st.sampled_from([10, 7, 30]))
        held["trim_from"] = draw(st.sampled_from([3, 4]))
        held["weight"] = draw(st.sampled_from([1, 30, 70]))
        if draw(st.booleans()):
            held["pass_mark"] = draw(st.integers(0, 17))
        stages.append(held)
    if len(stages) > 1:
        full = [sum(one.get("weight", one["max"]) for one in held["criteria"]) for held in stages]
        if full[0] != full[1]:
            stages[1]["criteria"] = deepcopy(stages[0]["criteria"])
        if draw(st.booleans()):
            stages[0]["multiple"] = {"count": draw(st.integers(1, 4))}
    rules: Form = {"places": draw(st.integers(1, 3)), "stages": stages}
    if draw(st.booleans()):
        rules["reserve"] = {"size": draw(st.integers(0, 3))}
    rules["bonus"] = {"stage": draw(st.sampled_from(stages))["id"], "cap": 1}
    rules["deductions"] = {"stage": draw(st.sampled_from(stages))["id"]}
    points = st.lists(st.fixed_dictionaries({"points": st.sampled_from([0, 0.5, 1, 3])}), max_size=2)
    return {
        "version": 1, "rules": rules,
        "applications": [{"id": one, "bonus": draw(points), "deductions": draw(points)} for one in names],
        "reviews": [
            {"id": f"{held['id']}{one}{n}", "application": one, "stage": held["id"], "scores": {"c0": draw(MARKS), "c1": draw(MARKS)}}
            for held in stages for one in names for n in range(draw(st.integers(1, 5)))
        ],
    }  # fmt: skip


def outcomes(result: Result) -> dict[str, str]:
    return {
        one.application: f"reserve {one.reserve}" if one.status == "reserve" else one.status for one in result.outcomes
    }


@settings(max_examples=60, deadline=None)
@given(forms())
def test_it_agrees_with_the_oracle_and_leaves_undecided_just_what_chance_would_decide(form: Form):
    result = compute_case(loads(form))
    expected = oracle.select(form)

    assert result.complete is (expected is not None)
    if expected is not None:
        assert outcomes(result) == expected


@settings(max_examples=60, deadline=None)
@given(forms(), st.integers(0, 10**6))
def test_the_order_of_the_input_changes_nothing(form: Form, seed: int):
    shuffled, dice = deepcopy(form), Random(seed)
    dice.shuffle(shuffled["applications"])
    dice.shuffle(shuffled["reviews"])
    for review in shuffled["reviews"]:
        review["scores"] = dict(reversed(review["scores"].items()))

    assert to_json(compute_case(loads(shuffled))) == to_json(compute_case(loads(form)))


@settings(max_examples=60, deadline=None)
@given(forms(), st.data())
def test_a_higher_mark_never_lowers_a_score_or_a_rank(form: Form, data: st.DataObject):
    form = {**form, "until": "s0"}
    raised = deepcopy(form)
    review = data.draw(st.sampled_from([one for one in raised["reviews"] if one["stage"] == "s0"]))
    name = data.draw(st.sampled_from(["c0", "c1"]))
    review["scores"][name] = data.draw(
        st.sampled_from([min(10.0, review["scores"][name] + more) for more in (0.25, 2, 10)])
    )
    before, after = compute_case(loads(form)), compute_case(loads(raised))
    mine = review["application"]

    old, new = before.score(mine, "s0"), after.score(mine, "s0")
    assert old is not None
    assert new is not None
    assert new.score >= old.score
    if old.rank is not None:
        assert new.rank is not None
        assert new.rank <= old.rank
    others = {one.application: one.score for one in before.stages[0].scores if one.application != mine}
    assert {one.application: one.score for one in after.stages[0].scores if one.application != mine} == others


@settings(max_examples=60, deadline=None)
@given(forms())
def test_nobody_gets_a_place_over_someone_better(form: Form):
    result = compute_case(loads(form))
    totals = {one.application: one.total for one in result.totals if one.passed is not False}

    assert len(result.selected) <= form["rules"]["places"]
    rest = [totals[one.application] for one in result.totals if one.application not in result.selected and one.rank]
    assert all(totals[one] >= max(rest, default=Decimal(0)) for one in result.selected)
    queue = [totals[one] for one in result.reserve]
    assert queue == sorted(queue, reverse=True)


@settings(max_examples=60, deadline=None)
@given(forms())
def test_every_step_can_be_reckoned_again_from_its_formula(form: Form):
    result = compute_case(loads(form))
    steps = [step for held in result.stages for score in held.scores for step in score.steps]
    steps += [step for total in result.totals for step in total.steps]

    for step in steps:
        if step.what == "pass_mark":
            continue
        assert reckon(step.formula) == step.exact, step
        if step.what in ("mean", "total"):
            assert half_up(step.exact, 2) == step.value


def reckon(formula: str) -> Fraction:
    """A formula as a person would type it into a calculator, with exact numbers."""
    exact = "".join(f"Fraction('{word}')" if word[0].isdigit() else word for word in _words(formula))
    return Fraction(eval(exact.replace("×", "*"), {"Fraction": Fraction, "min": min, "max": max, "sum": sum}))


def _words(formula: str) -> list[str]:
    out, word = [], ""
    for sign in f"{formula} ":
        if sign.isdigit() or sign == ".":
            word += sign
        else:
            out += [word] * bool(word) + [sign]
            word = ""
    return out


@settings(max_examples=60, deadline=None)
@given(forms())
def test_a_result_is_plain_json(form: Form):
    given_back: Any = to_json(compute_case(loads(form)))

    assert json.loads(json.dumps(given_back)) == given_back


@settings(max_examples=200, deadline=None)
@given(st.fractions(), st.integers(0, 6))
def test_rounding_is_to_the_nearest_and_showing_loses_nothing(value: Fraction, places: int):
    gap = abs(Fraction(half_up(value, places)) - value)

    assert gap * 10**places <= Fraction(1, 2)
    assert Fraction(shown(value)) == value
