"""An encoder that knows a few things by name in three languages, served over a socket as the real one is."""

import re
import tempfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
from django.test import override_settings

from madang.engines.retrieval.meaning.encoders import Kind, Vectors, unit
from madang.engines.retrieval.meaning.service import Service
from madang.programmes import meaning

# What no lexicon of this house holds, so that only meaning can find it.
THINGS = (
    ("zxorb", "조르브", "佐尔布"),
    ("quillet", "퀼렛", "奎莱特"),
    ("brumfel", "브룸펠", "布鲁姆"),
    ("vantic", "반틱", "万提克"),
    ("mordle", "모들", "莫德尔"),
    ("sprindel", "스프린델", "斯普林"),
)
DIM = 256


class KnowingEncoder:
    """A direction for each of THINGS, the same in all languages, and a little of every other word."""

    query_prefix = ""
    passage_prefix = ""

    def __init__(self, model_id: str = "knowing/1", dim: int = DIM) -> None:
        self.model_id = model_id
        self.dim = dim
        self.asked: list[str] = []

    def encode(self, texts: Sequence[str], kind: Kind = "passage") -> Vectors:
        self.asked += texts
        out = np.zeros((len(texts), self.dim), dtype=np.float32)
        for row, text in enumerate(texts):
            for place, names in enumerate(THINGS):
                out[row, place] = 6.0 * any(name in text.casefold() for name in names)
            for word in re.findall(r"[^\W\d]+", text):  # numbers count up over a run: they must not decide
                out[row, len(THINGS) + zlib.crc32(word.casefold().encode()) % (self.dim - len(THINGS))] += 0.2
        return unit(out)


@contextmanager
def searching_by(
    monkeypatch: pytest.MonkeyPatch, encoder: KnowingEncoder, *, serving: bool = True
) -> Iterator[KnowingEncoder]:
    """Search by meaning is on, with this encoder in the worker and, if `serving`, behind its socket."""
    monkeypatch.setattr(meaning, "wanted", lambda: encoder)
    with (
        tempfile.TemporaryDirectory() as folder,
        override_settings(MADANG_SEARCH="embedded", MADANG_MEANING_FOLDER=Path(folder)),
    ):
        if not serving:
            yield encoder
            return
        with Service(encoder, meaning.socket_of(encoder.model_id)):
            yield encoder
