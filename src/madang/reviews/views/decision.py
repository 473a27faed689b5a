"""Deciding: the ranking of a stage as it stands, the proposal, the second person's page, the release."""

import json
from typing import Any
from uuid import uuid4

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from madang.core.audit.record import record_view
from madang.core.capacity import Request, acting
from madang.core.policy import Refused
from madang.institutions.capacity import AsStaff
from madang.reviews import ranking
from madang.reviews.actions import deciding, points, releasing, rereviewing
from madang.reviews.computing import answer_json, asked, digest, scored_stages
from madang.reviews.forms.deciding import OrderError, PointsForm, ProposalForm, ReasonForm, points_text, settled_of
from madang.reviews.models import Case, Decision, Selection, Stage
from madang.reviews.policy import deciding as policy
from madang.reviews.policy import setting_up as setting_up_policy

from .acting import selection_of, staff, told


def around(request: Request, selection: Selection, here: str = "decision") -> dict[str, Any]:
    """What every page of this part shows around itself."""
    call = selection.call
    may = setting_up_policy.can_run(staff(request), selection)
    return {"institution": call.institution, "call": call, "selection": selection, "here": here, "may": may}


def decision_of(selection: Selection, public_id: str) -> Decision:
    """A decision of this selection, its stage and people in hand; any other is absent. One query."""
    rows = selection.decisions.select_related("stage", "proposed_by", "approved_by", "released_by", "objection")
    found: Decision = get_object_or_404(rows, public_id=public_id)
    found.selection = found.stage.selection = selection
    return found


@acting(AsStaff)
@require_safe
def index(request: Request, public_id: str) -> HttpResponse:
    """The stages that are scored, how far each is, and every decision that was proposed."""
    selection = selection_of(request, public_id)
    stages = scored_stages(selection)
    decisions = list(
        selection.decisions.select_related("stage", "proposed_by", "approved_by", "released_by")
        .defer("given", "result")
        .order_by("-proposed_at", "-pk")
    )
    open_now = {one.stage_id: one for one in reversed(decisions) if one.state != Decision.State.RETURNED}
    context = around(request, selection) | {
        "stages": [(stage, open_now.get(stage.pk)) for stage in stages],
        "decisions": decisions,
    }
    return render(request, "reviews/decision/index.html", context)


@acting(AsStaff)
@require_http_methods(["GET", "HEAD", "POST"])
def stage(request: Request, public_id: str, stage_id: str) -> HttpResponse:
    """The ranking as reckoned now; ties are put in order here, and the decision is proposed from here."""
    selection = selection_of(request, public_id)
    own = _stage(selection, stage_id)
    if request.method != "POST":
        record_view(own, by=request.capacity, at=request.now, action="reviews.ranking_seen")
        return _ranking(request, selection, own)
    form = ProposalForm(request.POST)
    try:
        settled = settled_of(request.POST)
    except OrderError as error:
        return _ranking(request, selection, own, form=form, refusal=str(error), status=422)
    if request.POST.get("verb") != "propose" or not form.is_valid():
        return _ranking(request, selection, own, form=form, settled=settled, status=422 if form.errors else 200)
    try:
        decision = deciding.propose(
            stage=own,
            settled=settled,
            calibrated=form.cleaned_data["calibrated"],
            minutes=form.cleaned_data["minutes"].strip(),
            present=form.names(),
            key=form.cleaned_data["key"],
            by=request.capacity,
            now=request.now,
        )
    except deciding.Reused as refused:
        return _ranking(request, selection, own, form=form, settled=settled, refusal=refused.reason, status=422)
    except Refused as refused:
        return _ranking(request, selection, own, form=form, settled=settled, refusal=refused.reason, status=409)
    told(request, _("The decision is proposed. A colleague now looks at it and approves."))
    return redirect("reviews:decision", staff(request).institution.slug, public_id, decision.public_id)


def _stage(selection: Selection, public_id: str) -> Stage:
    own: Stage = get_object_or_404(selection.stages.prefetch_related("criteria"), public_id=public_id)
    own.selection = selection
    if own.pk not in {one.pk for one in scored_stages(selection)}:
        raise Http404
    return own


def _ranking(
    request: Request,
    selection: Selection,
    own: Stage,
    *,
    form: ProposalForm | None = None,
    settled: list[dict[str, Any]] | None = None,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    names = ranking.names_of(selection)
    calibrated = bool(form and form.data.get("calibrated")) and selection.calibration == "used"
    context = around(request, selection) | {"stage": own, "refusal": refusal, "faults": []}
    given = asked(selection, own, settled=settled or [], calibrated=calibrated)
    try:
        result = answer_json(deciding.answered(given))
    except deciding.Unsettled as unsettled:
        context["faults"] = [names.said(words) for words in unsettled.problems]
    else:
        context |= _shown(result, own, names)
    waiting = selection.decisions.filter(stage=own, state__in=["proposed", "approved"]).defer("given", "result").first()
    context |= {
        "corrected": ranking.corrected(given, selection, own, names),
        "settled": json.dumps(settled or [], ensure_ascii=False),
        "settled_words": [
            (one["why"], [names.cases[c] for c in one["order"] if c in names.cases]) for one in settled or []
        ],
        "may_propose": policy.can_propose(staff(request), own),
        "waiting": waiting,
        "form": form or ProposalForm(initial={"key": uuid4()}),
        "uses": selection.calibration == Selection.Calibration.USED,
    }
    return render(request, "reviews/decision/stage.html", context, status=status)


def _shown(result: dict[str, Any], own: Stage, names: ranking.Names) -> dict[str, Any]:
    reckoned = ranking.rows(result, own, names)
    return {
        "rows": reckoned,
        "has_total": any(row.total for row in reckoned),
        "has_points": any(row.bonus or row.deduction for row in reckoned),
        "ties": ranking.ties(result, names),
        "open_matters": ranking.open_matters(result["problems"], names),
        "is_complete": result["complete"],
        "limit": next((one["limit"] for one in result["stages"] if one["stage"] == own.public_id), None),
    }


@acting(AsStaff)
@require_safe
def show(request: Request, public_id: str, decision_id: str) -> HttpResponse:
    """One decision as it was proposed, for the second pair of eyes and ever after."""
    selection = selection_of(request, public_id)
    decision = decision_of(selection, decision_id)
    record_view(decision, by=request.capacity, at=request.now, action="reviews.decision_seen")
    return _decision(request, selection, decision)


def _decision(
    request: Request, selection: Selection, decision: Decision, *, refusal: str = "", status: int = 200
) -> HttpResponse:
    names = ranking.names_of(selection)
    by = staff(request)
    context = around(request, selection) | {
        "decision": decision,
        "stage": decision.stage,
        "refusal": refusal,
        "reason": ReasonForm(),
        "has_moved": decision.state == Decision.State.PROPOSED and _has_moved(selection, decision),
        "may_approve": policy.can_approve(by, decision),
        "may_release": policy.can_release(by, decision),
        "is_mine": decision.proposed_by_id == by.person.pk,
        "settled_words": [
            (one.get("why", ""), [names.cases[c] for c in one["order"] if c in names.cases])
            for one in decision.given.get("settled", [])
        ],
    }
    context |= _shown(decision.result, decision.stage, names)
    return render(request, "reviews/decision/show.html", context, status=status)


def _has_moved(selection: Selection, decision: Decision) -> bool:
    """Whether scores or the field are no longer those the proposal was made from."""
    if decision.kind == Decision.Kind.REREVIEW:
        return False
    fresh = asked(selection, decision.stage, calibrated=decision.used == "calibrated")
    return digest(fresh | {"settled": decision.given.get("settled", [])}) != decision.input_hash


@acting(AsStaff)
@require_POST
def do(request: Request, public_id: str, decision_id: str, verb: str) -> HttpResponse:
    """Approve, send back or release; each asked twice is done once."""
    selection = selection_of(request, public_id)
    decision = decision_of(selection, decision_id)
    by, now = request.capacity, request.now
    is_second = decision.kind == Decision.Kind.REREVIEW
    approve = rereviewing.approve_again if is_second else deciding.approve
    release = rereviewing.release_again if is_second else releasing.release
    try:
        match verb:
            case "approve":
                approve(decision=decision, by=by, now=now)
                words = _("Approved. Nobody has been told yet: look at the letters, then release them.")
            case "return":
                deciding.send_back(decision=decision, reason=request.POST.get("reason", "")[:600], by=by, now=now)
                words = _("Sent back. The stage can be opened again, and another proposal made.")
            case "release":
                release(decision=decision, by=by, now=now)
                words = _("The letters are released. The mail is on its way.")
            case _:
                raise Http404
    except Refused as refused:
        return _decision(request, selection, decision, refusal=refused.reason, status=409)
    told(request, words)
    return redirect("reviews:decision", staff(request).institution.slug, public_id, decision_id)


@acting(AsStaff)
@require_http_methods(["GET", "HEAD", "POST"])
def case_points(request: Request, public_id: str, case_id: str) -> HttpResponse:
    """Bonus points and deductions of one case, with what each rests on."""
    selection = selection_of(request, public_id)
    case: Case = get_object_or_404(selection.cases.select_related("application__startup"), public_id=case_id)
    case.selection = selection
    if request.method == "POST":
        form = PointsForm(request.POST)
    else:
        form = PointsForm(initial={"bonus": points_text(case.bonus), "deductions": points_text(case.deductions)})
    refusal = ""
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            points.set_points(
                case=case, bonus=said["bonus"], deductions=said["deductions"], by=request.capacity, now=request.now
            )
        except Refused as refused:
            refusal = refused.reason
        else:
            told(request, _("Saved."))
            return redirect("reviews:decision_points", staff(request).institution.slug, public_id, case_id)
    context = around(request, selection) | {"case": case, "form": form, "refusal": refusal}
    status = 409 if refusal else 422 if form.errors else 200
    return render(request, "reviews/decision/points.html", context, status=status)
