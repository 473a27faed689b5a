"""How well the worst application could be served at all: by its own best candidates, or by a linear programme.

max t, where every application gets its reviews in fractions, sums to at least t, and upper loads are kept. Fractions can
only do better than whole reviews, and leaving applications out leaves more for the rest, so the value for any part of the
applications is a bound. The hardest come first, and more are taken in until the plan's worst meets the bound, all are in,
or time is up; only with all are lower loads counted.
"""

import time
from importlib import import_module
from typing import Any

import numpy as np

from .problem import Flags, Floats, Ints, Problem

FIRST = 128
"""Applications of the first programme; each next takes in four times as many."""
CLOSE = 1e-7


def of_worst(problem: Problem, sums: Floats, seconds: float) -> tuple[float, bool]:
    """(bound of the worst sum, whether it is the linear programme's over all applications); (0, True) of none.

    A bound that the plan's own worst sum meets is exact, too. `seconds` of 0 asks for the cheap bound alone.
    """
    asked = np.flatnonzero(problem.needs > 0)
    if not len(asked):
        return 0.0, True
    best, worst = problem.reachable, float(sums[asked].min())
    bound = float(best[asked].min())
    end = time.monotonic() + seconds
    hardest = asked[np.argsort(best[asked], kind="stable")]
    size = min(FIRST, len(asked))
    while bound > worst + CLOSE:
        left = end - time.monotonic()
        if left <= 0:
            return bound, False
        found = _programme(problem, hardest[:size], left, whole=size == len(asked))
        if found is None:
            return bound, False
        bound = min(bound, max(found, worst))
        if size == len(asked):
            return bound, True
        size = min(4 * size, len(asked))
    return bound, True


def _programme(problem: Problem, part: Ints, seconds: float, *, whole: bool) -> float | None:
    """The greatest t for some applications; None where time was up before it was known."""
    optimize: Any = import_module("scipy.optimize")
    sparse: Any = import_module("scipy.sparse")
    applications, reviewers = problem.shape
    place = np.full(applications, -1)
    place[part] = np.arange(len(part))
    edges = np.flatnonzero(place[problem.rows] >= 0)
    rows, columns, values = place[problem.rows[edges]], problem.reviewers[edges], problem.values[edges]
    count, at = len(edges), np.arange(len(edges))
    sums = sparse.csr_array((values, (rows, at)), shape=(len(part), count))
    loads = sparse.csr_array((np.ones(count), (columns, at)), shape=(reviewers, count))
    each = sparse.csr_array((np.ones(count), (rows, at)), shape=(len(part), count))
    one, none = np.ones((len(part), 1)), np.zeros((reviewers, 1))
    above = [sparse.hstack([-sums, one]), sparse.hstack([loads, none])]
    limits = [np.zeros(len(part)), problem.most]
    if whole:
        above.append(sparse.hstack([-loads, none]))
        limits.append(-problem.least)
    found = optimize.linprog(
        np.append(np.zeros(count), -1.0),
        A_ub=sparse.vstack(above, format="csr"),
        b_ub=np.concatenate(limits),
        A_eq=sparse.hstack([each, np.zeros((len(part), 1))], format="csr"),
        b_eq=problem.needs[part],
        bounds=_ranges(problem.locked[edges]),
        method="highs",
        options={"time_limit": seconds},
    )
    return -float(found.fun) if found.status == 0 else None


def _ranges(locked: Flags) -> Floats:
    ranges = np.stack([locked.astype(np.float64), np.ones(len(locked))], axis=1)
    return np.concatenate([ranges, [[0.0, np.inf]]])
