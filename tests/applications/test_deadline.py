"""One reckoning of the deadline: to the microsecond, with grace and with extensions."""

from datetime import UTC, datetime, timedelta

import pytest

from madang.applications.deadline import deadline
from madang.applications.models import Extension
from madang.programmes.models import Call

CLOSES = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)  # 15:00 in Seoul
TICK = timedelta(microseconds=1)
HOUR = timedelta(hours=1)


def a_call(**fields):
    values = {"status": "published", "closes_at": CLOSES, "grace_minutes": 30, "zone": "Asia/Seoul"}
    return Call(**values | fields)


def more_time(before, after, *, minutes=0, reason="The portal was down."):
    granted = CLOSES - HOUR + timedelta(minutes=minutes)
    return Extension(pk=minutes + 1, closes_before=before, closes_after=after, granted_at=granted, reason=reason)


@pytest.mark.parametrize(
    ("now", "numbered", "over"),
    [
        (CLOSES - TICK, False, False),
        (CLOSES, False, True),
        (CLOSES - TICK, True, False),
        (CLOSES, True, False),
        (CLOSES + timedelta(minutes=30) - TICK, True, False),
        (CLOSES + timedelta(minutes=30), True, True),
    ],
)
def test_the_last_microsecond_counts_and_the_closing_one_does_not(now, numbered, over):
    window = deadline(a_call(), [])

    assert window.is_over(now=now, numbered=numbered) is over


def test_in_the_grace_nothing_new_begins():
    window = deadline(a_call(), [])

    assert [(window.is_open(now=at), window.in_grace(now=at)) for at in (CLOSES - TICK, CLOSES, CLOSES + HOUR)] == [
        (True, False),
        (False, True),
        (False, False),
    ]


def test_an_extension_moves_both_ends_whether_or_not_the_call_was_moved_with_it():
    later = CLOSES + 3 * HOUR
    said = [more_time(CLOSES, later)]

    for call in (a_call(), a_call(closes_at=later)):
        window = deadline(call, said)
        assert (window.closes_at, window.ends_at) == (later, later + timedelta(minutes=30))
        assert (window.extended_from, window.reason) == (CLOSES, "The portal was down.")


def test_extensions_follow_one_another_in_any_order():
    first, second = CLOSES + HOUR, CLOSES + 2 * HOUR
    chain = [more_time(first, second, minutes=5, reason="Again."), more_time(CLOSES, first)]

    window = deadline(a_call(), chain)

    assert (window.closes_at, window.extended_from, window.reason) == (second, first, "Again.")


def test_a_call_closed_early_stays_closed_whatever_was_granted_before():
    early = CLOSES - HOUR

    window = deadline(a_call(closes_at=early, status="closed"), [more_time(CLOSES, CLOSES + HOUR)])

    assert (window.closes_at, window.extended_from) == (early, None)
    assert window.is_over(now=early, numbered=False)


@pytest.mark.parametrize(
    ("fields", "open_now"),
    [
        ({}, True),
        ({"status": "closed"}, True),  # the nightly job was a moment early: the clock decides
        ({"status": "closed", "closes_at": None}, False),
        ({"closes_at": None}, True),
        ({"status": "draft"}, False),
        ({"status": "decided"}, False),
        ({"status": "archived"}, False),
        ({"opens_at": CLOSES - TICK}, False),
    ],
)
def test_a_call_takes_applications_by_its_state_and_the_clock(fields, open_now):
    window = deadline(a_call(**fields), [])

    assert window.is_open(now=CLOSES - HOUR) is open_now


def test_without_a_closing_time_nothing_is_ever_over():
    window = deadline(a_call(closes_at=None), [])

    assert (window.ends_at, window.is_over(now=CLOSES + 1000 * HOUR, numbered=False)) == (None, False)
