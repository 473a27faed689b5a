"""What client and service say to each other: one request, one answer, then the connection ends."""

import socket
import struct
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import orjson

from .encoders import Kind, Vectors

TEXTS: Final = 64
"""Texts of one request."""

CHARACTERS: Final = 20_000
"""Characters of one request, all its texts together; more is refused, not cut."""

SLOWEST: Final = 30.0
_FRAME: Final = 256 * 1024
_ANSWER: Final = 8 * 1024 * 1024
_HEAD = struct.Struct(">II")


class FrameError(Exception):
    """What came is no frame of ours, or over a limit; says which."""


@dataclass(frozen=True, slots=True)
class Request:
    """Texts to encode; `within` is how many seconds the asker waits."""

    texts: tuple[str, ...]
    kind: Kind
    within: float


@dataclass(frozen=True, slots=True)
class Answer:
    """Vectors and the model they are of, float32 (texts, dim), rows of length 1; or why there are none."""

    model_id: str
    vectors: Vectors
    refused: str = ""


def request_frame(texts: Sequence[str], kind: Kind, within: float) -> bytes:
    """Raises FrameError when it would be over a limit: no use in sending it."""
    frame = _frame({"texts": [_whole(text) for text in texts], "kind": kind, "within": within})
    if len(frame) > _FRAME or len(texts) > TEXTS or sum(map(len, texts)) > CHARACTERS:
        raise FrameError("too long")
    return frame


def read_request(connection: socket.socket, end: float) -> Request:
    """Raises FrameError, and OSError when the connection breaks or all has not come by `end` (monotonic seconds)."""
    said, _ = _read(connection, _FRAME, end)
    texts, kind, within = said.get("texts"), said.get("kind"), said.get("within")
    if not isinstance(texts, list) or not texts or not all(isinstance(text, str) for text in texts):
        raise FrameError("no texts")
    if len(texts) > TEXTS or sum(map(len, texts)) > CHARACTERS:
        raise FrameError("too long")
    if kind not in ("query", "passage") or not isinstance(within, int | float) or not 0 < within <= SLOWEST:
        raise FrameError("no kind or time")
    return Request(tuple(texts), "query" if kind == "query" else "passage", float(within))


def answer_frame(model_id: str, vectors: Vectors) -> bytes:
    return _frame({"model": model_id, "shape": list(vectors.shape)}, vectors.astype("<f4").tobytes())


def refusal_frame(why: str) -> bytes:
    return _frame({"refused": why})


def read_answer(connection: socket.socket, end: float) -> Answer:
    """Raises FrameError, and OSError when the connection breaks or all has not come by `end` (monotonic seconds)."""
    said, data = _read(connection, _ANSWER, end)
    if "refused" in said:
        return Answer("", np.empty((0, 0), dtype=np.float32), str(said["refused"]) or "refused")
    try:
        rows = np.frombuffer(data, dtype="<f4").reshape(said["shape"]).astype(np.float32)
        return Answer(str(said["model"]), rows)
    except (KeyError, TypeError, ValueError) as error:
        raise FrameError("no vectors") from error


def seconds_left(end: float) -> float:
    """Until `end` (monotonic seconds). Raises TimeoutError when it has passed."""
    left = end - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def _whole(text: str) -> str:
    """Half a surrogate pair cannot be written as UTF-8."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _frame(said: dict[str, object], data: bytes = b"") -> bytes:
    head = orjson.dumps(said)
    return _HEAD.pack(len(head), len(data)) + head + data


def _read(connection: socket.socket, most: int, end: float) -> tuple[dict[str, Any], bytes]:
    first, second = _HEAD.unpack(_exactly(connection, _HEAD.size, end))
    if first + second > most:
        raise FrameError("too long")
    body = _exactly(connection, first + second, end)
    try:
        said = orjson.loads(body[:first])
    except orjson.JSONDecodeError as error:
        raise FrameError("no JSON") from error
    if not isinstance(said, dict):
        raise FrameError("no JSON object")
    return said, body[first:]


def _exactly(connection: socket.socket, size: int, end: float) -> bytes:
    data = bytearray()
    while len(data) < size:
        connection.settimeout(seconds_left(end))
        piece = connection.recv(min(65_536, size - len(data)))
        if not piece:
            raise FrameError("broken off")
        data += piece
    return bytes(data)
