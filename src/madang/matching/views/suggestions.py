"""A startup's suggestions: the page of them, taking a call off with a reason, what was taken off, an answer to a call."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from madang.core.capacity import Request, acting
from madang.core.policy import Refused
from madang.matching.actions import suggestions as actions
from madang.matching.forms.suggestions import AnswerForm, DismissForm
from madang.matching.models import Dismissal
from madang.matching.policy import suggestions as policy
from madang.matching.showing import Amounts, show
from madang.matching.suggestions import weigh
from madang.programmes.models import Call
from madang.startups.actions import declare
from madang.startups.capacity import AsMember
from madang.startups.policy import can_edit

from .acting import member, refused

PER_PAGE = 30
MORE = Amounts(win=40, groups=20, in_group=8, watch=20)


@acting(AsMember)
@require_safe
def index(request: Request) -> HttpResponse:
    """Calls to win now, calls one step away, calls to watch; `?all=1` shows more of each."""
    startup = member(request).startup
    weighed = weigh(startup, request.capacity, now=request.now)
    in_full = request.GET.get("all") == "1"
    context = {
        "startup": startup,
        "shown": show(weighed, request.capacity, now=request.now, amounts=MORE if in_full else Amounts()),
        "in_full": in_full,
        "may_dismiss": policy.can_dismiss(request.capacity, startup),
        "may_answer": can_edit(request.capacity, startup),
    }
    return render(request, "matching/suggestions.html", context)


def _call(request: Request, public_id: str) -> Call:
    calls = Call.objects.visible_to(request.capacity).select_related("institution", "programme")
    call: Call = get_object_or_404(calls.defer("body", "search", "heading", "titles"), public_id=public_id)
    return call


@acting(AsMember)
@require_http_methods(["GET", "HEAD", "POST"])
def dismiss(request: Request, public_id: str) -> HttpResponse:
    """Ask why, and take the call off. With htmx the row asks and then says what was done, with a way back."""
    startup, call = member(request).startup, _call(request, public_id)
    may = policy.can_dismiss(request.capacity, startup)
    back = reverse("matching:suggestions", args=[startup.slug])
    form = DismissForm(request.POST if request.method == "POST" else None)
    part = "#row" if request.htmx else ""
    context = {"startup": startup, "call": call, "form": form, "may": may, "back": back}
    if request.method != "POST" or not form.is_valid():
        return render(request, f"matching/dismiss.html{part}", context, status=422 if form.errors else 200)
    try:
        done = actions.dismiss(
            startup=startup, call=call, reason=form.cleaned_data["reason"], by=request.capacity, now=request.now
        )
    except Refused as refusal:
        return refused(request, refusal, back)
    if request.htmx:
        return render(request, "matching/dismiss.html#done", context | {"dismissal": done})
    messages.success(request, _("Taken off your suggestions. You can bring it back at any time."))
    return redirect(back)


@acting(AsMember)
@require_POST
def restore(request: Request, public_id: str) -> HttpResponse:
    """Bring a call back. With htmx from a row the whole page is drawn anew: other calls may come back with it."""
    startup, call = member(request).startup, _call(request, public_id)
    back = reverse("matching:suggestions", args=[startup.slug])
    try:
        actions.restore(startup=startup, call=call, by=request.capacity, now=request.now)
    except Refused as refusal:
        return refused(request, refusal, back)
    messages.success(request, _("Brought back. It may be suggested again."))
    onward = reverse("matching:dismissed", args=[startup.slug]) if request.POST.get("from") == "list" else back
    if request.htmx:
        return HttpResponse(headers={"HX-Redirect": onward})
    return redirect(onward)


@acting(AsMember)
@require_safe
def dismissed(request: Request) -> HttpResponse:
    """What was taken off, by whom and why, with the way back."""
    startup = member(request).startup
    rows = Dismissal.objects.visible_to(request.capacity).for_list()
    context = {
        "startup": startup,
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "may_dismiss": policy.can_dismiss(request.capacity, startup),
    }
    return render(request, "matching/dismissed.html", context)


@acting(AsMember)
@require_POST
def answer(request: Request) -> HttpResponse:
    """Answer a question that calls ask, from the group of calls that wait for it."""
    startup = member(request).startup
    back = reverse("matching:suggestions", args=[startup.slug])
    form = AnswerForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose yes or no."))
        return redirect(back)
    said = form.cleaned_data
    try:
        declare(startup=startup, key=said["key"], answer=said["answer"] == "yes", by=request.capacity, now=request.now)
    except Refused as refusal:
        return refused(request, refusal, back)
    messages.success(request, _("Answered. It counts for every call that asks this."))
    return redirect(back)
