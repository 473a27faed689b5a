"""Looking for double bookings in a finished timetable, from the question alone and knowing nothing of the search."""

from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np

from .model import NOWHERE, Bools, Grid, Ints, Meeting


def clashes(meetings: Sequence[Meeting], grid: Grid, start: Ints, panel: Ints, room: Ints) -> tuple[str, ...]:
    """What is wrong with a timetable, whoever made it; empty where nothing is.

    start, panel, room : int (M,), NOWHERE where a meeting has none. Looks for a person, startup, panel or room in two
    places at once or where it is not available, a pool overdrawn, a meeting out of its blocks, panels or rooms, a lock
    not kept, and a startup that is given one panel twice where there was a choice.
    """
    placed = [number for number in range(len(meetings)) if start[number] != NOWHERE]
    lengths = np.array([meetings[number].length for number in placed], dtype=np.int64)
    who = np.repeat(np.array(placed, dtype=np.int64), lengths)
    shift = np.arange(len(who)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    slot = start[who] + shift
    if len(slot) and slot.max() >= grid.slots:
        return (f"meeting {who[int(np.argmax(slot))]} goes on after the last slot",)
    found = list(_misplaced(meetings, grid, placed, start, panel, room))
    startup = np.array([one.startup for one in meetings], dtype=np.int64)
    found += _twice("startup", startup[who], slot, grid.startups, who)
    found += _twice("panel", panel[who], slot, grid.panels, who)
    inside = room[who] != NOWHERE
    found += _twice("room", room[who][inside], slot[inside], grid.rooms, who[inside])
    rows = list(zip(who.tolist(), slot.tolist(), strict=True))
    if grid.people is not None:
        present = [(person, at, one) for one, at in rows for person in _people(meetings[one], grid, int(panel[one]))]
        table = np.array(present, dtype=np.int64).reshape(-1, 3)
        found += _twice("person", table[:, 0], table[:, 1], grid.people, table[:, 2])
    if grid.pools is not None:
        drawn = Counter((pool, at) for one, at in rows for pool in set(meetings[one].needs))
        found += [
            f"pool {pool} has {grid.pools[pool, at]} in slot {at}, {count} are taken"
            for (pool, at), count in sorted(drawn.items())
            if count > grid.pools[pool, at]
        ]
    return tuple(found)


def _chooses(one: Meeting) -> bool:
    """A lock has chosen: two that name one panel for a startup are meant so."""
    return one.locked is None and len(set(one.panels)) > 1


def _people(one: Meeting, grid: Grid, panel: int) -> set[int]:
    return {*one.people, *(grid.members[panel] if grid.members else ())}


def _twice(name: str, thing: Ints, slot: Ints, available: Bools, who: Ints) -> list[str]:
    away = ~available[thing, slot]
    out = [
        f"{name} {thing[at]} is not available in slot {slot[at]} (meeting {who[at]})"
        for at in np.flatnonzero(away).tolist()
    ]
    key = thing * available.shape[1] + slot
    order = np.argsort(key, kind="stable")
    for at in np.flatnonzero(np.diff(key[order]) == 0).tolist():
        one, other = order[at], order[at + 1]
        out.append(f"{name} {thing[one]} is in two places in slot {slot[one]} (meetings {who[one]} and {who[other]})")
    return out


def _misplaced(
    meetings: Sequence[Meeting], grid: Grid, placed: Sequence[int], start: Ints, panel: Ints, room: Ints
) -> Iterable[str]:
    seen: dict[tuple[int, int], int] = {}
    for number in placed:
        one, begin, heard, where = meetings[number], int(start[number]), int(panel[number]), int(room[number])
        if heard not in one.panels:
            yield f"meeting {number} may not have panel {heard}"
        if (where == NOWHERE) != (one.rooms == ()) or (one.rooms and where not in one.rooms):
            yield f"meeting {number} may not be in room {where}"
        if grid.blocks is not None and len(set(grid.blocks[begin : begin + one.length].tolist())) > 1:
            yield f"meeting {number} runs over the end of a block"
        lock = one.locked
        if lock is not None and ((begin, heard) != (lock.start, lock.panel) or lock.room not in (None, where)):
            yield f"meeting {number} is not where it was locked"
        other = seen.setdefault((one.startup, heard), number)
        if other != number and (_chooses(one) or _chooses(meetings[other])):
            yield f"startup {one.startup} has panel {heard} twice (meetings {other} and {number})"
