"""The street's own desk, for the switcher: without it an operator who signs in finds no way to it."""

from django.urls import reverse
from django.utils.translation import gettext as _

from madang.people.desks import Desk, register
from madang.people.models import Person


@register
def desks(person: Person) -> list[Desk]:
    """The street office, for its operators. No query."""
    if not person.is_operator:
        return []
    return [Desk(_("Street office"), reverse("street:operator_desk"), "operator", _("operator of the street"))]
