"""Timetables with a hidden answer, and every timetable there is, for small ones."""

from collections.abc import Iterator, Sequence
from itertools import product

import numpy as np
from hypothesis import strategies as st

from madang.engines.assignment.timetabling import NOWHERE, Grid, Meeting, Place, clashes


def hidden(
    *, startups: int, panels: int, rooms: int, slots: int, meetings: int, spare: float = 0.0, at_ease: float = 0.6,
    lengths: Sequence[int] = (1,), choice: int = 1, seed: int = 0,
) -> tuple[list[Meeting], Grid]:  # fmt: skip
    """Meetings put into empty rooms one by one, then forgotten where: all of them can be placed.

    spare : share of the other slots in which a panel is free as well; 0: every panel is used whenever it is there.
    at_ease : the same for startups. choice : panels each meeting may have, the hidden one among them.
    """
    chance = np.random.default_rng(seed)
    room, panel, startup = (np.zeros((size, slots), dtype=np.bool_) for size in (rooms, panels, startups))
    made: list[tuple[int, int, int]] = []
    load = np.zeros(startups, dtype=np.int64)
    pairs: set[tuple[int, int]] = set()
    for where, start in chance.permutation(list(product(range(rooms), range(slots)))).tolist():
        length = int(chance.choice(lengths))
        if start + length > slots or room[where, start : start + length].any():
            length = 1
        when = slice(start, start + length)
        if len(made) == meetings or room[where, when].any():
            continue
        idle = np.flatnonzero(~panel[:, when].any(1))
        fresh = np.flatnonzero(~startup[:, when].any(1) & (load <= load.min() + 1))
        tries = ((int(chance.choice(fresh)), int(chance.choice(idle))) for _ in range(20) if len(idle) and len(fresh))
        pair = next((pair for pair in tries if pair not in pairs), None)
        if pair is None:
            continue
        pairs.add(pair)
        load[pair[0]] += 1
        made.append((*pair, length))
        room[where, when] = startup[pair[0], when] = panel[pair[1], when] = True
    panel |= chance.random(panel.shape) < spare
    startup |= chance.random(startup.shape) < at_ease
    wanted = []
    for one, heard, length in made:
        others = [other for other in chance.permutation(panels).tolist() if (one, other) not in pairs][: choice - 1]
        fit = tuple(chance.random(1 + len(others)).round(2).tolist()) if choice > 1 else ()
        wanted.append(Meeting(one, (heard, *others), length, fit=fit))
    return wanted, Grid(startup, panel, np.ones_like(room))


@st.composite
def worlds(draw, *, meetings: int = 4, slots: int = 4) -> tuple[list[Meeting], Grid]:
    """A handful of meetings with everything there is: choices, lengths, people, pools, blocks, rooms of their own."""

    def table(rows: int) -> np.ndarray:
        flags = st.lists(st.booleans().map(lambda flag: not flag), min_size=slots, max_size=slots)
        return np.array([draw(flags) for _ in range(rows)], dtype=np.bool_).reshape(rows, slots)

    grid = Grid(
        table(3), table(2), table(2), people=table(2),
        pools=np.array([[draw(st.integers(0, 2)) for _ in range(slots)]]),
        members=draw(st.sampled_from([((), ()), ((0,), ()), ((0,), (0, 1))])),
        blocks=draw(st.sampled_from([None, np.array([0] * (slots // 2) + [1] * (slots - slots // 2))])),
    )  # fmt: skip
    one = st.builds(
        Meeting,
        st.integers(0, 2),
        st.sampled_from([(0,), (1,), (0, 1)]),
        st.sampled_from([1, 1, 2]),
        st.sampled_from([None, None, (0,), ()]),
        st.sampled_from([(), (), (1,)]),
        st.sampled_from([(), (0,)]),
    )
    return draw(st.lists(one, min_size=1, max_size=meetings)), grid


def places(meeting: Meeting, grid: Grid) -> list[Place | None]:
    rooms = range(len(grid.rooms)) if meeting.rooms is None else meeting.rooms or (NOWHERE,)
    starts = range(grid.slots - meeting.length + 1)
    return [None, *(Place(*place) for place in product(starts, meeting.panels, rooms))]


def arrays(plan: Sequence[Place | None]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rows = [(NOWHERE,) * 3 if one is None else (one.start, one.panel, one.room) for one in plan]
    start, panel, room = np.array(rows, dtype=np.int64).reshape(-1, 3).T
    return start, panel, room


def plans(meetings: Sequence[Meeting], grid: Grid) -> Iterator[list[Place | None]]:
    """Every timetable without a clash, built up meeting by meeting."""

    def longer(done: list[Place | None]) -> Iterator[list[Place | None]]:
        if len(done) == len(meetings):
            yield done
            return
        for place in places(meetings[len(done)], grid):
            plan = [*done, place]
            if place is None or not clashes(meetings[: len(plan)], grid, *arrays(plan)):
                yield from longer(plan)

    yield from longer([])
