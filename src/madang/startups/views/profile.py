"""The profile: an overview of its sections, and one page a section."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from madang.core import moments
from madang.core.capacity import Request, acting
from madang.core.edits import Stale
from madang.core.policy import Refused
from madang.startups import actions, policy, registration
from madang.startups.capacity import AsMember
from madang.startups.forms import StandingsForm, section_form
from madang.startups.forms.sections import VersionedForm
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
    owed = _owed(request, known)
    sent: dict[str, Any] = {"form": form} | ({"standings": owed} if owed else {})
    if not all(one.is_valid() for one in sent.values()):
        return _page(request, known, _whole(capacity.startup), status=422, **sent)
    try:
        _save(request, known, form, owed)
    except Stale as stale:
        form.reopened(stale.version)
        clash = differences(form, stale.changed)
        return _page(request, known, _whole(capacity.startup), status=409, stale=stale, clash=clash, **sent)
    except Refused as refusal:
        return refused(request, refusal, _address(capacity.startup, known))
    said(request, _("Saved."))
    following = _after(known) if "next" in request.POST else None
    # A number that looks mistyped is saved, but its page is shown once more with the warning beside the field.
    if following is None or (known.key == "business" and registration.warnings(form.values())):
        return redirect("startups:section", capacity.startup.slug, known.key)
    return redirect("startups:section", capacity.startup.slug, following.key)


def _owed(request: Request, known: Section) -> StandingsForm | None:
    """What was sent about debts, with the page that asks for it."""
    if "standings" not in known.lists or "checked_on" not in request.POST:
        return None
    return StandingsForm(request.POST, today=moments.day_of(request.now))


def _save(request: Request, known: Section, form: VersionedForm, owed: StandingsForm | None) -> None:
    capacity = member(request)
    given: dict[str, Any] = {
        "startup": capacity.startup,
        "values": form.values(),
        "confirmed": form.confirmed(),
        "version": form.cleaned_data["version"],
        "by": capacity,
        "now": request.now,
    }
    if owed:
        actions.edit_record(states=owed.states(), checked_on=owed.cleaned_data["checked_on"], **given)
    else:
        actions.edit_section(section=known.key, **given)


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
