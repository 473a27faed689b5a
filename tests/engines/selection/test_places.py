"""Who goes on, who gets a place, who waits; ties that decide something are people's."""

from typing import Any

import pytest

from madang.engines.selection import Result

from .world import Form, reviews, run, stage, statuses


def two_stages(first: dict[str, Any], second: dict[str, Any], *, document: Form, **more: Any) -> Result:
    """A document review and a presentation; marks by stage."""
    rows = reviews("document", first) + reviews("presentation", second)
    held = [stage("document", weight=30, **document), stage("presentation", weight=70)]
    case = {"reviews": rows, **more.pop("case", {})}
    return run({one: [] for one in first}, stages=held, case=case, **more)


def plain(marks: dict[str, Any]) -> dict[str, list[Any]]:
    return {one: [mark] for one, mark in marks.items()}


def test_places_go_to_the_best_and_the_reserve_follows_in_order():
    result = run(plain({"A": 70, "B": 90, "C": 80, "D": 60}), places=2, reserve={"size": 1})

    assert (result.selected, result.reserve, result.complete) == (("B", "C"), ("A",), True)
    assert statuses(result) == {"A": "reserve", "B": "selected", "C": "selected", "D": "not_selected"}
    assert [(one.application, one.rank, one.reserve) for one in result.outcomes] == [
        ("A", 3, 1), ("B", 1, None), ("C", 2, None), ("D", 4, None),
    ]  # fmt: skip


def test_with_more_places_than_passed_only_those_that_passed_are_selected():
    result = run(plain({"A": 70, "B": 69, "C": 70}), places=5, stages=[stage(pass_mark=70)], reserve={})

    assert (result.selected, result.reserve, result.complete) == (("A", "C"), (), True)
    assert statuses(result)["B"] == "below_pass_mark"


@pytest.mark.parametrize(
    ("places", "times", "rounding", "limit"),
    [
        (3, "1.5", "up", 5), (3, "1.5", "down", 4), (3, "1.5", "half_up", 5), (1, "1.3", "half_up", 1),
        (1, "1.3", "up", 2), (2, 2, "up", 4), (2, 3, "down", 6), (10, "1.1", "up", 11),
    ],
)  # fmt: skip
def test_the_multiple_says_how_many_go_on(places: int, times: Any, rounding: str, limit: int):
    marks = plain({f"A{n:02}": 99 - n for n in range(14)})
    held = {"multiple": {"times": times, "rounding": rounding}}
    result = two_stages(marks, {}, document=held, places=places, case={"until": "document"})

    assert result.stages[0].goes_on == tuple(marks)[:limit]
    assert result.stages[0].limit == limit


def test_a_fixed_number_may_go_on_instead():
    result = two_stages(
        plain({"A": 70, "B": 90, "C": 80}), {}, document={"multiple": {"count": 2}}, case={"until": "document"}
    )

    assert statuses(result) == {"A": "outside_multiple", "B": "goes_on", "C": "goes_on"}


@pytest.mark.parametrize(("size", "waived"), [(5, True), (6, False)])
def test_the_multiple_is_waived_up_to_a_multiple_of_the_places_but_the_pass_mark_is_not(size: int, waived: bool):
    marks = plain({f"A{n}": 90 - n for n in range(size - 1)} | {"Z": 50})
    held = {"pass_mark": 60, "multiple": {"times": 2, "waived_up_to": 5}}
    found = two_stages(marks, {}, document=held, case={"until": "document"}).stages[0]

    assert found.waived is waived
    assert found.goes_on == tuple(marks)[: size - 1 if waived else 2]


def test_who_withdrew_leaves_the_field_and_makes_room():
    marks = plain({"A": 90, "B": 80, "C": 70})
    gone = {"A": {"withdrawn": True}}
    result = two_stages(marks, plain({"B": 80}), document={"multiple": {"count": 1}}, more=gone)

    assert statuses(result) == {"A": "withdrawn", "B": "selected", "C": "outside_multiple"}
    assert result.stages[0].field == ("B", "C")
    assert result.notes == ("review document-A-0: A is not in the field of document",)


def test_who_withdraws_at_a_later_stage_leaves_the_earlier_decision_as_it_was():
    marks = plain({"A": 90, "B": 80, "C": 70})
    gone = {"A": {"withdrawn": "presentation"}}
    result = two_stages(marks, plain({"B": 80}), document={"multiple": {"count": 2}}, more=gone)

    assert statuses(result) == {"A": "withdrawn", "B": "selected", "C": "outside_multiple"}
    assert result.stages[0].goes_on == ("A", "B")


def test_an_excluded_application_leaves_like_a_withdrawn_one_but_is_called_so():
    result = run(plain({"A": 90, "B": 80}), more={"A": {"excluded": True}})

    assert (statuses(result), result.complete) == ({"A": "excluded", "B": "selected"}, True)


@pytest.mark.parametrize(
    ("rows", "codes"),
    [
        ([], ["too_few_reviews"]),
        ([{"scores": {"c0": None}}], ["score_missing"]),
        ([{"scores": {}}], ["score_missing"]),
        ([{"state": "recused"}, {"state": "recused"}], ["all_recused"]),
        ([{"state": "recused"}, {"scores": {"c0": 80}}], []),
        ([{"state": "pending"}, {"scores": {"c0": 80}}], ["review_pending"]),
        ([{"state": "pending"}], ["review_pending", "too_few_reviews"]),
    ],
)
def test_a_missing_score_is_to_be_resolved_and_is_never_a_zero(rows: list[Form], codes: list[str]):
    own = [{"id": f"r{n}", "application": "A", "stage": "only", **row} for n, row in enumerate(rows)]
    other = [{"id": "x", "application": "B", "stage": "only", "scores": {"c0": 70}}]
    result = run({"A": [], "B": []}, case={"reviews": own + other}, reserve={})

    assert [one.code for one in result.problems] == codes
    assert result.complete is (not codes)
    if codes:
        assert (result.selected, result.reserve) == ((), ())
        assert statuses(result) == {"A": "waiting", "B": "waiting"}
        assert {one.applications for one in result.problems} == {("A",)}
        assert result.score("A", "only") is None
        assert [one.rank for one in result.stages[0].scores] == [None]


def test_pending_reviews_may_be_left_out_where_the_call_says_so():
    held = [stage(pending="leave_out", minimum_reviews=1)]
    rows = [
        {"id": "a", "application": "A", "stage": "only", "state": "pending"},
        {"id": "b", "application": "A", "stage": "only", "scores": {"c0": 80}},
    ]

    assert run({"A": []}, stages=held, case={"reviews": rows}).complete is True


def test_too_few_reviews_are_counted_before_trimming():
    held = [stage(minimum_reviews=3, trim_from=3)]

    assert run({"A": [70, 80, 90]}, stages=held).complete is True
    short = run({"A": [70, 80]}, stages=held).problems[0]
    assert (short.code, short.params) == ("too_few_reviews", {"value": 2, "low": 3})


def test_a_tie_for_the_last_place_is_shown_and_gives_nobody_the_place():
    result = run(plain({"A": 90, "B": 80, "C": 80, "D": 70}), places=2, reserve={})

    assert statuses(result) == {"A": "selected", "B": "undecided", "C": "undecided", "D": "reserve"}
    assert (result.complete, result.selected, result.reserve) == (False, ("A",), ())
    tie = result.ties[0]
    assert (tie.at, tie.decides, tie.tied, tie.free, tie.tried) == ("total", "place", ("B", "C"), 1, ("total",))
    assert [one.code for one in result.problems] == ["tie"]
    assert result.outcome("D").reserve == 2


def test_a_tie_inside_the_places_or_behind_everything_decides_nothing():
    result = run(plain({"A": 90, "B": 90, "C": 80, "D": 70, "E": 70}), places=2, reserve={"size": 1})

    assert (result.complete, result.selected, result.reserve) == (True, ("A", "B"), ("C",))
    assert [one.rank for one in result.outcomes] == [1, 1, 3, 4, 4]


@pytest.mark.parametrize(
    ("size", "decides", "free"), [(None, "reserve_order", 2), (2, "reserve_order", 2), (1, "reserve_end", 1)]
)
def test_a_tie_in_the_reserve_is_shown(size: int | None, decides: str, free: int):
    result = run(plain({"A": 90, "B": 80, "C": 80}), reserve={} if size is None else {"size": size})

    assert [(tie.decides, tie.tied, tie.free) for tie in result.ties] == [(decides, ("B", "C"), free)]
    assert statuses(result) == {"A": "selected", "B": "undecided", "C": "undecided"}


def test_without_a_reserve_a_tie_behind_the_places_is_nothing():
    assert run(plain({"A": 90, "B": 80, "C": 80})).complete is True


def test_a_tie_at_the_shortlist_stops_there_unless_all_tied_go_on():
    marks = plain({"A": 90, "B": 80, "C": 80})
    stopped = two_stages(marks, {}, document={"multiple": {"count": 2}})
    held = {"multiple": {"count": 2, "tied_go_on": True}}
    wide = two_stages(marks, {}, document=held, case={"until": "document"})

    assert [(tie.at, tie.decides, tie.free) for tie in stopped.ties] == [("document", "shortlist", 1)]
    assert statuses(stopped) == {"A": "goes_on", "B": "undecided", "C": "undecided"}
    assert wide.stages[0].goes_on == ("A", "B", "C")


def test_the_list_against_ties_is_asked_in_its_order():
    held = [stage(maxima=(60, 40))]
    marks = {"A": [(40, 40)], "B": [(50, 30)], "C": [(45, 35)]}
    ties = [{"by": "criterion", "stage": "only", "criterion": "c1"}, {"by": "company_age"}]
    result = run(marks, stages=held, ties=ties, reserve={})

    assert (result.selected, result.reserve) == (("A",), ("C", "B"))
    assert [(one.upper, one.lower, one.by) for one in result.separations] == [
        ("A", "C", "criterion only.c1"), ("C", "B", "criterion only.c1"),
    ]  # fmt: skip


def test_the_younger_company_goes_first_and_one_not_yet_founded_is_the_youngest():
    founded = {"A": "2019-05-01", "B": "2023-05-01", "C": "not_yet"}
    more = {one: {"facts": {"founded": day}} for one, day in founded.items()}
    result = run(plain(dict.fromkeys("ABC", 80)), more=more, ties=[{"by": "company_age"}], reserve={})
    older = run(plain(dict.fromkeys("ABC", 80)), more=more, ties=[{"by": "company_age", "first": "low"}], reserve={})

    assert (*result.selected, *result.reserve) == ("C", "B", "A")
    assert (*older.selected, *older.reserve) == ("A", "B", "C")


def test_the_score_without_bonus_can_settle_a_tie():
    more = {"A": {"bonus": [{"points": 5}]}}
    result = run(
        plain({"A": 75, "B": 80}), more=more, bonus={"stage": "only", "cap": 5}, ties=[{"by": "without_bonus"}]
    )

    assert result.selected == ("B",)


def test_a_stage_score_can_settle_a_tie_of_totals():
    first, second = plain({"A": 90, "B": 76}), plain({"A": 80, "B": 86})
    result = two_stages(first, second, document={}, ties=[{"by": "stage", "stage": "presentation"}])

    assert [str(one.total) for one in result.totals] == ["83.00", "83.00"]
    assert result.selected == ("B",)


def test_a_rule_about_a_stage_not_yet_held_is_passed_over_at_the_shortlist():
    ties = [{"by": "stage", "stage": "presentation"}, {"by": "fact", "fact": "sent", "first": "low"}]
    more = {"A": {"facts": {"sent": "2026-05-11T14:00+09:00"}}, "B": {"facts": {"sent": "2026-05-11T12:00+08:00"}}}
    result = two_stages(
        plain({"A": 80, "B": 80}), {}, document={"multiple": {"count": 1}}, ties=ties, more=more,
        case={"until": "document"},
    )  # fmt: skip

    assert result.stages[0].goes_on == ("B",)


def test_a_fact_that_is_not_known_stops_the_list_there():
    more = {"A": {"facts": {"founded": "2020-01-01"}}}
    ties = [{"by": "company_age"}, {"by": "fact", "fact": "jobs"}]
    result = run(plain({"A": 80, "B": 80}), more=more, ties=ties)

    assert [(one.code, one.params["missing"]) for one in result.problems] == [("tie_fact", "B")]
    assert result.ties[0].missing == (("B", "founded"),)


def test_people_settle_what_is_tied_and_nothing_else():
    order = {"settled": [{"at": "total", "order": ["C", "B", "A"], "why": "minutes of the committee"}]}
    result = run(plain({"A": 90, "B": 80, "C": 80}), places=1, reserve={}, case=order)

    assert (result.selected, result.reserve, result.complete) == (("A",), ("C", "B"), True)
    assert [one.by for one in result.separations] == ["settled"]


def test_an_order_that_leaves_someone_tied_out_settles_nothing():
    order = {"settled": [{"at": "total", "order": ["C", "B"]}]}
    result = run(plain({"A": 80, "B": 80, "C": 80}), case=order)

    assert result.ties[0].tied == ("A", "B", "C")


def test_a_stage_may_sift_by_the_total_so_far():
    held = [
        stage("a", weight=50), stage("b", weight=50, rank_by="so_far", multiple={"count": 1}), stage("c", weight=0),
    ]  # fmt: skip
    rows = reviews("a", plain({"A": 90, "B": 60})) + reviews("b", plain({"A": 70, "B": 80}))
    result = run({"A": [], "B": []}, stages=held, case={"reviews": rows, "until": "b"})

    assert result.stages[1].goes_on == ("A",)
