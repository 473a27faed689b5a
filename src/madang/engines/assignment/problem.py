"""What is asked, read and checked: affinities as sparse rows of candidates, limits as arrays, everything of one shape."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from .groups import Group, read_groups

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Edges = NDArray[np.int64]
Places = NDArray[np.integer[Any]]
"""Indices of any width."""

MOST_TOLD = 5
"""Offending pairs or indices named in an error."""


@dataclass(frozen=True, eq=False)
class Problem:
    """Candidates as CSR: those of application p are the places `starts[p]:starts[p + 1]` of the arrays over edges.

    reviewers, values : of each edge; sorted by reviewer within an application. No edge is a conflict.
    needs : reviews by application. least, most : loads by reviewer. locked, kept : bool by edge; kept pairs stood in the
    plan before, locked ones must stand in this one and are included in `needs` and the loads.
    """

    starts: Ints
    reviewers: NDArray[np.int32]
    values: Floats
    needs: Ints
    least: Ints
    most: Ints
    locked: Flags
    kept: Flags
    groups: tuple[Group, ...] = ()

    @property
    def shape(self) -> tuple[int, int]:
        return len(self.needs), len(self.least)

    @cached_property
    def rows(self) -> NDArray[np.int32]:
        """The application of each edge."""
        return np.repeat(np.arange(len(self.needs), dtype=np.int32), np.diff(self.starts))

    @cached_property
    def columns(self) -> tuple[Ints, NDArray[np.int32]]:
        """(starts, edges): the edges of reviewer r are `edges[starts[r]:starts[r + 1]]`, by application."""
        starts = np.concatenate([[0], np.bincount(self.reviewers, minlength=len(self.least)).cumsum()])
        return starts.astype(np.int64), np.argsort(self.reviewers, kind="stable").astype(np.int32)

    @cached_property
    def open_needs(self) -> Ints:
        """Reviews by application beyond its locked ones."""
        return self.needs - np.bincount(self.rows[self.locked], minlength=len(self.needs))

    @cached_property
    def locked_loads(self) -> Ints:
        return np.bincount(self.reviewers[self.locked], minlength=len(self.least)).astype(np.int64)

    @cached_property
    def degrees(self) -> Ints:
        """Reviewers by application that may read it."""
        return np.diff(self.starts)

    @cached_property
    def reachable(self) -> Floats:
        """The affinities of each application's locked pairs and best others, as many as it needs: no sum is greater."""
        sums = np.bincount(self.rows[self.locked], self.values[self.locked], len(self.needs)).astype(np.float64)
        free = np.where(self.locked, 0.0, self.values)
        order = np.argsort(self.degrees, kind="stable")
        order = order[(self.open_needs[order] > 0) & (self.degrees[order] > 0)]
        for rows in np.array_split(order, len(order) // 1_000 + 1):  # by degree, so that padding wastes little
            if not len(rows):
                continue
            sizes, depth = self.degrees[rows], int(self.open_needs[rows].max())
            at = np.arange(int(sizes.max()))
            places = np.minimum(self.starts[rows, None] + at, len(free) - 1)
            best = np.where(at < sizes[:, None], -free[places], 0.0)
            depth = min(depth, best.shape[1])
            best = np.sort(np.partition(best, depth - 1, axis=1)[:, :depth], axis=1)
            best[np.arange(depth) >= self.open_needs[rows, None]] = 0.0
            sums[rows] -= best.sum(axis=1)
        return sums

    def limited(self, needs: Ints, least: Ints) -> Self:
        return replace(self, needs=needs, least=least)

    def digest(self) -> str:
        """SHA-256 of all that is asked; a dense array and a CSR of the same entries have the same."""
        told = hashlib.sha256(repr(self.shape).encode())
        for array in (self.starts, self.reviewers, self.values, self.needs, self.least, self.most):
            told.update(np.ascontiguousarray(array).tobytes())
        told.update(np.packbits(self.locked).tobytes() + np.packbits(self.kept).tobytes())
        for group in self.groups:
            told.update(repr((group.name, group.least, group.most)).encode() + np.packbits(group.members).tobytes())
            told.update(b"" if group.among is None else np.packbits(group.among).tobytes())
        return told.hexdigest()


def read_problem(
    affinity: Any,
    conflict: Any,
    *,
    reviews_each: Any,
    min_load: Any,
    max_load: Any,
    groups: Any = None,
    locked: Any = None,
    previous: Any = None,
) -> Problem:
    """Everything given (see `assign`) as a `Problem`. Raises ValueError that says what is wrong and where."""
    rows, reviewers, values, shape = _candidates(affinity)
    barred = _barred(conflict, rows, reviewers, shape)
    least, most = _whole(min_load, shape[1], "min_load"), _whole(max_load, shape[1], "max_load")
    if (least > most).any():
        raise ValueError(f"min_load is above max_load for the reviewers {_some(np.flatnonzero(least > most))}")
    rows, reviewers, values = rows[~barred], reviewers[~barred], values[~barred]
    fixed = read_pairs(locked, shape, "locked")
    _no_conflicts(fixed, conflict)
    width = max(1, shape[1])
    keys, fixed_keys = rows * width + reviewers, fixed[:, 0] * width + fixed[:, 1]
    added = fixed_keys[~_among(fixed_keys, keys)]  # locked by hand, though no candidate: of no affinity
    if len(added):
        merged = np.concatenate([keys, added])
        order = np.argsort(merged, kind="stable")
        keys, values = merged[order], np.concatenate([values, np.zeros(len(added))])[order]
    earlier = read_pairs(previous, shape, "previous")
    problem = Problem(
        starts=np.searchsorted(keys, np.arange(shape[0] + 1) * width).astype(np.int64),
        reviewers=(keys % width).astype(np.int32),
        values=values,
        needs=_whole(reviews_each, shape[0], "reviews_each"),
        least=least,
        most=np.minimum(most, np.maximum(least, shape[0])),
        locked=_among(keys, fixed_keys),
        kept=_among(keys, earlier[:, 0] * width + earlier[:, 1]),
        groups=read_groups(groups, shape),
    )
    return _locks_fit(problem)


def _candidates(affinity: Any) -> tuple[Ints, Ints, Floats, tuple[int, int]]:
    """(applications, reviewers, values, shape) of the pairs to choose from, in order."""
    if hasattr(affinity, "tocsr"):
        sparse = affinity.tocsr()
        sparse = sparse.copy() if not sparse.has_canonical_format else sparse
        sparse.sum_duplicates()
        shape = (int(sparse.shape[0]), int(sparse.shape[1]))
        rows = np.repeat(np.arange(shape[0], dtype=np.int64), np.diff(sparse.indptr))
        reviewers, values = sparse.indices.astype(np.int64), _floats(sparse.data)
    else:
        array = _floats(affinity)
        if array.ndim != 2:
            raise ValueError(f"affinity: has {array.ndim} dimensions; give (applications, reviewers)")
        shape = (array.shape[0], array.shape[1])
        rows = np.repeat(np.arange(shape[0], dtype=np.int64), shape[1])
        reviewers, values = np.tile(np.arange(shape[1], dtype=np.int64), shape[0]), array.ravel()
    for wrong, said in ((~np.isfinite(values), "is not a finite number"), (values < 0, "is negative")):
        if wrong.any():
            at = int(np.argmax(wrong))
            where = f"application {rows[at]}, reviewer {reviewers[at]}"
            raise ValueError(f"affinity: {int(wrong.sum())} value(s) wrong, the first of {where} {said}")
    return rows, reviewers, values + 0.0, shape  # + 0.0 makes -0 a 0


def _floats(given: Any) -> Floats:
    array = np.asarray(given)
    if array.dtype.kind not in "fiub":
        raise ValueError(f"affinity: holds {array.dtype}, not numbers")
    return array.astype(np.float64)


def _barred(conflict: Any, rows: Ints, reviewers: Ints, shape: tuple[int, int]) -> Flags:
    """Which of the pairs conflict forbids."""
    if not hasattr(conflict, "shape"):
        conflict = np.asarray(conflict)
    if tuple(conflict.shape) != shape:
        raise ValueError(f"conflict: has shape {tuple(conflict.shape)}, but affinity has {shape}")
    if conflict.dtype != np.bool_:
        raise ValueError(f"conflict: holds {conflict.dtype}, not booleans")
    if not hasattr(conflict, "tocoo"):
        return np.asarray(conflict)[rows, reviewers]
    stored = conflict.tocoo()
    width = max(1, shape[1])
    keys = (stored.row.astype(np.int64) * width + stored.col)[stored.data]
    return _among(rows * width + reviewers, np.sort(keys))


def _among(keys: Ints, ordered: Ints) -> Flags:
    """Which keys are among the ordered ones."""
    if not len(ordered):
        return np.zeros(len(keys), bool)
    at = np.minimum(np.searchsorted(ordered, keys), len(ordered) - 1)
    found: Flags = ordered[at] == keys
    return found


def _no_conflicts(fixed: Ints, conflict: Any) -> None:
    held = conflict.tocsr() if hasattr(conflict, "tocsr") else np.asarray(conflict)
    wrong = [(int(p), int(r)) for p, r in fixed if held[p, r]]
    if wrong:
        raise ValueError(f"locked: (application, reviewer) in conflict: {_some(wrong)}; unlock them first")


def _whole(given: Any, size: int, name: str) -> Ints:
    """Whole numbers from 0, one for all or one each."""
    array = np.asarray(given)
    if array.shape not in ((), (size,)):
        raise ValueError(f"{name}: has shape {array.shape}; give one number or {size}")
    if array.dtype.kind == "f" and np.isfinite(array).all() and (array == np.floor(array)).all():
        array = array.astype(np.int64)
    if array.dtype.kind not in "iu":
        raise ValueError(f"{name}: give whole numbers")
    if array.size and array.min() < 0:
        raise ValueError(f"{name}: {int(array.min())} is negative")
    return np.broadcast_to(array.astype(np.int64), (size,)).copy()


def read_pairs(given: Any, shape: tuple[int, int], name: str) -> Ints:
    """(n, 2) whole numbers, each pair once."""
    if given is None:
        return np.zeros((0, 2), np.int64)
    array = np.asarray(list(given) if isinstance(given, Iterable) and not isinstance(given, np.ndarray) else given)
    if not array.size:
        return np.zeros((0, 2), np.int64)
    if array.ndim != 2 or array.shape[1] != 2 or array.dtype.kind not in "iu":
        raise ValueError(f"{name}: give whole numbers (n, 2) of application and reviewer")
    outside = (array < 0).any(axis=1) | (array >= np.array(shape)).any(axis=1)
    if outside.any():
        told = _some([tuple(int(one) for one in pair) for pair in array[outside]])
        raise ValueError(f"{name}: {told} outside the {shape[0]} applications and {shape[1]} reviewers")
    return np.unique(array.astype(np.int64), axis=0)


def _locks_fit(problem: Problem) -> Problem:
    """Raises ValueError where locked pairs alone break a limit: only a person can undo those."""
    if (problem.open_needs < 0).any():
        over = _some(np.flatnonzero(problem.open_needs < 0))
        raise ValueError(f"locked: more pairs than reviews_each for the applications {over}")
    if (problem.locked_loads > problem.most).any():
        over = _some(np.flatnonzero(problem.locked_loads > problem.most))
        raise ValueError(f"locked: more pairs than max_load for the reviewers {over}")
    return problem


def _some(wrong: Any) -> str:
    """The first few, and how many more."""
    told = ", ".join(str(one) for one in list(wrong)[:MOST_TOLD])
    return told + (f" and {len(wrong) - MOST_TOLD} more" if len(wrong) > MOST_TOLD else "")
