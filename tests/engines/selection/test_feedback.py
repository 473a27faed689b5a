"""An applicant learns the own scores against the field, and nothing of any other one."""

from decimal import Decimal
from typing import Any

import pytest

from madang.engines.selection import Compared, Feedback, SelectionError, compute_case, feedback
from madang.engines.selection.feedback import quartiles

from .world import case, stage


def told(marks: dict[str, list[Any]], one: str = "A") -> Feedback:
    held = case(marks, stages=[stage(maxima=(50, 50))])
    return feedback(held.rules, compute_case(held), one, "only")


def test_own_scores_stand_beside_the_quartiles_of_the_field():
    found = told({name: [(40 - 5 * n, 10 * n)] for n, name in enumerate("ABCDE")})

    assert found.field_at_least == 5
    assert found.criteria == (
        Compared("c0", Decimal("40.00"), Decimal(50), (Decimal("25.00"), Decimal("30.00"), Decimal("35.00")), "above"),
        Compared("c1", Decimal("0.00"), Decimal(50), (Decimal("10.00"), Decimal("20.00"), Decimal("30.00")), "below"),
    )
    assert (found.mean.own, found.mean.out_of, found.mean.standing) == (Decimal("40.00"), Decimal(100), "below")


def test_a_small_field_tells_only_the_own_figures_whatever_the_others_have():
    alone = told({"A": [(40, 30)]})
    four = told({"A": [(40, 30)], "B": [(1, 2)], "C": [(50, 50)], "D": [(20, 20)]})

    assert alone == four
    assert (four.field_at_least, four.criteria[0].quartiles, four.criteria[0].standing) == (None, None, None)


def test_the_size_of_the_field_is_told_roughly():
    sizes = {n: told({f"A{k:03}": [(40, 30)] for k in range(n)}, "A000").field_at_least for n in (5, 9, 10, 49, 120)}

    assert sizes == {5: 5, 9: 5, 10: 10, 49: 20, 120: 100}


def test_equals_all_stand_within():
    assert {row.standing for row in told({name: [(40, 30)] for name in "ABCDE"}).criteria} == {"within"}


def test_nothing_is_told_before_the_stage_is_complete_or_of_one_without_a_score():
    open_ = case({"A": [80], "B": []})
    with pytest.raises(SelectionError, match="open matters"):
        feedback(open_.rules, compute_case(open_), "A", "only")
    gone = case({"A": [80], "B": [70]}, more={"B": {"withdrawn": True}})
    with pytest.raises(SelectionError, match="no score"):
        feedback(gone.rules, compute_case(gone), "B", "only")
    with pytest.raises(SelectionError, match="no stage"):
        feedback(gone.rules, compute_case(gone), "A", "other")


def test_quartiles_lie_between_neighbours():
    assert quartiles([Decimal(n) for n in (1, 2, 3, 4)]) == (Decimal("1.75"), Decimal("2.50"), Decimal("3.25"))
