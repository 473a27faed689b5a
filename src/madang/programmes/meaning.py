"""Search by meaning: which model the settings want, where a model answers, and how a search asks it for its vector.

A model on this machine answers at a socket of its own, named after it (`madang meaning`), so that the old model can still
be asked while the new one is being built. A server's model is asked over HTTP, an older one by its name at the same address.
"""

import hashlib
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Final

from django.conf import settings

from madang.engines.retrieval.meaning import MODES, Encoder, Endpoint, MeaningClient, MeaningError, open_encoder
from madang.engines.retrieval.meaning.encoders import Kind, Vectors
from madang.engines.retrieval.meaning.endpoint import EndpointEncoder

SOCKET_SECONDS: Final = 0.3
ENDPOINT_SECONDS: Final = 1.0
# A server that failed is left alone for a while: no search waits for it meanwhile.
REST_SECONDS: Final = 5.0
REMEMBERED: Final = 500
# The model of this machine where none is named. The better ones take 20 to 40 times as long for a text (1.2 s a thousand
# characters), so that a catalogue of 3,000 calls takes over an hour: whoever wants them says so.
SMALL: Final = "use"


@dataclass(frozen=True)
class Model:
    """A model as a search asks it: `kind` is "embedded" (a socket of this machine) or "endpoint"."""

    model_id: str
    kind: str
    dim: int
    query_prefix: str = ""
    passage_prefix: str = ""


def is_on() -> bool:
    """Whether the settings want search by meaning."""
    return str(settings.MADANG_SEARCH) != "lexical"


def is_remote() -> bool:
    """Whether the settings want a server's model: what it is asked leaves this machine."""
    return str(settings.MADANG_SEARCH) == "endpoint"


def endpoint() -> Endpoint:
    """The server of the settings; its address may be empty."""
    return Endpoint(**settings.MADANG_EMBEDDING)


def wanted() -> Encoder:
    """The encoder that the settings want, loaded once a process: for the worker. Raises MeaningError."""
    server = endpoint()
    return _opened("endpoint" if is_remote() else server.model or SMALL, server)


@lru_cache(maxsize=1)
def _opened(mode: str, server: Endpoint) -> Encoder:
    return open_encoder(mode, server)


def on_this_machine(model_id: str) -> Encoder | None:
    """The encoder of an id, which need not be the wanted one; None for one that is not installed. Raises MeaningError."""
    if not is_remote() and wanted().model_id == model_id:
        return wanted()
    for mode in MODES:
        with suppress(MeaningError):
            encoder = open_encoder(mode)
            if encoder.model_id == model_id:
                return encoder
    return None


def socket_of(model_id: str) -> Path:
    """Where a model of this machine answers."""
    name = hashlib.sha256(model_id.encode()).hexdigest()[:8]
    return Path(settings.MADANG_MEANING_FOLDER) / f"meaning-{name}.sock"


def query_vector(model: Model, text: str) -> Vectors:
    """The vector of a search, float32 (dim,), remembered for the next pages of it. Raises MeaningError."""
    return _remembered(model, text)


@lru_cache(maxsize=REMEMBERED)
def _remembered(model: Model, text: str) -> Vectors:
    vector: Vectors = asker(model).encode([text], "query")[0]
    return vector


def forget() -> None:
    """Remember no vector and no failure (for tests)."""
    _remembered.cache_clear()
    _client.cache_clear()
    _server.cache_clear()


def asker(model: Model, *, seconds: float = 0.0) -> Encoder:
    """Who gives vectors of this model within a search's time, or within `seconds`. Raises MeaningError when it cannot be asked."""
    if model.kind == "embedded":
        return _Socket(model, _client(socket_of(model.model_id), seconds or SOCKET_SECONDS))
    return _Quick(model, _server(_older(model), min(seconds or ENDPOINT_SECONDS, endpoint().timeout)))


def _older(model: Model) -> Endpoint:
    """The server of the settings, asked for this model, which may be the one that was set before."""
    ours = endpoint()
    where = EndpointEncoder(ours).model_id.removeprefix(ours.model)
    if not model.model_id.endswith(where):
        raise MeaningError("The server of the model in use is no longer the one of the settings.")
    name = model.model_id.removesuffix(where)
    return replace(ours, model=name, query_prefix=model.query_prefix, passage_prefix=model.passage_prefix)


@lru_cache(maxsize=8)
def _client(path: Path, seconds: float) -> MeaningClient:
    return MeaningClient(path, timeout=seconds)


class _Socket:
    """A model of this machine, as an encoder."""

    def __init__(self, model: Model, client: MeaningClient) -> None:
        self.model_id, self.dim = model.model_id, model.dim
        self._client = client

    def encode(self, texts: Sequence[str], kind: Kind = "passage") -> Vectors:
        answer = self._client.encode(texts, kind)
        if answer is None:
            raise MeaningError(f"The model's process gives no vectors: {self._client.trouble or 'it rests'}.")
        if answer.model_id != self.model_id or answer.vectors.shape[1] != self.dim:
            raise MeaningError("The model's process holds another model.")
        return answer.vectors


class _Resting:
    """A server with the moment until which it is left alone."""

    def __init__(self, server: Endpoint) -> None:
        self.encoder = EndpointEncoder(server)
        self._lock = threading.Lock()
        self._until = 0.0

    def encode(self, texts: Sequence[str], kind: Kind) -> Vectors:
        with self._lock:
            if time.monotonic() < self._until:
                raise MeaningError("The embedding server did not answer a moment ago.")
        try:
            return self.encoder.encode(texts, kind)
        except MeaningError:
            with self._lock:
                self._until = time.monotonic() + REST_SECONDS
            raise


@lru_cache(maxsize=8)
def _server(server: Endpoint, seconds: float) -> _Resting:
    return _Resting(replace(server, timeout=seconds))


class _Quick:
    """A server's model, as an encoder that a search can wait for."""

    def __init__(self, model: Model, server: _Resting) -> None:
        self.model_id, self.dim = model.model_id, model.dim
        self._server = server

    def encode(self, texts: Sequence[str], kind: Kind = "passage") -> Vectors:
        vectors = self._server.encode(texts, kind)
        if vectors.shape[1] != self.dim:
            raise MeaningError("The embedding server now gives vectors of another length.")
        return vectors
