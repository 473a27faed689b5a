"""Exclusions with their exceptions, papers with their dates, and the days on which time alone changes an answer."""

from datetime import date

import pytest

from madang.engines.eligibility import (
    AgeWindow,
    Business,
    Certificate,
    Certified,
    Document,
    Facts,
    FounderAge,
    HasDocument,
    Leaf,
    Money,
    NoArrears,
    NoDuplicateSupport,
    NotClosed,
    NotSanctioned,
    Representative,
    Restart,
    Revenue,
    Sanction,
    Support,
    evaluate,
)

ON = date(2026, 11, 2)
SHUT_OLD = Business(started=date(2010, 1, 1), open=False, closed=date(2015, 1, 1))


def firm(start: date, **more: object) -> Facts:
    return Facts(founding_type="corporation", incorporated_on=start, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("checked", "outcome", "missing"),
    [
        ({}, "unknown", ("arrears.national_tax", "arrears.local_tax")),
        ({"national_tax": "none"}, "unknown", ("arrears.local_tax",)),
        ({"national_tax": "owed"}, "unmet", ()),
        ({"national_tax": "deferred", "local_tax": "none"}, "met", ()),
        ({"national_tax": "paid", "local_tax": "none"}, "unmet", ()),  # this call does not except it
        ({"national_tax": "none", "local_tax": "none", "wages": "owed"}, "met", ()),
    ],
)
def test_arrears_nobody_checked_are_unknown_and_exceptions_are_the_calls_own(
    checked: dict[str, str], outcome: str, missing: tuple[str, ...]
) -> None:
    finding = NoArrears(kinds=("national_tax", "local_tax"), excepts=("deferred",)).judge(Facts(arrears=checked), ON)

    assert (finding.outcome, finding.missing) == (outcome, missing)


@pytest.mark.parametrize(
    ("year", "family", "state", "outcome"),
    [
        (2026, "package", "running", "unmet"),
        (2026, "other", "running", "met"),
        (2025, "package", "running", "met"),
        (2027, "package", "running", "met"),
        (2026, "package", "returned", "met"),
    ],
)
def test_support_counts_in_its_year_and_family_unless_excepted(
    year: int, family: str, state: str, outcome: str
) -> None:
    facts = Facts(supports=(Support(family=family, year=year, state=state),))

    assert NoDuplicateSupport(families=("package",), excepts=("returned",)).judge(facts, ON).outcome == outcome


@pytest.mark.parametrize(
    ("on", "outcome"),
    [
        (date(2026, 2, 28), "met"),
        (date(2026, 3, 1), "unmet"),
        (date(2026, 8, 31), "unmet"),
        (date(2026, 9, 1), "met"),
    ],
)
def test_both_ends_of_a_sanction_count(on: date, outcome: str) -> None:
    facts = Facts(sanctions=(Sanction(date(2026, 3, 1), date(2026, 8, 31)),))

    assert NotSanctioned().judge(facts, on).outcome == outcome


def test_a_pre_founder_has_no_business_to_close() -> None:
    assert NotClosed().judge(Facts(founding_type="pre_founder"), ON).outcome == "met"
    assert NotClosed().judge(Facts(founding_type="corporation"), ON).outcome == "unknown"
    assert NotClosed(states=("closed",)).judge(Facts(business_status="suspended"), ON).outcome == "met"


@pytest.mark.parametrize(
    ("issued", "expires", "outcome"),
    [
        (date(2026, 10, 3), None, "met"),  # 30 days
        (date(2026, 10, 2), None, "unmet"),
        (date(2026, 11, 9), None, "met"),  # issued after the reference date
        (date(2026, 10, 20), date(2026, 11, 2), "met"),
        (date(2026, 10, 20), date(2026, 11, 1), "unmet"),
        (None, None, "unknown"),
        (None, date(2026, 11, 1), "unmet"),
    ],
)
def test_a_document_is_fresh_and_not_expired(issued: date | None, expires: date | None, outcome: str) -> None:
    facts = Facts(documents=(Document(kind="local_tax", issued=issued, expires=expires),))

    assert HasDocument(kind="local_tax", issued_within_days=30).judge(facts, ON).outcome == outcome


def test_a_certificate_holds_on_its_last_day() -> None:
    facts = Facts(certificates=(Certified(kind="venture", until=ON),))

    assert Certificate(any_of=("venture",)).judge(facts, ON).outcome == "met"
    assert Certificate(any_of=("venture",)).judge(facts, date(2026, 11, 3)).outcome == "unmet"
    assert Certificate(any_of=("innobiz",)).judge(facts, ON).outcome == "unmet"


def test_starting_again_needs_a_closed_business_in_time() -> None:
    facts = Facts(businesses=(SHUT_OLD,))

    assert Restart().judge(facts, ON).outcome == "met"
    assert Restart(within_years=5).judge(facts, ON).outcome == "unmet"
    assert Restart(within_years=5).judge(Facts(businesses=(Business(open=False),)), ON).outcome == "unknown"
    assert Restart().judge(Facts(businesses=()), ON).outcome == "unmet"


@pytest.mark.parametrize(
    ("leaf", "facts", "day", "outcome"),
    [
        (AgeWindow(max_years=7), firm(date(2020, 2, 29)), date(2027, 3, 1), "unmet"),
        (AgeWindow(min_years=7), firm(date(2020, 2, 29)), date(2027, 3, 1), "met"),
        (AgeWindow(max_years=7, at=ON), firm(date(2020, 2, 29)), None, None),
        (
            FounderAge(max_age=39),
            Facts(representatives=(Representative(born=date(1987, 1, 5)),)),
            date(2027, 1, 5),
            "unmet",
        ),
        (
            FounderAge(min_age=20),
            Facts(representatives=(Representative(born=date(2007, 1, 5)),)),
            date(2027, 1, 5),
            "met",
        ),
        (NotSanctioned(), Facts(sanctions=(Sanction(ON, date(2026, 12, 31)),)), date(2027, 1, 1), "met"),
        (NotSanctioned(), Facts(sanctions=(Sanction(date(2027, 1, 1)),)), date(2027, 1, 1), "unmet"),
        (NoDuplicateSupport(years=2), Facts(supports=(Support(family="a", year=2026),)), date(2028, 1, 1), "met"),
        (
            Certificate(any_of=("lab",)),
            Facts(certificates=(Certified(kind="lab", until=ON),)),
            date(2026, 11, 3),
            "unmet",
        ),
        (Revenue(min_amount=1), Facts(revenues={2025: Money(5)}), date(2027, 1, 1), "unknown"),
        (Restart(within_years=12), Facts(businesses=(SHUT_OLD,)), date(2027, 1, 1), "unmet"),
        (
            HasDocument(kind="local_tax", issued_within_days=30),
            Facts(documents=(Document(kind="local_tax", issued=date(2026, 10, 20)),)),
            date(2026, 11, 20),
            "unmet",
        ),
        (
            HasDocument(kind="local_tax"),
            Facts(documents=(Document(kind="local_tax", expires=date(2026, 11, 5)),)),
            date(2026, 11, 6),
            "unmet",
        ),
    ],
)
def test_a_leaf_knows_the_day_that_time_alone_changes_it(
    leaf: Leaf, facts: Facts, day: date | None, outcome: str | None
) -> None:
    result = evaluate(leaf, facts, on=ON).root

    assert (result.changes_on, result.changes_to) == (day, outcome)


def test_dates_at_the_calendars_ends_stop_nothing() -> None:
    facts = firm(
        date(9998, 1, 1),
        documents=(Document(kind="local_tax", issued=date.max, expires=date.max),),
        certificates=(Certified(kind="lab", until=date.max),),
        sanctions=(Sanction(date.min, date.max),),
        supports=(Support(family="a", year=0), Support(family="a", year=9999)),
    )
    leaves = (AgeWindow(max_years=7), HasDocument(kind="local_tax", issued_within_days=9), NotSanctioned())

    for leaf in (*leaves, NoDuplicateSupport(), Certificate(any_of=("lab",))):
        assert evaluate(leaf, facts, on=ON).outcome in ("met", "unmet")
