"""More time for everyone who applies to a call, or to every call that an outage hit: one action of the operator."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID, uuid5

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from madang.applications import facts
from madang.applications.models import Application, Extension
from madang.applications.policy.desk import can_extend
from madang.core.audit.record import record_change
from madang.core.capacity import Capacity
from madang.core.policy import Refused, require
from madang.journey.log import record
from madang.people.models import Person
from madang.programmes.actions.closing import move_closing
from madang.programmes.models import Call

from .locking import KeyReused
from .notes import tell_team

REOPENS: Final = timedelta(days=7)
"""A call that closed longer ago stays closed: its selection is on the way."""


@dataclass(frozen=True)
class Extended:
    """What was given: one row a call, how many drafts' teams are told, and which calls could not be given more."""

    extensions: list[Extension]
    drafts: int


@transaction.atomic
def extend(
    *, calls: Sequence[Call], closes_at: datetime, reason: str, key: UUID, by: Capacity, now: datetime
) -> Extended:
    """Let calls close at `closes_at`, which is later than they would; all of them or none.

    The call's own closing time moves with it in the same transaction, so that catalogue, feeds, reminders and the job that
    closes calls follow; the Extension keeps what it was and why. A call closed by its time opens again. Locks each call's row
    in the order of their ids. With the same `key` it is the same extension; with other contents `KeyReused`.
    Raises `Refused` by policy, for a time that has passed or is no later, and for a call that takes no applications any more.
    """
    require(can_extend(by))
    if not calls:
        raise Refused(_("Choose at least one call."))
    if closes_at <= now:
        raise Refused(_("Choose a time that is still to come."))
    wanted = sorted({call.pk for call in calls})
    keys = {pk: uuid5(key, str(pk)) for pk in wanted}
    # The rows are locked before asking for the key: of two clicks the second finds what the first has made.
    held = {call.pk: call for call in Call.objects.select_for_update(of=("self",)).filter(pk__in=wanted).order_by("pk")}
    made = list(Extension.objects.filter(request_key__in=keys.values()).order_by("call_id"))
    if made:
        if [one.call_id for one in made] != wanted or any(
            (one.closes_after, one.reason) != (closes_at, reason) for one in made
        ):
            raise KeyReused
        return Extended(made, 0)
    found, told = [], 0
    for pk in wanted:
        extension = _one(held[pk], closes_at, reason, keys[pk], by, now)
        told += _tell(extension.call, extension)
        found.append(extension)
    return Extended(found, told)


def _one(call: Call, closes_at: datetime, reason: str, key: UUID, by: Capacity, now: datetime) -> Extension:
    """More time for one call, its row locked by the caller."""
    assert isinstance(by.person, Person)
    before = call.closes_at
    if before is not None and before < now - REOPENS:
        raise Refused(_("“%(title)s” closed more than a week ago.") % {"title": call.title})
    moved = move_closing(call=call, closes_at=closes_at, by=by, now=now)
    extension = Extension.objects.create(
        call=moved,
        closes_before=before,
        closes_after=closes_at,
        reason=reason,
        granted_by=by.person,
        granted_at=now,
        request_key=key,
    )
    fact = facts.Extended(call=call.pk, closes_before=before, closes_after=closes_at)
    record(fact, institution=moved.institution, by=by, at=now)
    record_change(
        extension,
        by=by,
        at=now,
        action="applications.extended",
        before={"closes_at": before},
        after={"closes_at": closes_at},
        call=call.pk,
        reason=reason,
    )
    return extension


def _tell(call: Call, extension: Extension) -> int:
    """A note to the team of every draft. How many drafts."""
    drafts = list(Application.objects.filter(call=call, state=Application.State.DRAFT))
    for draft in drafts:
        tell_team("extended", draft, ref=extension.pk)
    return len(drafts)
