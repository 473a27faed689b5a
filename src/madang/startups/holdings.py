"""What startups hold about a person, what keeps a person from being erased, and what erasing removes."""

from datetime import datetime

from allauth.account.models import EmailAddress
from django.utils.translation import gettext_lazy as _

from madang.core.policy import Reason
from madang.people.holdings import Holding, register, register_eraser, register_veto
from madang.people.models import Person

from .models import Declaration, Founder, Invitation, Membership, Startup


def _held(person: Person) -> list[Holding]:
    memberships = Membership.objects.filter(person=person).select_related("startup").order_by("since", "pk")
    sent = Invitation.objects.filter(invited_by=person).select_related("startup").order_by("created_at", "pk")
    said = Declaration.objects.filter(declared_by=person).select_related("startup").order_by("declared_at", "pk")
    return [
        Holding(
            key="memberships",
            title=_("Startups you belong to"),
            columns=(("startup", _("Startup")), ("role", _("Role")), ("since", _("Since"))),
            rows=tuple((one.startup.name, one.get_role_display(), one.since) for one in memberships),
        ),
        Holding(
            key="startup_invitations",
            title=_("Invitations to startups you sent"),
            columns=(("startup", _("Startup")), ("email", _("E-mail address")), ("sent", _("Sent"))),
            rows=tuple((one.startup.name, one.email, one.created_at) for one in sent),
        ),
        Holding(
            key="declarations",
            title=_("Statements you made for a startup"),
            columns=(("startup", _("Startup")), ("key", _("Statement")), ("answer", _("Answer")), ("at", _("Time"))),
            rows=tuple((one.startup.name, one.key, one.answer, one.declared_at) for one in said),
        ),
    ]


def _kept_by(person: Person) -> list[Reason]:
    """A startup with other members must not be left without an owner. Locks the startups it looks at."""
    mine = Startup.objects.filter(memberships__person=person, memberships__role=Membership.Role.OWNER)
    ids = list(Startup.objects.select_for_update().filter(pk__in=mine).order_by("pk").values_list("pk", flat=True))
    members = list(Membership.objects.filter(startup__in=ids).select_related("startup"))
    blocked: list[Reason] = []
    for pk in ids:
        others = [one for one in members if one.startup_id == pk and one.person_id != person.pk]
        if others and all(one.role != Membership.Role.OWNER for one in others):
            words = _("You are the only owner of %(name)s. Make another member an owner first.")
            blocked.append(words % {"name": others[0].startup.name})
    return blocked


def _erase(person: Person, now: datetime) -> None:
    """Memberships end. Invitations to the person's own addresses lose them; those they sent stay, without a name."""
    left = list(Startup.objects.filter(memberships__person=person).values_list("pk", flat=True))
    Membership.objects.filter(person=person).delete()
    _put_away(left)
    addresses = {person.email, *EmailAddress.objects.filter(user=person).values_list("email", flat=True)}
    for invitation in Invitation.objects.filter(email__in=addresses):
        invitation.email = f"erased-{invitation.public_id}@erased.invalid"
        invitation.withdrawn_at = invitation.withdrawn_at or (None if invitation.used_at else now)
        invitation.save(update_fields=["email", "withdrawn_at"])


def _put_away(left: list[int]) -> None:
    """A startup nobody belongs to any more shows nothing and keeps no person's name or day of birth."""
    empty = Startup.objects.filter(pk__in=left, memberships__isnull=True)
    ids = list(empty.values_list("pk", flat=True))
    Founder.objects.filter(startup__in=ids).delete()
    Startup.objects.filter(pk__in=ids).update(is_public=False, shares_with_staff=False)


register("startups", _held)
register_veto("startups", _kept_by)
register_eraser("startups", _erase)
