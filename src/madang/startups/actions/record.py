"""The page about public programmes: what is complete and how the startup stands with its debts, in one step."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from madang.core.capacity import Capacity
from madang.startups.models import Startup

from .entries import set_standings
from .profile import edit_section


@transaction.atomic
def edit_record(
    *,
    startup: Startup,
    values: Mapping[str, Any],
    confirmed: Mapping[str, bool],
    version: int,
    states: Mapping[str, str],
    checked_on: date,
    by: Capacity,
    now: datetime,
) -> Startup:
    """Save all that stands on the page, or nothing of it: one button must not lose what another would have kept.

    Raises what `edit_section` and `set_standings` raise.
    """
    startup = edit_section(
        startup=startup, section="record", values=values, confirmed=confirmed, version=version, by=by, now=now
    )
    set_standings(startup=startup, states=states, checked_on=checked_on, by=by, now=now)
    return startup
