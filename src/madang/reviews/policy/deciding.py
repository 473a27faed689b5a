"""Who proposes a decision, who approves it, who lets the letters go."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from madang.core.capacity import Capacity
from madang.core.policy import YES, Verdict, no
from madang.institutions.capacity import AsStaff
from madang.institutions.models import StaffRole
from madang.reviews.models import Decision, Outcome, Selection, Stage

from .setting_up import can_run, can_see


def can_see_decisions(capacity: Capacity, selection: Selection) -> Verdict:
    """Scores, proposals and letters: everyone at the desk of the institution that runs the call."""
    return can_see(capacity, selection)


def can_propose(capacity: Capacity, stage: Stage) -> Verdict:
    """A proposal from the scores of a stage, once they are closed."""
    if not (verdict := can_run(capacity, stage.selection)):
        return verdict
    if stage.state != Stage.State.CLOSED:
        return no(_("Close the scores of this stage first. Nothing may change under a decision."))
    return YES


def can_approve(capacity: Capacity, decision: Decision) -> Verdict:
    """The second pair of eyes: an owner or manager of the desk who did not propose it."""
    selection: Selection = decision.selection
    if not (isinstance(capacity, AsStaff) and capacity.institution.pk == selection.call.institution_id):
        return no(_("Only staff of the institution that runs this call can do this."))
    if capacity.role not in {StaffRole.Role.OWNER, StaffRole.Role.MANAGER}:
        return no(_("You can look at this desk but not change it. Ask an owner to make you programme manager."))
    if decision.state != Decision.State.PROPOSED:
        return no(_("This decision is not waiting for approval."))
    if capacity.person is not None and decision.proposed_by_id == capacity.person.pk:
        return no(_("You proposed it yourself. Ask a colleague to look at it and approve."))
    return YES


def can_release(capacity: Capacity, decision: Decision) -> Verdict:
    """Telling everyone at once, after the approval."""
    may = can_change_after if decision.kind == Decision.Kind.REREVIEW else can_run
    if not (verdict := may(capacity, decision.selection)):
        return verdict
    if decision.state != Decision.State.APPROVED:
        return no(_("Only an approved decision can be told."))
    return YES


def can_change_after(capacity: Capacity, selection: Selection) -> Verdict:
    """What is done after the results were told: re-checks, objections, reserves."""
    if not (isinstance(capacity, AsStaff) and capacity.institution.pk == selection.call.institution_id):
        return no(_("Only staff of the institution that runs this call can do this."))
    if not capacity.may_edit:
        return no(_("You can look at this desk but not change it. Ask an owner to make you programme manager."))
    return YES


def can_revoke(capacity: Capacity, outcome: Outcome) -> Verdict:
    """Taking back a place, or a number on the reserve list, when a condition turns out not to be met."""
    if not (verdict := can_change_after(capacity, outcome.selection)):
        return verdict
    if outcome.released_at is None or outcome.result not in (Outcome.Result.SELECTED, Outcome.Result.RESERVE):
        return no(_("Only a place or a number on the reserve list that was told can be taken back."))
    if outcome.standing not in (Outcome.Standing.OFFERED, Outcome.Standing.CONFIRMED, Outcome.Standing.FINAL):
        return no(_("They hold no place any more."))
    return YES


def is_in_time(until: datetime | None, *, now: datetime) -> Verdict:
    """Confirming a place: until the very moment told in the letter, not at it."""
    if until is None or now >= until:
        return no(_("The time to confirm is over. The place has lapsed."))
    return YES
