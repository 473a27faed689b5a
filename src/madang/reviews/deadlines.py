"""Until when a place is confirmed and a result objected to: by the rules of the selection, in the zone of its call."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from madang.core import moments
from madang.engines.selection import Confirmation, Deadline, confirm_by

from .models import Selection


def confirmation_of(selection: Selection) -> Confirmation:
    """The rule as the engine takes it. No query."""
    return Confirmation(
        working_days=max(1, selection.confirm_days),
        hour=selection.confirm_hour,
        calendar="CN" if selection.calendar == "CN" else "KR",
        zone=selection.call.zone,
    )


def confirm_until(selection: Selection, *, told_at: datetime) -> Deadline:
    """The moment at which an offer told at `told_at` is over, with the days that counted."""
    return confirm_by(told_at, confirmation_of(selection))


def object_until(selection: Selection, *, told_at: datetime) -> datetime:
    """The midnight at which the last day to object ends, counted from the local date of the letter."""
    zone = ZoneInfo(selection.call.zone)
    last: date = told_at.astimezone(zone).date() + timedelta(days=selection.objection_days)
    return datetime.combine(last + timedelta(days=1), time(0), zone)


def reserve_expired(selection: Selection, *, now: datetime) -> bool:
    """Whether nobody moves up any more: the last day of the reserve list has ended where the call is."""
    until = selection.reserve_until
    return until is not None and moments.day_of(now, selection.call.zone) > until
