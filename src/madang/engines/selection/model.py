"""The linear mixed model behind calibration: fixed merits, random leniencies, noise; fitted by REML."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]
GOLDEN = (5**0.5 - 1) / 2


@dataclass(frozen=True, eq=False)
class Design:
    """Ratings as arrays. `application`, `reviewer`: indices (N,); `total`: points (N,); the sizes of both sides."""

    application: Ints
    reviewer: Ints
    total: Floats
    applications: int
    reviewers: int

    @cached_property
    def of_application(self) -> Ints:
        """Reviews of each application (A,)."""
        return np.bincount(self.application, minlength=self.applications).astype(np.intp)

    @cached_property
    def of_reviewer(self) -> Ints:
        """Reviews by each reviewer (R,)."""
        return np.bincount(self.reviewer, minlength=self.reviewers).astype(np.intp)

    @cached_property
    def normal(self) -> Floats:
        """Normal matrix of leniencies once merits are swept out (R, R): what comparisons within applications tell."""
        shares = 1 / self.of_application
        out = np.diag(self.of_reviewer.astype(np.float64))
        order = np.argsort(self.application, kind="stable")
        seats, starts = self.reviewer[order], np.concatenate(([0], np.cumsum(self.of_application)))
        for i in range(self.applications):
            panel = seats[starts[i] : starts[i + 1]]
            out[np.ix_(panel, panel)] -= shares[i]
        return out

    @cached_property
    def swept(self) -> Floats:
        """Totals less the mean of their application (N,)."""
        means = np.bincount(self.application, self.total, self.applications) / self.of_application
        return np.asarray(self.total - means[self.application])

    def groups(self) -> Ints:
        """The connected group of each application (A,), numbered from 0, the one with most applications first."""
        label = np.arange(self.applications)
        while True:
            seat = np.full(self.reviewers, self.applications)
            np.minimum.at(seat, self.reviewer, label[self.application])
            lower = label.copy()
            np.minimum.at(lower, self.application, seat[self.reviewer])
            if np.array_equal(lower, label):
                break
            label = lower
        found, back, sizes = np.unique(label, return_inverse=True, return_counts=True)
        order = np.lexsort((found, -sizes))
        number = np.empty(order.size, np.intp)
        number[order] = np.arange(order.size)
        return number[back]

    def free(self, groups: int) -> int:
        """Degrees of freedom left for noise after merits and leniencies."""
        return max(0, self.total.size - self.applications - self.reviewers + groups)


@dataclass(frozen=True, eq=False)
class Fit:
    """Estimates. `between`, `within`: variances of leniency and noise. `root`: R x R with root @ root.T the covariance of
    the leniencies over `within`. `shift`: A x R, minus each panel's share. `freedom`: per rating, of its residual.
    """

    between: float
    within: float
    leniency: Floats
    leniency_error: Floats
    merit: Floats
    merit_error: Floats
    residual: Floats
    freedom: Floats
    root: Floats
    shift: Floats
    plain: Floats

    def draw(self, dice: np.random.Generator, size: int) -> Floats:
        """`size` draws of all merits at once (size, A), with the errors they share through their reviewers."""
        own = dice.standard_normal((size, self.merit.size)) * self.plain
        shared = dice.standard_normal((size, self.root.shape[1])) @ self.root.T @ self.shift.T
        return np.asarray(self.merit + np.sqrt(self.within) * (own + shared))


def fit(design: Design) -> Fit:
    """Estimate variances by REML (one ratio, the rest in closed form), then leniencies and merits.

    Merits are swept out, so all work is on an R x R matrix: 3,000 applications by 300 reviewers take about a second.
    """
    values, vectors = np.linalg.eigh(design.normal)
    values = np.maximum(values, 0.0)
    score = vectors.T @ np.bincount(design.reviewer, design.swept, design.reviewers)
    squares, freedom = float(design.swept @ design.swept), design.total.size - design.applications

    def residual(ratio: float) -> float:
        return max(squares - float(np.sum(score**2 / (values + ratio))), 1e-12)

    def deviance(log_ratio: float) -> float:
        ratio = np.exp(log_ratio)
        return float(
            freedom * np.log(residual(ratio)) + np.sum(np.log(values + ratio)) - design.reviewers * np.log(ratio)
        )

    ratio = float(np.exp(_least(deviance, -12.0, 16.0)))
    within = residual(ratio) / freedom
    leniency = vectors @ (score / (values + ratio))
    root = vectors / np.sqrt(values + ratio)
    shift = np.zeros((design.applications, design.reviewers))
    shift[design.application, design.reviewer] = -1 / design.of_application[design.application]
    spread = shift @ root
    means = np.bincount(design.application, design.total - leniency[design.reviewer], design.applications)
    merit = means / design.of_application
    plain = 1 / np.sqrt(design.of_application)
    return Fit(
        between=within / ratio, within=within, leniency=leniency,
        leniency_error=np.sqrt(within * np.sum(root**2, axis=1)), merit=merit,
        merit_error=np.sqrt(within * (plain**2 + np.sum(spread**2, axis=1))),
        residual=design.total - merit[design.application] - leniency[design.reviewer],
        freedom=1 - plain[design.application] ** 2 - np.sum((root[design.reviewer] + spread[design.application]) ** 2, axis=1),
        root=root, shift=shift, plain=plain,
    )  # fmt: skip


def _least(cost: Callable[[float], float], low: float, high: float) -> float:
    """Where a function is least: a grid against local dips, then golden sections to a thousandth."""
    grid = np.linspace(low, high, 57)
    best = int(np.argmin([cost(float(point)) for point in grid]))
    left, right = float(grid[max(0, best - 1)]), float(grid[min(len(grid) - 1, best + 1)])
    while right - left > 1e-3:
        first, second = right - GOLDEN * (right - left), left + GOLDEN * (right - left)
        if cost(first) <= cost(second):
            right = second
        else:
            left = first
    return (left + right) / 2
