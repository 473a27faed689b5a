"""Registering a startup, changing its founding state, taking up an invitation."""

from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from madang.core import moments
from madang.core.capacity import Request, acting
from madang.core.policy import Refused
from madang.people import invitations
from madang.people.capacity import AsSelf
from madang.startups import actions, policy
from madang.startups.capacity import AsMember
from madang.startups.forms import FoundForm, FoundingForm
from madang.startups.models import Invitation

from .acting import member, said


@acting(AsSelf)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Request) -> HttpResponse:
    """Register a startup. The form's own key makes a second click lead to the startup of the first."""
    may = policy.can_found(request.capacity)
    form = FoundForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        status = 422 if request.method == "POST" else 200
        return render(request, "startups/new.html", {"form": form, "may": may}, status=status)
    cleaned = form.cleaned_data
    try:
        startup = actions.found(
            name=cleaned["name"],
            founding_type=cleaned["founding_type"],
            key=cleaned["key"],
            values=form.values(),
            by=request.capacity,
            now=request.now,
        )
    except Refused as refusal:
        return render(request, "startups/new.html", {"form": form, "may": may, "refusal": refusal.reason}, status=409)
    said(request, _("Registered. Fill in what calls ask for; each section says what it opens."))
    return redirect("startups:profile", startup.slug)


@acting(AsMember)
@require_http_methods(["GET", "HEAD", "POST"])
def founding(request: Request) -> HttpResponse:
    startup = member(request).startup
    initial = {name: getattr(startup, name) for name in FoundingForm.base_fields}
    given = request.POST if request.method == "POST" else None
    form = FoundingForm(given, initial=initial, today=moments.day_of(request.now))
    context = {"startup": startup, "form": form, "may": policy.can_own(request.capacity, startup)}
    if request.method != "POST" or not form.is_valid():
        return render(request, "startups/founding.html", context, status=422 if request.method == "POST" else 200)
    try:
        actions.change_founding(startup=startup, by=request.capacity, now=request.now, **form.cleaned_data)
    except Refused as refusal:
        return render(request, "startups/founding.html", context | {"refusal": refusal.reason}, status=409)
    said(request, _("Saved. Calls now ask you as what you are."))
    return redirect("startups:section", startup.slug, "business")


@acting(AsSelf)
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: Request, token: str) -> HttpResponse:
    """What an invitation invites to, and taking it up. A link that leads nowhere says the same to everyone."""
    assert isinstance(request.capacity, AsSelf)
    found = invitations.find(Invitation, token=token)
    may = invitations.can_redeem(found, request.capacity.person, now=request.now)
    context = {"invitation": found if may else None, "may": may, "token": token}
    if request.method != "POST":
        return render(request, "startups/invitation.html", context)
    try:
        membership = actions.redeem_invitation(token=token, by=request.capacity, now=request.now)
    except (Refused, ObjectDoesNotExist) as refusal:
        reason = refusal.reason if isinstance(refusal, Refused) else may.reason
        return render(
            request, "startups/invitation.html", context | {"invitation": None, "refusal": reason}, status=409
        )
    said(request, _("Welcome to the team."))
    return redirect("startups:profile", membership.startup.slug)
