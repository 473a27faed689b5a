"""What must be true of applications, their submissions and corrections, as they lie in the database."""

from datetime import timedelta
from typing import Any

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Now

from madang.core.invariants import invariant

from .models import Application, AttachedFile, Correction, Entry, Export, Extension, SignOff, Submission


@invariant("An application answers a form of its own call.")
def applications_answer_their_calls_form() -> QuerySet[Any]:
    return Application.objects.exclude(form__call=F("call"))


@invariant("What says that it was handed in has a submission, and what has one says so.")
def handed_in_means_submitted() -> str:
    return """SELECT a.id FROM applications_application a
              WHERE (a.submitted_at IS NOT NULL) <>
                    EXISTS (SELECT 1 FROM applications_submission s WHERE s.application_id = a.id)"""


@invariant("An application says the moment of its first submission.")
def first_submission_gives_the_time() -> QuerySet[Any]:
    return Submission.objects.filter(number=1).exclude(submitted_at=F("application__submitted_at"))


@invariant("Submissions of an application are counted from one without a gap.")
def submissions_have_no_gap() -> str:
    return """SELECT application_id FROM applications_submission
              GROUP BY application_id HAVING max(number) <> count(*) OR min(number) <> 1"""


@invariant("A submission after the first answers a request to correct.")
def later_submissions_are_corrections() -> QuerySet[Any]:
    return Submission.objects.filter(number__gt=1, correction__isnull=True)


@invariant("A correction that was answered has its submission, and of its own application.")
def answered_corrections_have_their_submission() -> QuerySet[Any]:
    lost = Q(answered_at__isnull=False, submission__isnull=True) | Q(answered_at__isnull=True, submission__isnull=False)
    foreign = Q(submission__isnull=False) & ~Q(submission__application=F("application"))
    return Correction.objects.filter(lost | foreign)


@invariant("Every submission stands on its startup's thread once.")
def submissions_stand_on_the_thread_once() -> str:
    return """SELECT s.id FROM applications_submission s JOIN applications_application a ON a.id = s.application_id
              WHERE (SELECT count(*) FROM journey_entry j
                     WHERE j.kind = 'applications.submitted' AND j.startup_id = a.startup_id
                       AND (j.payload->>'application')::bigint = a.id
                       AND (j.payload->>'submission')::int = s.number) <> 1"""


@invariant("What was written by a person has its number.")
def written_applications_have_a_number() -> QuerySet[Any]:
    typed = Entry.objects.filter(source=Entry.Source.TYPED, application__number__isnull=True)
    # A draft begun again after a withdrawal starts with what had been typed then, not yet saved here.
    return typed.filter(edited_at__gt=F("application__started_at"))


@invariant("Files of an application are documents of its startup, as they were attached.")
def files_are_the_startups_own() -> QuerySet[Any]:
    wrong = ~Q(document__startup=F("application__startup")) | ~Q(document__sha256=F("sha256"))
    return AttachedFile.objects.filter(wrong)


@invariant("Nobody signs off or hands in before the application was begun.")
def nothing_precedes_its_beginning() -> str:
    return """SELECT a.id FROM applications_application a
              WHERE EXISTS (SELECT 1 FROM applications_signoff o
                            WHERE o.application_id = a.id AND o.signed_at < a.started_at)
                 OR EXISTS (SELECT 1 FROM applications_submission s
                            WHERE s.application_id = a.id AND s.submitted_at < a.started_at)"""


@invariant("A sign-off is bound to a content hash.")
def sign_offs_name_what_was_read() -> QuerySet[Any]:
    return SignOff.objects.exclude(content_hash__regex=r"^[0-9a-f]{64}$")


@invariant("The versions of a call's form are counted from one without a gap.")
def form_versions_have_no_gap() -> str:
    return """SELECT call_id FROM applications_formversion GROUP BY call_id
              HAVING min(number) <> 1 OR max(number) <> count(*)"""


@invariant("A request to correct names at least one answer.")
def corrections_name_answers() -> QuerySet[Any]:
    return Correction.objects.filter(Q(questions=[]) | Q(reason=""))


@invariant("Who filed for a startup says by which authority.")
def filed_for_says_by_what_right() -> QuerySet[Any]:
    return Application.objects.filter(Q(filed_for__isnull=False, authority="") | Q(filed_for=None) & ~Q(authority=""))


@invariant("A copy that is ready has its file, and one that expired an hour ago has none.")
def copies_live_a_day() -> QuerySet[Any]:
    over = Q(state=Export.State.READY, expires_at__lt=Now() - timedelta(hours=2)) | Q(state=Export.State.EXPIRED) & ~Q(
        file=""
    )
    return Export.objects.filter(Q(state=Export.State.READY, file="") | over)


@invariant("A call closes no earlier than its last extension gave, unless it was set otherwise since.")
def extensions_are_kept() -> QuerySet[Any]:
    held = Extension.objects.filter(call__closes_at=F("closes_before"))
    return held.exclude(pk__in=Extension.objects.filter(call__closes_at=F("closes_after")).values("pk"))
