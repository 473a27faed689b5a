"""Reviews given and taken by hand, one at a time, and what giving one means."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from madang.core.audit.record import record_change
from madang.core.capacity import Capacity
from madang.core.clean import normalise
from madang.core.jobs import after_commit
from madang.core.policy import Refused, require
from madang.people.models import Person
from madang.reviews.ground import read_ground
from madang.reviews.labels import reviewer_label
from madang.reviews.models import Assignment, Case, PanelMember, Reviewer, Scenario, Stage
from madang.reviews.notices.assigned import tell_assigned
from madang.reviews.policy import assigning as policy

from .acting import person_of
from .setting_up import locked


def given(
    stage: Stage,
    wanted: Sequence[tuple[Case, PanelMember]],
    *,
    by: Person,
    now: datetime,
    scenario: Scenario | None = None,
    is_locked: bool = False,
) -> list[Assignment]:
    """Assignments made, each with a letter of its own in its case; cases come as far as this stage. Inside a transaction."""
    taken: dict[int, set[str]] = defaultdict(set)
    for case, label in Assignment.objects.filter(stage=stage, case__in=[case for case, _one in wanted]).values_list(
        "case_id", "label"
    ):
        taken[case].add(label)
    made = []
    for case, member in wanted:
        label = reviewer_label(stage.selection.shuffling, case.public_id, member.reviewer_id, taken[case.pk])
        taken[case.pk].add(label)
        made.append(
            Assignment(
                stage=stage, case=case, member=member, reviewer_id=member.reviewer_id, label=label, is_locked=is_locked,
                scenario=scenario, given_by=by, given_at=now, due_at=stage.due_at,
            )
        )  # fmt: skip
    Assignment.objects.bulk_create(made)
    Case.objects.filter(pk__in={case.pk for case, _one in wanted}, stage__position__lt=stage.position).update(
        stage=stage
    )
    return made


def ended(assignment: Assignment, *, state: str, reason: str, now: datetime) -> None:
    """An assignment that no longer stands; without words it ended because a plan gave the case to someone else."""
    assignment.state, assignment.ended_at, assignment.reason = state, now, reason
    assignment.is_locked = False
    assignment.save(update_fields=["state", "ended_at", "reason", "is_locked"])


@transaction.atomic
def give(
    *, stage: Stage, case: Case, member: PanelMember, any_language: bool = False, by: Capacity, now: datetime
) -> Assignment:
    """Give one reviewer one case by hand; it stays when a plan is computed again. Given twice it is given once.

    Refused for a conflict, for a language the reviewer does not read (unless allowed), and over what the reviewer can take.
    """
    selection = locked(stage.selection)
    own: Stage = selection.stages.get(pk=stage.pk)
    own.selection = selection
    require(policy.can_assign(by, own))
    Reviewer.objects.select_for_update().get(pk=member.reviewer_id)
    ground = read_ground(own, now=now, any_language=any_language)
    there = next((one for one in ground.by_case.get(case.pk, []) if one.reviewer_id == member.reviewer_id), None)
    if there is not None:
        return there
    whole = next((one for one in ground.cases if one.pk == case.pk), None)
    who = next((one for one in ground.members if one.pk == member.pk), None)
    if whole is None:
        raise Refused(_("This application is not in the field of this stage."))
    if who is None:
        raise Refused(_("This reviewer does not take part in the selection, or has not accepted yet."))
    bar = ground.bars.get((whole.pk, who.reviewer_id))
    if bar is not None and bar.why == "conflict":
        raise Refused(_("A conflict of interest stands between them. Someone else must judge this application."))
    if bar is not None and bar.why == "recused":
        raise Refused(_("This reviewer has stepped back from this application."))
    if bar is not None and bar.why == "language":
        raise Refused(
            _(
                "This reviewer does not read the language of the application. Tick that it may be so, to give it all the same."
            )
        )
    room = ground.rooms[who.reviewer_id]
    if room.left <= 0:
        raise Refused(
            _("%(name)s can take no more: %(here)d here, %(elsewhere)d open elsewhere.")
            % {"name": who.reviewer, "here": room.here, "elsewhere": room.elsewhere}
        )
    made = given(own, [(whole, who)], by=person_of(by), now=now, is_locked=True)[0]
    record_change(made, by=by, at=now, action="reviews.assigned", case=whole.pk)
    after_commit(tell_assigned, stage=own.pk, members=[who.pk], at=now.isoformat())
    return made


@transaction.atomic
def take_away(*, assignment: Assignment, reason: str, by: Capacity, now: datetime) -> Assignment:
    """Take one review from its reviewer, with a reason for the record. The case is not planned for them again."""
    own = _own(assignment)
    if own.state == Assignment.State.REMOVED:
        return own
    require(policy.can_take(by, own))
    said = normalise(reason).strip()[:300]
    if not said:
        raise Refused(_("Say why in a few words. Only the staff read it."))
    ended(own, state=Assignment.State.REMOVED, reason=said, now=now)
    record_change(own, by=by, at=now, action="reviews.taken_away")
    return own


@transaction.atomic
def lock(*, assignment: Assignment, is_locked: bool, by: Capacity, now: datetime) -> Assignment:
    """Whether plans must leave this pair as it is."""
    own = _own(assignment)
    require(policy.can_take(by, own))
    own.is_locked = is_locked
    own.save(update_fields=["is_locked"])
    return own


def _own(assignment: Assignment) -> Assignment:
    """The assignment locked under its selection: every action takes them in this order."""
    selection = locked(assignment.stage.selection)
    found: Assignment = (
        Assignment.objects.select_for_update(of=("self",)).select_related("stage", "reviewer").get(pk=assignment.pk)
    )
    found.stage.selection = selection
    return found
