"""One row of a profile's list: add, change, remove. Works without script; with htmx the list alone is swapped."""

from typing import Any

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from madang.core.capacity import Request, acting
from madang.core.edits import Stale, fingerprint
from madang.core.policy import Refused
from madang.startups import actions, policy
from madang.startups.actions.entries import LISTS
from madang.startups.capacity import AsMember
from madang.startups.forms import entry_form
from madang.startups.models import Startup
from madang.startups.sections import SECTIONS

from .acting import member, refused, said
from .words import differences


def _checked(section: str, kind: str) -> None:
    """404 for an address that names no list of that section."""
    if section not in SECTIONS or kind not in LISTS or kind not in SECTIONS[section].lists:
        raise Http404


def _form_page(
    request: Request, startup: Startup, section: str, kind: str, *, status: int = 200, **more: Any
) -> HttpResponse:
    context = {
        "startup": startup,
        "section": SECTIONS[section],
        "kind": kind,
        "may_edit": policy.can_edit(request.capacity, startup),
    }
    return render(request, "startups/entry.html", context | more, status=status)


@acting(AsMember)
@require_http_methods(["GET", "HEAD", "POST"])
def add_entry(request: Request, section: str, kind: str) -> HttpResponse:
    _checked(section, kind)
    startup = member(request).startup
    if request.method != "POST":
        return _form_page(request, startup, section, kind, form=entry_form(kind))
    form = entry_form(kind, request.POST)
    if not form.is_valid():
        return _form_page(request, startup, section, kind, form=form, status=422)
    try:
        actions.add_entry(startup=startup, kind=kind, values=form.values(), by=request.capacity, now=request.now)
    except ValidationError as error:
        form.add_error(None, error.messages)
        return _form_page(request, startup, section, kind, form=form, status=422)
    except Refused as refusal:
        return refused(request, refusal, _back(startup, section))
    return _done(request, startup, section, _("Added."))


@acting(AsMember)
@require_http_methods(["GET", "HEAD", "POST"])
def change_entry(request: Request, section: str, kind: str, pk: int) -> HttpResponse:
    _checked(section, kind)
    startup = member(request).startup
    entry = LISTS[kind]._default_manager.filter(startup=startup, pk=pk).first()
    if entry is None:
        raise Http404
    seen = fingerprint(entry)
    if request.method != "POST":
        return _form_page(request, startup, section, kind, entry=entry, form=entry_form(kind, entry=entry, seen=seen))
    form = entry_form(kind, request.POST, entry=entry, seen=seen)
    if not form.is_valid():
        return _form_page(request, startup, section, kind, entry=entry, form=form, status=422)
    given = {"values": form.values(), "seen": form.cleaned_data["seen"], "by": request.capacity, "now": request.now}
    try:
        actions.change_entry(startup=startup, kind=kind, pk=pk, **given)
    except Stale as stale:
        form.reopened(seen)
        clash = differences(form, stale.changed)
        return _form_page(request, startup, section, kind, entry=entry, form=form, stale=stale, clash=clash, status=409)
    except ValidationError as error:
        form.add_error(None, error.messages)
        return _form_page(request, startup, section, kind, entry=entry, form=form, status=422)
    except ObjectDoesNotExist as gone:
        raise Http404 from gone
    except Refused as refusal:
        return refused(request, refusal, _back(startup, section))
    return _done(request, startup, section, _("Saved."))


@acting(AsMember)
@require_POST
def remove_entry(request: Request, section: str, kind: str, pk: int) -> HttpResponse:
    _checked(section, kind)
    startup = member(request).startup
    try:
        actions.remove_entry(startup=startup, kind=kind, pk=pk, by=request.capacity, now=request.now)
    except Refused as refusal:
        return refused(request, refusal, _back(startup, section))
    if request.htmx:
        rows = LISTS[kind]._default_manager.filter(startup=startup)
        context = {"startup": startup, "section": SECTIONS[section], "name": kind, "items": rows}
        return render(
            request, "startups/_list.html", context | {"may_edit": policy.can_edit(request.capacity, startup)}
        )
    return _done(request, startup, section, _("Removed."))


def _back(startup: Startup, section: str) -> str:
    return redirect("startups:section", startup.slug, section).url


def _done(request: Request, startup: Startup, section: str, words: str) -> HttpResponse:
    said(request, words)
    return redirect("startups:section", startup.slug, section)
