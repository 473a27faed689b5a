"""Checking the log against itself, and against day heads that were kept outside the database."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.conf import settings
from django.db import connection

from . import chain
from .models import TABLES, Entry, Head, Link

# A moment is the request's, the record the database's: apart by a slow request or a wrong clock, never by days.
SLACK: Final = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class KeptHead:
    """One line of `madang audit heads` as somebody kept it: the day, how far the chain had come, the hash."""

    day: str
    place: int
    hash: str

    def __str__(self) -> str:
        return f"{self.day} {self.place} {self.hash}"


def heads() -> list[KeptHead]:
    """The head of every ended day, oldest first, and last the end of the chain as it stands ("now")."""
    found = [KeptHead(head.day.isoformat(), head.place, head.hash) for head in Head.objects.order_by("day")]
    last = Link.objects.order_by("-place").first()
    return [*found, KeptHead("now", last.place, last.hash)] if last else found


def read_heads(text: str) -> list[KeptHead]:
    """Lines as `heads` prints them; empty ones and those that start with # are passed over. Raises ValueError."""
    kept = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        day, place, hashed = [*line.split(), "", "", ""][:3]
        if not place.isdigit() or len(hashed) != 64:
            raise ValueError(f"Line {number} is not a head: day, place and 64 hexadecimal digits.")
        kept.append(KeptHead(day, int(place), hashed))
    return kept


def faults(kept: Sequence[KeptHead] = ()) -> Iterator[str]:
    """Everything that is wrong, one sentence each, in the order of the chain. Reads each row once, in batches."""
    yield from _guards_off()
    walk = _Walk({head.day: head for head in Head.objects.all()})
    yield from walk.links()
    yield from walk.end()
    for entry in Entry.objects.never_linked().iterator():
        yield f"Entry {entry.pk} of {entry.recorded_at:%Y-%m-%d} has no place in the chain: it was put there by hand."
    for head in kept:
        if not _holds(head):
            yield f"The kept head of {head.day} (place {head.place}) is not in this log: it was cut off or made anew."


def counted() -> int:
    return Link.objects.count()


class _Walk:
    """One way along the chain. After a fault it goes on from what is stored, so that each fault is told once."""

    def __init__(self, heads_by_day: dict[date, Head]) -> None:
        self.heads = heads_by_day
        self.place, self.day = 0, date.min
        self.previous = self.last_head = chain.START

    def links(self) -> Iterator[str]:
        for batch in _batches():
            entries = Entry.objects.in_bulk([link.entry_id for link in batch])
            for link in batch:
                if self.place and link.day > self.day:
                    yield from self.day_ends()
                yield from self.follows(link)
                yield from _says(link, entries.get(link.entry_id))
                self.place, self.previous, self.day = link.place, link.hash, max(self.day, link.day)

    def follows(self, link: Link) -> Iterator[str]:
        if link.place != self.place + 1:
            yield f"Places {self.place + 1} to {link.place - 1} are gone from the chain."
        elif link.previous != self.previous:
            yield f"Place {link.place} does not follow the one before it: something was changed, inserted or reordered."
        if link.day < self.day:
            yield f"Place {link.place} goes back from {self.day} to {link.day}."

    def day_ends(self) -> Iterator[str]:
        """Hold the head of the day just walked to what was walked; the next day starts from it."""
        head = self.heads.pop(self.day, None)
        if head is None:
            yield f"The head of {self.day} is gone."
            return
        expected = chain.head_hash(self.last_head, self.previous, self.day, self.place)
        if (head.previous, head.place, head.hash) != (self.last_head, self.place, expected):
            yield f"The head of {self.day} is not the end of that day's chain."
        self.previous = self.last_head = head.hash

    def end(self) -> Iterator[str]:
        """The last day may have its head already; every other head left over ends a day the chain does not have."""
        if self.day in self.heads:
            yield from self.day_ends()
        for day in sorted(self.heads):
            yield f"The head of {day} ends a day that the chain does not have: its links were deleted."


def _batches(size: int = 2000) -> Iterator[list[Link]]:
    place = 0
    while batch := list(Link.objects.filter(place__gt=place).order_by("place")[:size]):
        yield batch
        place = batch[-1].place


def _says(link: Link, entry: Entry | None) -> Iterator[str]:
    if entry is None:
        yield f"Entry {link.entry_id} at place {link.place} was deleted."
        return
    if chain.link_hash(link.previous, link.place, link.day, entry) != link.hash:
        yield f"Entry {entry.pk} at place {link.place} is not what was sealed on {link.day}."
    if abs(entry.recorded_at - entry.at) > SLACK:
        yield f"Entry {entry.pk} says {entry.at:%Y-%m-%d} but was written on {entry.recorded_at:%Y-%m-%d}."


def _holds(kept: KeptHead) -> bool:
    if kept.day == "now":
        return Link.objects.filter(place=kept.place, hash=kept.hash).exists()
    return Head.objects.filter(day=kept.day, place=kept.place, hash=kept.hash).exists()


def _guards_off() -> Iterator[str]:
    """The triggers that refuse changes must stand; a throw-away database for tests may be emptied."""
    wanted = ["is_append_only"] if settings.MODE == "test" else ["is_append_only", "is_never_emptied"]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
            " WHERE NOT t.tgisinternal AND t.tgenabled IN ('O', 'A') AND c.relname = ANY(%s)",
            [[model._meta.db_table for model in TABLES]],
        )
        standing = cursor.fetchall()
    for model in TABLES:
        table = model._meta.db_table
        for name in wanted:
            if not any(relation == table and f"{table}_{name}" in trigger for relation, trigger in standing):
                yield f"The trigger that guards {table} ({name}) is off or gone."
