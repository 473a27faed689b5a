"""What sets a selection up: its stages from a preset, their rubrics, who sees what, how scores count."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from madang.core.capacity import Capacity
from madang.core.policy import Refused, require
from madang.core.text import Text
from madang.journey.log import record
from madang.programmes.models import Call
from madang.reviews import facts
from madang.reviews.models import Criterion, Review, Selection, Stage
from madang.reviews.policy import setting_up as policy
from madang.reviews.presets import PRESETS, Step

from .acting import person_of

SETTINGS: Final = frozenset(
    {
        "places", "reserves", "reserve_until", "rules", "conflict_rules", "calibration", "calendar", "confirm_days",
        "confirm_hour", "objection_days", "comments_are_released",
    }
)  # fmt: skip
OF_STAGE: Final = frozenset(
    {
        "name", "is_blind", "hidden_questions", "reviews_each", "min_load", "max_load", "groups", "opens_at", "due_at",
        "slot_minutes", "asks_wishes", "wishes_until",
    }
)  # fmt: skip
CONFLICT_RULES: Final = [
    {"rule": "employer", "years": 3},
    {"rule": "institution", "years": 3},
    {"rule": "supervisor", "years": 10},
    {"rule": "kin", "degree": 8},
    {"rule": "project", "years": 3},
    {"rule": "shareholder", "years": 1},
    {"rule": "adviser", "years": 3},
    {"rule": "mutual"},
    {"rule": "sanctioned"},
    {"rule": "domain"},
]


class Stale(Refused):
    """Someone saved since the page was opened."""

    def __init__(self) -> None:
        super().__init__(
            _("Someone else has changed this since you opened it. Look at it again; your words are below.")
        )


def locked(selection: Selection) -> Selection:
    """The selection with its row locked until the transaction ends, its call in hand."""
    found: Selection = (
        Selection.objects.select_for_update(of=("self",)).select_related("call__institution").get(pk=selection.pk)
    )
    return found


@transaction.atomic
def set_up(*, call: Call, preset: str, by: Capacity, now: datetime) -> Selection:
    """Begin a selection from a preset; asked again it answers with the one there is."""
    own = Call.objects.select_for_update(of=("self",)).select_related("institution").get(pk=call.pk)
    require(policy.can_set_up(by, own))
    there: Selection | None = Selection.objects.filter(call=own).first()
    if there is not None:
        return there
    start = PRESETS[preset]
    selection = Selection.objects.create(
        call=own,
        places=own.places or 1,
        reserves=own.places or 1,
        rules=dict(start.rules),
        conflict_rules=CONFLICT_RULES,
        calendar="CN" if own.zone == "Asia/Shanghai" else "KR",
        created_by=person_of(by),
    )
    for position, step in enumerate(start.steps):
        _stage(selection, position, step, own)
    record(facts.SelectionSetUp(call=own.pk), institution=own.institution, by=by, at=now)
    return selection


def _stage(selection: Selection, position: int, step: Step, call: Call) -> Stage:
    scoring = dict(step.scoring)
    if call.multiple and "times" in scoring.get("multiple", {}):
        scoring["multiple"] = {"times": str(call.multiple)}
    stage = Stage.objects.create(
        selection=selection,
        position=position,
        kind=step.kind,
        is_blind=step.is_blind,
        reviews_each=step.reviews_each,
        max_load=step.max_load,
        scoring=scoring,
    )
    Criterion.objects.bulk_create(
        [
            Criterion(
                stage=stage,
                code=line.code,
                position=place,
                name=Text(ko=line.ko, zh=line.zh, en=line.en),
                max_score=Decimal(line.marks),
            )
            for place, line in enumerate(step.lines)
        ]
    )
    return stage


@transaction.atomic
def change_settings(
    *, selection: Selection, fields: Mapping[str, Any], version: int, by: Capacity, now: datetime
) -> Selection:
    """Places, reserve list, conflicts in force, calibration, confirmation and objections."""
    own = locked(selection)
    require(policy.can_run(by, own))
    if own.version != version:
        raise Stale
    for name in SETTINGS & set(fields):
        setattr(own, name, fields[name])
    own.version += 1
    own.save()
    return own


@transaction.atomic
def change_stage(*, stage: Stage, fields: Mapping[str, Any], version: int, by: Capacity, now: datetime) -> Stage:
    """Dates, blindness and loads of a stage. `version` is the selection's."""
    selection = locked(stage.selection)
    if selection.version != version:
        raise Stale
    own: Stage = selection.stages.get(pk=stage.pk)
    own.selection = selection
    require(policy.can_change_stage(by, own))
    for name in OF_STAGE & set(fields):
        setattr(own, name, fields[name])
    own.save()
    _touch(selection)
    return own


@transaction.atomic
def set_rubric(
    *,
    stage: Stage,
    lines: Sequence[Mapping[str, Any]],
    scoring: Mapping[str, Any],
    version: int,
    by: Capacity,
    now: datetime,
) -> Stage:
    """Put these criteria in place of those there are. Each line holds the fields of `Criterion` but the stage."""
    selection = locked(stage.selection)
    if selection.version != version:
        raise Stale
    own: Stage = selection.stages.get(pk=stage.pk)
    own.selection = selection
    handed_in = Review.objects.filter(assignment__stage=own, state=Review.State.SUBMITTED).exists()
    require(policy.can_change_rubric(by, own, is_scored=handed_in))
    kept = {line.code: line for line in own.criteria.all()}
    wanted = [line["code"] for line in lines]
    own.criteria.exclude(code__in=wanted).delete()
    for position, line in enumerate(lines):
        fields = {**line, "position": position}
        if there := kept.get(line["code"]):
            for name, value in fields.items():
                setattr(there, name, value)
            there.save()
        else:
            Criterion.objects.create(stage=own, **fields)
    own.scoring = dict(scoring)
    own.save(update_fields=["scoring", "updated_at"])
    _touch(selection)
    return own


@transaction.atomic
def add_stage(*, selection: Selection, kind: str, version: int, by: Capacity, now: datetime) -> Stage:
    """One more stage before the notice."""
    own = locked(selection)
    require(policy.can_run(by, own))
    if own.version != version:
        raise Stale
    stages = list(own.stages.order_by("position"))
    at = next((i for i, stage in enumerate(stages) if stage.kind == Stage.Kind.NOTICE), len(stages))
    for stage in stages[at:]:
        stage.position += 1
    Stage.objects.bulk_update(stages[at:], ["position"])
    _touch(own)
    return Stage.objects.create(selection=own, position=at, kind=kind)


@transaction.atomic
def drop_stage(*, stage: Stage, version: int, by: Capacity, now: datetime) -> None:
    """Take a stage out that nothing has happened in."""
    selection = locked(stage.selection)
    if selection.version != version:
        raise Stale
    own: Stage = selection.stages.get(pk=stage.pk)
    own.selection = selection
    require(policy.can_change_stage(by, own))
    if own.state != Stage.State.PLANNED or own.assignments.exists() or own.cases_here.exists():
        raise Refused(_("This stage has begun: applications or reviewers stand in it. It cannot be taken out."))
    own.delete()
    stages = list(selection.stages.order_by("position"))
    for position, each in enumerate(stages):
        each.position = position
    Stage.objects.bulk_update(stages, ["position"])
    _touch(selection)


def _touch(selection: Selection) -> None:
    selection.version += 1
    selection.save(update_fields=["version", "updated_at"])
