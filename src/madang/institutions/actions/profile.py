"""Opening a door on the street, and what stands on it."""

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.text import slugify

from madang.core.capacity import Capacity
from madang.core.edits import refuse_stale
from madang.core.policy import require
from madang.core.text import Text
from madang.institutions import facts, policy
from madang.institutions.models import Institution
from madang.institutions.sorting import sort_keys
from madang.journey.log import record

# What the desk may change; the door's place on the street is the street office's.
FIELDS: Final = frozenset({
    "name", "summary", "kind", "family", "is_public_body", "sectors", "languages", "region", "website", "links",
    "brand", "founded_on", "sign",
})  # fmt: skip
OF_THE_STREET: Final = frozenset({"door", "metres", "door_width", "side", "is_listed"})


def locked(institution: Institution) -> Institution:
    """The institution's row, held until the transaction ends: everything that changes an institution waits here."""
    fresh: Institution = Institution.objects.select_for_update(of=("self",)).get(pk=institution.pk)
    return fresh


def count_edit(institution: Institution) -> int:
    """One more saved edit, for what is not a column of its own."""
    institution.version += 1
    institution.save(update_fields=["version", "updated_at"])
    return institution.version


@transaction.atomic
def open_institution(*, values: Mapping[str, Any], by: Capacity, now: datetime, slug: str = "") -> Institution:
    """Open a door for an institution. `values` needs `name` and `kind`; it may hold any of `FIELDS` and the door's place.

    Raises `Refused` for anyone but the street office, `ValidationError` for an address or door that is taken.
    """
    require(policy.can_open(by))
    name: Text = values["name"]
    slug = slug or slugify(name.en)[:50].strip("-") or f"i-{secrets.token_hex(4)}"
    given = {field: value for field, value in values.items() if field in FIELDS | OF_THE_STREET}
    institution = Institution(slug=slug, **given, **sort_keys(name))
    institution.full_clean()
    institution.save(force_insert=True)
    record(facts.Opened(institution_kind=institution.kind), institution=institution, by=by, at=now)
    return institution


@transaction.atomic
def edit_profile(
    *, institution: Institution, values: Mapping[str, Any], version: int, by: Capacity, now: datetime
) -> Institution:
    """Save fields of `FIELDS`. `version` is the one the form was opened on; raises `Stale` if one of them moved since.

    Raises KeyError for another field. Saving what is already there changes nothing and records nothing.
    """
    if foreign := set(values) - FIELDS:
        raise KeyError(f"not for the desk: {sorted(foreign)}")
    institution = locked(institution)
    require(policy.can_edit(by, institution))
    changes = {name: value for name, value in values.items() if getattr(institution, name) != value}
    if not changes:
        return institution
    refuse_stale(institution, {_column(name): value for name, value in changes.items()}, version)
    for name, value in changes.items():
        setattr(institution, name, value)
    keys = sort_keys(institution.name) if "name" in changes else {}
    for name, value in keys.items():
        setattr(institution, name, value)
    institution.version += 1
    institution.save(update_fields=[*sorted(changes), *keys, "version", "updated_at"])
    fact = facts.ProfileChanged(fields=tuple(sorted(changes)), edit=institution.version)
    record(fact, institution=institution, by=by, at=now)
    return institution


def _column(name: str) -> str:
    return "family_id" if name == "family" else name


@transaction.atomic
def set_logo(*, institution: Institution, picture: bytes | None, by: Capacity, now: datetime) -> Institution:
    """Keep a picture that `logos.clean` has drawn, or take the logo off. The old file goes once the change is kept."""
    institution = locked(institution)
    require(policy.can_edit(by, institution))
    if picture is None and not institution.logo:
        return institution
    storage, old = institution.logo.storage, institution.logo.name
    if picture is None:
        institution.logo = ""
    else:
        # A name nobody can guess: the address changes with the picture, so that it can be kept by caches.
        institution.logo.save(f"{secrets.token_hex(8)}.png", ContentFile(picture), save=False)
    institution.version += 1
    institution.save(update_fields=["logo", "version", "updated_at"])
    fact = facts.ProfileChanged(fields=("logo",), edit=institution.version)
    record(fact, institution=institution, by=by, at=now)
    if old:
        transaction.on_commit(lambda: storage.delete(old))
    return institution


@transaction.atomic
def set_listing(*, institution: Institution, is_listed: bool, by: Capacity, now: datetime) -> Institution:
    """Show the institution on the street or take it off; its calls stay as they are."""
    institution = locked(institution)
    require(policy.can_own(by, institution))
    if institution.is_listed != is_listed:
        institution.is_listed = is_listed
        institution.version += 1
        institution.save(update_fields=["is_listed", "version", "updated_at"])
        record(facts.ListingChanged(is_listed=is_listed), institution=institution, by=by, at=now)
    return institution
