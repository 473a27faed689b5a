"""The desk of an institution: its calls and programmes as tables, and the page of one call as staff see it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from madang.core.capacity import Request, acting
from madang.core.policy import Refused
from madang.institutions.capacity import AsStaff
from madang.programmes import policy
from madang.programmes.actions import calls as actions
from madang.programmes.forms import ProgrammeForm
from madang.programmes.models import Call, Programme

from .acting import said, staff

PER_PAGE: Final = 50
TABS: Final = ("all", "draft", "scheduled", "published", "closed", "decided", "archived", "unread")
_UNREAD: Final = Q(rule__isnull=False, rule_checked_at__isnull=True, status__in=["draft", "scheduled", "published"])
SECTIONS: Final = {
    "what": gettext_lazy("The call in words"),
    "when": gettext_lazy("When"),
    "money": gettext_lazy("How much"),
    "rule": gettext_lazy("Who may apply"),
    "documents": gettext_lazy("What to hand in"),
    "steps": gettext_lazy("Steps after closing"),
    "contacts": gettext_lazy("Where to apply, whom to ask"),
    "files": gettext_lazy("Files"),
    "listing": gettext_lazy("Where readers find it"),
}


def found(request: Request, public_id: str) -> Call:
    """A call this desk runs, in any state; anything else is absent."""
    calls = Call.objects.of_desk(staff(request).institution).for_page()
    call: Call = get_object_or_404(calls, public_id=public_id)
    return call


def _tab(name: str) -> Q:
    return Q() if name == "all" else _UNREAD if name == "unread" else Q(status=name)


@dataclass(frozen=True)
class Tab:
    """One filter of the table with how many calls it shows."""

    key: str
    label: str
    count: int
    here: bool


@acting(AsStaff)
@require_safe
def index(request: Request) -> HttpResponse:
    """The calls a desk runs, alone or as a partner; 50 a page."""
    desk = staff(request)
    own = Call.objects.of_desk(desk.institution)
    here = request.GET.get("status", "")
    here = here if here in TABS else "all"
    counts = own.aggregate(**{f"n_{name}": Count("pk", filter=_tab(name) or None) for name in TABS})
    words = {"all": _("All"), "unread": _("Conditions to confirm")} | {
        status.value: str(status.label) for status in Call.Status
    }
    rows = own.filter(_tab(here)).for_desk()
    if here == "published":
        rows = rows.order_by("closes_at", "pk")
    context = {
        "institution": desk.institution,
        "tabs": [Tab(name, words[name], counts[f"n_{name}"], name == here) for name in TABS],
        "here": here,
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "may_add": policy.can_add(desk, desk.institution),
    }
    return render(request, "programmes/desk/calls.html", context)


@acting(AsStaff)
@require_safe
def programmes(request: Request) -> HttpResponse:
    """The desk's standing offers, with how many calls each has had and the newest of them."""
    desk = staff(request)
    rows = (
        Programme.objects.of_desk(desk.institution)
        .annotate(
            calls_count=Count("calls"),
            open_count=Count("calls", filter=Q(calls__status="published")),
            draft_count=Count("calls", filter=Q(calls__status__in=["draft", "scheduled"])),
        )
        .order_by("-is_active", "-pk")
    )
    context = {
        "institution": desk.institution,
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "may_add": policy.can_add(desk, desk.institution),
    }
    return render(request, "programmes/desk/programmes.html", context)


def _programme_page(
    request: Request, programme: Programme | None, save: Callable[[dict[str, Any]], Any]
) -> HttpResponse:
    desk = staff(request)
    form = ProgrammeForm.of(programme, request.POST if request.method == "POST" else None)
    may = policy.can_add(desk, desk.institution)
    refusal = ""
    if request.method == "POST" and form.is_valid():
        try:
            saved = save(form.values())
        except Refused as refused:
            refusal = refused.reason
        else:
            said(request, _("Saved."))
            return redirect("programmes:desk_programme", desk.institution.slug, saved.public_id)
    status = 409 if refusal else 422 if form.errors else 200
    calls = programme.calls.for_desk()[:20] if programme else []
    context = {
        "institution": desk.institution,
        "programme": programme,
        "form": form,
        "refusal": refusal,
        "may": may,
        "calls": calls,
    }
    return render(request, "programmes/desk/programme.html", context, status=status)


@acting(AsStaff)
@require_http_methods(["GET", "HEAD", "POST"])
def programme_new(request: Request) -> HttpResponse:
    """A new standing offer."""
    desk = staff(request)
    return _programme_page(
        request,
        None,
        lambda fields: actions.add_programme(institution=desk.institution, fields=fields, by=desk, now=request.now),
    )


@acting(AsStaff)
@require_http_methods(["GET", "HEAD", "POST"])
def programme(request: Request, public_id: str) -> HttpResponse:
    """A standing offer: its words, and the calls that opened it."""
    desk = staff(request)
    held = get_object_or_404(Programme.objects.of_desk(desk.institution), public_id=public_id)
    return _programme_page(
        request,
        held,
        lambda fields: actions.edit_programme(programme=held, fields=fields, by=desk, now=request.now),
    )
