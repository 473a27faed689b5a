"""One order of applications and reviewers that does not depend on how they were listed, drawn from a seed.

Whatever the method meets first wins a tie, so the order in which rows arrive would decide between equals. Instead each
row and column gets a colour, a 64-bit hash of its limits, its affinities and its neighbours' colours (Weisfeiler and
Leman's refinement, three rounds), salted with the seed. Sorted by colour, the same question has the same answer however it
is listed, and another seed draws another order among equals.
"""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from .problem import Ints, Problem

Colours = NDArray[np.uint64]

ROUNDS = 3
_SALT = np.uint64(0x9E3779B97F4A7C15)


def ordered(problem: Problem, seed: int) -> tuple[Problem, Ints, Ints]:
    """(the problem listed anew, order of applications, order of reviewers): new place i holds old `order[i]`."""
    row_base, column_base, edge = _bases(problem, seed)
    starts, by_column = problem.columns
    rows, reviewers = problem.rows, problem.reviewers
    row, column = row_base, column_base
    for _ in range(ROUNDS):
        row = _mix(row_base + _sums(_mix(edge + column[reviewers]), problem.starts))
        column = _mix(column_base + _sums(_mix(edge * np.uint64(3) + row[rows])[by_column], starts))
    column_order = _sorted(column, seed)
    rank = np.empty(len(column_order), np.int64)
    rank[column_order] = np.arange(len(column_order))
    row = _mix(row_base + _sums(_mix(edge + _mix(rank.astype(np.uint64))[reviewers]), problem.starts))
    row_order = _sorted(row, seed)
    return _listed(problem, row_order, column_order, rank), row_order, column_order


def _bases(problem: Problem, seed: int) -> tuple[Colours, Colours, Colours]:
    """What is known of each application, reviewer and edge alone."""
    salt = _mix(np.array([seed & 0xFFFFFFFFFFFFFFFF], np.uint64) + _SALT)[0]
    row = _mix(problem.needs.astype(np.uint64) + salt)
    column = _mix(_mix(problem.least.astype(np.uint64) + salt) + problem.most.astype(np.uint64))
    for at, group in enumerate(problem.groups):
        mark = _mix(np.array([at + 1], np.uint64) + salt)[0]
        column = np.where(group.members, _mix(column + mark), column)
        row = row if group.among is None else np.where(group.among, _mix(row + mark), row)
    marks = problem.locked.astype(np.uint64) * np.uint64(5) + problem.kept.astype(np.uint64) * np.uint64(7)
    return row, column, _mix(np.ascontiguousarray(problem.values).view(np.uint64) + marks + salt)


def _mix(values: Colours) -> Colours:
    """The finaliser of splitmix64 (Steele, Lea, Flood 2014)."""
    out = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    out = (out ^ (out >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return out ^ (out >> np.uint64(31))


def _sorted(colours: Colours, seed: int) -> Ints:
    """Places by colour; what nothing tells apart is drawn by lot."""
    lots = _mix(np.arange(len(colours), dtype=np.uint64) * _SALT + np.uint64(seed & 0xFFFFFFFFFFFFFFFF))
    return np.lexsort((lots, colours))


def _sums(values: Colours, starts: Ints) -> Colours:
    """Sums modulo 2**64 of the stretches between `starts`, empty ones too."""
    running = np.concatenate([np.zeros(1, np.uint64), np.cumsum(values, dtype=np.uint64)])
    sums: Colours = running[starts[1:]] - running[starts[:-1]]
    return sums


def _listed(problem: Problem, row_order: Ints, column_order: Ints, rank: Ints) -> Problem:
    place = np.empty(len(row_order), np.int64)
    place[row_order] = np.arange(len(row_order))
    rows, reviewers = place[problem.rows], rank[problem.reviewers]
    edges = np.argsort(rows * max(1, len(column_order)) + reviewers)
    groups = tuple(
        replace(
            group,
            members=group.members[column_order],
            among=None if group.among is None else group.among[row_order],
        )
        for group in problem.groups
    )
    return Problem(
        starts=np.concatenate([[0], np.cumsum(problem.degrees[row_order])]).astype(np.int64),
        reviewers=reviewers[edges].astype(np.int32),
        values=problem.values[edges],
        needs=problem.needs[row_order],
        least=problem.least[column_order],
        most=problem.most[column_order],
        locked=problem.locked[edges],
        kept=problem.kept[edges],
        groups=groups,
    )
