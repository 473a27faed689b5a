"""Searches people keep: what is new in them, whose they are, their pages and their feeds."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import translation

from madang.core import clock
from madang.core.policy import Refused
from madang.matching.actions import saved as actions
from madang.matching.actions import saved_findings
from madang.matching.models import Finding, SavedSearch
from madang.matching.policy import saved as policy
from madang.matching.queries.saved import kept_address
from madang.people.capacity import AsSelf
from madang.programmes.models import Call
from madang.programmes.queries.catalogue import Search
from tests.factories.people import make_person
from tests.factories.programmes import NOW, make_call, make_institution
from tests.factories.saved import make_news, make_reader, make_search
from tests.factories.startups import make_member

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english(own_language: None, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    with translation.override("en"):
        yield


def signed_in(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


# What is new


def test_only_what_appears_after_saving_is_new_and_it_is_found_once():
    make_call("There before")
    search = make_search()

    first = make_news(search, "Came later")
    again = saved_findings.find(search, now=NOW + timedelta(minutes=2))

    assert again == 0
    assert [finding.call for finding in Finding.objects.all()] == [first]


def test_a_draft_is_found_when_it_is_published_and_not_before():
    search = make_search()
    draft = make_call(status="draft", published_at=None)

    before = saved_findings.find(search, now=NOW)
    Call.objects.filter(pk=draft.pk).update(status="published", published_at=NOW)
    after = saved_findings.find(search, now=NOW)

    assert (before, after) == (0, 1)


def test_calls_of_an_institution_that_is_not_listed_are_never_found():
    search = make_search()
    house = make_institution(is_listed=False)
    make_call(institution=house)

    assert saved_findings.find(search, now=NOW) == 0


def test_filters_narrow_what_is_found():
    search = make_search(None, "sector=robotics")
    make_call(sectors=["ai"])
    wanted = make_call(sectors=["robotics"])

    saved_findings.find(search, now=NOW)

    assert [finding.call for finding in Finding.objects.all()] == [wanted]


def test_a_call_is_new_when_it_opens_and_when_it_comes_near_its_closing_time():
    opens = make_call(opens_at=NOW + timedelta(hours=1), closes_at=NOW + timedelta(days=30))
    near = make_call(closes_at=NOW + timedelta(days=7, hours=1))
    now_open, this_week = make_search(), make_search(None, "when=week")

    later = NOW + timedelta(hours=2)
    for search in (now_open, this_week):
        saved_findings.find(search, now=later)

    assert {(finding.search, finding.call) for finding in Finding.objects.all()} == {
        (now_open, opens),
        (this_week, near),
    }


def test_looking_out_goes_on_where_it_stopped_and_looks_only_when_something_changed(monkeypatch: pytest.MonkeyPatch):
    search = make_search()
    saved_findings.look_out()
    Call.objects.update(updated_at=NOW - timedelta(days=1))
    at = NOW + timedelta(minutes=20)
    monkeypatch.setattr(clock, "now", lambda: at)
    saved_findings.look_out()

    quiet = saved_findings.has_changed(at - timedelta(minutes=5), at + timedelta(minutes=1))
    call = make_call(published_at=at)
    Call.objects.filter(pk=call.pk).update(updated_at=at)
    stirred = saved_findings.has_changed(at - timedelta(minutes=5), at + timedelta(minutes=1))
    saved_findings.look_out()

    assert (quiet, stirred) == (False, True)
    assert [(finding.search, finding.call) for finding in Finding.objects.all()] == [(search, call)]


def test_one_broken_search_does_not_stop_the_others(monkeypatch: pytest.MonkeyPatch):
    make_search(None, "sector=ai", name="broken")
    make_search(None, name="whole")
    make_call()
    whole = saved_findings.matching

    def half(search: Search, *, now: Any) -> Any:
        if search.chosen:
            raise RuntimeError
        return whole(search, now=now)

    monkeypatch.setattr(saved_findings, "matching", half)
    saved_findings.look_out()

    assert [finding.search.name for finding in Finding.objects.select_related("search")] == ["whole"]


# Keeping


def test_how_a_list_was_sorted_and_paged_is_not_part_of_what_is_looked_for():
    one = Search(text="robot", chosen={"sector": ("ai",)}, sort="newest", view="table", page=3)

    assert kept_address(one) == "q=robot&sector=ai"


def test_a_search_is_saved_once_also_by_the_database():
    person = make_reader()
    search = make_search(person, "sector=ai")

    with pytest.raises(Refused, match="already saved"):
        make_search(person, "sort=newest&sector=ai")
    search.pk, search.public_id = None, "another"
    with pytest.raises(IntegrityError, match="matching_a_search_is_saved_once"), transaction.atomic():
        search.save(force_insert=True)


def test_the_same_search_may_be_kept_for_oneself_and_for_a_startup():
    member = make_member(person=make_reader())

    make_search(member.person, "sector=ai")
    make_search(member.person, "sector=ai", startup=member.startup)

    assert SavedSearch.objects.count() == 2


def test_nobody_keeps_more_than_fifty(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(policy, "MOST", 2)
    person = make_reader()
    make_search(person, "sector=ai")
    make_search(person, "sector=robotics")

    with pytest.raises(Refused, match="You have 2 saved searches"):
        make_search(person, "sector=robotics")

    assert SavedSearch.objects.count() == 2


def test_mail_needs_the_consent_and_a_list_does_not():
    person = make_person()

    with pytest.raises(Refused, match="Agree to e-mail first"):
        make_search(person, pace="daily")
    kept = make_search(person, pace="never")

    assert list(SavedSearch.objects.all()) == [kept]


def test_nobody_changes_the_search_of_another():
    search, stranger = make_search(), AsSelf(make_reader())

    for move in (
        lambda: actions.pause(search=search, by=stranger, now=NOW),
        lambda: actions.remove(search=search, by=stranger),
        lambda: actions.open_feed(search=search, by=stranger),
        lambda: actions.change(search=search, name="x", pace="never", language="en", by=stranger, now=NOW),
    ):
        with pytest.raises(Refused, match="Only the person who saved"):
            move()
    assert SavedSearch.objects.values_list("name", "pace", "feed_is_open").get() == ("Sample search", "daily", False)
