"""Registering a startup, founding the business, closing it."""

import secrets
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from madang.core.capacity import Capacity
from madang.core.policy import Refused, require
from madang.core.text import Text
from madang.journey.log import record
from madang.people.models import Person
from madang.startups import facts, policy
from madang.startups.models import Membership, Startup

from .profile import locked, save

# Words that stand after /s/ and /startups/ for something else.
RESERVED: Final = frozenset({"new", "invitation", "me", "api", "search"})
FIRST_FIELDS: Final = frozenset({"country", "region", "sectors", "opened_on", "incorporated_on", "summary"})


def free_slug(name: Text) -> str:
    """An address made of the English name, or a random one; two startups of one name get different ones."""
    base = slugify(name.en)[:50].strip("-")
    if len(base) < 3 or base in RESERVED:
        base = f"s-{secrets.token_hex(4)}"
    if Startup.objects.filter(slug=base).exists():
        base = f"{base}-{secrets.token_hex(3)}"
    return base


@transaction.atomic
def found(
    *,
    name: Text,
    founding_type: str,
    by: Capacity,
    now: datetime,
    key: UUID | None = None,
    values: Mapping[str, Any] | None = None,
) -> Startup:
    """Register a startup; who does so becomes its first owner.

    `key` makes it repeatable: the same person asking again with it gets the startup of the first time.
    Raises `Refused` while the e-mail address is not confirmed, or when another person used the key.
    """
    require(policy.can_found(by))
    assert isinstance(by.person, Person)
    # One person registers one startup at a time: a second click waits here for the first.
    Person.objects.select_for_update(of=("self",)).get(pk=by.person.pk)
    made: Startup | None = Startup.objects.filter(request_key=key).first() if key else None
    if made:
        if not made.memberships.filter(person=by.person).exists():
            raise Refused(_("This form was already used. Please open it again."))
        return made
    given = {field: value for field, value in (values or {}).items() if field in FIRST_FIELDS}
    startup = Startup(slug=free_slug(name), name=name, founding_type=founding_type, request_key=key, **given)
    if founding_type == Startup.Founding.PRE_FOUNDER:
        startup.opened_on = startup.incorporated_on = None
    startup.save(force_insert=True)
    Membership.objects.create(startup=startup, person=by.person, role=Membership.Role.OWNER)
    fact = facts.Registered(founding_type=founding_type, country=startup.country)
    record(fact, startup=startup, by=by, at=now)
    return startup


@transaction.atomic
def change_founding(
    *,
    startup: Startup,
    founding_type: str,
    by: Capacity,
    now: datetime,
    opened_on: date | None = None,
    incorporated_on: date | None = None,
) -> Startup:
    """Found the business, turn it into a corporation, or mend what was entered by mistake.

    Only the steps forward are events of the thread; a correction is a change of the profile. Going back to
    "not founded yet" empties both dates.
    """
    startup = locked(startup)
    require(policy.can_own(by, startup))
    before, kind = startup.founding_type, Startup.Founding
    if before == founding_type:
        raise Refused(_("Nothing to change: this is already the founding type."))
    startup.founding_type = founding_type
    if founding_type == kind.PRE_FOUNDER:
        startup.opened_on = startup.incorporated_on = None
    else:
        startup.opened_on = opened_on or startup.opened_on
        startup.incorporated_on = incorporated_on or startup.incorporated_on
    save(startup, {"founding_type", "opened_on", "incorporated_on"}, section="business", by=by, now=now)
    if before == kind.PRE_FOUNDER:
        on = startup.incorporated_on if founding_type == kind.CORPORATION else startup.opened_on
        record(facts.Founded(founding_type=founding_type, on=on), startup=startup, by=by, at=now)
    elif before == kind.SOLE_TRADER and founding_type == kind.CORPORATION:
        record(facts.Incorporated(on=startup.incorporated_on), startup=startup, by=by, at=now)
    return startup


@transaction.atomic
def change_operation(*, startup: Startup, operation: str, by: Capacity, now: datetime) -> Startup:
    """Suspend the business, close it, or take it up again. A closed startup's profile is kept as it stands."""
    startup = locked(startup)
    require(policy.can_operate(by, startup, operation))
    startup.operation = operation
    startup.version += 1
    startup.save(update_fields=["operation", "version", "updated_at"])
    record(facts.OperationChanged(operation=operation), startup=startup, by=by, at=now)
    return startup
