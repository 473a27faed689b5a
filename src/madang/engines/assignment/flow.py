"""The plan of the greatest total, exactly: one minimum-cost flow from applications to reviewers.

Applications send as many units as they need reviews, each candidate pair carries at most one, and every reviewer passes
them on by two ways: one that must fill up (the lower load), one that may (what lies above it). All capacities are whole
numbers, and so is the optimum. Groups that share no reviewer stand between as further nodes with bounds of their own.
Source: Charlin, Zemel, Boutilier (UAI 2011) for the programme; Goldberg's cost-scaling push-relabel as in OR-tools.
"""

from dataclasses import dataclass
from importlib import import_module
from typing import Any

import numpy as np

from .groups import Group
from .problem import Flags, Floats, Ints, Problem

LEVELS = 2**30
"""Steps between 0 and the greatest affinity: rounding loses less than 1e-9 of it a pair."""


@dataclass(frozen=True)
class Arcs:
    """A network under construction: arrays of the same length, one entry an arc."""

    tails: list[Ints]
    heads: list[Ints]
    caps: list[Ints]
    costs: list[Ints]

    def add(self, tails: Any, heads: Any, caps: Any, costs: Any = 0) -> None:
        """An array of tails; the others arrays of the same length, or one number for all."""
        size = len(tails)
        for kept, given in ((self.tails, tails), (self.heads, heads), (self.caps, caps), (self.costs, costs)):
            kept.append(np.broadcast_to(np.asarray(given, np.int64), (size,)))

    def arrays(self) -> tuple[Ints, Ints, Ints, Ints]:
        return (*(np.concatenate(kept) for kept in (self.tails, self.heads, self.caps, self.costs)),)  # type: ignore[return-value]


def new_arcs() -> Arcs:
    return Arcs([], [], [], [])


def solve(arcs: Arcs, supplies: Ints) -> Ints | None:
    """The cheapest flow by arc that meets every supply (negative: demand); None where there is none."""
    if not len(supplies) or not arcs.tails:
        return np.zeros(0, np.int64)
    module: Any = import_module("ortools.graph.python.min_cost_flow")
    network = module.SimpleMinCostFlow()
    tails, heads, caps, costs = arcs.arrays()
    numbers = network.add_arcs_with_capacity_and_unit_cost(tails, heads, caps, costs)
    network.set_nodes_supplies(np.arange(len(supplies)), supplies)
    status = network.solve()
    if status == network.INFEASIBLE:
        return None
    if status != network.OPTIMAL:
        raise RuntimeError(f"the flow ended with {status}")
    return np.asarray(network.flows(numbers), np.int64)


def greatest_total(problem: Problem, worth: Floats, groups: tuple[Group, ...]) -> Flags | None:
    """Which edges make the plan of the greatest sum of `worth` (by edge) within all limits; None where there is none.

    `groups` share no reviewer: see `disjoint`.
    """
    free = np.flatnonzero(~problem.locked)
    tails, supplies, between = _tails(problem, free, groups)
    reviewers = problem.shape[1]
    first = len(supplies)  # reviewers' nodes follow those of applications and groups
    must, may = first + reviewers, first + reviewers + 1
    least = np.maximum(0, problem.least - problem.locked_loads)
    room = problem.most - problem.locked_loads - least
    spare = int(problem.open_needs.sum() - least.sum())
    if spare < 0 or (supplies < 0).any():
        return None
    arcs = new_arcs()
    arcs.add(tails, first + problem.reviewers[free].astype(np.int64), 1, -_scaled(worth[free], may + 1))
    for one in between:
        arcs.add(*one)
    arcs.add(first + np.arange(reviewers), must, least)
    arcs.add(first + np.arange(reviewers), may, room)
    flows = solve(arcs, np.concatenate([supplies, np.zeros(reviewers, np.int64), [-least.sum(), -spare]]))
    if flows is None:
        return None
    chosen = problem.locked.copy()
    chosen[free] = flows[: len(free)] > 0
    return chosen


def disjoint(groups: tuple[Group, ...]) -> tuple[Group, ...]:
    """Groups that share no reviewer, taken in turn, those that ask for somebody first."""
    taken: list[Group] = []
    used = np.zeros(len(groups[0].members) if groups else 0, bool)
    for group in sorted(groups, key=lambda one: (one.least == 0, int(one.members.sum()))):
        if not (used & group.members).any():
            taken.append(group)
            used |= group.members
    return tuple(taken)


def _scaled(worth: Floats, nodes: int) -> Ints:
    """Whole costs, as fine as 64 bits allow: the solver multiplies them by the number of nodes."""
    top = float(worth.max(initial=0.0))
    if top <= 0:
        return np.zeros(len(worth), np.int64)
    steps = min(LEVELS, 2**61 // (nodes + 2))
    costs: Ints = np.rint(worth * 2.0 ** np.floor(np.log2(steps / top))).astype(np.int64)
    return costs


def _tails(problem: Problem, free: Ints, groups: tuple[Group, ...]) -> tuple[Ints, Ints, list[tuple[Any, ...]]]:
    """(tail of each free edge, supplies of applications and group nodes, arcs between them).

    An application has a node for a group only where its bounds can bind.
    """
    tails, supplies = problem.rows[free].astype(np.int64), problem.open_needs.copy()
    between: list[tuple[Any, ...]] = []
    nodes, applications = len(supplies), len(supplies)
    extra: list[Ints] = []
    for group in groups:
        least, most = group.bounds(problem.needs)
        mine = group.members[problem.reviewers]
        fixed = np.bincount(problem.rows[mine & problem.locked], minlength=applications)
        least, most = np.maximum(0, least - fixed), np.maximum(0, most - fixed)
        inside = mine[free]
        degrees = np.bincount(problem.rows[free][inside], minlength=applications)
        least = np.minimum(np.minimum(least, most), degrees)  # who has none to choose is told by the plan
        binds = np.flatnonzero((least > 0) | (degrees > most))
        node = np.full(applications, -1, np.int64)
        node[binds] = nodes + np.arange(len(binds))
        at = node[problem.rows[free]]
        tails = np.where(inside & (at >= 0), at, tails)
        supplies[binds] -= least[binds]
        extra.append(least[binds])
        between.append((binds, node[binds], (most - least)[binds]))
        nodes += len(binds)
    return tails, np.concatenate([supplies, *extra]), between
