"""The fast fit equals the plain one: the mixed model written out with whole matrices."""

import numpy as np
import pytest
from numpy.typing import NDArray

from madang.engines.selection.model import Design, Fit, fit


def world(seed: int) -> tuple[Design, Fit, NDArray[np.float64], NDArray[np.float64]]:
    """A small unbalanced panel, its fit, and both incidence matrices."""
    dice = np.random.default_rng(seed)
    pairs = [(a, r) for a in range(14) for r in dice.choice(6, int(dice.integers(1, 5)), replace=False)]
    application, reviewer = (np.array(side, np.intp) for side in zip(*pairs, strict=True))
    total = dice.normal(75, 6, 14)[application] + dice.normal(0, 4, 6)[reviewer] + dice.normal(0, 3, len(pairs))
    design = Design(application, reviewer, total, 14, 6)
    return design, fit(design), np.eye(14)[application], np.eye(6)[reviewer]


def deviance(
    total: NDArray[np.float64], x: NDArray[np.float64], z: NDArray[np.float64], between: float, within: float
) -> float:
    """Minus twice the restricted log-likelihood, up to a constant."""
    spread = between * z @ z.T + within * np.eye(total.size)
    inverse = np.linalg.inv(spread)
    normal = x.T @ inverse @ x
    rest = total - x @ np.linalg.solve(normal, x.T @ inverse @ total)
    return float(np.linalg.slogdet(spread)[1] + np.linalg.slogdet(normal)[1] + rest @ inverse @ rest)


@pytest.mark.parametrize("seed", range(6))
def test_merits_leniencies_and_errors_are_those_of_generalised_least_squares(seed: int):
    design, fitted, x, z = world(seed)
    inverse = np.linalg.inv(fitted.between * z @ z.T + fitted.within * np.eye(design.total.size))
    covariance = np.linalg.inv(x.T @ inverse @ x)
    merit = covariance @ x.T @ inverse @ design.total
    leniency = fitted.between * z.T @ inverse @ (design.total - x @ merit)

    np.testing.assert_allclose(fitted.merit, merit, atol=1e-6)
    np.testing.assert_allclose(fitted.merit_error, np.sqrt(np.diag(covariance)), rtol=1e-6)
    np.testing.assert_allclose(fitted.leniency, leniency, atol=1e-6)


@pytest.mark.parametrize("seed", range(6))
def test_no_other_variances_are_likelier(seed: int):
    design, fitted, x, z = world(seed)
    best = deviance(design.total, x, z, fitted.between, fitted.within)

    for between in (0.5, 0.9, 1.1, 2.0):
        for within in (0.5, 0.9, 1.1, 2.0):
            assert deviance(design.total, x, z, fitted.between * between, fitted.within * within) >= best - 1e-3


def test_draws_have_the_spread_and_the_shared_errors_of_the_estimate():
    design, fitted, x, z = world(3)
    drawn = fitted.draw(np.random.default_rng(1), 40_000)
    inverse = np.linalg.inv(fitted.between * z @ z.T + fitted.within * np.eye(design.total.size))

    np.testing.assert_allclose(np.cov(drawn.T), np.linalg.inv(x.T @ inverse @ x), atol=0.35)
    np.testing.assert_allclose(drawn.mean(axis=0), fitted.merit, atol=0.1)


def test_the_freedom_of_residuals_adds_up_to_what_is_left():
    design, fitted, x, z = world(2)
    spread = fitted.between * z @ z.T + fitted.within * np.eye(design.total.size)
    inverse = np.linalg.inv(spread)
    swept = inverse - inverse @ x @ np.linalg.inv(x.T @ inverse @ x) @ x.T @ inverse

    np.testing.assert_allclose(fitted.freedom, fitted.within * np.diag(swept), atol=1e-6)
    np.testing.assert_allclose(fitted.residual, fitted.within * swept @ design.total, atol=1e-6)
