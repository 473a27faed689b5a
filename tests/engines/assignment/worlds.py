"""Small questions of assignment that hypothesis draws, and the answer by trying everything."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations, product
from typing import Any

import numpy as np
import scipy.sparse
from hypothesis import strategies as st
from numpy.typing import NDArray

from madang.engines.assignment import Group


@dataclass(frozen=True, eq=False)
class World:
    affinity: NDArray[np.float64]
    conflict: NDArray[np.bool_]
    needs: NDArray[np.int64]
    least: NDArray[np.int64]
    most: NDArray[np.int64]

    def __repr__(self) -> str:
        told = (
            self.affinity.tolist(),
            self.conflict.tolist(),
            self.needs.tolist(),
            self.least.tolist(),
            self.most.tolist(),
        )
        return f"World{told}"

    @property
    def asked(self) -> dict[str, Any]:
        return {"reviews_each": self.needs, "min_load": self.least, "max_load": self.most}


@st.composite
def worlds(draw: st.DrawFn, *, applications: int = 7, reviewers: int = 6, tied: bool | None = None) -> World:
    """Any limits, feasible or not; affinities of few values, or of 53 random bits."""
    size, width = draw(st.integers(1, applications)), draw(st.integers(1, reviewers))
    chance = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    few = draw(st.booleans()) if tied is None else tied
    affinity = chance.integers(0, 4, (size, width)) / 4 if few else chance.random((size, width))
    conflict = chance.random((size, width)) < draw(st.sampled_from([0.0, 0.1, 0.4]))
    needs = chance.integers(0, draw(st.integers(1, 4)) + 1, size)
    most = chance.integers(0, draw(st.integers(1, 6)) + 1, width)
    least = np.minimum(most, chance.integers(0, draw(st.integers(0, 3)) + 1, width))
    return World(affinity, conflict, needs, least, most)


def sparse(world: World) -> Any:
    """The same as a CSR with every pair stored, zeros too."""
    size, width = world.affinity.shape
    rows, columns = np.repeat(np.arange(size), width), np.tile(np.arange(width), size)
    return scipy.sparse.csr_array((world.affinity.ravel(), (rows, columns)), shape=(size, width))


def best_of_all(world: World, groups: Sequence[Group] = ()) -> tuple[float, float] | None:
    """(greatest total, greatest worst sum) over every plan within the limits, by trying all; None if there is none."""
    mixes = [(group.members, *group.bounds(world.needs)) for group in groups]
    size, width = world.affinity.shape
    choices = []
    for p in range(size):
        able = [r for r in range(width) if not world.conflict[p, r]]
        choices.append(
            [
                panel
                for panel in combinations(able, int(world.needs[p]))
                if all(low[p] <= members[list(panel)].sum() <= high[p] for members, low, high in mixes)
            ]
        )
    best: tuple[float, float] | None = None
    for plan in product(*choices):
        loads = np.zeros(width, np.int64)
        for panel in plan:
            loads[list(panel)] += 1
        if (loads < world.least).any() or (loads > world.most).any():
            continue
        sums = [sum(world.affinity[p, r] for r in panel) for p, panel in enumerate(plan)]
        worst = min((one for one, need in zip(sums, world.needs, strict=True) if need), default=0.0)
        best = (sum(sums), worst) if best is None else (max(best[0], sum(sums)), max(best[1], worst))
    return best
