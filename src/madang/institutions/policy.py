"""Who may do what with an institution."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from madang.core.capacity import Capacity
from madang.core.policy import YES, Reason, Verdict, no
from madang.people.capacity import AsOperator

from .capacity import AsStaff
from .models import Institution, Invitation, StaffRole

Role = StaffRole.Role
# Named so that nobody gives them another meaning; they open with the desks they are for.
RESERVED: Final = frozenset({Role.SPACE, Role.EXPANSION})


def _staff(capacity: Capacity, institution: Institution) -> AsStaff | None:
    return capacity if isinstance(capacity, AsStaff) and capacity.institution.pk == institution.pk else None


def can_view(capacity: Capacity, institution: Institution) -> Verdict:
    """The institution's page; the same rule for many is `InstitutionQuerySet.visible_to`."""
    if institution.is_listed or isinstance(capacity, AsOperator) or _staff(capacity, institution):
        return YES
    return no(_("This institution is not shown on the street."))


def can_open(capacity: Capacity) -> Verdict:
    if isinstance(capacity, AsOperator):
        return YES
    return no(_("Only the street office can open a door for a new institution. Please write to it."))


def can_edit(capacity: Capacity, institution: Institution) -> Verdict:
    if isinstance(capacity, AsOperator):
        return YES
    staff = _staff(capacity, institution)
    if staff is None:
        return no(_("Only the institution's own desk can change this."))
    if not staff.may_edit:
        return no(_("You may look but not change. An owner of the desk can give you the manager's role."))
    return YES


def can_own(capacity: Capacity, institution: Institution) -> Verdict:
    """What only owners of the desk decide, or the street office in their place: who belongs, and being listed."""
    staff = _staff(capacity, institution)
    if isinstance(capacity, AsOperator) or (staff and staff.role == Role.OWNER):
        return YES
    return no(_("Only an owner of the desk can do this. Ask one of the owners."))


def can_give(capacity: Capacity, institution: Institution, role: str) -> Verdict:
    """Whether a role may be given by invitation or change."""
    verdict = can_own(capacity, institution)
    return no(reserved(role)) if verdict and role in RESERVED else verdict


def reserved(role: str) -> Reason:
    """Why a role cannot be given yet."""
    if role == Role.SPACE:
        return _("Comes with the desk for rooms and labs.")
    return _("Comes with the desk for going abroad.")


def can_withdraw_invitation(capacity: Capacity, invitation: Invitation) -> Verdict:
    verdict = can_own(capacity, invitation.institution)
    if not verdict:
        return verdict
    if invitation.used_at:
        return no(_("This invitation has already been used. Remove the member instead."))
    if invitation.withdrawn_at:
        return no(_("This invitation has already been withdrawn."))
    return YES


def can_change_role(capacity: Capacity, staff: StaffRole, role: str, *, owners: int) -> Verdict:
    """`owners`: how many there are, counted while the institution's row is locked."""
    verdict = can_give(capacity, staff.institution, role)
    if verdict and role != Role.OWNER and _last_owner(staff, owners):
        return no(_("A desk needs an owner. Make someone else an owner first."))
    return verdict


def can_remove(capacity: Capacity, staff: StaffRole, *, owners: int) -> Verdict:
    verdict = can_own(capacity, staff.institution)
    if not verdict:
        return verdict
    if staff.person_id == getattr(capacity.person, "pk", None):
        return no(_("To go yourself, use “Leave this desk”."))
    if _last_owner(staff, owners):
        return no(_("A desk needs an owner. Make someone else an owner first."))
    return YES


def can_leave(capacity: Capacity, staff: StaffRole, *, owners: int) -> Verdict:
    if _staff(capacity, staff.institution) is None or staff.person_id != getattr(capacity.person, "pk", None):
        return no(_("You can only leave by yourself."))
    if _last_owner(staff, owners):
        return no(_("You are the only owner. Make another member an owner first, or ask the street office."))
    return YES


def _last_owner(staff: StaffRole, owners: int) -> bool:
    return staff.role == Role.OWNER and owners <= 1
