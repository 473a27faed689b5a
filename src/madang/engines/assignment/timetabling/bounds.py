"""What no timetable can do better: how many stay without a place, how many must move, and what is short."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

import numpy as np

from .board import FAR, Board
from .model import NOWHERE, Bools, Ints, Kind, Meeting, Place, Short
from .search import windows
from .stock import Stock


def least_unplaced(stock: Stock, choices: Ints) -> int:
    """Meetings for which there is no room at all, whatever the plan: those with no start, and by each kind of resource
    those too many for its slots. The kinds are not added up, since one meeting may be short of several things.
    """
    never = np.flatnonzero(choices == 0)
    worst = 0
    for kind in (Kind.STARTUP, Kind.PANEL, Kind.ROOM):
        worst = max(worst, sum(_too_many(stock, kind, set(never.tolist()))))
    return len(never) + worst


def _too_many(stock: Stock, kind: Kind, never: set[int]) -> Iterable[int]:
    """For each thing of a kind, how many of those that can have nothing else are too many for its slots."""
    for row, users in musts(stock, kind, never).items():
        lengths = np.sort(stock.length[users])
        there = _slots_of(stock, row)
        yield int(np.count_nonzero(np.cumsum(lengths) > there))


def musts(stock: Stock, kind: Kind, never: set[int]) -> dict[int, list[int]]:
    """The meetings that must have each thing of a kind, however they are held; rooms count as one thing, row -1."""
    out: defaultdict[int, list[int]] = defaultdict(list)
    for meeting, ways in enumerate(stock.ways):
        if meeting in never or not len(ways.panel):
            continue
        if kind is Kind.ROOM:
            if ways.room_class[0] != NOWHERE:
                out[NOWHERE].append(meeting)
            continue
        table = ways.shared[:, 1:] if kind is Kind.POOL else ways.single
        for row in set(table[0].tolist()).intersection(*(set(rows.tolist()) for rows in table)):
            if row != len(stock.capacity) - 1 and stock.kind_of(row)[0] is kind:
                out[row].append(meeting)
    return out


def _slots_of(stock: Stock, row: int) -> int:
    if row == NOWHERE:
        rooms = slice(stock.first[Kind.ROOM], stock.first[Kind.ROOM] + len(stock.classes))
        return int(stock.capacity[rooms].sum())
    return int(stock.capacity[row].sum())


def least_moves(board: Board, home: Sequence[Place | None], possible: Bools) -> int:
    """Meetings that cannot keep their old start and panel: those for which it is gone, and for each kind of thing those
    too many for what is left of it there. possible : bool (M,), the old place is there at all.
    """
    stock = board.stock
    used: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
    rooms = slice(stock.first[Kind.ROOM], stock.first[Kind.ROOM] + len(stock.classes))
    for meeting, before in enumerate(home):
        if before is None or not possible[meeting]:
            continue
        start, panel = before.start, before.panel
        ways = stock.ways[meeting]
        way = int(np.argmax(ways.panel == panel))
        rows = {*ways.single[way].tolist(), *ways.shared[way, 1:].tolist()} - {len(stock.capacity) - 1}
        if ways.room_class[way] != NOWHERE:
            rows.add(NOWHERE)
        for slot in range(start, start + int(stock.length[meeting])):
            for row in rows:
                used[row, slot].append(meeting)
    over: defaultdict[int, list[int]] = defaultdict(list)
    for (row, slot), users in used.items():
        there = stock.capacity[rooms, slot].sum() if row == NOWHERE else stock.capacity[row, slot]
        # A longer meeting stands in several slots and would be counted in each.
        if len(users) > there:
            over[row].append(len(users) - int(there))
    long = bool((stock.length > 1).any())
    kinds: defaultdict[Kind, list[int]] = defaultdict(list)
    for row, excess in over.items():
        kind = Kind.ROOM if row == NOWHERE else stock.kind_of(row)[0]
        kinds[kind].append(max(excess) if long else sum(excess))
    # Somebody may be one of two people, or use two pools: such kinds are not added up over their rows.
    apart = [sum(rows) if kind in (Kind.STARTUP, Kind.PANEL, Kind.ROOM) else max(rows) for kind, rows in kinds.items()]
    gone = sum(before is not None and not there for before, there in zip(home, possible.tolist(), strict=True))
    return gone + max(apart, default=0)


def short_of(board: Board, meetings: Sequence[Meeting], unplaced: Sequence[int], choices: Ints) -> tuple[Short, ...]:
    """What stands most in the way of each meeting without a place."""
    never = set(np.flatnonzero(choices == 0).tolist())
    wanted = {kind: musts(board.stock, kind, never) for kind in Kind} if unplaced else {}
    return tuple(_short(board, one, meetings[one].locked, wanted) for one in unplaced)


def _short(board: Board, meeting: int, lock: Place | None, wanted: dict[Kind, dict[int, list[int]]]) -> Short:
    stock = board.stock
    ways, length = stock.ways[meeting], int(stock.length[meeting])
    if not len(ways.panel):
        return Short(meeting, Kind.ROOM, NOWHERE, True, 0, 0, length, 0, lock is not None)
    rows = np.hstack([ways.single, ways.shared])
    there = stock.capacity > 0
    together = windows(np.asarray(there[rows].all(1)), length) & ways.starts
    starts = together.any(0)
    left = board.left() > 0
    ranked = []
    for row in sorted(set(rows.ravel().tolist()) - {len(stock.capacity) - 1}):
        using = (rows == row).any(1)
        kind, index = stock.kind_of(row)
        alone = windows(there[row][None, :], length)[0] & ways.starts
        now = windows(left[row][None, :], length)[0] & ways.starts
        taken = int(np.count_nonzero((together[using] & ~now).any(0)))
        key = NOWHERE if kind is Kind.ROOM else row
        users = wanted[kind].get(key, [])
        slots = int(stock.length[users].sum()) if users else 0
        lacking = slots - _slots_of(stock, key)
        # Nothing there at all; too little for everybody; taken most often. What all ways need before what one needs.
        rank = (
            not alone.any(),
            lacking > 0 and bool(starts.any()),
            taken if starts.any() else -int(alone.sum()),
            bool(using.all()),
        )
        ranked.append((rank, -row, kind, index, taken, slots, slots - lacking))
    _, _, kind, index, taken, slots, has = max(ranked)
    count = int(np.count_nonzero(starts))
    if lock is not None and count and not taken:
        # Everything is there but the one room it names, which another lock names too.
        kind, index, taken = Kind.ROOM, NOWHERE if lock.room is None else lock.room, count
    return Short(meeting, kind, index, not count, count, taken, slots, has, lock is not None)


def there_at_all(board: Board, meeting: int, before: Place) -> bool:
    """Whether the old place could be kept if nobody but the locked were there."""
    start, panel = before.start, before.panel
    ways = board.stock.ways[meeting]
    return bool(((ways.panel == panel) & (board.cost(meeting)[:, start] < FAR)).any())
