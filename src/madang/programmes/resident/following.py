"""What the worker has written since the last look: concepts and words, and the vectors of the active model."""

import zlib
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import orjson
from django.db import connection

from madang.engines.retrieval.lexicon import lexicon
from madang.engines.retrieval.meaning import MeaningIndex, MeaningSearcher, Means
from madang.engines.retrieval.meaning.means import LANGS
from madang.engines.retrieval.ranking.index import Prepared
from madang.engines.retrieval.ranking.searcher import Searcher
from madang.programmes import meaning

# A row is read again while an older transaction still runs, so what was seen is remembered by its writer and content.
_NEWER = """
    SELECT s.oldest, x.call_id, x.written_in, CASE WHEN x.is_public THEN x.packed END
    FROM (SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS oldest) s
    LEFT JOIN programmes_callindex x ON x.written_in >= %s
"""
# The active model; where it is the one held, with its vectors that are new to us or whose call has changed. The numbers
# stand in the text, so that the planner sees how few rows they are and takes an index for each half.
_VECTORS = """
    SELECT m.id, m.written_in, n.call_id, n.lang, n.written_in, n.vector
    FROM programmes_meaningmodel m
    LEFT JOIN (
        SELECT v.model_id, v.call_id, v.lang, v.written_in, CASE WHEN x.is_public THEN v.vector END AS vector
        FROM programmes_callvector v JOIN programmes_callindex x ON x.call_id = v.call_id
        WHERE v.model_id = %(model)s AND v.written_in >= %(since)s
        UNION ALL
        SELECT v.model_id, v.call_id, v.lang, v.written_in, CASE WHEN x.is_public THEN v.vector END
        FROM programmes_callvector v JOIN programmes_callindex x ON x.call_id = v.call_id
        WHERE v.model_id = %(model)s AND v.call_id = ANY(%(changed)s)
    ) n ON n.model_id = m.id
    WHERE m.state = 'active'
"""
_ALL = """
    SELECT v.model_id, 0, v.call_id, v.lang, v.written_in, v.vector
    FROM programmes_callvector v JOIN programmes_callindex x ON x.call_id = v.call_id
    WHERE v.model_id = %s AND x.is_public
"""
_MODEL = """
    SELECT model_id, kind, dim, query_prefix, passage_prefix, counts, means FROM programmes_meaningmodel WHERE id = %s
"""


@dataclass
class Meant:
    """The vectors of one model: of public calls alone."""

    row: int
    means_of: int
    model: meaning.Model
    searcher: MeaningSearcher
    seen: dict[int, tuple[int, int]] = field(default_factory=dict)

    @property
    def index(self) -> MeaningIndex:
        return self.searcher.index


@dataclass
class Held:
    """What this process holds of the catalogue."""

    searcher: Searcher = field(default_factory=lambda: Searcher(lexicon()))
    since: int = 0
    seen: dict[int, tuple[int, int]] = field(default_factory=dict)
    meant: Meant | None = None
    titles: dict[str, str] = field(default_factory=dict)

    def refresh(self) -> None:
        """Take over all that has been committed."""
        with connection.cursor() as cursor:
            cursor.execute(_NEWER, [self.since])
            rows = cursor.fetchall()
        stamped = [(call, (written, zlib.crc32(packed or b"")), packed) for _, call, written, packed in rows if call]
        new = [(call, packed) for call, stamp, packed in stamped if self.seen.get(call) != stamp]
        self.searcher.remove(str(call) for call, packed in new if packed is None)
        for call, _packed in new:
            self.titles.pop(str(call), None)
        fresh = [unpack(call, bytes(packed)) for call, packed in new if packed is not None]
        self.searcher.add(prepared for prepared, _ in fresh)
        self.titles.update((prepared.id, title) for prepared, title in fresh)
        if meaning.is_on():
            self.meant = self._vectors([call for call, _ in new] if self.since else [])
        self.seen.update((call, stamp) for call, stamp, _ in stamped)
        self.since = rows[0][0]

    def _vectors(self, changed: list[int]) -> Meant | None:
        """The active model's vectors as they stand now; None while there is no model."""
        meant = self.meant
        held: dict[str, int | list[int]] = {"model": meant.row if meant else 0, "since": self.since, "changed": changed}
        with connection.cursor() as cursor:
            cursor.execute(_VECTORS, held)
            rows = cursor.fetchall()
            if not rows:
                return None
            row, means_of = rows[0][:2]
            if meant is None or meant.row != row:
                model, means = _model(row)
                meant = Meant(row, means_of, model, MeaningSearcher(self.searcher, MeaningIndex(model.dim, means)))
                cursor.execute(_ALL, [row])
                rows = cursor.fetchall()
        if meant.means_of != means_of:
            meant.means_of = means_of
            meant.index.centre_on(_model(row)[1])
        _take(meant, rows)
        return meant


def _take(meant: Meant, rows: list[tuple[Any, ...]]) -> None:
    size = 2 * meant.model.dim
    stamped = [
        (call, (written, zlib.crc32(vector or b"")), lang, vector) for _, _, call, lang, written, vector in rows if call
    ]
    new = [one for one in stamped if meant.seen.get(one[0]) != one[1]]
    held = [(str(call), lang, bytes(vector)) for call, _, lang, vector in new if vector and len(vector) == size]
    meant.index.remove(str(call) for call, _, _, vector in new if not vector)
    if held:
        numbers = np.frombuffer(b"".join(vector for _, _, vector in held), dtype="<f2").reshape(len(held), -1)
        meant.index.put([call for call, _, _ in held], [lang for _, lang, _ in held], numbers.astype(np.float32))
    meant.seen.update((call, stamp) for call, stamp, _, _ in new)


def _model(row: int) -> tuple[meaning.Model, Means]:
    with connection.cursor() as cursor:
        cursor.execute(_MODEL, [row])
        model_id, kind, dim, query_prefix, passage_prefix, counts, packed = cursor.fetchone()
    documents, queries = np.frombuffer(bytes(packed), dtype="<f4").reshape(2, len(LANGS), dim)
    means = Means(
        model_id,
        dict(zip(LANGS, documents, strict=True)),
        dict(zip(LANGS, queries, strict=True)),
        dict(zip(LANGS, counts, strict=True)),
    )
    return meaning.Model(model_id, kind, dim, query_prefix, passage_prefix), means


def unpack(call: int, packed: bytes) -> tuple[Prepared, str]:
    """A call as the index holds it and its squeezed titles, from the bytes that the worker kept."""
    body = orjson.loads(zlib.decompress(packed))
    return Prepared(str(call), body["lang"], body["keys"]), body.get("title", "")
