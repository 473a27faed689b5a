"""The row that every change of an application waits for, and what is read with it."""

import secrets
from datetime import datetime
from typing import Final

from django.db import connection
from django.utils.translation import gettext_lazy as _

from madang.applications.at_once import at_once
from madang.applications.models import Application, Correction
from madang.core.policy import Refused
from madang.programmes.models import Call
from madang.startups.capacity import AsMember

# Read out on the phone and typed from paper: nothing that looks or sounds like another sign.
_SIGNS: Final = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


class KeyReused(Refused):
    """The same key came with something else: a form was sent twice with other contents."""

    def __init__(self) -> None:
        super().__init__(_("This form was already used for something else. Open the page again and repeat."))


def locked(application: Application) -> Application:
    """The application, its row held until the transaction ends. Two queries."""
    rows = Application.objects.select_for_update(of=("self",)).for_work().prefetch_related("call__extensions")
    found: Application | None = rows.filter(pk=application.pk).first()
    if found is None:
        # A draft that moved to a new form while this waited for its row: the row is held, but the form that was joined is the
        # old one, so PostgreSQL leaves the line out. Read again it is there.
        found = rows.get(pk=application.pk)
    return found


def locked_at_once(public_id: str, *, by: AsMember) -> Application:
    """The member's application read as `at_once` reads it, its row held until the transaction ends. One query.

    Raises `Application.DoesNotExist` for what the member does not see.
    """
    rows = at_once(by).select_for_update(of=("self",)).filter(public_id=public_id)
    found: Application = rows.first() or rows.get()  # asked again: see `locked`
    found.startup = by.startup
    return found


def hold_call(call: Call) -> None:
    """Wait for whoever publishes the call's form, moves its closing or takes its field in; they then wait for this transaction.

    A share of the call's row: any number of startups begin at one moment without waiting for each other. Taken before the
    form is read, or a draft that is begun at the moment of publishing stays on the old form.
    """
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT FROM {Call._meta.db_table} WHERE id = %s FOR KEY SHARE", [call.pk])


def standing_correction(application: Application) -> Correction | None:
    """The request to correct that waits for an answer, if there is one. One query, for what was handed in alone."""
    if application.state != Application.State.SUBMITTED:
        return None
    found: Correction | None = application.corrections.filter(answered_at=None, recalled_at=None).first()
    return found


def touch(application: Application, *, now: datetime) -> set[str]:
    """Count a change, and give the number with the first. Returns the fields to save; the row must be `locked`.

    The number is random: 30 signs in eight places make 6.5e11; the unique index is the backstop.
    """
    application.version += 1
    application.changed_at = now
    fields = {"version", "changed_at"}
    if not application.number:
        application.number = new_number()
        fields.add("number")
    return fields


def new_number() -> str:
    """A number nobody has, such as "7KQ4-XN2P"."""
    while True:
        signs = "".join(secrets.choice(_SIGNS) for _place in range(8))
        number = f"{signs[:4]}-{signs[4:]}"
        if not Application.objects.filter(number=number).exists():
            return number
