"""Search by meaning with a server's model: what is asked, what leaves the house, what happens when it does not answer."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import override_settings

from madang.core.text import Text
from madang.people.capacity import AsVisitor
from madang.programmes import meaning, resident
from madang.programmes.actions import embedding
from madang.programmes.checks import is_near, search_by_meaning_can_work
from madang.programmes.finding import find
from madang.programmes.models import Call, CallVector, MeaningModel
from tests.engines.retrieval.meaning.world import FakeServer, fake_server
from tests.factories.programmes import make_call, make_searchable

from .meaning_world import KnowingEncoder

EMBEDDING = {
    "base": "",
    "model": "one",
    "key_variable": "",
    "query_prefix": "Q: ",
    "passage_prefix": "P: ",
    "batch": 32,
    "timeout": 5,
}


@pytest.fixture
def server() -> Iterator[FakeServer]:
    with fake_server() as fake:
        knowing = KnowingEncoder()

        def answer(body: dict[str, Any]) -> tuple[int, dict[str, str], bytes]:
            rows = knowing.encode(body["input"]).tolist()
            data = [{"index": place, "embedding": row} for place, row in enumerate(rows)]
            return 200, {}, json.dumps({"data": data, "model": body["model"]}).encode()

        fake.good = answer  # type: ignore[method-assign]
        with override_settings(MADANG_SEARCH="endpoint", MADANG_EMBEDDING=EMBEDDING | {"base": fake.base}):
            meaning.forget()
            yield fake
        meaning.forget()


def make_street() -> Call:
    others = [make_call(Text(en=f"Other matters {number}", source="en")) for number in range(24)]
    call = make_call(Text(zh="佐尔布 2026", source="zh"))
    make_searchable(call, *others)
    return call


def found(words: str) -> list[int]:
    return list(find(Call.objects.visible_to(AsVisitor()), words).scores)


@pytest.mark.django_db
def test_texts_and_queries_go_out_with_their_prefixes_and_the_answer_is_remembered(server):
    call = make_street()
    embedding.embed_waiting()
    server.asked.clear()

    assert (found("zxorb"), resident.answer("zxorb").mode) == ([call.pk], "meaning")
    assert [(body["model"], body["input"]) for body in server.asked] == [("one", ["Q: zxorb"])]
    assert MeaningModel.objects.get().model_id == f"one@{server.base.removeprefix('http://')}"


@pytest.mark.django_db
def test_what_is_not_public_is_never_sent_out(server):
    make_street()
    draft = make_call("Quillet secret", status="draft", published_at=None)
    make_searchable(draft)

    embedding.embed_waiting()

    assert CallVector.objects.count() == 25
    assert not [text for body in server.asked for text in body["input"] if "secret" in text]


@pytest.mark.django_db
def test_a_server_that_fails_is_left_alone_for_a_while(server):
    call = make_street()
    embedding.embed_waiting()
    server.asked.clear()
    server.said(500)
    server.said(500)
    server.said(500)

    assert resident.answer("zxorb").mode == "resting"
    tries = len(server.asked)
    assert resident.answer("조르브").mode == "resting"
    assert len(server.asked) == tries

    meaning.forget()  # as after the rest
    assert (resident.answer("조르브").mode, found("조르브")) == ("meaning", [call.pk])


@pytest.mark.django_db
def test_an_older_model_at_the_same_address_is_asked_by_its_name_until_it_is_replaced(server):
    call = make_street()
    embedding.embed_waiting()
    newer = EMBEDDING | {"base": server.base, "model": "two", "query_prefix": "", "passage_prefix": ""}
    with override_settings(MADANG_EMBEDDING=newer):
        server.asked.clear()
        assert (found("zxorb"), resident.answer("zxorb").mode) == ([call.pk], "meaning")
        assert [(body["model"], body["input"]) for body in server.asked] == [("one", ["Q: zxorb"])]

        embedding.embed_waiting()
        server.asked.clear()
        assert found("조르브") == [call.pk]
        assert [(body["model"], body["input"]) for body in server.asked] == [("two", ["조르브"])]

    with override_settings(MADANG_EMBEDDING=newer | {"base": "http://127.0.0.1:9/v1"}):
        assert resident.answer("佐尔布").mode == "resting"


@pytest.mark.django_db
def test_a_server_that_is_down_holds_up_no_job_and_is_asked_again(server, caplog):
    make_street()
    for _ in range(3):
        server.said(503)

    embedding.embed_waiting()
    assert MeaningModel.objects.count() == 0
    assert "search by meaning waits" in caplog.text

    embedding.embed_waiting()
    assert MeaningModel.objects.get().state == "active"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"base": ""}, "madang.E022"),
        ({"model": ""}, "madang.E023"),
        ({"base": "ftp://models.example.test"}, "madang.E024"),
        ({"base": "https://user:word@models.example.test"}, "madang.E024"),
        ({"key_variable": "SAMPLE_KEY_NOT_SET"}, "madang.E025"),
        ({"base": "http://models.example.test/v1"}, "madang.E026"),
    ],
)
def test_check_refuses_a_server_that_cannot_work(changes, code):
    sound = EMBEDDING | {"base": "https://models.example.test/v1"}
    with override_settings(MADANG_SEARCH="endpoint", PRODUCTION=True, MADANG_EMBEDDING=sound):
        assert search_by_meaning_can_work() == []
    with override_settings(MADANG_SEARCH="endpoint", PRODUCTION=True, MADANG_EMBEDDING=sound | changes):
        assert [problem.id for problem in search_by_meaning_can_work()] == [code]


def test_check_names_the_command_for_a_missing_extra(monkeypatch):
    monkeypatch.setattr("madang.programmes.checks.find_spec", lambda name: None)
    with override_settings(MADANG_SEARCH="embedded", MADANG_EMBEDDING=EMBEDDING | {"model": ""}):
        (problem,) = search_by_meaning_can_work()
    assert (problem.id, "make embedded" in problem.hint) == ("madang.E020", True)


@pytest.mark.parametrize(
    ("host", "near"),
    [
        ("localhost", True),
        ("127.0.0.1", True),
        ("10.0.0.5", True),
        ("::1", True),
        ("models", True),
        ("models.example.test", False),
        ("8.8.8.8", False),
    ],
)
def test_a_host_is_near_by_its_name_alone(host, near):
    assert is_near(host) is near
