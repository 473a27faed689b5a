"""Stage three, where two were not enough: a part of the timetable given to CP-SAT, all else standing still."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from importlib import import_module
from typing import Any, Final

import numpy as np

from .board import FAR, Board
from .model import NOWHERE, Bools, Place

BOOLEANS: Final = 5_000
"""Yes-or-no questions of one solve."""

STEP: Final = 24
"""Meetings by which a part grows."""

PLACED: Final = 10**9
AT_HOME: Final = 10**6
SAME_ROOM: Final = 10**3
"""What counts: to be placed, then to keep time and panel, then the room, then the panel that fits best (0 to 999)."""


def around(
    board: Board, seeds: Sequence[int], fixed: Bools, *, seed: int, booleans: int = BOOLEANS
) -> tuple[list[int], bool]:
    """The seeds, those that stand in their way most often, those in theirs ... while a solve can bear it.

    True where that is everybody who could matter: then an optimum of the part is one of the whole.
    """
    chance = np.random.default_rng(seed)
    waiting = [one for one in seeds if not fixed[one]]
    off: dict[int, tuple[int, int]] = {}
    seen: Counter[int] = Counter()
    whole = False
    while True:
        batch, waiting = waiting[:STEP], waiting[STEP:]
        if not batch:
            ranked = sorted(seen, key=lambda one: (-seen[one] * (0.5 + chance.random()), one))
            batch = ranked[: max(STEP // 2, len(off) // 3)]
        if not batch:
            whole = True
            break
        _take_off(board, batch, off)
        if sum(int(np.count_nonzero(board.cost(one) == 0)) for one in off) > booleans:
            for one in batch:
                _put_back(board, one, off.pop(one))
            break
        for one in batch:
            seen.update(other for other in _in_the_way(board, one) if not fixed[other])
        for one in off:
            seen.pop(one, None)
    for one, place in off.items():
        _put_back(board, one, place)
    return list(off), whole


def _take_off(board: Board, batch: Sequence[int], off: dict[int, tuple[int, int]]) -> None:
    for one in batch:
        off[one] = (board.way[one], board.start[one])
        if board.start[one] != NOWHERE:
            board.take(one)


def _put_back(board: Board, one: int, place: tuple[int, int]) -> None:
    if place[1] != NOWHERE:
        board.place(one, *place)


def _in_the_way(board: Board, meeting: int) -> Iterator[int]:
    """Each meeting as often as it holds something wanted where it is used up."""
    cost = board.cost(meeting)
    for way, start in np.argwhere((cost > 0) & (cost < FAR)).tolist():
        for slot in range(start, start + int(board.stock.length[meeting])):
            for row in board.rows_of(meeting, way):
                if not board.is_left(row, slot):
                    yield from board.holders(row, slot)
    yield from (other for other in board.siblings(meeting) if board.start[other] != NOWHERE)


def polish(board: Board, chosen: Sequence[int], home: Sequence[Place | None], *, effort: float, seed: int) -> bool:
    """Place the chosen anew, as well as can be within the effort; True where it is proven that nothing is better.

    effort : CP-SAT's deterministic time, about seconds, so that the same question gets the same answer.
    The board is left as it was where nothing better was found.
    """
    before = [(one, board.way[one], board.start[one]) for one in chosen]
    for one, _, start in before:
        if start != NOWHERE:
            board.take(one)
    module: Any = import_module("ortools.sat.python.cp_model")
    model = module.CpModel()
    asked: list[tuple[int, int, int]] = []
    for one in chosen:
        cost = board.cost(one)
        asked += [(one, way, start) for way, start in np.argwhere(cost == 0).tolist()]
    said = [model.new_bool_var("") for _ in asked]
    _limits(board, model, asked, said)
    worth = [_worth(board, home, *place) for place in asked]
    held = set(before)
    for place, variable in zip(asked, said, strict=True):
        model.add_hint(variable, place in held)
    model.maximize(module.LinearExpr.weighted_sum(said, worth))
    solver = module.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = seed
    solver.parameters.symmetry_level = 0
    solver.parameters.cp_model_probing_level = 0
    solver.parameters.linearization_level = 2  # near to a flow: the linear relaxation is nearly whole
    solver.parameters.max_deterministic_time = effort
    status = solver.solve(model)
    now = sum(_worth(board, home, *place) for place in before if place[2] != NOWHERE)
    better = status in (module.OPTIMAL, module.FEASIBLE) and round(solver.objective_value) > now
    places = before
    if better:
        places = [place for place, variable in zip(asked, said, strict=True) if solver.boolean_value(variable)]
    for one, way, start in places:
        if start != NOWHERE:
            board.place(one, way, start)
    return bool(status == module.OPTIMAL)


def _worth(board: Board, home: Sequence[Place | None], one: int, way: int, start: int) -> int:
    before = home[one]
    worth = PLACED - int(board.stock.ways[one].dislike[way])
    if before is not None and board.is_at(one, way, start, before):
        worth += AT_HOME + SAME_ROOM * board.is_room(one, way, before)
    return worth


def _limits(board: Board, model: Any, asked: Sequence[tuple[int, int, int]], said: Sequence[Any]) -> None:
    """One place for each meeting, no more of anything than there is, one panel once for a startup with a choice."""
    each: defaultdict[int, list[int]] = defaultdict(list)
    using: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
    heard: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
    for at, (one, way, start) in enumerate(asked):
        each[one].append(at)
        rows = board.rows_of(one, way)
        for slot in range(start, start + int(board.stock.length[one])):
            for row in rows:
                using[row, slot].append(at)
        if board.siblings(one):
            heard[one, int(board.stock.ways[one].panel[way])].append(at)
    pairs = [
        heard[one, panel] + heard[other, panel]
        for one, panel in list(heard)
        for other in board.siblings(one)
        if one < other and (other, panel) in heard
    ]
    for group in (*each.values(), *pairs):
        if len(group) > 1:
            model.add_at_most_one(said[at] for at in group)
    left = board.left()
    for (row, slot), group in using.items():
        room = int(left[row, slot])
        if len({asked[at][0] for at in group}) <= room:
            continue
        if room == 1:
            model.add_at_most_one(said[at] for at in group)
        else:
            model.add(sum(said[at] for at in group) <= room)
