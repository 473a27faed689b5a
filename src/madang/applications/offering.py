"""What this app puts on a call's page: the way to apply here, while the call is open and has a form."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from madang.core import moments
from madang.programmes.models import Call
from madang.programmes.ways import Way, address_for, register
from madang.startups.models import Startup

from .deadline import Deadline, deadline_of
from .models import Application, FormVersion


@register
def way(call: Call, startup: Startup | None, now: datetime) -> Way | None:
    """Begin an application, or go on with the one there is. Two queries at most for everyone, three for a member."""
    if startup is not None:
        live = Application.objects.filter(call=call, startup=startup).exclude(state=Application.State.WITHDRAWN)
        if there := live.only("public_id", "state").first():
            words = _("Go on with the application") if there.state == Application.State.DRAFT else _("Our application")
            return Way(words, reverse("applications:application", args=[startup.slug, there.public_id]))
    window = deadline_of(call)
    if not FormVersion.objects.filter(call=call).exists() or not window.is_open(now=now):
        return None
    longer = _longer(window, now)
    if startup is not None:
        return Way(
            _("Apply here"),
            address_for(startup, call),
            longer or _("What your startup has answered before is filled in."),
        )
    return Way(
        _("Apply here"),
        reverse("applications:apply", args=[call.public_id]),
        longer or _("You write on this street; what you have answered before is filled in."),
    )


def _longer(window: Deadline, now: datetime) -> str:
    """What an extension changed, and why; "" where there is none."""
    if window.extended_from is None:
        return ""
    before = moments.moment(window.extended_from, window.zone, now=now)
    return _("Closes later than announced (%(before)s): %(why)s") % {"before": before, "why": window.reason}
