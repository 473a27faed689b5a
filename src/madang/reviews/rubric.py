"""A selection as `engines.selection` reads it: the rules made from its stages, the case from its reviews."""

from decimal import Decimal
from typing import Any

from .models import Criterion, Selection, Stage


def plain(value: Decimal) -> int | str:
    """A decimal as JSON that loses nothing: whole numbers as such, the rest as text."""
    return int(value) if value == value.to_integral_value() else format(value.normalize(), "f")


def criterion_json(criterion: Criterion) -> dict[str, Any]:
    """One line of the rubric. `weight` 1 is "points as written": its worth is its full marks."""
    said: dict[str, Any] = {"id": criterion.code, "max": plain(criterion.max_score)}
    if criterion.weight != 1:
        said["weight"] = plain(criterion.weight * criterion.max_score)
    return said


def stage_json(stage: Stage) -> dict[str, Any]:
    """A scored stage; its criteria must be prefetched or cost a query."""
    return {"id": stage.public_id, "criteria": [criterion_json(line) for line in stage.criteria.all()], **stage.scoring}


def is_scored(stage: Stage) -> bool:
    return stage.kind not in (Stage.Kind.ELIGIBILITY, Stage.Kind.NOTICE) and bool(stage.criteria.all())


def rules_json(selection: Selection, stages: list[Stage]) -> dict[str, Any]:
    """The whole of it. `stages` in order, with their criteria."""
    rules: dict[str, Any] = {
        **selection.rules,
        "places": selection.places,
        "stages": [stage_json(stage) for stage in stages if is_scored(stage)],
        "calibration": selection.calibration,
        "confirmation": {
            "working_days": selection.confirm_days,
            "hour": selection.confirm_hour.strftime("%H:%M"),
            "calendar": selection.calendar,
            "zone": selection.call.zone,
        },
    }
    reserve: dict[str, Any] = {"size": selection.reserves}
    if selection.reserve_until:
        reserve["expires"] = selection.reserve_until.isoformat()
    rules["reserve"] = reserve if selection.reserves else None
    return rules
