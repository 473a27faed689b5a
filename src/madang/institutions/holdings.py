"""What institutions' desks hold about a person, what keeps a person from being erased, and what erasing removes."""

from datetime import datetime

from allauth.account.models import EmailAddress
from django.utils.translation import gettext_lazy as _

from madang.core.policy import Reason
from madang.people.holdings import Holding, register, register_eraser, register_veto
from madang.people.models import Person

from .models import Institution, Invitation, StaffRole


def _held(person: Person) -> list[Holding]:
    places = StaffRole.objects.filter(person=person).select_related("institution").order_by("since", "pk")
    sent = Invitation.objects.filter(invited_by=person).select_related("institution").order_by("created_at", "pk")
    return [
        Holding(
            key="staff_roles",
            title=_("Desks you work at"),
            columns=(("institution", _("Institution")), ("role", _("Role")), ("since", _("Since"))),
            rows=tuple((one.institution.name, one.get_role_display(), one.since) for one in places),
        ),
        Holding(
            key="desk_invitations",
            title=_("Invitations to desks you sent"),
            columns=(("institution", _("Institution")), ("email", _("E-mail address")), ("sent", _("Sent"))),
            rows=tuple((one.institution.name, one.email, one.created_at) for one in sent),
        ),
    ]


def _kept_by(person: Person) -> list[Reason]:
    """A desk with other members must not be left without an owner. Locks the institutions it looks at."""
    mine = Institution.objects.filter(staff__person=person, staff__role=StaffRole.Role.OWNER)
    ids = list(Institution.objects.select_for_update().filter(pk__in=mine).order_by("pk").values_list("pk", flat=True))
    staff = list(StaffRole.objects.filter(institution__in=ids).select_related("institution"))
    blocked: list[Reason] = []
    for pk in ids:
        others = [one for one in staff if one.institution_id == pk and one.person_id != person.pk]
        if others and all(one.role != StaffRole.Role.OWNER for one in others):
            words = _("You are the only owner of the desk of %(name)s. Make another member an owner first.")
            blocked.append(words % {"name": others[0].institution.name})
    return blocked


def _erase(person: Person, now: datetime) -> None:
    """Places at desks end. Invitations to the person's own addresses lose them; those they sent stay, without a name."""
    StaffRole.objects.filter(person=person).delete()
    addresses = {person.email, *EmailAddress.objects.filter(user=person).values_list("email", flat=True)}
    for invitation in Invitation.objects.filter(email__in=addresses):
        invitation.email = f"erased-{invitation.public_id}@erased.invalid"
        invitation.withdrawn_at = invitation.withdrawn_at or (None if invitation.used_at else now)
        invitation.save(update_fields=["email", "withdrawn_at"])


register("institutions", _held)
register_veto("institutions", _kept_by)
register_eraser("institutions", _erase)
