"""Pages and feeds of saved searches: whose they are, what they show, what they cost."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from madang.core import clock
from madang.core.text import Text
from madang.matching import links
from madang.matching.actions import saved as actions
from madang.matching.models import Finding, Letter, SavedSearch
from madang.people.capacity import AsSelf
from madang.people.models import Consent
from madang.programmes.models import Call
from tests.factories.people import make_person
from tests.factories.programmes import NOW, make_call, make_institution
from tests.factories.saved import keep_in_view, make_news, make_reader, make_search
from tests.factories.startups import make_member, make_startup

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


# Pages


def test_saving_asks_for_consent_beside_the_tick_and_loses_nothing():
    person = make_person(language="en")
    client = signed_in(person)
    address = reverse("matching:search_new") + "?q=robot&sector=robotics"

    form = client.get(address).content.decode()
    refused = client.post(address, {"name": "Robots", "pace": "weekly", "language": "ko"})
    made = client.post(address, {"name": "Robots", "pace": "weekly", "language": "ko", "agrees": "on"})

    assert "“robot”" in form
    assert 'value="robot"' in form
    assert refused.status_code == 422
    assert "Tick this to get e-mail" in refused.content.decode()
    assert 'value="Robots"' in refused.content.decode()
    kept = SavedSearch.objects.get()
    assert (kept.name, kept.pace, kept.language, kept.address) == ("Robots", "weekly", "ko", "q=robot&sector=robotics")
    assert made.headers["Location"] == reverse("matching:search", args=[kept.public_id])
    assert Consent.objects.standing().get(person=person, purpose="digest").text_version == "2026-12"


def test_a_visitor_signs_in_first_and_comes_back_to_the_search():
    answer = Client().get(reverse("matching:search_new") + "?q=robot&sector=ai")

    assert answer.status_code == 302
    assert answer.headers["Location"] == "/en/account/login/?next=/en/me/searches/new%3Fq%3Drobot%26sector%3Dai"


def test_a_saved_search_leads_to_itself_when_it_is_saved_again():
    search = make_search(None, "sector=ai")

    answer = signed_in(search.person).get(reverse("matching:search_new") + "?sector=ai&sort=newest")

    assert answer.headers["Location"] == reverse("matching:search", args=[search.public_id])


def test_a_search_for_a_startup_of_others_is_as_absent():
    person, foreign = make_reader(), make_startup()
    client = signed_in(person)
    address = reverse("matching:search_new")

    assert client.get(f"{address}?sector=ai&for={foreign.slug}").status_code == 404
    assert client.get(f"{address}?sector=ai&for=no-such").status_code == 404


def test_the_search_of_another_answers_as_one_that_is_not_there():
    search, client = make_search(), signed_in(make_reader())

    for name in ("matching:search", "matching:search_edit"):
        foreign = client.get(reverse(name, args=[search.public_id]))
        absent = client.get(reverse(name, args=["0123456789abcdef"]))
        assert (foreign.status_code, absent.status_code) == (404, 404)
    assert client.post(reverse("matching:search_do", args=[search.public_id, "remove"])).status_code == 404
    assert SavedSearch.objects.exists()


def test_what_is_new_stands_first_until_it_was_looked_at():
    search = make_search()
    make_news(search, "Fresh call")
    client, page = signed_in(search.person), reverse("matching:search", args=[search.public_id])

    before = client.get(page).content.decode()
    listed = client.get(reverse("matching:searches")).content.decode()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "now", lambda: NOW + timedelta(minutes=5))
        client.post(reverse("matching:search_do", args=[search.public_id, "look"]))
    after = client.get(page).content.decode()

    assert "1 new" in listed
    assert before.index("Fresh call") < before.index("Mark all as seen")
    assert "Nothing new." in after
    assert after.index("Found earlier") < after.index("Fresh call")


def test_what_was_taken_back_is_neither_shown_nor_counted():
    search = make_search()
    call = make_news(search, "Taken back")
    Call.objects.filter(pk=call.pk).update(status="archived")
    client = signed_in(search.person)

    assert "Taken back" not in client.get(reverse("matching:search", args=[search.public_id])).content.decode()
    assert "1 new" not in client.get(reverse("matching:searches")).content.decode()


def test_a_startups_search_says_how_it_stands_while_one_belongs_to_it():
    member = make_member(person=make_reader())
    search = make_search(member.person, "sector=ai", startup=member.startup)
    rule = {"version": 1, "rule": {"type": "region", "any_of": ["KR-26"]}}
    make_news(search, sectors=["ai"], rule=rule)
    client, page = signed_in(member.person), reverse("matching:search", args=[search.public_id])

    inside = client.get(page).content.decode()
    member.startup.memberships.all().delete()
    outside = client.get(page).content.decode()

    assert "Not met." in inside
    assert "Not met." not in outside


@pytest.mark.parametrize("rows", [1, 20])
def test_the_list_costs_seven_queries_whatever_the_rows(rows: int, django_assert_num_queries: Any):
    person = make_reader()
    house = make_institution()
    for number in range(rows):
        search = make_search(person, f"q=word{number}&institution={house.slug}", startup=make_startup())
        Finding.objects.create(search=search, call=make_call(), found_at=NOW + timedelta(minutes=1))
    client = signed_in(person)

    with django_assert_num_queries(7):  # session, person, searches, institutions, consent, address, zone
        page = client.get(reverse("matching:searches")).content.decode()

    assert page.count("1 new") == rows


@pytest.mark.parametrize("rows", [1, 20])
def test_one_search_costs_nine_queries_whatever_it_found(rows: int, django_assert_num_queries: Any):
    search = make_search()
    for number in range(rows):
        make_news(search, f"Call {number}")
    client = signed_in(search.person)

    with django_assert_num_queries(9):  # session, person, search, new, partners, earlier, consent, address, zone
        page = client.get(reverse("matching:search", args=[search.public_id])).content.decode()

    assert page.count("<article") == rows


# Feeds


def feed_of(search: SavedSearch) -> Any:
    search.refresh_from_db()
    return Client().get(links.feed(search))


def test_a_private_feed_needs_no_account_and_ends_with_its_link():
    search = make_search(None, "sector=ai", name="Robots & co")
    by = AsSelf(search.person)
    make_news(search, Text(ko="새 공고", en="New call", source="ko"), sectors=["ai"])

    closed = feed_of(search)
    actions.open_feed(search=search, by=by)
    opened, first_link = feed_of(search), links.feed(search)
    actions.open_feed(search=search, by=by)
    old, new = Client().get(first_link), feed_of(search)
    actions.close_feed(search=search, by=by)

    assert (closed.status_code, opened.status_code, old.status_code, new.status_code) == (404, 200, 404, 200)
    assert feed_of(search).status_code == 404
    body = opened.content.decode()
    assert "<title>Robots &amp; co · Madang</title>" in body
    assert "<title>New call</title>" in body
    assert opened.headers["Cache-Control"] == "private, max-age=600"


@pytest.mark.parametrize("token", ["x", "0123456789abcdef-1", "0123456789abcdef-1.AAAA", "a.b.c", "%00", "-.-"])
def test_a_made_up_feed_link_leads_nowhere(token: str):
    assert Client().get(f"/en/feeds/{token}").status_code == 404


def test_the_feed_of_a_removed_search_or_of_somebody_who_left_is_gone():
    search = make_search()
    actions.open_feed(search=search, by=AsSelf(search.person))
    assert feed_of(search).status_code == 200

    type(search.person).objects.filter(pk=search.person.pk).update(is_active=False)

    assert feed_of(search).status_code == 404


def test_pausing_ends_mail_until_it_is_taken_up_and_what_came_meanwhile_is_not_mailed():
    search = make_search()
    by = AsSelf(search.person)
    actions.pause(search=search, by=by, now=NOW)
    make_news(search, "While paused")

    actions.resume(search=search, by=by, now=NOW + timedelta(hours=1))

    assert not Finding.objects.untold().exists()


def test_a_page_that_stands_open_for_a_while_was_looked_at():
    search = make_search()
    make_news(search)
    client = signed_in(search.person)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "now", lambda: NOW + timedelta(minutes=5))
        address = reverse("matching:search_do", args=[search.public_id, "look"])
        answer = client.post(address, headers={"hx-request": "true"})

    search.refresh_from_db()
    assert (answer.status_code, search.looked_at) == (204, NOW + timedelta(minutes=5))


@pytest.mark.parametrize("rows", [1, 20])
def test_the_page_of_mail_costs_nine_queries_whatever_there_is(rows: int, django_assert_num_queries: Any):
    member = make_member(person=make_reader())
    for number in range(rows):
        make_search(member.person, f"q=word{number}", name=f"Search {number}.")
        keep_in_view(make_call(), member.startup)
        Letter.objects.create(
            person=member.person, kind="at_once", day=NOW.date(), language="en", made_at=NOW, sent_at=NOW
        )
    client = signed_in(member.person)

    with django_assert_num_queries(9):  # session, person, choices, consent twice, address, searches, kept, letters
        page = client.get(reverse("matching:notices")).content.decode()

    assert all(f"Search {number}." in page for number in range(rows))
    assert page.count("Sample call") == min(rows, 8)
