"""The catalogue's index, held small in each web process: which public calls answer a query, and why.

Each search first asks the database what was written since (one query), so a change shows as soon as the worker has
committed it. Visibility and filters stay in SQL: nothing is shown because it is in here.
"""

import threading
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
import orjson
from django.db import connection
from numpy.typing import NDArray

from madang.engines.retrieval.lexicon import lexicon
from madang.engines.retrieval.ranking.fusion import PARTS
from madang.engines.retrieval.ranking.index import Prepared
from madang.engines.retrieval.ranking.searcher import Hit, Ranking, Searcher
from madang.engines.retrieval.ranking.understanding import Understood

# A search keeps its best hits; a person refines long before the 3,000th.
HITS = 3_000
ENOUGH = 0.5
# A row is read again while an older transaction still runs, so what was seen is remembered by its writer and content.
_NEWER = """
    SELECT s.oldest, x.call_id, x.written_in, CASE WHEN x.is_public THEN x.packed END
    FROM (SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS oldest) s
    LEFT JOIN programmes_callindex x ON x.written_in >= %s
"""


@dataclass
class _Held:
    searcher: Searcher = field(default_factory=lambda: Searcher(lexicon()))
    since: int = 0
    seen: dict[int, tuple[int, int]] = field(default_factory=dict)


_lock = threading.Lock()
_held: _Held | None = None


@dataclass(frozen=True)
class Answer:
    """What a query was read as and the calls that answer it: id to score, best first."""

    read: Understood
    scores: dict[int, float]
    _ranking: Ranking
    _places: dict[int, int]
    _version: int

    def why(self, calls: Iterable[int]) -> dict[int, Hit]:
        """What the hits among some calls are made of; nothing where the index has changed in between."""
        with _lock:
            if self._ranking.searcher.index.version != self._version:
                return {}
            return {call: self._ranking.hit(self._places[call]) for call in calls if call in self._places}


def answer(text: str) -> Answer:
    """The public calls that answer a query. One query of the database, 1 to 5 ms at 3,000 calls."""
    with _lock:
        searcher = _fresh()
        read = searcher.read(text)
        ranking = searcher.rank(read, limit=HITS)
        kept = np.flatnonzero(_speaks(ranking)).tolist()
        ids = {int(ranking.best[at][1]): at for at in kept}
        total = np.sum([ranking.part(name) for name in PARTS], axis=0) if kept else np.zeros(0)
        scores = {call: float(total[at]) for call, at in ids.items()}
        return Answer(read, scores, ranking, ids, searcher.index.version)


def _speaks(ranking: Ranking) -> NDArray[np.bool_]:
    """Which of the ranked calls are answers: those with half of the evidence that the best one has, or an exact hit.

    The rest share one general word with the query; nobody counts them as found.
    """
    evidence = ranking.part("concepts") + ranking.part("words")
    if not len(evidence):
        return np.zeros(0, dtype=np.bool_)
    found: NDArray[np.bool_] = (evidence >= ENOUGH * evidence.max()) | (ranking.part("exact") > 0)
    return found


def forget() -> None:
    """Start anew at the next search (for tests, whose database goes back after each)."""
    global _held
    with _lock:
        _held = None


def _fresh() -> Searcher:
    """The searcher with all that has been committed. Called under the lock."""
    global _held
    held = _held = _held or _Held()
    with connection.cursor() as cursor:
        cursor.execute(_NEWER, [held.since])
        rows = cursor.fetchall()
    stamped = [(call, (written, zlib.crc32(packed or b"")), packed) for _, call, written, packed in rows if call]
    new = [(call, packed) for call, stamp, packed in stamped if held.seen.get(call) != stamp]
    held.searcher.remove(str(call) for call, packed in new if packed is None)
    held.searcher.add(unpack(call, bytes(packed)) for call, packed in new if packed is not None)
    held.seen.update((call, stamp) for call, stamp, _ in stamped)
    held.since = rows[0][0]
    return held.searcher


def unpack(call: int, packed: bytes) -> Prepared:
    """A call as the index holds it, from the bytes that the worker kept."""
    body = orjson.loads(zlib.decompress(packed))
    return Prepared(str(call), body["lang"], body["keys"])
