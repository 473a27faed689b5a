"""Severity and noise of simulated reviewers are found again, with honest uncertainty."""

from dataclasses import replace
from random import Random
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from madang.engines.selection import (
    Calibration,
    Rating,
    SelectionError,
    calibrate,
    compute_case,
    load_rules,
    loads,
    ratings,
)
from madang.engines.selection.rules import Review

from .world import Form, form, stage

Panel = tuple[dict[str, float], dict[str, float], list[Rating]]


def panel(
    seed: int, *, applications: int = 80, reviewers: int = 12, each: int = 3, severity: float = 5, noise: float = 3
) -> Panel:
    """Merits, severities and what was given: each application by `each` reviewers drawn at random."""
    dice = np.random.default_rng(seed)
    merit = {f"A{n:03}": float(value) for n, value in enumerate(dice.normal(75, 8, applications))}
    strict = {f"R{n:02}": float(value) for n, value in enumerate(dice.normal(0, severity, reviewers))}
    names, given_ = list(strict), []
    for one, worth in merit.items():
        for seat in dice.choice(reviewers, each, replace=False):
            total = worth - strict[names[seat]] + float(dice.normal(0, noise))
            given_.append(Rating(one, names[seat], total))
    return merit, strict, given_


def errors(found: Calibration, merit: dict[str, float]) -> tuple[float, float]:
    """Root mean square error of raw and of calibrated means."""
    raw = [one.raw - merit[one.application] for one in found.applications]
    calibrated = [one.calibrated - merit[one.application] for one in found.applications]
    return float(np.std(raw)), float(np.std(calibrated))


@pytest.mark.parametrize("seed", range(5))
def test_severities_are_found_again_and_scores_come_nearer_to_the_merits(seed: int):
    merit, strict, given_ = panel(seed)
    found = calibrate(given_)

    told = np.array([one.severity for one in found.reviewers])
    true = np.array([strict[one.reviewer] for one in found.reviewers])
    raw, calibrated = errors(found, merit)
    assert found.state == "fitted"
    assert np.corrcoef(told, true)[0, 1] > 0.9
    assert calibrated < 0.85 * raw
    assert 2 < found.noise < 4


def test_intervals_and_bands_hold_nine_times_in_ten():
    held = np.zeros(3)
    for seed in range(20):
        merit, strict, given_ = panel(seed + 50, applications=60)
        found = calibrate(given_, draws=400)
        order = sorted(merit, key=lambda one: -merit[one])
        held[0] += np.mean(
            [abs(one.calibrated - merit[one.application]) < 1.645 * (one.error or 0) for one in found.applications]
        )
        held[1] += np.mean(
            [one.rank_low <= order.index(one.application) + 1 <= one.rank_high for one in found.applications]
        )
        held[2] += np.mean([abs(one.severity - strict[one.reviewer]) < 1.645 * one.error for one in found.reviewers])

    assert all(0.84 < share < 0.96 for share in held / 20), held / 20


def test_a_noisy_reviewer_is_told_from_a_steady_one():
    _, _, given_ = panel(1, applications=200)
    dice = Random(1)
    rough = [replace(one, total=one.total + dice.gauss(0, 9)) if one.reviewer == "R00" else one for one in given_]
    noise = {one.reviewer: (one.noise_low, one.noise_high) for one in calibrate(rough).reviewers}

    assert all(noise["R00"][0] > high for name, (_, high) in noise.items() if name != "R00")


def test_without_severity_nothing_is_taken_out():
    _, _, given_ = panel(3, severity=0)
    found = calibrate(given_)

    assert found.severity_spread < 1
    assert max(abs(one.calibrated - one.raw) for one in found.applications) < 1.5


def test_a_panel_that_saw_everything_keeps_the_raw_order_and_differences():
    _, _, given_ = panel(4, reviewers=4, each=4)
    found = calibrate(given_)

    gaps = [one.calibrated - one.raw for one in found.applications]
    assert max(gaps) - min(gaps) < 1e-9
    assert [one.rank for one in found.applications] == [one.raw_rank for one in found.applications]


@pytest.mark.parametrize("each", [1, 2])
def test_thin_data_are_said_to_be_thin_and_leave_the_scores_alone(each: int):
    _, _, given_ = panel(5, applications=6, reviewers=6, each=each)
    found = calibrate(given_)

    assert (found.state, found.reviewers) == ("too_thin", ())
    assert all(one.calibrated == one.raw and one.error is None for one in found.applications)
    assert {(one.rank_low, one.rank_high) for one in found.applications} == {(1, 6)}
    assert "degrees of freedom" in found.reasons[0]


def test_groups_without_a_common_reviewer_are_named():
    _, _, first = panel(6, applications=30, reviewers=5)
    _, _, second = panel(7, applications=20, reviewers=5)
    apart = [Rating(f"B{one.application}", f"S{one.reviewer}", one.total) for one in second]
    found = calibrate(first + apart)

    assert found.groups == 2
    assert {one.application[0]: one.group for one in found.applications} == {"A": 0, "B": 1}
    assert any("2 groups share no reviewer" in reason for reason in found.reasons)


def test_one_of_a_group_on_the_edge_is_found_by_the_chain_it_hangs_on():
    chain = [Rating(f"A{n}", f"R{m}", 70.0) for n in range(30) for m in (n, n + 1)]

    assert calibrate(chain).groups == 1


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6))
def test_the_order_of_ratings_changes_nothing_and_a_shift_moves_all_alike(seed: int):
    _, _, given_ = panel(seed % 50, applications=20, reviewers=6)
    mixed = list(given_)
    Random(seed).shuffle(mixed)
    found = calibrate(given_, draws=50)
    moved = calibrate([replace(one, total=one.total + 10) for one in given_], draws=50)

    assert calibrate(mixed, draws=50) == found
    assert [round(one.calibrated - 10, 6) for one in moved.applications] == [
        round(one.calibrated, 6) for one in found.applications
    ]
    assert [one.rank for one in moved.applications] == [one.rank for one in found.applications]


def test_a_stricter_reviewer_is_found_stricter():
    _, _, given_ = panel(8)
    harsh = [replace(one, total=one.total - 6) if one.reviewer == "R03" else one for one in given_]
    before, after = ({one.reviewer: one.severity for one in calibrate(rows).reviewers} for rows in (given_, harsh))

    assert after["R03"] - before["R03"] > 4


def test_nothing_given_is_nothing_found():
    found = calibrate([])

    assert (found.state, found.applications, found.reviewers, found.groups) == ("too_thin", (), (), 0)


@pytest.mark.parametrize("rows", [[Rating("A", "R", 1), Rating("A", "R", 2)], [Rating("A", "R", float("nan"))]])
def test_ratings_that_cannot_be_are_refused(rows: list[Rating]):
    with pytest.raises(ValueError, match=r"once|finite"):
        calibrate(rows)


def test_ratings_come_from_whole_reviews_and_only_where_the_call_allows():
    rules = load_rules({"places": 1, "stages": [stage(maxima=(50, 50))]})
    rows = [
        Review(id="1", application="A", stage="only", reviewer="R", scores={"c0": 40, "c1": "30.5"}),  # type: ignore[dict-item]
        Review(id="2", application="A", stage="only", scores={"c0": 40}),  # type: ignore[dict-item]
        Review(id="3", application="A", stage="only", state="recused"),
    ]

    assert ratings(rules, "only", rows) == [Rating("A", "R", 70.5)]
    with pytest.raises(SelectionError, match="do not allow"):
        ratings(load_rules({"places": 1, "stages": [stage()], "calibration": "off"}), "only", rows)
    with pytest.raises(SelectionError, match="no stage"):
        ratings(rules, "other", rows)


def judged(given_: list[Rating], **more: Any) -> Form:
    names = sorted({one.application for one in given_})
    rows = [
        {"id": f"{n}", "application": one.application, "stage": "only", "reviewer": one.reviewer,
         "scores": {"c0": f"{min(max(one.total, 0), 100):.2f}"}}
        for n, one in enumerate(given_)
    ]  # fmt: skip
    case = {"reviews": rows, "calibrated": ["only"], **more}
    return form({one: [] for one in names}, case=case, calibration="used", places=len(names))


def test_a_decision_may_rest_on_calibrated_means_and_says_so():
    _, _, given_ = panel(9)
    held = loads(judged(given_))
    result = compute_case(held)
    found = {one.application: one for one in calibrate(ratings(held.rules, "only", held.reviews)).applications}

    assert (result.complete, result.calibrated) == (True, ("only",))
    for score in result.stages[0].scores:
        assert abs(float(score.mean) - found[score.application].calibrated) < 0.0051
        assert [step.what for step in score.steps][-1] == "calibrated mean"


def test_a_stage_too_thin_to_calibrate_is_for_people():
    _, _, given_ = panel(5, applications=4, reviewers=4, each=2)
    result = compute_case(loads(judged(given_)))

    assert [one.code for one in result.problems] == ["calibration_thin"]
    assert {one.status for one in result.outcomes} == {"waiting"}


def test_calibrated_means_rank_only_where_the_rules_say_so():
    _, _, given_ = panel(9)
    bad = judged(given_)
    bad["rules"]["calibration"] = "shown"

    with pytest.raises(SelectionError, match="do not allow"):
        loads(bad)
