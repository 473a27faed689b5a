"""The resources of a timetable as rows of one table, and what each meeting may use of them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .model import NOWHERE, Bools, Grid, Ints, Kind, Meeting


@dataclass(frozen=True, slots=True, eq=False)
class RoomClass:
    """Rooms that can stand for one another: free in the same slots and open to the same meetings."""

    rooms: tuple[int, ...]
    free: Bools  # (T,)


@dataclass(frozen=True, slots=True, eq=False)
class Ways:
    """The ways of holding one meeting (O of them): each panel that may hear it with each class of rooms.

    single : int (O, a): rows of things that are there once (startup, people, panel and its members). shared : int (O, b):
    rows of things there may be several of (room class, pools). Rows are padded with the row that is never short.
    """

    panel: Ints
    room_class: Ints
    single: Ints
    shared: Ints
    dislike: Ints  # (O,) thousandths: how much worse than the best the panel fits, 0 to 999
    starts: Bools  # (T,) starts at which the length fits into a block


@dataclass(frozen=True, slots=True, eq=False)
class Stock:
    """capacity : int (rows, T). first : the row at which each kind begins; the last row of all is never short."""

    capacity: Ints
    first: dict[Kind, int]
    classes: tuple[RoomClass, ...]
    ways: tuple[Ways, ...]
    length: Ints
    members: tuple[tuple[int, ...], ...]

    @property
    def slots(self) -> int:
        return int(self.capacity.shape[1])

    def kind_of(self, row: int) -> tuple[Kind, int]:
        """What a row stands for; rooms are one another's stand-ins and have no number of their own."""
        kind = max((first, kind) for kind, first in self.first.items() if first <= row)[1]
        return kind, NOWHERE if kind is Kind.ROOM else row - self.first[kind]


def stock(meetings: Sequence[Meeting], grid: Grid) -> Stock:
    slots = grid.slots
    people = np.ones((0, slots), dtype=np.bool_) if grid.people is None else grid.people
    pools = np.zeros((0, slots), dtype=np.int64) if grid.pools is None else grid.pools
    classes = _classes(meetings, grid)
    rooms = np.array([one.free * len(one.rooms) for one in classes], dtype=np.int64).reshape(-1, slots)
    plenty = np.full((1, slots), len(meetings) + 1)
    tables = [grid.startups, grid.panels, people, rooms, pools, plenty]
    sizes = np.cumsum([0, *(len(table) for table in tables)]).tolist()
    first = dict(zip((Kind.STARTUP, Kind.PANEL, Kind.PERSON, Kind.ROOM, Kind.POOL), sizes, strict=False))
    capacity = np.vstack([table.astype(np.int64) for table in tables])
    members = tuple(tuple(one) for one in grid.members) or ((),) * len(grid.panels)
    fitting = {length: _fitting(length, grid.blocks, slots) for length in {one.length for one in meetings}}
    opened: dict[tuple[int, ...] | None, list[int]] = {}
    for rooms_asked in {one.rooms for one in meetings}:
        inside = range(len(grid.rooms)) if rooms_asked is None else rooms_asked
        opened[rooms_asked] = [at for at, one in enumerate(classes) if one.rooms[0] in inside]
    ways = tuple(
        _ways(one, first, members, opened[one.rooms], len(capacity) - 1, fitting[one.length]) for one in meetings
    )
    return Stock(capacity, first, classes, ways, np.array([one.length for one in meetings], dtype=np.int64), members)


def _classes(meetings: Sequence[Meeting], grid: Grid) -> tuple[RoomClass, ...]:
    """A room that a lock names is a class of its own where longer meetings would make its colouring a puzzle."""
    asked = sorted({one.rooms for one in meetings if one.rooms}, key=str)
    named = {one.locked.room for one in meetings if one.locked is not None and one.locked.room is not None}
    long = any(one.length > 1 for one in meetings)
    alike: dict[object, list[int]] = {}
    for room, free in enumerate(grid.rooms):
        apart = room if long and room in named else NOWHERE
        key = (free.tobytes(), tuple(room in rooms for rooms in asked), apart)
        alike.setdefault(key, []).append(room)
    return tuple(RoomClass(tuple(rooms), grid.rooms[rooms[0]]) for rooms in alike.values())


def _fitting(length: int, blocks: Ints | None, slots: int) -> Bools:
    fits = np.zeros(slots, dtype=np.bool_)
    fits[: max(0, slots - length + 1)] = True
    if blocks is not None:
        for start in range(slots - length + 1):
            fits[start] = (blocks[start : start + length] == blocks[start]).all()
    return fits


def _ways(
    one: Meeting,
    first: dict[Kind, int],
    members: tuple[tuple[int, ...], ...],
    classes: Sequence[int],
    plenty: int,
    starts: Bools,
) -> Ways:
    best = max(one.fit, default=0.0)
    spread = best - min(one.fit, default=0.0)
    single, shared, panels, where, dislike = [], [], [], [], []
    needs = [first[Kind.POOL] + pool for pool in dict.fromkeys(one.needs)]
    rows = [plenty] if one.rooms == () else [first[Kind.ROOM] + at for at in classes]
    for at, panel in enumerate(one.panels):
        people = dict.fromkeys([*one.people, *members[panel]])
        for row in rows:
            panels.append(panel)
            where.append(NOWHERE if row == plenty else row - first[Kind.ROOM])
            single.append(
                [
                    first[Kind.STARTUP] + one.startup,
                    first[Kind.PANEL] + panel,
                    *(first[Kind.PERSON] + person for person in people),
                ]
            )
            shared.append([row, *needs])
            dislike.append(int(999 * (best - one.fit[at]) / spread) if spread else 0)
    width = max((len(row) for row in single), default=1)
    padded = [row + [plenty] * (width - len(row)) for row in single]
    return Ways(
        np.array(panels, dtype=np.int64), np.array(where, dtype=np.int64),
        np.array(padded, dtype=np.int64).reshape(len(panels), -1), np.array(shared, dtype=np.int64).reshape(len(panels), -1),
        np.array(dislike, dtype=np.int64), starts,
    )  # fmt: skip
