"""Reminders of closing dates: which one is due on which morning, in the reader's own zone, and each once."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from hypothesis import given
from hypothesis import strategies as st

from madang.core import clock
from madang.matching.actions import digests, saved_mail
from madang.matching.models import Told
from madang.matching.queries.reminders import due_days
from madang.people.capacity import AsSelf
from madang.programmes.models import Call
from tests.factories.programmes import NOW, make_call
from tests.factories.saved import DAY, MORNING, keep_in_view, make_reader
from tests.factories.startups import make_member, make_startup

pytestmark = pytest.mark.django_db
USUAL = (7, 3, 1)
CLOSES = date(2026, 12, 10)


def on(days_before: int) -> date:
    return CLOSES - timedelta(days=days_before)


# The rule


@pytest.mark.parametrize(
    ("left", "due"), [(9, None), (8, None), (7, 7), (6, 7), (4, 7), (3, 3), (2, 3), (1, 1), (0, None), (-1, None)]
)
def test_the_nearest_reminder_that_was_reached_is_due(left: int, due: int | None):
    assert due_days(closes_on=CLOSES, kept_on=on(40), today=on(left), days=USUAL) == due


@pytest.mark.parametrize(
    ("kept", "left", "due"), [(7, 6, None), (8, 7, 7), (5, 3, 3), (3, 2, None), (2, 1, 1), (1, 1, None)]
)
def test_a_reminder_already_reached_when_the_call_was_kept_is_left_out(kept: int, left: int, due: int | None):
    assert due_days(closes_on=CLOSES, kept_on=on(kept), today=on(left), days=USUAL) == due


@given(
    kept=st.integers(0, 60),
    days=st.sets(st.sampled_from((14, 7, 3, 1))),
    mornings=st.sets(st.integers(-5, 60)),
)
def test_whatever_mornings_there_are_each_reminder_comes_once_and_in_order(
    kept: int, days: set[int], mornings: set[int]
):
    told: list[int] = []
    for left in sorted(mornings, reverse=True):
        due = due_days(closes_on=CLOSES, kept_on=on(kept), today=on(left), days=days)
        if due is not None and due not in told:
            told.append(due)

    assert told == sorted(told, reverse=True)
    assert set(told) <= {day for day in days if day < kept}
    assert all(any(left <= day for left in mornings if left >= 1) for day in told)


# In the mail


@pytest.fixture
def mornings(monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any) -> Any:
    """The worker on several mornings; returns the subjects of what it sent on each."""

    def on_each(first: datetime, count: int) -> list[list[str]]:
        sent = []
        for n in range(count):
            at, before = first + n * DAY, len(mail.outbox)
            monkeypatch.setattr(clock, "now", lambda at=at: at)
            with django_capture_on_commit_callbacks(execute=True):
                digests.plan_letters()
                digests.plan_letters()
            sent.append([one.subject for one in mail.outbox[before:]])
        return sent

    return on_each


def test_seven_three_and_one_day_before_closing(mornings: Any):
    member = make_member(person=make_reader())
    keep_in_view(
        make_call("Robot call", closes_at=MORNING + 8 * DAY + timedelta(hours=7)), member.startup, at=NOW - 9 * DAY
    )

    sent = mornings(MORNING, 10)

    assert sent == [
        [],
        ["7 days left: Robot call"],
        [],
        [],
        [],
        ["3 days left: Robot call"],
        [],
        ["Tomorrow: Robot call"],
        [],
        [],
    ]


def test_days_are_counted_in_the_readers_zone(mornings: Any):
    """23:30 on 1 December in Beijing is 00:30 on 2 December in Seoul."""
    closes = datetime.fromisoformat("2026-12-01T23:30:00+08:00")
    readers = [make_reader(language="en"), make_reader(language="en")]
    for person, zone in zip(readers, ("Asia/Shanghai", "Asia/Seoul"), strict=True):
        member = make_member(person=person)
        keep_in_view(make_call(zone, closes_at=closes, zone="Asia/Shanghai"), member.startup, at=NOW - 30 * DAY)
        saved_mail.choose(person=person, zone=zone, hour=8, reminds=True, days=[1], by=AsSelf(person))

    sent = mornings(datetime.fromisoformat("2026-11-30T09:05:00+09:00"), 2)

    assert sent == [["Tomorrow: Asia/Shanghai"], ["Tomorrow: Asia/Seoul"]]
    assert "23:30 Beijing time" in mail.outbox[0].body
    assert "00:30 KST" in mail.outbox[1].body


def test_a_call_kept_by_two_startups_is_told_once(mornings: Any):
    person, call = make_reader(), make_call("Twice", closes_at=MORNING + 3 * DAY)
    for _ in range(2):
        keep_in_view(call, make_member(person=person).startup, at=NOW - 20 * DAY)

    assert mornings(MORNING, 1) == [["3 days left: Twice"]]
    assert mail.outbox[0].body.count("- Twice") == 1


def test_an_extended_call_is_told_of_again_for_its_new_day(mornings: Any):
    member = make_member(person=make_reader())
    call = make_call("Extended", closes_at=MORNING + 3 * DAY)
    keep_in_view(call, member.startup, at=NOW - 20 * DAY)

    first = mornings(MORNING, 1)
    Call.objects.filter(pk=call.pk).update(closes_at=MORNING + 10 * DAY)
    later = mornings(MORNING + DAY, 7)

    assert first == [["3 days left: Extended"]]
    assert [subjects for subjects in later if subjects] == [["7 days left: Extended"], ["3 days left: Extended"]]
    assert sorted(Told.objects.values_list("kind", "closes_on")) == [
        ("due3", date(2026, 11, 27)),
        ("due3", date(2026, 12, 4)),
        ("due7", date(2026, 12, 4)),
    ]


def test_nobody_is_reminded_of_drafts_closed_calls_or_calls_of_startups_they_left(mornings: Any):
    member = make_member(person=make_reader())
    for status in ("draft", "archived", "closed"):
        call = make_call(status, status=status, closes_at=MORNING + 3 * DAY)
        keep_in_view(call, member.startup, at=NOW - 20 * DAY)
    other = make_startup()
    keep_in_view(make_call("not ours", closes_at=MORNING + 3 * DAY), other, at=NOW - 20 * DAY)

    assert mornings(MORNING, 1) == [[]]


def test_who_chose_no_reminders_gets_none_and_who_chose_one_day_gets_that(mornings: Any):
    for reminds, days, title in ((False, [7, 3, 1], "none"), (True, [1], "one")):
        member = make_member(person=make_reader())
        keep_in_view(make_call(title, closes_at=MORNING + 3 * DAY), member.startup, at=NOW - 20 * DAY)
        by = AsSelf(member.person)
        saved_mail.choose(person=member.person, zone="Asia/Seoul", hour=8, reminds=reminds, days=days, by=by)

    assert mornings(MORNING, 3) == [[], [], ["Tomorrow: one"]]


@pytest.mark.parametrize("people", [1, 20])
def test_finding_out_whose_morning_it_is_costs_one_query(people: int, django_assert_num_queries: Any):
    for _ in range(people):
        keep_in_view(make_call(closes_at=MORNING + 3 * DAY), make_member(person=make_reader()).startup, at=NOW)

    with django_assert_num_queries(1):
        found = digests.due_people(MORNING)

    assert len(found) == people
