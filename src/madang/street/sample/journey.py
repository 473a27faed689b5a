"""Two years on the street: what each startup did, when, and by whom; months are counted from these lines."""

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any

from .records import Call, JourneyFact, Month, Startup

SECTIONS = ("about", "business", "founders", "figures", "investment", "rights", "products", "record")
DAYS = 730


def journey(rng: Random, today: date, startups: Iterable[Startup], calls: list[Call]) -> list[JourneyFact]:
    """All lines, oldest first. Kinds and payloads are those of `startups.facts`; rows are meant by their place in the list."""
    lines: list[JourneyFact] = []
    for startup in startups:
        lines += _Thread(rng, today, startup).lines(calls)
    return sorted(lines, key=lambda line: (line.at, line.startup, line.kind))


class _Thread:
    """One startup's lines from the day it joined."""

    def __init__(self, rng: Random, today: date, startup: Startup) -> None:
        self.rng, self.today, self.startup = rng, today, startup
        born = startup.opened_on or startup.incorporated_on or today - timedelta(days=rng.randint(20, 300))
        first = today - timedelta(days=DAYS)
        self.joined = max(first, born) + timedelta(days=int((today - max(first, born)).days * 0.6 * rng.random()))
        self.found: list[JourneyFact] = []

    def put(self, kind: str, day: date, /, **payload: Any) -> None:
        at = datetime.combine(day, time(self.rng.randint(0, 9), self.rng.randrange(60)), UTC)
        editors = [member.email for member in self.startup.members if member.role != "viewer"]
        self.found.append(
            JourneyFact(kind=kind, startup=self.startup.slug, at=at, by=self.rng.choice(editors), payload=payload)
        )

    def some_day(self) -> date:
        return self.joined + timedelta(days=1 + self.rng.randrange(max(1, (self.today - self.joined).days - 1)))

    def lines(self, calls: list[Call]) -> list[JourneyFact]:
        startup, rng = self.startup, self.rng
        self.put("startups.registered", self.joined, founding_type=startup.founding, country=startup.country)
        for number, on in enumerate(sorted(self.some_day() for _ in range(rng.randint(2, 6)))):
            self.put("startups.profile_changed", on, section=rng.choice(SECTIONS), fields=["summary"], edit=number + 2)
        for place, one in enumerate(startup.rounds):
            if one.on > self.joined:
                detail = {
                    "round": place,
                    "stage": one.kind,
                    "amount": one.amount,
                    "currency": one.currency,
                    "on": one.on.isoformat(),
                }
                self.put("startups.round_closed", one.on, **detail)
                self.put("startups.stage_changed", one.on, stage=one.kind)
        for place, right in enumerate(startup.ip):
            if right.on > self.joined:
                self.put("startups.ip_added", right.on, property=place, ip_kind=right.kind, state=right.status)
        for place, _product in enumerate(startup.products):
            self.put("startups.product_added", self.some_day(), product=place)
        for year in startup.years:
            on = date(year.year + 1, rng.randint(2, 4), rng.randint(1, 28))
            if self.joined < on < self.today:
                self.put("startups.figures_added", on, year=year.year)
        if startup.consented_on:
            self.put("startups.published", max(self.joined, startup.consented_on), text_version="2026-11")
        self._saved(calls)
        return [line for line in self.found if line.at.date() < self.today]

    def _saved(self, calls: list[Call]) -> None:
        """Calls of its own field that were open on the day, a few of them."""
        for _ in range(self.rng.randint(0, 6)):
            call = self.rng.choice(calls)
            on = call.opens_at.date() + timedelta(days=1)
            if self.joined < on < self.today and call.status != "scheduled":
                self.put("programmes.call_saved", on, call=call.key)


def months(today: date, calls: Iterable[Call], lines: Iterable[JourneyFact]) -> tuple[Month, ...]:
    """Twenty-four months up to this one, every figure counted from the records."""
    firsts = [_first(today.year * 12 + today.month - 1 - back) for back in range(23, -1, -1)]
    count: Counter[tuple[str, date]] = Counter()
    for call in calls:
        if call.status != "scheduled":
            count["opened", call.opens_at.date().replace(day=1)] += 1
        if call.closes_at and call.status not in ("published", "scheduled"):
            count["closed", call.closes_at.date().replace(day=1)] += 1
        if call.decided_at:
            count["decided", call.decided_at.date().replace(day=1)] += 1
    for line in lines:
        month = line.at.date().replace(day=1)
        count["facts", month] += 1
        count[line.kind, month] += 1
    return tuple(
        Month(
            month=first,
            calls_opened=count["opened", first],
            calls_closed=count["closed", first],
            calls_decided=count["decided", first],
            startups_joined=count["startups.registered", first],
            rounds_closed=count["startups.round_closed", first],
            facts=count["facts", first],
        )
        for first in firsts
    )


def _first(months_since_zero: int) -> date:
    year, month = divmod(months_since_zero, 12)
    return date(year, month + 1, 1)
