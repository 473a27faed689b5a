"""Points beside the scores: bonus and deduction, each with what it rests on."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from madang.core.audit.record import record_change
from madang.core.capacity import Capacity
from madang.core.policy import Refused, require
from madang.reviews.models import Case, Decision
from madang.reviews.policy import setting_up as policy

from .setting_up import locked


@transaction.atomic
def set_points(
    *, case: Case, bonus: Sequence[dict[str, str]], deductions: Sequence[dict[str, str]], by: Capacity, now: datetime
) -> Case:
    """Set the points of one case. Refused while a decision rests on them."""
    selection = locked(case.selection)
    require(policy.can_run(by, selection))
    own: Case = selection.cases.select_for_update().get(pk=case.pk)
    rules = selection.rules
    if (bonus and not rules.get("bonus")) or (deductions and not rules.get("deductions")):
        raise Refused(_("The rules of this call know no such points. Add them to the rules first."))
    named = [(rules.get(key) or {}).get("stage") for key in ("bonus", "deductions")]
    if selection.decisions.filter(
        stage__public_id__in=[one for one in named if one],
        state__in=[Decision.State.PROPOSED, Decision.State.APPROVED, Decision.State.RELEASED],
    ).exists():
        raise Refused(_("A decision rests on these points. Send it back first to change them."))
    before = {"bonus": own.bonus, "deductions": own.deductions}
    own.bonus, own.deductions = list(bonus), list(deductions)
    own.save(update_fields=["bonus", "deductions"])
    after = {"bonus": own.bonus, "deductions": own.deductions}
    if before != after:
        record_change(own, by=by, at=now, action="reviews.points_changed", before=before, after=after)
    return own
