"""A query to the calls that answer it."""

import threading
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from madang.engines.retrieval.meaning import MeaningError, Means
from madang.engines.retrieval.meaning.encoders import Vectors
from madang.engines.retrieval.ranking.fusion import PARTS
from madang.engines.retrieval.ranking.searcher import Hit, Ranking
from madang.engines.retrieval.ranking.understanding import Understood
from madang.programmes import meaning

from .following import Held, Meant
from .naming import NAMED, named, squeezed, with_name
from .telling import tells

Mode = Literal["lexical", "meaning", "resting"]
"""How a query was answered: by words and concepts; by meaning too; by words and concepts since the model did not answer."""

# A search keeps its best hits; a person refines long before the 3,000th.
HITS: Final = 3_000

_lock = threading.Lock()
_held: Held | None = None


@dataclass(frozen=True)
class Answer:
    """What a query was read as and the calls that answer it: id to score, best first. `means` only in mode "meaning"."""

    read: Understood
    scores: dict[int, float]
    mode: Mode
    model: meaning.Model | None
    means: Means | None
    _ranking: Ranking
    _rows: dict[int, int]
    _named: frozenset[int]
    _version: int

    def why(self, calls: Iterable[int]) -> dict[int, Hit]:
        """What the hits among some calls are made of; nothing where the index has changed in between."""
        with _lock:
            if self._ranking.searcher.index.version != self._version:
                return {}
            hits = {call: self._ranking.hit_at(self._rows[call], str(call)) for call in calls if call in self._rows}
        return {call: with_name(hit) if call in self._named else hit for call, hit in hits.items()}


def answer(text: str) -> Answer:
    """The public calls that answer a query. One query of the database, two with search by meaning; 1 to 8 ms at 3,000 calls.

    The model is asked while no lock is held: a slow one keeps only its own search waiting, and that for 0.3 s at most.
    """
    with _lock:
        held = _fresh()
        read = held.searcher.read(text)
        model = held.meant.model if held.meant else None
    vector, mode = _asked(model, read.text)
    with _lock:
        meant = held.meant
        if vector is None or meant is None or meant.model != model:
            mode = "resting" if vector is not None else mode
            return _answer(held, read, held.searcher.rank(read, limit=HITS), mode, None)
        return _answer(held, read, meant.searcher.rank(read, vector=vector, limit=HITS), mode, meant)


def _asked(model: meaning.Model | None, text: str) -> tuple[Vectors | None, Mode]:
    """The vector of a query, or none: nobody wants it, nothing is asked, or the model does not answer."""
    if not meaning.is_on():
        return None, "lexical"
    if model is None:
        return None, "resting"
    if not any(char.isalnum() for char in text):
        return None, "lexical"
    try:
        return meaning.query_vector(model, text), "meaning"
    except MeaningError:
        return None, "resting"


def _answer(held: Held, read: Understood, ranking: Ranking, mode: Mode, meant: Meant | None) -> Answer:
    """Only what is kept of the ranked calls is sorted and told by its id: 400 of 3,000, as a rule."""
    model, means = (meant.model, meant.index.means) if meant else (None, None)
    index, rows = held.searcher.index, ranking.rows
    if not len(rows):
        return Answer(read, {}, mode, model, means, ranking, {}, frozenset(), index.version)
    documents = index.ids_at(rows)
    titled = np.zeros(len(rows), dtype=np.bool_)
    titled[named(documents, squeezed(read.text), held.titles)] = True
    parts = {name: ranking.parts[name][rows] for name in PARTS}
    kept = np.flatnonzero(tells(parts, by_meaning=meant is not None) | titled)
    calls = np.array([int(documents[at]) for at in kept.tolist()], dtype=np.int64)
    total = np.sum([values[kept] for values in parts.values()], axis=0).astype(np.float64) + NAMED * titled[kept]
    order = np.lexsort((-calls, -total))
    scores = dict(zip(calls[order].tolist(), total[order].tolist(), strict=True))
    at_rows = dict(zip(calls.tolist(), rows[kept].tolist(), strict=True))
    by_name = frozenset(calls[titled[kept]].tolist())
    return Answer(read, scores, mode, model, means, ranking, at_rows, by_name, index.version)


def read() -> None:
    """Take over all that has been committed, before anyone asks."""
    with _lock:
        _fresh()


def forget() -> None:
    """Start anew at the next search (for tests, whose database goes back after each)."""
    global _held
    with _lock:
        _held = None
    meaning.forget()


def _fresh() -> Held:
    """What is held, with all that has been committed. Called under the lock."""
    global _held
    held = _held = _held or Held()
    held.refresh()
    return held
