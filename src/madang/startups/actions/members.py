"""Who belongs to a startup: invitations, roles, leaving."""

from datetime import datetime
from functools import partial

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from madang.core.capacity import Capacity
from madang.core.policy import Refused, require
from madang.journey.log import record
from madang.people import invitations
from madang.people.capacity import AsSelf
from madang.people.models import Person
from madang.startups import facts, notices, policy
from madang.startups.models import Invitation, Membership, Startup

from .profile import locked


def _owners(startup: Startup) -> int:
    return Membership.objects.filter(startup=startup, role=Membership.Role.OWNER).count()


@transaction.atomic
def invite(*, startup: Startup, email: str, role: str, by: Capacity, now: datetime) -> tuple[Invitation, str]:
    """Invite an address to a role; returns the invitation and its token, which is kept nowhere.

    The message goes out once the transaction has committed. An older open invitation of that address ends.
    """
    startup = locked(startup)
    require(policy.can_invite(by, startup))
    if Membership.objects.filter(startup=startup, person__email__iexact=email.strip()).exists():
        raise Refused(_("This person is already a member. Change the role in the list instead."))
    invitation, token = invitations.issue(Invitation, email=email, by=by, now=now, startup=startup, role=role)
    transaction.on_commit(partial(notices.invite, invitation, token))
    return invitation, token


@transaction.atomic
def withdraw_invitation(*, invitation: Invitation, by: Capacity, now: datetime) -> Invitation:
    startup = locked(invitation.startup)
    invitation = Invitation.objects.select_for_update(of=("self",)).get(pk=invitation.pk, startup=startup)
    require(policy.can_withdraw_invitation(by, invitation))
    invitation.withdrawn_at = now
    invitation.save(update_fields=["withdrawn_at"])
    return invitation


@transaction.atomic
def redeem_invitation(*, token: str, by: AsSelf, now: datetime) -> Membership:
    """Take up an invitation. Of two clicks one wins; who is already a member keeps the higher of both roles."""
    if found := invitations.find(Invitation, token=token):
        locked(found.startup)  # before the invitation, in the order in which inviting and withdrawing take them
    invitation = invitations.redeem(Invitation, token=token, person=by.person, now=now)
    startup = locked(invitation.startup)
    held = Membership.objects.filter(startup=startup, person=by.person).first()
    ranks = list(Membership.Role.values)
    if held:
        if ranks.index(invitation.role) < ranks.index(held.role):
            held.role = invitation.role
            held.save(update_fields=["role"])
            record(facts.RoleChanged(person=by.person.pk, role=held.role), startup=startup, by=by, at=now)
        return held
    membership = Membership.objects.create(startup=startup, person=by.person, role=invitation.role)
    record(facts.MemberJoined(person=by.person.pk, role=invitation.role), startup=startup, by=by, at=now)
    return membership


@transaction.atomic
def change_role(*, membership: Membership, role: str, by: Capacity, now: datetime) -> Membership:
    startup = locked(membership.startup)
    membership = Membership.objects.select_related("startup").get(pk=membership.pk)
    require(policy.can_change_role(by, membership, role, owners=_owners(startup)))
    if membership.role != role:
        membership.role = role
        membership.save(update_fields=["role"])
        record(facts.RoleChanged(person=membership.person_id, role=role), startup=startup, by=by, at=now)
    return membership


@transaction.atomic
def remove_member(*, membership: Membership, by: Capacity, now: datetime) -> None:
    startup = locked(membership.startup)
    membership = Membership.objects.select_related("startup").get(pk=membership.pk)
    require(policy.can_remove(by, membership, owners=_owners(startup)))
    membership.delete()
    record(facts.MemberLeft(person=membership.person_id, removed=True), startup=startup, by=by, at=now)


@transaction.atomic
def leave(*, startup: Startup, by: Capacity, now: datetime) -> None:
    """Give up one's own membership. Raises `Refused` for the last owner, `DoesNotExist` for who is none."""
    startup = locked(startup)
    membership = Membership.objects.select_related("startup").get(startup=startup, person=_person(by))
    require(policy.can_leave(by, membership, owners=_owners(startup)))
    membership.delete()
    record(facts.MemberLeft(person=membership.person_id, removed=False), startup=startup, by=by, at=now)


def _person(by: Capacity) -> Person | None:
    return by.person if isinstance(by.person, Person) else None
