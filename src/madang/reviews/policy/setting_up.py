"""Who may say how a call is decided, and until when."""

from django.utils.translation import gettext_lazy as _

from madang.core.capacity import Capacity
from madang.core.policy import YES, Verdict, no
from madang.institutions.capacity import AsStaff
from madang.programmes.models import Call
from madang.reviews.models import Selection, Stage


def can_see(capacity: Capacity, selection: Selection) -> Verdict:
    """The same rule for many is `SelectionQuerySet.visible_to`."""
    if isinstance(capacity, AsStaff) and capacity.institution.pk == selection.call.institution_id:
        return YES
    return no(_("Only staff of the institution that runs this call can see its selection."))


def can_set_up(capacity: Capacity, call: Call) -> Verdict:
    """Beginning a selection: owners and programme managers of the leading institution, before the call is decided."""
    if not (verdict := _leads(capacity, call)):
        return verdict
    if call.status in (Call.Status.DECIDED, Call.Status.ARCHIVED):
        return no(_("This call is decided. Copy it for a new year to decide again."))
    return YES


def can_run(capacity: Capacity, selection: Selection) -> Verdict:
    """Anything that moves a selection on."""
    if not (verdict := _leads(capacity, selection.call)):
        return verdict
    if selection.state == Selection.State.RELEASED:
        return no(_("The results have been told. What was decided stays as it is."))
    return YES


def can_change_stage(capacity: Capacity, stage: Stage) -> Verdict:
    """Who sees what, how many reviews, the dates: until the stage is decided."""
    if not (verdict := can_run(capacity, stage.selection)):
        return verdict
    if stage.state in (Stage.State.CLOSED, Stage.State.DECIDED):
        return no(_("The scores of this stage are closed. It stays as it was scored."))
    return YES


def can_change_rubric(capacity: Capacity, stage: Stage, *, is_scored: bool) -> Verdict:
    """Criteria and how scores count: until the first review is handed in, so that all are judged alike."""
    if not (verdict := can_change_stage(capacity, stage)):
        return verdict
    if is_scored:
        return no(_("A review has been handed in by these criteria already. They stay, so that all are judged alike."))
    return YES


def can_start(capacity: Capacity, selection: Selection) -> Verdict:
    """Taking the applications in as cases: once, after the call has closed."""
    if not (verdict := can_run(capacity, selection)):
        return verdict
    if selection.state != Selection.State.SETTING_UP:
        return no(_("The selection is under way already."))
    return YES


def _leads(capacity: Capacity, call: Call) -> Verdict:
    if not (isinstance(capacity, AsStaff) and capacity.institution.pk == call.institution_id):
        return no(_("Only staff of the institution that runs this call can do this."))
    if not capacity.may_edit:
        return no(_("You can look at this desk but not change it. Ask an owner to make you programme manager."))
    return YES
