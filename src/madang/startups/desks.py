"""The desks a person has in startups, for the switcher."""

from django.urls import reverse

from madang.people.desks import Desk, register
from madang.people.models import Person

from .models import Membership


@register
def desks(person: Person) -> list[Desk]:
    """One query: newest membership first."""
    held = Membership.objects.filter(person=person).select_related("startup").order_by("-since", "-pk")
    return [
        Desk(
            label=membership.startup.name,
            url=reverse("street:startup_desk", args=[membership.startup.slug]),
            kind="startup",
            role=membership.get_role_display(),
        )
        for membership in held
    ]
