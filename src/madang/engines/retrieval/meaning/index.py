"""Documents by their vectors: what lies nearest a query, exactly, and fast enough for 300,000.

Up to `EXACT` documents every product is taken in single precision. Beyond, the signs of the centred numbers (64 bytes
a document) choose the candidates and only those are multiplied, in half precision: 14 ms where the full product
takes 90. No index to train, and an edited document is one row written.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from madang.engines.retrieval.tokens import Lang

from .encoders import Vectors, unit
from .means import LANGS, Means, blended

EXACT: Final = 20_000
"""Documents up to which every product is taken: 41 MB of vectors with USE, 3 ms a query."""

CANDIDATES: Final = 4_000
"""Documents beyond `EXACT` whose products are taken."""

_BLOCK: Final = 4_096

Rows = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Asked:
    """A query ready for an index: centred, at length 1."""

    vector: Vectors


class MeaningIndex:
    """Vectors of documents by row. Rows are numbered in the order of `put`; a removed row scores -1 until reused.

    Parameters
    ----------
    dim : length of a vector; each is kept as the encoder gave it, so that means may change at any time.
    means : taken away from documents and queries: `seeds_of(encoder)` to begin with, see `recentre`.

    Not safe for writing from several threads; reading while nobody writes is.
    """

    def __init__(self, dim: int, means: Means) -> None:
        self.dim = dim
        self.means = means
        self.ids: list[str | None] = []
        self._rows_of: dict[str, int] = {}
        self._free: list[int] = []
        self.version = 0
        self._vectors: NDArray[np.floating] = np.zeros((0, dim), dtype=np.float32)
        self._langs = np.zeros(0, dtype=np.int8)
        self._lengths = np.zeros(0, dtype=np.float32)
        self._signs = np.zeros((-(-dim // 64), 0), dtype=np.uint64)

    def __len__(self) -> int:
        return len(self._rows_of)

    def find(self, document: str) -> int:
        """The row of a document, -1 for one that is not here."""
        return self._rows_of.get(document, -1)

    def put(self, ids: Sequence[str], langs: Sequence[Lang], vectors: NDArray[np.floating]) -> None:
        """Add documents, or replace those of the same id. `vectors`: (len(ids), dim) as the encoder gave them."""
        rows = [self._place(document) for document in ids]
        self.version += 1
        self._grow(len(self.ids))
        if rows:
            self._vectors[rows] = vectors
            self._langs[rows] = [LANGS.index(lang) for lang in langs]
            self._measure(np.array(rows, dtype=np.int64))

    def remove(self, ids: Iterable[str]) -> None:
        """Forget documents; unknown ids are passed over."""
        for document in ids:
            row = self._rows_of.pop(document, None)
            if row is not None:
                self.ids[row] = None
                self._langs[row] = -1
                self._free.append(row)
                self.version += 1

    def recentre(self, seeds: Means) -> None:
        """Take the means anew from what is held, with `seeds` for languages that hold little."""
        sums = np.zeros((len(LANGS), self.dim))
        counts = np.zeros(len(LANGS), dtype=np.int64)
        for start in range(0, len(self.ids), _BLOCK):
            part = slice(start, min(start + _BLOCK, len(self.ids)))
            for place in range(len(LANGS)):
                own = self._vectors[part][self._langs[part] == place]
                sums[place] += own.sum(axis=0, dtype=np.float64)
                counts[place] += len(own)
        self.centre_on(blended(list(sums), counts.tolist(), seeds=seeds))

    def centre_on(self, means: Means) -> None:
        """Take these means from now on: for who keeps them elsewhere, such as several processes that must agree."""
        self.means = means
        for start in range(0, len(self.ids), _BLOCK):
            self._measure(np.arange(start, min(start + _BLOCK, len(self.ids)), dtype=np.int64))

    def asked(self, vector: NDArray[np.floating], lang: Lang) -> Asked:
        """A query's vector (dim,) as the encoder gave it, made ready. `lang` is the language it is written in."""
        return Asked(self.means.centred(np.asarray(vector).reshape(1, -1), [lang], "query")[0])

    def scores(self, asked: Asked) -> Vectors:
        """Cosines, float32 by row; -1 for a removed one. Beyond `EXACT` documents those far off are estimates."""
        size = len(self.ids)
        if size <= EXACT:
            return self.scores_at(asked, slice(size))
        unlike = self._unlike(asked)
        out = _cosine_of(self.dim)[unlike]
        out[self._langs[:size] < 0] = -1.0
        held = np.cumsum(np.bincount(unlike, minlength=self.dim + 1))
        near = np.flatnonzero(unlike <= int(np.searchsorted(held, CANDIDATES)))  # a tenth of what partitioning costs
        out[near] = self.scores_at(asked, near)
        return out

    def scores_at(self, asked: Asked, rows: Rows | slice) -> Vectors:
        """Exact cosines of some rows: (v - m) . q / |v - m|, with |v - m| known: the vectors stay as they came."""
        langs = self._langs[rows]
        shift = np.append(self.means.of(LANGS) @ asked.vector, 0.0).astype(np.float32)
        products = self._vectors[rows].astype(np.float32, copy=False) @ asked.vector
        out: Vectors = ((products - shift[langs]) / np.maximum(self._lengths[rows], 1e-6)).astype(np.float32)
        out[langs < 0] = -1.0
        return out

    def nearest(self, asked: Asked, count: int) -> Rows:
        """The rows that lie nearest, best first, at most `count`; beyond `EXACT` documents nearly always the same."""
        scores = self.scores(asked)
        best = np.lexsort((np.arange(len(scores)), -scores))[:count] if len(scores) <= EXACT else _top(scores, count)
        return best[scores[best] > -1]

    def towards(self, asked: Asked, rows: Rows, weights: NDArray[np.floating]) -> Asked:
        """The query moved half-way to some documents: what they say more fully than it does. `weights` by row, from 0."""
        centred = unit(self._vectors[rows].astype(np.float32) - self._means_at(rows))
        aim = unit((np.asarray(weights, dtype=np.float32) @ centred)[None])[0]
        return Asked(unit((asked.vector + aim)[None])[0])

    def _unlike(self, asked: Asked) -> NDArray[np.uint16]:
        """How many signs differ, by row; more than there are for a removed one."""
        size = len(self.ids)
        unlike = np.zeros(size, dtype=np.uint16)
        for line, word in zip(self._signs, _signs(asked.vector[None])[:, 0], strict=True):
            unlike += np.bitwise_count(line[:size] ^ word)
        unlike[self._langs[:size] < 0] = self.dim
        return unlike

    def _means_at(self, rows: Rows) -> Vectors:
        table = np.vstack([self.means.of(LANGS), np.zeros((1, self.dim), dtype=np.float32)])
        found: Vectors = table[self._langs[rows]]
        return found

    def _place(self, document: str) -> int:
        if document not in self._rows_of:
            row = self._free.pop() if self._free else len(self.ids)
            self.ids[row : row + 1] = [document]
            self._rows_of[document] = row
        return self._rows_of[document]

    def _grow(self, size: int) -> None:
        room = len(self._langs)
        if size <= room:
            return
        wanted = max(size, room + room // 4, 64)
        kind = np.float16 if wanted > EXACT else np.float32
        vectors = np.zeros((wanted, self.dim), dtype=kind)
        vectors[:room] = self._vectors
        self._vectors = vectors
        self._langs = np.concatenate([self._langs, np.full(wanted - room, -1, dtype=np.int8)])
        self._lengths = np.concatenate([self._lengths, np.zeros(wanted - room, dtype=np.float32)])
        self._signs = np.hstack([self._signs, np.zeros((len(self._signs), wanted - room), dtype=np.uint64)])

    def _measure(self, rows: Rows) -> None:
        """What follows from vector and means: the length of the difference, and its signs."""
        centred = self._vectors[rows].astype(np.float32) - self._means_at(rows)
        self._lengths[rows] = np.linalg.norm(centred, axis=1)
        self._signs[:, rows] = _signs(centred)


@lru_cache(maxsize=8)
def _cosine_of(dim: int) -> Vectors:
    """The cosine to expect where so many signs differ, float32 (dim + 1,): signs differ as often as the angle says."""
    return np.cos(np.pi * np.arange(dim + 1) / dim).astype(np.float32)


def _top(scores: Vectors, count: int) -> Rows:
    near = np.argpartition(-scores, min(count, len(scores) - 1))[:count]
    return near[np.lexsort((near, -scores[near]))]


def _signs(vectors: Vectors) -> NDArray[np.uint64]:
    """uint64 (words, N): a bit for each number above 0, 64 to a word."""
    bits = np.packbits(vectors > 0, axis=1)
    padded = np.zeros((len(bits), -(-bits.shape[1] // 8) * 8), dtype=np.uint8)
    padded[:, : bits.shape[1]] = bits
    return np.ascontiguousarray(padded.view(np.uint64).T)
