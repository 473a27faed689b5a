"""A startup's own applications by the API: read with the scope of their own, page by page, never anyone else's."""

import orjson
import pytest

from madang.startups.capacity import AsMember
from tests.factories.startups import make_member
from tests.factories.writing import (
    hand_in,
    make_application,
    make_correction,
    make_open_call,
    make_ready,
    write_answers,
)

pytestmark = pytest.mark.django_db


PATH = "/me/startups/sample-one/applications"


@pytest.fixture
def mine(person, startup):
    return AsMember(person, startup, "owner")


@pytest.fixture
def caller(token):
    return token("applications")


def test_a_list_says_how_each_stands_and_until_when(mine, caller):
    call = make_open_call(grace_minutes=30)
    draft = make_application(mine, call)
    write_answers(draft, mine, title="Arms")
    sent = make_ready(mine, make_open_call())
    hand_in(sent, mine)

    rows = {row["id"]: row for row in caller.json(PATH)["items"]}

    assert rows[draft.public_id]["stands"] == "writing"
    assert (rows[draft.public_id]["answered"], rows[draft.public_id]["asked"]) == (1, 11)
    assert rows[draft.public_id]["ends_at"] == rows[draft.public_id]["closes_at"]
    assert (rows[sent.public_id]["stands"], rows[sent.public_id]["ends_at"]) == ("submitted", None)


def test_one_shows_its_answers_and_what_was_handed_in(mine, caller):
    sent = make_ready(mine)
    submission = hand_in(sent, mine)
    make_correction(sent, "title")
    write_answers(sent, mine, title="Not handed in yet")

    one = caller.json(f"{PATH}/{sent.public_id}")

    said = {answer["question"]: answer["value"] for answer in one["answers"]}
    assert (said["title"], one["stands"]) == ("Arms that feel", "correct")
    assert [(row["number"], row["content_hash"]) for row in one["submissions"]] == [(1, submission.content_hash)]


@pytest.mark.parametrize("rows", [1, 20])
def test_a_page_costs_the_same_whatever_the_rows(mine, caller, rows, django_assert_num_queries):
    for _row in range(rows):
        write_answers(make_application(mine), mine, title="Arms")

    caller.get(PATH)  # notes that the token was used

    with django_assert_num_queries(7):  # token, membership, applications, extensions, entries, files, corrections
        assert len(caller.json(PATH)["items"]) == rows


def test_another_startups_and_an_absent_one_are_answered_alike(mine, caller):
    foreign = make_ready(make_member())

    answers = [caller.get(f"{PATH}/{one}") for one in (foreign.public_id, "0123456789abcdef")]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert orjson.loads(answers[0].content) == orjson.loads(answers[1].content)


def test_another_scope_does_not_open_them(mine, token):
    assert token("startups").get(PATH).status_code == 403
