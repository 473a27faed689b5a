"""`assign`: from affinities and limits to a plan; `scenario`, the same with everything that can be asked for."""

import math
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from . import bounds, diagnosis, fairness, flow, prices
from .groups import Group
from .order import ordered
from .plan import Fairness, Plan, Stopped, lowest_tenth
from .problem import Flags, Ints, Problem, read_pairs, read_problem
from .state import State

PATIENCE = 60.0
"""Seconds after which lifting the worst gives up; no instance tried came near it."""


def assign(
    affinity: Any,
    conflict: Any,
    *,
    reviews_each: Any,
    min_load: Any,
    max_load: Any,
    groups: Any = None,
    locked: Any = None,
    seed: int = 0,
) -> Plan:
    """Give every application its reviewers: the worst-served as well as can be, at nearly the greatest total.

    Parameters
    ----------
    affinity : float (applications, reviewers), finite and not negative, usually 0 to 1: how well each suits. A dense
        array, where every pair may be chosen, or a scipy sparse array, where only stored entries may (zeros stored too).
    conflict : bool, dense or sparse, of the same shape: True forbids the pair, whatever its affinity.
    reviews_each : reviews per application, one number or an array (applications,); 0 leaves one out.
    min_load, max_load : reviews per reviewer, numbers or arrays (reviewers,).
    groups : `Group`s, or arrays over the reviewers (booleans or indices; one of each for every application), in a list
        or by name.
    locked : (n, 2) whole numbers, pairs of application and reviewer that stand. A pair that is no candidate has affinity 0.
    seed : any whole number; decides between equals, however rows and columns are listed.

    Returns
    -------
    A `Plan`, the same for the same question and seed. Where the limits cannot all be kept, it keeps conflicts, locks and
    upper loads, gives as many reviews as possible, and says what falls short and which limit would mend it.

    Raises
    ------
    ValueError : shapes differ, an affinity is NaN, infinite or negative, a load or count is negative or not whole, the
        lower load is above the upper, a locked pair is in conflict or locked pairs break a limit by themselves.

    Notes
    -----
    Exact minimum-cost flow, then worst-first exchanges: docs/reference/assignment.md says how, how well and how fast.
    """
    return scenario(
        affinity,
        conflict,
        reviews_each=reviews_each,
        min_load=min_load,
        max_load=max_load,
        groups=groups,
        locked=locked,
        seed=seed,
    )


def scenario(
    affinity: Any,
    conflict: Any,
    *,
    reviews_each: Any,
    min_load: Any,
    max_load: Any,
    groups: Any = None,
    locked: Any = None,
    previous: Any = None,
    stay: float = 1.0,
    aim: Fairness = "worst",
    seconds: float = PATIENCE,
    certify: float = 0.0,
    seed: int = 0,
) -> Plan:
    """One plan of several to lay side by side; see `assign` for what is not told here.

    Parameters
    ----------
    previous : (n, 2), the plan so far. Pairs in conflict or no longer candidates are gone; each other one is worth
        `stay` (in affinity) more than it is, and is not given up for fairness. With 1 and affinities up to 1 a pair
        goes only where that is worth a perfect pair or a limit asks for it.
    aim : "total" stops at the exact flow; "worst" lifts the worst application; "leximin" goes on with the next worst,
        which is fairer to the lowest tenth and costs some per cent of the total.
    seconds : after which lifting stops where it is; a plan so stopped depends on the machine.
    certify : seconds to spend on the linear programme's bound (`Plan.bound`); 0 for the cheap one alone.
    """
    problem = read_problem(
        affinity,
        conflict,
        reviews_each=reviews_each,
        min_load=min_load,
        max_load=max_load,
        groups=groups,
        locked=locked,
        previous=previous,
    )
    if not np.isfinite(stay) or stay < 0:
        raise ValueError(f"stay: {stay} is no affinity of 0 or more")
    earlier = -1 if previous is None else len(read_pairs(previous, problem.shape, "previous"))
    scaled, power = _scaled(problem)
    listed, *orders = ordered(scaled, seed)
    found = _lifted(listed, float(np.ldexp(stay, -power)), aim, seconds)
    bound, exact = bounds.of_worst(found.served, found.state.sums, certify)
    return _told(problem, listed, orders, found, (power, bound, exact), earlier=earlier, seed=seed)


def _scaled(problem: Problem) -> tuple[Problem, int]:
    """(the problem with affinities below 1, the power of two they were divided by): exact, and one tolerance fits all."""
    power = int(np.frexp(problem.values.max(initial=0.0))[1])
    return replace(problem, values=np.ldexp(problem.values, -power)), power


@dataclass(frozen=True, eq=False)
class Found:
    """What the method leaves. served : the problem with its needs and lower loads lowered to what is possible."""

    served: Problem
    best: Flags
    state: State
    stopped: Stopped


def _lifted(problem: Problem, stay: float, aim: Fairness, seconds: float) -> Found:
    """Flow, then exchanges. Where a kept pair stands in the way of a group, the exchanges may give it up after all."""
    served, chosen, best, groups = _flows(problem, stay)
    stays = problem.locked | problem.kept if stay > 0 else problem.locked
    state = State.of(served, chosen, stays)
    if aim == "total" and not state.off.any():
        return Found(served, best, state, "asked")
    late = fairness.until(seconds)
    stopped = fairness.lift(state, aim, late)
    if state.off.any() and problem.kept.any():
        state = State.of(served, state.chosen, problem.locked)
        stopped = fairness.lift(state, "total", late)
    elif aim == "worst" and not problem.kept.any() and prices.may_gain(state, best):
        other = State.of(served, prices.priced(state, best, groups), stays)
        ended = fairness.lift(other, aim, late)
        if prices.better(other, state):
            state, stopped = other, ended
    return Found(served, best, state, stopped)


def _flows(problem: Problem, stay: float) -> tuple[Problem, Flags, Flags, tuple[Group, ...]]:
    """(what can be served, the plan of the greatest worth, that of the greatest total, groups seen) by exact flows."""
    worth = problem.values + stay * problem.kept
    groups = flow.disjoint(problem.groups)
    chosen = flow.greatest_total(problem, worth, groups)
    if chosen is None and groups:
        groups = ()
        chosen = flow.greatest_total(problem, worth, groups)
    if chosen is None:
        short, idle = diagnosis.shortage(problem, worth)
        problem = problem.limited(problem.needs - short, problem.least - idle)
        groups = flow.disjoint(problem.groups)
        chosen = flow.greatest_total(problem, worth, groups)
        if chosen is None:
            groups = ()
            chosen = flow.greatest_total(problem, worth, groups)
    assert chosen is not None, "what the diagnosis leaves can be served"
    best = flow.greatest_total(problem, problem.values, groups) if problem.kept.any() and stay > 0 else chosen
    assert best is not None, "the same limits were met before"
    return problem, chosen, best, groups


def _told(
    problem: Problem,
    listed: Problem,
    orders: list[Ints],
    found: Found,
    bound: tuple[int, float, bool],
    *,
    earlier: int,
    seed: int,
) -> Plan:
    """The plan in the order and on the scale that was asked in; `bound` is (power of the scale, bound, exact)."""
    power, least, exact = bound
    state, (row_order, column_order) = found.state, orders
    used = np.flatnonzero(state.chosen)
    pairs = np.stack([row_order[listed.rows[used]], column_order[listed.reviewers[used]]], axis=1).astype(np.int64)
    pairs = pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))]
    sums, loads = np.empty(len(row_order)), np.zeros(len(column_order), np.int64)
    sums[row_order] = np.ldexp(state.sums, power)
    loads[column_order] = state.loads
    asked = problem.needs > 0
    best = np.ldexp(listed.values[found.best], power)
    flow_sums = np.bincount(listed.rows[found.best], best, minlength=len(row_order))
    short = diagnosis.told(problem, pairs, loads)
    return Plan(
        pairs=pairs,
        sums=sums,
        loads=loads,
        total=math.fsum(sums),
        worst=float(sums[asked].min()) if asked.any() else 0.0,
        low_decile=lowest_tenth(sums[asked]),
        optimum=math.fsum(flow_sums),
        flow_worst=float(flow_sums[listed.needs > 0].min()) if asked.any() else 0.0,
        bound=float(np.ldexp(least, power)),
        bound_exact=exact,
        stopped=found.stopped,
        shortfalls=short.shortfalls,
        underloads=short.underloads,
        unmixed=short.unmixed,
        reliefs=short.reliefs,
        changes=earlier - int((listed.kept & state.chosen).sum()) if earlier >= 0 else None,
        seed=seed,
        inputs=problem.digest(),
    )
