"""Sharing a stage out: plans side by side, the pairs of one, and the reviewers of one application by hand."""

from collections import defaultdict
from collections.abc import Callable
from typing import Any, Final

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from madang.core.capacity import Request, acting
from madang.core.policy import Refused
from madang.core.templatetags.ui import Bar as ChartBar
from madang.institutions.capacity import AsStaff
from madang.reviews.actions import assigning, scenarios, wishing
from madang.reviews.forms.assigning import ScenarioForm, TakeForm
from madang.reviews.ground import field_of_stage, judged_stages, read_ground, suggested
from madang.reviews.models import Assignment, Case, PanelMember, Reviewer, Scenario, Selection, Stage
from madang.reviews.plan_words import problem_words, room_words, why, why_not
from madang.reviews.policy import assigning as policy
from madang.reviews.policy import wishing as wishing_policy
from madang.reviews.wishes import answered

from .acting import selection_of, staff, told, warned

PER_PAGE: Final = 50


def context_of(request: Request, selection: Selection, stage: Stage | None, here: str) -> dict[str, Any]:
    """What every page about one stage shows: the call, the stages to go to, whether this one may be changed."""
    stages = judged_stages(selection)
    if stage is None:
        asked = request.GET.get("stage", "")
        stage = next((one for one in stages if one.public_id == asked), None) or next(
            (one for one in stages if one.state in ("planned", "open")), stages[0] if stages else None
        )
    if stage is not None:
        stage.selection = selection
    return {
        "institution": selection.call.institution,
        "call": selection.call,
        "selection": selection,
        "here": here,
        "stages": [(one, stage is not None and one.pk == stage.pk) for one in stages],
        "stage": stage,
        "may": policy.can_assign(staff(request), stage) if stage else None,
    }


def stage_of(selection: Selection, public_id: str) -> Stage:
    """A judged stage of this selection, by its id; anything else is absent."""
    own: Stage = get_object_or_404(selection.stages.exclude(kind__in=["eligibility", "notice"]), public_id=public_id)
    own.selection = selection
    return own


@acting(AsStaff)
@require_safe
def index(request: Request, public_id: str) -> HttpResponse:
    """The plans of one stage side by side, and the form for another."""
    selection = selection_of(request, public_id)
    context = context_of(request, selection, None, "plan")
    return _index(request, context, None)


def _index(request: Request, context: dict[str, Any], form: ScenarioForm | None, status: int = 200) -> HttpResponse:
    stage = context["stage"]
    if stage is not None:
        plans = list(stage.scenarios.defer("near", "pairs").select_related("committed_by").order_by("made_at", "pk"))
        people = _people(plans)
        for number, plan in enumerate(plans):
            plan.title = plan.name or _("Plan %(letter)s") % {"letter": chr(65 + number % 26)}
            first = sorted(plan.problems, key=lambda one: one["kind"] != "relief")
            plan.lines = [problem_words(one, people) for one in first[:5]]
            plan.more = max(0, len(plan.problems) - 5)
            loads = [load for load, count in plan.figures.get("loads", []) if count]
            plan.range = (loads[0], loads[-1]) if loads else None
        active = stage.assignments.filter(state__in=["given", "done"])
        context |= {
            "plans": plans,
            "waiting": any(plan.state == "waiting" for plan in plans),
            "form": form or ScenarioForm.of(stage),
            "standing": active.count(),
            "in_field": field_of_stage(stage).count(),
            "accepted": stage.selection.panel.filter(state="accepted").count(),
        }
        if stage.asks_wishes:
            context |= {
                "wishes": answered(stage),
                "may_ask": wishing_policy.can_ask_again(staff(request), stage, now=request.now),
            }
    return render(request, "reviews/plan/index.html", context, status=status)


def _people(plans: list[Scenario]) -> dict[int, str]:
    ids = {
        one
        for plan in plans
        for problem in plan.problems
        for one in [*problem.get("reviewers", []), problem.get("reviewer")]
        if one
    }
    found = Reviewer.objects.filter(pk__in=ids).select_related("person") if ids else []
    return {one.pk: str(one) for one in found}


@acting(AsStaff)
@require_POST
def compute(request: Request, public_id: str, stage_id: str) -> HttpResponse:
    """Have another plan computed."""
    selection = selection_of(request, public_id)
    stage = stage_of(selection, stage_id)
    form = ScenarioForm.of(stage, request.POST)
    if not form.is_valid():
        return _index(request, context_of(request, selection, stage, "plan"), form, 422)
    try:
        scenarios.ask_scenario(
            stage=stage,
            name=form.cleaned_data["name"],
            parameters=form.parameters(),
            seed=form.cleaned_data["seed"],
            by=request.capacity,
            now=request.now,
        )
    except Refused as refused:
        warned(request, refused.reason)
    else:
        told(request, _("The plan is being computed. This page shows it as soon as it is there."))
    return _to_plan(request, public_id, stage)


@acting(AsStaff)
@require_POST
def ask_wishes(request: Request, public_id: str, stage_id: str) -> HttpResponse:
    """Mail to those who have not said yet what they would like to read."""
    selection = selection_of(request, public_id)
    stage = stage_of(selection, stage_id)
    try:
        count = wishing.ask_again(stage=stage, by=request.capacity, now=request.now)
    except Refused as refused:
        warned(request, refused.reason)
    else:
        words = ngettext("%(count)d reviewer is asked by e-mail.", "%(count)d reviewers are asked by e-mail.", count)
        told(request, words % {"count": count})
    return _to_plan(request, public_id, stage)


@acting(AsStaff)
@require_safe
def show(request: Request, public_id: str, scenario_id: str) -> HttpResponse:
    """The pairs of one plan with why, 50 applications a page, and how the loads fall."""
    selection = selection_of(request, public_id)
    plan: Scenario = get_object_or_404(
        Scenario.objects.select_related("stage"), stage__selection=selection, public_id=scenario_id
    )
    context = context_of(request, selection, plan.stage, "plan")
    pairs: dict[int, list[int]] = defaultdict(list)
    for case, reviewer in plan.pairs:
        pairs[case].append(reviewer)
    listed = Case.objects.filter(pk__in=pairs).select_related("application").order_by("label")
    page = Paginator(listed, PER_PAGE).get_page(request.GET.get("page"))
    people = {
        one.pk: str(one)
        for one in Reviewer.objects.filter(pk__in={who for some in pairs.values() for who in some}).select_related(
            "person"
        )
    }
    standing = set(
        Assignment.objects.filter(
            stage=plan.stage, case__in=list(page.object_list), state__in=["given", "done"]
        ).values_list("case_id", "reviewer_id")
    )
    rows = []
    for case in page.object_list:
        near = {row[0]: row for row in plan.near.get(str(case.pk), [])}
        lines = [
            (people.get(who, "–"), f"{near[who][1]:.2f}" if who in near else "–", why(near[who]) if who in near else "",
             (case.pk, who) in standing)
            for who in sorted(pairs[case.pk], key=lambda who: -(near[who][1] if who in near else 0))
        ]  # fmt: skip
        gone = [one for one in standing if one[0] == case.pk and one[1] not in pairs[case.pk]]
        rows.append((case, lines, len(gone)))
    names = _people([plan])
    context |= {
        "plan": plan,
        "rows": rows,
        "page": page,
        "bars": [
            ChartBar(ngettext("%(n)d review", "%(n)d reviews", load) % {"n": load}, count)
            for load, count in plan.figures.get("loads", [])
        ],
        "problems": [problem_words(one, names) for one in plan.problems if one["kind"] != "relief"],
        "reliefs": [problem_words(one, names) for one in plan.problems if one["kind"] == "relief"],
        "may_commit": policy.can_commit(staff(request), plan) if plan.stage_id == context["stage"].pk else None,
    }
    return render(request, "reviews/plan/show.html", context)


@acting(AsStaff)
@require_POST
def commit(request: Request, public_id: str, scenario_id: str) -> HttpResponse:
    """Put a plan in force."""
    selection = selection_of(request, public_id)
    plan = get_object_or_404(
        Scenario.objects.select_related("stage"), stage__selection=selection, public_id=scenario_id
    )
    plan.stage.selection = selection
    try:
        scenarios.commit_scenario(scenario=plan, by=request.capacity, now=request.now)
    except Refused as refused:
        warned(request, refused.reason)
    else:
        told(request, _("The plan is in force. Each reviewer is told by e-mail what is new."))
    return _to_plan(request, public_id, plan.stage)


@acting(AsStaff)
@require_POST
def discard(request: Request, public_id: str, scenario_id: str) -> HttpResponse:
    """Throw a plan away."""
    selection = selection_of(request, public_id)
    plan = get_object_or_404(
        Scenario.objects.select_related("stage"), stage__selection=selection, public_id=scenario_id
    )
    plan.stage.selection = selection
    try:
        scenarios.discard(scenario=plan, by=request.capacity, now=request.now)
    except Refused as refused:
        warned(request, refused.reason)
    else:
        told(request, _("The plan is thrown away."))
    return _to_plan(request, public_id, plan.stage)


@acting(AsStaff)
@require_safe
def case(request: Request, public_id: str, stage_id: str, case_id: str) -> HttpResponse:
    """Who judges one application, who could come next and why, and who may not."""
    selection = selection_of(request, public_id)
    stage = stage_of(selection, stage_id)
    own: Case = get_object_or_404(selection.cases.select_related("application__startup"), public_id=case_id)
    return render(request, "reviews/plan/case.html", _case_context(request, selection, stage, own))


def _case_context(request: Request, selection: Selection, stage: Stage, own: Case) -> dict[str, Any]:
    context = context_of(request, selection, stage, "plan")
    ground = read_ground(stage, now=request.now)
    newest = stage.scenarios.exclude(near={}).order_by("-finished_at", "-pk").only("near").first()
    near = newest.near.get(str(own.pk), []) if newest else []
    by_reviewer = {row[0]: row for row in near}
    members = {member.reviewer_id: member for member in ground.members}
    all_here = list(
        stage.assignments.filter(case=own).select_related("reviewer__person", "member").order_by("given_at", "pk")
    )
    active = {one.reviewer_id for one in all_here if one.state in ("given", "done")}
    others = []
    for member in ground.members:
        if member.reviewer_id in active:
            continue
        bar = ground.bars.get((own.pk, member.reviewer_id))
        room = ground.rooms[member.reviewer_id]
        row = by_reviewer.get(member.reviewer_id)
        others.append(
            (
                member,
                f"{row[1]:.2f}" if row else "–",
                why_not(bar) if bar else "",
                room_words(room),
                row,
                bar,
                room.left,
            )
        )
    others.sort(key=lambda one: (one[5] is not None, one[6] == 0, -(one[4][1] if one[4] else 0), str(one[0].reviewer)))
    return context | {
        "case": own,
        "in_field": any(one.pk == own.pk for one in ground.cases),
        "assignments": [
            (
                one,
                why(by_reviewer[one.reviewer_id]) if one.reviewer_id in by_reviewer else "",
                policy.can_take(staff(request), _known(one, stage)),
            )
            for one in all_here
        ],
        "wanted": stage.reviews_each - len(active),
        "suggestions": [
            (members[row[0]], f"{row[1]:.2f}", why(row), room_words(ground.rooms[row[0]]))
            for row in suggested(ground, own, near)
        ],
        "others": others,
        "form": TakeForm(),
    }


def _known(assignment: Assignment, stage: Stage) -> Assignment:
    assignment.stage = stage
    return assignment


@acting(AsStaff)
@require_POST
def do(request: Request, public_id: str, stage_id: str, case_id: str, verb: str) -> HttpResponse:
    """Give a review by hand, take one away, lock or unlock a pair."""
    selection = selection_of(request, public_id)
    stage = stage_of(selection, stage_id)
    own: Case = get_object_or_404(selection.cases.all(), public_id=case_id)
    if verb not in _VERBS:
        raise Http404
    try:
        told(request, _VERBS[verb](request, stage, own))
    except Refused as refused:
        warned(request, refused.reason)
    return redirect("reviews:plan_case", staff(request).institution.slug, public_id, stage_id, case_id)


def _give(request: Request, stage: Stage, own: Case) -> str:
    member: PanelMember = get_object_or_404(stage.selection.panel.all(), public_id=request.POST.get("member", "")[:16])
    assigning.give(
        stage=stage,
        case=own,
        member=member,
        any_language=bool(request.POST.get("any_language")),
        by=request.capacity,
        now=request.now,
    )
    return _("The review is given. The reviewer is told by e-mail.")


def _take(request: Request, stage: Stage, own: Case) -> str:
    reason = request.POST.get("reason", "")
    assigning.take_away(assignment=_one(request, stage, own), reason=reason, by=request.capacity, now=request.now)
    return _("The review is taken away.")


def _lock(request: Request, stage: Stage, own: Case) -> str:
    assigning.lock(assignment=_one(request, stage, own), is_locked=True, by=request.capacity, now=request.now)
    return _("Locked: plans leave this pair as it is.")


def _unlock(request: Request, stage: Stage, own: Case) -> str:
    assigning.lock(assignment=_one(request, stage, own), is_locked=False, by=request.capacity, now=request.now)
    return _("Unlocked: a plan may change this pair.")


_VERBS: Final[dict[str, Callable[[Request, Stage, Case], str]]] = {
    "give": _give, "take": _take, "lock": _lock, "unlock": _unlock,
}  # fmt: skip


def _one(request: Request, stage: Stage, own: Case) -> Assignment:
    found: Assignment = get_object_or_404(
        stage.assignments.filter(case=own), public_id=request.POST.get("assignment", "")[:16]
    )
    found.stage = stage
    return found


def _to_plan(request: Request, public_id: str, stage: Stage) -> HttpResponse:
    address = reverse("reviews:plan", args=[staff(request).institution.slug, public_id])
    return redirect(f"{address}?stage={stage.public_id}")
