"""Who moves up when someone who was selected lapses, withdraws or is excluded."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import Field
from pydantic.dataclasses import dataclass as shaped

from .days import Deadline, confirm_by
from .problems import Problem, SelectionError
from .rules import SHUT, Confirmation, Id, Reserve, When


@shaped(frozen=True, kw_only=True, config=SHUT)
class Leaving:
    """Someone gives up a place or a reserve number. `lapsed`: did not confirm in time, so `at` is the deadline."""

    application: Id
    how: Literal["lapsed", "declined", "withdrawn", "excluded"]
    at: When


@shaped(frozen=True, kw_only=True, config=SHUT)
class Released:
    """Places and reserve as released, and what happened since: the JSON form that `promote_released` takes."""

    version: Literal[1]
    selected: tuple[Id, ...]
    reserve_order: tuple[Id, ...]
    leavings: tuple[Leaving, ...]
    places: Annotated[int, Field(strict=True, ge=0, le=100_000)] | None = None
    reserve: Reserve = Reserve()
    confirmation: Confirmation | None = None


@dataclass(frozen=True)
class Move:
    """One reserve moved up. `number`: its place in the reserve as released, from 1. `place_of`: for the books only.

    `confirm_by`: for a move at a known time, where the call has a rule of confirmation; the notice goes out then.
    """

    application: str
    at: date | datetime
    number: int
    place_of: str
    confirm_by: Deadline | None = None


@dataclass(frozen=True)
class Promotion:
    """Everyone who moved up, in order; who holds a place now; who still waits; how many places stand empty."""

    moves: tuple[Move, ...]
    holders: tuple[str, ...]
    reserve: tuple[str, ...]
    vacant: int
    expired: bool


def promote(
    selected: Sequence[str],
    reserve: Sequence[str],
    leavings: Iterable[Leaving],
    *,
    places: int | None = None,
    rule: Reserve | None = None,
    confirmation: Confirmation | None = None,
    zone: str = "Asia/Seoul",
) -> Promotion:
    """Play what happened in order of time, and let the reserve move up.

    Parameters
    ----------
    selected, reserve : as released; the reserve in its order (`Result.selected`, `Result.reserve`).
    leavings : in any order, all by day or all by time. places : None: as many as were selected.
    rule : of the reserve; it moves up until the end of `expires`, read in the confirmation's zone, else in `zone`.

    Returns
    -------
    Promotion. Whoever leaves at the same time (or on the same day) leaves first, then the next in reserve move up in
    their order: one who leaves the reserve at that very time is passed over. A place never goes back to who left it.

    Raises
    ------
    SelectionError : the same application twice, one that is neither selected nor in reserve, days mixed with times,
        or a confirmation that lapsed of one who held no place then.
    """
    events = _checked(selected, reserve, list(leavings))
    holders, waiting, moves = list(selected), list(reserve), list[Move]()
    room = len(selected) if places is None else places
    clock = ZoneInfo(confirmation.zone if confirmation else zone)
    expires, expired = (rule.expires if rule else None), False
    for at, group in groupby(events, key=lambda event: event.at):
        leaving = {event.application: event.how for event in group}
        gone = [one for one in holders if one in leaving]
        if late := [one for one, how in leaving.items() if how == "lapsed" and one not in gone]:
            raise SelectionError([Problem("leavings", "no_place_to_lapse", {"value": one}) for one in sorted(late)])
        holders = [one for one in holders if one not in leaving]
        waiting = [one for one in waiting if one not in leaving]
        day = at.astimezone(clock).date() if isinstance(at, datetime) else at
        expired = expires is not None and day > expires
        while waiting and gone and len(holders) < room and not expired:
            one = waiting.pop(0)
            until = confirm_by(at, confirmation) if confirmation and isinstance(at, datetime) else None
            moves.append(Move(one, at, reserve.index(one) + 1, gone.pop(0), until))
            holders.append(one)
    return Promotion(tuple(moves), tuple(holders), tuple(waiting), max(0, room - len(holders)), expired)


def promote_released(released: Released) -> Promotion:
    """`promote` over what was read from JSON."""
    return promote(
        released.selected, released.reserve_order, released.leavings,
        places=released.places, rule=released.reserve, confirmation=released.confirmation,
    )  # fmt: skip


def _checked(selected: Sequence[str], reserve: Sequence[str], leavings: Sequence[Leaving]) -> list[Leaving]:
    """Leavings in order of time, or every fault found."""
    found = []
    seen: set[str] = set()
    for place, one in enumerate((*selected, *reserve)):
        if one in seen:
            path = f"selected[{place}]" if place < len(selected) else f"reserve_order[{place - len(selected)}]"
            found.append(Problem(path, "twice", {"value": one}))
        seen.add(one)
    gone: set[str] = set()
    for place, event in enumerate(leavings):
        path = f"leavings[{place}].application"
        if event.application not in seen:
            found.append(Problem(path, "not_there", {"value": event.application}))
        if event.application in gone:
            found.append(Problem(path, "twice", {"value": event.application}))
        gone.add(event.application)
    if len({isinstance(event.at, datetime) for event in leavings}) > 1:
        found.append(Problem("leavings", "mixed_times"))
    if found:
        raise SelectionError(found)
    return sorted(leavings, key=lambda event: event.at)
