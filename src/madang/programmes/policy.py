"""Who may do what with programmes and calls, and when."""

from datetime import datetime
from typing import Literal

from django.utils.translation import gettext_lazy as _

from madang.core.capacity import Capacity
from madang.core.policy import YES, Verdict, no
from madang.institutions.capacity import AsStaff
from madang.institutions.models import Institution

from .models import Call, Programme
from .queries import PUBLIC

Status = Call.Status


def can_view(capacity: Capacity, call: Call) -> Verdict:
    """The same rule for many calls is `CallQuerySet.visible_to`. Partners must be prefetched or cost a query."""
    if call.status in PUBLIC and call.institution.is_listed:
        return YES
    if isinstance(capacity, AsStaff) and _runs(capacity, call):
        return YES
    return no(_("This call has not been published."))


def can_add(capacity: Capacity, institution: Institution) -> Verdict:
    """New programmes and calls: owners and programme managers of the desk."""
    if not (isinstance(capacity, AsStaff) and capacity.institution.pk == institution.pk):
        return no(_("Only staff of the institution can do this."))
    if not capacity.may_edit:
        return no(_("You can look at this desk but not change it. Ask an owner to make you programme manager."))
    return YES


def can_edit_programme(capacity: Capacity, programme: Programme) -> Verdict:
    return can_add(capacity, programme.institution)


def can_edit(capacity: Capacity, call: Call) -> Verdict:
    """Words, dates and rules of a call, until it is decided. A partner that accepted edits like the first institution."""
    if not (isinstance(capacity, AsStaff) and _runs(capacity, call)):
        return no(_("Only staff of the institutions that run this call can change it."))
    if not capacity.may_edit:
        return no(_("You can look at this desk but not change it. Ask an owner to make you programme manager."))
    if not _agreed(capacity, call):
        return no(_("Agree to run this call together first. Then you can change it."))
    if call.status in (Status.DECIDED, Status.ARCHIVED):
        return no(_("A decided call stays as it is. Copy it to start a new one."))
    return YES


def can_publish(capacity: Capacity, call: Call, *, now: datetime) -> Verdict:
    """Publishing now, or naming a time for it."""
    if not (verdict := _lead(capacity, call)):
        return verdict
    if call.status not in (Status.DRAFT, Status.SCHEDULED):
        return no(_("This call has been published already."))
    return is_complete(call, now=now)


def is_complete(call: Call, *, now: datetime) -> Verdict:
    """What a reader must find in a call to be published; the first thing that is missing, in words."""
    if not (verdict := _is_worded(call)):
        return verdict
    if call.closes_at is not None and call.closes_at <= now:
        return no(_("The closing time has passed. Set a later one."))
    waiting = [partner for partner in call.partners.all() if partner.accepted_at is None]
    if waiting:
        return no(_("A partner institution has not agreed yet. Wait for it, or take it off the call."))
    return YES


def lacking(call: Call, *, now: datetime) -> Literal["", "what", "when", "partners"]:
    """Which part of a call keeps it from being published, as its page names it; empty exactly where `is_complete`."""
    if not call.title or not (call.summary or call.body):
        return "what"
    if (call.closes_at is None and not call.window_note) or (call.closes_at is not None and call.closes_at <= now):
        return "when"
    return "partners" if any(partner.accepted_at is None for partner in call.partners.all()) else ""


def stays_complete(call: Call, *, now: datetime) -> Verdict:
    """Whether a call that readers have, or will have by itself, still holds after an edit what they must find in it."""
    if call.status == Status.DRAFT:
        return YES
    if not (verdict := _is_worded(call)):
        return verdict
    if call.closes_at is None or call.status == Status.CLOSED:
        return YES
    if call.closes_at <= now:
        return no(_("The closing time has passed. Set a later one."))
    if call.publish_at is not None and call.closes_at <= call.publish_at:
        return no(_("The call would close before it is published."))
    return YES


def _is_worded(call: Call) -> Verdict:
    if not call.title:
        return no(_("Give the call a title in at least one language."))
    if not (call.summary or call.body):
        return no(_("Say in a sentence or two what the call offers."))
    if call.closes_at is None and not call.window_note:
        return no(_("Say when the call closes, or why it has no closing time."))
    return YES


def can_unschedule(capacity: Capacity, call: Call) -> Verdict:
    if not (verdict := _lead(capacity, call)):
        return verdict
    return YES if call.status == Status.SCHEDULED else no(_("This call is not waiting to be published."))


def can_close(capacity: Capacity, call: Call) -> Verdict:
    """Closing early, with the reason shown to readers."""
    if not (verdict := _lead(capacity, call)):
        return verdict
    return YES if call.status == Status.PUBLISHED else no(_("Only a published call can be closed."))


def can_decide(capacity: Capacity, call: Call) -> Verdict:
    if not (verdict := _lead(capacity, call)):
        return verdict
    return YES if call.status == Status.CLOSED else no(_("A call is decided after it has closed."))


def can_archive(capacity: Capacity, call: Call) -> Verdict:
    if not (verdict := _lead(capacity, call)):
        return verdict
    if call.status in (Status.DRAFT, Status.CLOSED, Status.DECIDED):
        return YES
    return no(_("Close the call first. What is open or about to open cannot be put away."))


def can_copy(capacity: Capacity, call: Call) -> Verdict:
    """Last year's call as the start of this year's: for the desk that led it, whose programme it opens again."""
    return _lead(capacity, call)


def can_answer_partner(capacity: Capacity, call: Call) -> Verdict:
    """Agreeing to run a call together, or declining: the invited institution's owners and managers."""
    if not isinstance(capacity, AsStaff) or not capacity.may_edit:
        return no(_("Only owners and programme managers can answer for the institution."))
    asked = {partner.institution_id: partner for partner in call.partners.all()}
    if capacity.institution.pk not in asked:
        return no(_("Your institution has not been asked to run this call."))
    if asked[capacity.institution.pk].accepted_at is not None:
        return no(_("Your institution has agreed already."))
    return YES


def can_ask_partner(capacity: Capacity, call: Call) -> Verdict:
    """Asking a second institution: the first one alone, while the call is not decided."""
    if not (verdict := _lead(capacity, call)):
        return verdict
    return can_edit(capacity, call)


def can_drop_partner(capacity: Capacity, call: Call, institution: Institution) -> Verdict:
    """Taking a partner off: the first institution, until the call is decided."""
    if not (verdict := can_ask_partner(capacity, call)):
        return verdict
    if all(partner.institution_id != institution.pk for partner in call.partners.all()):
        return no(_("This institution is not on the call."))
    return YES


def can_import(capacity: Capacity, institution: Institution | None) -> Verdict:
    """Bringing calls in: a desk for itself, the operator for the street."""
    if institution is None:
        return YES if capacity.name == "operator" else no(_("Only the street office imports for the whole street."))
    return can_add(capacity, institution)


def _runs(capacity: AsStaff, call: Call) -> bool:
    own = capacity.institution.pk
    if call.institution_id == own:
        return True
    return any(partner.institution_id == own for partner in call.partners.all())


def _agreed(capacity: AsStaff, call: Call) -> bool:
    """The first institution, or a partner that has said yes."""
    own = capacity.institution.pk
    if call.institution_id == own:
        return True
    return any(partner.institution_id == own and partner.accepted_at is not None for partner in call.partners.all())


def _lead(capacity: Capacity, call: Call) -> Verdict:
    """Publishing, closing, deciding: the first institution alone, so that two desks never do it against each other."""
    if not (isinstance(capacity, AsStaff) and capacity.institution.pk == call.institution_id):
        return no(_("Only the institution that leads this call can do this."))
    if not capacity.may_edit:
        return no(_("You can look at this desk but not change it. Ask an owner to make you programme manager."))
    return YES
