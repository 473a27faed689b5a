"""What stands on the door, and the logo."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from madang.core.capacity import Request, acting
from madang.core.edits import Stale
from madang.core.policy import Refused
from madang.institutions import actions, policy
from madang.institutions.capacity import AsStaff
from madang.institutions.forms import LogoForm, ProfileForm
from madang.institutions.models import Institution

from .acting import refused, said, staff


def _page(request: Request, form: ProfileForm, *, status: int = 200, **more: Any) -> HttpResponse:
    institution = staff(request).institution
    context = {
        "institution": institution,
        "form": form,
        "logo_form": LogoForm(),
        "may_edit": policy.can_edit(request.capacity, institution),
    }
    return render(request, "institutions/profile.html", context | more, status=status)


def _back(institution: Institution) -> str:
    return reverse("institutions:profile", args=[institution.slug])


@acting(AsStaff)
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: Request) -> HttpResponse:
    institution = staff(request).institution
    if request.method != "POST":
        return _page(request, ProfileForm.opened_on(institution))
    form = ProfileForm.opened_on(institution, request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    given = {"values": form.values(), "version": form.cleaned_data["version"]}
    try:
        actions.edit_profile(institution=institution, by=request.capacity, now=request.now, **given)
    except Stale as stale:
        form.reopened(stale.version)
        clash = [(form.fields[name].label, value) for name, value in stale.changed.items() if name in form.fields]
        return _page(request, form, status=409, stale=stale, clash=clash)
    except Refused as refusal:
        return refused(request, refusal, _back(institution))
    said(request, _("Saved."))
    return redirect(_back(institution))


@acting(AsStaff)
@require_POST
def set_logo(request: Request) -> HttpResponse:
    institution = staff(request).institution
    form = LogoForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, ProfileForm.opened_on(institution), status=422, logo_form=form)
    return _logo(request, form.cleaned_data["logo"], _("The logo is kept."))


@acting(AsStaff)
@require_POST
def remove_logo(request: Request) -> HttpResponse:
    return _logo(request, None, _("Removed."))


def _logo(request: Request, picture: bytes | None, words: str) -> HttpResponse:
    institution = staff(request).institution
    try:
        actions.set_logo(institution=institution, picture=picture, by=request.capacity, now=request.now)
    except Refused as refusal:
        return refused(request, refusal, _back(institution))
    said(request, words)
    return redirect(_back(institution))
