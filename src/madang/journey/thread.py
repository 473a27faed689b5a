"""Reading a thread: its lines, each with the template that says it, and the doors it went through."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.core.paginator import Page, Paginator
from django.db.models import Model
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from madang.core import moments
from madang.core.drawings import Step
from madang.people.models import Person

from .log import KINDS
from .models import Entry

UNKNOWN: Final = "journey/unknown.html"
MOST_DOORS: Final = 7


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the thread. `fact` holds the values that were recorded; `template` says them in one line.

    `who` is the person the fact is about, where it names one; `actor` is who did it, None for the system.
    """

    kind: str
    version: int
    template: str
    fact: Mapping[str, Any]
    at: datetime
    capacity: str
    actor: Person | None
    who: Person | None
    institution: Any

    def say(self) -> SafeString:
        """The line's words in the reader's language, as safe HTML."""
        return render_to_string(self.template, {"line": self, "fact": self.fact}).strip()  # type: ignore[return-value]


def _lines(entries: Iterable[Entry]) -> list[Line]:
    """Lines of entries in their order; the people that facts name are fetched in one query."""
    entries = list(entries)
    named = {entry.payload["person"] for entry in entries if isinstance(entry.payload.get("person"), int)}
    people = Person.objects.in_bulk(named) if named else {}
    return [
        Line(
            kind=entry.kind,
            version=entry.version,
            # A kind of an app that is not installed here any more still has its place on the thread.
            template=f"journey/{entry.kind}.html" if entry.kind in KINDS else UNKNOWN,
            fact=entry.payload,
            at=entry.at,
            capacity=entry.capacity,
            actor=entry.actor,
            who=people.get(entry.payload.get("person", 0)),
            institution=entry.institution if entry.institution_id else None,
        )
        for entry in entries
    ]


def timeline(startup: Model, limit: int = 20) -> list[Line]:
    """The newest lines of a startup's thread. At most two queries."""
    return _lines(Entry.objects.of(startup)[:limit])


def timeline_page(startup: Model, number: int | str | None, *, size: int = 50) -> tuple[Page[Entry], list[Line]]:
    """One page of the thread, newest first, with its lines; a page that does not exist gives the nearest. Three queries."""
    page = Paginator(Entry.objects.of(startup), size).get_page(number)
    return page, _lines(page.object_list)


def institution_timeline(institution: Model, limit: int = 20) -> list[Line]:
    """The newest lines about an institution itself."""
    return _lines(Entry.objects.about_institution(institution)[:limit])


def doors(startup: Model) -> list[Step]:
    """The institutions a startup's thread went through, in the order of the last line at each; at most seven, the newest.

    Empty while no institution has had to do with it: then there is nothing to draw.
    """
    entries = sorted(Entry.objects.at_doors(startup), key=lambda entry: (entry.at, entry.pk))[-MOST_DOORS:]
    lines = _lines(entries)
    return [
        Step(
            title=line.institution.name,
            when=moments.day(moments.day_of(line.at)),
            iso=moments.day_of(line.at).isoformat(),
            note=line.say(),
            state="now" if index == len(lines) - 1 else "past",
        )
        for index, line in enumerate(lines)
    ]
