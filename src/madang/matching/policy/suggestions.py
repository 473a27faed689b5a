"""Who may take a call off a startup's suggestions, and who may see which startups a call fits."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from madang.core.capacity import Capacity
from madang.core.policy import YES, Verdict, no
from madang.institutions.capacity import AsStaff
from madang.programmes.models import Call
from madang.startups.capacity import AsMember
from madang.startups.models import Startup


def can_dismiss(capacity: Capacity, startup: Startup) -> Verdict:
    """Taking a call off the suggestions, and bringing it back: owners and editors. Everyone of the team sees the result."""
    if not (isinstance(capacity, AsMember) and capacity.startup.pk == startup.pk):
        return no(_("Only members of the startup can change its suggestions."))
    if not capacity.may_edit:
        return no(_("You may look but not change. An owner of the startup can give you the editor's role."))
    return YES


def can_see_fitting(capacity: Capacity, call: Call, *, now: datetime) -> Verdict:
    """The names of startups that fit a call: the desks that run it, while it is open. `partners` must be fetched."""
    own = capacity.institution.pk if isinstance(capacity, AsStaff) else None
    agreed = {partner.institution_id for partner in call.partners.all() if partner.accepted_at is not None}
    if own is None or own not in {call.institution_id, *agreed}:
        return no(_("Only the institutions that run this call see whom it fits."))
    if not call.is_open(now=now):
        return no(_("Startups agreed to be found for open calls. Their names are shown here while this call is open."))
    return YES
