"""What every plan keeps, whatever is asked."""

from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from madang.engines.assignment import Plan, assign, scenario

from .worlds import World, best_of_all, sparse, worlds


def panels(plan: Plan, world: World) -> np.ndarray:
    return np.bincount(plan.pairs[:, 0], minlength=len(world.needs))


@settings(deadline=None)
@given(world=worlds(applications=12, reviewers=9), seed=st.integers(0, 3))
def test_no_conflict_no_pair_twice_no_load_exceeded_and_what_is_missing_is_told(world: World, seed: int) -> None:
    plan = assign(world.affinity, world.conflict, **world.asked, seed=seed)

    assert not world.conflict[plan.pairs[:, 0], plan.pairs[:, 1]].any()
    assert np.array_equal(plan.pairs, np.unique(plan.pairs, axis=0))
    loads = np.bincount(plan.pairs[:, 1], minlength=len(world.most))
    assert np.array_equal(plan.loads, loads)
    assert (loads <= world.most).all()
    missing = world.needs - panels(plan, world)
    assert {one.application: one.missing for one in plan.shortfalls} == {
        p: n for p, n in enumerate(missing.tolist()) if n
    }
    idle = np.maximum(0, world.least - loads)
    assert {one.reviewer: one.missing for one in plan.underloads} == {r: n for r, n in enumerate(idle.tolist()) if n}


@settings(deadline=None)
@given(world=worlds(applications=12, reviewers=9))
def test_the_figures_of_a_plan_are_those_of_its_pairs(world: World) -> None:
    plan = assign(world.affinity, world.conflict, **world.asked)

    sums = np.bincount(plan.pairs[:, 0], world.affinity[tuple(plan.pairs.T)], minlength=len(world.needs))
    asked = sums[world.needs > 0]
    assert plan.sums == pytest.approx(sums)
    assert plan.total == pytest.approx(sums.sum())
    assert plan.worst == pytest.approx(asked.min() if len(asked) else 0)
    assert plan.flow_worst - 1e-9 <= plan.worst <= plan.bound + 1e-9
    assert plan.total <= plan.optimum + 1e-6


@settings(deadline=None, max_examples=150)
@given(world=worlds(applications=4, reviewers=4))
def test_the_flow_finds_the_greatest_total_there_is_or_says_that_there_is_none(world: World) -> None:
    best = best_of_all(world)
    plan = scenario(world.affinity, world.conflict, **world.asked, aim="total", certify=5)

    assert plan.feasible == (best is not None)
    if best is not None:
        assert plan.total == pytest.approx(best[0], abs=1e-7)
        assert plan.optimum == pytest.approx(best[0], abs=1e-7)
        assert best[1] <= plan.bound + 1e-7


@settings(deadline=None, max_examples=150)
@given(world=worlds(applications=4, reviewers=4, tied=False))
def test_the_worst_is_nearly_always_the_best_there_is(world: World) -> None:
    best = best_of_all(world)
    plan = assign(world.affinity, world.conflict, **world.asked)

    if best is not None:
        assert plan.worst <= best[1] + 1e-9
        if plan.stopped == "bound" and len(set(world.needs[world.needs > 0].tolist())) <= 1:
            assert plan.worst == pytest.approx(best[1])


@settings(deadline=None)
@given(world=worlds(applications=10, reviewers=8), seed=st.integers(-5, 2**70))
def test_the_same_question_and_seed_have_the_same_plan_dense_or_sparse(world: World, seed: int) -> None:
    dense = assign(world.affinity, world.conflict, **world.asked, seed=seed)
    stored = assign(sparse(world), world.conflict, **world.asked, seed=seed)
    again = assign(
        world.affinity.copy(), sparse(World(world.conflict, *[None] * 4)).astype(bool), **world.asked, seed=seed
    )

    assert np.array_equal(dense.pairs, stored.pairs)
    assert np.array_equal(dense.pairs, again.pairs)
    assert dense.certificate() == stored.certificate() == again.certificate()


@settings(deadline=None)
@given(world=worlds(applications=10, reviewers=8), order=st.randoms(use_true_random=False))
def test_listing_applications_in_another_order_changes_no_figure(world: World, order: Random) -> None:
    rows = list(range(len(world.needs)))
    order.shuffle(rows)

    plan = assign(world.affinity, world.conflict, **world.asked)
    turned = assign(
        world.affinity[rows],
        world.conflict[rows],
        reviews_each=world.needs[rows],
        min_load=world.least,
        max_load=world.most,
    )

    assert (turned.total, turned.worst) == pytest.approx((plan.total, plan.worst))
    assert sorted(turned.sums) == pytest.approx(sorted(plan.sums))


@settings(deadline=None)
@given(world=worlds(applications=10, reviewers=8, tied=False), order=st.randoms(use_true_random=False))
def test_listing_reviewers_in_another_order_gives_the_same_pairs(world: World, order: Random) -> None:
    columns = list(range(len(world.most)))
    order.shuffle(columns)

    plan = assign(world.affinity, world.conflict, **world.asked)
    turned = assign(
        world.affinity[:, columns],
        world.conflict[:, columns],
        reviews_each=world.needs,
        min_load=world.least[columns],
        max_load=world.most[columns],
    )

    if plan.feasible:  # who falls short may differ among equals
        assert turned.total == pytest.approx(plan.total)
        assert turned.worst == pytest.approx(plan.worst)


@settings(deadline=None)
@given(world=worlds(applications=10, reviewers=8))
def test_locked_pairs_stand(world: World) -> None:
    first = assign(world.affinity, world.conflict, **world.asked)
    locked = first.pairs[::2]

    plan = assign(world.affinity, world.conflict, **world.asked, locked=locked)

    assert {tuple(pair) for pair in locked.tolist()} <= {tuple(pair) for pair in plan.pairs.tolist()}
    assert plan.feasible == first.feasible
    assert (plan.loads <= world.most).all()
    assert len(plan.pairs) == len(first.pairs)


@settings(deadline=None)
@given(world=worlds(applications=10, reviewers=8))
def test_a_plan_that_still_fits_is_left_alone(world: World) -> None:
    first = assign(world.affinity, world.conflict, **world.asked)

    plan = scenario(world.affinity, world.conflict, **world.asked, previous=first.pairs, stay=100)

    assert plan.changes == 0
    assert np.array_equal(plan.pairs, first.pairs)


@settings(deadline=None, max_examples=200)
@given(world=worlds(applications=6, reviewers=5))
def test_each_relief_of_loads_or_counts_mends_what_it_says(world: World) -> None:
    plan = assign(world.affinity, world.conflict, **world.asked)

    able = (~world.conflict).sum(axis=1)
    needs = np.minimum(world.needs, able)  # those are for "candidates"
    if plan.shortfalls:
        assert plan.reliefs
    for relief in plan.reliefs:
        if relief.limit == "max_load":
            mended = assign(
                world.affinity, world.conflict, reviews_each=needs, min_load=0, max_load=world.most + relief.by
            )
            alone = world.most + np.bincount(relief.reviewers, minlength=len(world.most))
            fewest = assign(world.affinity, world.conflict, reviews_each=needs, min_load=0, max_load=alone)
            tight = assign(
                world.affinity, world.conflict, reviews_each=needs, min_load=0, max_load=world.most + relief.by - 1
            )
            assert (mended.shortfalls, fewest.shortfalls, bool(tight.shortfalls)) == ((), (), True)
        if relief.limit == "reviews_each":
            fewer = np.minimum(needs, np.maximum(0, world.needs - relief.by))
            mended = assign(world.affinity, world.conflict, reviews_each=fewer, min_load=0, max_load=world.most)
            assert mended.shortfalls == ()
        if relief.limit == "min_load":
            lower = np.maximum(0, world.least - relief.by)
            mended = assign(
                world.affinity, world.conflict, reviews_each=world.needs, min_load=lower, max_load=world.most
            )
            assert mended.underloads == ()


@settings(deadline=None)
@given(world=worlds(applications=8, reviewers=6))
def test_further_lifting_never_lowers_the_worst(world: World) -> None:
    plans = [scenario(world.affinity, world.conflict, **world.asked, aim=aim) for aim in ("total", "worst", "leximin")]

    worst = [plan.worst for plan in plans]
    assert worst[0] <= worst[1] + 1e-9
    assert worst[0] <= worst[2] + 1e-9
    assert len({len(plan.pairs) for plan in plans}) == 1
