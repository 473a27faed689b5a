"""Asking an applicant to mend named answers after handing in, and taking the request back."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from madang.applications import facts
from madang.applications.models import Application, Correction
from madang.applications.policy.desk import can_ask_correction, can_recall
from madang.applications.reading import form_of
from madang.core.audit.record import record_change
from madang.core.capacity import Capacity
from madang.core.policy import Refused, require
from madang.journey.log import record
from madang.people.models import Person

from .locking import locked
from .notes import tell_team


@transaction.atomic
def ask_correction(
    *, application: Application, questions: Sequence[str], reason: str, until: datetime, by: Capacity, now: datetime
) -> Correction:
    """Open the named answers to the team until `until`; what was handed in stands until they hand in again.

    Locks the application's row. The same request asked twice (a second click) is one. Raises `Refused` by policy, for
    questions the form does not ask, for a time that has passed, and while another request waits.
    """
    application = locked(application)
    require(can_ask_correction(by, application))
    asked = {question.id for question in form_of(application.form).questions()}
    named = [key for key in dict.fromkeys(questions) if key in asked]
    if not named or len(named) != len(set(questions)):
        raise Refused(_("Name at least one answer of this form."))
    if until <= now:
        raise Refused(_("Choose a time that is still to come."))
    waiting: Correction | None = application.corrections.filter(answered_at=None, recalled_at=None).first()
    if waiting is not None:
        if (waiting.questions, waiting.reason, waiting.until) == (named, reason, until):
            return waiting
        raise Refused(_("A request to correct is waiting already. Take it back to ask anew."))
    assert isinstance(by.person, Person)
    correction = Correction.objects.create(
        application=application, questions=named, reason=reason, asked_by=by.person, asked_at=now, until=until
    )
    fact = facts.CorrectionAsked(
        application=application.pk, call=application.call_id, questions=len(named), until=until
    )
    record(fact, startup=application.startup, by=by, at=now)
    record_change(correction, by=by, at=now, action="applications.correction_asked", application=application.pk)
    tell_team("correction", application, ref=correction.pk, questions=named)
    return correction


@transaction.atomic
def recall_correction(*, correction: Correction, by: Capacity, now: datetime) -> Correction:
    """Take a request back; what was handed in stands. Locks the application's row, so it cannot be answered meanwhile."""
    application = locked(correction.application)
    found: Correction = Correction.objects.select_for_update().get(pk=correction.pk)
    found.application = application
    require(can_recall(by, found))
    found.recalled_at = now
    found.save(update_fields=["recalled_at"])
    record(
        facts.CorrectionRecalled(application=application.pk, call=application.call_id),
        startup=application.startup,
        by=by,
        at=now,
    )
    record_change(found, by=by, at=now, action="applications.correction_recalled", application=application.pk)
    tell_team("recalled", application, ref=found.pk)
    return found
