"""Who works at a desk: invitations, roles, leaving."""

from datetime import datetime
from functools import partial
from typing import Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from madang.core.capacity import Capacity
from madang.core.policy import Refused, require
from madang.institutions import facts, notices, policy
from madang.institutions.models import Institution, Invitation, StaffRole
from madang.journey.log import record
from madang.people import invitations
from madang.people.capacity import AsSelf
from madang.people.models import Person

from .profile import locked

_RANKS: Final = (StaffRole.Role.OWNER, StaffRole.Role.MANAGER, StaffRole.Role.VIEWER)


def _owners(institution: Institution) -> int:
    return StaffRole.objects.filter(institution=institution, role=StaffRole.Role.OWNER).count()


@transaction.atomic
def invite(*, institution: Institution, email: str, role: str, by: Capacity, now: datetime) -> tuple[Invitation, str]:
    """Invite an address to the desk; returns the invitation and its token, which is kept nowhere.

    The message goes out once the transaction has committed. An older open invitation of that address ends.
    """
    institution = locked(institution)
    require(policy.can_give(by, institution, role))
    if StaffRole.objects.filter(institution=institution, person__email__iexact=email.strip()).exists():
        raise Refused(_("This person already works at the desk. Change the role in the list instead."))
    made, token = invitations.issue(Invitation, email=email, by=by, now=now, institution=institution, role=role)
    transaction.on_commit(partial(notices.invite, made, token))
    return made, token


@transaction.atomic
def withdraw_invitation(*, invitation: Invitation, by: Capacity, now: datetime) -> Invitation:
    institution = locked(invitation.institution)
    invitation = Invitation.objects.select_for_update(of=("self",)).get(pk=invitation.pk, institution=institution)
    require(policy.can_withdraw_invitation(by, invitation))
    invitation.withdrawn_at = now
    invitation.save(update_fields=["withdrawn_at"])
    return invitation


@transaction.atomic
def redeem_invitation(*, token: str, by: AsSelf, now: datetime) -> StaffRole:
    """Take up an invitation. Of two clicks one wins; who already works there keeps the higher of both roles."""
    if found := invitations.find(Invitation, token=token):
        locked(found.institution)  # before the invitation, in the order in which inviting and withdrawing take them
    invitation = invitations.redeem(Invitation, token=token, person=by.person, now=now)
    institution = locked(invitation.institution)
    held = StaffRole.objects.filter(institution=institution, person=by.person).first()
    if held:
        if _rank(invitation.role) < _rank(held.role):
            held.role = invitation.role
            held.save(update_fields=["role"])
            fact = facts.RoleChanged(person=by.person.pk, role=held.role)
            record(fact, institution=institution, by=by, at=now)
        return held
    staff = StaffRole.objects.create(institution=institution, person=by.person, role=invitation.role)
    fact_joined = facts.MemberJoined(person=by.person.pk, role=staff.role)
    record(fact_joined, institution=institution, by=by, at=now)
    return staff


def _rank(role: str) -> int:
    return _RANKS.index(StaffRole.Role(role)) if role in _RANKS else len(_RANKS)


@transaction.atomic
def change_role(*, staff: StaffRole, role: str, by: Capacity, now: datetime) -> StaffRole:
    institution = locked(staff.institution)
    staff = StaffRole.objects.select_related("institution").get(pk=staff.pk)
    require(policy.can_change_role(by, staff, role, owners=_owners(institution)))
    if staff.role != role:
        staff.role = role
        staff.save(update_fields=["role"])
        record(facts.RoleChanged(person=staff.person_id, role=role), institution=institution, by=by, at=now)
    return staff


@transaction.atomic
def remove_member(*, staff: StaffRole, by: Capacity, now: datetime) -> None:
    institution = locked(staff.institution)
    staff = StaffRole.objects.select_related("institution").get(pk=staff.pk)
    require(policy.can_remove(by, staff, owners=_owners(institution)))
    staff.delete()
    record(facts.MemberLeft(person=staff.person_id, removed=True), institution=institution, by=by, at=now)


@transaction.atomic
def leave(*, institution: Institution, by: Capacity, now: datetime) -> None:
    """Give up one's own place at the desk. Raises `Refused` for the last owner, `DoesNotExist` for who has none."""
    institution = locked(institution)
    person = by.person if isinstance(by.person, Person) else None
    staff = StaffRole.objects.select_related("institution").get(institution=institution, person=person)
    require(policy.can_leave(by, staff, owners=_owners(institution)))
    staff.delete()
    record(facts.MemberLeft(person=staff.person_id, removed=False), institution=institution, by=by, at=now)
