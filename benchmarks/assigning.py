"""Assignment of reviewers at three sizes, each in a process of its own: `python -m benchmarks.assigning OUT CASE`.

Instances are synthetic and always the same: topics of applications and reviewers from Dirichlet distributions, affinity the
cosine of the two plus noise, the best 40 reviewers of each application as candidates, 1 % of the pairs in conflict.
"""

import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
import scipy.sparse
from numpy.typing import NDArray

from benchmarks import figures
from benchmarks.figures import Figure
from madang.engines.assignment import Plan, assign, scenario

SEEDS = 5
CANDIDATES = 40
ROWS = 2_000
STREET = {"reviews_each": 3, "min_load": 20, "max_load": 33}
CITY = {"reviews_each": 3, "min_load": 15, "max_load": 33}
MEETING = {"reviews_each": 3, "min_load": 0, "max_load": 4}


def apart() -> list[Figure]:
    """Each size measured in a process whose memory is nobody else's."""
    return [figure for case in CASES for figure in _apart(case)]


def _apart(case: str) -> list[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "figures.json"
        line = [sys.executable, "-m", "benchmarks.assigning", str(out), case]
        done = subprocess.run(line, check=False, capture_output=True, text=True)
        if done.returncode:
            raise RuntimeError(done.stderr[-3000:])
        return figures.read(out)


def main() -> int:
    figures.write(Path(sys.argv[1]), CASES[sys.argv[2]]())
    return 0


def meeting() -> list[Figure]:
    """118 applications, 177 reviewers, everybody a candidate: the size of the MIDL 2018 conference."""
    took, plans = _each(lambda seed: drawn(118, 177, seed, candidates=177), MEETING)
    return _judged("118 x 177, all pairs", plans, took, 1)


def street() -> list[Figure]:
    """3,000 applications and 300 reviewers; then every pair a candidate, and the plan again after two reviewers left."""
    took, plans = _each(lambda seed: drawn(3_000, 300, seed), STREET)
    out = [*_judged("3,000 x 300", plans, took, 2), _memory("3,000 x 300", 300)]
    affinity, conflict = drawn(3_000, 300, 0)
    loads = np.full(300, 33)
    loads[[7, 8]] = 0
    again = STREET | {"min_load": 0, "max_load": loads}
    previous = plans[0].pairs
    spent, plan = _timed(lambda: scenario(affinity, conflict, **again, previous=previous))
    note = f"{plan.changes} pairs change, {int(plans[0].loads[[7, 8]].sum())} were theirs"
    out.append(Figure("assignment", "3,000 x 300: again after two left", round(spent, 2), "s", 2, note=note))
    whole, barred = drawn(3_000, 300, 0, candidates=300)
    spent, plan = _timed(lambda: assign(whole, barred, **STREET))
    note = f"total {100 * plan.total / plan.optimum:.2f} % of the optimum, worst {plan.worst:.4f} of {plan.bound:.4f}"
    return [*out, Figure("assignment", "3,000 x 300, all 900,000 pairs", round(spent, 2), "s", note=note)]


def contested() -> list[Figure]:
    """3,000 applications, most of them in few of the topics, and 300 reviewers spread over all: lifting the worst is dear."""
    took, plans = _each(lambda seed: drawn(3_000, 300, seed, crowded=True), STREET)
    held = _judged("3,000 x 300, crowded topics", plans, took, 2)
    return [replace(figure, target=None) for figure in held]  # made to be hard: told, not held


def city() -> list[Figure]:
    """30,000 applications and 3,000 reviewers, 1.2 million pairs, one seed."""
    affinity, conflict = drawn(30_000, 3_000, 0)
    spent, plan = _timed(lambda: assign(affinity, conflict, **CITY))
    memory = _memory("30,000 x 3,000", 1_000)
    return [*_judged("30,000 x 3,000", [plan], [spent], 15), memory]


CASES: dict[str, Callable[[], list[Figure]]] = {
    "meeting": meeting,
    "street": street,
    "contested": contested,
    "city": city,
}


def drawn(
    applications: int, reviewers: int, seed: int, *, candidates: int = CANDIDATES, crowded: bool = False
) -> tuple[Any, Any]:
    """(affinity, conflict), both sparse; dense where every reviewer is a candidate."""
    chance = np.random.default_rng(seed)
    topics = 0.5 * np.arange(1, 26) ** -0.7 if crowded else np.full(25, 0.15)
    asked = _unit(chance.dirichlet(topics, applications))
    known = _unit(chance.dirichlet(np.full(25, 0.3), reviewers))
    best, near = [], []
    for start in range(0, applications, ROWS):
        block = asked[start : start + ROWS] @ known.T
        block = np.clip(block + chance.normal(0, 0.05, block.shape).astype(np.float32), 0, 1)
        if candidates == reviewers:
            near.append(block)
            continue
        best.append(np.argpartition(-block, candidates, axis=1)[:, :candidates].copy())
        near.append(np.take_along_axis(block, best[-1], axis=1))
    values = np.concatenate(near)
    barred = chance.random(values.shape) < 0.01
    if candidates == reviewers:
        return values.astype(np.float64), barred
    rows, columns = np.repeat(np.arange(applications), candidates), np.concatenate(best).ravel()
    shape = (applications, reviewers)
    affinity = scipy.sparse.csr_array((values.ravel().astype(np.float64), (rows, columns)), shape=shape)
    some = barred.ravel()
    return affinity, scipy.sparse.csr_array((some[some], (rows[some], columns[some])), shape=shape)


def _unit(rows: NDArray[np.float64]) -> NDArray[np.float32]:
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def _each(draw: Callable[[int], tuple[Any, Any]], limits: dict[str, Any]) -> tuple[list[float], list[Plan]]:
    took, plans = [], []
    for seed in range(SEEDS):
        affinity, conflict = draw(seed)
        spent, plan = _timed(lambda a=affinity, c=conflict: assign(a, c, **limits))  # type: ignore[misc]
        took.append(spent)
        plans.append(plan if plan.bound_exact else scenario(affinity, conflict, **limits, certify=15))
    return took, plans


def _timed(call: Callable[[], Plan]) -> tuple[float, Plan]:
    began = time.process_time()
    plan = call()
    return time.process_time() - began, plan


def _judged(name: str, plans: list[Plan], took: list[float], bar: float) -> list[Figure]:
    """Time with the imports in the first run, and the least share of the optimum and of the bound over the seeds."""
    total = min(plan.total / plan.optimum for plan in plans)
    worst = min(plan.worst / plan.bound for plan in plans)
    before = min(plan.flow_worst / plan.bound for plan in plans)
    exact = sum(plan.bound_exact for plan in plans)
    shares = 99 if len(plans) > 1 else 97
    return [
        Figure("assignment", f"{name}: longest", round(max(took), 2), "s", bar,
               note=f"processor time; median of {len(plans)}: {median(took):.2f}"),
        Figure("assignment", f"{name}: total of the exact optimum", round(100 * total, 2), "%", 99, at_least=True,
               note="least of the instances"),
        Figure("assignment", f"{name}: worst of the LP bound", round(100 * worst, 2), "%", shares, at_least=True,
               note=f"least; {exact} of {len(plans)} bounds are exact; the flow alone {100 * before:.1f} %"),
    ]  # fmt: skip


def _memory(name: str, bar: float) -> Figure:
    """The most this process held, the instance and the libraries included."""
    held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return Figure("assignment", f"{name}: memory of the process", round(held), "MB", bar)


if __name__ == "__main__":
    sys.exit(main())
