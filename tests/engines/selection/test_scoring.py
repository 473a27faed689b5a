"""From reviews to a score: what counts, what is dropped, where it is rounded."""

from decimal import Decimal
from fractions import Fraction

import pytest

from madang.engines.selection import SelectionError, review_total
from madang.engines.selection.exact import half_up, shown
from madang.engines.selection.rules import Criterion, Stage

from .world import run, scored, stage, statuses


@pytest.mark.parametrize(
    ("value", "rounded"),
    [
        (Fraction(2345, 1000), "2.35"), (Fraction(2344999, 1000000), "2.34"), (Fraction(245, 3), "81.67"), (Fraction(1, 200), "0.01"),
        (Fraction(69995, 1000), "70.00"), (Fraction(-2345, 1000), "-2.35"), (Fraction(0), "0.00"),
    ],
)  # fmt: skip
def test_a_half_is_rounded_away_from_zero(value: Fraction, rounded: str):
    assert str(half_up(value, 2)) == rounded


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Fraction(245, 3), "245/3"),
        (Fraction(81125, 1000), "81.125"),
        (Fraction(100), "100"),
        (Fraction(1, 400), "0.0025"),
        (Fraction(0), "0"),
        (Fraction(1, 30), "1/30"),
        (Decimal("0E+2"), "0"),
        (Fraction(5, 2), "2.5"),
    ],
)  # fmt: skip
def test_an_exact_value_is_shown_without_loss(value: Fraction, text: str):
    assert shown(value) == text


def test_a_review_total_is_points_as_written_and_never_rounded():
    held = Stage(
        id="s", criteria=(Criterion(id="a", max=Decimal(30)), Criterion(id="b", max=Decimal(5), weight=Decimal(70)))
    )

    assert review_total(held, {"a": Decimal("27.125"), "b": Decimal(4)}) == Fraction("83.125")


def test_criteria_of_different_maxima_count_by_their_weights():
    held = Stage(
        id="s",
        criteria=(
            Criterion(id="a", max=Decimal(7), weight=Decimal(30)),
            Criterion(id="b", max=Decimal(10), weight=Decimal(70)),
        ),
    )

    assert review_total(held, {"a": Decimal(5), "b": Decimal(8)}) == Fraction(150, 7) + 56


def test_weights_that_do_not_sum_to_a_hundred_stay_as_they_are_unless_scaled():
    parts = (Criterion(id="a", max=Decimal(5), weight=Decimal(2)), Criterion(id="b", max=Decimal(5), weight=Decimal(1)))
    marks = {"a": Decimal(4), "b": Decimal(3)}

    assert review_total(Stage(id="s", criteria=parts), marks) == Fraction(11, 5)
    assert review_total(Stage(id="s", criteria=parts, out_of=Decimal(100)), marks) == Fraction(220, 3)


def test_a_missing_score_is_no_zero():
    with pytest.raises(TypeError):
        review_total(Stage(id="s", criteria=(Criterion(id="a", max=Decimal(5)),)), {"a": None})


def test_the_mean_alone_is_rounded_not_the_totals():
    score = scored(["81.125", "81.126", "81.134"])

    assert score.mean == Decimal("81.13")  # 81.128333…; of totals rounded first it would be (81.13 + 81.13 + 81.13) / 3
    assert [shown(use.total or 0) for use in score.reviews] == ["81.125", "81.126", "81.134"]
    assert score.steps[-1].formula == "(81.125 + 81.126 + 81.134) / 3"


def test_exactly_one_highest_and_one_lowest_are_dropped_of_several_equals():
    score = scored([90, 90, 70, 70, 80], stages=[stage(trim_from=3)])

    assert [use.use for use in score.reviews] == [
        "dropped_highest", "counted", "dropped_lowest", "counted", "counted",
    ]  # fmt: skip
    assert (score.mean, score.trimmed) == (Decimal("80.00"), True)


def test_all_equal_lose_two_and_keep_their_mean():
    score = scored([80, 80, 80], stages=[stage(trim_from=3)])

    assert sorted(use.use for use in score.reviews) == ["counted", "dropped_highest", "dropped_lowest"]
    assert (score.mean, score.criteria) == (Decimal("80.00"), {"c0": Decimal("80.00")})


@pytest.mark.parametrize("marks", [[75], [70, 80]])
def test_with_one_or_two_reviews_nothing_is_dropped(marks: list[int]):
    score = scored(marks, stages=[stage(trim_from=3)])

    assert (score.mean, score.trimmed) == (Decimal("75.00"), False)


def test_trimming_starts_at_the_number_the_call_says():
    five = stage(trim_from=5)

    assert scored([100, 70, 70, 60], stages=[five]).mean == Decimal("75.00")
    assert scored([100, 70, 70, 60, 0], stages=[five]).mean == Decimal("66.67")


def test_recused_reviews_count_neither_for_the_mean_nor_for_trimming():
    recused = {"id": "x", "application": "A", "stage": "only", "state": "recused", "reviewer": "R9"}
    marks = [{"id": f"{n}", "application": "A", "stage": "only", "scores": {"c0": n}} for n in (60, 70, 80, 90)]
    score = run({"A": []}, stages=[stage(trim_from=5)], case={"reviews": [*marks, recused]}).stages[0].scores[0]

    assert (score.mean, score.trimmed) == (Decimal("75.00"), False)
    assert [(use.review, use.use) for use in score.reviews][-1] == ("x", "recused")


def test_of_equal_extremes_the_criterion_means_take_each_by_its_share():
    marks = [(50, 20), (20, 50), (45, 40), (30, 30)]  # totals 70, 70, 85, 60: the highest and the lowest are single
    equal = [(50, 40), (40, 50), (35, 35), (30, 30)]  # totals 90, 90, 70, 60: one of two highest goes

    assert scored(marks, stages=[stage(maxima=(50, 50), trim_from=3)]).criteria == {
        "c0": Decimal("35.00"),
        "c1": Decimal("35.00"),
    }
    assert scored(equal, stages=[stage(maxima=(50, 50), trim_from=3)]).criteria == {
        "c0": Decimal("40.00"),
        "c1": Decimal("40.00"),
    }


@pytest.mark.parametrize(
    ("bonus", "cap", "score"), [([2], 5, "82.00"), ([3, 4], 5, "85.00"), ([3, 4], None, "87.00"), ([], 5, "80.00"), ([5], 0, "80.00")]
)  # fmt: skip
def test_bonus_points_are_added_up_to_their_cap(bonus: list[int], cap: int | None, score: str):
    rule = {"stage": "only"} if cap is None else {"stage": "only", "cap": cap}

    found = run({"A": [80]}, more={"A": {"bonus": [{"points": one} for one in bonus]}}, bonus=rule).stages[0].scores[0]
    assert (found.score, found.without_bonus) == (Decimal(score), Decimal("80.00"))


def test_a_bonus_may_lift_a_score_over_full_marks_unless_the_call_cuts_it():
    own = {"bonus": [{"points": 5}]}

    assert scored([98], own=own, bonus={"stage": "only"}).score == Decimal("103.00")
    assert scored([98], own=own, bonus={"stage": "only", "within_full_marks": True}).score == Decimal("100")


def test_deductions_come_off_after_the_bonus_and_never_below_zero():
    own = {"bonus": [{"points": 9}], "deductions": [{"points": 3}, {"points": 4}]}
    rules = {"bonus": {"stage": "only", "cap": 5}, "deductions": {"stage": "only"}}

    assert scored([80], own=own, **rules).score == Decimal("78.00")
    low = scored([1], own=own, **rules)
    assert (low.score, low.without_bonus) == (Decimal("0"), Decimal("0"))
    assert low.steps[-1].formula == "max(0, 1.00 + 5 - 7)"
    capped = scored([80], own=own, bonus=rules["bonus"], deductions={"stage": "only", "cap": 2})
    assert capped.score == Decimal("83.00")


def test_a_pass_mark_is_met_when_the_rounded_score_meets_it():
    held = [stage(pass_mark=70)]

    assert scored(["69.995"], stages=held).passed is True
    assert scored(["69.9949"], stages=held).passed is False
    assert scored([70], stages=held).passed is True


def test_a_pass_mark_counts_the_bonus_unless_the_call_says_without():
    own = {"bonus": [{"points": 3}]}
    rule = {"bonus": {"stage": "only", "cap": 5}}

    assert scored([68], own=own, stages=[stage(pass_mark=70)], **rule).passed is True
    assert scored([68], own=own, stages=[stage(pass_mark=70, pass_without_bonus=True)], **rule).passed is False


def test_a_deduction_counts_against_the_pass_mark_either_way():
    own = {"deductions": [{"points": 3}]}

    for without in (True, False):
        held = [stage(pass_mark=70, pass_without_bonus=without)]
        assert scored([72], own=own, stages=held, deductions={"stage": "only"}).passed is False


def two(first: int, second: int, **more: object) -> list[dict[str, object]]:
    return [stage("d", weight=first, **more), stage("p", weight=second)]


@pytest.mark.parametrize(
    ("weights", "total"), [((30, 70), "78.83"), ((3, 7), "78.83"), ((1, 1), "77.50"), ((0, 1), "80.83"), ((5, 0), "74.17")]
)  # fmt: skip
def test_the_weighted_total_is_a_mean_by_weight_of_rounded_scores(weights: tuple[int, int], total: str):
    rows = [
        {"id": f"{at}{n}", "application": "A", "stage": at, "scores": {"c0": mark}}
        for at, given in (("d", [74, "74.33"]), ("p", ["80.83"]))  # the first mean is 74.165, so 74.17
        for n, mark in enumerate(given)
    ]

    assert str(run({"A": []}, stages=two(*weights), case={"reviews": rows}).totals[0].total) == total


def test_stages_of_different_full_marks_are_scaled_to_those_of_the_total():
    held = [stage("d", maxima=(50,), weight=40), stage("p", weight=60)]
    rows = [
        {"id": "d", "application": "A", "stage": "d", "scores": {"c0": 40}},
        {"id": "p", "application": "A", "stage": "p", "scores": {"c0": 90}},
    ]
    found = run({"A": []}, stages=held, total={"out_of": 100}, case={"reviews": rows}).totals[0]

    assert (found.total, found.steps[0].formula) == (Decimal("86.00"), "(40 × 40.00 × 2 + 60 × 90.00) / 100")
    with pytest.raises(SelectionError, match="different full marks"):
        run({"A": []}, stages=held, case={"reviews": rows})


def test_a_sum_of_stages_adds_points_as_they_stand():
    held = [stage("d", maxima=(40,), weight=1), stage("p", maxima=(60,), weight=1)]
    rows = [
        {"id": "d", "application": "A", "stage": "d", "scores": {"c0": 31}},
        {"id": "p", "application": "A", "stage": "p", "scores": {"c0": "52.5"}},
    ]

    assert run({"A": []}, stages=held, total={"combine": "sum"}, case={"reviews": rows}).totals[0].total == Decimal(
        "83.50"
    )


def test_a_pass_mark_on_the_total_sifts_after_all_stages():
    result = run({"A": [80], "B": [59.99]}, places=2, total={"pass_mark": 60})

    assert statuses(result) == {"A": "selected", "B": "below_pass_mark"}
    assert [one.rank for one in result.totals] == [1, None]
