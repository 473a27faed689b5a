"""Presentations: the grid of panels and times for staff, one slot by hand, the print, and the applicant's own time."""

from collections import defaultdict
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from madang.applications.models import Application
from madang.core.capacity import Request, acting
from madang.core.documents import pdf
from madang.core.policy import Refused
from madang.core.text import reader_language
from madang.institutions.capacity import AsStaff
from madang.reviews.actions import presenting
from madang.reviews.forms.presenting import PanelForm, SlotsForm
from madang.reviews.ground import field_of_stage, judged_stages
from madang.reviews.models import Case, Panel, PanelMember, Selection, Slot, Stage
from madang.reviews.notices.presenting import calendar_of
from madang.reviews.policy import presenting as policy
from madang.startups.capacity import AsMember

from .acting import selection_of, staff, told, warned
from .plans import context_of, stage_of


@acting(AsStaff)
@require_safe
def index(request: Request, public_id: str) -> HttpResponse:
    """The grid of one stage, its panels, what found no place."""
    selection = selection_of(request, public_id)
    asked = request.GET.get("stage", "")
    stages = judged_stages(selection)
    stage = next((one for one in stages if one.public_id == asked), None) or next(
        (one for one in stages if one.kind == Stage.Kind.PRESENTATION), stages[-1] if stages else None
    )
    return _index(request, selection, stage, None)


def _index(
    request: Request, selection: Selection, stage: Stage | None, form: SlotsForm | None, status: int = 200
) -> HttpResponse:
    context = context_of(request, selection, stage, "presentations")
    stage = context["stage"]
    if stage is not None:
        panels = list(stage.panels.prefetch_related("members__reviewer__person").order_by("name", "pk"))
        slots = _slots(stage)
        placed = {slot.case_id for slot in slots if slot.case_id}
        left = list(field_of_stage(stage).exclude(pk__in=placed).select_related("application").order_by("label"))
        arrangement = presenting.arrangement_of(stage)
        context |= {
            "panels": [(panel, [str(one.reviewer) for one in panel.members.all()]) for panel in panels],
            "days": _days(panels, slots, selection.call.zone),
            "left": left,
            "placed": len(placed),
            "has_slots": bool(slots),
            "untold": len([slot for slot in presenting.untold(stage) if slot.starts_at > request.now]),
            "arrangement": arrangement,
            "lacks": [_lack(one) for one in arrangement.unplaced] if arrangement else [],
            "form": form or SlotsForm(),
            "may": policy.can_arrange(staff(request), stage),
        }
    return render(request, "reviews/presentations/index.html", context, status=status)


def _slots(stage: Stage) -> list[Slot]:
    return list(
        Slot.objects.filter(panel__stage=stage)
        .select_related("case__application__startup", "panel")
        .order_by("starts_at", "panel__name", "panel")
    )


def _days(
    panels: list[Panel], slots: list[Slot], zone: str
) -> list[tuple[datetime, list[tuple[datetime, list[Slot | None]]]]]:
    """Days with their times, each with one slot for every panel, in the panels' order."""
    column = {panel.pk: at for at, panel in enumerate(panels)}
    rows: dict[datetime, list[Slot | None]] = {}
    for slot in slots:
        rows.setdefault(slot.starts_at, [None] * len(panels))[column[slot.panel_id]] = slot
    days: dict[Any, list[tuple[datetime, list[Slot | None]]]] = defaultdict(list)
    for start, cells in sorted(rows.items()):
        days[start.astimezone(ZoneInfo(zone)).date()].append((start.astimezone(ZoneInfo(zone)), cells))
    return [(times[0][0], times) for _day, times in sorted(days.items())]


def _lack(one: dict[str, Any]) -> str:
    label, name = one["case"], one["name"]
    match one["kind"]:
        case "barred":
            return _("%(label)s: someone on every panel has a conflict of interest.") % {"label": label}
        case "panel":
            return _("%(label)s: the panel %(name)s has no time left.") % {"label": label, "name": name or "–"}
        case "person":
            return _("%(label)s: someone who must be there is away or elsewhere at every free time.") % {"label": label}
        case "startup":
            return _("%(label)s: the team is elsewhere at every free time.") % {"label": label}
    return _("%(label)s: no time is left. Make more times.") % {"label": label}


@acting(AsStaff)
@require_http_methods(["GET", "HEAD", "POST"])
def panel(request: Request, public_id: str, stage_id: str, number: int = 0) -> HttpResponse:
    """One panel: its room and who sits on it. Without a number: a new one."""
    selection = selection_of(request, public_id)
    stage = stage_of(selection, stage_id)
    own = get_object_or_404(stage.panels.prefetch_related("members"), pk=number) if number else None
    members = list(
        selection.panel.filter(state=PanelMember.State.ACCEPTED).select_related("reviewer__person").order_by("pk")
    )
    form = PanelForm.of(stage, own, members, request.POST if request.method == "POST" else None)
    refusal = ""
    if request.method == "POST" and form.is_valid():
        chosen = set(form.cleaned_data["members"])
        try:
            presenting.save_panel(
                stage=stage,
                panel=own,
                name=form.cleaned_data["name"],
                room=form.cleaned_data["room"],
                members=[one for one in members if one.public_id in chosen],
                by=request.capacity,
                now=request.now,
            )
        except Refused as refused:
            refusal = refused.reason
        else:
            told(request, _("Saved."))
            return _to_grid(request, public_id, stage)
    context = context_of(request, selection, stage, "presentations") | {
        "form": form,
        "panel": own,
        "refusal": refusal,
        "may": policy.can_arrange(staff(request), stage),
        "nobody": not members,
    }
    status = 409 if refusal else 422 if form.errors else 200
    return render(request, "reviews/presentations/panel.html", context, status=status)


@acting(AsStaff)
@require_POST
def do(request: Request, public_id: str, stage_id: str, verb: str) -> HttpResponse:
    """Make times, clear empty ones, arrange, tell, take a panel away."""
    selection = selection_of(request, public_id)
    stage = stage_of(selection, stage_id)
    try:
        match verb:
            case "times":
                form = SlotsForm(request.POST)
                if not form.is_valid():
                    return _index(request, selection, stage, form, 422)
                told(request, _made(request, stage, form))
            case "clear":
                count = presenting.clear_slots(stage=stage, by=request.capacity, now=request.now)
                words = ngettext("%(count)d empty time is gone.", "%(count)d empty times are gone.", count)
                told(request, words % {"count": count})
            case "arrange":
                afresh = bool(request.POST.get("afresh"))
                presenting.ask_arrangement(stage=stage, afresh=afresh, by=request.capacity, now=request.now)
                told(request, _("The times are being arranged. This page shows them as soon as they are there."))
            case "tell":
                count = presenting.tell(stage=stage, by=request.capacity, now=request.now)
                words = ngettext("%(count)d applicant is told.", "%(count)d applicants are told.", count)
                told(request, words % {"count": count})
            case "give":
                made, gone = presenting.give_reviews(stage=stage, by=request.capacity, now=request.now)
                told(request, _("Given: %(made)d. Taken away: %(gone)d.") % {"made": made, "gone": gone})
            case "drop":
                own = get_object_or_404(stage.panels.all(), pk=_whole(request.POST.get("panel", "")))
                presenting.drop_panel(panel=own, by=request.capacity, now=request.now)
                told(request, _("The panel is taken away."))
            case _:
                raise Http404
    except Refused as refused:
        warned(request, refused.reason)
    return _to_grid(request, public_id, stage)


def _made(request: Request, stage: Stage, form: SlotsForm) -> str:
    count = presenting.make_slots(
        stage=stage,
        days=form.days(),
        begins=form.cleaned_data["begins"],
        ends=form.cleaned_data["ends"],
        pause=form.pause(),
        gap=form.cleaned_data["gap"],
        by=request.capacity,
        now=request.now,
    )
    return ngettext("%(count)d time is made.", "%(count)d times are made.", count) % {"count": count}


@acting(AsStaff)
@require_http_methods(["GET", "HEAD", "POST"])
def slot(request: Request, public_id: str, stage_id: str, slot_id: str) -> HttpResponse:
    """One time before one panel: who presents, and whether it is locked."""
    selection = selection_of(request, public_id)
    stage = stage_of(selection, stage_id)
    own: Slot = get_object_or_404(
        Slot.objects.filter(panel__stage=stage).select_related("panel", "case__application__startup"), public_id=slot_id
    )
    own.panel.stage = stage
    refusal = ""
    if request.method == "POST":
        try:
            told(request, _changed(request, selection, own))
        except Refused as refused:
            refusal = refused.reason
        else:
            return _to_grid(request, public_id, stage)
    held = dict(Slot.objects.filter(panel__stage=stage, case__isnull=False).values_list("case_id", "starts_at"))
    cases = list(field_of_stage(stage).select_related("application").order_by("label"))
    context = context_of(request, selection, stage, "presentations") | {
        "slot": own,
        "refusal": refusal,
        "cases": [(one, held.get(one.pk)) for one in cases],
        "may": policy.can_move(staff(request), own, now=request.now),
        "sitting": [str(one.reviewer) for one in own.panel.members.select_related("reviewer__person")],
    }
    return render(request, "reviews/presentations/slot.html", context, status=409 if refusal else 200)


def _changed(request: Request, selection: Selection, own: Slot) -> str:
    if "lock" in request.POST:
        presenting.lock_slot(slot=own, is_locked=request.POST["lock"] == "on", by=request.capacity, now=request.now)
        return _("Saved.")
    chosen: Case | None = None
    if public := request.POST.get("case", ""):
        chosen = get_object_or_404(selection.cases.all(), public_id=public[:16])
    presenting.place(slot=own, case=chosen, by=request.capacity, now=request.now)
    return _("Saved. Tell the applicants once all times stand.")


@acting(AsStaff)
@require_safe
def printed(request: Request, public_id: str, stage_id: str) -> HttpResponse:
    """The timetable as PDF, to pin to the door and to hand to the panels."""
    selection = selection_of(request, public_id)
    stage = stage_of(selection, stage_id)
    zone = ZoneInfo(selection.call.zone)
    body: list[Any] = []
    for panel_, slots in _by_panel(_slots(stage)):
        rows = [
            (
                slot.starts_at.astimezone(zone).strftime("%Y-%m-%d %H:%M"),
                slot.case.label if slot.case else "",
                slot.case.application.title if slot.case else "",
                str(slot.case.application.startup.name) if slot.case else "",
            )
            for slot in slots
            if slot.case is not None
        ]
        if rows:
            body.append({"heading": f"{panel_.name} · {panel_.room}" if panel_.room else panel_.name})
            columns = [
                {"title": pgettext("of a presentation", "When"), "share": 1.4},
                {"title": _("Label"), "share": 0.7},
                {"title": pgettext("of an application", "Title"), "share": 3},
                {"title": _("Startup"), "share": 2},
            ]
            body.append({"table": {"columns": columns, "rows": rows}})
    data: Any = {
        "title": _("Presentations"),
        "number": selection.call.number or selection.call.public_id,
        "issuer": selection.call.institution.name,
        "at": request.now,
        "facts": [(_("Call"), selection.call.title)],
        "body": body,
    }
    response = HttpResponse(pdf("report", data, lang=reader_language()), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="presentations-{selection.call.public_id}.pdf"'
    return response


def _by_panel(slots: list[Slot]) -> list[tuple[Panel, list[Slot]]]:
    found: dict[int, tuple[Panel, list[Slot]]] = {}
    for slot in slots:
        found.setdefault(slot.panel_id, (slot.panel, []))[1].append(slot)
    return sorted(found.values(), key=lambda one: (one[0].name, one[0].pk))


def _application(request: Request, public_id: str) -> Application:
    """One that was handed in; a foreign one is as absent."""
    assert isinstance(request.capacity, AsMember)
    rows = Application.objects.visible_to(request.capacity).exclude(submitted_at=None)
    application: Application = get_object_or_404(rows.select_related("call__institution"), public_id=public_id)
    application.startup = request.capacity.startup
    return application


def _known(application: Application) -> Slot | None:
    """The time that was told. Until then the page is the same for everyone."""
    found: Slot | None = (
        Slot.objects.filter(told_case__application=application).select_related("told_case__application__call").first()
    )
    return found


@acting(AsMember)
@require_safe
def own(request: Request, public_id: str) -> HttpResponse:
    """When and where an applicant presents, once it was told."""
    application = _application(request, public_id)
    context = {
        "startup": application.startup,
        "application": application,
        "call": application.call,
        "slot": _known(application),
    }
    return render(request, "reviews/s/presentation.html", context)


@acting(AsMember)
@require_safe
def calendar(request: Request, public_id: str) -> HttpResponse:
    """The same as a calendar entry; absent until it was told."""
    application = _application(request, public_id)
    slot = _known(application)
    if slot is None:
        raise Http404
    path = reverse("reviews:presentation", args=[application.startup.slug, public_id])
    response = HttpResponse(calendar_of(slot, link=request.build_absolute_uri(path)), content_type="text/calendar")
    response["Content-Disposition"] = 'attachment; filename="presentation.ics"'
    return response


def _whole(said: str) -> int:
    return int(said) if said.isdecimal() and len(said) < 12 else 0


def _to_grid(request: Request, public_id: str, stage: Stage) -> HttpResponse:
    address = reverse("reviews:presentations", args=[staff(request).institution.slug, public_id])
    return redirect(f"{address}?stage={stage.public_id}")
