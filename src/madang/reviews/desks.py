"""The desk of a reviewer, for the switcher."""

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from madang.people.desks import Desk, register
from madang.people.models import Person

from .models import Reviewer


@register
def desks(person: Person) -> list[Desk]:
    """One query. The role line says how many reviews wait."""
    waiting = Count("assignments", filter=Q(assignments__state="given") & ~Q(assignments__stage__state="planned"))
    held = Reviewer.objects.filter(person=person).annotate(waiting=waiting).first()
    if held is None:
        return []
    role = (
        _("reviews to do: %(count)d") % {"count": held.waiting} if held.waiting else pgettext_lazy("role", "reviewer")
    )
    return [Desk(_("My reviews"), reverse("reviews:work"), "reviewer", role)]
