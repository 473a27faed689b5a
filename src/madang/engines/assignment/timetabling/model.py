"""What a timetable is asked and what it answers. Slots are numbered from 0 and are all of one length."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

NOWHERE = -1
"""Start, panel or room of a meeting that has none."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a meeting is. room None: whichever is free, in a lock; NOWHERE: it needs none."""

    start: int
    panel: int
    room: int | None = None


@dataclass(frozen=True, slots=True)
class Meeting:
    """One talk of one startup with one panel.

    panels : the panels that may hear it, at least one; of several, one is chosen, and never the same for two
        meetings of a startup.
    length : slots it takes, one after the other in one room, at least 1.
    rooms : those it may be in; None: any; (): none needed (online).
    people : who else must be there (a founder of two startups, a guest), besides the startup and the panel's members.
    needs : pools it takes one of (an interpreter for Chinese, a projector).
    fit : how well each of `panels` suits, higher is better; (): all alike.
    locked : stays exactly there, or is reported.
    """

    startup: int
    panels: tuple[int, ...]
    length: int = 1
    rooms: tuple[int, ...] | None = None
    people: tuple[int, ...] = ()
    needs: tuple[int, ...] = ()
    fit: tuple[float, ...] = ()
    locked: Place | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Grid:
    """What there is, slot by slot (T slots).

    startups, panels, rooms : bool (S, T), (P, T), (R, T): available.
    people : bool (N, T), or None where nobody is named. pools : int (K, T): how many there are, or None.
    members : people who sit on each panel, one tuple for each panel, or (): nobody named.
    blocks : int (T,): half-days or days; a meeting lies within one. None: all one block.
    """

    startups: Bools
    panels: Bools
    rooms: Bools
    people: Bools | None = None
    pools: Ints | None = None
    members: Sequence[tuple[int, ...]] = ()
    blocks: Ints | None = None

    @property
    def slots(self) -> int:
        return int(self.panels.shape[1])


class Kind(StrEnum):
    """What can be short."""

    STARTUP = "startup"
    PANEL = "panel"
    PERSON = "person"
    ROOM = "room"
    POOL = "pool"


@dataclass(frozen=True, slots=True)
class Short:
    """Why a meeting has no place.

    kind, index : the resource that stands most in the way; index NOWHERE for rooms as a whole.
    never : True where even an empty timetable has no start for it: what it needs is never there together.
    starts : starts at which everything it needs is there at all. taken : at how many of them this resource is taken.
    wanted, there : slots that all meetings which must have this resource take together, and slots it has. More wanted
        than there: no timetable places them all.
    locked : the meeting was to stay where something is missing or taken.
    """

    meeting: int
    kind: Kind
    index: int
    never: bool
    starts: int
    taken: int
    wanted: int
    there: int
    locked: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Timetable:
    """The answer; arrays are int (M,), one entry for each meeting, NOWHERE where it has no place (or needs no room).

    unplaced : each meeting without a place and what is short. clashes : what a check of its own finds wrong afterwards,
        in words; empty. complete : True where provably no timetable places more.
    moved : meetings of the previous plan now at another time or panel, or without a place; rerooms: same time and panel,
        other room. least_moves : no plan with as many placed needs fewer moves than this (a bound, not always reached).
    fit : sum of the fit of the panels chosen; fit_bound : what it can at most be, by the flow of stage one, NaN where
        nothing was to be chosen or there was a previous plan. seed, input_hash : the same input and seed give the same timetable.
    """

    start: Ints
    panel: Ints
    room: Ints
    unplaced: tuple[Short, ...]
    clashes: tuple[str, ...]
    complete: bool
    moved: int
    rerooms: int
    least_moves: int
    fit: float
    fit_bound: float
    seed: int
    input_hash: str

    def places(self) -> tuple[Place | None, ...]:
        """What to hand back as `previous` when something changes."""
        rows = zip(self.start.tolist(), self.panel.tolist(), self.room.tolist(), strict=True)
        return tuple(None if start == NOWHERE else Place(start, panel, room) for start, panel, room in rows)


def check(meetings: Sequence[Meeting], grid: Grid, previous: Sequence[Place | None] | None) -> None:
    """Raises ValueError naming the first meeting or table that does not fit the rest."""
    slots = grid.slots
    people = 0 if grid.people is None else len(grid.people)
    pools = 0 if grid.pools is None else len(grid.pools)
    for name, table in (
        ("startups", grid.startups),
        ("rooms", grid.rooms),
        ("people", grid.people),
        ("pools", grid.pools),
    ):
        if table is not None and (table.ndim != 2 or table.shape[1] != slots):
            raise ValueError(f"{name}: expected (n, {slots}), got {table.shape}")
    if grid.blocks is not None and grid.blocks.shape != (slots,):
        raise ValueError(f"blocks: expected ({slots},), got {grid.blocks.shape}")
    if grid.pools is not None and (grid.pools < 0).any():
        raise ValueError("pools: a number below 0")
    if grid.members and len(grid.members) != len(grid.panels):
        raise ValueError(f"members: {len(grid.members)} tuples for {len(grid.panels)} panels")
    _inside("members", [one for members in grid.members for one in members], people)
    if previous is not None and len(previous) != len(meetings):
        raise ValueError(f"previous: {len(previous)} places for {len(meetings)} meetings")
    for number, one in enumerate(meetings):
        _inside(f"meeting {number}: startup", (one.startup,), len(grid.startups))
        _inside(f"meeting {number}: panels", one.panels, len(grid.panels))
        _inside(f"meeting {number}: rooms", one.rooms or (), len(grid.rooms))
        _inside(f"meeting {number}: people", one.people, people)
        _inside(f"meeting {number}: needs", one.needs, pools)
        if not one.panels or len(set(one.panels)) < len(one.panels):
            raise ValueError(f"meeting {number}: at least one panel, and none twice")
        if one.length < 1 or (one.fit and len(one.fit) != len(one.panels)):
            raise ValueError(f"meeting {number}: length 1 or more, one fit for each panel or none")
        if one.locked is not None and (one.locked.panel not in one.panels or not 0 <= one.locked.start < slots):
            raise ValueError(
                f"meeting {number}: locked to panel {one.locked.panel} at {one.locked.start}, which it may not have"
            )


def _inside(what: str, indices: Sequence[int], size: int) -> None:
    for index in indices:
        if not 0 <= index < size:
            raise ValueError(f"{what}: {index} is outside 0..{size - 1}")
