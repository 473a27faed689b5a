"""How one applies to a call, and which calls lie near to a startup. Apps above say so here; this one knows neither."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse

from madang.core.capacity import Capacity
from madang.core.policy import Reason
from madang.startups.models import Startup

from .models import Call


@dataclass(frozen=True, slots=True)
class Way:
    """A button on a call's page: where it leads, and what it says. `note`: one line beside it."""

    label: Reason
    address: str
    note: Reason = ""


Applying = Callable[[Call, Startup | None, datetime], Way | None]
Nearness = Callable[[Startup, Capacity, datetime], Sequence[int]]
_applying: list[Applying] = []
_nearness: list[Nearness] = []


def register(source: Applying) -> Applying:
    """Let an app say how one applies to a call on this street, or None where one does not. It may ask two queries."""
    if source not in _applying:
        _applying.append(source)
    return source


def register_nearness(source: Nearness) -> Nearness:
    """Let an app say which calls it would suggest to a startup, best first, as ids."""
    if source not in _nearness:
        _nearness.append(source)
    return source


def to_apply(call: Call, startup: Startup | None, *, now: datetime) -> Way | None:
    """The first way there is to apply here; None: one applies elsewhere, as the call says."""
    return next((way for source in _applying if (way := source(call, startup, now))), None)


def near(startup: Startup, by: Capacity, *, now: datetime) -> list[int]:
    """Calls that are suggested to a startup, best first."""
    return [pk for source in _nearness for pk in source(startup, by, now)]


def address_for(startup: Startup, call: Call) -> str:
    """Where a member begins an application to a call; "" while no app takes applications."""
    try:
        path = reverse("applications:choose", args=[startup.slug])
    except NoReverseMatch:
        return ""
    return f"{path}?{urlencode({'call': call.public_id})}"
