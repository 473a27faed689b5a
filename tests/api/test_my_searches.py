"""Saved searches through the API: one's own, saved once, in constant queries."""

import orjson
import pytest

from madang.matching.models import Finding, SavedSearch
from tests.factories.programmes import NOW, make_call
from tests.factories.saved import DAY, make_reader, make_search
from tests.factories.startups import make_startup

pytestmark = pytest.mark.django_db


def test_a_search_is_saved_once_and_comes_back_as_it_was_asked(token, person):
    caller = token("searches")
    body = {"name": " Robots ", "search": {"q": "robot  arm", "sector": ["robotics"], "when": "week"}, "language": "zh"}

    first = caller.send("POST", "/me/searches", body)
    again = caller.send("POST", "/me/searches", body | {"name": "Other"})

    assert (first.status_code, again.status_code) == (200, 200)
    made = orjson.loads(first.content)
    assert orjson.loads(again.content) == made
    assert (made["name"], made["pace"], made["language"], made["new"]) == ("Robots", "never", "zh", 0)
    assert (made["search"]["q"], made["search"]["sector"], made["search"]["when"]) == (
        "robot arm",
        ["robotics"],
        "week",
    )
    assert [row["id"] for row in caller.json("/me/searches")["items"]] == [made["id"]]
    assert SavedSearch.objects.get().person == person


@pytest.mark.parametrize(
    "body",
    [
        {"name": "x"},
        {"name": "", "search": {}},
        {"name": "x", "search": {"sector": ["robotiks"]}},
        {"name": "x", "search": {"secter": ["ai"]}},
        {"name": "x", "search": {"limit": 5}},
        {"name": "x", "search": {}, "pace": "hourly"},
    ],
)
def test_what_makes_no_sense_is_refused_and_leaves_no_trace(body, token):
    assert token("searches").send("POST", "/me/searches", body).status_code == 422
    assert not SavedSearch.objects.exists()


def test_mail_without_consent_and_foreign_startups_are_refused(token):
    caller = token("searches")

    mail = caller.send("POST", "/me/searches", {"name": "x", "search": {}, "pace": "daily"})
    foreign = caller.send("POST", "/me/searches", {"name": "x", "search": {}, "startup": make_startup().slug})
    absent = caller.send("POST", "/me/searches", {"name": "x", "search": {}, "startup": "none-such"})

    assert (mail.status_code, orjson.loads(mail.content)["code"]) == (403, "refused")
    assert (foreign.status_code, foreign.content) == (404, absent.content)
    assert not SavedSearch.objects.exists()


def test_the_search_of_another_cannot_be_seen_or_removed(token):
    search = make_search(make_reader())
    caller = token("searches")

    foreign = caller.send("DELETE", f"/me/searches/{search.public_id}")
    absent = caller.send("DELETE", "/me/searches/0123456789abcdef")

    assert (foreign.status_code, foreign.content) == (404, absent.content)
    assert caller.json("/me/searches")["items"] == []
    assert SavedSearch.objects.count() == 1


def test_removing_answers_what_was_removed(token, person):
    search = make_search(person, pace="never")

    answer = token("searches").send("DELETE", f"/me/searches/{search.public_id}")

    assert orjson.loads(answer.content)["id"] == search.public_id
    assert not SavedSearch.objects.exists()


@pytest.mark.parametrize("rows", [1, 20])
def test_the_list_costs_two_queries_whatever_the_rows(rows, token, person, django_assert_num_queries):
    for number in range(rows):
        search = make_search(person, f"q=word{number}", pace="never")
        Finding.objects.create(search=search, call=make_call(), found_at=NOW + DAY)
    caller = token("searches")
    caller.get("/me")  # the hourly note of the token's use

    with django_assert_num_queries(2):  # token, searches
        items = caller.json("/me/searches")["items"]

    assert [row["new"] for row in items] == [1] * rows
