"""Who may set the times of presentations and tell them; when an applicant may read the own one."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from madang.core.capacity import Capacity
from madang.core.policy import YES, Verdict, no
from madang.reviews.models import Selection, Slot, Stage

from .setting_up import can_run


def can_arrange(capacity: Capacity, stage: Stage) -> Verdict:
    """Panels, times, who presents when: while the stage is not closed."""
    if not (verdict := can_run(capacity, stage.selection)):
        return verdict
    if stage.kind in (Stage.Kind.ELIGIBILITY, Stage.Kind.NOTICE):
        return no(_("Nobody presents in this stage."))
    if stage.selection.state == Selection.State.SETTING_UP:
        return no(_("Begin the selection first: the applications are not in yet."))
    if stage.state in (Stage.State.CLOSED, Stage.State.DECIDED):
        return no(_("The scores of this stage are closed. Its times stay as they were."))
    return YES


def can_move(capacity: Capacity, slot: Slot, *, now: datetime) -> Verdict:
    """Changing one slot: not one that has begun."""
    if not (verdict := can_arrange(capacity, slot.panel.stage)):
        return verdict
    if slot.case_id is not None and slot.starts_at <= now:
        return no(_("This presentation has begun or is over. It stays where it was."))
    return YES
