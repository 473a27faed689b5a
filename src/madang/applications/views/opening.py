"""Beginning applications: from a call's page, or several at once from what is kept in view and suggested."""

from typing import Any, Final

from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from madang.applications.actions.opening import open_application
from madang.applications.bank import bank_of, offers
from madang.applications.deadline import deadline_of
from madang.applications.listing import listed
from madang.applications.models import Application, FormVersion
from madang.applications.policy.writing import can_apply
from madang.applications.reading import form_of, learn
from madang.core import moments
from madang.core.capacity import Request, acting
from madang.core.policy import Refused
from madang.core.text import LANGUAGES, reader_language
from madang.people.capacity import AsSelf
from madang.programmes import fit, ways
from madang.programmes.models import Call
from madang.startups.capacity import AsMember
from madang.startups.models import Startup
from madang.startups.rules import facts_of

from .acting import member, said

MOST_AT_ONCE: Final = 12


@acting(AsMember)
@require_safe
def index(request: Request) -> HttpResponse:
    """Every application of the startup: what is being written first, then what was handed in, then the rest."""
    startup = member(request).startup
    rows = listed(startup, now=request.now)
    groups: dict[str, list[Any]] = {"work": [], "sent": [], "past": []}
    for row in rows:
        key = {"submitted": "sent", "withdrawn": "past", "lapsed": "past"}.get(row.stands, "work")
        groups[key].append(row)
    groups["work"].sort(key=lambda row: (row.ends_at is None, row.ends_at or request.now))
    context = {
        "startup": startup,
        "work": groups["work"],
        "sent": groups["sent"],
        "past": groups["past"],
        "may_apply": can_apply(request.capacity, startup),
    }
    return render(request, "applications/s/index.html", context)


@acting(AsSelf)
@require_safe
def apply(request: Request, public_id: str) -> HttpResponse:
    """For someone signed in: begin for their startup, or choose which."""
    call = get_object_or_404(Call.objects.visible_to(request.capacity).for_page(), public_id=public_id)
    startups = list(Startup.objects.of(request.user).for_list())
    if len(startups) == 1:
        return redirect(ways.address_for(startups[0], call))
    choices = [(startup, ways.address_for(startup, call)) for startup in startups]
    return render(request, "applications/s/apply.html", {"call": call, "choices": choices})


@acting(AsMember)
@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: Request) -> HttpResponse:
    """Choose calls and begin an application to each. Every one says how much of it is answered already."""
    startup = member(request).startup
    language = request.POST.get("language", "")
    language = language if language in LANGUAGES else reader_language()
    if request.method != "POST":
        return _choice(request, startup, _wanted(request), language)
    wanted = request.POST.getlist("call")[:MOST_AT_ONCE]
    calls = list(Call.objects.visible_to(request.capacity).for_list().filter(public_id__in=wanted))
    if not calls:
        return _choice(request, startup, [], language, refusals=[(None, _("Choose at least one call."))], status=422)
    opened, refusals = [], []
    for call in calls:
        try:
            opened.append(
                open_application(startup=startup, call=call, language=language, by=request.capacity, now=request.now)
            )
        except Refused as refusal:
            refusals.append((call, refusal.reason))
    if refusals and not opened:
        return _choice(request, startup, calls, language, refusals=refusals, status=409)
    for call, reason in refusals:
        said(request, f"{call.title}: {reason}")
    if len(opened) == 1 and not refusals:
        return redirect("applications:application", startup.slug, opened[0].public_id)
    words = ngettext("%(n)s application is open.", "%(n)s applications are open.", len(opened)) % {"n": len(opened)}
    said(request, words)
    return redirect("applications:index", startup.slug)


def _wanted(request: Request) -> list[Call]:
    named = request.GET.getlist("call")[:MOST_AT_ONCE]
    return list(Call.objects.visible_to(request.capacity).for_list().filter(public_id__in=named)) if named else []


def _choice(
    request: Request,
    startup: Startup,
    picked: list[Call],
    language: str,
    *,
    refusals: list[tuple[Call | None, str]] | None = None,
    status: int = 200,
) -> HttpResponse:
    whole = Startup.objects.with_facts().get(pk=startup.pk)
    rows = _rows(request, whole, picked, language)
    context = {
        "startup": startup,
        "rows": rows,
        "named": [call for call in picked if not any(row["call"].pk == call.pk for row in rows)],
        "language": language,
        "written_in": LANGUAGES,
        "may_apply": can_apply(request.capacity, startup),
        "refusals": refusals or [],
        "most": MOST_AT_ONCE,
    }
    return render(request, "applications/s/choose.html", context, status=status)


def _rows(request: Request, startup: Startup, picked: list[Call], language: str) -> list[dict[str, Any]]:
    """The calls one can apply to here, those that were named first: how far the answer bank goes, how the startup stands.

    A fixed number of queries, whatever the calls.
    """
    named = [call.pk for call in picked]
    near = ways.near(startup, request.capacity, now=request.now)
    saved = list(startup.saved_calls.order_by("-saved_at").values_list("call_id", flat=True))
    order = {pk: place for place, pk in reversed(list(enumerate([*named, *saved, *near])))}
    versions = FormVersion.objects.defer("definition").order_by("-number")
    calls = (
        Call.objects.visible_to(request.capacity)
        .filter(pk__in=order, form_versions__isnull=False)
        .distinct()
        .for_list()
        .prefetch_related("extensions", "partners__institution", Prefetch("form_versions", versions, to_attr="forms"))
    )
    mine = dict(
        Application.objects.filter(startup=startup, call__in=order)
        .exclude(state=Application.State.WITHDRAWN)
        .values_list("call_id", "public_id")
    )
    bank, facts = bank_of(startup, today=moments.day_of(request.now)), facts_of(startup)
    found = list(calls)
    learn(call.forms[0] for call in found)
    rows = []
    for call in sorted(found, key=lambda call: order[call.pk]):
        window = deadline_of(call)
        if not window.is_open(now=request.now) and call.pk not in named:
            continue
        today = moments.day_of(request.now, call.zone)
        known = offers(form_of(call.forms[0]), bank, today=today, lang=language)
        rows.append(
            {
                "call": call,
                "window": window,
                "is_open": window.is_open(now=request.now),
                "answered": known.answered,
                "asked": known.asked,
                "stand": fit.short(call, facts, now=request.now),
                "application": mine.get(call.pk, ""),
                "is_picked": call.pk in named,
                "from": "saved" if call.pk in saved else "near" if call.pk in near else "",
            }
        )
    return rows
