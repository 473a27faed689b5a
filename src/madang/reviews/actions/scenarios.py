"""Plans of a stage: asked for, computed in the worker, one of them put in force."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

import numpy as np
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from madang.core.audit.record import record_change
from madang.core.capacity import Capacity
from madang.core.jobs import after_commit, job
from madang.core.policy import Refused, require
from madang.engines.assignment import Plan
from madang.engines.assignment import scenario as planned
from madang.people.models import Person
from madang.reviews.ground import Bar, Ground, read_ground
from madang.reviews.mixing import groups_of, named
from madang.reviews.models import Assignment, Case, Reviewer, Scenario, Stage
from madang.reviews.notices.assigned import tell_assigned
from madang.reviews.policy import assigning as policy
from madang.reviews.suiting import near, suited

from .acting import person_of
from .assigning import ended, given
from .setting_up import locked

KEPT: Final = 6
"""Plans laid side by side; a further one takes the place of the oldest that is not in force."""
CERTIFY_S: Final = 20.0
EVEN: Final = 0.8
"""Where work is shared evenly, nobody with room gets less than this part of the mean, if the limits allow it."""
AIMS: Final = ("total", "worst", "leximin")


@transaction.atomic
def ask_scenario(
    *, stage: Stage, name: str, parameters: Mapping[str, Any], seed: int, by: Capacity, now: datetime
) -> Scenario:
    """Have a plan computed.

    `parameters`: reviews_each, min_load, max_load, aim, experts, of_one_house, language, any_language, bound, even, afresh.
    Refused where there is nothing to share out; the same question that still waits is not asked twice."""
    selection = locked(stage.selection)
    own: Stage = selection.stages.get(pk=stage.pk)
    own.selection = selection
    require(policy.can_assign(by, own))
    waiting: Scenario | None = own.scenarios.filter(state="waiting", parameters=dict(parameters), seed=seed).first()
    if waiting is not None:
        return waiting
    ground = read_ground(own, now=now)
    if not ground.cases:
        raise Refused(_("No application has come as far as this stage."))
    if not ground.members:
        raise Refused(_("No reviewer has accepted yet. Invite reviewers first."))
    old = own.scenarios.exclude(state=Scenario.State.COMMITTED).order_by("-made_at", "-pk")
    for pk in list(old.values_list("pk", flat=True))[KEPT - 1 :]:
        own.scenarios.filter(pk=pk).delete()
    made = Scenario.objects.create(
        stage=own, name=name[:80], parameters=dict(parameters), seed=seed, made_by=person_of(by), made_at=now
    )
    after_commit(compute_scenario, scenario=made.pk)
    return made


@job("reviews.compute_scenario", retries=2)
def compute_scenario(*, scenario: int) -> None:
    """Read the stage, weigh, plan, keep. Run again it answers the same question again; a plan in force is left alone."""
    own: Scenario | None = (
        Scenario.objects.select_related("stage__selection__call").filter(pk=scenario, state="waiting").first()
    )
    if own is None:
        return
    now = timezone.now()
    asked = own.parameters
    ground = read_ground(
        own.stage,
        now=now,
        any_language=bool(asked.get("any_language")),
        min_load=asked.get("min_load"),
        max_load=asked.get("max_load"),
    )
    try:
        suits = suited(ground)
        plan = _plan(ground, suits.matrix, asked, own.seed)
    except ValueError as error:
        own.state, own.problems, own.finished_at = Scenario.State.FAILED, [{"kind": "failed", "why": str(error)}], now
        own.save(update_fields=["state", "problems", "finished_at"])
        return
    pairs = [(ground.cases[row].pk, ground.members[column].reviewer_id) for row, column in plan.pairs.tolist()]
    own.pairs, own.input_hash = [list(pair) for pair in pairs], plan.inputs
    own.near = {str(case): rows for case, rows in near(suits, ground, set(pairs)).items()}
    own.figures, own.problems = _figures(ground, plan), _problems(ground, plan)
    own.state = Scenario.State.READY if plan.feasible else Scenario.State.SHORT
    own.finished_at = now
    kept = ["pairs", "near", "figures", "problems", "input_hash", "state", "finished_at"]
    # Whoever threw it away meanwhile does not get it back.
    Scenario.objects.filter(pk=own.pk, state="waiting").update(**{name: getattr(own, name) for name in kept})


def _plan(ground: Ground, matrix: Any, asked: Mapping[str, Any], seed: int) -> Plan:
    row = {case.pk: at for at, case in enumerate(ground.cases)}
    column = {member.reviewer_id: at for at, member in enumerate(ground.members)}
    conflict = np.zeros((len(row), len(column)), np.bool_)
    for case, reviewer in ground.bars:
        conflict[row[case], column[reviewer]] = True
    standing = [one for one in ground.active if one.case_id in row and one.reviewer_id in column]
    locks = [(row[one.case_id], column[one.reviewer_id]) for one in standing if is_fixed(ground, one)]
    # What was handed in counts, whatever came to light afterwards; people decide about it, not the plan.
    for at in locks:
        conflict[at] = False
    each = asked.get("reviews_each") or ground.stage.reviews_each
    held = Counter(at for at, _column in locks)
    fixed = np.array([held[at] for at in range(len(row))], np.int64)
    needs = np.maximum(each, fixed)
    loads = Counter(at for _row, at in locks)
    rooms = [ground.rooms[member.reviewer_id] for member in ground.members]
    most = np.array([max(room.most, loads[at]) for at, room in enumerate(rooms)], np.int64)
    least = np.minimum(np.array([room.least for room in rooms], np.int64), most)
    keeps = bool(standing) and not asked.get("afresh")
    aim = asked.get("aim")

    def planned_with(lower: Any) -> Plan:
        return planned(
            matrix,
            conflict,
            reviews_each=needs,
            min_load=lower,
            max_load=most,
            groups=groups_of(ground, asked, needs - fixed) or None,
            locked=locks or None,
            previous=[(row[one.case_id], column[one.reviewer_id]) for one in standing] if keeps else None,
            aim=aim if aim in AIMS else "worst",
            certify=CERTIFY_S if asked.get("bound") else 0.0,
            seed=seed,
        )

    if asked.get("even", True):
        free = (~conflict).sum(axis=0)
        share = int(needs.sum() * EVEN) // max(1, int((most > 0).sum()))
        plan = planned_with(np.maximum(least, np.minimum(np.minimum(most, share), free)))
        if plan.feasible:
            return plan
    return planned_with(least)


def is_fixed(ground: Ground, one: Assignment) -> bool:
    """Whether a plan must leave it: handed in, or locked by people and nothing has come up against it since."""
    if one.state == Assignment.State.DONE:
        return True
    return one.is_locked and (one.case_id, one.reviewer_id) not in ground.bars


def _figures(ground: Ground, plan: Plan) -> dict[str, Any]:
    """The certificate, how the loads fall, and what the plan starts from."""
    loads = Counter(plan.loads.tolist())
    standing = ground.pairs()
    chosen = {(ground.cases[row].pk, ground.members[column].reviewer_id) for row, column in plan.pairs.tolist()}
    return plan.certificate() | {
        "cases": len(ground.cases),
        "reviewers": len(ground.members),
        "loads": [[load, loads[load]] for load in range(max(loads, default=0) + 1)],
        "base": ground.digest,
        "stay": len(standing & chosen),
        "new": len(chosen - standing),
        "go": len(standing - chosen),
        "barred": len(ground.bars),
    }


def _problems(ground: Ground, plan: Plan) -> list[dict[str, Any]]:
    """What the limits did not allow, and which to relax, with labels for people."""
    cases = [case.label for case in ground.cases]
    people = [member.reviewer_id for member in ground.members]
    found: list[dict[str, Any]] = [
        {"kind": "shortfall", "case": cases[one.application], "missing": one.missing, "candidates": one.candidates}
        for one in plan.shortfalls
    ]
    found += [
        {"kind": "underload", "reviewer": people[one.reviewer], "missing": one.missing, "candidates": one.candidates}
        for one in plan.underloads
    ]
    found += [
        {"kind": "unmixed", "case": cases[one.application], "off": one.off} | named(one.group) for one in plan.unmixed
    ]
    found += [
        {
            "kind": "relief",
            "limit": one.limit,
            "by": one.by,
            "cases": [cases[at] for at in one.applications],
            "reviewers": [people[at] for at in one.reviewers],
        }
        | named(one.group)
        for one in plan.reliefs
    ]
    return found


@transaction.atomic
def discard(*, scenario: Scenario, by: Capacity, now: datetime) -> None:
    """Throw a plan away that is not in force."""
    selection = locked(scenario.stage.selection)
    own = Scenario.objects.select_for_update(of=("self",)).select_related("stage").filter(pk=scenario.pk).first()
    if own is None:
        return
    own.stage.selection = selection
    require(policy.can_assign(by, own.stage))
    if own.state == Scenario.State.COMMITTED:
        raise Refused(_("This plan is in force. Put another one in force first."))
    own.delete()


@transaction.atomic
def commit_scenario(*, scenario: Scenario, by: Capacity, now: datetime) -> Scenario:
    """Put a plan in force: give what is new, take away what it does not hold, leave what stands.

    Locks the selection, then the reviewers in order, so that two selections never fill one reviewer over the brim. Everything
    is looked at again: assignments as they were when it was computed, conflicts, who takes part, and loads. Asked twice it
    does it once. Refused with the first reason; then nothing has changed.
    """
    selection = locked(scenario.stage.selection)
    own = Scenario.objects.select_for_update(of=("self",)).select_related("stage").get(pk=scenario.pk)
    own.stage.selection = selection
    require(policy.can_commit(by, own))
    if own.state == Scenario.State.COMMITTED:
        return own
    pairs = {(case, reviewer) for case, reviewer in own.pairs}
    list(Reviewer.objects.select_for_update().filter(pk__in={one for _case, one in pairs}).order_by("pk"))
    # Reviewers hand in and step back under their assignment's own lock: none may do so between the look and the change.
    list(Assignment.objects.select_for_update().filter(stage=own.stage).order_by("pk"))
    asked = own.parameters
    ground = read_ground(
        own.stage,
        now=now,
        any_language=bool(asked.get("any_language")),
        min_load=asked.get("min_load"),
        max_load=asked.get("max_load"),
    )
    kept = {(one.case_id, one.reviewer_id) for one in ground.active if is_fixed(ground, one)}
    if ground.digest != own.figures.get("base") or not kept <= pairs:
        raise Refused(
            _("The assignments have changed since this plan was computed. Compute it again: it keeps what stands.")
        )
    _still_holds(ground, pairs)
    own.stage.scenarios.filter(state=Scenario.State.COMMITTED).update(state=Scenario.State.READY)
    taken, new = _carry_out(ground, pairs, own, person_of(by), now)
    own.state, own.committed_by, own.committed_at = Scenario.State.COMMITTED, person_of(by), now
    own.save(update_fields=["state", "committed_by", "committed_at"])
    record_change(own, by=by, at=now, action="reviews.plan_committed", stage=own.stage_id, given=len(new), taken=taken)
    if new:
        after_commit(
            tell_assigned, stage=own.stage_id, members=sorted({one.member_id for one in new}), at=now.isoformat()
        )
    return own


def _still_holds(ground: Ground, pairs: set[tuple[int, int]]) -> None:
    """Raises `Refused` for the first thing that is no longer as the plan took it to be."""
    cases = {case.pk: case for case in ground.cases}
    members = {member.reviewer_id: member for member in ground.members}
    standing = ground.pairs()
    for case, reviewer in sorted(pairs - standing):
        if case not in cases:
            raise Refused(_("An application of this plan has left the field since. Compute it again."))
        if reviewer not in members:
            raise Refused(_("A reviewer of this plan no longer takes part. Compute it again."))
        if bar := ground.bars.get((case, reviewer)):
            raise Refused(_barred(bar, cases[case], str(members[reviewer].reviewer)))
    loads = Counter(reviewer for _case, reviewer in pairs)
    before = Counter(reviewer for _case, reviewer in standing)
    for reviewer, load in sorted(loads.items()):
        room = ground.rooms.get(reviewer)
        if room is not None and load > max(room.most, before[reviewer]):
            raise Refused(
                _("%(name)s can take %(most)d here by now, and the plan gives %(load)d. Compute it again.")
                % {"name": members[reviewer].reviewer, "most": room.most, "load": load}
            )


def _barred(bar: Bar, case: Case, name: str) -> str:
    if bar.why == "conflict":
        return _("A conflict of interest between %(name)s and %(label)s has come up since. Compute the plan again.") % {
            "name": name, "label": case.label,
        }  # fmt: skip
    return _("%(name)s can no longer judge %(label)s. Compute the plan again.") % {"name": name, "label": case.label}


def _carry_out(
    ground: Ground, pairs: set[tuple[int, int]], own: Scenario, by: Person, now: datetime
) -> tuple[int, list[Assignment]]:
    """(how many were taken away, what is new)."""
    away = [
        one for one in ground.active
        if one.state == Assignment.State.GIVEN and (one.case_id, one.reviewer_id) not in pairs
    ]  # fmt: skip
    for one in away:
        ended(one, state=Assignment.State.REMOVED, reason="", now=now)
    members = {member.reviewer_id: member for member in ground.members}
    cases = {case.pk: case for case in ground.cases}
    wanted = [(cases[case], members[reviewer]) for case, reviewer in sorted(pairs - ground.pairs())]
    return len(away), given(own.stage, wanted, by=by, now=now, scenario=own)
