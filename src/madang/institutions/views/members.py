"""Who works at the desk: roles, invitations, leaving."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from madang.core.capacity import Request, acting
from madang.core.policy import Refused
from madang.institutions import actions, notices, policy
from madang.institutions.capacity import AsStaff
from madang.institutions.forms import InviteForm, RoleForm
from madang.institutions.models import Institution, Invitation, StaffRole
from madang.people import invitations
from madang.people.capacity import AsSelf

from .acting import refused, said, staff

GIVEN = [(role.value, role.label) for role in StaffRole.Role if role not in policy.RESERVED]


def _page(request: Request, form: InviteForm, *, status: int = 200, **more: Any) -> HttpResponse:
    institution = staff(request).institution
    places = StaffRole.objects.filter(institution=institution).select_related("person", "institution")
    held = list(places.order_by("since", "pk"))
    owners = sum(one.role == StaffRole.Role.OWNER for one in held)
    rows = [
        {
            "member": one,
            "me": one.person_id == staff(request).person.pk,
            "may_remove": policy.can_remove(request.capacity, one, owners=owners),
            "may_leave": policy.can_leave(request.capacity, one, owners=owners),
        }
        for one in held
    ]
    waiting = Invitation.objects.filter(
        institution=institution, used_at=None, withdrawn_at=None, expires_at__gt=request.now
    )
    context = {
        "institution": institution,
        "rows": rows,
        "roles": GIVEN,
        "reserved": [(role.label, policy.reserved(role)) for role in StaffRole.Role if role in policy.RESERVED],
        "form": form,
        "waiting": waiting.order_by("expires_at", "pk"),
        "may_invite": policy.can_own(request.capacity, institution),
    }
    return render(request, "institutions/members.html", context | more, status=status)


def _back(institution: Institution) -> str:
    return reverse("institutions:members", args=[institution.slug])


@acting(AsStaff)
@require_http_methods(["GET", "HEAD", "POST"])
def members(request: Request) -> HttpResponse:
    """The list of those at the desk; a POST invites one more, and shows the link once."""
    if request.method != "POST":
        return _page(request, InviteForm())
    form = InviteForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    given = {"email": form.cleaned_data["email"], "role": form.cleaned_data["role"], "by": request.capacity}
    try:
        _made, token = actions.invite(institution=staff(request).institution, now=request.now, **given)
    except Refused as refusal:
        return _page(request, form, status=409, refusal=refusal.reason)
    link = request.build_absolute_uri(notices.path(token))
    return _page(request, InviteForm(), sent=form.cleaned_data["email"], link=link)


@acting(AsStaff)
@require_POST
def change_role(request: Request, pk: int) -> HttpResponse:
    institution = staff(request).institution
    one = get_object_or_404(StaffRole, institution=institution, pk=pk)
    form = RoleForm(request.POST)
    if not form.is_valid():
        return _page(request, InviteForm(), status=422, refusal=_("Please choose one of the list."))
    try:
        actions.change_role(staff=one, role=form.cleaned_data["role"], by=request.capacity, now=request.now)
    except Refused as refusal:
        return refused(request, refusal, _back(institution))
    said(request, _("Saved."))
    return redirect(_back(institution))


@acting(AsStaff)
@require_POST
def remove_member(request: Request, pk: int) -> HttpResponse:
    institution = staff(request).institution
    one = get_object_or_404(StaffRole, institution=institution, pk=pk)
    try:
        actions.remove_member(staff=one, by=request.capacity, now=request.now)
    except Refused as refusal:
        return refused(request, refusal, _back(institution))
    said(request, _("Removed."))
    return redirect(_back(institution))


@acting(AsStaff)
@require_POST
def withdraw_invitation(request: Request, public_id: str) -> HttpResponse:
    institution = staff(request).institution
    one = get_object_or_404(Invitation, institution=institution, public_id=public_id)
    try:
        actions.withdraw_invitation(invitation=one, by=request.capacity, now=request.now)
    except Refused as refusal:
        return refused(request, refusal, _back(institution))
    said(request, _("The invitation no longer works."))
    return redirect(_back(institution))


@acting(AsStaff)
@require_POST
def leave(request: Request) -> HttpResponse:
    institution = staff(request).institution
    try:
        actions.leave(institution=institution, by=request.capacity, now=request.now)
    except Refused as refusal:
        return refused(request, refusal, _back(institution))
    said(request, _("You have left the desk."))
    return redirect("street:desks")


@acting(AsSelf)
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: Request, token: str) -> HttpResponse:
    """What an invitation invites to, and taking it up. A link that leads nowhere says the same to everyone."""
    assert isinstance(request.capacity, AsSelf)
    found = invitations.find(Invitation, token=token)
    may = invitations.can_redeem(found, request.capacity.person, now=request.now)
    context: dict[str, Any] = {"invitation": found if may else None, "may": may}
    if request.method != "POST":
        return render(request, "institutions/invitation.html", context)
    try:
        place = actions.redeem_invitation(token=token, by=request.capacity, now=request.now)
    except Refused as refusal:
        context |= {"invitation": None, "refusal": refusal.reason}
        return render(request, "institutions/invitation.html", context, status=409)
    said(request, _("Welcome to the desk."))
    return redirect("institutions:profile", place.institution.slug)
