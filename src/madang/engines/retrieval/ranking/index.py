"""Documents by the keys they hold, in segments that are added, thinned and merged."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from madang.engines.retrieval.tokens import Lang

from .fusion import Scores
from .postings import SEGMENT_LIMIT, Keys, Segment, merged, segment_of

SMALL = 1_024
"""Documents below which a segment is small; more than `FEW` small ones are merged."""

FEW = 8


@dataclass(frozen=True, slots=True)
class Prepared:
    """A document as the index holds it: impacts (0 to 1) by key, "c:" a concept, "w:" a word.

    Plain values, so that a worker may make it and keep it as JSON. It depends on the lexicon it was made with.
    """

    id: str
    lang: Lang
    keys: Mapping[str, float]


class Index:
    """Postings of all documents. Rows are numbered over the segments in order; merging renumbers: see `version`.

    `listed` are the keys that can also be read document by document: the concepts.
    """

    def __init__(self, listed: Iterable[str] = ()) -> None:
        self.keys = Keys(listed)
        self.listed = len(self.keys)
        self.segments: list[Segment] = []
        self.version = 0
        self._where: dict[str, tuple[Segment, int]] = {}

    def __len__(self) -> int:
        return len(self._where)

    def __contains__(self, document: str) -> bool:
        return document in self._where

    @property
    def size(self) -> int:
        """Rows, those of removed documents included."""
        return sum(len(segment) for segment in self.segments)

    @property
    def ids(self) -> list[str]:
        """The document of every row; removed ones keep theirs until their segment is merged."""
        return [one for segment in self.segments for one in segment.ids]

    @property
    def nbytes(self) -> int:
        """Bytes of the arrays; ids and keys come on top."""
        return sum(segment.nbytes for segment in self.segments)

    def put(self, documents: Iterable[Prepared]) -> None:
        """Add documents; one that is there already is replaced, of one given twice the last counts."""
        batch: dict[str, Prepared] = {}
        for prepared in documents:
            batch[prepared.id] = prepared
            if len(batch) == SEGMENT_LIMIT:
                self._append(batch)
                batch = {}
        if batch:
            self._append(batch)

    def remove(self, ids: Iterable[str]) -> None:
        """Forget documents; unknown ids are passed over."""
        for document in ids:
            segment, row = self._where.pop(document, (None, 0))
            if segment is not None:
                segment.alive[row] = False
                self.keys.count(segment.keys_of(row), -1)

    def offsets(self) -> Iterator[tuple[int, Segment]]:
        """(first row, segment)."""
        start = 0
        for segment in self.segments:
            yield start, segment
            start += len(segment)

    def rows_of(self, ids: Iterable[str]) -> NDArray[np.int64]:
        """The row of each document, -1 for one that is not here."""
        starts = {id(segment): start for start, segment in self.offsets()}
        places = (self._where.get(one) for one in ids)
        return np.array([starts[id(place[0])] + place[1] if place else -1 for place in places], dtype=np.int64)

    def alive(self) -> NDArray[np.bool_]:
        """bool by row: False for removed documents."""
        return np.concatenate([segment.alive for segment in self.segments] or [np.zeros(0, dtype=np.bool_)])

    def strongest(self, keys: Sequence[tuple[int, float]], out: Scores) -> None:
        """Raise `out`, float32 by row, to the greatest of factor x impact over (key number, factor)."""
        for start, segment in self.offsets():
            part = out[start : start + len(segment)]
            for number, factor in keys:
                rows, impacts = segment.get(number)
                if len(rows):
                    part[rows] = np.maximum(part[rows], np.float32(factor) * impacts.astype(np.float32))

    def summed(self, keys: Sequence[tuple[int, float]], out: Scores) -> None:
        """Add factor x impact of every (key number, factor) to `out`, float32 by row."""
        for start, segment in self.offsets():
            part = out[start : start + len(segment)]
            for number, factor in keys:
                rows, impacts = segment.get(number)
                if len(rows):
                    part[rows] += np.float32(factor) * impacts.astype(np.float32)

    def held(self, keys: Sequence[int], out: Scores) -> None:
        """Set `out`, float32 by row, to 1 where a row holds every key."""
        for start, segment in self.offsets():
            found = [segment.get(number)[0] for number in keys]
            rows = found[0]
            for others in found[1:]:
                rows = np.intersect1d(rows, others, assume_unique=True)
            out[start : start + len(segment)][rows] = 1.0

    def ids_at(self, rows: NDArray[np.int64]) -> list[str]:
        """The documents of rows, in the order given."""
        if len(self.segments) == 1:
            ids = self.segments[0].ids
            return [ids[row] for row in rows.tolist()]
        ends = np.cumsum([len(segment) for segment in self.segments])
        places = np.searchsorted(ends, rows, side="right").tolist()
        starts = [start for start, _ in self.offsets()]
        return [self.segments[at].ids[row - starts[at]] for at, row in zip(places, rows.tolist(), strict=True)]

    def listed_of(self, row: int) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """(key numbers, impacts) of the listed keys of a row."""
        for start, segment in self.offsets():
            if row < start + len(segment):
                return segment.listed_of(row - start)
        raise IndexError(row)

    def lengths(self) -> Scores:
        """float32 by row: the length of the vector of impacts of the listed keys."""
        return np.concatenate([segment.lengths for segment in self.segments] or [np.zeros(0, dtype=np.float32)])

    def impact(self, number: int, row: int) -> float:
        """How strongly one row holds a key; 0 where it does not."""
        for start, segment in self.offsets():
            if row < start + len(segment):
                rows, impacts = segment.get(number)
                at = int(np.searchsorted(rows, np.uint16(row - start)))
                return float(impacts[at]) if at < len(rows) and rows[at] == row - start else 0.0
        return 0.0

    def _append(self, batch: Mapping[str, Prepared]) -> None:
        self.remove(batch)
        number = self.keys.number
        bags = ({number(key): impact for key, impact in one.keys.items()} for one in batch.values())
        self._take(segment_of(list(batch), bags, listed=self.listed))
        for one in batch.values():
            self.keys.count(np.array([number(key) for key in one.keys], dtype=np.int64), 1)
        small = [segment for segment in self.segments if len(segment) < SMALL]
        if len(small) > FEW:
            self.segments = [segment for segment in self.segments if len(segment) >= SMALL]
            self._take(merged(small))
        self.version += 1

    def _take(self, segment: Segment) -> None:
        self.segments.append(segment)
        self._where.update((document, (segment, row)) for row, document in enumerate(segment.ids))
