"""The lists of an institution: other names, sourced facts, sites; one row at a time."""

from typing import Any

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from madang.core.capacity import Request, acting
from madang.core.edits import Stale, fingerprint
from madang.core.policy import Refused
from madang.institutions import actions, policy
from madang.institutions.actions.entries import LISTS
from madang.institutions.capacity import AsStaff
from madang.institutions.forms import EntryForm, entry_form
from madang.institutions.models import Institution

from .acting import refused, said, staff

_PAGES = {"aliases": "institutions:names", "facts": "institutions:facts", "sites": "institutions:sites"}


def _back(institution: Institution, kind: str) -> str:
    return reverse(_PAGES[kind], args=[institution.slug])


def _checked(kind: str) -> None:
    if kind not in LISTS:
        raise Http404


@acting(AsStaff)
@require_safe
def entries(request: Request, kind: str) -> HttpResponse:
    institution = staff(request).institution
    context = {
        "institution": institution,
        "name": kind,
        "items": LISTS[kind]._default_manager.filter(institution=institution).order_by("pk"),
        "may_edit": policy.can_edit(request.capacity, institution),
    }
    return render(request, "institutions/entries.html", context)


def _form_page(request: Request, kind: str, form: EntryForm, *, status: int = 200, **more: Any) -> HttpResponse:
    institution = staff(request).institution
    context = {
        "institution": institution,
        "kind": kind,
        "form": form,
        "back": _back(institution, kind),
        "may_edit": policy.can_edit(request.capacity, institution),
    }
    return render(request, "institutions/entry.html", context | more, status=status)


@acting(AsStaff)
@require_http_methods(["GET", "HEAD", "POST"])
def add_entry(request: Request, kind: str) -> HttpResponse:
    _checked(kind)
    institution = staff(request).institution
    if request.method != "POST":
        return _form_page(request, kind, entry_form(kind))
    form = entry_form(kind, request.POST)
    if not form.is_valid():
        return _form_page(request, kind, form, status=422)
    try:
        actions.add_entry(
            institution=institution, kind=kind, values=form.values(), by=request.capacity, now=request.now
        )
    except ValidationError as error:
        form.add_error(None, error.messages)
        return _form_page(request, kind, form, status=422)
    except Refused as refusal:
        return refused(request, refusal, _back(institution, kind))
    said(request, _("Added."))
    return redirect(_back(institution, kind))


@acting(AsStaff)
@require_http_methods(["GET", "HEAD", "POST"])
def change_entry(request: Request, kind: str, pk: int) -> HttpResponse:
    _checked(kind)
    institution = staff(request).institution
    entry = LISTS[kind]._default_manager.filter(institution=institution, pk=pk).first()
    if entry is None:
        raise Http404
    seen = fingerprint(entry)
    if request.method != "POST":
        return _form_page(request, kind, entry_form(kind, entry=entry, seen=seen), entry=entry)
    form = entry_form(kind, request.POST, entry=entry, seen=seen)
    if not form.is_valid():
        return _form_page(request, kind, form, status=422, entry=entry)
    given = {"values": form.values(), "seen": form.cleaned_data["seen"], "by": request.capacity, "now": request.now}
    try:
        actions.change_entry(institution=institution, kind=kind, pk=pk, **given)
    except Stale as stale:
        form.reopened(seen)
        clash = [(form.fields[name].label, value) for name, value in stale.changed.items() if name in form.fields]
        return _form_page(request, kind, form, status=409, entry=entry, stale=stale, clash=clash)
    except ValidationError as error:
        form.add_error(None, error.messages)
        return _form_page(request, kind, form, status=422, entry=entry)
    except ObjectDoesNotExist as gone:
        raise Http404 from gone
    except Refused as refusal:
        return refused(request, refusal, _back(institution, kind))
    said(request, _("Saved."))
    return redirect(_back(institution, kind))


@acting(AsStaff)
@require_POST
def remove_entry(request: Request, kind: str, pk: int) -> HttpResponse:
    _checked(kind)
    institution = staff(request).institution
    try:
        actions.remove_entry(institution=institution, kind=kind, pk=pk, by=request.capacity, now=request.now)
    except Refused as refusal:
        return refused(request, refusal, _back(institution, kind))
    said(request, _("Removed."))
    return redirect(_back(institution, kind))
