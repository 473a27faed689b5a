"""Objections for staff: reading them, answering them, and deciding once more about the one case."""

from typing import Any
from uuid import uuid4

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from madang.core.audit.record import record_view
from madang.core.capacity import Request, acting
from madang.core.policy import Refused
from madang.institutions.capacity import AsStaff
from madang.reviews import ranking
from madang.reviews.actions import deciding, objecting, rereviewing
from madang.reviews.computing import answer_json
from madang.reviews.forms.deciding import OrderError, ProposalForm, settled_of
from madang.reviews.forms.objecting import AnswerForm
from madang.reviews.models import Assignment, Objection, Selection
from madang.reviews.policy import objecting as policy

from .acting import selection_of, staff, told
from .decision import around


def _objections(selection: Selection) -> QuerySet[Objection]:
    rows = Objection.objects.filter(outcome__selection=selection)
    return rows.select_related("outcome__case__application__startup", "made_by", "answered_by", "rereview")


@acting(AsStaff)
@require_safe
def index(request: Request, public_id: str) -> HttpResponse:
    """All of them, those that wait for an answer first."""
    selection = selection_of(request, public_id)
    rows = sorted(_objections(selection), key=lambda one: (one.state != Objection.State.OPEN, one.made_at))
    return render(request, "reviews/decision/objections.html", around(request, selection) | {"objections": rows})


def _one(selection: Selection, public_id: str) -> Objection:
    rows = _objections(selection).select_related("outcome__decision__stage", "outcome__decision__selection")
    found: Objection = get_object_or_404(rows, public_id=public_id)
    found.outcome.selection = found.outcome.decision.selection = found.outcome.decision.stage.selection = selection
    return found


@acting(AsStaff)
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: Request, public_id: str, objection_id: str) -> HttpResponse:
    """What the applicant says, whom they challenge, and the answer."""
    selection = selection_of(request, public_id)
    own = _one(selection, objection_id)
    if request.method != "POST":
        record_view(own, by=request.capacity, at=request.now, action="reviews.objection_seen")
        return _page(request, selection, own)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _page(request, selection, own, form=form, status=422)
    try:
        objecting.answer(
            objection=own,
            upheld=form.cleaned_data["upheld"] == "yes",
            words=form.cleaned_data["words"],
            by=request.capacity,
            now=request.now,
        )
    except Refused as refused:
        return _page(request, selection, own, form=form, refusal=refused.reason, status=409)
    told(request, _("Answered. The applicant has the letter."))
    return redirect("reviews:objection", staff(request).institution.slug, public_id, objection_id)


@acting(AsStaff)
@require_POST
def rereview(request: Request, public_id: str, objection_id: str) -> HttpResponse:
    """Propose what the second judgement comes to."""
    selection = selection_of(request, public_id)
    own = _one(selection, objection_id)
    form = ProposalForm(request.POST)
    try:
        settled = settled_of(request.POST)
    except OrderError as error:
        return _page(request, selection, own, again=form, refusal=str(error), status=422)
    if not form.is_valid():
        return _page(request, selection, own, again=form, status=422)
    try:
        decision = rereviewing.propose_again(
            objection=own,
            settled=settled,
            minutes=form.cleaned_data["minutes"].strip(),
            present=form.names(),
            key=form.cleaned_data["key"],
            by=request.capacity,
            now=request.now,
        )
    except deciding.Reused as refused:
        return _page(request, selection, own, again=form, refusal=refused.reason, status=422)
    except Refused as refused:
        return _page(request, selection, own, again=form, refusal=refused.reason, status=409)
    told(request, _("The decision is proposed. A colleague now looks at it and approves."))
    return redirect("reviews:decision", staff(request).institution.slug, public_id, decision.public_id)


def _page(
    request: Request,
    selection: Selection,
    own: Objection,
    *,
    form: AnswerForm | None = None,
    again: ProposalForm | None = None,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    by = staff(request)
    stage = own.outcome.decision.stage
    context: dict[str, Any] = around(request, selection) | {
        "objection": own,
        "case": own.outcome.case,
        "stage": stage,
        "form": form or AnswerForm(),
        "refusal": refusal,
        "may_answer": policy.can_answer(by, own),
        "may_rereview": policy.can_rereview(by, own, stage),
        "judges": _judges(own),
    }
    if context["may_rereview"]:
        context |= _second(selection, own) | {"again": again or ProposalForm(initial={"key": uuid4()})}
    return render(request, "reviews/decision/objection.html", context, status=status)


def _judges(own: Objection) -> list[tuple[Assignment, bool]]:
    """Who judged, by the letters the applicant knows, and whether they are challenged."""
    named = {(one["stage"], one["label"]) for one in own.challenged}
    rows = Assignment.objects.filter(case=own.outcome.case_id, state__in=["given", "done"])
    rows = rows.select_related("stage", "reviewer__person", "review").order_by("stage__position", "label")
    return [(one, (one.stage.public_id, one.label) in named) for one in rows]


def _second(selection: Selection, own: Objection) -> dict[str, Any]:
    """What the second judgement would come to now, for this case alone."""
    names = ranking.names_of(selection)
    try:
        result = answer_json(deciding.answered(rereviewing.asked_again(own)))
    except deciding.Unsettled as unsettled:
        return {"faults": [names.said(words) for words in unsettled.problems]}
    case = own.outcome.case.public_id
    mine = [row for row in ranking.rows(result, own.outcome.decision.stage, names) if row.case.public_id == case]
    return {
        "rows": mine,
        "has_total": any(row.total for row in mine),
        "has_points": any(row.bonus or row.deduction for row in mine),
        "ties": ranking.ties(result, names),
        "open_matters": ranking.open_matters(result["problems"], names),
        "is_complete": result["complete"],
    }
