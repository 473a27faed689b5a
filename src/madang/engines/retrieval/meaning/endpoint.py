"""Vectors from any server that speaks OpenAI's /v1/embeddings: a hosted one, or one's own on the next machine.

The key is read from the environment when it is needed and goes into one header: no message, log or `repr` holds it.
"""

import os
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

import numpy as np
import orjson
import urllib3
from numpy.typing import NDArray

from .encoders import Kind, MeaningError, Vectors, clean, unit

LARGEST: Final = 64 * 1024 * 1024
"""Bytes of one answer that are read."""

TRIES: Final = 3
_PASSING: Final = frozenset({408, 409, 429, 500, 502, 503, 504})
_PAUSE: Final = 0.25
_CHUNK: Final = 256 * 1024
_SAID: Final = 200


@dataclass(frozen=True, kw_only=True, slots=True)
class Endpoint:
    """Where to ask and how.

    base : the address up to and with /v1; "/embeddings" is added. key_variable : name of the environment variable that
    holds the key, "" for a server that wants none. query_prefix, passage_prefix : what the model wants before a text,
    such as "query: ". batch : texts a request, at least 1. timeout : seconds for one call of `encode` of a batch, tries
    and all.
    """

    base: str
    model: str
    key_variable: str = ""
    query_prefix: str = ""
    passage_prefix: str = ""
    batch: int = 32
    timeout: float = 20.0


class EndpointEncoder:
    """An encoder behind an address. The first text asked for tells the dimension; a later change of it is an error.

    Raises MeaningError at once for settings that cannot work.
    """

    def __init__(self, endpoint: Endpoint) -> None:
        self._endpoint = endpoint
        self._address = _address(endpoint)
        self._host = urlsplit(self._address).netloc
        self._http = urllib3.PoolManager(num_pools=1, maxsize=4, retries=False)
        self._dim = 0
        self._lock = threading.Lock()
        self.model_id = f"{endpoint.model}@{self._host}{urlsplit(self._address).path.removesuffix('/embeddings')}"
        self.query_prefix = endpoint.query_prefix
        self.passage_prefix = endpoint.passage_prefix

    @property
    def dim(self) -> int:
        """Length of the server's vectors; asks it for one where none has come yet. Raises MeaningError."""
        if not self._dim:
            self.encode(["probe"])
        return self._dim

    def encode(self, texts: Sequence[str], kind: Kind = "passage") -> Vectors:
        """float32 (len(texts), dim), rows of length 1. Raises MeaningError with what the server said."""
        if not texts:
            return np.empty((0, self.dim), dtype=np.float32)
        prefix = self.query_prefix if kind == "query" else self.passage_prefix
        size = self._endpoint.batch
        batches = [texts[start : start + size] for start in range(0, len(texts), size)]
        return np.concatenate([unit(self._batch([prefix + clean(text) for text in batch])) for batch in batches])

    def _batch(self, texts: list[str]) -> NDArray[np.float32]:
        body = orjson.dumps({"model": self._endpoint.model, "input": texts, "encoding_format": "float"})
        rows = self._rows(self._answer(body), len(texts))
        with self._lock:
            if self._dim and rows.shape[1] != self._dim:
                raise self._failed(
                    f"now gives {rows.shape[1]} numbers a text in place of {self._dim}; it may be another model"
                )
            self._dim = rows.shape[1]
        return rows

    def _answer(self, body: bytes) -> bytes:
        """The body of a good answer, asked for again while the trouble may pass and time is left."""
        end = time.monotonic() + self._endpoint.timeout
        headers = {"Content-Type": "application/json", "User-Agent": "madang", **self._authorization()}
        for attempt in range(1, TRIES + 1):
            status, data, wait = self._ask(body, headers, end)
            if status == 200:
                return data
            pause = max(wait, _PAUSE * 2 ** (attempt - 1))
            if status not in _PASSING or attempt == TRIES or time.monotonic() + pause >= end:
                raise self._refused(status, data)
            time.sleep(pause)
        raise AssertionError("unreachable")

    def _ask(self, body: bytes, headers: dict[str, str], end: float) -> tuple[int, bytes, float]:
        """Status, body, and the seconds the server asks one to wait. Raises MeaningError."""
        try:
            answer = self._http.request(
                "POST", self._address, body=body, headers=headers, preload_content=False, redirect=False,
                timeout=urllib3.Timeout(total=max(0.05, end - time.monotonic())),
            )  # fmt: skip
        except urllib3.exceptions.NewConnectionError:
            raise self._failed("cannot be reached") from None  # what these carry may hold the request, and the key
        except urllib3.exceptions.TimeoutError:
            raise self._late() from None
        except (urllib3.exceptions.HTTPError, ValueError):
            raise self._failed("cannot be reached") from None
        try:
            data = self._read(answer, end)
        except BaseException:
            answer.close()  # what is left of this answer must not begin the next one
            raise
        answer.release_conn()
        return answer.status, data, _seconds(answer.headers.get("Retry-After", ""))

    def _read(self, answer: urllib3.BaseHTTPResponse, end: float) -> bytes:
        data = bytearray()
        try:
            for chunk in answer.stream(_CHUNK):
                data += chunk
                if len(data) > LARGEST:
                    raise self._failed("answered with more than fits")
                if time.monotonic() > end:  # a byte now and then stays within every single time-out
                    raise self._late()
        except urllib3.exceptions.TimeoutError:
            raise self._late() from None
        except urllib3.exceptions.HTTPError:
            raise self._failed("broke off in the middle of its answer") from None
        return bytes(data)

    def _rows(self, data: bytes, count: int) -> NDArray[np.float32]:
        """float32 (count, dim) out of an answer, in the order asked for. Raises MeaningError."""
        try:
            found = orjson.loads(data)["data"]
            places = [item.get("index", place) for place, item in enumerate(found)]
            if sorted(places) != list(range(count)):
                raise self._failed(f"answered {len(found)} vectors for {count} texts")
            rows = np.empty((count, len(found[0]["embedding"])), dtype=np.float32)
            for place, item in zip(places, found, strict=True):
                row = np.asarray(item["embedding"], dtype=np.float32)
                if row.shape != rows.shape[1:]:  # one number alone would be spread over the whole row
                    raise self._failed("answered vectors of different lengths")
                rows[place] = row
        except (orjson.JSONDecodeError, KeyError, IndexError, TypeError, ValueError, AttributeError) as error:
            raise self._failed("answered something that holds no vectors") from error
        if not rows.size or not np.isfinite(rows).all():
            raise self._failed("answered vectors with numbers missing")
        return rows

    def _authorization(self) -> dict[str, str]:
        name = self._endpoint.key_variable
        if not name:
            return {}
        key = os.environ.get(name, "").strip()
        if not key:
            raise MeaningError(f"The environment variable {name}, which should hold the key, is empty.")
        if not key.isascii() or not key.isprintable():
            raise MeaningError(f"The key in the environment variable {name} holds signs no key can hold.")
        return {"Authorization": f"Bearer {key}"}

    def _refused(self, status: int, data: bytes) -> MeaningError:
        name = self._endpoint.key_variable
        match status:
            case 401 | 403:
                mend = f"does not accept the key in {name}" if name else "wants a key: name its environment variable"
            case 404:
                mend = "has no such page or model: the address usually ends in /v1"
            case 429:
                mend = "takes no more requests for now"
            case _ if 300 <= status < 400:
                mend = "leads elsewhere, and the key is not carried there: set the new address"
            case _:
                mend = "failed" if status >= 500 else "refused the request"
        return self._failed(f"{mend} (status {status}{self._said(data)})")

    def _said(self, data: bytes) -> str:
        """The server's own words, short and without the key."""
        try:
            error: Any = orjson.loads(data)["error"]
            words = " ".join(str(error["message"] if isinstance(error, dict) else error).split())
        except (orjson.JSONDecodeError, KeyError, TypeError):
            return ""
        key = os.environ.get(self._endpoint.key_variable, "").strip() if self._endpoint.key_variable else ""
        words = words.replace(key, "***") if key else words
        return f": {words[:_SAID]}" if words else ""

    def _late(self) -> MeaningError:
        return self._failed(f"did not answer within {self._endpoint.timeout:g} seconds")

    def _failed(self, what: str) -> MeaningError:
        return MeaningError(f"The embedding server {self._host} {what}.")


def _address(endpoint: Endpoint) -> str:
    try:
        parts = urlsplit(endpoint.base.strip())
        _ = parts.port
    except ValueError as error:
        raise MeaningError("The address of the embedding server cannot be read.") from error
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise MeaningError("The address of the embedding server must begin with http:// or https://.")
    if parts.username or parts.password or parts.query or parts.fragment:
        raise MeaningError("The address of the embedding server must hold no user name, key or query.")
    if not endpoint.model or endpoint.batch < 1 or endpoint.timeout <= 0:
        raise MeaningError("The embedding server needs a model, a batch of at least 1 and a time-out above 0.")
    path = parts.path.rstrip("/").removesuffix("/embeddings") or "/v1"
    return f"{parts.scheme}://{parts.netloc}{path}/embeddings"


def _seconds(said: str) -> float:
    """Retry-After in seconds; a date counts as nothing said."""
    return float(said) if said.isascii() and said.isdigit() and len(said) < 6 else 0.0
