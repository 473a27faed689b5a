"""Which closing dates a person is to be reminded of: calls that startups of theirs keep in view."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from madang.core.moments import day_of
from madang.people.capacity import AsVisitor
from madang.programmes.models import Call, SavedCall
from madang.programmes.queries import CallQuerySet


@dataclass(frozen=True, slots=True)
class Due:
    """A reminder that is due: the call, `days` before its closing day (both in the reader's zone)."""

    call_id: int
    days: int
    closes_on: date

    @property
    def kind(self) -> str:
        return f"due{self.days}"


def due_days(*, closes_on: date, kept_on: date, today: date, days: Collection[int]) -> int | None:
    """The reminder that is due today, as days before closing; None when none is.

    It is the nearest one that has been reached, so that a morning without mail is made up for the next day. One that was
    already reached when the call was kept is left out: whoever keeps a call knows when it closes.
    """
    left = (closes_on - today).days
    if left < 1:
        return None
    reached = [n for n in days if left <= n and closes_on - timedelta(days=n) > kept_on]
    return min(reached, default=None)


def kept_calls(person: Any, *, now: datetime, within: timedelta) -> list[tuple[Call, datetime]]:
    """Open calls that the person's startups keep in view and that close within a time, with when they were kept. One query.

    Kept by several startups: the first time counts.
    """
    seen = Call.objects.visible_to(AsVisitor()).open_at(now).filter(closes_at__lte=now + within)
    rows = (
        SavedCall.objects.filter(startup__memberships__person=person, call__in=seen)
        .select_related("call")
        .only("saved_at", "call__closes_at", "call__id")
        .order_by("call__closes_at", "call_id", "saved_at")
    )
    first: dict[int, tuple[Call, datetime]] = {}
    for row in rows:
        first.setdefault(row.call_id, (row.call, row.saved_at))
    return list(first.values())


def closing_calls(person: Any, *, now: datetime) -> CallQuerySet:
    """Open calls that the person's startups keep in view, the nearest closing first. One query."""
    kept = SavedCall.objects.filter(startup__memberships__person=person).values("call")
    seen = Call.objects.visible_to(AsVisitor()).open_at(now)
    return seen.filter(pk__in=kept, closes_at__isnull=False).for_list()


def due(person: Any, *, now: datetime, zone: str, days: Collection[int]) -> list[Due]:
    """Every reminder due to a person now, the nearest closing first; those already told too. One query."""
    today, found = day_of(now, zone), []
    for call, kept_at in kept_calls(person, now=now, within=timedelta(days=max(days, default=0) + 1)):
        assert call.closes_at is not None
        closes_on = day_of(call.closes_at, zone)
        n = due_days(closes_on=closes_on, kept_on=day_of(kept_at, zone), today=today, days=days)
        if n is not None:
            found.append(Due(call.pk, n, closes_on))
    return found
