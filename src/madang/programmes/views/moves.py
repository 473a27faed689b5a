"""What moves a call on: publish, schedule, close, decide, archive, copy, and partners. Each asks first; a no says why."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from madang.core.capacity import Request, acting
from madang.core.policy import Refused
from madang.institutions.capacity import AsStaff
from madang.institutions.models import Institution
from madang.programmes import policy
from madang.programmes.actions import calls as actions
from madang.programmes.actions import partners as partner_actions
from madang.programmes.forms import ScheduleForm
from madang.programmes.models import Call

from .acting import refused, said, staff
from .desk import found


@dataclass(frozen=True)
class Move:
    """One thing that can be done with a call: how it asks, what its button says, what it tells afterwards."""

    act: Callable[..., Any]
    title: Any
    text: Any
    label: Any
    done: Any
    danger: bool = False


MOVES: Final[Mapping[str, Move]] = {
    "publish": Move(
        actions.publish,
        gettext_lazy("Publish this call now?"),
        gettext_lazy("Everyone can read it at once. You can still correct it afterwards; readers see the new words."),
        gettext_lazy("Publish now"),
        gettext_lazy("The call is published."),
    ),
    "unschedule": Move(
        actions.unschedule,
        gettext_lazy("Take it off the schedule?"),
        gettext_lazy("It becomes a draft again and is not published by itself."),
        gettext_lazy("Back to a draft"),
        gettext_lazy("The call is a draft again."),
    ),
    "close": Move(
        actions.close,
        gettext_lazy("Close this call now?"),
        gettext_lazy("Nothing new can be begun from this minute on. A closed call is not opened again."),
        gettext_lazy("Close now"),
        gettext_lazy("The call is closed."),
        danger=True,
    ),
    "decide": Move(
        actions.decide,
        gettext_lazy("Is the selection done?"),
        gettext_lazy("Readers see that the call is decided. After that its words stay as they are."),
        gettext_lazy("Selection is done"),
        gettext_lazy("The call is decided."),
    ),
    "archive": Move(
        actions.archive,
        gettext_lazy("Put this call away?"),
        gettext_lazy("Readers no longer find it. Your desk keeps it and can copy it."),
        gettext_lazy("Put away"),
        gettext_lazy("The call is put away."),
        danger=True,
    ),
    "copy": Move(
        actions.copy,
        gettext_lazy("Start a new call from this one?"),
        gettext_lazy(
            "Words, conditions, documents and steps are taken over. Dates are not, and conditions wait to be confirmed."
        ),
        gettext_lazy("Copy"),
        gettext_lazy("A new draft is ready. Say when it opens and closes."),
    ),
}


@acting(AsStaff)
@require_http_methods(["GET", "HEAD", "POST"])
def move(request: Request, public_id: str, verb: str) -> HttpResponse:
    """Asks first (the page a dialog stands for), then does it."""
    if verb not in MOVES:
        raise Http404
    call, asked = found(request, public_id), MOVES[verb]
    slug = staff(request).institution.slug
    back = reverse("programmes:desk_call", args=[slug, call.public_id])
    if request.method != "POST":
        context = {"institution": staff(request).institution, "call": call, "move": asked, "verb": verb, "back": back}
        return render(request, "programmes/desk/move.html", context)
    try:
        after = asked.act(call=call, by=request.capacity, now=request.now)
    except Refused as refusal:
        return refused(request, refusal, back)
    said(request, str(asked.done))
    if verb == "copy":
        return redirect("programmes:desk_section", slug, after.public_id, "when")
    return redirect(back)


@acting(AsStaff)
@require_http_methods(["GET", "HEAD", "POST"])
def schedule(request: Request, public_id: str) -> HttpResponse:
    """Names the time at which the call publishes itself."""
    call = found(request, public_id)
    form = ScheduleForm(request.POST or None, initial={"publish_at": call.publish_at or call.opens_at})
    form.fields["publish_at"].set_zone(call.zone)  # type: ignore[attr-defined]
    refusal = ""
    slug = staff(request).institution.slug
    if request.method == "POST" and form.is_valid():
        at = form.cleaned_data["publish_at"]
        try:
            actions.schedule(call=call, publish_at=at, by=request.capacity, now=request.now)
        except Refused as refused_:
            refusal = refused_.reason
        else:
            said(request, _("The call will publish itself."))
            return redirect("programmes:desk_call", slug, call.public_id)
    context = {
        "institution": staff(request).institution,
        "call": call,
        "form": form,
        "refusal": refusal,
        "may": policy.can_publish(request.capacity, call, now=request.now),
    }
    return render(
        request, "programmes/desk/schedule.html", context, status=409 if refusal else 422 if form.errors else 200
    )


@acting(AsStaff)
@require_POST
def ask_partner(request: Request, public_id: str) -> HttpResponse:
    """Ask a second institution to run the call together."""
    call = found(request, public_id)
    chosen = get_object_or_404(Institution.objects.filter(is_listed=True), slug=request.POST.get("institution", ""))
    return _partner(
        request,
        call,
        lambda: actions.ask_partner(call=call, institution=chosen, by=request.capacity, now=request.now),
        _("The institution is asked. Its desk sees your request."),
    )


@acting(AsStaff)
@require_POST
def drop_partner(request: Request, public_id: str, partner: str) -> HttpResponse:
    """Take a partner, or a request to one, off the call."""
    call = found(request, public_id)
    held = get_object_or_404(call.partners.select_related("institution"), institution__slug=partner)
    return _partner(
        request,
        call,
        lambda: partner_actions.drop_partner(
            call=call, institution=held.institution, by=request.capacity, now=request.now
        ),
        _("The institution is off the call."),
    )


@acting(AsStaff)
@require_POST
def answer_partner(request: Request, public_id: str) -> HttpResponse:
    """Agree to run a call together, or decline. Anything but a clear yes or no is refused."""
    call = found(request, public_id)
    answer = request.POST.get("answer")
    if answer not in {"yes", "no"}:
        raise Http404
    agrees = answer == "yes"
    response = _partner(
        request,
        call,
        lambda: actions.answer_partner(call=call, agrees=agrees, by=request.capacity, now=request.now),
        _("You run this call together now.") if agrees else _("You declined. The other institution sees that."),
    )
    if not agrees and response.status_code == 302:
        return redirect("programmes:desk", staff(request).institution.slug)
    return response


def _partner(request: Request, call: Call, act: Callable[[], Any], done: str) -> HttpResponse:
    back = reverse("programmes:desk_call", args=[staff(request).institution.slug, call.public_id])
    try:
        act()
    except Refused as refusal:
        return refused(request, refusal, back)
    said(request, done)
    return redirect(back)
