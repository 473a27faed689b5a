"""What becomes of a place once it is told: confirmed, given up, lapsed, taken back; and who moves up."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

import structlog
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from madang.core import clock
from madang.core.audit.record import record_change
from madang.core.capacity import Capacity
from madang.core.jobs import job
from madang.core.policy import Refused, require
from madang.journey.log import record
from madang.reviews import facts
from madang.reviews.models import Case, EligibilityCheck, Letter, Outcome, Selection
from madang.reviews.notices.letters import Telling
from madang.reviews.outbox import language_of
from madang.reviews.policy import deciding, results

from .acting import person_of
from .deciding import Reused
from .intake import check_cases
from .places import Left, move_up
from .posting import tell
from .setting_up import locked

log = structlog.get_logger("madang.reviews")
_ANSWERED: Final = ["standing", "answered_at", "answered_by", "reason", "request_key", "version"]


def locked_outcome(outcome: Outcome) -> Outcome:
    """The selection's row first, then the outcome's: every action takes them in this order."""
    selection = locked(outcome.selection)
    rows = Outcome.objects.select_for_update(of=("self",)).select_related("case__application__startup")
    own: Outcome = rows.get(pk=outcome.pk)
    own.selection = selection
    return own


@transaction.atomic
def confirm(*, outcome: Outcome, key: UUID, by: Capacity, now: datetime) -> Outcome:
    """Take the place. Pressed twice it is taken once; a key that gave the place up before is refused (`Reused`)."""
    own = locked_outcome(outcome)
    if own.standing == Outcome.Standing.CONFIRMED and results.can_give_up(by, own, now=now):
        return own
    if own.request_key == key:
        raise Reused
    require(results.can_confirm(by, own, now=now))
    _answer(own, Outcome.Standing.CONFIRMED, key, by, now)
    startup = own.case.application.startup
    record(facts.PlaceConfirmed(call=own.selection.call_id), startup=startup, by=by, at=now)
    return own


@transaction.atomic
def give_up(*, outcome: Outcome, reason: str, key: UUID, by: Capacity, now: datetime) -> Outcome:
    """Give the place back; the next in reserve has it in the same transaction. With the same key it happens once."""
    own = locked_outcome(outcome)
    if own.request_key == key:
        if own.standing == Outcome.Standing.DECLINED and own.reason == reason.strip():
            return own
        raise Reused
    require(results.can_give_up(by, own, now=now))
    own.reason = reason.strip()
    _answer(own, Outcome.Standing.DECLINED, key, by, now)
    startup = own.case.application.startup
    record(facts.PlaceLost(call=own.selection.call_id, why="declined"), startup=startup, by=by, at=now)
    move_up(own.selection, [Left(own, "declined", now)], by=by, now=now)
    return own


def _answer(own: Outcome, standing: str, key: UUID, by: Capacity, now: datetime) -> None:
    before = own.standing
    own.standing, own.answered_at, own.answered_by, own.request_key = standing, now, person_of(by), key
    own.version += 1
    own.save(update_fields=_ANSWERED)
    record_change(
        own, by=by, at=now, action="reviews.place_answered", before={"standing": before}, after={"standing": standing}
    )


@job("reviews.lapse_offers", every="*/3 * * * *")
def lapse_offers() -> None:
    """Every few minutes: offers whose moment has come lapse, and the next in reserve have the places."""
    now = clock.now()
    due = Outcome.objects.filter(standing=Outcome.Standing.OFFERED, confirm_by__lte=now)
    for selection in Selection.objects.filter(pk__in=due.values("selection")).order_by("pk"):
        try:
            lapse(selection, now=now)
        except Exception as error:
            log.warning("reviews.offers_not_lapsed", selection=selection.pk, error=type(error).__name__)


@transaction.atomic
def lapse(selection: Selection, *, now: datetime) -> list[Outcome]:
    """The offers of one selection that were not confirmed before their moment. Run twice at once, each lapses once."""
    own = locked(selection)
    late = list(
        Outcome.objects.select_for_update(of=("self",))
        .filter(selection=own, standing=Outcome.Standing.OFFERED, confirm_by__lte=now)
        .select_related("case__application__startup")
        .order_by("confirm_by", "pk")
    )
    for outcome in late:
        outcome.standing = Outcome.Standing.LAPSED
        outcome.version += 1
        outcome.save(update_fields=["standing", "version"])
        application = outcome.case.application
        telling = Telling(name="lapsed", language=language_of(application), until=outcome.confirm_by)
        tell(outcome, Letter.Kind.LAPSED, telling, own, now=now)
        record(facts.PlaceLost(call=own.call_id, why="lapsed"), startup=application.startup, by=None, at=now)
        before, after = {"standing": "offered"}, {"standing": "lapsed"}
        record_change(outcome, by=None, at=now, action="reviews.place_lapsed", before=before, after=after)
    if late:
        left = [Left(outcome, "lapsed", outcome.confirm_by or now) for outcome in late]
        move_up(own, left, by=None, now=now)
    return late


@transaction.atomic
def revoke(*, outcome: Outcome, reason: str, by: Capacity, now: datetime) -> Outcome:
    """Take back a place, or a number on the reserve list, for a reason the applicant reads; the next moves up."""
    own = locked_outcome(outcome)
    said = " ".join(reason.split())
    if own.standing == Outcome.Standing.REVOKED and own.reason == said and deciding.can_change_after(by, own.selection):
        return own
    require(deciding.can_revoke(by, own))
    if not said:
        raise Refused(_("Say why: the applicant will read it."))
    held = own.standing
    own.standing, own.reason = Outcome.Standing.REVOKED, said
    own.version += 1
    own.save(update_fields=["standing", "reason", "version"])
    _not_eligible(own.case, said, by, now)
    application = own.case.application
    telling = Telling(name="revoked", language=language_of(application), why=said)
    tell(own, Letter.Kind.REVOKED, telling, own.selection, now=now)
    record(facts.PlaceLost(call=own.selection.call_id, why="revoked"), startup=application.startup, by=None, at=now)
    record_change(
        own, by=by, at=now, action="reviews.place_revoked", before={"standing": held}, after={"standing": "revoked"}
    )
    move_up(own.selection, [Left(own, "excluded", now)], by=by, now=now)
    return own


def _not_eligible(case: Case, why: str, by: Capacity, now: datetime) -> None:
    """The check that a person answered goes with it: the newest that is confirmed counts."""
    last = case.checks.order_by("-checked_at", "-pk").first()
    EligibilityCheck.objects.create(
        case=case,
        machine=last.machine if last else EligibilityCheck.Answer.UNKNOWN,
        reasons=last.reasons if last else [],
        checked_at=now,
        answer=EligibilityCheck.Answer.NOT_MET,
        note=why,
        confirmed_by=person_of(by),
        confirmed_at=now,
    )
    case.state = Case.State.INELIGIBLE
    case.save(update_fields=["state"])


@transaction.atomic
def check_again(*, selection: Selection, cases: Sequence[Case], by: Capacity, now: datetime) -> int:
    """The machine looks once more at those who hold a place or wait for one. What it finds is for people to act on."""
    own = locked(selection)
    require(deciding.can_change_after(by, own))
    held = own.cases.filter(pk__in=[case.pk for case in cases], outcome__result__in=["selected", "reserve"])
    chosen = list(held.values_list("pk", flat=True))
    check_cases(own, chosen, now=now)
    record_change(own, by=by, at=now, action="reviews.eligibility_checked_again", cases=chosen)
    return len(chosen)
