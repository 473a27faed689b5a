"""Who answers an objection, and when it may be judged once more."""

from django.utils.translation import gettext_lazy as _

from madang.core.capacity import Capacity
from madang.core.policy import YES, Verdict, no
from madang.reviews.models import Objection, Selection, Stage

from .deciding import can_change_after


def can_answer(capacity: Capacity, objection: Objection, *, answered: bool | None = None) -> Verdict:
    """Once, by staff who may change things. `answered`: taken as given where the caller knows better than the row."""
    if not (verdict := can_change_after(capacity, objection.outcome.selection)):
        return verdict
    if objection.state != Objection.State.OPEN if answered is None else answered:
        return no(_("This objection is answered already."))
    return YES


def can_rereview(capacity: Capacity, objection: Objection, stage: Stage) -> Verdict:
    """A decision about the one case, after its objection was upheld, once."""
    selection: Selection = objection.outcome.selection
    if not (verdict := can_change_after(capacity, selection)):
        return verdict
    if objection.state != Objection.State.UPHELD:
        return no(_("Only after an objection is upheld is an application judged once more."))
    if objection.rereview is not None and objection.rereview.state != "returned":
        return no(_("It is being judged once more already. That happens once."))
    if stage.selection_id != selection.pk:
        return no(_("This stage is of another selection."))
    return YES
