"""What keeps a call from opening again: its applications are taken in, so a later one would be in nobody's field."""

from django.utils.translation import gettext_lazy as _

from madang.core.policy import YES, Verdict, no
from madang.programmes.models import Call
from madang.programmes.reopening import register

from .models import Selection


@register
def field_is_taken_in(call: Call) -> Verdict:
    """No, once the call's selection has begun. One query."""
    if not Selection.objects.filter(call=call).exclude(state=Selection.State.SETTING_UP).exists():
        return YES
    reason = _(
        "The selection of “%(title)s” has begun, so it takes no more applications. Leave its closing time as it is: "
        "ask applicants for corrections, or publish a new call."
    )
    return no(reason % {"title": call.title})
