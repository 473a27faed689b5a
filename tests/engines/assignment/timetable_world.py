"""Small timetables with everything in them, and every timetable there is for them."""

from collections.abc import Iterator, Sequence
from itertools import product

import numpy as np
from hypothesis import strategies as st

from madang.engines.assignment.timetabling import NOWHERE, Grid, Meeting, Place, clashes


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
