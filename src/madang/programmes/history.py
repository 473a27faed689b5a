"""What happened to a call: who changed which fields when, and what they said before."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.core.paginator import Page, Paginator
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from madang.core import figures, moments
from madang.core.text import Text, reader_language
from madang.engines import taxonomy

from .models import Call

PER_PAGE: Final = 50
# A journey line and the row's own history are written in one transaction; their clocks differ by less than this.
SAME: Final = timedelta(seconds=5)
_QUIET: Final = frozenset(
    {"id", "public_id", "rule_checked_by", "copied_from", "created_at", "programme", "institution"}
    # The line itself says that it was published, decided or confirmed, and when.
    | {"published_at", "decided_at", "rule_checked_at"}
)
# Parts of a call that are no column of it, or whose column has no words of its own.
OTHER_FIELDS: Final = {
    "status": gettext_lazy("State"),
    "steps": gettext_lazy("steps after closing"),
    "files": gettext_lazy("files"),
    "supports": gettext_lazy("kinds of support"),
    "sectors": gettext_lazy("sectors"),
    "stages": gettext_lazy("stages"),
    "regions": gettext_lazy("regions"),
    "languages": gettext_lazy("working languages"),
    "funding": gettext_lazy("whose money"),
}
# Lists of codes, told by their names.
_CODED: Final = {
    "supports": taxonomy.SUPPORTS,
    "sectors": taxonomy.SECTORS,
    "stages": taxonomy.STAGES,
    "regions": taxonomy.REGIONS,
    "languages": taxonomy.LANGUAGES,
}


@dataclass(frozen=True)
class Change:
    """One field before and after, in words; `before` is empty for what was empty."""

    label: str
    before: Any
    after: Any


@dataclass(frozen=True)
class Happening:
    """One line of a call's history: what was done, by whom (None: by itself), and the fields as they were and became."""

    at: datetime
    words: SafeString
    actor: Any
    changes: tuple[Change, ...]


def history(call: Call, number: str | None) -> tuple["Page[Any]", list[Happening]]:
    """A page of a call's history, newest first, 50 lines. Three queries however long it is."""
    entries = (
        call.institution.journey.filter(kind__startswith="programmes.", payload__call=call.pk, startup__isnull=True)
        .select_related("actor")
        .order_by("-recorded_at", "-pk")
    )
    page = Paginator(entries, PER_PAGE).get_page(number)
    events = call.events.order_by("pgh_id")  # type: ignore[attr-defined]
    steps = list(_steps(events))
    lines = []
    for entry in page.object_list:
        near = [step for step in steps if abs(step[0] - entry.recorded_at) <= SAME]
        closest = min(near, key=lambda step: abs(step[0] - entry.recorded_at), default=None)
        words = render_to_string(f"journey/{entry.kind}.html", {"line": entry, "fact": entry.payload}).strip()
        lines.append(Happening(entry.at, words, entry.actor, closest[1] if closest else ()))  # type: ignore[arg-type]
    return page, lines


def _steps(events: Iterable[Any]) -> Iterator[tuple[datetime, tuple[Change, ...]]]:
    before = None
    for event in events:
        if before is not None:
            changes = tuple(_changes(before, event))
            if changes:
                yield event.pgh_created_at, changes
        before = event


def _changes(before: Any, after: Any) -> Iterator[Change]:
    for field in Call._meta.concrete_fields:
        if field.name in _QUIET or not hasattr(after, field.attname):
            continue
        old, new = getattr(before, field.attname), getattr(after, field.attname)
        if old != new:
            label = OTHER_FIELDS.get(field.name, field.verbose_name)
            yield Change(str(label), _words(field, old, after.zone), _words(field, new, after.zone))


def _words(field: Any, value: Any, zone: str) -> Any:
    """A value short enough for a table; long texts and lists of parts say only that they are there."""
    if value in (None, "", [], {}, Text()):
        return ""
    if field.choices:
        return dict(field.flatchoices).get(value, value)
    if isinstance(value, datetime):
        return moments.moment(value, zone)
    if isinstance(value, Text):
        said = str(value)
        return value if len(said) <= 160 else said[:160] + "…"
    if isinstance(value, dict):
        return _("another wording")
    if field.name in _CODED:
        return ", ".join(taxonomy.names(_CODED[field.name], value, reader_language()))
    if isinstance(value, list):
        return ", ".join(value) if all(isinstance(one, str) for one in value) else figures.number(len(value))
    return figures.number(value) if isinstance(value, int) and not isinstance(value, bool) else value
