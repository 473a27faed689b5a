"""What the engine of selection is asked, gathered from the records, and what it answered, kept as JSON."""

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from madang.applications.models import Application
from madang.engines.selection import NOT_YET, Result, compute_case, loads, to_json
from madang.startups.models import Startup

from .models import Assignment, Case, Review, Selection, Stage, StageStanding
from .rubric import is_scored, plain, rules_json

_STATES = {"done": "done", "given": "pending", "recused": "recused"}


def scored_stages(selection: Selection) -> list[Stage]:
    """The stages that give a score, in order, with their criteria. Two queries."""
    stages = list(selection.stages.prefetch_related("criteria").order_by("position"))
    return [stage for stage in stages if is_scored(stage)]


def asked(
    selection: Selection, stage: Stage, *, settled: Sequence[dict[str, Any]] = (), calibrated: bool = False
) -> dict[str, Any]:
    """The case up to `stage` as `engines.selection` JSON; ids are the public ones, so that it can be handed out. Seven queries.

    Orders that people gave to ties of earlier stages, and whether corrected scores decided there, are taken over from the
    decisions about them.
    """
    stages = scored_stages(selection)
    upto = [one for one in stages if one.position <= stage.position]
    cases = list(selection.cases.select_related("application__startup").order_by("public_id"))
    rules = rules_json(selection, stages)
    earlier = (
        selection.decisions.filter(stage__position__lt=stage.position, state__in=["approved", "released"])
        .select_related("stage")
        .order_by("stage__position", "pk")
    )
    kept = [order for decision in earlier for order in decision.given.get("settled", [])]
    is_last = stages[-1].pk == stage.pk
    stood = _stood(selection)
    return {
        "version": 1,
        "rules": rules,
        "applications": [_application(case, stages, stood) for case in cases],
        "reviews": _reviews(selection, upto),
        "settled": [*kept, *settled],
        "until": None if is_last else stage.public_id,
        "calibrated": [
            *(one.stage.public_id for one in earlier if one.used == "calibrated"),
            *([stage.public_id] if calibrated else []),
        ],
    }


def _stood(selection: Selection) -> dict[int, int]:
    """Case -> position of the last stage whose decision stands and that it was judged in."""
    rows = StageStanding.objects.filter(
        stage__selection=selection, decision__state__in=["approved", "released"]
    ).values_list("case_id", "stage__position")
    last: dict[int, int] = {}
    for case, position in rows:
        last[case] = max(position, last.get(case, -1))
    return last


def _left(case: Case, stages: Sequence[Stage], stood: dict[int, int]) -> bool | str:
    """From where on a case is out of the field: what earlier stages decided stands, though it left afterwards."""
    if case.pk not in stood:
        return True
    return next((stage.public_id for stage in stages if stage.position > stood[case.pk]), True)


def _application(case: Case, stages: Sequence[Stage], stood: dict[int, int]) -> dict[str, Any]:
    startup = case.application.startup
    said: dict[str, Any] = {"id": case.public_id, "facts": {}}
    founded = startup.incorporated_on or startup.opened_on
    if founded is not None:
        said["facts"]["founded"] = founded.isoformat()
    elif startup.founding_type == Startup.Founding.PRE_FOUNDER:
        said["facts"]["founded"] = NOT_YET
    if case.bonus:
        said["bonus"] = case.bonus
    if case.deductions:
        said["deductions"] = case.deductions
    if case.state == Case.State.WITHDRAWN or case.application.state == Application.State.WITHDRAWN:
        said["withdrawn"] = _left(case, stages, stood)
    if case.state == Case.State.INELIGIBLE:
        said["excluded"] = _left(case, stages, stood)
    return said


def _reviews(selection: Selection, stages: Sequence[Stage]) -> list[dict[str, Any]]:
    """Every review asked for at these stages; one that was taken away was never asked for."""
    work = (
        Assignment.objects.filter(stage__in=stages, state__in=_STATES)
        .select_related("stage", "case", "review")
        .prefetch_related("review__scores__criterion")
        .order_by("public_id")
    )
    return [_review(one) for one in work]


def _review(assignment: Assignment) -> dict[str, Any]:
    said: dict[str, Any] = {
        "id": assignment.public_id,
        "application": assignment.case.public_id,
        "stage": assignment.stage.public_id,
        "reviewer": f"r{assignment.reviewer_id}",
        "state": _STATES[assignment.state],
        "scores": {},
    }
    review = getattr(assignment, "review", None)
    if review is not None and assignment.state == Assignment.State.DONE and review.state == Review.State.SUBMITTED:
        said["scores"] = {
            score.criterion.code: None if score.value is None else plain(score.value) for score in review.scores.all()
        }
    return said


def computed(case: dict[str, Any]) -> Result:
    """The engine's answer. Raises `SelectionError` where rules and records contradict each other."""
    return compute_case(loads(case))


def answer_json(result: Result) -> dict[str, Any]:
    """The answer as it is kept with a decision."""
    said: dict[str, Any] = to_json(result)
    return said


def digest(case: dict[str, Any]) -> str:
    """SHA-256 of what was asked, in canonical form."""
    return hashlib.sha256(
        json.dumps(case, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    ).hexdigest()
