"""Institutions, programmes and calls for tests: every maker takes what matters to the test and fills in the rest."""

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from madang.core.text import Text
from madang.institutions.models import Institution
from madang.institutions.sorting import sort_keys
from madang.programmes.actions.indexing import index, rebuild_vocabulary
from madang.programmes.models import Call, Programme

NOW = datetime(2026, 11, 23, 1, 48, tzinfo=UTC)
_number = count(1)


def text(words: str | Text, lang: str = "en") -> Text:
    """Words of one language as a trilingual text."""
    return words if isinstance(words, Text) else Text(**{lang: words}, source=lang)


def make_institution(name: str | Text = "", **fields: Any) -> Institution:
    number = next(_number)
    wording = text(name or f"Sample House {number}")
    values = {"slug": f"house-{number}", "kind": "incubator", "languages": ["en"]} | fields
    return Institution.objects.create(name=wording, **sort_keys(wording), **values)


def make_programme(institution: Institution | None = None, **fields: Any) -> Programme:
    number = next(_number)
    values = {"name": text(f"Sample programme {number}"), "supports": ["commercialisation"]} | fields
    return Programme.objects.create(institution=institution or make_institution(), **values)


def make_call(title: str | Text = "", *, programme: Programme | None = None, **fields: Any) -> Call:
    """A published call that closes ten days after NOW."""
    number = next(_number)
    programme = programme or make_programme()
    values = {
        "title": text(title or f"Sample call {number}"),
        "institution": programme.institution,
        "status": "published",
        "published_at": NOW - timedelta(days=5),
        "opens_at": NOW - timedelta(days=5),
        "closes_at": NOW + timedelta(days=10),
        "supports": programme.supports,
        "sectors": programme.sectors,
    } | fields
    return Call.objects.create(programme=programme, **values)


def make_searchable(*calls: Call) -> None:
    """Index calls as the worker would, and the words of the whole catalogue."""
    index(Call.objects.for_index().filter(pk__in=[call.pk for call in calls]), now=NOW)
    rebuild_vocabulary(now=NOW)
