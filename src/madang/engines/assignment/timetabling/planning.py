"""`timetable`: pairs by flow, hardest first with ejection, and CP-SAT for what is left.

1. Where panels are to be chosen, a min-cost flow chooses the pairs of the greatest total fit.
2. Meetings go in hardest first, where others want least; who finds nothing free takes the cheapest place, and whoever was
   there looks again.
3. What is still open goes to CP-SAT in a part of at most 5,000 booleans, with the answer so far as hint. After a change
   this comes before step 2 as well.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Final

import numpy as np

from .board import Board
from .bounds import least_moves, least_unplaced, short_of, there_at_all
from .checking import clashes
from .model import NOWHERE, Bools, Floats, Grid, Ints, Meeting, Place, Timetable, check
from .naming import rooms
from .pairing import pairs
from .polishing import around, polish
from .search import construct, eject, improve, keep, pressure, rehouse, return_home
from .stock import Stock, Ways, stock

SOLVES: Final = 2
"""How often CP-SAT is asked at the end of a change, each time about another part; of a first plan, once."""


def timetable(
    meetings: Sequence[Meeting],
    grid: Grid,
    *,
    previous: Sequence[Place | None] | None = None,
    seed: int = 0,
    rounds: int = 40_000,
    effort: float = 0.5,
) -> Timetable:
    """Give meetings their panel, slots and room, so that nobody and nothing is in two places at once.

    Parameters
    ----------
    meetings : what is to take place; see `Meeting` for panels to choose from, length, rooms, people, pools and locks.
    grid : who and what is available in which slot.
    previous : the places of a plan already told to people, one for each meeting (`Timetable.places`). Then as few
        meetings as possible change their time or panel. None: a first plan.
    seed : parts what is equal. The same input always gives the same timetable, however busy the machine.
    rounds : steps of ejection, about 50 microseconds each. effort : CP-SAT's deterministic time for one of its solves,
        about seconds. Both are spent only where meetings stay without a place or more of them move than must.

    Returns
    -------
    Timetable : as many meetings placed as were found possible, with what is short for each of the others.

    Raises
    ------
    ValueError : indices or shapes do not fit together. A lock that cannot be kept is no error: it is reported unplaced.

    1,000 startups, 2,400 meetings, 200 panels, 30 rooms, 80 slots, all used to the last slot: about 0.3 s.
    """
    check(meetings, grid, previous)
    given, fit_bound = _given(meetings, grid, choosing=previous is None)
    home: Sequence[Place | None] = previous or [None] * len(meetings)
    fixed = np.array([one.locked is not None for one in meetings], dtype=np.bool_)
    board = Board(given, np.where(fixed, np.inf, 1.0))
    _lock(board, meetings)
    wanted, choices = pressure(given)
    bounds = Bounds(least_unplaced(given, choices), least_moves(board, home, _possible(board, home, fixed)), fit_bound)
    pool = _settle(board, home, fixed, wanted, choices)
    proven = _search(board, pool, home, fixed, bounds, rounds=rounds, effort=effort, seed=seed)
    if previous is None:
        improve(board, fixed)
    else:
        rehouse(board, home, fixed)
    return _told(board, meetings, grid, previous, choices, bounds, proven, seed)


@dataclass(frozen=True, slots=True)
class Bounds:
    """What no timetable goes below or, for the fit, above."""

    unplaced: int
    moves: int
    fit: float


def _given(meetings: Sequence[Meeting], grid: Grid, *, choosing: bool) -> tuple[Stock, float]:
    """The resources with each meeting's ways, locks and the panels of stage one minded; and the most the fit can be."""
    given = stock(meetings, grid)
    ways = [_bound(given, ways, one) for ways, one in zip(given.ways, meetings, strict=True)]
    chosen = pairs(meetings, grid) if choosing else None
    if chosen is not None:
        ways = [_leaning(one, int(at)) for one, at in zip(ways, chosen[0], strict=True)]
    return replace(given, ways=tuple(ways)), float("nan") if chosen is None else chosen[1]


def _settle(board: Board, home: Sequence[Place | None], fixed: Bools, wanted: Floats, choices: Ints) -> list[int]:
    """Everybody where they were, then those that find a free place; returns who does not."""
    for one, before in enumerate(home):
        if before is not None and not fixed[one]:
            board.weight[one] = 2.0
            keep(board, one, before)
    pool = [one for one in range(len(home)) if board.start[one] == NOWHERE and not fixed[one]]
    return construct(board, pool, wanted, choices)


def _search(
    board: Board, pool: list[int], home: Sequence[Place | None], fixed: Bools, bounds: Bounds,
    *, rounds: int, effort: float, seed: int,
) -> bool:  # fmt: skip
    """Find places for the pool; True where it is proven that nothing is better."""
    changing = any(before is not None for before in home)
    # After a change the solver goes first: it knows what a move costs, while ejection wanders.
    if pool and changing and _polish(board, home, fixed, bounds, solves=1, effort=effort, seed=seed):
        return True
    pool = [one for one in pool if board.start[one] == NOWHERE]
    stuck = sum(board.start[one] == NOWHERE for one in np.flatnonzero(fixed).tolist())
    if pool:
        eject(board, pool, rounds=rounds, seed=seed, least=max(0, bounds.unplaced - stuck), home=home)
    return_home(board, home, fixed)
    return _polish(board, home, fixed, bounds, solves=SOLVES if changing else 1, effort=effort, seed=seed + 1)


def _bound(given: Stock, ways: Ways, meeting: Meeting) -> Ways:
    """A locked meeting has just the ways and the start its lock leaves it."""
    lock = meeting.locked
    if lock is None:
        return ways
    inside = [
        lock.room is None
        or (at == NOWHERE if lock.room == NOWHERE else at != NOWHERE and lock.room in given.classes[at].rooms)
        for at in ways.room_class.tolist()
    ]
    kept = (ways.panel == lock.panel) & np.array(inside, dtype=np.bool_)
    starts = ways.starts & (np.arange(given.slots) == lock.start)
    return Ways(
        ways.panel[kept], ways.room_class[kept], ways.single[kept], ways.shared[kept], ways.dislike[kept], starts
    )


def _leaning(ways: Ways, panel: int) -> Ways:
    """The panel of stage one first, the others after it by their fit."""
    if panel == NOWHERE:
        return ways
    return replace(ways, dislike=np.where(ways.panel == panel, 0, 1 + ways.dislike * 998 // 999))


def _lock(board: Board, meetings: Sequence[Meeting]) -> None:
    """Place what is locked, as far as it can be; two locks may not name one room at one time."""
    named: set[tuple[int, int]] = set()
    for number, one in enumerate(meetings):
        if one.locked is None:
            continue
        slots = range(one.locked.start, one.locked.start + one.length)
        rooms_asked = (
            {(one.locked.room, slot) for slot in slots}
            if (one.locked.room or 0) > NOWHERE and one.locked.room is not None
            else set()
        )
        ways = np.flatnonzero(board.cost(number)[:, one.locked.start] == 0)
        if len(ways) and not rooms_asked & named:
            named |= rooms_asked
            board.place(number, int(ways[0]), one.locked.start)


def _possible(board: Board, home: Sequence[Place | None], fixed: Bools) -> Bools:
    """bool (M,): the old time and panel could be kept, as far as the grid and the locks go."""
    out = np.zeros(len(home), dtype=np.bool_)
    for one, before in enumerate(home):
        if before is not None:
            kept = board.is_at(one, board.way[one], board.start[one], before)
            out[one] = kept if fixed[one] else there_at_all(board, one, before)
    return out


def _polish(
    board: Board,
    home: Sequence[Place | None],
    fixed: Bools,
    bounds: Bounds,
    *,
    solves: int,
    effort: float,
    seed: int,
) -> bool:
    """Ask CP-SAT about the part round those that are open; True where it proves that there is nothing better.

    Where the bounds are reached there is nothing to ask.
    """
    for attempt in range(solves):
        lost = [one for one, start in enumerate(board.start) if start == NOWHERE]
        moved = [
            one
            for one, before in enumerate(home)
            if before and not board.is_at(one, board.way[one], board.start[one], before)
        ]
        if len(lost) <= bounds.unplaced and len(moved) <= bounds.moves:
            return False
        seeds = list(dict.fromkeys([*lost, *moved]))
        part, whole = around(board, seeds, fixed, seed=seed + attempt)
        if polish(board, part, home, effort=effort, seed=seed + attempt) and whole:
            return True
    return False


def _told(
    board: Board,
    meetings: Sequence[Meeting],
    grid: Grid,
    previous: Sequence[Place | None] | None,
    choices: Ints,
    bounds: Bounds,
    proven: bool,
    seed: int,
) -> Timetable:
    start = np.array(board.start, dtype=np.int64)
    panel = np.array(
        [NOWHERE if way == NOWHERE else board.panel_of(one) for one, way in enumerate(board.way)], dtype=np.int64
    )
    room = rooms(board, meetings, previous)
    unplaced = np.flatnonzero(start == NOWHERE).tolist()
    moved = rerooms = 0
    for at, one in enumerate(previous or ()):
        same = one is not None and (one.start, one.panel) == (start[at], panel[at])
        moved += one is not None and not same
        rerooms += same and one is not None and one.room is not None and one.room != room[at]
    fit = sum(
        one.fit[one.panels.index(at)]
        for one, at in zip(meetings, panel.tolist(), strict=True)
        if one.fit and at != NOWHERE
    )
    return Timetable(
        start=start, panel=panel, room=room, unplaced=short_of(board, meetings, unplaced, choices),
        clashes=clashes(meetings, grid, start, panel, room), complete=proven or len(unplaced) <= bounds.unplaced,
        moved=moved, rerooms=rerooms, least_moves=moved if proven else min(bounds.moves, moved), fit=float(fit),
        fit_bound=bounds.fit, seed=seed, input_hash=_hash(meetings, grid, previous),
    )  # fmt: skip


def _hash(meetings: Sequence[Meeting], grid: Grid, previous: Sequence[Place | None] | None) -> str:
    """SHA-256 over everything the timetable hangs on."""
    total = sha256(repr((tuple(meetings), tuple(grid.members), previous and tuple(previous))).encode())
    for table in (grid.startups, grid.panels, grid.rooms, grid.people, grid.pools, grid.blocks):
        total.update(b"-" if table is None else repr(table.shape).encode() + np.ascontiguousarray(table).tobytes())
    return total.hexdigest()
