"""The answer bank and the document wallet through the API."""

from datetime import date

import orjson
import pytest

from madang.startups import actions
from madang.startups.actions.answers import Given
from madang.startups.capacity import AsMember
from madang.startups.models import Answer, Document
from tests.factories import files
from tests.factories.programmes import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_disk(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def owner(person, startup):
    return AsMember(person, startup, "owner")


def keep(owner, **values):
    values = {"kind": "local_tax", "issued_on": date(2026, 10, 20)} | values
    upload = files.upload(files.pdf(), "paper.pdf")
    given = {"upload": upload, "values": values, "by": owner, "now": NOW}
    return actions.keep_document(startup=owner.startup, **given).document


def post(caller, startup, *answers):
    response = caller.send("POST", f"/me/startups/{startup.slug}/answers", {"answers": list(answers)})
    return response.status_code, orjson.loads(response.content)


def test_documents_are_listed_with_until_when_they_count(token, startup, owner):
    document = keep(owner)

    page = token("startups").json(f"/me/startups/{startup.slug}/documents")

    assert page["next"] is None
    assert page["items"] == [
        {
            "id": document.public_id,
            "kind": "local_tax",
            "title": "",
            "issuer": "",
            "issued_on": "2026-10-20",
            "valid_until": None,
            "counts_until": "2026-11-19",
            "state": page["items"][0]["state"],
            "name": "paper.pdf",
            "size": document.size,
            "sha256": document.sha256,
            "content_type": "application/pdf",
            "pages": 2,
            "uploaded_at": NOW.isoformat(),
        }
    ]


@pytest.mark.parametrize("rows", [1, 20])
def test_the_list_costs_three_queries_whatever_the_rows(rows, token, startup, owner, django_assert_num_queries):
    for number in range(rows):
        Document.objects.create(
            startup=startup,
            kind="pledge",
            file="x",
            name="x.pdf",
            size=1,
            sha256=f"{number:064d}",
            content_type="application/pdf",
            uploaded_by=owner.person,
            uploaded_at=NOW,
        )
    caller = token("startups")
    caller.get("/me")

    with django_assert_num_queries(3):  # token, membership, documents
        page = caller.json(f"/me/startups/{startup.slug}/documents")

    assert len(page["items"]) == rows


def test_a_foreign_startup_s_wallet_and_bank_are_absent(token, foreign):
    caller = token("startups", "write")

    answers = [caller.get(f"/me/startups/{foreign.slug}/{part}").status_code for part in ("documents", "answers")]
    kept, _body = post(caller, foreign, {"meaning": "pitch", "lang": "en", "value": "Words."})

    assert (answers, kept) == ([404, 404], 404)


def test_answers_are_listed_with_profile_and_bank_as_one(token, startup, owner):
    given = Given(meaning="pitch", lang="ko", value="샘플", as_of=date(2026, 10, 1))
    actions.keep_answers(startup=startup, answers=[given], by=owner, now=NOW)

    found = {
        (one["meaning"], one["lang"]): one
        for one in token("startups").json(f"/me/startups/{startup.slug}/answers")["items"]
    }

    assert found["pitch", "ko"] == {
        "meaning": "pitch",
        "label": found["pitch", "ko"]["label"],
        "lang": "ko",
        "value": "샘플",
        "as_of": "2026-10-01",
        "valid_until": None,
        "source": "typed",
        "version": 1,
    }
    assert (found["founding_type", ""]["source"], found["founding_type", ""]["version"]) == ("profile", None)


def test_each_answer_is_judged_by_itself(token, startup):
    editor = token("startups", "write")

    status, first = post(
        editor,
        startup,
        {"meaning": "pitch", "lang": "en", "value": "Words.", "version": 0},
        {"meaning": "trl", "value": "high"},
        {"meaning": "founding_type", "value": "sole_trader"},
    )
    _status, second = post(editor, startup, {"meaning": "pitch", "lang": "en", "value": "Other.", "version": 0})

    assert status == 200
    assert {one["meaning"]: one["outcome"] for one in first["items"]} == {
        "pitch": "kept",
        "trl": "faulty",
        "founding_type": "profile",
    }
    assert [(one["outcome"], one["version"]) for one in second["items"]] == [("clash", 1)]
    assert list(Answer.objects.values_list("value", "source")) == [("Words.", "import")]


@pytest.mark.parametrize(
    "answer",
    [
        {"meaning": "nosuch", "value": "x"},
        {"meaning": "doc_pledge", "value": []},
        {"meaning": "pitch", "lang": "fr", "value": "x"},
        {"meaning": "pitch", "value": "x", "extra": 1},
        {"meaning": "pitch", "value": "x", "as_of": "yesterday"},
    ],
)
def test_what_cannot_be_an_answer_is_refused_with_its_place(token, startup, answer):
    status, body = post(token("startups", "write"), startup, answer)

    assert (status, body["code"]) == (422, "invalid")
    assert body["errors"][0]["field"].startswith("body.answers.0")
    assert not Answer.objects.exists()


def test_without_the_scope_or_the_role_nothing_is_kept(token, startup, person):
    answer = {"meaning": "pitch", "lang": "en", "value": "Words."}

    reader, _body = post(token("startups"), startup, answer)
    startup.memberships.filter(person=person).update(role="viewer")
    viewer, _body = post(token("startups", "write"), startup, answer)

    assert (reader, viewer) == (403, 403)
    assert not Answer.objects.exists()
