"""A plan while it is being changed: who holds what, kept up to date pair by pair."""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from .problem import Edges, Flags, Floats, Ints, Places, Problem

PENALTY = 1e6
"""What one reviewer too few or too many of a group takes from an application's level, in its greatest affinities."""


@dataclass(eq=False)
class State:
    """Edges in use. All arrays are changed in place by `change`.

    chosen : bool by edge. fixed : edges that may not be given up. slots : edges in use by application, -1 for none.
    held : edges in use by reviewer. loads, sums : as in `Plan`. counts : group members by application and group.
    off : how many reviewers of groups an application has too few or too many. level : its sum less `penalty` for each.
    """

    problem: Problem
    chosen: Flags
    fixed: Flags
    slots: NDArray[np.int32]
    held: list[list[int]]
    loads: Ints
    sums: Floats
    members: Ints
    low: Ints
    high: Ints
    counts: Ints
    off: Ints
    level: Floats
    penalty: float

    @classmethod
    def of(cls, problem: Problem, chosen: Flags, fixed: Flags) -> Self:
        """From the edges in use."""
        applications, reviewers = problem.shape
        used = np.flatnonzero(chosen)
        rows, columns = problem.rows[used], problem.reviewers[used]
        sizes = np.bincount(rows, minlength=applications)
        slots = np.full((applications, max(1, int(sizes.max(initial=0)))), -1, np.int32)
        slots[rows, np.arange(len(used)) - np.repeat(np.cumsum(sizes) - sizes, sizes)] = used
        held: list[list[int]] = [[] for _ in range(reviewers)]
        for edge, reviewer in zip(used.tolist(), columns.tolist(), strict=True):
            held[reviewer].append(edge)
        members, low, high = _mixes(problem)
        sums = np.bincount(rows, problem.values[used], minlength=applications).astype(np.float64)
        counts = np.zeros(low.shape, np.int64)
        np.add.at(counts, rows, members[columns])
        loads = np.bincount(columns, minlength=reviewers).astype(np.int64)
        penalty = PENALTY * max(1.0, float(problem.values.max(initial=0.0)))
        off = np.zeros(applications, np.int64)
        made = cls(
            problem,
            chosen.copy(),
            fixed,
            slots,
            held,
            loads,
            sums,
            members,
            low,
            high,
            counts,
            off,
            sums.copy(),
            penalty,
        )
        made._settle(np.arange(applications))
        return made

    def edges(self, application: int) -> Edges:
        """The edges it uses."""
        mine = self.slots[application]
        used: Edges = mine[mine >= 0].astype(np.int64)
        return used

    def off_after(self, applications: Places, dropped: Places, added: Places) -> Ints:
        """`off` of each application if it gave up one reviewer for another."""
        if not self.members.shape[1]:
            return np.zeros(len(applications), np.int64)
        counts = self.counts[applications] - self.members[dropped] + self.members[added]
        return distance(counts, self.low[applications], self.high[applications])

    def change(self, drops: list[int], adds: list[int]) -> None:
        """Give up edges for others, pairwise of the same application."""
        rows, reviewers, values = self.problem.rows, self.problem.reviewers, self.problem.values
        for drop, add in zip(drops, adds, strict=True):
            application, old, new = int(rows[drop]), int(reviewers[drop]), int(reviewers[add])
            self.chosen[drop], self.chosen[add] = False, True
            mine = self.slots[application]
            mine[mine == drop] = add
            self.held[old].remove(drop)
            self.held[new].append(add)
            self.loads[old] -= 1
            self.loads[new] += 1
            self.sums[application] = values[mine[mine >= 0]].sum()
            self.counts[application] += self.members[new] - self.members[old]
            self._settle(np.array([application]))

    def _settle(self, applications: Ints) -> None:
        if self.members.shape[1]:
            self.off[applications] = distance(
                self.counts[applications], self.low[applications], self.high[applications]
            )
        self.level[applications] = self.sums[applications] - self.penalty * self.off[applications]


def _mixes(problem: Problem) -> tuple[Ints, Ints, Ints]:
    """(members by reviewer and group, least, most by application and group)."""
    applications, reviewers = problem.shape
    members = np.zeros((reviewers, len(problem.groups)), np.int64)
    low, high = np.zeros((2, applications, len(problem.groups)), np.int64)
    for at, group in enumerate(problem.groups):
        members[:, at] = group.members
        low[:, at], high[:, at] = group.bounds(problem.needs)
    return members, low, high


def distance(counts: Ints, low: Ints, high: Ints) -> Ints:
    """How far counts lie outside their bounds, added up over groups."""
    outside: Ints = (np.maximum(0, low - counts) + np.maximum(0, counts - high)).sum(axis=1)
    return outside


def spans(starts: Ints, ends: Ints) -> tuple[Ints, Ints]:
    """(places, which): the numbers from each start to its end, one after the other, and the stretch each belongs to."""
    sizes = ends - starts
    which = np.repeat(np.arange(len(sizes)), sizes)
    offsets = np.cumsum(sizes) - sizes
    return np.arange(len(which)) - offsets[which] + starts[which], which
