"""What a startup shows to others, and closing it."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from madang.core.capacity import Request, acting
from madang.core.policy import Refused
from madang.people import terms
from madang.startups import actions, policy
from madang.startups.capacity import AsMember
from madang.startups.forms import OperationForm
from madang.startups.models import Startup

from .acting import member, refused, said


@acting(AsMember)
@require_safe
def settings(request: Request) -> HttpResponse:
    startup = member(request).startup
    who = request.capacity
    states = [state for state in Startup.Operation if state != startup.operation]
    context = {
        "startup": startup,
        "public_words": terms.words("public_page"),
        "share_words": terms.words("share_with_staff"),
        "may_publish": policy.can_publish(who, startup),
        "may_unpublish": policy.can_unpublish(who, startup),
        "may_share": policy.can_share(who, startup),
        "may_stop": policy.can_stop_sharing(who, startup),
        "may_own": policy.can_own(who, startup),
        "states": [(state, policy.can_operate(who, startup, state)) for state in states],
    }
    return render(request, "startups/settings.html", context)


def _do(request: Request, action: Callable[..., Any], words: str, **more: Any) -> HttpResponse:
    startup = member(request).startup
    back = reverse("startups:settings", args=[startup.slug])
    try:
        action(startup=startup, by=request.capacity, now=request.now, **more)
    except Refused as refusal:
        return refused(request, refusal, back)
    said(request, words)
    return redirect(back)


@acting(AsMember)
@require_POST
def publish(request: Request) -> HttpResponse:
    return _do(request, actions.publish, _("The public page is shown."), language=get_language() or "ko")


@acting(AsMember)
@require_POST
def unpublish(request: Request) -> HttpResponse:
    return _do(request, actions.unpublish, _("The public page is hidden."))


@acting(AsMember)
@require_POST
def share(request: Request) -> HttpResponse:
    words = _("Institutions can now see that the startup fits their calls.")
    return _do(request, actions.share, words, language=get_language() or "ko")


@acting(AsMember)
@require_POST
def stop_sharing(request: Request) -> HttpResponse:
    return _do(request, actions.stop_sharing, _("Institutions no longer see it."))


@acting(AsMember)
@require_POST
def operation(request: Request) -> HttpResponse:
    form = OperationForm(request.POST)
    if not form.is_valid():
        return redirect("startups:settings", member(request).startup.slug)
    return _do(request, actions.change_operation, _("Saved."), operation=form.cleaned_data["operation"])
