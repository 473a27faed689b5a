"""When calls open and close: most are open on the day asked, some close that day, the past reaches two years back."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from .records import Stage

OPEN, PAST, AHEAD = 1920, 800, 480
# Days that are holidays in both countries or in one, and always fall on the same date.
HOLIDAYS = {(1, 1), (3, 1), (5, 1), (5, 5), (6, 6), (8, 15), (10, 1), (10, 2), (10, 3), (10, 9), (12, 25)}
CLOCKS = (time(15), time(16), time(17), time(18), time(18), time(23, 59))


@dataclass(frozen=True, slots=True)
class Window:
    """One intake in time. Datetimes are in the zone of the institution; `closes` None: rolling or until spent."""

    slot: str
    zone: str
    published: datetime
    opens: datetime
    closes: datetime | None
    grace: int
    rolling: bool
    spent: bool

    @property
    def work(self) -> datetime:
        """About when the work begins: a call is named after that half-year, not after the day it was published."""
        return self.opens + timedelta(days=45)

    @property
    def year(self) -> int:
        """The year in the title."""
        return self.work.year


def slots(rng: Random, offers: int) -> list[tuple[int, str]]:
    """(offer, slot) pairs: every offer has a call; the slots come in the shares of the street, shuffled."""
    kinds = ["open"] * OPEN + ["past"] * PAST + ["ahead"] * AHEAD
    rng.shuffle(kinds)
    return sorted((index % offers, kind) for index, kind in enumerate(kinds))


def window(rng: Random, slot: str, *, city: str, today: date) -> Window:
    zone = "Asia/Seoul" if city == "Seoul" else "Asia/Shanghai"
    grace = rng.choice((15, 30, 30, 30, 60)) if rng.random() < 0.3 else 0
    length = min(90, max(7, round(rng.lognormvariate(3.2, 0.5))))  # median 25 days, as measured
    rolling = spent = False
    match slot:
        case "open":
            kind = rng.random()
            rolling, spent = kind < 0.06, 0.06 <= kind < 0.10
            left = _days_left(rng)
            closes = today + timedelta(days=left)
            opens = today - timedelta(days=1 + int(48 * rng.random() ** 1.4))
            if rolling or spent:
                opens = today - timedelta(days=rng.randint(5, 200))
        case "past":
            closes = today - timedelta(days=1 + int(729 * rng.random()))
            opens = closes - timedelta(days=length)
        case _:
            opens = today + timedelta(days=1 + int(60 * rng.random() ** 1.5))
            closes = opens + timedelta(days=length)
    if closes != today:
        closes = _workday(closes, rng, today if slot == "past" else None)
    at = _clock(rng, closes == today)
    start = datetime.combine(opens, rng.choice((time(9), time(9), time(10))), ZoneInfo(zone))
    until = None if rolling or spent else datetime.combine(closes, at, ZoneInfo(zone))
    notice = timedelta(days=rng.choice((0, 0, 1, 3, 7))) if slot != "ahead" else _ahead_notice(rng, opens, today)
    return Window(slot, zone, start - notice, start, until, grace if until else 0, rolling, spent)


def _days_left(rng: Random) -> int:
    """2.5 % close today, 12 % within the week, half within three weeks, a few as late as three months."""
    kind = rng.random()
    if kind < 0.025:
        return 0
    if kind < 0.145:
        return rng.randint(1, 6)
    return 7 + int(70 * rng.random() ** 1.8)


def _clock(rng: Random, today: bool) -> time:
    """Closing times of real calls; whatever closes today does so late, so that it can still be seen open."""
    return rng.choice((time(18), time(23, 59), time(23, 59))) if today else rng.choice(CLOCKS)


def _workday(on: date, rng: Random, before: date | None) -> date:
    """Nine of ten calls do not close on a weekend."""
    if on.weekday() < 5 or rng.random() < 0.1:
        return on
    return on - timedelta(days=on.weekday() - 4) if before else on + timedelta(days=7 - on.weekday())


def _ahead_notice(rng: Random, opens: date, today: date) -> timedelta:
    """A quarter of the coming calls are scheduled to publish themselves; the others stand there already."""
    if rng.random() < 0.25:
        return timedelta(hours=rng.choice((0, 1, 24))) if (opens - today).days > 1 else timedelta(0)
    return timedelta(days=(opens - today).days + rng.randint(1, 5))


def steps(rng: Random, closes: date, *, talk: bool, site: bool) -> tuple[Stage, ...]:
    """The days from closing to agreement, each after the one before."""
    found = [Stage(kind="eligibility", on=_after(closes, rng.randint(1, 4)))]

    def put(kind: str, low: int, high: int, days: int = 0) -> None:
        on = _after(found[-1].until or found[-1].on, rng.randint(low, high))
        found.append(Stage(kind=kind, on=on, until=_after(on, days) if days else None))

    put("document", 3, 9)
    if talk:
        put("presentation", 4, 10, rng.choice((0, 1, 1, 2)))
    if site:
        put("site", 2, 7, rng.choice((0, 2, 4)))
    if talk and rng.random() < 0.44:
        put("committee", 1, 5)
    put("notice", 2, 8)
    if rng.random() < 0.6:
        put("agreement", 10, 35)
    return tuple(found)


def _after(on: date, days: int) -> date:
    later = on + timedelta(days=days)
    while later.weekday() > 4 or (later.month, later.day) in HOLIDAYS:
        later += timedelta(days=1)
    return later
