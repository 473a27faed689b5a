"""What turns texts into vectors: the shape every encoder has, and the one error all of them raise."""

from collections.abc import Sequence
from importlib import import_module
from typing import Any, Literal, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

Kind = Literal["query", "passage"]
Vectors = NDArray[np.float32]

TEXT_LIMIT = 4_000
"""Characters of one text that are encoded: more of it does not change what it is about, only the time it takes."""


class MeaningError(Exception):
    """No vectors can be had now; `reason` says why and what mends it, in one line without secrets."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@runtime_checkable
class Encoder(Protocol):
    """Texts to vectors. Every implementation may be shared between threads and never raises on any text.

    model_id : what the vectors are made by; other ids mean other, incomparable vectors.
    dim : length of a vector.
    """

    @property
    def model_id(self) -> str: ...

    @property
    def dim(self) -> int: ...

    def encode(self, texts: Sequence[str], kind: Kind = "passage") -> Vectors:
        """float32 (len(texts), dim), rows of length 1. Raises MeaningError."""
        ...


def prefix_of(encoder: Encoder, kind: Kind) -> str:
    """What the encoder itself puts before a text of this kind: it belongs to the key a vector is kept under."""
    return str(getattr(encoder, f"{kind}_prefix", ""))


def unit(vectors: NDArray[Any]) -> Vectors:
    """Rows at length 1, float32; a row of zeros, or one that is not finite, becomes zeros."""
    rows = np.asarray(vectors, dtype=np.float32)
    with np.errstate(over="ignore", invalid="ignore"):
        length = np.linalg.norm(rows, axis=-1, keepdims=True)
        fit = np.isfinite(length) & (length > 1e-12)
        scaled: Vectors = np.where(fit, rows / np.where(fit, length, 1.0), 0.0).astype(np.float32)
    return scaled


def clean(text: str) -> str:
    """A text as models bear it: cut at `TEXT_LIMIT`, no NUL, no half of a surrogate pair, never empty."""
    head = text[:TEXT_LIMIT].encode("utf-8", "replace").decode("utf-8").replace("\x00", " ").strip()
    return head or "."


def extra(name: str, *, command: str) -> Any:
    """An optional package, or MeaningError naming the command that installs it."""
    try:
        return import_module(name)
    except ImportError as error:
        raise MeaningError(
            f"Search by meaning needs the package {name}, which is not installed: run `{command}`."
        ) from error
