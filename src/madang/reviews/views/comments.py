"""Looking through what reviewers wrote to applicants, before any of it is read outside."""

from typing import Final

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from madang.core.audit.record import record_view
from madang.core.capacity import Request, acting
from madang.core.policy import Refused
from madang.institutions.capacity import AsStaff
from madang.reviews.actions import commenting
from madang.reviews.models import Assignment, Stage
from madang.reviews.policy import deciding as policy

from .acting import selection_of, staff, told, warned
from .decision import around

PER_PAGE: Final = 40
SHOWS: Final = {"all": _("All"), "new": _("Not looked at"), "out": _("Released"), "held": _("Held back")}


@acting(AsStaff)
@require_http_methods(["GET", "HEAD", "POST"])
def index(request: Request, public_id: str, stage_id: str) -> HttpResponse:
    """Reviews with words for the applicant, 40 a page: what the reviewer wrote, and what of it is released."""
    selection = selection_of(request, public_id)
    stage: Stage = get_object_or_404(selection.stages, public_id=stage_id)
    stage.selection = selection
    if request.method == "POST":
        return _save(request, stage)
    show = request.GET.get("show", "all")
    show = show if show in SHOWS else "all"
    rows = (
        Assignment.objects.filter(stage=stage, state=Assignment.State.DONE, review__state="submitted")
        .exclude(review__to_applicant="", review__released=None)
        .select_related("review", "case__application", "reviewer__person")
        .order_by("case__label", "label")
    )
    match show:
        case "new":
            rows = rows.filter(review__released_by=None)
        case "out":
            rows = rows.filter(review__released__isnull=False)
        case "held":
            rows = rows.filter(review__released=None).exclude(review__released_by=None)
    record_view(stage, by=request.capacity, at=request.now, action="reviews.comments_seen")
    context = around(request, selection) | {
        "stage": stage,
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "shows": [(key, words, key == show) for key, words in SHOWS.items()],
        "show": show,
        "may_change": policy.can_change_after(staff(request), selection),
    }
    return render(request, "reviews/decision/comments.html", context)


def _save(request: Request, stage: Stage) -> HttpResponse:
    by, now = request.capacity, request.now
    shown = request.POST.getlist("shown")[:PER_PAGE]
    released = set(request.POST.getlist("release"))
    try:
        if request.POST.get("verb") == "all":
            done = commenting.accept_all(stage=stage, by=by, now=now)
        else:
            words = {one: request.POST.get(f"text-{one}", "") if one in released else None for one in shown}
            done = commenting.look_through(stage=stage, words=words, by=by, now=now)
    except Refused as refused:
        warned(request, refused.reason)
    else:
        told(request, ngettext("%(n)d comment is changed.", "%(n)d comments are changed.", done) % {"n": done})
    response = redirect(
        "reviews:comments", staff(request).institution.slug, stage.selection.call.public_id, stage.public_id
    )
    show, page = request.POST.get("show", ""), request.POST.get("page", "")
    if show in SHOWS:
        response["Location"] += f"?show={show}" + (f"&page={page}" if page.isdecimal() else "")
    return response
