"""How the street is searched, read from the counts alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Self

from django.db import models
from django.db.models import Sum


class TallyQuerySet(models.QuerySet[Any]):
    def between(self, first: date, last: date) -> Self:
        """Days from `first` to `last`, both counted."""
        return self.filter(day__gte=first, day__lte=last)

    def sums(self) -> dict[str, dict[str, int]]:
        """How often each word of each kind was counted: {"query": {"robot": 12}, ...}, the most first. One query."""
        found: dict[str, dict[str, int]] = {}
        rows = self.order_by().values("kind", "word").annotate(total=Sum("n")).order_by("kind", "-total", "word")
        for row in rows:
            found.setdefault(row["kind"], {})[row["word"]] = row["total"]
        return found

    def by_day(self, kind: str, days: Sequence[date]) -> list[int]:
        """How often a kind was counted on each of these days. One query."""
        rows = self.filter(kind=kind, day__in=days).order_by().values("day").annotate(total=Sum("n"))
        totals = {row["day"]: row["total"] for row in rows}
        return [totals.get(day, 0) for day in days]


@dataclass(frozen=True)
class Share:
    """One word with how often it was counted, and out of how many."""

    word: str
    n: int
    of: int

    @property
    def part(self) -> float:
        return self.n / self.of if self.of else 0.0


def last_days(today: date, many: int) -> list[date]:
    """The days before today, oldest first: today is counted tonight."""
    return [today - timedelta(days=n) for n in range(many, 0, -1)]
