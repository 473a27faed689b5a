"""The lists of a profile: figures by year, rounds, rights, products, founders, support, bars, papers; and statements."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final

from django.db import models, transaction

from madang.core.capacity import Capacity
from madang.core.edits import Stale, fingerprint
from madang.core.policy import require
from madang.journey.log import Fact, record
from madang.people.models import Person
from madang.startups import facts, policy
from madang.startups.models import (
    Declaration,
    Founder,
    IntellectualProperty,
    Paper,
    Product,
    Round,
    Sanction,
    Standing,
    Startup,
    SupportReceived,
    YearFigures,
)
from madang.startups.sections import SECTION_OF_LIST

from .profile import locked

LISTS: Final[Mapping[str, type[models.Model]]] = {
    "founders": Founder,
    "figures": YearFigures,
    "rounds": Round,
    "properties": IntellectualProperty,
    "products": Product,
    "supports": SupportReceived,
    "sanctions": Sanction,
    "papers": Paper,
}


def _fact_of(entry: models.Model, version: int) -> Fact:
    match entry:
        case YearFigures():
            return facts.FiguresAdded(year=entry.year)
        case Round():
            return facts.RoundClosed(
                round=entry.pk, stage=entry.stage, amount=entry.amount, currency=entry.currency, on=entry.closed_on
            )
        case IntellectualProperty():
            return facts.IpAdded(property=entry.pk, ip_kind=entry.kind, state=entry.state)
        case Product():
            return facts.ProductAdded(product=entry.pk)
        case Paper():
            return facts.PaperAdded(paper=entry.pk, document=entry.kind)
        case _:
            return _changed(type(entry), version)


def _changed(model: type[models.Model], version: int) -> facts.ProfileChanged:
    name = next(key for key, value in LISTS.items() if value is model)
    return facts.ProfileChanged(section=SECTION_OF_LIST[name].key, fields=(name,), edit=version)


def _count(startup: Startup) -> int:
    startup.version += 1
    startup.save(update_fields=["version", "updated_at"])
    return startup.version


@transaction.atomic
def add_entry(*, startup: Startup, kind: str, values: Mapping[str, Any], by: Capacity, now: datetime) -> models.Model:
    """Add a row to one of `LISTS`. A row with the very same values is returned instead of doubled: a second click.

    Raises `ValidationError` where the row breaks a constraint (two sets of figures for one year).
    """
    startup = locked(startup)
    require(policy.can_edit(by, startup))
    model = LISTS[kind]
    if there := model._default_manager.filter(startup=startup, **values).first():
        return there
    entry = model(startup=startup, **values)
    entry.full_clean()
    entry.save(force_insert=True)
    record(_fact_of(entry, _count(startup)), startup=startup, by=by, at=now)
    return entry


@transaction.atomic
def change_entry(
    *, startup: Startup, kind: str, pk: int, values: Mapping[str, Any], seen: str, by: Capacity, now: datetime
) -> models.Model:
    """Change a row of one of `LISTS`. `seen` is the `fingerprint` the form was opened on; raises `Stale` if it moved.

    Raises the model's `DoesNotExist` for a row that is gone or another startup's, `ValidationError` as `add_entry`.
    """
    startup = locked(startup)
    require(policy.can_edit(by, startup))
    model = LISTS[kind]
    entry = model._default_manager.get(startup=startup, pk=pk)
    require(policy.can_change_entry(entry))
    changes = {name: value for name, value in values.items() if getattr(entry, name) != value}
    if not changes:
        return entry
    if fingerprint(entry) != seen:
        raise Stale({name: getattr(entry, name) for name in changes}, startup.version)
    for name, value in changes.items():
        setattr(entry, name, value)
    entry.full_clean()
    entry.save(update_fields=sorted(changes))
    record(_changed(model, _count(startup)), startup=startup, by=by, at=now)
    return entry


@transaction.atomic
def remove_entry(*, startup: Startup, kind: str, pk: int, by: Capacity, now: datetime) -> None:
    """Take a row off a list. One that is already gone stays gone: a second click is no error."""
    startup = locked(startup)
    require(policy.can_edit(by, startup))
    model = LISTS[kind]
    entry = model._default_manager.filter(startup=startup, pk=pk).first()
    if entry:
        require(policy.can_change_entry(entry))
        entry.delete()
        record(_changed(model, _count(startup)), startup=startup, by=by, at=now)


@transaction.atomic
def set_standings(
    *, startup: Startup, states: Mapping[str, str], checked_on: date, by: Capacity, now: datetime
) -> list[str]:
    """Say how the startup stands with each kind of debt in `states`; an empty state means: nobody has checked.

    Returns the kinds that changed; the day is kept for those alone.
    """
    startup = locked(startup)
    require(policy.can_edit(by, startup))
    held = {row.kind: row for row in Standing.objects.filter(startup=startup, kind__in=states)}
    changed = [kind for kind, state in states.items() if (held[kind].state if kind in held else "") != state]
    for kind in changed:
        if states[kind]:
            given = {"state": states[kind], "checked_on": checked_on}
            Standing.objects.update_or_create(startup=startup, kind=kind, defaults=given)
        else:
            held[kind].delete()
    if changed:
        fact = facts.ProfileChanged(section="record", fields=("standings",), edit=_count(startup))
        record(fact, startup=startup, by=by, at=now)
    return changed


@transaction.atomic
def declare(*, startup: Startup, key: str, answer: bool, by: Capacity, now: datetime) -> Declaration:
    """Answer a statement only the startup can make, by the key that rules ask with. The last answer counts."""
    startup = locked(startup)
    require(policy.can_edit(by, startup))
    assert isinstance(by.person, Person)
    held = Declaration.objects.filter(startup=startup, key=key).first()
    if held and held.answer == answer:
        return held
    said, _made = Declaration.objects.update_or_create(
        startup=startup, key=key, defaults={"answer": answer, "declared_at": now, "declared_by": by.person}
    )
    _count(startup)
    record(facts.Declared(key=key, answer=answer), startup=startup, by=by, at=now)
    return said
