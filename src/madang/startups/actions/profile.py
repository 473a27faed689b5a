"""Saving a section of the profile, so that of two people who edit at once neither overwrites the other unseen."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from madang.core.capacity import Capacity
from madang.core.edits import refuse_stale
from madang.core.policy import require
from madang.journey.log import record
from madang.startups import facts, policy
from madang.startups.models import Startup
from madang.startups.registration import NUMBERS, normalise
from madang.startups.sections import SECTIONS


def locked(startup: Startup) -> Startup:
    """The startup's row, held until the transaction ends: everything that changes a startup waits here."""
    fresh: Startup = Startup.objects.select_for_update(of=("self",)).get(pk=startup.pk)
    return fresh


def save(startup: Startup, fields: set[str], *, section: str, by: Capacity, now: datetime) -> None:
    """Write these fields, count the edit, put it on the thread. The row must be `locked`."""
    startup.version += 1
    startup.save(update_fields=[*sorted(fields), "version", "updated_at"])
    fact = facts.ProfileChanged(section=section, fields=tuple(sorted(fields)), edit=startup.version)
    record(fact, startup=startup, by=by, at=now)


@transaction.atomic
def edit_section(
    *,
    startup: Startup,
    section: str,
    values: Mapping[str, Any],
    version: int,
    by: Capacity,
    now: datetime,
    confirmed: Mapping[str, bool] | None = None,
) -> Startup:
    """Save the fields of one section. `values` may hold only fields of it; `confirmed` says which lists are complete.

    `version` is the one the form was opened on. Raises `Stale` if a field of `values` changed since, `Refused` by policy,
    KeyError for a field of another section. Saving what is already there changes nothing and records nothing.
    """
    known = SECTIONS[section]
    if foreign := set(values) - set(known.fields) | (set(confirmed or {}) - set(known.confirms)):
        raise KeyError(f"not in section {section}: {sorted(foreign)}")
    startup = locked(startup)
    require(policy.can_edit(by, startup))
    values = {name: normalise(name, value) if name in NUMBERS else value for name, value in values.items()}
    wanted = _confirmations(startup, confirmed or {})
    if wanted != startup.confirmed:
        values["confirmed"] = wanted
    changes = {name: value for name, value in values.items() if getattr(startup, name) != value}
    if not changes:
        return startup
    refuse_stale(startup, changes, version)

    stage = changes.get("investment_stage")
    for name, value in changes.items():
        setattr(startup, name, value)
    save(startup, set(changes), section=section, by=by, now=now)
    if stage:
        record(facts.StageChanged(stage=stage), startup=startup, by=by, at=now)
    return startup


def _confirmations(startup: Startup, given: Mapping[str, bool]) -> list[str]:
    kept = set(startup.confirmed) - set(given)
    return sorted(kept | {name for name, yes in given.items() if yes})
