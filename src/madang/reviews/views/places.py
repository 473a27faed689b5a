"""After the release: who has confirmed, who waits in reserve, looking at eligibility again, taking a place back."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from madang.core.audit.record import record_view
from madang.core.capacity import Request, acting
from madang.core.policy import Refused
from madang.institutions.capacity import AsStaff
from madang.reviews.actions import confirming
from madang.reviews.deadlines import reserve_expired
from madang.reviews.models import EligibilityCheck, Outcome, Selection
from madang.reviews.policy import deciding as policy

from .acting import selection_of, staff, told, warned
from .decision import around


def _rows(selection: Selection) -> list[Outcome]:
    """Those told of a place or of a number, in order. One query."""
    rows = Outcome.objects.filter(
        selection=selection, released_at__isnull=False, result__in=["selected", "reserve"]
    ).select_related("case__application__startup", "answered_by")
    return list(rows.order_by("reserve_order", "place", "case__label"))


@acting(AsStaff)
@require_safe
def index(request: Request, public_id: str) -> HttpResponse:
    """Places and reserve list."""
    selection = selection_of(request, public_id)
    rows = _rows(selection)
    newest: dict[int, EligibilityCheck] = {
        check.case_id: check
        for check in EligibilityCheck.objects.filter(case__in=[one.case_id for one in rows]).order_by(
            "checked_at", "pk"
        )
    }
    for one in rows:
        one.selection = selection
    shown = [(one, newest.get(one.case_id), policy.can_revoke(staff(request), one)) for one in rows]
    record_view(selection, by=request.capacity, at=request.now, action="reviews.places_seen")
    context = around(request, selection) | {
        "holding": [row for row in shown if row[0].result == Outcome.Result.SELECTED],
        "waiting": [row for row in shown if row[0].result == Outcome.Result.RESERVE],
        "confirmed": sum(one.standing == Outcome.Standing.CONFIRMED for one in rows),
        "offered": sum(one.standing == Outcome.Standing.OFFERED for one in rows),
        "is_over": reserve_expired(selection, now=request.now),
        "may_change": policy.can_change_after(staff(request), selection),
    }
    return render(request, "reviews/decision/places.html", context)


@acting(AsStaff)
@require_POST
def check(request: Request, public_id: str) -> HttpResponse:
    """The machine looks again at everyone who holds a place or waits for one."""
    selection = selection_of(request, public_id)
    cases = [one.case for one in _rows(selection)]
    try:
        done = confirming.check_again(selection=selection, cases=cases, by=request.capacity, now=request.now)
    except Refused as refused:
        warned(request, refused.reason)
    else:
        told(request, ngettext("%(n)d was looked at again.", "%(n)d were looked at again.", done) % {"n": done})
    return redirect("reviews:places", staff(request).institution.slug, public_id)


@acting(AsStaff)
@require_POST
def revoke(request: Request, public_id: str, case_id: str) -> HttpResponse:
    """Take a place or a number back, with the reason the applicant reads."""
    selection = selection_of(request, public_id)
    rows = Outcome.objects.filter(selection=selection, released_at__isnull=False)
    outcome: Outcome = get_object_or_404(rows.select_related("case"), case__public_id=case_id)
    outcome.selection = selection
    reason = request.POST.get("reason", "")[:600]
    try:
        confirming.revoke(outcome=outcome, reason=reason, by=request.capacity, now=request.now)
    except Refused as refused:
        warned(request, refused.reason)
    else:
        told(
            request,
            _("Taken back. The applicant has the letter; the next in reserve has moved up, where there is one."),
        )
    return redirect("reviews:places", staff(request).institution.slug, public_id)
