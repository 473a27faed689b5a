"""The team: members, roles, invitations, leaving."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from madang.core.capacity import Request, acting
from madang.core.policy import Refused
from madang.startups import actions, notices, policy
from madang.startups.capacity import AsMember
from madang.startups.forms import InviteForm, RoleForm
from madang.startups.models import Invitation, Membership, Startup

from .acting import member, refused, said


def _members(startup: Startup) -> list[dict[str, Any]]:
    return list(Membership.objects.filter(startup=startup).select_related("person", "startup").order_by("since", "pk"))  # type: ignore[arg-type]


def _page(request: Request, form: InviteForm, *, status: int = 200, **more: Any) -> HttpResponse:
    startup = member(request).startup
    members: Any = _members(startup)
    owners = sum(one.role == Membership.Role.OWNER for one in members)
    rows = [
        {
            "member": one,
            "me": one.person_id == request.capacity.person.pk,  # type: ignore[union-attr]
            "may_remove": policy.can_remove(request.capacity, one, owners=owners),
            "may_change": policy.can_change_role(request.capacity, one, Membership.Role.VIEWER, owners=owners),
            "may_leave": policy.can_leave(request.capacity, one, owners=owners),
        }
        for one in members
    ]
    waiting = Invitation.objects.filter(startup=startup, used_at=None, withdrawn_at=None, expires_at__gt=request.now)
    context = {
        "startup": startup,
        "rows": rows,
        "roles": Membership.Role.choices,
        "form": form,
        "waiting": waiting.order_by("expires_at", "pk"),
        "may_invite": policy.can_invite(request.capacity, startup),
    }
    return render(request, "startups/team.html", context | more, status=status)


@acting(AsMember)
@require_http_methods(["GET", "HEAD", "POST"])
def team(request: Request) -> HttpResponse:
    """The list of members; a POST invites one more, and shows the link once in case the message does not arrive."""
    if request.method != "POST":
        return _page(request, InviteForm())
    form = InviteForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    try:
        _made, token = actions.invite(
            startup=member(request).startup,
            email=form.cleaned_data["email"],
            role=form.cleaned_data["role"],
            by=request.capacity,
            now=request.now,
        )
    except Refused as refusal:
        return _page(request, form, status=409, refusal=refusal.reason)
    return _page(
        request, InviteForm(), sent=form.cleaned_data["email"], link=request.build_absolute_uri(notices.path(token))
    )


@acting(AsMember)
@require_POST
def change_role(request: Request, pk: int) -> HttpResponse:
    startup = member(request).startup
    one = get_object_or_404(Membership, startup=startup, pk=pk)
    form = RoleForm(request.POST)
    if not form.is_valid():
        return _page(request, InviteForm(), status=422, refusal=_("Please choose one of the list."))
    try:
        actions.change_role(membership=one, role=form.cleaned_data["role"], by=request.capacity, now=request.now)
    except Refused as refusal:
        return refused(request, refusal, _back(startup))
    said(request, _("Saved."))
    return redirect(_back(startup))


@acting(AsMember)
@require_POST
def remove_member(request: Request, pk: int) -> HttpResponse:
    startup = member(request).startup
    one = get_object_or_404(Membership, startup=startup, pk=pk)
    try:
        actions.remove_member(membership=one, by=request.capacity, now=request.now)
    except Refused as refusal:
        return refused(request, refusal, _back(startup))
    said(request, _("Removed."))
    return redirect(_back(startup))


@acting(AsMember)
@require_POST
def withdraw_invitation(request: Request, public_id: str) -> HttpResponse:
    startup = member(request).startup
    one = get_object_or_404(Invitation, startup=startup, public_id=public_id)
    try:
        actions.withdraw_invitation(invitation=one, by=request.capacity, now=request.now)
    except Refused as refusal:
        return refused(request, refusal, _back(startup))
    said(request, _("The invitation no longer works."))
    return redirect(_back(startup))


@acting(AsMember)
@require_POST
def leave(request: Request) -> HttpResponse:
    startup = member(request).startup
    try:
        actions.leave(startup=startup, by=request.capacity, now=request.now)
    except Refused as refusal:
        return refused(request, refusal, _back(startup))
    said(request, _("You have left the startup."))
    return redirect("street:desks")


def _back(startup: Startup) -> str:
    return reverse("startups:team", args=[startup.slug])
