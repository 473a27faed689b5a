"""The pages of suggestions: with and without htmx, for those who may change them and those who only look."""

import json

import pytest
from django.urls import reverse

from madang.core.text import Text
from madang.engines.eligibility import All, Sector, Statement, dumps
from madang.matching.models import Dismissal
from madang.people.models import ApiToken
from madang.people.tokens import digest
from madang.startups.models import Declaration
from tests.factories.programmes import NOW, make_call, make_searchable
from tests.factories.startups import make_member, make_startup

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def at_now(monkeypatch):
    monkeypatch.setattr("madang.core.clock.now", lambda: NOW)


@pytest.fixture
def owner():
    return make_member(make_startup(summary=Text(en="We make delivery robots.", source="en")))


@pytest.fixture
def call():
    made = make_call("Field trials for delivery robots", sectors=["robotics"])
    make_searchable(made)
    return made


def at(name, member, *more):
    return reverse(f"matching:{name}", args=[member.startup.slug, *more])


@pytest.mark.parametrize("rows", [1, 20])
def test_the_page_costs_eight_queries_whatever_the_rows(client, owner, rows, django_assert_num_queries):
    calls = [make_call(f"Delivery robots {number}", sectors=["robotics"]) for number in range(rows)]
    make_searchable(*calls)
    client.force_login(owner.person)
    client.get(at("suggestions", owner))  # what a process reads once: the index of concepts

    with django_assert_num_queries(8):  # session, person, membership; profile, dismissals, calls, rows, partners
        page = client.get(at("suggestions", owner), {"all": "1"}).content.decode()

    assert page.count("<article") == rows


def test_a_row_says_why_in_whose_words_and_how_the_startup_stands(client, owner, call):
    client.force_login(owner.person)

    page = client.get(at("suggestions", owner)).content.decode()

    assert "your profile and the call:" in page
    assert "“delivery robots”" in page
    assert "The call states no condition." in page
    assert at("dismiss", owner, call.public_id) in page


def test_without_javascript_one_takes_off_on_a_page_of_its_own_and_finds_it_in_the_list(client, owner, call):
    client.force_login(owner.person)
    asked = client.get(at("dismiss", owner, call.public_id)).content.decode()

    done = client.post(at("dismiss", owner, call.public_id), {"reason": "small"}, follow=True).content.decode()
    listed = client.get(at("dismissed", owner)).content.decode()

    assert "Calls that give no more than this one are left out." in asked
    assert "<html" in asked
    assert "Taken off your suggestions." in done
    assert "Nothing to suggest yet." in done
    assert ("Too small" in listed, str(call.title) in listed) == (True, True)

    back = client.post(at("restore", owner, call.public_id), {"from": "list"}, follow=True)
    assert back.redirect_chain == [(at("dismissed", owner), 302)]
    assert "Nothing was taken off." in back.content.decode()


def test_with_htmx_the_row_asks_and_then_offers_the_way_back(client, owner, call):
    client.force_login(owner.person)

    asked = client.get(at("dismiss", owner, call.public_id), headers=HTMX).content.decode()
    done = client.post(at("dismiss", owner, call.public_id), {"reason": "field"}, headers=HTMX).content.decode()
    back = client.post(at("restore", owner, call.public_id), headers=HTMX)

    assert ("<html" in asked, "<html" in done) == (False, False)
    assert [words in done for words in ("Taken off", "Field trials for delivery robots", "Not our field", "Undo")] == [
        True
    ] * 4
    assert back.headers["HX-Redirect"] == at("suggestions", owner)
    assert not Dismissal.objects.exists()


@pytest.mark.parametrize("body", [{}, {"reason": "nonsense"}])
def test_without_a_reason_the_form_asks_again_and_nothing_is_taken_off(client, owner, call, body):
    client.force_login(owner.person)

    answer = client.post(at("dismiss", owner, call.public_id), body)

    assert answer.status_code == 422
    assert not Dismissal.objects.exists()


def test_one_who_only_looks_is_told_why_and_changes_nothing(client, owner, call):
    viewer = make_member(owner.startup, role="viewer")
    client.force_login(viewer.person)

    page = client.get(at("suggestions", owner)).content.decode()
    asked = client.get(at("dismiss", owner, call.public_id)).content.decode()
    answers = [
        client.post(at("dismiss", owner, call.public_id), {"reason": "field"}).status_code,
        client.post(at("restore", owner, call.public_id)).status_code,
        client.post(at("answer", owner), {"key": "in_person", "answer": "yes"}).status_code,
    ]

    assert "You may look but not change." in page
    assert "You may look but not change." in asked
    assert at("dismiss", owner, call.public_id) not in page
    assert answers == [409, 409, 409]
    assert (Dismissal.objects.count(), Declaration.objects.count()) == (0, 0)


def test_a_draft_and_another_startup_are_absent(client, owner):
    draft = make_call("draft", status="draft", published_at=None)
    other = make_member()
    client.force_login(owner.person)

    answers = [
        client.post(at("dismiss", owner, draft.public_id), {"reason": "field"}).status_code,
        client.post(at("restore", owner, draft.public_id)).status_code,
        client.get(at("suggestions", other)).status_code,
        client.get(at("dismissed", other)).status_code,
        client.post(at("answer", other), {"key": "in_person", "answer": "yes"}).status_code,
    ]

    assert answers == [404] * 5


@pytest.mark.parametrize("rows", [1, 20])
def test_the_list_of_what_was_taken_off_costs_the_same_for_one_and_twenty(
    client, owner, rows, django_assert_num_queries
):
    for number in range(rows):
        Dismissal.objects.create(
            startup=owner.startup,
            call=make_call(f"Robots {number}"),
            reason="other",
            dismissed_by=owner.person,
            dismissed_at=NOW,
        )
    client.force_login(owner.person)

    with django_assert_num_queries(5):  # session, person, membership, count, rows
        page = client.get(at("dismissed", owner)).content.decode()

    assert page.count("Another reason") == rows


def test_a_question_of_calls_is_answered_where_it_stands(client, owner):
    rule = dumps(
        All((Sector(any_of=("robotics",)), Statement(key="in_person", text={"ko": "직접 오십니까?"}))),
    )
    make_searchable(make_call("Delivery robots in person", sectors=["robotics"], rule=rule))
    client.force_login(owner.person)
    asked = client.get(at("suggestions", owner)).content.decode()

    done = client.post(at("answer", owner), {"key": "in_person", "answer": "yes"}, follow=True).content.decode()

    assert '<h3 lang="ko">직접 오십니까?</h3>' in asked
    assert "You meet all 2 conditions." in done
    assert list(Declaration.objects.values_list("key", "answer")) == [("in_person", True)]


def test_an_answer_that_is_none_changes_nothing(client, owner):
    client.force_login(owner.person)

    for body in ({}, {"key": "in_person", "answer": "perhaps"}, {"key": "<script>", "answer": "yes"}):
        client.post(at("answer", owner), body)

    assert not Declaration.objects.exists()


def test_an_empty_page_says_what_to_do_next(client, owner):
    client.force_login(owner.person)

    page = client.get(at("suggestions", owner)).content.decode()

    assert "Nothing to suggest yet." in page
    assert reverse("startups:section", args=[owner.startup.slug, "about"]) in page


def test_the_api_tells_the_same_with_every_reason_and_no_score(client, owner, call):
    key = "mdg_sample-" + "k" * 40
    ApiToken.objects.create(
        person=owner.person, name="Sample", hint="kkkk", digest=digest(key), scopes=["startups"],
        expires_at=NOW.replace(year=2027), last_used_at=NOW,
    )  # fmt: skip

    answer = client.get(
        f"/api/v1/me/startups/{owner.startup.slug}/suggestions?lang=en&limit=5",
        headers={"Authorization": f"Bearer {key}"},
    )

    body = json.loads(answer.content)
    assert (answer.status_code, [one["call"]["id"] for one in body["win"]]) == (200, [call.public_id])
    reason = body["win"][0]["reasons"][0]
    assert (reason["mine"]["text"], reason["theirs"], reason["is_same"]) == ("delivery robots", None, True)
    assert "score" not in answer.content.decode()
