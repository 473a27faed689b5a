"""Each leaf at its limits: the dates, ages and exceptions that calls argue about."""

from datetime import date

import pytest

from madang.engines.eligibility import (
    AgeWindow,
    Business,
    Facts,
    FounderAge,
    FounderTrait,
    Headcount,
    InvestmentStage,
    Money,
    Raised,
    Region,
    Representative,
    Revenue,
    Sector,
    Site,
)
from madang.engines.eligibility.calendar import Age, age, anniversary, months_after

ON = date(2026, 11, 2)


def firm(start: date, **more: object) -> Facts:
    return Facts(founding_type="corporation", incorporated_on=start, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("start", "years", "expected"),
    [
        (date(2020, 2, 29), 7, date(2027, 3, 1)),
        (date(2020, 2, 29), 8, date(2028, 2, 29)),
        (date(2019, 2, 28), 1, date(2020, 2, 28)),
        (date(2019, 12, 31), 7, date(2026, 12, 31)),
        (date(9990, 5, 1), 20, date.max),
    ],
)
def test_an_anniversary_is_the_same_day_or_the_first_of_the_next_month(start: date, years: int, expected: date) -> None:
    assert anniversary(start, years) == expected


@pytest.mark.parametrize(
    ("start", "months", "expected"),
    [
        (date(2026, 1, 31), 1, date(2026, 3, 1)),
        (date(2026, 8, 31), 1, date(2026, 10, 1)),
        (date(2026, 10, 31), 1, date(2026, 12, 1)),
        (date(2026, 11, 30), 1, date(2026, 12, 30)),
        (date(2026, 11, 30), 2, date(2027, 1, 30)),
    ],
)
def test_a_month_later_is_the_same_day_or_the_first_of_the_next_month(start: date, months: int, expected: date) -> None:
    assert months_after(start, months) == expected


@pytest.mark.parametrize(
    ("start", "on", "expected"),
    [
        (date(2024, 7, 16), date(2026, 11, 2), Age(2, 3)),
        (date(2024, 7, 16), date(2024, 7, 16), Age(0, 0)),
        (date(2020, 2, 29), date(2027, 2, 28), Age(6, 11)),
        (date(2020, 2, 29), date(2027, 3, 1), Age(7, 0)),
        (date(2026, 1, 31), date(2026, 2, 28), Age(0, 0)),
        (date(2026, 1, 31), date(2026, 3, 1), Age(0, 1)),
    ],
)
def test_an_age_counts_full_years_and_full_months(start: date, on: date, expected: Age) -> None:
    assert age(start, on) == expected


def test_an_age_before_the_start_is_refused() -> None:
    with pytest.raises(ValueError, match="2026-01-01 is before 2026-01-02"):
        age(date(2026, 1, 2), date(2026, 1, 1))


@pytest.mark.parametrize(
    ("start", "within", "over"),
    [
        (date(2019, 11, 1), "unmet", "met"),
        (date(2019, 11, 2), "unmet", "met"),  # the seventh anniversary: no longer within, now over
        (date(2019, 11, 3), "met", "unmet"),
        (date(2026, 11, 2), "met", "unmet"),
        (date(2026, 11, 3), "unmet", "unmet"),  # not founded yet
    ],
)
def test_within_leaves_the_anniversary_out_and_over_takes_it_in(start: date, within: str, over: str) -> None:
    assert AgeWindow(max_years=7).judge(firm(start), ON).outcome == within
    assert AgeWindow(min_years=7).judge(firm(start), ON).outcome == over


@pytest.mark.parametrize(
    ("on", "outcome"), [(date(2027, 2, 28), "met"), (date(2027, 3, 1), "unmet"), (date(2027, 3, 2), "unmet")]
)
def test_a_firm_of_29_february_turns_seven_on_1_march(on: date, outcome: str) -> None:
    assert AgeWindow(max_years=7).judge(firm(date(2020, 2, 29)), on).outcome == outcome


def test_the_window_of_a_real_call_holds_on_both_ends() -> None:
    """A ten-year call of 2026-04-14 states its window itself: 2016-04-15 to 2026-04-14."""
    rule, on = AgeWindow(max_years=10), date(2026, 4, 14)

    days = [date(2016, 4, 14), date(2016, 4, 15), date(2026, 4, 14), date(2026, 4, 15)]
    assert [rule.judge(firm(day), on).outcome for day in days] == ["unmet", "met", "met", "unmet"]


def test_a_sole_trader_counts_from_opening_and_a_corporation_from_incorporation() -> None:
    days = {"opened_on": date(2015, 1, 1), "incorporated_on": date(2025, 1, 1)}
    rule = AgeWindow(max_years=7)

    assert rule.judge(Facts(founding_type="sole_trader", **days), ON).outcome == "unmet"
    assert rule.judge(Facts(founding_type="corporation", **days), ON).outcome == "met"


@pytest.mark.parametrize(("allowed", "outcome"), [(True, "met"), (False, "unmet")])
def test_a_pre_founder_is_in_only_where_the_call_says_so(allowed: bool, outcome: str) -> None:
    rule = AgeWindow(max_years=7, pre_founder=allowed)

    assert rule.judge(Facts(founding_type="pre_founder"), ON).outcome == outcome
    assert rule.judge(firm(date(2026, 12, 1)), ON).outcome == outcome  # founded after the reference date


OPEN_OLD = Business(started=date(2010, 1, 1), open=True)
SHUT_OLD = Business(started=date(2010, 1, 1), open=False, closed=date(2015, 1, 1))
MAYBE_OLD = Business(started=date(2010, 1, 1))
MAYBE_YOUNG = Business(started=date(2025, 1, 1))
UNDATED = Business(open=True)


@pytest.mark.parametrize(
    ("counts", "others", "outcome", "missing"),
    [
        ("this", (OPEN_OLD,), "met", ()),
        ("this", None, "met", ()),
        ("oldest_open", (OPEN_OLD,), "unmet", ()),
        ("oldest_open", (SHUT_OLD,), "met", ()),
        ("oldest", (SHUT_OLD,), "unmet", ()),
        ("oldest_open", (), "met", ()),
        ("oldest_open", None, "unknown", ("businesses",)),
        ("oldest_open", (UNDATED,), "unknown", ("businesses",)),
        ("oldest_open", (MAYBE_YOUNG,), "met", ()),  # open or not, both businesses are young enough
        ("oldest_open", (MAYBE_OLD,), "unknown", ("businesses",)),
        ("oldest_open", (OPEN_OLD, UNDATED), "unmet", ()),  # an unknown date can only make it older
    ],
)
def test_of_several_businesses_the_rule_says_which_counts(
    counts: str, others: tuple[Business, ...] | None, outcome: str, missing: tuple[str, ...]
) -> None:
    finding = AgeWindow(max_years=7, counts=counts).judge(firm(date(2022, 1, 1), businesses=others), ON)

    assert (finding.outcome, finding.missing) == (outcome, missing)


def test_an_unknown_date_leaves_a_failed_age_limit_failed_and_a_reached_age_reached() -> None:
    facts = firm(date(2019, 11, 2), businesses=None)  # seven years old today, if not older

    assert AgeWindow(max_years=7, counts="oldest").judge(facts, ON).outcome == "unmet"
    assert AgeWindow(min_years=7, counts="oldest").judge(facts, ON).outcome == "met"
    assert AgeWindow(min_years=7, max_years=20, counts="oldest").judge(facts, ON).outcome == "unknown"


def test_a_fixed_day_counts_instead_of_the_calls_own() -> None:
    facts = firm(date(2020, 1, 1))

    assert AgeWindow(max_years=5).judge(facts, ON).outcome == "unmet"
    assert AgeWindow(max_years=5, at=date(2024, 12, 31)).judge(facts, ON).outcome == "met"


def person(born: date | None, *traits: str, lacks: tuple[str, ...] = ()) -> Representative:
    return Representative(born=born, traits=frozenset(traits), lacks=frozenset(lacks))


@pytest.mark.parametrize(
    ("born", "outcome"),
    [
        (date(1986, 11, 2), "unmet"),  # 40 on the day
        (date(1986, 11, 3), "met"),  # 39 until tomorrow
        (date(2008, 11, 2), "met"),  # 18 on the day
        (date(2008, 11, 3), "unmet"),
        (None, "unknown"),
    ],
)
def test_age_is_counted_in_full_years_with_both_ends_in(born: date | None, outcome: str) -> None:
    facts = Facts(representatives=(person(born),))

    assert FounderAge(min_age=18, max_age=39).judge(facts, ON).outcome == outcome


@pytest.mark.parametrize(
    ("who", "first", "second", "outcome"),
    [
        ("all", 1990, 1960, "unmet"),
        ("all", None, 1960, "unmet"),
        ("all", 1990, None, "unknown"),
        ("any", 1990, None, "met"),
        ("any", 1960, None, "unknown"),
        ("lead", 1990, 1960, "met"),
        ("lead", 1990, None, "met"),
    ],
)
def test_joint_representatives_count_as_the_call_says(
    who: str, first: int | None, second: int | None, outcome: str
) -> None:
    people = tuple(person(date(year, 1, 1) if year else None) for year in (first, second))

    assert FounderAge(max_age=39, who=who).judge(Facts(representatives=people), ON).outcome == outcome


@pytest.mark.parametrize(
    ("someone", "outcome"),
    [
        (person(None, "woman"), "met"),
        (person(None, lacks=("woman", "youth")), "unmet"),
        (person(None, lacks=("woman",)), "unknown"),
        (person(None, "student"), "unknown"),
    ],
)
def test_a_trait_nobody_asked_about_is_unknown(someone: Representative, outcome: str) -> None:
    rule = FounderTrait(any_of=("woman", "youth"))

    assert rule.judge(Facts(representatives=(someone,)), ON).outcome == outcome


@pytest.mark.parametrize(
    ("office", "asked", "outcome"),
    [
        ("KR-11-680", "KR-11", "met"),
        ("KR-11", "KR-11", "met"),
        ("KR-26", "KR-11", "unmet"),
        ("KR-11", "KR-11-680", "unknown"),  # somewhere in Seoul is not known to be Gangnam, nor not to be
        ("CN-11-0108", "CN", "met"),
        (None, "KR", "unknown"),
    ],
)
def test_a_region_known_too_roughly_is_unknown(office: str | None, asked: str, outcome: str) -> None:
    assert Region(any_of=(asked,)).judge(Facts(head_office=office), ON).outcome == outcome


def test_a_branch_counts_only_where_the_call_counts_it() -> None:
    facts = Facts(head_office="KR-26", sites=(Site(kind="branch", region="KR-11"),))

    assert Region(any_of=("KR-11",)).judge(facts, ON).outcome == "unmet"
    assert Region(any_of=("KR-11",), places=("head_office", "branch")).judge(facts, ON).outcome == "met"
    assert Region(any_of=("KR-11",), places=("lab",)).judge(facts, ON).outcome == "unmet"


def test_a_part_of_a_sector_is_in_it_and_no_sector_at_all_is_known_to_be_none() -> None:
    rule = Sector(any_of=("robotics",))

    assert rule.judge(Facts(sectors=frozenset({"humanoid"})), ON).outcome == "met"
    assert rule.judge(Facts(sectors=frozenset()), ON).outcome == "unmet"
    assert rule.judge(Facts(), ON).outcome == "unknown"


@pytest.mark.parametrize(("people", "outcome"), [(4, "unmet"), (5, "met"), (50, "met"), (51, "unmet")])
def test_headcount_bounds_are_both_in(people: int, outcome: str) -> None:
    assert Headcount(min_people=5, max_people=50).judge(Facts(headcount=people), ON).outcome == outcome


def test_revenue_is_that_of_the_year_asked_and_never_converted() -> None:
    facts = Facts(revenues={2025: Money(200), 2024: Money(50), 2023: Money(999, "USD")})

    assert Revenue(min_amount=100).judge(facts, ON).outcome == "met"
    assert Revenue(min_amount=100, years_back=2).judge(facts, ON).outcome == "unmet"
    assert Revenue(min_amount=100, years_back=3).judge(facts, ON).outcome == "unknown"
    assert Revenue(min_amount=100, years_back=4).judge(facts, ON).missing == ("revenues.2022",)


@pytest.mark.parametrize(
    ("have", "outcome"), [("none", "unmet"), ("seed", "met"), ("series_a", "met"), ("series_b", "unmet")]
)
def test_investment_stages_are_in_order(have: str, outcome: str) -> None:
    rule = InvestmentStage(min_round="seed", max_round="series_a")

    assert rule.judge(Facts(investment_round=have), ON).outcome == outcome


def test_nothing_raised_is_nothing_in_every_currency() -> None:
    assert Raised(min_amount=1).judge(Facts(raised=Money(0, "CNY")), ON).outcome == "unmet"
    assert Raised(min_amount=1).judge(Facts(raised=Money(5, "CNY")), ON).outcome == "unknown"
