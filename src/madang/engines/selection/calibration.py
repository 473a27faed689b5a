"""How strict and how noisy each reviewer is, with uncertainty, and what scores become without it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from .checking import check
from .model import Design, Fit, fit
from .problems import Problem, SelectionError
from .rules import Review, Rules
from .scoring import review_total

FEWEST_FREE = 10
FEW_REVIEWS = 3
PRIOR_WEIGHT = 4.0
Z80 = 1.2815515655446004
CHUNK = 250

State = Literal["fitted", "too_thin"]


@dataclass(frozen=True)
class Rating:
    """One reviewer's total for one application, in points."""

    application: str
    reviewer: str
    total: float


@dataclass(frozen=True)
class Severity:
    """A reviewer. `severity`: points below (positive: stricter) the average reviewer; `error` its standard error.

    `noise`: standard deviation of what severity and merit do not explain, pulled towards the average of all; `noise_low`
    to `noise_high`: 80 % interval. `thin`: fewer than three reviews, so that the figures say little of the person.
    """

    reviewer: str
    reviews: int
    severity: float
    error: float
    noise: float
    noise_low: float
    noise_high: float
    thin: bool


@dataclass(frozen=True)
class Calibrated:
    """An application: mean as given and with severity taken out, standard errors, ranks, 90 % band of the rank.

    Points of the stage. `raw_error` counts severity and noise; `error` what is left of both (None: too thin). `rank_low` is the better
    end. `group`: the number of the connected group of reviewers and applications it belongs to, from 0, largest first.
    """

    application: str
    reviews: int
    raw: float
    raw_error: float | None
    raw_rank: int
    calibrated: float
    error: float | None
    rank: int
    rank_low: int
    rank_high: int
    group: int


@dataclass(frozen=True)
class Calibration:
    """`state` too_thin: scores stand as given, no figure of a reviewer is shown. `reasons` say what limits the rest.

    `severity_spread`, `noise`: standard deviations in points. `groups`: connected groups; with more than one, they
    compare only if their reviewers are equally strict on average.
    """

    state: State
    reasons: tuple[str, ...]
    severity_spread: float
    noise: float
    groups: int
    free: int
    applications: tuple[Calibrated, ...]
    reviewers: tuple[Severity, ...]
    seed: int
    draws: int


def ratings(rules: Rules, stage: str, reviews: Sequence[Review]) -> list[Rating]:
    """The totals of the reviews handed in at a stage, as `calibrate` takes them; incomplete ones are left out.

    Raises
    ------
    SelectionError : the call's rules forbid calibrated scores, or know no such stage.
    """
    if rules.calibration == "off":
        raise SelectionError([Problem("rules.calibration", "calibration_off")])
    check(rules, (), (), (), stage)
    held = rules.stage(stage)
    names = [criterion.id for criterion in held.criteria]
    done = (one for one in reviews if one.stage == stage and one.state == "done")
    whole = (one for one in done if all(one.scores.get(name) is not None for name in names))
    return [Rating(one.application, one.reviewer or one.id, float(review_total(held, one.scores))) for one in whole]


def calibrate(given: Iterable[Rating], *, seed: int = 0, draws: int = 2_000) -> Calibration:
    """Take reviewers' severity out of the scores, and say how sure the ranks are.

    Parameters
    ----------
    given : one rating for each pair of application and reviewer, in any order; totals in points.
    seed, draws : of the simulation behind the rank bands. The same input always gives the same result.

    Raises
    ------
    ValueError : a pair twice, a total that is not finite, or no draws.

    Notes
    -----
    total = merit of the application + leniency of the reviewer + noise. Merits are fixed, so an application with few
    reviews is not pulled anywhere; leniencies are normal around 0 with a variance estimated by restricted maximum
    likelihood (empirical Bayes), so a reviewer with few reviews is trusted little. Standard errors take the two
    variances as known, and so are somewhat too small where there are few reviewers. Severity is learnt only where
    applications have two reviewers or more. With fewer than ten degrees of freedom left for noise nothing is fitted.
    Sources: Henderson, "Best linear unbiased estimation and prediction under a selection model" (Biometrics, 1975);
    Patterson and Thompson, "Recovery of inter-block information when block sizes are unequal" (Biometrika, 1971);
    Robinson, "That BLUP is a good thing" (Statistical Science, 1991).
    """
    rows = sorted(given, key=lambda one: (one.application, one.reviewer))
    if len({(one.application, one.reviewer) for one in rows}) < len(rows):
        raise ValueError("A reviewer rates an application once.")
    if draws < 1 or not all(np.isfinite(one.total) for one in rows):
        raise ValueError("Totals must be finite and draws at least 1.")
    names = sorted({one.application for one in rows})
    people = sorted({one.reviewer for one in rows})
    place, seat = {name: i for i, name in enumerate(names)}, {name: i for i, name in enumerate(people)}
    design = Design(
        np.array([place[one.application] for one in rows], np.intp),
        np.array([seat[one.reviewer] for one in rows], np.intp),
        np.array([one.total for one in rows], np.float64), len(names), len(people),
    )  # fmt: skip
    groups = design.groups()
    free = design.free(int(groups.max(initial=-1)) + 1)
    fitted = fit(design) if free >= FEWEST_FREE and len(people) > 1 else None
    cards = _applications(names, design, fitted, groups, np.random.default_rng(seed), draws)
    return Calibration(
        state="fitted" if fitted else "too_thin", reasons=_reasons(design, groups, free),
        severity_spread=float(np.sqrt(fitted.between)) if fitted else 0.0,
        noise=float(np.sqrt(fitted.within)) if fitted else 0.0, groups=int(groups.max(initial=-1)) + 1, free=free,
        applications=cards, reviewers=_reviewers(people, design, fitted) if fitted else (), seed=seed, draws=draws,
    )  # fmt: skip


def _reasons(design: Design, groups: NDArray[np.intp], free: int) -> tuple[str, ...]:
    out = []
    if free < FEWEST_FREE:
        out.append(f"{free} degrees of freedom are left for noise; at least {FEWEST_FREE} are needed")
    if design.reviewers < 2:
        out.append("one reviewer cannot be compared with another")
    elif design.reviewers < 6:
        out.append(f"the spread of severity rests on {design.reviewers} reviewers only")
    if (count := int(groups.max(initial=-1)) + 1) > 1:
        out.append(f"{count} groups share no reviewer: they compare only if equally strict on average")
    if lone := int((design.of_application == 1).sum()):
        out.append(f"{lone} applications have a single review, which says nothing of its reviewer")
    return tuple(out)


def _applications(
    names: Sequence[str], design: Design, fitted: Fit | None, groups: NDArray[np.intp], dice: np.random.Generator,
    draws: int,
) -> tuple[Calibrated, ...]:  # fmt: skip
    if not names:
        return ()
    raw = np.bincount(design.application, design.total, design.applications) / design.of_application
    errors: list[float | None]
    raw_errors: list[float | None]
    if fitted is None:
        merit, errors, raw_errors = raw, [None] * len(raw), [None] * len(raw)
        low, high = np.ones(len(raw), np.intp), np.full(len(raw), len(raw), np.intp)
    else:
        merit, errors = fitted.merit, fitted.merit_error.tolist()
        raw_errors = np.sqrt((fitted.between + fitted.within) / design.of_application).tolist()
        low, high = _bands(fitted, dice, draws)
    ranks, raw_ranks = _ranks(merit), _ranks(raw)
    return tuple(
        Calibrated(
            application=name, reviews=int(design.of_application[i]), raw=float(raw[i]), raw_error=raw_errors[i],
            raw_rank=int(raw_ranks[i]), calibrated=float(merit[i]), error=errors[i], rank=int(ranks[i]),
            rank_low=int(low[i]), rank_high=int(high[i]), group=int(groups[i]),
        )
        for i, name in enumerate(names)
    )  # fmt: skip


def _ranks(values: NDArray[np.float64]) -> NDArray[np.intp]:
    """1 is best; equals (to a billionth of a point) share."""
    rounded = np.round(values, 9)
    return 1 + (rounded.size - np.searchsorted(np.sort(rounded), rounded, side="right")).astype(np.intp)


def _bands(fitted: Fit, dice: np.random.Generator, draws: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """The 5 % and 95 % quantiles of each rank over draws from the joint distribution of merits."""
    ranks = np.empty((draws, fitted.merit.size), np.int32)
    for start in range(0, draws, CHUNK):
        size = min(CHUNK, draws - start)
        order = np.argsort(-fitted.draw(dice, size), axis=1)
        np.put_along_axis(ranks[start : start + size], order, np.arange(1, order.shape[1] + 1, dtype=np.int32), axis=1)
    low, high = np.quantile(ranks, (0.05, 0.95), axis=0, method="inverted_cdf")
    return low.astype(np.intp), high.astype(np.intp)


def _reviewers(people: Sequence[str], design: Design, fitted: Fit) -> tuple[Severity, ...]:
    squares = np.bincount(design.reviewer, fitted.residual**2, design.reviewers)
    freedom = np.bincount(design.reviewer, fitted.freedom, design.reviewers)
    weight = PRIOR_WEIGHT + freedom
    noise = np.sqrt((PRIOR_WEIGHT * fitted.within + squares) / weight)
    low, high = (np.sqrt(1 / _chi_square_share(weight, z)) for z in (Z80, -Z80))
    return tuple(
        Severity(
            reviewer=name, reviews=int(design.of_reviewer[i]), severity=float(-fitted.leniency[i]),
            error=float(fitted.leniency_error[i]), noise=float(noise[i]), noise_low=float(noise[i] * low[i]),
            noise_high=float(noise[i] * high[i]), thin=bool(design.of_reviewer[i] < FEW_REVIEWS),
        )
        for i, name in enumerate(people)
    )  # fmt: skip


def _chi_square_share(freedom: NDArray[np.floating[Any]], z: float) -> NDArray[np.float64]:
    """A quantile of chi-square over its degrees of freedom, by Wilson and Hilferty's cube root (PNAS, 1931)."""
    spread = 2 / (9 * freedom)
    return np.asarray(np.maximum(1 - spread + z * np.sqrt(spread), 0.05) ** 3)
