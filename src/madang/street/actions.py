"""What the worker writes for the street: what search holds of public pages, and what it found of the house each night.

Of a page only what it shows is read: name, summary, sectors.
"""

import zlib
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any, Final

import orjson
from django.db import connection, transaction
from django.db.models import Exists, OuterRef, QuerySet

from madang.core.invariants import Broken
from madang.core.jobs import job
from madang.core.text import Text
from madang.engines.retrieval.lexicon import lexicon
from madang.engines.retrieval.ranking import concepts, words
from madang.engines.retrieval.tokens import Lang
from madang.engines.taxonomy import SECTORS
from madang.institutions.models import Institution
from madang.programmes.actions.concepts import lexicon_version
from madang.startups.models import Startup

from .models import Door, HouseCheck

AT_ONCE: Final = 500
"""Pages read in one run of the job; the rest waits a minute."""

NIGHTS: Final = 60
"""Nights whose answers are kept."""

_LANGS: Final[tuple[Lang, ...]] = ("ko", "zh", "en")
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


@transaction.atomic
def keep_check(*, asked: int, broken: Sequence[Broken], now: datetime) -> HouseCheck:
    """Keep what a night's check found; what is older than `NIGHTS` nights goes."""
    kept = HouseCheck.objects.create(at=now, asked=asked, broken=[asdict(found) for found in broken])
    old = HouseCheck.objects.order_by("-at").values_list("pk", flat=True)[NIGHTS:]
    HouseCheck.objects.filter(pk__in=list(old)).delete()
    return kept
