"""Handing in, answering a request to correct, withdrawing, signing off."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from madang.applications import facts
from madang.applications.at_once import sheet_at_once, window_of
from madang.applications.deadline import deadline_of
from madang.applications.freshness import aged
from madang.applications.models import Application, Correction, SignOff, Submission
from madang.applications.policy.writing import can_sign, can_submit, can_view, can_withdraw
from madang.applications.reading import sheet_of
from madang.core.capacity import Capacity
from madang.core.policy import Refused, require
from madang.engines.forms.problems import Problem
from madang.institutions.models import Institution
from madang.journey.log import record
from madang.people.models import Person
from madang.startups.capacity import AsMember

from .locking import KeyReused, locked, locked_at_once, standing_correction, touch
from .telling import tell

State = Application.State


class Incomplete(Refused):
    """Something keeps it from being handed in; `problems` in the form's order."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(_("Some answers are missing or need mending. The checklist leads to each."))
        self.problems = problems


class Outdated(Refused):
    """A paper is older than the call takes, and nobody has said that it is handed in all the same."""

    def __init__(self) -> None:
        super().__init__(
            _("A paper is older than the call takes. Attach a newer one, or tick that you hand it in as it is.")
        )


class Changed(Refused):
    """It is not what the person had before them."""

    def __init__(self) -> None:
        super().__init__(_("Someone changed the application since you opened this page. Look at it once more."))


@transaction.atomic
def submit(
    *, application: Application, key: UUID, seen: str, by: Capacity, now: datetime, knows_age: bool = False
) -> Submission:
    """Hand a draft in, or the correction that was asked for; the receipt is made from what comes back.

    `seen`: the content hash of what the person had before them. `key`: asked again with it, and of the same content, gives
    the submission of the first time, whatever the clock says by then. Locks the application's row, so of two clicks one
    submits. State, submission, journey line and the mail to the team are kept together or not at all.
    `knows_age`: said with it that papers older than the call takes are handed in as they are.
    Raises `KeyReused`, `Incomplete`, `Changed`, `Outdated`, and `Refused` by policy.
    """
    require(can_view(by, application))
    assert isinstance(by, AsMember)
    return hand_in(public_id=application.public_id, key=key, seen=seen, by=by, now=now, knows_age=knows_age)


@transaction.atomic
def hand_in(
    *, public_id: str, key: UUID, seen: str, by: AsMember, now: datetime, knows_age: bool = False
) -> Submission:
    """What `submit` does, without having read the application before: three queries to read it, four to write.

    Raises `Application.DoesNotExist` for what the member does not see, and else as `submit`.
    """
    application = locked_at_once(public_id, by=by)
    made = Submission.objects.filter(request_key=key).only("number", "application_id", "content_hash").first()
    if made is not None:
        if made.application_id != application.pk or made.content_hash != seen:
            raise KeyReused
        return made
    window, correction = window_of(application), standing_correction(application)
    require(can_submit(by, application, window, now=now, correction=correction))
    sheet = sheet_at_once(application)
    if problems := sheet.problems(now=now):
        raise Incomplete(problems)
    if sheet.hash != seen:
        raise Changed
    if not knows_age and any(one.must for one in aged(sheet, window, now=now)):
        raise Outdated
    submission = Submission.objects.create(
        application=application,
        # A draft has never been handed in.
        number=1 if application.state == State.DRAFT else application.submissions.count() + 1,
        form=application.form,
        content=sheet.content,
        content_hash=sheet.hash,
        submitted_by=by.person,
        submitted_at=now,
        in_grace=correction is None and window.in_grace(now=now),
        request_key=key,
    )
    _mark(application, submission, correction, now=now)
    fact = facts.Submitted(
        application=application.pk,
        call=application.call_id,
        submission=submission.number,
        in_grace=submission.in_grace,
    )
    record(fact, startup=by.startup, institution=Institution(pk=application.call.institution_id), by=by, at=now)
    tell(submission)
    return submission


def _mark(application: Application, submission: Submission, correction: Correction | None, *, now: datetime) -> None:
    fields = touch(application, now=now)
    if application.state == State.DRAFT:
        application.state, application.submitted_at = State.SUBMITTED, now
        fields |= {"state", "submitted_at"}
    application.save(update_fields=fields)
    if correction is not None:
        correction.answered_at, correction.submission = now, submission
        correction.save(update_fields=["answered_at", "submission"])


@transaction.atomic
def sign(*, application: Application, seen: str, by: Capacity, now: datetime) -> SignOff:
    """Stand by the draft whose content hash is `seen`. Signing the same state twice signs it once.

    Raises `Changed` where it is another by now: nobody signs what they have not read.
    """
    application = locked(application)
    require(can_sign(by, application, deadline_of(application.call), now=now))
    if sheet_of(application).hash != seen:
        raise Changed
    assert isinstance(by.person, Person)
    signed, new = SignOff.objects.get_or_create(
        application=application, person=by.person, content_hash=seen, defaults={"signed_at": now}
    )
    if new:
        fact = facts.SignedOff(application=application.pk, call=application.call_id)
        record(fact, startup=application.startup, by=by, at=now)
    return signed


@transaction.atomic
def withdraw(*, application: Application, reason: str, by: Capacity, now: datetime) -> Application:
    """Take it back, or give up a draft. What was handed in stays readable for both sides."""
    application = locked(application)
    if application.state == State.WITHDRAWN and application.withdrawn_reason == reason:
        return application
    require(can_withdraw(by, application))
    was_draft = application.state == State.DRAFT
    application.state, application.withdrawn_at, application.withdrawn_reason = State.WITHDRAWN, now, reason
    application.version += 1
    application.changed_at = now
    application.save(update_fields=["state", "withdrawn_at", "withdrawn_reason", "version", "changed_at"])
    fact = facts.Withdrawn(application=application.pk, call=application.call_id, was_draft=was_draft)
    # A draft nobody outside has seen leaves nothing at the institution's door.
    door = None if was_draft else application.call.institution
    record(fact, startup=application.startup, institution=door, by=by, at=now)
    return application
