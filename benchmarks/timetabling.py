"""Timetables with a hidden answer, so that it is known that everybody can be placed; and the same after a change.

1,000 startups, 200 panels, 30 rooms, 80 slots. Meetings are put into empty rooms one by one, so that rooms fill up to the
last slot; panels are available in those slots and in a share of the others.
"""

import time
from collections.abc import Sequence
from dataclasses import replace
from itertools import product

import numpy as np

from benchmarks.figures import Figure
from madang.engines.assignment import Grid, Meeting, Timetable, timetable

SEEDS = 3
SIZE = {"startups": 1_000, "panels": 200, "rooms": 30, "slots": 80}
BAR, BAR_CHANGE = 2.0, 10.0


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


def measure() -> list[Figure]:
    """First plans from loose to used up, then what a change costs in a full one. Processor time of the worst seed."""
    drawn = {
        "loose: 83 % of rooms, 19 % of panels": {"meetings": 2_000, "spare": 0.6},
        "95 % of rooms, 76 % of panels": {"meetings": 2_280, "spare": 0.05},
        "100 % of rooms and panels": {"meetings": 2_400},
        "the same, startups free one slot in twenty": {"meetings": 2_400, "spare": 0.01, "at_ease": 0.05},
        "the same, panels to be chosen of 6": {"meetings": 2_400, "choice": 6},
        "the same, meetings of 1 to 3 slots": {"meetings": 2_400, "lengths": (1, 2, 3)},
    }
    timetable([Meeting(0, (0, 1))], Grid(*(np.ones((2, 1), dtype=np.bool_) for _ in range(3))))  # loads the solver
    out: list[Figure] = []
    for name, more in drawn.items():
        out += _first(name, [hidden(**SIZE, **more, seed=seed) for seed in range(SEEDS)])  # type: ignore[arg-type]
    for name, spare in (("95 %", 0.1), ("98 %", 0.05)):
        meetings = {"95 %": 2_280, "98 %": 2_350}[name]
        out += _changes(name, *hidden(**SIZE, meetings=meetings, spare=spare, at_ease=0.3, seed=3))
    return out


def _first(name: str, worlds: Sequence[tuple[list[Meeting], Grid]]) -> list[Figure]:
    took, found = zip(*(_timed(meetings, grid) for meetings, grid in worlds), strict=True)
    left = sum(len(one.unplaced) for one in found)
    note = f"{len(worlds[0][0]):,} meetings, worst of {len(worlds)} seeds"
    if not np.isnan(found[0].fit_bound):
        note += f"; fit {min(one.fit / one.fit_bound for one in found):.1%} of the bound"
    return [
        Figure("timetable", f"first plan, {name}", round(max(took), 2), "s", BAR, note=note),
        Figure("timetable", f"first plan, {name}: without a place", left, "", 0, note=_clashes(found)),
    ]


def _changes(name: str, meetings: list[Meeting], grid: Grid) -> list[Figure]:
    before = timetable(meetings, grid)
    out = []
    for what, wanted, changed in _changed(meetings, grid, before):
        previous = [*before.places(), *[None] * (len(wanted) - len(meetings))]
        began = time.process_time()
        found = timetable(wanted, changed, previous=previous)
        took = time.process_time() - began
        note = f"{found.moved} moved, at least {found.least_moves} must; {found.rerooms} rooms changed; {_clashes([found])}"
        out.append(Figure("timetable", f"{name} of rooms, {what}", round(took, 2), "s", BAR_CHANGE, note=note))
        out.append(Figure("timetable", f"{name} of rooms, {what}: without a place", len(found.unplaced), "", 0))
    return out


def _changed(meetings: list[Meeting], grid: Grid, before: Timetable) -> list[tuple[str, list[Meeting], Grid]]:
    chance = np.random.default_rng(0)
    slots = grid.slots
    panels = grid.panels.copy()
    for panel in range(40):
        panels[panel, before.start[before.panel == panel][:1]] = False
        panels[panel] |= chance.random(slots) < 0.1
    rooms = grid.rooms.copy()
    rooms[3, 60:70] = False
    startups = grid.startups.copy()
    startups[:20] = chance.random((20, slots)) < 0.6
    more = [Meeting(int(chance.integers(len(startups))), (panel,)) for panel in range(20)]
    spare = grid.panels.copy()
    spare[:20] |= chance.random((20, slots)) < 0.05
    return [
        ("a room gone for 10 slots", meetings, replace(grid, rooms=rooms)),
        ("40 panels lose a slot in use", meetings, replace(grid, panels=panels)),
        ("20 startups change their times", meetings, replace(grid, startups=startups)),
        ("20 meetings more", [*meetings, *more], replace(grid, panels=spare)),
    ]


def _timed(meetings: list[Meeting], grid: Grid) -> tuple[float, Timetable]:
    began = time.process_time()
    found = timetable(meetings, grid)
    return time.process_time() - began, found


def _clashes(found: Sequence[Timetable]) -> str:
    return f"{sum(len(one.clashes) for one in found)} clashes"
