from datetime import datetime

from django.utils.translation import gettext_lazy as _

from madang.core.capacity import Capacity
from madang.core.policy import YES, Verdict, no

from . import holdings
from .capacity import AsSelf
from .models import ApiToken, Consent, Person

MAX_TOKENS = 10


def can_manage(capacity: Capacity, person: Person) -> Verdict:
    if isinstance(capacity, AsSelf) and capacity.person.pk == person.pk and person.is_active:
        return YES
    return no(_("Only you can change your own account."))


def can_withdraw(capacity: Capacity, consent: Consent) -> Verdict:
    if not (isinstance(capacity, AsSelf) and capacity.person.pk == consent.person_id):
        return no(_("Only the person who gave a consent can take it back."))
    if consent.withdrawn_at:
        return no(_("This consent has already been taken back."))
    if consent.purpose == Consent.Purpose.ACCOUNT:
        return no(_("Without this consent there can be no account. To take it back, delete your account."))
    return YES


def can_create_token(capacity: Capacity, person: Person, *, now: datetime) -> Verdict:
    """Locks nothing; `actions.create_token` holds the person's row while it asks."""
    verdict = can_manage(capacity, person)
    if verdict and ApiToken.objects.filter(person=person).valid(now=now).count() >= MAX_TOKENS:
        return no(_("You have %(count)d valid tokens. Revoke one you no longer need.") % {"count": MAX_TOKENS})
    return verdict


def can_revoke(capacity: Capacity, token: ApiToken) -> Verdict:
    if not (isinstance(capacity, AsSelf) and capacity.person.pk == token.person_id):
        return no(_("Only the owner of a token can revoke it."))
    if token.revoked_at:
        return no(_("This token has already been revoked."))
    return YES


def can_erase(capacity: Capacity, person: Person) -> Verdict:
    verdict = can_manage(capacity, person)
    if not verdict:
        return verdict
    reasons = holdings.reasons_against_erasing(person)
    return no(reasons[0]) if reasons else YES
