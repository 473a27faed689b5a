"""Where limits contradict each other: who falls short, as evenly as can be, and what would mend it."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import numpy as np

from .flow import new_arcs, solve
from .plan import Relief, Shortfall, Underload, Unmixed
from .problem import Floats, Ints, Problem

FINE = 10_000
"""Steps of worth where it decides who falls short."""


@dataclass(frozen=True)
class Short:
    """What a plan lacks, and what would mend it: see `Plan`."""

    shortfalls: tuple[Shortfall, ...] = ()
    underloads: tuple[Underload, ...] = ()
    unmixed: tuple[Unmixed, ...] = ()
    reliefs: tuple[Relief, ...] = ()


def shortage(problem: Problem, worth: Floats) -> tuple[Ints, Ints]:
    """(missing reviews by application, missing lower load by reviewer): the least that must be given up.

    The second missing review of one application costs twice the first, and so on; so do lower loads left open: five that
    lack one are better than one that lacks five. Reviews come first, though the two never compete; `worth` (by edge) last,
    in steps of a ten-thousandth: it decides between equals.
    """
    applications, reviewers = problem.shape
    needs, sink = problem.open_needs, applications + reviewers
    lower = np.maximum(0, problem.least - problem.locked_loads)
    free = np.flatnonzero(~problem.locked)
    arcs = new_arcs()
    weight = 2 + int(lower.max(initial=0))  # one missing review outweighs any lower load
    top = weight * (int(needs.max(initial=0)) + 1) * (int(needs.sum()) + 1) * (sink + 2)
    steps = min(FINE, 2**60 // top)  # 64 bits must hold every cost times the number of nodes
    fine = np.rint(worth[free] / max(float(worth.max(initial=0.0)), 1e-300) * steps).astype(np.int64)
    coarse = max(1, steps * (int(needs.sum()) + 1))  # more than all worth together
    arcs.add(problem.rows[free], applications + problem.reviewers[free].astype(np.int64), 1, -fine)
    at = applications + np.arange(reviewers)
    owner, unit = _units(lower)
    arcs.add(applications + owner, sink, np.ones(len(owner), np.int64), coarse * (unit - lower[owner]))
    arcs.add(at, sink, problem.most - problem.locked_loads - lower)
    who, missing = _units(needs)
    arcs.add(who, sink, np.ones(len(who), np.int64), coarse * weight * (missing + 1))
    flows = solve(arcs, np.concatenate([needs, np.zeros(reviewers, np.int64), [-needs.sum()]]))
    assert flows is not None, "every review may be missing"
    filled = np.bincount(owner, flows[len(free) : len(free) + len(owner)], minlength=reviewers)
    short = np.bincount(who, flows[len(flows) - len(who) :], minlength=applications)
    return short.astype(np.int64), lower - filled.astype(np.int64)


def _units(counts: Ints) -> tuple[Ints, Ints]:
    """(owner, number from 0) of each of so many units."""
    owner = np.repeat(np.arange(len(counts)), counts)
    return owner, np.arange(len(owner)) - np.repeat(np.cumsum(counts) - counts, counts)


def told(problem: Problem, pairs: Ints, loads: Ints) -> Short:
    """What a plan of these pairs lacks of what was asked; nothing for a feasible one."""
    given = np.bincount(pairs[:, 0], minlength=problem.shape[0])
    missing = problem.needs - given
    idle = np.maximum(0, problem.least - loads)
    unmixed = _unmixed(problem, pairs)
    if not (missing.any() or idle.any() or unmixed):
        return Short()
    suits = np.bincount(problem.reviewers, minlength=problem.shape[1])
    shortfalls = [Shortfall(p, int(missing[p]), int(problem.degrees[p])) for p in np.flatnonzero(missing).tolist()]
    underloads = [Underload(r, int(idle[r]), int(suits[r])) for r in np.flatnonzero(idle).tolist()]
    reliefs = [*_for_reviews(problem, missing), *_for_lower_loads(problem, idle), *_for_groups(unmixed)]
    return Short(tuple(shortfalls), tuple(underloads), unmixed, tuple(reliefs))


def _unmixed(problem: Problem, pairs: Ints) -> tuple[Unmixed, ...]:
    out = []
    for group in problem.groups:
        least, most = group.bounds(problem.needs)
        counts = np.bincount(pairs[group.members[pairs[:, 1]], 0], minlength=problem.shape[0])
        off = np.maximum(0, least - counts) - np.maximum(0, counts - most)
        out += [Unmixed(p, group.name, int(off[p])) for p in np.flatnonzero(off).tolist()]
    return tuple(out)


def _for_reviews(problem: Problem, missing: Ints) -> list[Relief]:
    if not missing.any():
        return []
    beyond = np.maximum(0, problem.needs - problem.degrees)
    out = []
    if beyond.any():
        out.append(Relief("candidates", int(beyond.sum()), tuple(np.flatnonzero(beyond).tolist())))
    needs = problem.needs - beyond
    lacking = int(missing.sum() - beyond.sum())
    if lacking <= 0:
        return out
    short = tuple(np.flatnonzero(missing > beyond).tolist())
    whole = int(needs.sum())
    raised = _least(lambda by: _served(problem, needs, problem.most + by) == whole, problem.shape[0])
    if raised is not None:
        out.append(Relief("max_load", raised, short, _who_could(problem, needs, raised)))
    locked = problem.needs - problem.open_needs
    fewer = _least(
        lambda by: _all_served(problem, np.maximum(locked, np.minimum(needs, problem.needs - by))),
        int(problem.needs.max()),
    )
    if fewer is not None:
        out.append(Relief("reviews_each", fewer, short))
    return out


def _for_lower_loads(problem: Problem, idle: Ints) -> list[Relief]:
    if not idle.any():
        return []
    suits = np.bincount(problem.reviewers, minlength=problem.shape[1])
    beyond = np.maximum(0, problem.least - suits)
    who = tuple(np.flatnonzero(idle).tolist())
    out = []
    if beyond.any():
        few = tuple(np.flatnonzero(beyond).tolist())
        out.append(Relief("candidates", int(beyond.sum()), reviewers=few))

    def fits(by: int) -> bool:
        """Whether every lower load, so much lower, can be filled. Reviews and lower loads never compete (Mendelsohn
        and Dulmage 1958): if each can be met, both can."""
        lower = np.maximum(0, problem.least - by)
        lower = np.maximum(lower, problem.locked_loads)
        return _served(problem, problem.needs, lower) == int(lower.sum())

    lowered = _least(fits, int(problem.least.max()))
    return [*out, Relief("min_load", lowered, reviewers=who)] if lowered is not None else out


def _for_groups(unmixed: tuple[Unmixed, ...]) -> list[Relief]:
    names = dict.fromkeys(one.group for one in unmixed)
    out = []
    for name in names:
        mine = [one for one in unmixed if one.group == name]
        by = sum(abs(one.off) for one in mine)
        out.append(Relief("group", by, tuple(one.application for one in mine), group=name))
    return out


def _all_served(problem: Problem, needs: Ints) -> bool:
    return _served(problem, needs, problem.most) == int(needs.sum())


def _served(problem: Problem, needs: Ints, most: Ints) -> int:
    """How many reviews can be given, locked ones included, whatever the lower loads."""
    applications, reviewers = problem.shape
    free = np.flatnonzero(~problem.locked)
    locked = problem.needs - problem.open_needs
    module: Any = import_module("ortools.graph.python.max_flow")
    network = module.SimpleMaxFlow()
    source, sink = applications + reviewers, applications + reviewers + 1
    at = np.arange(applications)
    network.add_arcs_with_capacity(np.full(applications, source), at, np.maximum(0, needs - locked))
    columns = applications + problem.reviewers[free].astype(np.int64)
    network.add_arcs_with_capacity(problem.rows[free].astype(np.int64), columns, np.ones(len(free), np.int64))
    at = applications + np.arange(reviewers)
    network.add_arcs_with_capacity(at, np.full(reviewers, sink), np.maximum(0, most - problem.locked_loads))
    status = network.solve(source, sink)
    if status != network.OPTIMAL:
        raise RuntimeError(f"the flow ended with {status}")
    return int(network.optimal_flow()) + int(locked.sum())


def _who_could(problem: Problem, needs: Ints, most: int) -> tuple[int, ...]:
    """The reviewers who would take the missing reviews, one entry for each; as evenly as can be, at most `most` each."""
    applications, reviewers = problem.shape
    open_needs = needs - (problem.needs - problem.open_needs)
    free, sink = np.flatnonzero(~problem.locked), applications + reviewers
    arcs = new_arcs()
    arcs.add(problem.rows[free], applications + problem.reviewers[free].astype(np.int64), 1)
    at = applications + np.arange(reviewers)
    arcs.add(at, sink, problem.most - problem.locked_loads)
    owner, unit = _units(np.full(reviewers, most))
    arcs.add(applications + owner, sink, np.ones(len(owner), np.int64), unit + 1)
    flows = solve(arcs, np.concatenate([open_needs, np.zeros(reviewers, np.int64), [-open_needs.sum()]]))
    return () if flows is None else tuple(owner[flows[len(flows) - len(owner) :] > 0].tolist())


def _least(fits: Callable[[int], bool], most: int) -> int | None:
    """The least number from 1 to `most` that fits, if greater ones fit whenever smaller ones do; None if none does."""
    if most < 1 or not fits(most):
        return None
    low, high = 1, most
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if fits(middle) else (middle + 1, high)
    return low
