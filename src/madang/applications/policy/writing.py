"""What the people of a startup may do with their applications."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from madang.applications.deadline import Deadline
from madang.applications.models import Application, Correction
from madang.core.capacity import Capacity
from madang.core.policy import YES, Verdict, no
from madang.programmes.models import Call
from madang.startups.capacity import AsMember
from madang.startups.models import Startup

State = Application.State


def can_view(capacity: Capacity, application: Application) -> Verdict:
    """The startup's own people read it for ever; the same rule for many is `ApplicationQuerySet.visible_to`."""
    if isinstance(capacity, AsMember) and capacity.startup.pk == application.startup_id:
        return YES
    return no(_("Only members of the startup can open its applications."))


def can_apply(capacity: Capacity, startup: Startup) -> Verdict:
    """Whether this person writes applications for the startup at all."""
    if not (isinstance(capacity, AsMember) and capacity.startup.pk == startup.pk):
        return no(_("Only members of the startup can apply for it."))
    if not capacity.may_edit:
        return no(_("You may look but not change. An owner of the startup can give you the editor's role."))
    if startup.operation == Startup.Operation.CLOSED:
        return no(_("This startup is closed. An owner can open it again under Settings."))
    return YES


def can_open(
    capacity: Capacity, startup: Startup, call: Call, window: Deadline, *, has_form: bool, now: datetime
) -> Verdict:
    """Begin an application to a call."""
    verdict = can_apply(capacity, startup)
    if not verdict:
        return verdict
    if not has_form:
        return no(_("This call takes no applications here. Its page says where to apply."))
    if window.opens_at is not None and now < window.opens_at:
        return no(_("The call has not opened yet. Keep it in view to be reminded."))
    if not window.is_open(now=now):
        return no(_("The call has closed."))
    return YES


def can_write(
    capacity: Capacity,
    application: Application,
    window: Deadline,
    *,
    now: datetime,
    correction: Correction | None = None,
    question: str = "",
) -> Verdict:
    """Change an answer. After handing in, only what a standing request to correct names; "" asks for any answer at all."""
    verdict = can_apply(capacity, application.startup)
    if not verdict:
        return verdict
    if application.state == State.WITHDRAWN:
        return no(_("This application was withdrawn. While the call is open, you can begin a new one."))
    if application.state == State.SUBMITTED:
        return _can_correct(correction, question, now=now)
    return _in_time(application, window, now=now)


def _can_correct(correction: Correction | None, question: str, *, now: datetime) -> Verdict:
    if correction is None:
        return no(_("It has been handed in, so it can no longer be changed. You can read, print or withdraw it."))
    if now >= correction.until:
        return no(_("The time for the correction is over. What you handed in stands."))
    if question and question not in correction.questions:
        return no(_("Only the answers that the request names can be changed."))
    return YES


def _in_time(application: Application, window: Deadline, *, now: datetime) -> Verdict:
    if not window.is_over(now=now, numbered=bool(application.number)):
        return YES
    if not window.is_running:
        return no(_("The call takes no applications any more. You can read and print what you wrote."))
    if window.in_grace(now=now):
        return no(
            _(
                "The call has closed. The grace is for drafts that were saved, and so had their number, before it closed."
            )
        )
    return no(_("The call has closed. You can read and print what you wrote."))


def can_sign(capacity: Capacity, application: Application, window: Deadline, *, now: datetime) -> Verdict:
    """Stand by the draft as it is."""
    verdict = can_write(capacity, application, window, now=now)
    if verdict and application.state != State.DRAFT:
        return no(_("It has been handed in, so it can no longer be changed. You can read, print or withdraw it."))
    return verdict


def can_submit(
    capacity: Capacity,
    application: Application,
    window: Deadline,
    *,
    now: datetime,
    correction: Correction | None = None,
    problems: int = 0,
) -> Verdict:
    """Hand it in, or hand in the correction that was asked for. `problems`: how many points keep it back."""
    if application.state == State.SUBMITTED and correction is None:
        return no(_("This application has already been handed in."))
    verdict = can_write(capacity, application, window, now=now, correction=correction)
    if not verdict:
        return verdict
    if problems:
        return no(_("Some answers are missing or need mending. The checklist leads to each."))
    return YES


def can_withdraw(capacity: Capacity, application: Application) -> Verdict:
    """Take it back, or give up a draft."""
    verdict = can_apply(capacity, application.startup)
    if not verdict:
        return verdict
    if application.state == State.WITHDRAWN:
        return no(_("It has already been withdrawn."))
    if application.state == State.SUBMITTED and application.call.status in (Call.Status.DECIDED, Call.Status.ARCHIVED):
        return no(_("The selection is over. Ask the institution if you cannot take part."))
    return YES
