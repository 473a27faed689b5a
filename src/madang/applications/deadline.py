"""Until when an application may be written and handed in: one reckoning for pages, actions, receipts, lists and exports."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from madang.programmes.models import Call

from .models import Extension

_ACCEPTING = frozenset({Call.Status.PUBLISHED, Call.Status.CLOSED})


@dataclass(frozen=True, slots=True)
class Deadline:
    """The window of one call, in UTC, with the zone it is told in.

    `closes_at` is the first moment at which nothing may begin any more, `ends_at` the first at which a draft that has a
    number may no longer be finished; None: no closing time. `extended_from`, `reason`: what an extension changed, if one
    did. `is_running`: the call takes applications at all, whatever the clock says.
    """

    opens_at: datetime | None
    closes_at: datetime | None
    ends_at: datetime | None
    zone: str
    is_running: bool
    extended_from: datetime | None = None
    reason: str = ""

    @property
    def has_grace(self) -> bool:
        return self.ends_at != self.closes_at

    def is_open(self, *, now: datetime) -> bool:
        """Something new may begin: opened, and not yet closed."""
        begun = self.opens_at is None or self.opens_at <= now
        return self.is_running and begun and (self.closes_at is None or now < self.closes_at)

    def is_over(self, *, now: datetime, numbered: bool) -> bool:
        """A draft may no longer be written or handed in. `numbered`: it has its number, so the grace counts for it."""
        end = self.ends_at if numbered else self.closes_at
        return not self.is_running or (end is not None and now >= end)

    def in_grace(self, *, now: datetime) -> bool:
        """Closed, and open still for drafts that have a number."""
        return self.closes_at is not None and self.ends_at is not None and self.closes_at <= now < self.ends_at


def deadline(call: Call, extensions: Iterable[Extension]) -> Deadline:
    """The window of a call with the extensions it was given, in any order. Asks the database nothing.

    An extension counts while the call closes at the time it started from or at the one it gave: a closing time that was
    set otherwise since (a call closed early) goes before it.
    """
    closes_at, before, reason = call.closes_at, None, ""
    for extension in sorted(extensions, key=lambda one: (one.granted_at, one.pk)):
        if closes_at in (extension.closes_before, extension.closes_after):
            closes_at, before, reason = extension.closes_after, extension.closes_before, extension.reason
    # A call that was closed by hand without a closing time takes nothing more.
    is_running = call.status in _ACCEPTING and not (call.status == Call.Status.CLOSED and closes_at is None)
    ends_at = closes_at + timedelta(minutes=call.grace_minutes) if closes_at else None
    return Deadline(call.opens_at, closes_at, ends_at, call.zone, is_running, before, reason)


def deadline_of(call: Call) -> Deadline:
    """The window of a call whose `extensions` were fetched before, or else with one query."""
    return deadline(call, call.extensions.all())
