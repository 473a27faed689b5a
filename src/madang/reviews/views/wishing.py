"""What a reviewer would like to read: every application of a stage in a line or two, one tap each."""

from dataclasses import replace
from typing import Any, Final

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from madang.core.audit.record import record_view
from madang.core.capacity import Request, acting
from madang.core.moments import clock
from madang.core.policy import Refused
from madang.reviews import wishes
from madang.reviews.actions import wishing as actions
from madang.reviews.capacity import AsReviewer
from madang.reviews.models import Bid, PanelMember, Stage
from madang.reviews.policy import wishing as policy

from .reviewing import reviewer

PER_PAGE: Final = 25
CHOICES: Final = tuple((value, label) for value, label in Bid.Value.choices)


@acting(AsReviewer)
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: Request, public_id: str) -> HttpResponse:
    """The list, 25 a page; each row is kept as it is tapped, or all of a page at once."""
    stage, member = _asked(request, public_id)
    if request.method != "POST":
        return _page(request, stage, member)
    sent, reasons = _sent(request, "wish."), _sent(request, "why.")
    refusal = ""
    try:
        actions.save_wishes(
            stage=stage,
            member=member,
            wishes={case: _value(value) for case, value in list(sent.items())[: 2 * PER_PAGE]},
            reasons=reasons,
            by=request.capacity,
            now=request.now,
        )
    except Refused as refused:
        refusal = refused.reason
    if request.htmx and len(sent) == 1:
        return _row(request, stage, member, next(iter(sent)), refusal)
    if refusal:
        return _page(request, stage, member, refusal)
    messages.success(request, _("Saved."))
    following = request.POST.get("then", "")
    response = redirect("reviews:wishes", public_id)
    if following.isdecimal() and len(following) < 5:
        response["Location"] += f"?page={following}"
    return response


def _asked(request: Request, public_id: str) -> tuple[Stage, PanelMember]:
    """A stage that asks this reviewer; anything else is absent."""
    own = reviewer(request)
    stages = Stage.objects.filter(asks_wishes=True).select_related("selection__call__institution")
    stage: Stage = get_object_or_404(stages, public_id=public_id)
    member = stage.selection.panel.filter(reviewer=own.reviewer).first()
    if member is None or not policy.is_asked(own, stage, member):
        raise Http404
    return stage, member


def _sent(request: Request, start: str) -> dict[str, str]:
    """What was sent of each case, by its public id."""
    return {name.removeprefix(start): str(value) for name, value in request.POST.items() if name.startswith(start)}


def _value(sent: str) -> int | None:
    """The wish as sent; what is none of the four is refused where it is kept, and nothing is no wish."""
    if not sent:
        return None
    return int(sent) if sent.lstrip("-").isdecimal() and len(sent) < 4 else 0


def _page(request: Request, stage: Stage, member: PanelMember, refusal: str = "") -> HttpResponse:
    may = policy.can_wish(reviewer(request), stage, member, now=request.now)
    order = wishes.in_own_order(stage, member)
    if not may:  # what is over shows the own answers and nothing more of anyone's application
        order = [pk for pk in order if pk in set(member.bids.values_list("case_id", flat=True))]
    here = Paginator(order, PER_PAGE).get_page(request.GET.get("page"))
    record_view(stage, by=request.capacity, at=request.now, action="wishes_opened", page=here.number)
    context: dict[str, Any] = {
        "stage": stage,
        "call": stage.selection.call,
        "page": here,
        "rows": wishes.rows(stage, member, here.object_list),
        "choices": CHOICES,
        "progress": wishes.progress(stage, member),
        "may": may,
        "refusal": refusal,
    }
    return render(request, "reviews/r/wishes.html", context, status=409 if refusal else 200)


def _row(request: Request, stage: Stage, member: PanelMember, case: str, refusal: str) -> HttpResponse:
    """One row again, with the progress beside it."""
    found = wishes.rows(stage, member, stage.selection.cases.filter(public_id=case).values_list("pk", flat=True))
    if not found:
        raise Http404
    saved = "" if refusal else clock(request.now, stage.selection.call.zone)
    context = {
        "stage": stage,
        "row": replace(found[0], saved=saved, error=refusal),
        "choices": CHOICES,
        "progress": wishes.progress(stage, member),
        "may": policy.can_wish(reviewer(request), stage, member, now=request.now),
        "is_swap": True,
    }
    return render(request, "reviews/r/_wish_row.html", context, status=409 if refusal else 200)
