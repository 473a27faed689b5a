"""Who may take a call off a startup's suggestions, and who may ask how many startups a call reaches."""

from django.utils.translation import gettext_lazy as _

from madang.core.capacity import Capacity
from madang.core.policy import YES, Verdict, no
from madang.institutions.capacity import AsStaff
from madang.people.capacity import AsOperator
from madang.startups.capacity import AsMember
from madang.startups.models import Startup


def can_dismiss(capacity: Capacity, startup: Startup) -> Verdict:
    """Taking a call off the suggestions, and bringing it back: owners and editors. Everyone of the team sees the result."""
    if not (isinstance(capacity, AsMember) and capacity.startup.pk == startup.pk):
        return no(_("Only members of the startup can change its suggestions."))
    if not capacity.may_edit:
        return no(_("You may look but not change. An owner of the startup can give you the editor's role."))
    return YES


def can_see_gaps(capacity: Capacity) -> Verdict:
    """What startups look for and nobody offers, in counts: desks of institutions and the street office."""
    if isinstance(capacity, AsStaff | AsOperator):
        return YES
    return no(_("Only institutions and the street office see what is missing on the street."))
