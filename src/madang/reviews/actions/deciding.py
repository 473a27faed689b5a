"""Decisions: proposed from the scores, approved by a second person, told to everyone at once."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from madang.core.audit.record import record_change
from madang.core.capacity import Capacity
from madang.core.policy import Refused, require
from madang.core.text import reader_language
from madang.engines.selection import Result, SelectionError, problem_text
from madang.reviews.computing import answer_json, asked, computed, digest, scored_stages
from madang.reviews.models import Case, Decision, Outcome, Selection, Stage, StageStanding
from madang.reviews.policy import deciding as policy

from .acting import person_of
from .intake import note_withdrawals
from .setting_up import locked

# What the engine says of an application -> what is told of it.
RESULTS: Final[Mapping[str, str]] = {
    "goes_on": Outcome.Result.GOES_ON,
    "selected": Outcome.Result.SELECTED,
    "reserve": Outcome.Result.RESERVE,
    "not_selected": Outcome.Result.NOT_SELECTED,
    "below_pass_mark": Outcome.Result.NOT_SELECTED,
    "outside_multiple": Outcome.Result.NOT_SELECTED,
    "withdrawn": Outcome.Result.WITHDRAWN,
    "excluded": Outcome.Result.INELIGIBLE,
}
_GOES_ON: Final = {"goes_on", "selected"}


class Unsettled(Refused):
    """The scores leave something open that people must settle; `problems` says what, each in the reader's words."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__(gettext_lazy("Something is still open. Settle it first; the list says what."))
        self.problems = list(problems)


class Reused(Refused):
    """A key came again with something else in it."""

    def __init__(self) -> None:
        super().__init__(gettext_lazy("This was sent before with other words. Load the page again."))


def reckon(
    selection: Selection, stage: Stage, *, settled: Sequence[dict[str, Any]] = (), calibrated: bool = False
) -> tuple[dict[str, Any], Result]:
    """What is asked of the engine and what it answers; raises `Unsettled` where records and rules contradict each other."""
    given = asked(selection, stage, settled=settled, calibrated=calibrated)
    return given, answered(given)


def answered(given: dict[str, Any]) -> Result:
    """The engine's answer, or `Unsettled` with every fault in the reader's words."""
    try:
        return computed(given)
    except SelectionError as error:
        raise Unsettled([problem_text(problem, reader_language()) for problem in error.problems]) from error


@transaction.atomic
def propose(
    *,
    stage: Stage,
    settled: Sequence[dict[str, Any]],
    calibrated: bool,
    minutes: str,
    present: Sequence[str],
    key: UUID,
    by: Capacity,
    now: datetime,
) -> Decision:
    """A proposal from the scores of a stage as they stand. Asked again with the same key it answers with the same one."""
    selection = locked(stage.selection)
    own: Stage = selection.stages.get(pk=stage.pk)
    own.selection = selection
    again: Decision | None = Decision.objects.filter(request_key=key).first()
    if again is not None:
        if again.stage_id != own.pk or again.minutes != minutes:
            raise Reused
        return again
    require(policy.can_propose(by, own))
    if calibrated and selection.calibration != Selection.Calibration.USED:
        raise Refused(_("The rules of this selection do not let corrected scores decide."))
    if selection.decisions.filter(stage=own, state__in=["proposed", "approved"]).exists():
        raise Refused(_("There is a proposal for this stage already. Send it back first to make another."))
    note_withdrawals(selection)
    given, result = reckon(selection, own, settled=settled, calibrated=calibrated)
    if not result.complete:
        raise Unsettled([problem_text(problem, reader_language()) for problem in result.problems])
    is_last = scored_stages(selection)[-1].pk == own.pk
    made: Decision = Decision.objects.create(
        selection=selection,
        stage=own,
        kind=Decision.Kind.FINAL if is_last else Decision.Kind.SHORTLIST,
        used="calibrated" if calibrated else "raw",
        given=given,
        result=answer_json(result),
        input_hash=digest(given),
        minutes=minutes,
        present=list(present),
        proposed_by=person_of(by),
        proposed_at=now,
        request_key=key,
    )
    record_change(made, by=by, at=now, action="reviews.decision_proposed", stage=own.pk, used=made.used)
    return made


@transaction.atomic
def send_back(*, decision: Decision, reason: str, by: Capacity, now: datetime) -> Decision:
    """Not approved, with the reason; the stage may be opened again and another proposal made."""
    own = locked_decision(decision)
    is_own = by.person is not None and own.proposed_by_id == by.person.pk
    if not is_own:
        require(policy.can_approve(by, own))
    elif own.state != Decision.State.PROPOSED:
        raise Refused(_("This decision is not waiting for approval."))
    if not reason.strip():
        raise Refused(_("Say why, so that the proposal can be mended."))
    own.state, own.returned_reason = Decision.State.RETURNED, reason.strip()
    own.save(update_fields=["state", "returned_reason"])
    record_change(own, by=by, at=now, action="reviews.decision_returned")
    return own


@transaction.atomic
def approve(*, decision: Decision, by: Capacity, now: datetime) -> Decision:
    """The second pair of eyes says yes: who goes on goes on, outcomes are written down, nothing is told yet.

    Refused where the scores are no longer those the proposal was made from, or an applicant has withdrawn since.
    """
    own = locked_decision(decision)
    if own.kind == Decision.Kind.REREVIEW:
        raise ValueError("A second judgement of one case is approved by rereviewing.approve_again.")
    if own.state == Decision.State.APPROVED and by.person is not None and own.approved_by_id == by.person.pk:
        return own  # a second click
    require(policy.can_approve(by, own))
    note_withdrawals(own.selection)
    settled = own.given.get("settled", [])
    fresh = asked(own.selection, own.stage, calibrated=own.used == "calibrated")
    if digest(fresh | {"settled": settled}) != own.input_hash:
        raise Refused(
            _(
                "Something has changed since it was proposed: a score, or an application was withdrawn. Propose it again."
            )
        )
    own.state, own.approved_by, own.approved_at = Decision.State.APPROVED, person_of(by), now
    own.save(update_fields=["state", "approved_by", "approved_at"])
    _write_down(own)
    record_change(own, by=by, at=now, action="reviews.decision_approved", input_hash=own.input_hash)
    return own


def locked_decision(decision: Decision) -> Decision:
    """The selection's row first, then the decision's: every action takes them in this order."""
    selection = locked(decision.selection)
    own = Decision.objects.select_for_update(of=("self",)).select_related("stage").get(pk=decision.pk)
    own.selection = own.stage.selection = selection
    return own


def _write_down(decision: Decision) -> None:
    cases = {case.public_id: case for case in decision.selection.cases.all()}
    outcomes = decision.result["outcomes"]
    scores = {
        score["application"]: score
        for stage in decision.result["stages"]
        if stage["stage"] == decision.stage.public_id
        for score in stage["scores"]
    }
    totals = {total["application"]: total for total in decision.result["totals"]}
    StageStanding.objects.bulk_create(
        [
            StageStanding(
                stage=decision.stage,
                case=cases[one],
                decision=decision,
                status=_status(next(said["status"] for said in outcomes if said["application"] == one)),
                place=score["rank"],
                score=Decimal(score["score"]),
                derivation=score,
            )
            for one, score in sorted(scores.items())
        ]
    )
    following = decision.selection.stages.filter(position__gt=decision.stage.position).order_by("position").first()
    for said in outcomes:
        _outcome(decision, cases[said["application"]], said, scores, totals, following)
    decision.stage.state = Stage.State.DECIDED
    decision.stage.save(update_fields=["state", "updated_at"])
    if decision.kind == Decision.Kind.FINAL:
        decision.selection.state = Selection.State.DECIDED
        decision.selection.save(update_fields=["state", "updated_at"])


def _status(status: str) -> str:
    if status in _GOES_ON:
        return StageStanding.Status.PASSED
    return StageStanding.Status.RESERVE if status == "reserve" else StageStanding.Status.FAILED


def _outcome(
    decision: Decision,
    case: Case,
    said: Mapping[str, Any],
    scores: Mapping[str, Any],
    totals: Mapping[str, Any],
    following: Stage | None,
) -> None:
    """What became of one case. One that was told earlier that it is out keeps what it was told."""
    result = RESULTS[said["status"]]
    there: Outcome | None = Outcome.objects.filter(case=case).first()
    if there is not None and there.result != Outcome.Result.GOES_ON and there.result == result:
        return
    held = totals.get(case.public_id, {}).get("total") or scores.get(case.public_id, {}).get("score")
    fields: dict[str, Any] = {
        "selection": decision.selection,
        "decision": decision,
        "result": result,
        "standing": Outcome.Standing.FINAL,
        "place": said["rank"],
        "reserve_order": said["reserve"],
        "score": None if held is None else Decimal(held),
        "released_at": None,
    }
    Outcome.objects.update_or_create(case=case, defaults=fields)
    if result == Outcome.Result.GOES_ON and following is not None:
        case.stage = following
    elif result == Outcome.Result.NOT_SELECTED:
        case.state = Case.State.OUT
    case.save(update_fields=["stage", "state"])
