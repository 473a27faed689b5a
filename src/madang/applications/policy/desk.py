"""What the staff of an institution, and the operator of the street, may do with forms and applications."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from madang.applications.deadline import Deadline
from madang.applications.models import Application, Correction
from madang.core.capacity import Capacity
from madang.core.policy import YES, Verdict, no
from madang.institutions.capacity import AsStaff
from madang.people.capacity import AsOperator
from madang.programmes import policy as calls
from madang.programmes.models import Call

State = Application.State


def can_read(capacity: Capacity, call: Call) -> Verdict:
    """Everyone at the desk of an institution that runs the call; the same for many is `ApplicationQuerySet.visible_to`."""
    if isinstance(capacity, AsStaff) and _runs(capacity, call):
        return YES
    return no(_("Only staff of the institutions that run this call read its applications."))


def can_act(capacity: Capacity, call: Call) -> Verdict:
    """Ask for corrections, file on behalf, take a copy away: owners and programme managers."""
    verdict = can_read(capacity, call)
    if verdict and not (isinstance(capacity, AsStaff) and capacity.may_edit):
        return no(_("You can look at this desk but not change it. Ask an owner to make you programme manager."))
    return verdict


def can_change_form(capacity: Capacity, call: Call, *, now: datetime) -> Verdict:
    """While applications may still be written: afterwards every application stays on its form."""
    verdict = calls.can_edit(capacity, call)
    if not verdict:
        return verdict
    if call.status == Call.Status.CLOSED or (call.closes_at is not None and now >= call.closes_at):
        return no(_("The call has closed, so its form stays as it is."))
    return YES


def can_ask_correction(capacity: Capacity, application: Application) -> Verdict:
    """Have named answers mended after closing, until the selection is decided."""
    verdict = can_act(capacity, application.call)
    if not verdict:
        return verdict
    if application.state != State.SUBMITTED:
        return no(_("This application was withdrawn."))
    if application.call.status in (Call.Status.DECIDED, Call.Status.ARCHIVED):
        return no(_("The selection is over. Nothing is corrected any more."))
    return YES


def can_recall(capacity: Capacity, correction: Correction) -> Verdict:
    """Take a request to correct back, while it is unanswered."""
    verdict = can_act(capacity, correction.application.call)
    if not verdict:
        return verdict
    if correction.answered_at is not None:
        return no(_("The correction is in already."))
    if correction.recalled_at is not None:
        return no(_("The request was taken back already."))
    return YES


def can_file_for(capacity: Capacity, call: Call, window: Deadline, *, has_form: bool, now: datetime) -> Verdict:
    """Begin an application for a startup, while new ones may begin."""
    verdict = can_act(capacity, call)
    if not verdict:
        return verdict
    if not has_form:
        return no(_("Publish the form of this call first."))
    if not window.is_open(now=now):
        return no(_("New applications can only begin while the call is open."))
    return YES


def can_extend(capacity: Capacity) -> Verdict:
    """More time for every applicant of a call: the operator of the street."""
    return YES if isinstance(capacity, AsOperator) else no(_("Only the street’s office gives more time."))


def _runs(capacity: AsStaff, call: Call) -> bool:
    """The institution that leads the call, or a partner that has agreed. One query for a partner."""
    own = capacity.institution.pk
    return call.institution_id == own or call.partners.filter(institution=own, accepted_at__isnull=False).exists()
