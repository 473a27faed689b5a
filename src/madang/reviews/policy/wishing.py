"""Who may say which applications they would like to read, and until when."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from madang.core.capacity import Capacity
from madang.core.policy import YES, Verdict, no
from madang.reviews.capacity import AsReviewer
from madang.reviews.models import PanelMember, Scenario, Selection, Stage

from .setting_up import can_run


def is_asked(capacity: Capacity, stage: Stage, member: PanelMember | None) -> Verdict:
    """Whether the page is there at all: for those who have accepted, in a selection under way whose stage asks."""
    if member is None or not (isinstance(capacity, AsReviewer) and member.reviewer_id == capacity.reviewer.pk):
        return no(_("This invitation is not yours."))
    if member.state != PanelMember.State.ACCEPTED or not stage.asks_wishes:
        return no(_("You are not asked for wishes here."))
    if stage.selection.state in (Selection.State.SETTING_UP, Selection.State.RELEASED):
        return no(_("You are not asked for wishes here."))
    return YES


def can_wish(capacity: Capacity, stage: Stage, member: PanelMember | None, *, now: datetime) -> Verdict:
    """Until the deadline, and no longer once the applications have been given out."""
    if not (verdict := is_asked(capacity, stage, member)):
        return verdict
    return is_open(stage, now=now)


def is_open(stage: Stage, *, now: datetime) -> Verdict:
    """Whether wishes still change anything. One query."""
    if stage.state in (Stage.State.CLOSED, Stage.State.DECIDED):
        return no(_("The scores of this stage are closed."))
    if stage.wishes_until is not None and now >= stage.wishes_until:
        return no(_("The time for wishes is over. Thank you."))
    if stage.scenarios.filter(state=Scenario.State.COMMITTED).exists():
        return no(_("The applications have been given out. Wishes no longer change anything. Thank you."))
    return YES


def can_ask_again(capacity: Capacity, stage: Stage, *, now: datetime) -> Verdict:
    """Mail to those who have not answered yet."""
    if not (verdict := can_run(capacity, stage.selection)):
        return verdict
    if not stage.asks_wishes or stage.selection.state != Selection.State.RUNNING:
        return no(_("This stage asks for no wishes now."))
    return is_open(stage, now=now)
