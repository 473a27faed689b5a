"""What the street's own pages read, across apps. Each function says how many queries it costs."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q
from django.db.models.functions import TruncMonth
from django.utils import timezone

from madang.core.capacity import Capacity
from madang.institutions.models import Institution
from madang.programmes.models import Call
from madang.startups.models import Startup


@dataclass(frozen=True)
class Doorway:
    """An institution with a door and what is open behind it."""

    institution: Institution
    open_calls: int
    closes_this_week: bool


def doorways(capacity: Capacity, *, now: datetime) -> list[Doorway]:
    """All doors of the street with their open calls. Two queries."""
    week = now + timedelta(days=7)
    counts = {
        row["institution"]: (row["open"], row["soon"])
        for row in Call.objects.visible_to(capacity)
        .open_at(now)
        .order_by()
        .values("institution")
        .annotate(open=Count("pk"), soon=Count("pk", filter=Q(closes_at__lte=week)))
    }
    doors = Institution.objects.visible_to(capacity).along_the_street()
    found = [(door, *counts.get(door.pk, (0, 0))) for door in doors]
    return [Doorway(door, open_calls, soon > 0) for door, open_calls, soon in found]


def closing_soon(capacity: Capacity, *, now: datetime, most: int = 6) -> list[Call]:
    """The open calls whose closing time comes next. Two queries (calls, partners)."""
    calls = Call.objects.visible_to(capacity).open_at(now).filter(closes_at__isnull=False)
    return list(calls.for_list().prefetch_related("partners__institution")[:most])


def open_by_support(capacity: Capacity, *, now: datetime) -> list[tuple[str, int]]:
    """Kinds of support with how many open calls give them, the most first. One query."""
    counted: Counter[str] = Counter()
    for supports in Call.objects.visible_to(capacity).open_at(now).values_list("supports", flat=True):
        counted.update(supports)
    return counted.most_common()


@dataclass(frozen=True)
class Figures:
    """The street in numbers, counted now from its own records."""

    institutions: int
    calls_open: int
    calls_published_12_months: int
    startups: int
    closed_by_month: list[tuple[datetime, int]]


def figures(capacity: Capacity, *, now: datetime) -> Figures:
    """Four queries."""
    year = now - timedelta(days=365)
    calls = Call.objects.visible_to(capacity)
    totals: dict[str, Any] = calls.aggregate(
        open=Count("pk", filter=calls.open_now(now)),
        published=Count("pk", filter=Q(published_at__gt=year, published_at__lte=now)),
    )
    start = timezone.localtime(now - timedelta(days=150)).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    months = (
        calls.filter(closes_at__gte=start, closes_at__lte=now)
        .annotate(month=TruncMonth("closes_at"))
        .order_by("month")
        .values("month")
        .annotate(n=Count("pk"))
        .values_list("month", "n")
    )
    return Figures(
        institutions=Institution.objects.visible_to(capacity).count(),
        calls_open=totals["open"],
        calls_published_12_months=totals["published"],
        startups=Startup.objects.count(),
        closed_by_month=list(months),
    )
