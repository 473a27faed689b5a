"""Reviewers of the street for its office: who may not judge for a time, noted with the reason and lifted."""

from typing import Any, Final

from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from madang.core.capacity import Request, acting
from madang.core.moments import day_of
from madang.core.policy import Refused
from madang.people.capacity import AsOperator
from madang.reviews.actions import sanctions as actions
from madang.reviews.forms.pool import SanctionForm
from madang.reviews.models import Reviewer, Sanction

from .acting import told, warned

PER_PAGE: Final = 50


@acting(AsOperator)
@require_safe
def index(request: Request) -> HttpResponse:
    """The pool, those who may not judge now first. Found by name."""
    words = request.GET.get("q", "").strip()[:80]
    kept = Sanction.objects.filter(reviewer=OuterRef("pk"), lifted_at=None)
    now = kept.filter(starts_on__lte=day_of(request.now)).exclude(ends_on__lt=day_of(request.now))
    rows = (
        Reviewer.objects.matching(q=words)
        .annotate(is_kept=Exists(now), was_kept=Exists(kept))
        .select_related("person", "home")
        .order_by("-is_kept", "-was_kept", "person__name", "pk")
    )
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "reviews/street/reviewers.html", {"page": page, "said_words": words})


@acting(AsOperator)
@require_safe
def show(request: Request, public_id: str) -> HttpResponse:
    """What keeps one reviewer from judging, what did before, and the form to note another."""
    return _show(request, _reviewer(public_id), SanctionForm(initial={"starts_on": day_of(request.now)}))


def _show(request: Request, own: Reviewer, form: SanctionForm, status: int = 200) -> HttpResponse:
    sanctions = Sanction.objects.visible_to(request.capacity).filter(reviewer=own)
    context: dict[str, Any] = {
        "reviewer": own,
        "form": form,
        "sanctions": list(
            sanctions.select_related("institution", "decided_by", "lifted_by").order_by("-starts_on", "-pk")
        ),
        "today": day_of(request.now),
    }
    return render(request, "reviews/street/reviewer.html", context, status=status)


def _reviewer(public_id: str) -> Reviewer:
    own: Reviewer = get_object_or_404(Reviewer.objects.select_related("person", "home"), public_id=public_id)
    return own


@acting(AsOperator)
@require_POST
def do(request: Request, public_id: str, verb: str) -> HttpResponse:
    """Note a sanction for the whole street, or lift one."""
    own = _reviewer(public_id)
    if verb not in ("note", "lift"):
        raise Http404
    try:
        if verb == "lift":
            lift(request, own)
        else:
            form = SanctionForm(request.POST)
            if not form.is_valid():
                return _show(request, own, form, 422)
            actions.sanction(reviewer=own, institution=None, by=request.capacity, now=request.now, **form.cleaned_data)
    except Refused as refused:
        warned(request, refused.reason)
    else:
        told(request, _("Saved."))
    return redirect("reviews:street_reviewer", public_id)


def lift(request: Request, own: Reviewer) -> None:
    """Lift the sanction that was sent, of those this capacity may read."""
    sent = request.POST.get("sanction", "")
    held: Sanction = get_object_or_404(
        Sanction.objects.visible_to(request.capacity).select_related("institution"),
        reviewer=own,
        pk=int(sent) if sent.isdecimal() and len(sent) < 12 else 0,
    )
    actions.lift(sanction=held, reason=request.POST.get("reason", ""), by=request.capacity, now=request.now)
