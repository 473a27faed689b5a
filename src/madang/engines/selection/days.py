"""Working days of Korea and China, and the hour until which a selected startup confirms."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo

import holidays

from .checking import confirmation_faults
from .problems import SelectionError
from .rules import Confirmation

Calendar = Literal["KR", "CN"]
# China's State Council sets each year's long holidays and the weekends worked for them late in the year before.
ANNOUNCED_YEARLY: tuple[Calendar, ...] = ("CN",)


@dataclass(frozen=True)
class Skipped:
    """A day that did not count: `weekend`, `holiday` (with its English name) or `closed` by the body itself."""

    day: date
    why: Literal["weekend", "holiday", "closed"]
    name: str = ""


@dataclass(frozen=True)
class Deadline:
    """Until when to confirm. `moment` carries the call's zone; at that very moment it is over.

    `notice`: the local date of the notice, not counted itself. `counted`, `skipped`: every day after it.
    `provisional`: made-up working days of a year in it had not been announced when the calendar was made.
    """

    moment: datetime
    notice: date
    counted: tuple[date, ...]
    skipped: tuple[Skipped, ...]
    provisional: bool

    def over(self, now: datetime) -> bool:
        """Whether it has passed: at the moment itself it has."""
        return now >= self.moment


def confirm_by(notice: datetime, rule: Confirmation) -> Deadline:
    """The rule's hour on the n-th working day after the local date of the notice.

    Parameters
    ----------
    notice : when the notice went out, with its zone (any; it is read in the call's).

    Raises
    ------
    ValueError : the notice has no zone. SelectionError : the rule has an unknown zone, or a day both closed and open.
    """
    if notice.tzinfo is None:
        raise ValueError("The time of the notice needs its zone.")
    if found := confirmation_faults("confirmation", rule):
        raise SelectionError(found)
    zone = ZoneInfo(rule.zone)
    first = notice.astimezone(zone).date()
    counted: list[date] = []
    skipped: list[Skipped] = []
    day = first
    while len(counted) < rule.working_days:
        day += timedelta(days=1)
        off = day_off(day, rule.calendar, closed=rule.closed, opened=rule.open)
        if off is None:
            counted.append(day)
        else:
            skipped.append(off)
    moment = datetime.combine(day, rule.hour, zone)
    years = range(first.year, day.year + 1)
    unsure = any(not announced(rule.calendar, year) for year in years)
    return Deadline(moment, first, tuple(counted), tuple(skipped), unsure)


def day_off(
    day: date, calendar: Calendar, *, closed: Iterable[date] = (), opened: Iterable[date] = ()
) -> Skipped | None:
    """Why nobody works on this day, None where it is a working day.

    Korea: Saturdays, Sundays, public holidays and their substitutes. China: public holidays and days off in exchange;
    weekends, save those worked for them. `opened` and `closed` go before both.
    """
    if day in closed:
        return Skipped(day, "closed")
    if day in opened:
        return None
    known = _calendar(calendar, day.year)
    if known.is_working_day(day):
        return None
    return Skipped(day, "holiday", known[day]) if day in known else Skipped(day, "weekend")


def announced(calendar: Calendar, year: int) -> bool:
    """Whether the year's exchanged working days are known to the calendar; Korea exchanges none."""
    return calendar not in ANNOUNCED_YEARLY or any(
        day.year == year for day in _calendar(calendar, year).weekend_workdays
    )


@lru_cache(maxsize=32)
def _calendar(calendar: Calendar, year: int) -> holidays.HolidayBase:
    """A year with both its neighbours: a weekend worked may be set by the year after."""
    return holidays.country_holidays(calendar, years=(year - 1, year, year + 1), language="en_US")
