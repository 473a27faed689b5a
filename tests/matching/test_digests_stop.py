"""Stopping mail, signed in or by its own link, and choosing what comes."""

from typing import Any

import pytest
from django.test import Client

from madang.matching.actions import saved_mail
from madang.matching.models import MailChoices
from madang.people.models import Consent
from tests.factories.people import make_person
from tests.factories.programmes import NOW, make_call
from tests.factories.saved import DAY, MORNING, keep_in_view, make_news, make_reader, make_search
from tests.factories.startups import make_member

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("origin")]


def stop_link(sent: Any) -> str:
    return str(sent.extra_headers["List-Unsubscribe"]).removeprefix("<https://street.example.test").removesuffix(">")


def test_one_click_stops_without_signing_in_and_looking_changes_nothing(send: Any):
    search = make_search()
    make_news(search)
    (sent,) = send(MORNING)
    client = Client(enforce_csrf_checks=True)

    looked = client.get(stop_link(sent))
    search.refresh_from_db()
    still = search.pace
    clicked = client.post(
        stop_link(sent), "List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded"
    )
    again = client.post(stop_link(sent))
    search.refresh_from_db()

    assert sent.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert (looked.status_code, clicked.status_code, again.status_code) == (200, 200, 200)
    assert (still, search.pace) == ("daily", "never")
    assert Consent.objects.standing().filter(purpose="digest").exists()


@pytest.mark.parametrize("scope", ["all", "reminders"])
def test_each_kind_and_everything_can_be_stopped(scope: str, send: Any):
    member = make_member(person=make_reader())
    keep_in_view(make_call(closes_at=MORNING + 3 * DAY), member.startup, at=NOW - 20 * DAY)
    make_news(make_search(member.person))

    saved_mail.stop(person=member.person, scope=scope, now=NOW)
    sent = send(MORNING)

    assert [one.subject for one in sent] == ([] if scope == "all" else [sent[0].subject])
    assert all("Closing dates" not in one.body for one in sent)
    assert Consent.objects.standing().filter(purpose="digest").exists() == (scope == "reminders")


def test_the_header_stops_everything_where_a_mail_is_about_several_things(send: Any):
    person = make_reader()
    for sector in ("ai", "robotics"):
        make_news(make_search(person, f"sector={sector}"), sectors=[sector])

    (sent,) = send(MORNING)
    Client().post(stop_link(sent))

    assert not Consent.objects.standing().filter(purpose="digest").exists()


@pytest.mark.parametrize("token", ["x", "0123456789abcdef-all", "0123456789abcdef-all.AAAA", "%00", "a-b.c"])
def test_a_made_up_stop_link_leads_nowhere(token: str):
    assert Client().get(f"/en/notices/stop/{token}").status_code == 404
    assert Client().post(f"/en/notices/stop/{token}").status_code == 404


def test_the_notices_page_says_what_comes_and_keeps_what_was_chosen(send: Any):
    member = make_member(person=make_reader())
    make_news(make_search(member.person, name="My robots"))
    send(MORNING)
    client = Client()
    client.force_login(member.person)

    page = client.get("/en/me/notices/").content.decode()
    wrong = client.post("/en/me/notices/", {"reminds": "on", "zone": "Asia/Seoul", "hour": "9"})
    right = client.post("/en/me/notices/", {"reminds": "on", "days": ["14", "1"], "zone": "Europe/Berlin", "hour": "9"})

    assert "My robots" in page
    assert "Morning mail" in page
    assert wrong.status_code == 422
    assert "Choose at least one day" in wrong.content.decode()
    assert right.status_code == 302
    chosen = MailChoices.objects.get()
    assert (chosen.zone, chosen.hour, chosen.reminds, chosen.days) == ("Europe/Berlin", 9, True, [14, 1])


def test_nobody_is_asked_twice_for_what_they_agreed_to_and_nothing_is_sent_before():
    person = make_person()
    client = Client()
    client.force_login(person)

    before = client.get("/en/me/notices/").content.decode()
    unticked = client.post("/en/me/notices/", {"reminds": "on", "days": ["7"], "zone": "Asia/Seoul", "hour": "8"})
    ticked = client.post(
        "/en/me/notices/", {"reminds": "on", "days": ["7"], "zone": "Asia/Seoul", "hour": "8", "agrees": "on"}
    )
    after = client.get("/en/me/notices/").content.decode()

    assert "because you have not agreed" in before
    assert (unticked.status_code, ticked.status_code) == (422, 302)
    assert "I agree to this" not in after
    client.post("/en/me/notices/stop")
    assert not Consent.objects.standing().exists()
