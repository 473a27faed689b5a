"""Asking an applicant to mend named answers after handing in, and taking the request back."""

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from madang.applications import facts
from madang.applications.models import Application, Correction, Entry
from madang.applications.policy.desk import can_ask_correction, can_recall
from madang.applications.reading import form_of, sheet_of
from madang.core.audit.record import record_change
from madang.core.capacity import Capacity
from madang.core.policy import Refused, require
from madang.engines.forms import depending
from madang.engines.forms.definition import FileLimits
from madang.journey.log import record
from madang.people.models import Person

from .locking import locked
from .notes import tell_team


@transaction.atomic
def ask_correction(
    *, application: Application, questions: Sequence[str], reason: str, until: datetime, by: Capacity, now: datetime
) -> Correction:
    """Open the named answers to the team until `until`; what was handed in stands until they hand in again.

    What an earlier request had opened, was changed and never handed in, goes back to what was, unless it is named again.

    Locks the application's row. The same request asked twice (a second click) is one. Raises `Refused` by policy, for
    questions the form does not ask, for a time that has passed, and while another request waits.
    """
    application = locked(application)
    require(can_ask_correction(by, application))
    form = form_of(application.form)
    asked = {question.id for question in form.questions()}
    named = [key for key in dict.fromkeys(questions) if key in asked]
    if not named or len(named) != len(set(questions)):
        raise Refused(_("Name at least one answer of this form."))
    # Mending an answer may ask for another: what hangs on it can be answered too, or nothing could be handed in.
    opened = [*named, *depending(form, named)]
    if until <= now:
        raise Refused(_("Choose a time that is still to come."))
    waiting: Correction | None = application.corrections.filter(answered_at=None, recalled_at=None).first()
    if waiting is not None:
        if (waiting.questions, waiting.reason, waiting.until) == (opened, reason, until):
            return waiting
        raise Refused(_("A request to correct is waiting already. Take it back to ask anew."))
    assert isinstance(by.person, Person)
    _as_handed_in(application, opened, now=now)
    correction = Correction.objects.create(
        application=application, questions=opened, reason=reason, asked_by=by.person, asked_at=now, until=until
    )
    fact = facts.CorrectionAsked(
        application=application.pk, call=application.call_id, questions=len(named), until=until
    )
    record(fact, startup=application.startup, by=by, at=now)
    record_change(correction, by=by, at=now, action="applications.correction_asked", application=application.pk)
    tell_team("correction", application, ref=correction.pk, questions=named)
    return correction


def _as_handed_in(application: Application, opened: Collection[str], *, now: datetime) -> None:
    """Put answers and files that are not opened back to the last submission; the row of the application is locked."""
    last = application.submissions.select_related("submitted_by").order_by("-number").first()
    if last is None:
        return
    then, sheet = last.content["answers"], sheet_of(application)
    current = sheet.content["answers"]
    for question in sheet.form.questions():
        key = question.id
        if key in opened or current.get(key) == then.get(key):
            continue
        if isinstance(question.limits, FileLimits):
            _files_back(application, key, {file["sha256"] for file in then.get(key) or ()}, now=now)
            continue
        entry = sheet.entries.get(key) or Entry(application=application, question=key, version=0)
        entry.value, entry.source, entry.as_of = then.get(key), Entry.Source.TYPED, None
        entry.version += 1
        entry.edited_by, entry.edited_at = last.submitted_by, now
        entry.save()


def _files_back(application: Application, question: str, wanted: set[str], *, now: datetime) -> None:
    live = set()
    for file in application.files.filter(question=question).order_by("-attached_at", "-pk"):
        stays = file.sha256 in wanted and file.sha256 not in live
        live |= {file.sha256} if stays else set()
        if stays != (file.removed_at is None):
            file.removed_at = None if stays else now
            file.save(update_fields=["removed_at"])


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
