"""Any server with /v1/embeddings: asked in batches, believed only when its answer is whole, never told on."""

import gzip
import json
import logging
import socket
import time
from typing import Any

import numpy as np
import pytest

from madang.engines.retrieval.meaning.encoders import MeaningError, unit
from madang.engines.retrieval.meaning.endpoint import Endpoint, EndpointEncoder

from .world import FakeServer, vector_of

KEY = "sk-secret-0123456789"


def encoder_of(server: FakeServer, **changed: Any) -> EndpointEncoder:
    settings: dict[str, Any] = {"base": server.base, "model": "m1", "timeout": 2.0, **changed}
    return EndpointEncoder(Endpoint(**settings))


def reason_of(encoder: EndpointEncoder) -> str:
    with pytest.raises(MeaningError) as caught:
        encoder.encode(["로봇"])
    return caught.value.reason


def test_texts_go_in_batches_with_their_prefix_and_come_back_in_order(server: FakeServer):
    encoder = encoder_of(server, batch=2, query_prefix="query: ", passage_prefix="passage: ")

    rows = encoder.encode(["로봇", "机器人", "robot"])
    encoder.encode(["실증"], "query")

    assert [one["input"] for one in server.asked] == [
        ["passage: 로봇", "passage: 机器人"],
        ["passage: robot"],
        ["query: 실증"],
    ]
    wanted = unit(np.stack([vector_of(f"passage: {text}", 4) for text in ("로봇", "机器人", "robot")]))
    assert np.allclose(rows, wanted, atol=1e-6)


def test_the_dimension_is_what_the_first_answer_has(server: FakeServer):
    server.dim = 7
    encoder = encoder_of(server)

    assert encoder.dim == 7
    assert encoder.encode([]).shape == (0, 7)
    assert len(server.asked) == 1


def test_another_dimension_later_is_an_error(server: FakeServer):
    encoder = encoder_of(server)
    encoder.encode(["one"])
    server.dim = 5

    assert reason_of(encoder).endswith("now gives 5 numbers a text in place of 4; it may be another model.")


def test_the_key_goes_into_one_header_and_nowhere_else(
    server: FakeServer, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    monkeypatch.setenv("MY_KEY", KEY)
    encoder = encoder_of(server, key_variable="MY_KEY")
    caplog.set_level(logging.DEBUG)
    encoder.encode(["one"])
    server.said(401, json.dumps({"error": {"message": f"Incorrect key {KEY} given"}}).encode())

    said = reason_of(encoder)

    assert server.headers[0]["Authorization"] == f"Bearer {KEY}"
    assert said.endswith("does not accept the key in MY_KEY (status 401: Incorrect key *** given).")
    assert KEY not in repr(encoder) + repr(vars(encoder)) + encoder.model_id + caplog.text


def test_a_named_key_that_is_not_there_is_said_before_anything_is_sent(server: FakeServer):
    assert reason_of(encoder_of(server, key_variable="NO_SUCH_KEY")) == (
        "The environment variable NO_SUCH_KEY, which should hold the key, is empty."
    )
    assert server.asked == []


def test_trouble_that_passes_is_tried_again(server: FakeServer):
    server.said(503)
    server.said(429, Retry_After="0")

    assert encoder_of(server).encode(["one"]).shape == (1, 4)
    assert len(server.asked) == 3


@pytest.mark.parametrize(
    ("status", "asked", "ending"),
    [
        (500, 3, "failed (status 500)."),
        (429, 3, "takes no more requests for now (status 429)."),
        (404, 1, "has no such page or model: the address usually ends in /v1 (status 404)."),
        (403, 1, "wants a key: name its environment variable (status 403)."),
        (400, 1, "refused the request (status 400)."),
        (302, 1, "leads elsewhere, and the key is not carried there: set the new address (status 302)."),
    ],
)
def test_each_refusal_has_its_reason(server: FakeServer, status: int, asked: int, ending: str):
    for _ in range(3):
        server.said(status, Location="http://127.0.0.1:9/elsewhere")

    assert reason_of(encoder_of(server)).endswith(ending)
    assert len(server.asked) == asked


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"not json",
        b"[]",
        b'{"data": 7}',
        b'{"data": []}',
        b'{"data": [{"index": 0}]}',
        b'{"data": ["x"]}',
        b'{"data": [{"index": 0, "embedding": []}]}',
        b'{"data": [{"index": 0, "embedding": "AAAA"}]}',
        b'{"data": [{"index": 0, "embedding": [1, null]}]}',
        b'{"data": [{"index": 0, "embedding": [1e999]}]}',
        b'{"data": [{"index": 0, "embedding": [[1, 2]]}]}',
        b'{"data": [{"index": 1, "embedding": [1, 2]}]}',
        b'{"data": [{"index": 0, "embedding": [1]}, {"index": 1, "embedding": [1]}]}',
        b"\xff\xfe",
    ],
)
def test_an_answer_that_is_no_answer_is_an_error_not_a_vector(server: FakeServer, body: bytes):
    server.said(200, body)

    assert reason_of(encoder_of(server)).startswith("The embedding server 127.0.0.1")


def test_vectors_of_different_lengths_in_one_answer_are_refused(server: FakeServer):
    server.said(200, b'{"data": [{"index": 0, "embedding": [1, 2]}, {"index": 1, "embedding": [1]}]}')

    with pytest.raises(MeaningError, match="vectors of different lengths"):
        encoder_of(server).encode(["a", "b"])


def test_a_packed_answer_is_read(server: FakeServer):
    plain = server.good({"input": ["one"], "model": "m1"})[2]
    server.said(200, gzip.compress(plain), Content_Encoding="gzip")

    assert encoder_of(server).encode(["one"]).shape == (1, 4)


def test_an_answer_broken_off_is_an_error(server: FakeServer):
    server.said(200, b'{"data": [', Content_Length="5000")

    assert "broke off in the middle of its answer" in reason_of(encoder_of(server))


def test_a_silent_server_costs_the_time_out_and_no_more(server: FakeServer):
    server.seconds = 1.5
    begun = time.monotonic()

    said = reason_of(encoder_of(server, timeout=0.3))

    assert said.endswith("did not answer within 0.3 seconds.")
    assert time.monotonic() - begun < 1.2


def test_a_server_that_is_not_there_is_said_so():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    encoder = EndpointEncoder(Endpoint(base=f"http://127.0.0.1:{port}/v1", model="m1", timeout=1))

    assert reason_of(encoder) == f"The embedding server 127.0.0.1:{port} cannot be reached."


def test_it_works_again_once_the_server_does(server: FakeServer):
    encoder = encoder_of(server)
    for _ in range(3):
        server.said(500)
    reason_of(encoder)

    assert encoder.encode(["one"]).shape == (1, 4)


@pytest.mark.parametrize(
    ("base", "path"),
    [
        ("", "/v1/embeddings"),
        ("/v1/", "/v1/embeddings"),
        ("/v1/embeddings", "/v1/embeddings"),
        ("/api", "/api/embeddings"),
    ],
)
def test_the_address_may_be_given_as_people_give_it(server: FakeServer, base: str, path: str):
    encoder_of(server, base=server.base.removesuffix("/v1") + base).encode(["one"])

    assert server.paths == [path]


@pytest.mark.parametrize(
    "changed",
    [
        {"base": "ftp://h/v1"}, {"base": "h/v1"}, {"base": "http://u:p@h/v1"}, {"base": "http://h/v1?key=x"},
        {"base": "http://h:port/v1"}, {"base": "http://[/v1"}, {"model": ""}, {"batch": 0}, {"timeout": 0},
    ],
)  # fmt: skip
def test_settings_that_cannot_work_are_refused_at_once(server: FakeServer, changed: dict[str, Any]):
    with pytest.raises(MeaningError) as caught:
        encoder_of(server, **changed)

    assert "u:p" not in caught.value.reason


def test_other_models_and_servers_have_other_ids(server: FakeServer):
    first, second = encoder_of(server), encoder_of(server, model="m2")

    assert first.model_id == f"m1@{server.base.removeprefix('http://')}"
    assert first.model_id != second.model_id
