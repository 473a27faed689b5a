"""Who may share out a stage among reviewers, until when."""

from datetime import datetime, timedelta
from typing import Final

from django.utils.translation import gettext_lazy as _

from madang.core.capacity import Capacity
from madang.core.policy import YES, Verdict, no
from madang.reviews.models import Assignment, Scenario, Selection, Stage

from .setting_up import can_run

REMINDED_AT_MOST_EVERY: Final = timedelta(hours=24)


def can_assign(capacity: Capacity, stage: Stage) -> Verdict:
    """Computing plans, putting one in force, giving and taking single reviews: from the start until the scores close."""
    if not (verdict := can_run(capacity, stage.selection)):
        return verdict
    if stage.kind in (Stage.Kind.ELIGIBILITY, Stage.Kind.NOTICE):
        return no(_("No reviewers take part in this stage."))
    if stage.selection.state == Selection.State.SETTING_UP:
        return no(_("Begin the selection first: the applications are not in yet."))
    if stage.state in (Stage.State.CLOSED, Stage.State.DECIDED):
        return no(_("The scores of this stage are closed. Open it again to give out more reviews."))
    return YES


def can_commit(capacity: Capacity, scenario: Scenario) -> Verdict:
    """Putting a plan in force, once it keeps every limit."""
    if not (verdict := can_assign(capacity, scenario.stage)):
        return verdict
    match scenario.state:
        case Scenario.State.READY | Scenario.State.COMMITTED:
            return YES
        case Scenario.State.WAITING:
            return no(_("This plan is still being computed. Wait a moment."))
        case Scenario.State.SHORT:
            return no(_("This plan does not keep every limit. Relax one that it names, and compute again."))
    return no(_("This plan could not be computed. Compute another."))


def can_take(capacity: Capacity, assignment: Assignment) -> Verdict:
    """Taking a review away by hand: not one that was handed in."""
    if not (verdict := can_assign(capacity, assignment.stage)):
        return verdict
    if assignment.state == Assignment.State.DONE:
        return no(_("This review has been handed in. It counts."))
    if assignment.state != Assignment.State.GIVEN:
        return no(_("This review no longer stands. Look at the page again."))
    return YES


def can_remind(capacity: Capacity, assignment: Assignment, *, now: datetime) -> Verdict:
    """One reminder a day at most, for a review that is open and not handed in."""
    if not (verdict := can_run(capacity, assignment.stage.selection)):
        return verdict
    if assignment.stage.state != Stage.State.OPEN:
        return no(_("The stage is not open to its reviewers. There is nothing to remind of."))
    if assignment.state != Assignment.State.GIVEN:
        return no(_("This review is in, or no longer stands."))
    if assignment.reminded_at is not None and now - assignment.reminded_at < REMINDED_AT_MOST_EVERY:
        return no(_("This reviewer was reminded within the last 24 hours."))
    return YES
