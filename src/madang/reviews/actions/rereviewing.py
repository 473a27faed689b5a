"""Judging one case once more after its objection: proposed, approved by a second person, told. Nobody else's result moves."""

from collections.abc import Sequence
from copy import deepcopy
from datetime import datetime
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from madang.core.audit.record import record_change
from madang.core.capacity import Capacity
from madang.core.policy import Refused, require
from madang.core.text import reader_language
from madang.engines.selection import problem_text
from madang.journey.log import record
from madang.reviews import facts
from madang.reviews.computing import answer_json, asked, digest
from madang.reviews.deadlines import confirm_until
from madang.reviews.models import Conflict, Decision, Letter, Objection, Outcome
from madang.reviews.notices.letters import Telling
from madang.reviews.outbox import compared, language_of
from madang.reviews.policy import deciding, objecting

from .acting import person_of
from .confirming import locked_outcome
from .deciding import RESULTS, Reused, Unsettled, answered, locked_decision
from .objecting import RULE
from .posting import tell

# A second judgement may better a result, never worsen it.
_BETTER: Final = {Outcome.Result.NOT_SELECTED: 0, Outcome.Result.RESERVE: 1, Outcome.Result.SELECTED: 2}


def asked_again(objection: Objection) -> dict[str, Any]:
    """What was decided upon, with the reviews of this one case as they are now and without those of challenged reviewers."""
    outcome = objection.outcome
    first, case = outcome.decision, outcome.case
    first.stage.selection = first.selection
    gone = Conflict.objects.filter(case=case, rule=RULE, state=Conflict.State.STANDING).values_list(
        "reviewer", flat=True
    )
    challenged = {f"r{reviewer}" for reviewer in gone}
    fresh = [one for one in asked(first.selection, first.stage)["reviews"] if one["application"] == case.public_id]
    given: dict[str, Any] = deepcopy(first.given)
    given["reviews"] = sorted(
        [one for one in given["reviews"] if one["application"] != case.public_id]
        + [one for one in fresh if one["reviewer"] not in challenged],
        key=lambda one: one["id"],
    )
    return given


@transaction.atomic
def propose_again(
    *,
    objection: Objection,
    settled: Sequence[dict[str, Any]],
    minutes: str,
    present: Sequence[str],
    key: UUID,
    by: Capacity,
    now: datetime,
) -> Decision:
    """A proposal for the one case. Asked again with the same key it answers with the same one."""
    outcome = locked_outcome(objection.outcome)
    own: Objection = Objection.objects.select_for_update(of=("self",)).select_related("rereview").get(pk=objection.pk)
    outcome.decision.selection = outcome.selection
    own.outcome = outcome
    again: Decision | None = Decision.objects.filter(request_key=key).first()
    if again is not None:
        if own.rereview_id != again.pk or again.minutes != minutes:
            raise Reused
        return again
    require(objecting.can_rereview(by, own, outcome.decision.stage))
    if outcome.decision.kind != Decision.Kind.FINAL:
        raise Refused(
            _("Only a final result is decided once more here. Write to the applicant about an earlier stage.")
        )
    given = asked_again(own)
    given["settled"] = [*given["settled"], *settled]
    result = answered(given)
    if not result.complete:
        raise Unsettled([problem_text(problem, reader_language()) for problem in result.problems])
    made: Decision = Decision.objects.create(
        selection=outcome.selection,
        stage=outcome.decision.stage,
        kind=Decision.Kind.REREVIEW,
        used=outcome.decision.used,
        given=given,
        result=answer_json(result),
        input_hash=digest(given),
        minutes=minutes,
        present=list(present),
        proposed_by=person_of(by),
        proposed_at=now,
        request_key=key,
    )
    own.rereview = made
    own.save(update_fields=["rereview"])
    record_change(made, by=by, at=now, action="reviews.decision_proposed", objection=own.pk)
    return made


@transaction.atomic
def approve_again(*, decision: Decision, by: Capacity, now: datetime) -> Decision:
    """The second pair of eyes; refused where the reviews are no longer those of the proposal."""
    own = locked_decision(decision)
    if own.state == Decision.State.APPROVED and by.person is not None and own.approved_by_id == by.person.pk:
        return own
    require(deciding.can_approve(by, own))
    objection = _objection(own)
    fresh = asked_again(objection) | {"settled": own.given["settled"]}
    if digest(fresh) != own.input_hash:
        raise Refused(_("Something has changed since it was proposed. Propose it again."))
    own.state, own.approved_by, own.approved_at = Decision.State.APPROVED, person_of(by), now
    own.save(update_fields=["state", "approved_by", "approved_at"])
    record_change(own, by=by, at=now, action="reviews.decision_approved", input_hash=own.input_hash)
    return own


def _objection(decision: Decision) -> Objection:
    rows = Objection.objects.select_related("outcome__decision__stage", "outcome__decision__selection")
    found: Objection = rows.select_related("outcome__case__application__startup").get(rereview=decision)
    return found


@transaction.atomic
def release_again(*, decision: Decision, by: Capacity, now: datetime) -> Decision:
    """Tell the one applicant. A place won this way is one more: nobody who was told of a place loses it."""
    own = locked_decision(decision)
    if own.state == Decision.State.RELEASED and deciding.can_see_decisions(by, own.selection):
        return own
    require(deciding.can_release(by, own))
    outcome = locked_outcome(_objection(own).outcome)
    before = outcome.result
    name = _write(outcome, own, now)
    application = outcome.case.application
    telling = Telling(
        name=name,
        language=language_of(application),
        until=outcome.confirm_by,
        reserve=outcome.reserve_order,
        reserve_until=own.selection.reserve_until,
    )
    tell(outcome, Letter.Kind.OBJECTION, telling, own.selection, now=now)
    own.state, own.released_by, own.released_at = Decision.State.RELEASED, person_of(by), now
    own.save(update_fields=["state", "released_by", "released_at"])
    startup = application.startup
    record(facts.ResultTold(call=own.selection.call_id, what="rereview"), startup=startup, by=None, at=now)
    said = {"before": {"result": before}, "after": {"result": outcome.result}}
    record_change(own, by=by, at=now, action="reviews.decision_released", **said)
    return own


def _write(outcome: Outcome, decision: Decision, now: datetime) -> str:
    """What the second judgement comes to, written down; the letter's name."""
    case = outcome.case.public_id
    said = next(one for one in decision.result["outcomes"] if one["application"] == case)
    result = RESULTS[said["status"]]
    held = outcome.standing == Outcome.Standing.FINAL
    if not held or _BETTER.get(Outcome.Result(result), -1) <= _BETTER.get(Outcome.Result(outcome.result), 3):
        return "unchanged"
    outcome.result, outcome.decision = result, decision
    outcome.feedback = {"stages": compared(decision).get(case, [])}
    total = next((one["total"] for one in decision.result["totals"] if one["application"] == case), None)
    outcome.score = Decimal(total) if total is not None else outcome.score
    if result == Outcome.Result.SELECTED:
        outcome.standing, outcome.offered_at = Outcome.Standing.OFFERED, now
        outcome.confirm_by = confirm_until(outcome.selection, told_at=now).moment
    else:
        last = Outcome.objects.filter(selection=outcome.selection).aggregate(last=Max("reserve_order"))["last"]
        outcome.reserve_order = (last or 0) + 1
    outcome.version += 1
    outcome.save()
    return str(result)
