"""The lists of an institution: other names, sourced facts, sites."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from django.db import models, transaction

from madang.core.capacity import Capacity
from madang.core.edits import Stale, fingerprint
from madang.core.policy import require
from madang.institutions import facts, policy
from madang.institutions.models import Alias, Institution, Site, SourcedFact
from madang.journey.log import Fact, record

from .profile import count_edit, locked

LISTS: Final[Mapping[str, type[models.Model]]] = {"aliases": Alias, "facts": SourcedFact, "sites": Site}


def _added(entry: models.Model) -> Fact:
    match entry:
        case Alias():
            return facts.AliasAdded(alias=entry.pk, alias_kind=entry.kind)
        case SourcedFact():
            return facts.FactStated(fact=entry.pk, confidence=entry.confidence)
        case Site():
            return facts.SiteAdded(site=entry.pk, region=entry.region)
    raise TypeError(type(entry).__name__)


@transaction.atomic
def add_entry(
    *, institution: Institution, kind: str, values: Mapping[str, Any], by: Capacity, now: datetime
) -> models.Model:
    """Add a row to one of `LISTS`. A row with the very same values is returned instead of doubled: a second click.

    Raises `ValidationError` where the row breaks a constraint (a correction without its source, a second main site).
    """
    institution = locked(institution)
    require(policy.can_edit(by, institution))
    model = LISTS[kind]
    if there := model._default_manager.filter(institution=institution, **values).first():
        return there
    entry = model(institution=institution, **values)
    entry.full_clean()
    entry.save(force_insert=True)
    count_edit(institution)
    record(_added(entry), institution=institution, by=by, at=now)
    return entry


@transaction.atomic
def change_entry(
    *, institution: Institution, kind: str, pk: int, values: Mapping[str, Any], seen: str, by: Capacity, now: datetime
) -> models.Model:
    """Change a row. `seen` is the `core.edits.fingerprint` the form was opened on; raises `Stale` if it moved.

    Raises the model's `DoesNotExist` for a row that is gone or another desk's, `ValidationError` as `add_entry`.
    """
    institution = locked(institution)
    require(policy.can_edit(by, institution))
    entry = LISTS[kind]._default_manager.get(institution=institution, pk=pk)
    changes = {name: value for name, value in values.items() if getattr(entry, name) != value}
    if not changes:
        return entry
    if fingerprint(entry) != seen:
        raise Stale({name: getattr(entry, name) for name in changes}, institution.version)
    for name, value in changes.items():
        setattr(entry, name, value)
    entry.full_clean()
    entry.save(update_fields=sorted(changes))
    fact = facts.ProfileChanged(fields=(kind,), edit=count_edit(institution))
    record(fact, institution=institution, by=by, at=now)
    return entry


@transaction.atomic
def remove_entry(*, institution: Institution, kind: str, pk: int, by: Capacity, now: datetime) -> None:
    """Take a row off a list. One that is already gone stays gone: a second click is no error."""
    institution = locked(institution)
    require(policy.can_edit(by, institution))
    deleted, _by_model = LISTS[kind]._default_manager.filter(institution=institution, pk=pk).delete()
    if deleted:
        fact = facts.ProfileChanged(fields=(kind,), edit=count_edit(institution))
        record(fact, institution=institution, by=by, at=now)
