"""More time for applicants, given by the street's office: one call, or every call that an outage hit."""

from datetime import timedelta
from typing import Any, Final
from uuid import uuid4

from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from madang.applications.actions.extending import extend
from madang.applications.forms.desk import ExtensionForm, WindowForm
from madang.applications.models import Extension
from madang.core.capacity import Request, acting
from madang.core.policy import Refused
from madang.people.capacity import AsOperator
from madang.programmes.models import Call

from .desk_acting import told

MOST: Final = 200
_RECENT: Final = timedelta(days=2)


@acting(AsOperator)
@require_http_methods(["GET", "HEAD", "POST"])
def extensions(request: Request) -> HttpResponse:
    """Find the calls, tick them, give a new time and a reason. What was given before stands below."""
    window = WindowForm(request.GET or None)
    calls = _calls(request, window)
    form = ExtensionForm(request.POST if request.method == "POST" else None, initial={"key": uuid4()})
    picked, refusal = set(request.POST.getlist("call")[:MOST]), ""
    if request.method == "POST" and form.is_valid():
        chosen = list(Call.objects.filter(public_id__in=picked).only("pk"))
        try:
            done = extend(calls=chosen, by=request.capacity, now=request.now, **form.cleaned_data)
        except Refused as refused_:
            refusal = refused_.reason
        else:
            words = ngettext(
                "%(n)s call closes later. The teams of %(drafts)s drafts are told.",
                "%(n)s calls close later. The teams of %(drafts)s drafts are told.",
                len(done.extensions),
            )
            told(request, words % {"n": len(done.extensions), "drafts": done.drafts})
            return redirect("applications:extensions")
    if picked and not calls:
        calls = list(_listed(Call.objects.filter(public_id__in=picked)))
    given = Extension.objects.select_related("call__institution", "granted_by").order_by("-granted_at", "-pk")[:30]
    context: dict[str, Any] = {
        "window": window,
        "calls": calls,
        "asked": window.is_bound,
        "form": form,
        "picked": picked,
        # An outage hits all that closed in its hours; of what words found, a person picks.
        "all_picked": window.is_bound and window.is_valid() and window.cleaned_data["closes_to"] is not None,
        "refusal": refusal,
        "given": list(given),
    }
    status = 409 if refusal else 422 if form.errors or window.errors else 200
    return render(request, "applications/desk/extensions.html", context, status=status)


def _calls(request: Request, window: WindowForm) -> list[Call]:
    """Calls that could be given more time: taking applications, or closed by their time in the last two days."""
    if not window.is_bound or not window.is_valid():
        return []
    asked = window.cleaned_data
    rows = Call.objects.filter(closes_at__isnull=False).filter(
        Q(status=Call.Status.PUBLISHED) | Q(status=Call.Status.CLOSED, closes_at__gte=request.now - _RECENT)
    )
    if asked["closes_from"]:
        rows = rows.filter(closes_at__gte=asked["closes_from"])
    if asked["closes_to"]:
        rows = rows.filter(closes_at__lte=asked["closes_to"])
    if words := " ".join(asked["q"].split()):
        rows = rows.filter(Q(titles__icontains=words) | Q(number__icontains=words))
    return list(_listed(rows))


def _listed(rows: Any) -> Any:
    return (
        rows.select_related("institution")
        .annotate(drafts=Count("applications", filter=Q(applications__state="draft")))
        .order_by("closes_at", "pk")
        .defer("body", "search", "heading")[:MOST]
    )
