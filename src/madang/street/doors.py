"""Institutions and startups found by what they do, in any of the three languages.

The worker reads what has changed (`actions.index_doors`); a web process holds the public ones in memory and asks at each search
what was written since. Only what a public page shows is read: name, summary, sectors.
"""

import threading
import zlib
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import orjson
from django.db import connection

from madang.engines.retrieval.lexicon import lexicon
from madang.engines.retrieval.ranking.index import Prepared
from madang.engines.retrieval.ranking.searcher import Searcher

from .models import Door

ENOUGH: Final = 0.6
"""Of the evidence the best one has: names are found by their letters, so this is for what they do."""

MOST: Final = 50
_NEWER = """
    SELECT s.oldest, d.kind, d.subject, d.written_in, CASE WHEN d.is_public THEN d.packed END
    FROM (SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS oldest) s
    LEFT JOIN street_door d ON d.written_in >= %s
"""


@dataclass
class _Held:
    searcher: Searcher = field(default_factory=lambda: Searcher(lexicon()))
    since: int = 0
    seen: dict[str, tuple[int, int]] = field(default_factory=dict)


_lock = threading.Lock()
_held: _Held | None = None


def answering(text: str) -> dict[str, list[int]]:
    """Ids of public institutions and startups by kind that do what the words ask for, best first. One query."""
    out: dict[str, list[int]] = {kind: [] for kind in Door.Kind.values}
    with _lock:
        ranking = _fresh().rank(text, limit=MOST * 4)
        evidence = ranking.part("concepts")
        if not len(evidence) or not evidence.max():
            return out
        best = [ranking.best[at][1] for at in np.flatnonzero(evidence >= ENOUGH * evidence.max()).tolist()]
    for one in best:
        kind, _, subject = one.partition(":")
        out[kind].append(int(subject))
    return {kind: ids[:MOST] for kind, ids in out.items()}


def read() -> None:
    """Take over all that has been committed, before anyone asks."""
    with _lock:
        _fresh()


def forget() -> None:
    """Start anew at the next search (for tests, whose database goes back after each)."""
    global _held
    with _lock:
        _held = None


def _fresh() -> Searcher:
    global _held
    held = _held = _held or _Held()
    with connection.cursor() as cursor:
        cursor.execute(_NEWER, [held.since])
        rows = cursor.fetchall()
    for _oldest, kind, subject, written, packed in rows:
        one = f"{kind}:{subject}"
        stamp = (written, zlib.crc32(packed or b""))
        if not kind or held.seen.get(one) == stamp:
            continue
        held.seen[one] = stamp
        held.searcher.remove([one])
    fresh = [(f"{kind}:{subject}", packed) for _, kind, subject, _, packed in rows if kind and packed]
    held.searcher.add(
        Prepared(one, "ko", orjson.loads(zlib.decompress(bytes(packed)))) for one, packed in fresh if one not in held.searcher
    )  # fmt: skip
    held.since = rows[0][0]
    return held.searcher
