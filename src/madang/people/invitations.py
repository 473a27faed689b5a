"""Invitations of any app: a link that works once, for one address, for two weeks. The models are the apps' own."""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Any, TypeVar

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from madang.core.capacity import Capacity
from madang.core.policy import YES, Verdict, no, require

from .models import Invitation, Person

VALID_FOR = timedelta(days=14)
KEPT_FOR = timedelta(days=90)
M = TypeVar("M", bound=Invitation)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def issue(model: type[M], *, email: str, by: Capacity, now: datetime, **fields: Any) -> tuple[M, str]:
    """Keep an invitation and return it with its token, which exists nowhere else: put it in the link and send it.

    An older open invitation of the same address to the same place stops working. The caller has asked its own policy.
    """
    email = email.strip().lower()
    place = {name: value for name, value in fields.items() if model._meta.get_field(name).is_relation}
    model._default_manager.filter(email=email, used_at__isnull=True, withdrawn_at__isnull=True, **place).update(
        withdrawn_at=now
    )
    token = secrets.token_urlsafe(32)
    invitation = model._default_manager.create(
        digest=_digest(token), email=email, invited_by=by.person, expires_at=now + VALID_FOR, **fields
    )
    return invitation, token


def find(model: type[M], *, token: str) -> M | None:
    """The invitation behind a link, to show what it invites to before it is accepted."""
    return model._default_manager.filter(digest=_digest(token)).first()


def can_redeem(invitation: Invitation | None, person: Person, *, now: datetime) -> Verdict:
    if invitation is None:
        return no(_("This link leads to no invitation. Ask for a new one."))
    if invitation.used_at:
        return no(_("This invitation has already been used."))
    if invitation.withdrawn_at:
        return no(_("This invitation has been withdrawn. Ask for a new one."))
    if now >= invitation.expires_at:
        return no(_("This invitation has expired. Ask for a new one."))
    if not EmailAddress.objects.filter(user_id=person.pk, verified=True, email__iexact=invitation.email).exists():
        return no(
            _("This invitation was sent to another e-mail address. Sign in with that address, or ask for a new one.")
        )
    return YES


@transaction.atomic
def redeem(model: type[M], *, token: str, person: Person, now: datetime) -> M:
    """Use an invitation up. Locks its row, so of two clicks one wins and the other is refused.

    Raises `Refused` with a reason to show; nothing is changed then. The caller gives the role in the same transaction.
    """
    invitation = model._default_manager.select_for_update(of=("self",)).filter(digest=_digest(token)).first()
    require(can_redeem(invitation, person, now=now))
    assert invitation is not None
    invitation.used_at, invitation.used_by = now, person
    invitation.save(update_fields=["used_at", "used_by"])
    return invitation


def forget_old(*, now: datetime) -> int:
    """Delete invitations of every app 90 days after they ended, used or not; they hold addresses of people who may never come."""
    forgotten = 0
    for model in Invitation.__subclasses__():
        deleted, _by_model = model._default_manager.filter(expires_at__lt=now - KEPT_FOR).delete()
        forgotten += deleted
    return forgotten
