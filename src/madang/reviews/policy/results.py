"""What the team of an applicant may do about a result: confirm, give up, object. All of it after the release alone."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from madang.core.capacity import Capacity
from madang.core.policy import YES, Reason, Verdict, no
from madang.reviews.deadlines import object_until
from madang.reviews.models import Outcome
from madang.startups.capacity import AsMember

from .deciding import is_in_time


def is_told(outcome: Outcome) -> bool:
    """Whether the applicant knows how it ended. Before that nothing of the row may be seen from outside."""
    return outcome.released_at is not None and outcome.result != Outcome.Result.GOES_ON


def can_confirm(capacity: Capacity, outcome: Outcome, *, now: datetime) -> Verdict:
    """Taking the place, until the moment that the letter names."""
    if not (verdict := _of_the_team(capacity, outcome)):
        return verdict
    if outcome.standing != Outcome.Standing.OFFERED:
        return no(_no_offer(outcome))
    return is_in_time(outcome.confirm_by, now=now)


def can_give_up(capacity: Capacity, outcome: Outcome, *, now: datetime) -> Verdict:
    """Giving the place back, confirmed or not: the next on the reserve list moves up at once."""
    if not (verdict := _of_the_team(capacity, outcome)):
        return verdict
    if outcome.standing == Outcome.Standing.CONFIRMED:
        return YES
    if outcome.standing != Outcome.Standing.OFFERED:
        return no(_no_offer(outcome))
    return is_in_time(outcome.confirm_by, now=now)


def _no_offer(outcome: Outcome) -> Reason:
    match outcome.standing:
        case Outcome.Standing.CONFIRMED:
            return _("The place is confirmed already.")
        case Outcome.Standing.DECLINED:
            return _("The place was given up.")
        case Outcome.Standing.LAPSED:
            return _("The time to confirm is over. The place has lapsed.")
        case Outcome.Standing.REVOKED:
            return _("The place was taken back by the institution.")
        case _:
            return _("There is no place to confirm.")


def can_object(capacity: Capacity, outcome: Outcome, *, now: datetime, objected: bool = False) -> Verdict:
    """Once, within the days that the letter names, and not against having been selected."""
    if not (verdict := _of_the_team(capacity, outcome)):
        return verdict
    if outcome.result in (Outcome.Result.SELECTED, Outcome.Result.WITHDRAWN):
        return no(_("There is nothing to object to."))
    if objected:
        return no(_("You have objected already. One objection is heard for each application."))
    assert outcome.released_at is not None
    if now >= object_until(outcome.selection, told_at=outcome.released_at):
        return no(_("The time to object is over."))
    return YES


def _of_the_team(capacity: Capacity, outcome: Outcome) -> Verdict:
    if not (isinstance(capacity, AsMember) and capacity.startup.pk == outcome.case.application.startup_id):
        return no(_("Only a member of the startup can do this."))
    if not is_told(outcome):
        return no(_("There is no place to confirm."))
    if not capacity.may_edit:
        return no(_("You can look at this but not change it. Ask an owner of the startup."))
    return YES
