"""Telling everyone at once: outcomes, offers and letters in one transaction, the mail after it."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from madang.applications.models import Application
from madang.core.audit.record import record_change
from madang.core.capacity import Capacity
from madang.core.policy import Refused, require
from madang.journey import log as journey
from madang.programmes.actions import calls
from madang.programmes.models import Call
from madang.reviews import facts
from madang.reviews.models import Decision, Letter, Outcome, Selection
from madang.reviews.outbox import Draft, compared, drafts, letter_of
from madang.reviews.policy import deciding as policy

from .acting import person_of
from .deciding import locked_decision
from .intake import note_withdrawals
from .posting import post

_CHANGED = [
    "result", "standing", "reserve_order", "released_at", "offered_at", "confirm_by", "feedback", "version", "place",
]  # fmt: skip


@transaction.atomic
def release(*, decision: Decision, by: Capacity, now: datetime) -> Decision:
    """Let all letters of an approved decision go. Asked again it answers with the decision that was released.

    Who has withdrawn since the approval is told nothing, and the next in reserve takes the place.
    """
    own = locked_decision(decision)
    if own.kind == Decision.Kind.REREVIEW:
        raise ValueError("A second judgement of one case is told by rereviewing.release_again.")
    if own.state == Decision.State.RELEASED and policy.can_see_decisions(by, own.selection):
        return own
    require(policy.can_release(by, own))
    _in_order(own)
    note_withdrawals(own.selection)
    if own.kind == Decision.Kind.FINAL:
        _take_out_withdrawn(own)
    letters = drafts(own, now=now)
    _tell(own, letters, now)
    own.state, own.released_by, own.released_at = Decision.State.RELEASED, person_of(by), now
    own.save(update_fields=["state", "released_by", "released_at"])
    if own.kind == Decision.Kind.FINAL:
        _end(own.selection, by, now)
    record_change(own, by=by, at=now, action="reviews.decision_released", letters=len(letters))
    return own


def _in_order(decision: Decision) -> None:
    earlier = decision.selection.decisions.filter(
        state=Decision.State.APPROVED, stage__position__lt=decision.stage.position
    )
    if earlier.exclude(kind=Decision.Kind.REREVIEW).exists():
        raise Refused(_("Release the letters of the earlier stage first: they are approved and not told yet."))


def _take_out_withdrawn(decision: Decision) -> None:
    """Places of those who withdrew between approval and release go to the next in reserve, before anyone is told."""
    rows = Outcome.objects.filter(selection=decision.selection, released_at__isnull=True)
    gone = list(rows.filter(case__application__state=Application.State.WITHDRAWN))
    free = sum(one.result == Outcome.Result.SELECTED for one in gone)
    rows.filter(pk__in=[one.pk for one in gone]).update(result=Outcome.Result.WITHDRAWN, reserve_order=None, place=None)
    waiting = list(rows.filter(result=Outcome.Result.RESERVE).order_by("reserve_order"))
    for outcome in waiting[:free]:
        outcome.result, outcome.reserve_order = Outcome.Result.SELECTED, None
        outcome.save(update_fields=["result", "reserve_order"])
    for number, outcome in enumerate(waiting[free:], start=1):  # upwards: a number is free before it is given
        if outcome.reserve_order != number:
            outcome.reserve_order = number
            outcome.save(update_fields=["reserve_order"])


def _tell(decision: Decision, letters: list[Draft], now: datetime) -> None:
    scores = compared(decision)
    changed = []
    for draft in letters:
        outcome = draft.outcome
        if (
            outcome.decision_id != decision.pk
        ):  # decided further meanwhile: the letter is told, the row is the later one's
            continue
        outcome.released_at = now
        outcome.version += 1
        if draft.is_last and outcome.result != Outcome.Result.INELIGIBLE:
            outcome.feedback = {"stages": scores.get(outcome.case.public_id, [])}
        if outcome.result == Outcome.Result.SELECTED:
            outcome.standing = Outcome.Standing.OFFERED
            outcome.offered_at, outcome.confirm_by = now, draft.until
        changed.append(outcome)
    Outcome.objects.bulk_update(changed, _CHANGED, batch_size=200)
    kind = Letter.Kind.SHORTLIST if decision.kind == Decision.Kind.SHORTLIST else Letter.Kind.RESULT
    post([letter_of(draft.outcome, kind, draft.words, now=now) for draft in letters])
    fact = facts.ResultTold(call=decision.selection.call_id, what=decision.kind)
    # Without a name: who of the desk pressed the button stands in the audit log, not on the applicants' threads.
    startups = [draft.case.application.startup for draft in letters]
    journey.record_for(fact, startups, by=None, at=now)


def _end(selection: Selection, by: Capacity, now: datetime) -> None:
    """The selection is told, the call decided."""
    selection.state = Selection.State.RELEASED
    selection.version += 1
    selection.save(update_fields=["state", "version", "updated_at"])
    call = Call.objects.get(pk=selection.call_id)
    if call.status == Call.Status.PUBLISHED:
        call = calls.close(call=call, by=by, now=now)
    if call.status == Call.Status.CLOSED:
        calls.decide(call=call, by=by, now=now)
