"""The desks a person has in institutions, for the switcher."""

from django.urls import reverse

from madang.people.desks import Desk, register
from madang.people.models import Person

from .models import StaffRole


@register
def desks(person: Person) -> list[Desk]:
    """One query: newest place first."""
    held = StaffRole.objects.filter(person=person).select_related("institution").order_by("-since", "-pk")
    return [
        Desk(
            label=staff.institution.name,
            url=reverse("street:institution_desk", args=[staff.institution.slug]),
            kind="institution",
            role=staff.get_role_display(),
        )
        for staff in held
    ]
