"""A plan of reviews and what is known of it."""

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

Limit = Literal["candidates", "max_load", "min_load", "reviews_each", "group"]
Fairness = Literal["total", "worst", "leximin"]
Stopped = Literal["asked", "bound", "stuck", "time"]


@dataclass(frozen=True, slots=True)
class Shortfall:
    """An application that gets `missing` reviews too few. `candidates`: how many reviewers may read it at all."""

    application: int
    missing: int
    candidates: int


@dataclass(frozen=True, slots=True)
class Underload:
    """A reviewer who stays `missing` reviews below the lower load. `candidates`: how many applications suit."""

    reviewer: int
    missing: int
    candidates: int


@dataclass(frozen=True, slots=True)
class Unmixed:
    """An application that has `off` of a group's reviewers too few (positive) or too many (negative)."""

    application: int
    group: str
    off: int


@dataclass(frozen=True, slots=True)
class Relief:
    """One limit that would mend what falls short, and by how much.

    candidates : each of `applications` (or `reviewers`) needs more pairs to choose from, `by` in all: lift conflicts
        or widen the candidates. No load mends these, and the other reliefs take them as they are.
    max_load : raise every reviewer's upper load by `by`. Or, with fewer changes, that of `reviewers` alone, by one for
        each time a reviewer stands there.
    reviews_each : ask `by` reviews fewer of every application.
    min_load : lower every reviewer's lower load by `by`.
    group : `group` lacks room for `by` reviews, or its members for the pairs: add members or waive it for `applications`.
    """

    limit: Limit
    by: int
    applications: tuple[int, ...] = ()
    reviewers: tuple[int, ...] = ()
    group: str = ""


@dataclass(frozen=True, eq=False)
class Plan:
    """Who reviews what, and the certificate to keep with the decision.

    pairs : int64 (n, 2) of (application, reviewer), sorted. Locked pairs are among them.
    sums : float (applications,): the affinities of each application's reviewers, added up.
    loads : int (reviewers,).
    total : all affinities of `pairs`. worst : the least of `sums`. low_decile : the mean of the lowest tenth of `sums`
        (rounded up). Applications that need no review are left out of the two; both are 0 where none is left.
    optimum : the greatest total within the same limits, from the exact flow; where groups overlap it is without the
        groups left to swaps, so never too low. flow_worst : the worst application of the plan with that total.
    bound : no plan within the limits has a greater `worst`; `bound_exact` says it is the linear programme's over all
        applications, otherwise it is the cheapest that could be had and may be too high.
    stopped : why fairness went no further: "asked" (only the total was wanted), "bound" (`worst` cannot be greater),
        "stuck" (no exchange helps the worst application), "time".
    shortfalls, underloads, unmixed : what the limits did not allow; all empty in a feasible plan. reliefs : what to do.
    changes : previous pairs that are gone, None if there were none to compare with.
    seed, inputs : the seed given and the SHA-256 of everything else that went in.
    """

    pairs: NDArray[np.int64]
    sums: NDArray[np.float64]
    loads: NDArray[np.int64]
    total: float
    worst: float
    low_decile: float
    optimum: float
    flow_worst: float
    bound: float
    bound_exact: bool
    stopped: Stopped
    shortfalls: tuple[Shortfall, ...]
    underloads: tuple[Underload, ...]
    unmixed: tuple[Unmixed, ...]
    reliefs: tuple[Relief, ...]
    changes: int | None
    seed: int
    inputs: str

    @property
    def feasible(self) -> bool:
        """Whether every limit is kept."""
        return not (self.shortfalls or self.underloads or self.unmixed)

    def certificate(self) -> dict[str, Any]:
        """Everything but the pairs as plain values, ready for JSON: what is kept beside a decision."""
        kept = ("total", "worst", "low_decile", "optimum", "flow_worst", "bound", "bound_exact", "stopped", "changes")
        told = {name: getattr(self, name) for name in (*kept, "seed", "inputs", "feasible")}
        short = {
            "shortfalls": [[one.application, one.missing, one.candidates] for one in self.shortfalls],
            "underloads": [[one.reviewer, one.missing, one.candidates] for one in self.underloads],
            "unmixed": [[one.application, one.group, one.off] for one in self.unmixed],
        }
        return told | {"pairs": len(self.pairs), **short}


def lowest_tenth(sums: NDArray[np.float64]) -> float:
    """The mean of the lowest tenth, rounded up; 0 of none."""
    if not len(sums):
        return 0.0
    count = -(-len(sums) // 10)
    return float(np.sort(sums)[:count].mean())
