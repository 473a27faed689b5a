"""Mail about saved searches: when it comes, to whom, and that nothing comes twice or is lost."""

from datetime import date, datetime, timedelta
from smtplib import SMTPServerDisconnected
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.db import IntegrityError, transaction

from madang.core import clock
from madang.matching.actions import digests, saved, saved_findings, saved_mail
from madang.matching.models import Letter, SavedSearch, Told
from madang.people.actions import withdraw_consent
from madang.people.capacity import AsSelf
from madang.people.models import Person
from madang.programmes.models import Call
from tests.factories.programmes import NOW, make_call
from tests.factories.saved import DAY, MORNING, make_news, make_reader, make_search

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("origin")]


# When it comes


def test_new_calls_come_once_in_the_morning_of_the_readers_zone(send: Any):
    search = make_search()
    make_news(search, "Fresh call")

    night = send(MORNING - timedelta(hours=1))
    morning = send(MORNING)
    noon = send(MORNING + timedelta(hours=4))
    next_day = send(MORNING + DAY)

    assert [len(mails) for mails in (night, morning, noon, next_day)] == [0, 1, 0, 0]
    assert morning[0].to == [search.person.email]
    assert Told.objects.count() == 1


def test_beijings_morning_is_an_hour_later(send: Any):
    search = make_search(make_reader(language="zh-hans"))
    make_news(search)

    assert len(send(MORNING)) == 0
    assert len(send(MORNING + timedelta(hours=1))) == 1


def test_a_day_without_the_worker_is_made_up_for_but_not_at_night(send: Any):
    make_news(make_search())

    assert len(send(MORNING.replace(hour=22))) == 0
    assert len(send((MORNING + DAY).replace(hour=19))) == 1


def test_what_comes_after_the_morning_mail_waits_for_the_next(send: Any):
    search = make_search()
    make_news(search, "First")
    first = send(MORNING)
    make_news(search, "Second", now=MORNING + timedelta(hours=1))

    same_day, next_day = send(MORNING + timedelta(hours=2)), send(MORNING + DAY)

    assert [mail.subject for mail in (*first, *same_day, *next_day)] == ["New call: First", "New call: Second"]


def test_several_searches_share_one_mail(send: Any):
    person = make_reader()
    one, two = make_search(person, "sector=ai", name="On AI"), make_search(person, "sector=robotics", name="On robots")
    make_news(one, "First", sectors=["ai"])
    make_news(two, "Second", sectors=["robotics"])

    (mail,) = send(MORNING)

    assert mail.subject == "2 new calls"
    assert (
        mail.body.index("On AI") < mail.body.index("First") < mail.body.index("On robots") < mail.body.index("Second")
    )


def test_weekly_mail_comes_on_monday(send: Any):
    search = make_search(pace="weekly")
    make_news(search)

    days = [len(send(MORNING + n * DAY)) for n in range(14)]

    assert MORNING.weekday() == 1
    assert days == [0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0]


def test_at_once_is_not_held_until_morning_but_ten_minutes_apart(send: Any):
    search = make_search(pace="at_once", name="Now")
    make_news(search, "First")
    night = MORNING - timedelta(hours=5)

    first = send(night)
    make_news(search, "Second", now=night)
    too_soon, later = send(night + timedelta(minutes=5)), send(night + timedelta(minutes=11))

    assert [len(mails) for mails in (first, too_soon, later)] == [1, 0, 1]
    assert later[0].subject == "New call: Second"
    assert send(MORNING) == []


def test_looking_out_finds_and_tells_at_once(monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any):
    make_search(pace="at_once")
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(minutes=1))
    make_call("Straight away")

    with django_capture_on_commit_callbacks(execute=True):
        saved_findings.look_out()
        saved_findings.look_out()

    assert [one.subject for one in mail.outbox] == ["New call: Straight away"]


# Who gets none


def test_nothing_is_sent_to_who_has_not_agreed_or_not_confirmed_the_address_or_left(send: Any):
    agreed, unconfirmed, left = make_reader(), make_reader(), make_reader()
    for person in (agreed, unconfirmed, left):
        for pace in ("daily", "at_once"):
            make_news(
                make_search(person, "sector=ai" if pace == "daily" else "sector=robotics", pace=pace),
                sectors=["ai", "robotics"],
            )
    withdraw_consent(consent=agreed.consents.get(purpose="digest"), by=AsSelf(agreed), now=NOW)
    EmailAddress.objects.filter(user=unconfirmed).update(verified=False)
    Person.objects.filter(pk=left.pk).update(is_active=False)

    assert send(MORNING) == []
    assert not Letter.objects.exists()


def test_a_paused_search_and_one_without_mail_tell_nothing_but_are_not_forgotten(send: Any):
    search = make_search()
    make_news(search, "While paused")
    saved.pause(search=search, by=AsSelf(search.person), now=NOW)

    assert send(MORNING) == []
    assert search.findings.count() == 1


def test_turning_mail_on_does_not_send_what_was_there_before(send: Any):
    search = make_search(pace="never")
    make_news(search, "Before")
    saved.change(
        search=search, name="x", pace="daily", language="en", by=AsSelf(search.person), now=NOW + timedelta(hours=1)
    )
    make_news(search, "After", now=NOW + timedelta(hours=2))

    assert [mail.subject for mail in send(MORNING)] == ["New call: After"]


# What is no longer so when its turn comes


def plan(search: SavedSearch, at: datetime = MORNING) -> Letter:
    """A letter that is made and queued, but not yet sent."""
    letter = digests.plan_morning(search.person, now=at)
    assert letter is not None
    return letter


def test_a_call_taken_back_between_planning_and_sending_is_left_out():
    search = make_search()
    stays, goes = make_news(search, "Stays"), make_news(search, "Goes")
    letter = plan(search)
    Call.objects.filter(pk=goes.pk).update(status="archived")

    digests.send_letter(letter=letter.pk)

    (sent,) = mail.outbox
    assert (str(stays) in sent.body, "Goes" in sent.body) == (True, False)


@pytest.mark.parametrize("change", ["archived", "paused", "never", "consent", "removed"])
def test_a_letter_with_nothing_left_to_tell_is_dropped(change: str):
    search = make_search()
    call = make_news(search)
    letter = plan(search)
    match change:
        case "archived":
            Call.objects.filter(pk=call.pk).update(status="archived")
        case "paused":
            saved.pause(search=search, by=AsSelf(search.person), now=NOW)
        case "never":
            saved_mail.stop(person=search.person, scope=search.public_id, now=NOW)
        case "consent":
            saved_mail.stop(person=search.person, scope="all", now=NOW)
        case "removed":
            saved.remove(search=search, by=AsSelf(search.person))

    digests.send_letter(letter=letter.pk)

    letter.refresh_from_db()
    assert mail.outbox == []
    assert (letter.sent_at, letter.dropped_at is not None) == (None, True)


# Never twice, never lost


def test_the_database_itself_refuses_to_note_the_same_twice():
    search = make_search()
    make_news(search)
    plan(search)
    line = Told.objects.get()

    line.pk = None
    with pytest.raises(IntegrityError, match="matching_nothing_is_told_twice"), transaction.atomic():
        line.save(force_insert=True)
    due = {"person": search.person, "call": line.call, "kind": "due3", "closes_on": date(2026, 12, 1), "at": NOW}
    Told.objects.create(**due)
    with pytest.raises(IntegrityError, match="matching_nothing_is_told_twice"), transaction.atomic():
        Told.objects.create(**due)


def test_two_morning_mails_of_one_day_cannot_be():
    search = make_search()
    make_news(search)
    letter = plan(search)
    letter.pk, letter.public_id = None, "another"

    with pytest.raises(IntegrityError, match="matching_one_morning_mail_a_day"), transaction.atomic():
        letter.save(force_insert=True)


@pytest.mark.parametrize("step", ["Letter.objects.create", "Told.objects.bulk_create", "enqueue"])
def test_a_plan_that_fails_at_any_step_leaves_nothing_and_is_made_whole_by_the_next(
    step: str, send: Any, monkeypatch: pytest.MonkeyPatch
):
    make_news(make_search())

    def fail(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError(step)

    with monkeypatch.context() as patch:
        target, _dot, name = f"madang.matching.actions.digests.{step}".rpartition(".")
        patch.setattr(f"{target}.{name}", fail)
        assert send(MORNING) == []
        assert (Letter.objects.count(), Told.objects.count()) == (0, 0)

    assert len(send(MORNING + timedelta(minutes=10))) == 1
    assert send(MORNING + timedelta(minutes=20)) == []


def test_a_mail_server_that_is_down_is_tried_again_and_gets_the_mail_once(monkeypatch: pytest.MonkeyPatch):
    search = make_search()
    make_news(search)
    letter = plan(search)
    monkeypatch.setattr(clock, "now", lambda: MORNING)

    with monkeypatch.context() as patch:
        patch.setattr("django.core.mail.EmailMultiAlternatives.send", _down)
        with pytest.raises(SMTPServerDisconnected), transaction.atomic():
            digests.send_letter(letter=letter.pk)
    for _again in range(3):
        digests.send_letter(letter=letter.pk)

    assert len(mail.outbox) == 1


def _down(*args: Any, **kwargs: Any) -> int:
    raise SMTPServerDisconnected


def test_a_letter_whose_job_was_lost_is_queued_again(send: Any):
    search = make_search()
    make_news(search)
    plan(search, MORNING)  # its job is gone: nothing ran on commit

    soon, later, after = (
        send(MORNING + timedelta(minutes=10)),
        send(MORNING + timedelta(minutes=31)),
        send(MORNING + DAY),
    )

    assert [len(mails) for mails in (soon, later, after)] == [0, 1, 0]


def test_a_letter_handed_over_again_has_the_same_message_id():
    search = make_search()
    make_news(search)
    letter = plan(search)
    digests.send_letter(letter=letter.pk)
    Letter.objects.update(sent_at=None)  # the worker died before its note was kept

    digests.send_letter(letter=letter.pk)

    assert len({sent.extra_headers["Message-ID"] for sent in mail.outbox}) == 1
