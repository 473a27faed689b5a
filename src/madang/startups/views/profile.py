"""The profile: an overview of its sections, and one page a section."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from madang.core import moments
from madang.core.capacity import Request, acting
from madang.core.edits import Stale
from madang.core.policy import Refused
from madang.startups import actions, policy, registration
from madang.startups.capacity import AsMember
from madang.startups.forms import StandingsForm, section_form
from madang.startups.models import Startup
from madang.startups.sections import SECTIONS, Section, progress_of

from .acting import member, refused, said
from .words import differences


def _whole(startup: Startup) -> Startup:
    """The startup with every list of the profile, in a fixed number of queries."""
    found: Startup = Startup.objects.with_profile().get(pk=startup.pk)
    return found


@acting(AsMember)
@require_safe
def profile(request: Request) -> HttpResponse:
    startup = _whole(member(request).startup)
    rows = progress_of(startup)
    context = {
        "startup": startup,
        "rows": rows,
        "known": sum(row.known for row in rows),
        "asked": sum(row.asked for row in rows),
        "may_edit": policy.can_edit(request.capacity, startup),
    }
    return render(request, "startups/profile.html", context)


@acting(AsMember)
@require_http_methods(["GET", "HEAD", "POST"])
def section(request: Request, section: str) -> HttpResponse:
    capacity = member(request)
    known = _known(section)
    if request.method != "POST":
        return _page(request, known, _whole(capacity.startup))
    form = section_form(known, capacity.startup, request.POST)
    if form is None:
        raise Http404
    if not form.is_valid():
        return _page(request, known, _whole(capacity.startup), form=form, status=422)
    try:
        actions.edit_section(
            startup=capacity.startup,
            section=known.key,
            values=form.values(),
            confirmed=form.confirmed(),
            version=form.cleaned_data["version"],
            by=capacity,
            now=request.now,
        )
    except Stale as stale:
        form.reopened(stale.version)
        clash = differences(form, stale.changed)
        return _page(request, known, _whole(capacity.startup), form=form, status=409, stale=stale, clash=clash)
    except Refused as refusal:
        return refused(request, refusal, _address(capacity.startup, known))
    said(request, _("Saved."))
    following = _after(known) if "next" in request.POST else None
    # A number that looks mistyped is saved, but its page is shown once more with the warning beside the field.
    if following is None or (known.key == "business" and registration.warnings(form.values())):
        return redirect("startups:section", capacity.startup.slug, known.key)
    return redirect("startups:section", capacity.startup.slug, following.key)


@acting(AsMember)
@require_POST
def standings(request: Request) -> HttpResponse:
    """The answers about debts, all kinds at once; only those that changed are written."""
    capacity = member(request)
    known = SECTIONS["record"]
    form = StandingsForm(request.POST, today=moments.day_of(request.now))
    if not form.is_valid():
        return _page(request, known, _whole(capacity.startup), standings=form, status=422)
    try:
        actions.set_standings(
            startup=capacity.startup,
            states=form.states(),
            checked_on=form.cleaned_data["checked_on"],
            by=capacity,
            now=request.now,
        )
    except Refused as refusal:
        return refused(request, refusal, _address(capacity.startup, known))
    said(request, _("Saved."))
    return redirect("startups:section", capacity.startup.slug, known.key)


def _known(key: str) -> Section:
    if key not in SECTIONS:
        raise Http404
    return SECTIONS[key]


def _after(known: Section) -> Section | None:
    keys = list(SECTIONS)
    at = keys.index(known.key) + 1
    return SECTIONS[keys[at]] if at < len(keys) else None


def _address(startup: Startup, known: Section) -> str:
    return redirect("startups:section", startup.slug, known.key).url


def _page(request: Request, known: Section, startup: Startup, *, status: int = 200, **more: Any) -> HttpResponse:
    rows = progress_of(startup)
    form = more.pop("form", None) or section_form(known, startup)
    context = {
        "startup": startup,
        "section": known,
        "rows": rows,
        "progress": next(row for row in rows if row.section is known),
        "following": _after(known),
        "form": form,
        "lists": [(name, list(getattr(startup, name).all())) for name in known.lists if name != "standings"],
        "standings": _standings_form(request, startup) if "standings" in known.lists else None,
        "warnings": registration.warnings({name: getattr(startup, name) for name in registration.NUMBERS}),
        "may_edit": policy.can_edit(request.capacity, startup),
    }
    return render(request, "startups/section.html", context | more, status=status)


def _standings_form(request: Request, startup: Startup) -> StandingsForm:
    initial = {row.kind: row.state for row in startup.standings.all()}
    return StandingsForm(today=moments.day_of(request.now), initial=initial)
