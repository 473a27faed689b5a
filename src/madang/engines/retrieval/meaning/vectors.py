"""Vectors kept so that no text is encoded twice: by model, and by what was encoded, prefix and all.

Half precision: 1 kB a text with USE, and the products differ by less than 0.001.
"""

import hashlib
import sqlite3
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from .encoders import Encoder, Kind, Vectors, prefix_of, unit

BATCH = 64
"""Texts encoded between two writes, so that a run that is cut off goes on near where it stopped."""


TITLE = 0.5
"""What the title's vector counts beside the text's."""


class VectorStore(Protocol):
    """Where vectors are kept: little-endian float16 bytes by model and key. A vector is never changed once put."""

    def get(self, model_id: str, keys: Sequence[bytes]) -> Mapping[bytes, bytes]:
        """The vectors there are, by key; absent keys are left out."""
        ...

    def put(self, model_id: str, vectors: Mapping[bytes, bytes]) -> None: ...


def key_of(text: str, prefix: str = "") -> bytes:
    """32 bytes: sha256 over the prefix's length, the prefix and the text as they go to the model."""
    head = prefix.encode("utf-8", "surrogatepass")
    return hashlib.sha256(
        len(head).to_bytes(4, "big") + head + text.encode("utf-8", "surrogatepass"), usedforsecurity=False
    ).digest()


def to_bytes(vector: NDArray[np.floating]) -> bytes:
    """One vector as float16 bytes, little end first."""
    return np.asarray(vector).astype("<f2").tobytes()


def from_bytes(data: bytes, dim: int) -> NDArray[np.float16]:
    """float16 (dim,). Raises ValueError when the bytes are of another length."""
    if len(data) != 2 * dim:
        raise ValueError(f"{len(data)} bytes are no vector of {dim} halves")
    return np.frombuffer(data, dtype="<f2").astype(np.float16)


def encoded(
    encoder: Encoder,
    texts: Sequence[str],
    kind: Kind = "passage",
    *,
    store: VectorStore,
    told: Callable[[int], object] = lambda done: None,
) -> Vectors:
    """float32 (len(texts), dim): from the store where it knows them, else from the encoder and then stored.

    `told` is called with how many texts more are done. Raises MeaningError; what was encoded before is kept.
    """
    prefix = prefix_of(encoder, kind)
    keys = [key_of(text, prefix) for text in texts]
    known = dict(store.get(encoder.model_id, keys))
    known = {key: data for key, data in known.items() if len(data) == 2 * encoder.dim}
    missing = list({key: text for key, text in zip(keys, texts, strict=True) if key not in known}.items())
    told(len(texts) - len(missing))
    for start in range(0, len(missing), BATCH):
        batch = missing[start : start + BATCH]
        rows = encoder.encode([text for _, text in batch], kind)
        fresh = {key: to_bytes(row) for (key, _), row in zip(batch, rows, strict=True)}
        store.put(encoder.model_id, fresh)
        known.update(fresh)
        told(len(batch))
    out = np.empty((len(texts), encoder.dim), dtype=np.float32)
    for row, key in enumerate(keys):
        out[row] = from_bytes(known[key], encoder.dim)
    return out


def document_vectors(
    encoder: Encoder,
    documents: Sequence[tuple[str, str]],
    *,
    store: VectorStore,
    told: Callable[[int], object] = lambda done: None,
) -> Vectors:
    """One vector for each (title, text): half the title's and the whole text's, together; float32 (N, dim), length 1.

    Where one of the two is empty the other speaks alone. Raises MeaningError.
    """
    titles = [title or text for title, text in documents]
    texts = [text or title for title, text in documents]
    rows = encoded(encoder, [*titles, *texts], store=store, told=told)
    return unit(TITLE * rows[: len(titles)] + rows[len(titles) :])


class MemoryStore:
    """Vectors for as long as the process runs."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, bytes], bytes] = {}

    def get(self, model_id: str, keys: Sequence[bytes]) -> Mapping[bytes, bytes]:
        return {key: self._kept[model_id, key] for key in keys if (model_id, key) in self._kept}

    def put(self, model_id: str, vectors: Mapping[bytes, bytes]) -> None:
        self._kept.update({(model_id, key): data for key, data in vectors.items()})


class FileStore:
    """Vectors in one SQLite file: for commands, and safe for several of them at once.

    Raises ValueError when the file is something else.
    """

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._lock = threading.Lock()
        self._file = sqlite3.connect(path, timeout=30, check_same_thread=False)
        try:
            with self._file:
                self._file.execute("PRAGMA journal_mode=WAL")
                self._file.execute(
                    "CREATE TABLE IF NOT EXISTS vectors"
                    " (model TEXT, key BLOB, vector BLOB NOT NULL, PRIMARY KEY (model, key)) WITHOUT ROWID"
                )
        except sqlite3.DatabaseError as error:
            self._file.close()
            raise ValueError(f"{path.name} is no file of vectors") from error

    def get(self, model_id: str, keys: Sequence[bytes]) -> Mapping[bytes, bytes]:
        found: dict[bytes, bytes] = {}
        with self._lock:
            for some in _slices(list(dict.fromkeys(keys)), 500):
                marks = ",".join("?" * len(some))
                found.update(
                    self._file.execute(
                        f"SELECT key, vector FROM vectors WHERE model = ? AND key IN ({marks})",  # noqa: S608
                        (model_id, *some),
                    )
                )
        return found

    def put(self, model_id: str, vectors: Mapping[bytes, bytes]) -> None:
        with self._lock, self._file:
            self._file.executemany(
                "INSERT OR IGNORE INTO vectors VALUES (?, ?, ?)",
                [(model_id, key, data) for key, data in vectors.items()],
            )

    def close(self) -> None:
        with self._lock:
            self._file.close()


def _slices(keys: Sequence[bytes], size: int) -> Iterable[Sequence[bytes]]:
    return (keys[start : start + size] for start in range(0, len(keys), size))
