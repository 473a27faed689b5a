"""Calendar arithmetic as public calls count it.

The n-th anniversary is the same day and month, or the first of the next month where that day does not exist:
29 February plus seven years is 1 March; 31 January plus one month is 1 March too.
"""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Age:
    """A span in full years and the full months beyond them."""

    years: int
    months: int


def months_after(day: date, months: int) -> date:
    """The same day `months` later, or the first of the following month where that day does not exist.

    Past the calendar's end the answer is its last day, so a mistyped year stops nothing.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year > date.max.year:
        return date.max
    try:
        return date(year, month + 1, day.day)
    except ValueError:  # no such day: never in December, so the year stays
        return date(year, month + 2, 1)


def anniversary(day: date, years: int) -> date:
    """The `years`-th anniversary of `day`."""
    return months_after(day, 12 * years)


def age(start: date, on: date) -> Age:
    """The full years and months from `start` to `on`; zero on the day itself. Raises ValueError if `on` is earlier."""
    if on < start:
        raise ValueError(f"{on} is before {start}")
    months = (on.year - start.year) * 12 + on.month - start.month
    if months_after(start, months) > on:
        months -= 1
    return Age(*divmod(months, 12))
