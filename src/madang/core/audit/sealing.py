"""Chaining what was written: each minute every committed entry that has no place yet gets one, in id order.

An entry that commits late is chained late, so no order among transactions needs to be known (ADR 10).
"""

from datetime import date, datetime
from typing import Final

from django.db import connection, transaction
from django.utils import timezone

from . import chain
from .models import Entry, Head, Link

BATCH: Final = 2000
_LOCK: Final = 0x6D61_6461_6E67_0001  # one sealer at a time; nobody else takes it


@transaction.atomic
def seal(*, now: datetime) -> int:
    """Chain what waits, at most `BATCH` entries, and end the days that are over. Returns how many were chained.

    `now` by the database clock. Does nothing while another process seals. The unique places and predecessors stand behind
    the lock. Days are those of Seoul, by the moment of sealing: they never go back.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_LOCK])
        row = cursor.fetchone()
        if not (row and row[0]):
            return 0
    today = timezone.localdate(now)
    place, previous = _end_days(today, now)
    links = []
    for entry in Entry.objects.waiting()[:BATCH]:
        place += 1
        links.append(_link(entry, place, previous, today, now))
        previous = links[-1].hash
    Link.objects.bulk_create(links)
    return len(links)


def _link(entry: Entry, place: int, previous: str, day: date, now: datetime) -> Link:
    hashed = chain.link_hash(previous, place, day, entry)
    return Link(place=place, entry=entry, day=day, previous=previous, hash=hashed, sealed_at=now)


def _end_days(today: date, now: datetime) -> tuple[int, str]:
    """Write the head of the last day that has links and none yet. Returns the last place and the hash to go on from."""
    last = Link.objects.order_by("-place").first()
    head = Head.objects.order_by("-day").first()
    if last is None:
        return 0, chain.START
    if last.day >= today:
        return last.place, last.hash
    if head is None or head.day < last.day:
        previous = head.hash if head else chain.START
        hashed = chain.head_hash(previous, last.hash, last.day, last.place)
        head = Head.objects.create(day=last.day, place=last.place, previous=previous, hash=hashed, sealed_at=now)
    return last.place, head.hash
