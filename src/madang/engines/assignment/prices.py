"""A second start where lifting the worst was dear: a flow in which applications that fall short bid higher.

The greatest total with every sum at least t has a price for each application (the multiplier of its constraint). At the right
prices the plain flow of (1 + price) x affinity leaves few applications short, and lifting those costs little. The prices
are found as usual: raise those of applications that are short, flow again (subgradient steps, Held and Karp 1971).
"""

import numpy as np

from .flow import greatest_total
from .groups import Group
from .moves import EPS
from .problem import Flags, Floats
from .state import State

ENOUGH = 0.995
"""Share of the exact total from which a plan is left as it is."""
ROUNDS = 6
STEP = 2.0
LARGEST = 500_000
"""Edges beyond which six more flows take too long."""


def may_gain(state: State, best: Flags) -> bool:
    """Whether a lifted plan lost enough of the exact total to try again; `best` is the plan of that total."""
    optimum = float(state.problem.values[best].sum())
    small = len(best) <= LARGEST and not state.off.any()
    return small and float(state.sums.sum()) < ENOUGH * optimum


def priced(state: State, best: Flags, groups: tuple[Group, ...]) -> Flags:
    """The flow at prices that ask of each application the worst sum that `state` reached among those with as many reviews."""
    problem, chosen = state.problem, best
    wanted = np.maximum(_worst_of_class(state), EPS)
    prices = np.zeros(len(wanted))
    for _ in range(ROUNDS):
        sums = np.bincount(problem.rows[chosen], problem.values[chosen], minlength=len(wanted))
        prices += STEP * np.maximum(0.0, 1 - sums / wanted)
        found = greatest_total(problem, problem.values * (1 + prices[problem.rows]), groups)
        assert found is not None, "prices change no limit"
        chosen = found
    return chosen


def better(one: State, other: State) -> bool:
    """Whether no class of applications is worse off and the total is greater."""
    if (one.off.sum() > other.off.sum()) or (_worst_of_class(one) < _worst_of_class(other) - EPS).any():
        return False
    return float(one.sums.sum()) > float(other.sums.sum())


def _worst_of_class(state: State) -> Floats:
    """By application: the least sum of those with as many reviews."""
    _, which = np.unique((state.slots >= 0).sum(axis=1), return_inverse=True)
    least = np.full(which.max(initial=-1) + 1, np.inf)
    np.minimum.at(least, which, state.sums)
    return least[which]
