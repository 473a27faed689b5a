"""Saving several fields of the profile at once, whichever sections they stand in."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from madang.core.capacity import Capacity
from madang.core.edits import refuse_stale
from madang.startups.models import Startup
from madang.startups.sections import SECTIONS

from .profile import edit_section, locked


@transaction.atomic
def edit_fields(*, startup: Startup, values: Mapping[str, Any], version: int, by: Capacity, now: datetime) -> Startup:
    """Save fields of the profile, all or none; each section that changes leaves its own line on the thread.

    Raises `Stale` if one of them changed since `version`, `Refused` by policy, KeyError for what is no field of a section.
    """
    if unknown := set(values) - {name for section in SECTIONS.values() for name in section.fields}:
        raise KeyError(f"no field of the profile: {sorted(unknown)}")
    startup = locked(startup)
    changes = {name: value for name, value in values.items() if getattr(startup, name) != value}
    # All fields at once, before the first section is saved: `Stale` must tell the version that stays.
    refuse_stale(startup, changes, version)
    for key, section in SECTIONS.items():
        mine = {name: value for name, value in values.items() if name in section.fields}
        if mine:
            startup = edit_section(startup=startup, section=key, values=mine, version=version, by=by, now=now)
    return startup
