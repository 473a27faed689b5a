"""What a reviewer may see and do, and when."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from madang.core.capacity import Capacity
from madang.core.policy import YES, Verdict, no
from madang.reviews.capacity import AsReviewer
from madang.reviews.models import Assignment, Conflict, Stage


def can_read(capacity: Capacity, assignment: Assignment, *, now: datetime) -> Verdict:
    """The same rule for many is `AssignmentQuerySet.visible_to`; beyond it the stage must have opened."""
    if not (isinstance(capacity, AsReviewer) and assignment.reviewer_id == capacity.reviewer.pk):
        return no(_("This review is not yours."))
    if assignment.state not in (Assignment.State.GIVEN, Assignment.State.DONE):
        return no(_("You no longer review this application."))
    stage = assignment.stage
    if stage.state == Stage.State.PLANNED or (stage.opens_at is not None and now < stage.opens_at):
        return no(_("This stage has not opened yet."))
    return YES


def can_write(capacity: Capacity, assignment: Assignment, *, now: datetime) -> Verdict:
    """Scores and words, until the review is handed in; a late one is taken as long as the stage is open."""
    if not (verdict := can_read(capacity, assignment, now=now)):
        return verdict
    if assignment.stage.state != Stage.State.OPEN:
        return no(_("The scores of this stage are closed. Ask the staff if something must be changed."))
    if assignment.case.state == "withdrawn" or assignment.case.application.state == "withdrawn":
        return no(_("The applicant has withdrawn. There is nothing left to judge here."))
    if assignment.state == Assignment.State.DONE:
        return no(_("You have handed this review in. Take it back to change it."))
    standing = Conflict.objects.filter(case=assignment.case_id, reviewer=assignment.reviewer_id, state="standing")
    rules = set(standing.values_list("rule", flat=True))
    if rules == {"sanctioned"}:
        return no(_("You may not judge at present. “What I know” says why. The staff will give this to someone else."))
    if rules:
        return no(_("A conflict of interest stands between you and this applicant. Please step back from this review."))
    return YES


def can_take_back(capacity: Capacity, assignment: Assignment, *, now: datetime) -> Verdict:
    """A review that was handed in, while the stage is open."""
    if not (verdict := can_read(capacity, assignment, now=now)):
        return verdict
    if assignment.state != Assignment.State.DONE:
        return no(_("This review has not been handed in."))
    if assignment.stage.state != Stage.State.OPEN:
        return no(_("The scores of this stage are closed. Ask the staff if something must be changed."))
    return YES


def can_step_back(capacity: Capacity, assignment: Assignment, *, now: datetime) -> Verdict:
    """Recusing oneself, as long as the review is not handed in and the stage is open."""
    if not (verdict := can_read(capacity, assignment, now=now)):
        return verdict
    if assignment.state == Assignment.State.DONE:
        return no(_("You have handed this review in. Take it back first."))
    if assignment.stage.state != Stage.State.OPEN:
        return no(_("The scores of this stage are closed. Ask the staff if something must be changed."))
    return YES
