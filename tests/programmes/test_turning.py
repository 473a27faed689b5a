"""What publishes and closes itself, and what happens to a call that is not fit when its time comes."""

from datetime import timedelta

import pytest
from django.utils import translation

from madang.core.text import Text
from madang.journey.models import Entry
from madang.people.models import Person
from madang.programmes import policy
from madang.programmes.actions import calls as actions
from madang.programmes.models import Call, CallPartner
from tests.factories.desks import as_staff
from tests.factories.programmes import NOW, make_call, make_programme, text

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def english():
    """Reasons are compared in English, whatever language a request left behind."""
    with translation.override("en"):
        yield


@pytest.fixture
def desk():
    return as_staff()


def draft(desk, **fields):
    values = {"status": "draft", "published_at": None, "summary": text("Robots in the street.")} | fields
    title = values.pop("title", None)
    call = make_call(programme=make_programme(desk.institution), **values)
    if title is not None:
        call.title = title
        call.save(update_fields=["title"])
    return call


def test_pages_turn_by_themselves_at_their_minute(desk, monkeypatch):
    due = draft(desk, status="scheduled", publish_at=NOW)
    ahead = draft(desk, status="scheduled", publish_at=NOW + timedelta(seconds=1))
    broken = draft(desk, status="scheduled", publish_at=NOW, closes_at=NOW, opens_at=None)
    over = draft(desk, status="published", published_at=NOW - DAY, closes_at=NOW)
    running = draft(desk, status="published", published_at=NOW - DAY, closes_at=NOW + timedelta(seconds=1))
    monkeypatch.setattr("madang.core.clock.now", lambda: NOW)

    for _minute in range(2):
        actions.turn_pages()

    found = {pk: (status, at) for pk, status, at in Call.objects.values_list("pk", "status", "published_at")}
    assert [found[call.pk] for call in (due, ahead, broken)] == [
        ("published", NOW),
        ("scheduled", None),
        ("draft", None),
    ]
    assert [found[call.pk][0] for call in (over, running)] == ["closed", "published"]
    assert sorted(Entry.objects.values_list("kind", "capacity", "actor")) == [
        ("programmes.call_closed", "system", None),
        ("programmes.call_published", "system", None),
        ("programmes.call_unscheduled", "system", None),
    ]


def test_a_call_not_fit_at_its_minute_becomes_a_draft_and_its_desk_is_told_why(
    desk, monkeypatch, mailoutbox, django_capture_on_commit_callbacks
):
    call = draft(desk, status="scheduled", publish_at=NOW, title=text("견본 공고"))
    CallPartner.objects.create(call=call, institution=as_staff().institution)
    manager = as_staff(desk.institution, "manager").person
    Person.objects.filter(pk=manager.pk).update(language="ko")
    as_staff(desk.institution, "viewer")
    monkeypatch.setattr("madang.core.clock.now", lambda: NOW)

    with django_capture_on_commit_callbacks(execute=True):
        actions.turn_pages()
    actions.turn_pages()

    call.refresh_from_db()
    assert (call.status, call.publish_at, call.published_at) == ("draft", None, None)
    entry = Entry.objects.get(kind="programmes.call_unscheduled")
    assert (entry.payload, entry.institution, entry.actor) == (
        {"call": call.pk, "lacks": "partners"},
        desk.institution,
        None,
    )
    assert {mail.to[0] for mail in mailoutbox} == {desk.person.email, manager.email}
    told = next(mail for mail in mailoutbox if mail.to == [desk.person.email])
    assert told.subject == "A call did not publish itself"
    assert "A partner institution has not agreed yet." in told.body
    assert f"/en/i/{desk.institution.slug}/" in told.body
    assert "견본 공고" in told.body


@pytest.mark.parametrize(
    ("fields", "lacks"),
    [
        ({}, ""),
        ({"title": Text()}, "what"),
        ({"summary": Text(), "body": Text()}, "what"),
        ({"closes_at": None, "window_note": ""}, "when"),
        ({"closes_at": None, "window_note": "상시"}, ""),
        ({"closes_at": NOW, "opens_at": None}, "when"),
    ],
)
def test_what_a_call_lacks_is_named_exactly_where_it_is_not_complete(desk, fields, lacks):
    call = draft(desk, **fields)

    assert policy.lacking(call, now=NOW) == lacks
    assert bool(policy.is_complete(call, now=NOW)) is (lacks == "")
