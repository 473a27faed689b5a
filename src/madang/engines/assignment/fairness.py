"""Worst first: the application with the lowest sum is helped until nothing helps it.

Each step lifts the worst and lets no other fall as low, so the sorted sums only rise and the walk ends. Where the worst
reaches what its own best candidates allow, it is proven that no plan does better.
"""

import time
from collections.abc import Callable

import numpy as np

from .moves import EPS, Aim, far_move, near_moves
from .plan import Fairness, Stopped
from .problem import Flags, Floats, Ints
from .state import State

Deadline = Callable[[], bool]


def until(seconds: float) -> Deadline:
    """Whether so many seconds have passed since now."""
    end = time.monotonic() + seconds
    return lambda: time.monotonic() > end


def lift(state: State, aim: Fairness, late: Deadline) -> Stopped:
    """Lift the worst application of each class (those with as many reviews), the smaller classes first.

    Parameters
    ----------
    state : the plan, changed in place. late : asked before every step.
    aim : "leximin" goes on with the next worst where the worst is stuck; "total" only mends groups.
    """
    sizes = (state.slots >= 0).sum(axis=1)
    limit = state.problem.reachable
    ended: Stopped = "bound"
    for size in np.unique(sizes[sizes > 0]).tolist():
        mine = np.flatnonzero(sizes == size)
        ended = _worse(ended, _lift_class(state, mine, sizes, limit, aim, late))
    return ended


def _lift_class(state: State, mine: Ints, sizes: Ints, limit: Floats, aim: Fairness, late: Deadline) -> Stopped:
    target = {"leximin": np.inf, "worst": float(limit[mine].min()), "total": 0.0}[aim]
    done = np.zeros(len(state.level), bool)
    ended: Stopped = "bound"
    floors = _other_floors(state, sizes)
    while True:
        if late():
            return "time"
        rest = mine[~done[mine]]
        if not len(rest):
            return ended
        w = int(rest[np.argmin(state.level[rest])])
        if state.level[w] >= target - EPS:
            return ended
        move = _move(state, w, mine, done, floors, min(target, float(limit[w])))
        if move is not None:
            state.change(*move)
            continue
        ended = "stuck"
        if aim != "leximin" and state.off[w] == 0:
            return ended
        done[w] = True


def _other_floors(state: State, sizes: Ints) -> Floats:
    """Each application's floor while another class is lifted: the worst of its own."""
    floors = np.full(len(sizes), -np.inf)
    for size in np.unique(sizes).tolist():
        floors[sizes == size] = state.level[sizes == size].min() - EPS
    return floors


def _move(
    state: State, w: int, mine: Ints, done: Flags, others: Floats, target: float
) -> tuple[list[int], list[int]] | None:
    """The move for `w`, whose class is `mine`. To mend its groups, the sums of others may fall further than the worst."""
    bases = [float(state.level[w])]
    if state.off[w]:
        bases = [float(state.sums[mine].min()), -state.penalty / 2]
    for base in bases:
        floors = others.copy()
        held = done[mine] | (state.off[mine] > 0)
        floors[mine] = np.where(held, state.level[mine] - EPS, base + EPS)
        aim = Aim(w, floors, target)
        move = near_moves(state, aim).best(target) or far_move(state, aim)
        if move is not None:
            return move
    return None


def _worse(one: Stopped, other: Stopped) -> Stopped:
    order: tuple[Stopped, ...] = ("bound", "asked", "stuck", "time")
    return max(one, other, key=order.index)
