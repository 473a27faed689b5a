"""What brings applications into their selection as cases, and what says which of them may stay."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from madang.applications.deadline import deadline_of
from madang.applications.models import Application
from madang.core.capacity import Capacity
from madang.core.jobs import after_commit, job
from madang.core.policy import Refused, require
from madang.journey.log import record
from madang.programmes.models import Call
from madang.reviews import facts
from madang.reviews.eligibility import checked
from madang.reviews.labels import case_labels
from madang.reviews.models import Case, EligibilityCheck, Selection, Stage
from madang.reviews.policy import setting_up as policy
from madang.startups.models import Startup
from madang.startups.rules import facts_of

from .acting import person_of
from .setting_up import locked

_AT_ONCE: Final = 200


@transaction.atomic
def start(*, selection: Selection, by: Capacity, now: datetime) -> Selection:
    """Take every application that was handed in as a case, and let the machine look at each first."""
    own = locked(selection)
    require(policy.can_start(by, own))
    # Whoever gives a call more time holds this row: the one sees what the other did.
    own.call = Call.objects.select_for_update(of=("self",)).select_related("institution").get(pk=own.call_id)
    if not deadline_of(own.call).is_over(now=now, numbered=True):
        raise Refused(_("The call is still open. Close it first: nobody may apply any more once reading begins."))
    take_in(own, now=now)
    if not own.cases.exists():
        raise Refused(_("Nobody has applied. There is nothing to decide."))
    own.state = Selection.State.RUNNING
    own.version += 1
    own.save(update_fields=["state", "version", "updated_at"])
    record(facts.SelectionStarted(call=own.call_id), institution=own.call.institution, by=by, at=now)
    after_commit(check_eligibility, selection=own.pk)
    return own


def take_in(selection: Selection, *, now: datetime) -> int:
    """Cases for applications that have none yet (also later ones, filed in an extension). How many came."""
    waiting = list(
        Application.objects.filter(call_id=selection.call_id, state="submitted", case=None).order_by("public_id")
    )
    labels = case_labels(len(waiting), set(selection.cases.values_list("label", flat=True)))
    first = selection.stages.order_by("position").first()
    Case.objects.bulk_create(
        [
            Case(selection=selection, application=application, label=label, stage=first, joined_at=now)
            for application, label in zip(waiting, labels, strict=True)
        ]
    )
    return len(waiting)


@job("reviews.check_eligibility", retries=3)
def check_eligibility(*, selection: int) -> None:
    """The machine's answer for every case that has none. Run again it goes on where it stopped."""
    with transaction.atomic():
        own = locked(Selection.objects.get(pk=selection))
        if own.state == Selection.State.RUNNING:
            # What came in time and was still on its way when the field was taken in.
            take_in(own, now=timezone.now())
    waiting = list(own.cases.filter(checks=None, state="in_field").values_list("pk", flat=True))
    for start_at in range(0, len(waiting), _AT_ONCE):
        check_cases(own, waiting[start_at : start_at + _AT_ONCE], now=timezone.now())


def check_cases(selection: Selection, cases: Sequence[int], *, now: datetime) -> None:
    """A fresh machine answer for these cases (also again, at any time later)."""
    found = Case.objects.filter(pk__in=cases).select_related("application").order_by("pk")
    startups = {startup.pk: startup for startup in Startup.objects.filter(applications__case__in=cases).with_facts()}
    made = []
    for case in found:
        machine, reasons = checked(selection.call, facts_of(startups[case.application.startup_id]), now=now)
        made.append(EligibilityCheck(case=case, machine=machine, reasons=reasons, checked_at=now))
    EligibilityCheck.objects.bulk_create(made)


@transaction.atomic
def confirm_eligibility(
    *, selection: Selection, cases: Sequence[Case], answer: str, note: str, by: Capacity, now: datetime
) -> int:
    """Staff say what the machine only proposed. Against its clear answer a reason is asked. How many were confirmed."""
    own = locked(selection)
    require(policy.can_run(by, own))
    if answer not in ("met", "not_met"):
        raise Refused(_("Choose eligible or not eligible."))
    chosen = list(own.cases.select_for_update().filter(pk__in=[case.pk for case in cases]).order_by("pk"))
    for case in chosen:
        _confirm(case, answer, note, by, now)
    return len(chosen)


def _confirm(case: Case, answer: str, note: str, by: Capacity, now: datetime) -> None:
    if case.state == Case.State.WITHDRAWN or case.application.state == Application.State.WITHDRAWN:
        raise Refused(_("%(label)s was withdrawn by the applicant.") % {"label": case.label})
    if case.state == Case.State.OUT:
        raise Refused(_("%(label)s is no longer in the field.") % {"label": case.label})
    check = case.checks.order_by("-checked_at", "-pk").first()
    if check is None:
        raise Refused(_("The machine has not looked at %(label)s yet. Try again in a minute.") % {"label": case.label})
    if not note and (answer == "not_met" or check.machine == "not_met"):
        raise Refused(_("Say why: the applicant will read it."))
    if check.confirmed_at is not None:
        check = EligibilityCheck(case=case, machine=check.machine, reasons=check.reasons, checked_at=now)
    check.answer, check.note, check.confirmed_by, check.confirmed_at = answer, note, person_of(by), now
    check.save()
    case.state = Case.State.IN_FIELD if answer == "met" else Case.State.INELIGIBLE
    case.save(update_fields=["state"])


def note_withdrawals(selection: Selection) -> int:
    """Cases whose applicants have withdrawn leave the field. Called before anything is counted. How many left."""
    gone = selection.cases.filter(~Q(state=Case.State.WITHDRAWN), application__state=Application.State.WITHDRAWN)
    return gone.update(state=Case.State.WITHDRAWN)


@transaction.atomic
def move_stage(*, stage: Stage, to: str, by: Capacity, now: datetime) -> Stage:
    """Open a stage to its reviewers, or close its scores."""
    selection = locked(stage.selection)
    require(policy.can_run(by, selection))
    own: Stage = selection.stages.get(pk=stage.pk)
    allowed = {
        (Stage.State.PLANNED, Stage.State.OPEN),
        (Stage.State.OPEN, Stage.State.CLOSED),
        (Stage.State.CLOSED, Stage.State.OPEN),
    }
    if (own.state, to) not in allowed:
        raise Refused(_("This step is not open to the stage now. Look at the page again."))
    if selection.state == Selection.State.SETTING_UP:
        raise Refused(_("Begin the selection first: the applications are not in yet."))
    own.state = to
    own.save(update_fields=["state", "updated_at"])
    return own
