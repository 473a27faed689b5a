"""Places: who holds one, who leaves, who moves up. Every function here runs under the lock of the selection's row."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from madang.applications.models import Application
from madang.core.audit.record import record_change
from madang.core.capacity import Capacity
from madang.engines.selection import Leaving, Reserve, promote
from madang.journey.log import record
from madang.reviews import facts
from madang.reviews.deadlines import confirm_until
from madang.reviews.models import Decision, Letter, Outcome, Selection
from madang.reviews.notices.letters import Telling
from madang.reviews.outbox import language_of

from .posting import tell

HOLDING: Final = (Outcome.Standing.OFFERED, Outcome.Standing.CONFIRMED)


@dataclass(frozen=True)
class Left:
    """Someone who held a place, or a number of the reserve, and has left: written down already."""

    outcome: Outcome
    how: str
    at: datetime


def move_up(selection: Selection, left: Sequence[Left], *, by: Capacity | None, now: datetime) -> list[Outcome]:
    """Those who move up into the places that `left` gave back: offered now, told at once. As `engines.selection.promote`."""
    rows = list(
        Outcome.objects.select_for_update(of=("self",))
        .filter(selection=selection, result__in=["selected", "reserve"])
        .select_related("case__application__startup", "decision")
        .order_by("reserve_order", "pk")
    )
    gone = {one.outcome.pk for one in left}
    holders = [one for one in rows if one.standing in HOLDING and one.pk not in gone]
    waiting = [one for one in rows if _waits(one) and one.pk not in gone]
    reserves = [one.outcome for one in left if one.outcome.result == Outcome.Result.RESERVE]
    # A place won by an objection is beyond the others: it is not passed on, and it takes none of theirs.
    beyond = sum(one.decision.kind == Decision.Kind.REREVIEW for one in holders)
    moves = promote(
        [one.case.public_id for one in holders]
        + [one.outcome.case.public_id for one in left if one.outcome.result != Outcome.Result.RESERVE],
        [one.case.public_id for one in sorted([*waiting, *reserves], key=lambda one: one.reserve_order or 0)],
        [Leaving(application=one.outcome.case.public_id, how=one.how, at=one.at) for one in left],  # type: ignore[arg-type]
        places=selection.places + beyond,
        rule=Reserve(expires=selection.reserve_until),
        zone=selection.call.zone,
    ).moves
    by_id = {one.case.public_id: one for one in waiting}
    up = [by_id[move.application] for move in moves]
    for outcome in up:
        _offer(outcome, selection, by=by, now=now)
    return up


def _waits(outcome: Outcome) -> bool:
    return (
        outcome.result == Outcome.Result.RESERVE
        and outcome.standing == Outcome.Standing.FINAL
        and outcome.released_at is not None
        and outcome.case.application.state != Application.State.WITHDRAWN
    )


def _offer(outcome: Outcome, selection: Selection, *, by: Capacity | None, now: datetime) -> None:
    outcome.result, outcome.standing = Outcome.Result.SELECTED, Outcome.Standing.OFFERED
    outcome.offered_at, outcome.confirm_by = now, confirm_until(selection, told_at=now).moment
    outcome.version += 1
    outcome.save(update_fields=["result", "standing", "offered_at", "confirm_by", "version"])
    language = language_of(outcome.case.application)
    telling = Telling(name="promoted", language=language, until=outcome.confirm_by)
    tell(outcome, Letter.Kind.PROMOTED, telling, selection, now=now)
    record(facts.PlacePromoted(call=selection.call_id), startup=outcome.case.application.startup, by=None, at=now)
    record_change(
        outcome,
        by=by,
        at=now,
        action="reviews.place_promoted",
        before={"result": "reserve"},
        after={"result": "selected"},
    )
