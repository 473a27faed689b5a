"""Institutions and startups found by what they do, in any of the three languages.

The worker reads what has changed (`index_doors`); a web process holds the public ones in memory and asks at each search
what was written since. Only what a public page shows is read: name, summary, sectors.
"""

import threading
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import orjson
from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet

from madang.core.jobs import job
from madang.core.text import Text
from madang.engines.retrieval.lexicon import lexicon
from madang.engines.retrieval.ranking import concepts, words
from madang.engines.retrieval.ranking.index import Prepared
from madang.engines.retrieval.ranking.searcher import Searcher
from madang.engines.retrieval.tokens import Lang
from madang.engines.taxonomy import SECTORS
from madang.institutions.models import Institution
from madang.programmes.actions.concepts import lexicon_version
from madang.startups.models import Startup

from .models import Door

ENOUGH: Final = 0.6
"""Of the evidence the best one has: names are found by their letters, so this is for what they do."""

MOST: Final = 50
AT_ONCE: Final = 500
"""Pages read in one run of the job; the rest waits a minute."""

_LANGS: Final[tuple[Lang, ...]] = ("ko", "zh", "en")
_NEWER = """
    SELECT s.oldest, d.kind, d.subject, d.written_in, CASE WHEN d.is_public THEN d.packed END
    FROM (SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS oldest) s
    LEFT JOIN street_door d ON d.written_in >= %s
"""
_KEEP = """
    INSERT INTO street_door (kind, subject, is_public, lexicon, packed, read_at, written_in)
    VALUES (%s, %s, %s, %s, %s, %s, pg_current_xact_id()::text::bigint)
    ON CONFLICT (kind, subject) DO UPDATE SET is_public = EXCLUDED.is_public, lexicon = EXCLUDED.lexicon,
        packed = EXCLUDED.packed, read_at = EXCLUDED.read_at, written_in = EXCLUDED.written_in
"""


@job("street.index_doors", queue="index", every="* * * * *")
def index_doors() -> None:
    """Read the pages that are new, changed, shown or hidden since, or read with an older lexicon."""
    for kind, pages, shown in (
        (Door.Kind.INSTITUTION, Institution.objects.all(), "is_listed"),
        (Door.Kind.STARTUP, Startup.objects.all(), "is_public"),
    ):
        read(kind, waiting(kind, pages, shown)[:AT_ONCE], shown)


def waiting(kind: str, pages: "QuerySet[Any]", shown: str) -> "QuerySet[Any]":
    """The pages whose door is missing or no longer what they are. One query when evaluated."""
    settled = Door.objects.filter(
        kind=kind,
        subject=OuterRef("pk"),
        read_at=OuterRef("updated_at"),
        is_public=OuterRef(shown),
        lexicon=lexicon_version(),
    )
    return pages.filter(~Exists(settled)).order_by("pk")


def read(kind: str, pages: Iterable[Any], shown: str) -> int:
    """Write the doors of pages. Returns how many."""
    rows = []
    for page in pages:
        packed = _packed(page) if getattr(page, shown) else b""
        rows.append((kind, page.pk, getattr(page, shown), lexicon_version(), packed, page.updated_at))
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(_KEEP, rows)
    return len(rows)


def _packed(page: Any) -> bytes:
    keys: dict[str, float] = {}
    for lang in _LANGS:
        name, summary = _said(page.name, lang), _said(page.summary, lang)
        does = ", ".join(SECTORS[code].said(lang) for code in page.sectors if code in SECTORS)
        if not (name or summary):
            continue
        text = f"{summary}\n{does}"
        found = concepts.impacts(lexicon().spot(name, lang), lexicon().spot(text, lang))
        for mark, impacts in (("c:", found), ("w:", words.impacts(name, text))):
            for key, impact in impacts.items():
                keys[mark + key] = round(max(impact, keys.get(mark + key, 0.0)), 3)
    return zlib.compress(orjson.dumps(keys), 1)


def _said(text: Text, lang: Lang) -> str:
    return str(getattr(text, lang))


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
