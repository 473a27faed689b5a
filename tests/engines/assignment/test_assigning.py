"""What is asked of one plan: limits kept, refusals in words, groups, locks, a change of plan, the certificate."""

import json
import subprocess
import sys

import numpy as np
import pytest
import scipy.sparse

from madang.engines.assignment import Group, Plan, Relief, Shortfall, Underload, assign, prices, scenario

from .worlds import World, best_of_all

NONE = np.zeros((4, 3), bool)
AFFINITY = np.array([[0.9, 0.8, 0.1], [0.8, 0.9, 0.2], [0.7, 0.1, 0.6], [0.3, 0.2, 0.1]])
LIMITS = {"reviews_each": 2, "min_load": 1, "max_load": 4}


def drawn(applications: int, reviewers: int, seed: int = 1) -> tuple[np.ndarray, np.ndarray]:
    chance = np.random.default_rng(seed)
    return chance.random((applications, reviewers)), chance.random((applications, reviewers)) < 0.05


def lacking(plan: Plan, members: np.ndarray) -> int:
    counts = np.bincount(plan.pairs[members[plan.pairs[:, 1]], 0], minlength=len(plan.sums))
    return int((counts == 0).sum())


def test_every_application_gets_its_best_reviewers_where_loads_allow_it() -> None:
    plan = assign(AFFINITY, NONE, **LIMITS)

    assert plan.pairs.tolist() == [[0, 0], [0, 1], [1, 0], [1, 1], [2, 0], [2, 2], [3, 0], [3, 1]]
    assert (plan.total, plan.worst, plan.low_decile) == (pytest.approx(5.2), pytest.approx(0.5), pytest.approx(0.5))
    assert (plan.loads.tolist(), plan.feasible, plan.stopped) == ([4, 3, 1], True, "bound")
    assert plan.sums.tolist() == pytest.approx([1.7, 1.7, 1.3, 0.5])


def test_the_worst_application_is_lifted_at_a_small_cost() -> None:
    affinity = np.array([[0.9, 0.5], [0.5, 0.0]])

    flow = scenario(affinity, np.zeros((2, 2), bool), reviews_each=1, min_load=0, max_load=1, aim="total")
    plan = assign(np.array([[0.95, 0.5], [0.4, 0.0]]), np.zeros((2, 2), bool), reviews_each=1, min_load=0, max_load=1)

    assert flow.worst == pytest.approx(0.5)
    assert (plan.pairs.tolist(), plan.worst, plan.flow_worst) == ([[0, 1], [1, 0]], 0.4, 0.0)
    assert (plan.total, plan.optimum) == (pytest.approx(0.9), pytest.approx(0.95))


def test_in_a_sparse_array_only_what_is_stored_may_be_chosen() -> None:
    stored = scipy.sparse.csr_array(([0.1, 0.0, 0.9], ([0, 1, 1], [0, 1, 2])), shape=(2, 3))

    plan = assign(stored, np.zeros((2, 3), bool), reviews_each=[1, 2], min_load=0, max_load=1)

    assert plan.pairs.tolist() == [[0, 0], [1, 1], [1, 2]]
    assert (plan.total, plan.worst) == (pytest.approx(1.0), pytest.approx(0.1))


@pytest.mark.parametrize("kind", ["csr_matrix", "coo_array", "csc_matrix", "lil_array"])
def test_any_sparse_array_and_plain_lists_will_do(kind: str) -> None:
    made = getattr(scipy.sparse, kind)(AFFINITY.astype(np.float32))
    conflict = NONE.copy()
    conflict[0, 1] = True

    plan = assign(made, getattr(scipy.sparse, kind)(conflict), **LIMITS)
    listed = assign(AFFINITY.tolist(), conflict.tolist(), **LIMITS, locked={(1, 2)})

    assert np.array_equal(plan.pairs, assign(AFFINITY, conflict, **LIMITS).pairs)
    assert [1, 2] in listed.pairs.tolist()


def test_neither_affinity_nor_conflict_given_is_changed() -> None:
    stored = scipy.sparse.csr_array(([0.4, 0.3, 0.2], [1, 0, 1], [0, 3, 3]), shape=(2, 2))  # unsorted, one pair twice
    before = stored.data.copy(), stored.indices.copy()

    plan = assign(stored, NONE[:2, :2], reviews_each=[2, 0], min_load=0, max_load=2)

    assert plan.pairs.tolist() == [[0, 0], [0, 1]]
    assert plan.total == pytest.approx(0.9)
    assert (stored.data.tolist(), stored.indices.tolist()) == (before[0].tolist(), before[1].tolist())


def test_counts_and_loads_may_differ_by_application_and_reviewer() -> None:
    affinity, conflict = drawn(20, 8)
    needs, most = np.arange(20) % 4, np.array([10, 2, 4, 4, 4, 4, 4, 0])

    plan = assign(affinity, conflict, reviews_each=needs, min_load=np.array([9, 0, 0, 0, 0, 0, 0, 0]), max_load=most)

    assert plan.feasible
    assert np.bincount(plan.pairs[:, 0], minlength=20).tolist() == needs.tolist()
    assert (plan.loads <= most).all()
    assert plan.loads[0] >= 9
    assert plan.worst == pytest.approx(plan.sums[needs > 0].min())


def test_nothing_asked_is_nothing_planned() -> None:
    for shape in ((0, 3), (3, 0), (3, 2)):
        plan = assign(np.ones(shape), np.zeros(shape, bool), reviews_each=0, min_load=0, max_load=2)

        assert (plan.pairs.shape, plan.total, plan.worst, plan.feasible) == ((0, 2), 0.0, 0.0, True)


def test_every_pair_in_conflict_leaves_every_review_missing() -> None:
    plan = assign(AFFINITY, ~NONE, **LIMITS)

    assert len(plan.pairs) == 0
    assert plan.shortfalls == tuple(Shortfall(p, 2, 0) for p in range(4))
    assert plan.underloads == tuple(Underload(r, 1, 0) for r in range(3))
    assert [relief.limit for relief in plan.reliefs] == ["candidates", "candidates", "min_load"]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"affinity": np.where(AFFINITY == 0.9, np.nan, AFFINITY)}, "application 0, reviewer 0 is not a finite"),
        ({"affinity": np.where(AFFINITY == 0.6, -1, AFFINITY)}, "application 2, reviewer 2 is negative"),
        ({"affinity": AFFINITY + np.inf}, "12 value"),
        ({"affinity": AFFINITY[0]}, "affinity: has 1 dimensions"),
        ({"affinity": AFFINITY.astype(str)}, "not numbers"),
        ({"affinity": scipy.sparse.csr_array([[0.1, np.nan, 0.3]] * 4)}, "application 0, reviewer 1 is not a finite"),
        ({"conflict": NONE[:, :2]}, r"conflict: has shape \(4, 2\), but affinity has \(4, 3\)"),
        ({"conflict": NONE.astype(float)}, "conflict: holds float64, not booleans"),
        ({"reviews_each": -1}, "reviews_each: -1 is negative"),
        ({"reviews_each": 1.5}, "reviews_each: give whole numbers"),
        ({"reviews_each": [1, 2]}, r"reviews_each: has shape \(2,\); give one number or 4"),
        ({"reviews_each": True}, "reviews_each: give whole numbers"),
        ({"max_load": [1, 2, 3, 4]}, "max_load: has shape"),
        ({"max_load": np.nan}, "max_load: give whole numbers"),
        ({"min_load": 5}, "min_load is above max_load for the reviewers 0, 1, 2"),
        ({"locked": [[0, 1, 2]]}, "locked: give whole numbers"),
        ({"locked": [[4, 0]]}, r"locked: \(4, 0\) outside the 4 applications and 3 reviewers"),
        ({"locked": [[3, 2]]}, r"locked: \(application, reviewer\) in conflict: \(3, 2\); unlock"),
        ({"locked": [[0, 0], [0, 1], [0, 2]]}, "locked: more pairs than reviews_each for the applications 0"),
        ({"locked": [[0, 0], [1, 0]], "max_load": 1}, "locked: more pairs than max_load for the reviewers 0"),
        ({"groups": [[True, False]]}, r"group 0: has shape|group \"group 0\": has shape \(2,\)"),
        ({"locked": 3}, "locked: give whole numbers"),
        ({"groups": np.array([0, 1, 1])}, 'group "group 0": give booleans or indices over the 3 reviewers'),
        ({"groups": 3}, "groups: give a list"),
        ({"groups": {"expert": [3]}}, r'group "expert": an index lies outside 0..2'),
        ({"groups": [Group("x", np.ones(3, bool), least=2, most=1)]}, 'group "x": least is 2 and most 1'),
    ],
)
def test_a_question_that_makes_no_sense_is_refused_in_words(changed: dict[str, object], said: str) -> None:
    conflict = NONE.copy()
    conflict[3, 2] = True
    asked = {"affinity": AFFINITY, "conflict": conflict, **LIMITS} | changed

    with pytest.raises(ValueError, match=said):
        assign(asked.pop("affinity"), asked.pop("conflict"), **asked)


def test_too_low_a_load_says_who_falls_short_and_by_how_much_to_raise_it() -> None:
    affinity, conflict = np.ones((6, 3)), np.zeros((6, 3), bool)

    plan = assign(affinity, conflict, reviews_each=2, min_load=0, max_load=3)

    assert len(plan.pairs) == 9
    assert sorted(one.missing for one in plan.shortfalls) == [1, 1, 1]
    short = tuple(one.application for one in plan.shortfalls)
    assert plan.reliefs == (
        Relief("max_load", 1, short, plan.reliefs[0].reviewers),
        Relief("reviews_each", 1, short),
    )
    assert sorted(plan.reliefs[0].reviewers) == [0, 1, 2]


def test_too_high_a_lower_load_is_lowered_as_evenly_as_can_be() -> None:
    plan = assign(np.ones((4, 3)), np.zeros((4, 3), bool), reviews_each=2, min_load=3, max_load=4)

    assert (sorted(plan.loads.tolist()), plan.shortfalls) == ([2, 3, 3], ())
    assert [one.missing for one in plan.underloads] == [1]
    assert plan.reliefs == (Relief("min_load", 1, reviewers=(plan.underloads[0].reviewer,)),)


def test_an_application_with_conflicts_all_round_needs_other_candidates_not_loads() -> None:
    conflict = NONE.copy()
    conflict[1, :2] = True

    plan = assign(AFFINITY, conflict, **LIMITS)

    assert plan.shortfalls == (Shortfall(1, 1, 1),)
    assert plan.reliefs == (Relief("candidates", 1, (1,)),)


def test_every_application_gets_one_of_each_group_and_not_two_of_one_institution() -> None:
    affinity, conflict = drawn(200, 30)
    experts, readers = np.arange(30) < 10, np.arange(30) % 3 == 0
    institutions = [Group(f"house {at}", np.arange(30) % 7 == at, least=0, most=1) for at in range(7)]

    plan = assign(
        affinity, conflict, reviews_each=3, min_load=15, max_load=25, groups=[experts, readers, *institutions]
    )

    houses = [set((plan.pairs[plan.pairs[:, 0] == p, 1] % 7).tolist()) for p in range(200)]
    assert (plan.feasible, plan.unmixed) == (True, ())
    assert (lacking(plan, experts), lacking(plan, readers)) == (0, 0)
    assert {len(one) for one in houses} == {3}


def test_groups_may_be_named_or_given_by_indices_and_hold_for_some_applications() -> None:
    affinity = np.array([[0.9, 0.8, 0.1]] * 4)
    among = np.array([True, False, False, False])

    named = assign(affinity, NONE, reviews_each=1, min_load=0, max_load=4, groups={"last": [2]})
    some = assign(
        affinity, NONE, reviews_each=1, min_load=0, max_load=4, groups=[Group("last", named.loads > 0, among=among)]
    )

    assert named.pairs[:, 1].tolist() == [2, 2, 2, 2]
    assert some.pairs[:, 1].tolist() == [2, 0, 0, 0]


def test_a_group_without_room_says_for_which_applications() -> None:
    plan = assign(AFFINITY, NONE, reviews_each=1, min_load=0, max_load=[3, 3, 1], groups={"last": [2]})

    assert plan.shortfalls == ()
    assert len(plan.unmixed) == 3
    assert {(one.group, one.off) for one in plan.unmixed} == {("last", 1)}
    assert plan.reliefs == (Relief("group", 3, tuple(one.application for one in plan.unmixed), group="last"),)


@pytest.mark.parametrize("seed", range(40))
def test_groups_that_share_reviewers_are_met_where_that_is_possible(seed: int) -> None:
    chance = np.random.default_rng(seed)
    size, width = chance.integers(2, 5), chance.integers(3, 6)
    groups = [Group(str(at), chance.random(width) < 0.5, least=at % 2, most=(None, 2, 1)[at]) for at in range(3)]
    needs = np.full(size, chance.integers(1, 4))
    world = World(*drawn(size, width, seed), needs, np.zeros(width, np.int64), np.full(width, chance.integers(1, 5)))

    plan = assign(world.affinity, world.conflict, **world.asked, groups=groups)

    best = best_of_all(world, groups)
    assert plan.feasible == (best is not None)
    assert best is None or plan.optimum >= best[0] - 1e-9


def test_a_pair_locked_by_hand_need_be_no_candidate() -> None:
    stored = scipy.sparse.csr_array(([0.5, 0.4], ([0, 1], [0, 0])), shape=(2, 2))

    plan = assign(stored, NONE[:2, :2], reviews_each=1, min_load=0, max_load=2, locked=[(0, 1)])

    assert plan.pairs.tolist() == [[0, 1], [1, 0]]
    assert plan.sums.tolist() == [0.0, 0.4]


def test_when_a_reviewer_leaves_only_his_pairs_and_few_others_change() -> None:
    affinity, conflict = drawn(300, 40)
    first = assign(affinity, conflict, reviews_each=3, min_load=10, max_load=26)
    most = np.full(40, 26)
    most[7] = 0

    anew = assign(affinity, conflict, reviews_each=3, min_load=0, max_load=most)
    plan = scenario(affinity, conflict, reviews_each=3, min_load=0, max_load=most, previous=first.pairs)

    gone = {tuple(pair) for pair in first.pairs.tolist()} - {tuple(pair) for pair in plan.pairs.tolist()}
    assert plan.feasible
    assert plan.changes == len(gone) == first.loads[7]
    assert {reviewer for _, reviewer in gone} == {7}
    assert (plan.optimum, anew.changes) == (pytest.approx(anew.optimum), None)


def test_a_previous_pair_that_is_now_in_conflict_goes() -> None:
    first = assign(AFFINITY, NONE, **LIMITS)
    conflict = NONE.copy()
    conflict[2, 0] = True

    plan = scenario(AFFINITY, conflict, **LIMITS, previous=first.pairs)

    assert plan.changes == 1
    assert sorted(map(tuple, plan.pairs.tolist()))[4:6] == [(2, 1), (2, 2)]


def test_the_certificate_is_plain_and_the_bound_exact_when_asked() -> None:
    affinity, conflict = drawn(60, 10)
    affinity[:30, 3:] /= 4
    asked = {"reviews_each": 3, "min_load": 15, "max_load": 20}

    plan = scenario(affinity, conflict, **asked, certify=30)

    kept = json.loads(json.dumps(plan.certificate()))
    assert (kept["seed"], kept["pairs"], kept["feasible"], kept["bound_exact"]) == (0, 180, True, True)
    assert len(kept["inputs"]) == 64
    assert plan.flow_worst <= plan.worst <= plan.bound <= assign(affinity, conflict, **asked).bound


def test_inputs_are_told_apart_by_their_hash_and_seeds_are_not_part_of_it() -> None:
    plans = [
        assign(AFFINITY, NONE, **LIMITS),
        assign(AFFINITY, NONE, **LIMITS, seed=4),
        assign(AFFINITY + 1e-12, NONE, **LIMITS),
        assign(AFFINITY, NONE, **LIMITS | {"max_load": 3}),
        assign(AFFINITY, NONE, **LIMITS, locked=[(0, 0)]),
        assign(AFFINITY, NONE, **LIMITS, groups=[[0]]),
    ]

    assert plans[0].inputs == plans[1].inputs
    assert len({plan.inputs for plan in plans}) == 5
    assert plans[1].seed == 4


def test_the_seed_decides_between_equals() -> None:
    equal, none = np.ones((6, 6)), np.zeros((6, 6), bool)
    asked = {"reviews_each": 1, "min_load": 1, "max_load": 1}

    drawn_by_seed = {tuple(assign(equal, none, **asked, seed=seed).pairs[:, 1].tolist()) for seed in range(8)}

    assert len(drawn_by_seed) > 4


def test_leximin_serves_the_lowest_tenth_better() -> None:
    chance = np.random.default_rng(3)
    affinity = np.clip(chance.dirichlet(np.full(6, 0.3), 200) @ chance.dirichlet(np.full(6, 0.5), 40).T * 2, 0, 1)
    asked = {"reviews_each": 3, "min_load": 10, "max_load": 16}

    worst, even = (scenario(affinity, np.zeros((200, 40), bool), **asked, aim=aim) for aim in ("worst", "leximin"))

    assert even.worst >= worst.worst - 1e-9
    assert even.low_decile > worst.low_decile
    assert even.total < worst.total


@pytest.mark.parametrize("power", [-1000, -40, 3, 60, 900])
def test_the_scale_of_affinities_changes_nothing(power: int) -> None:
    affinity, conflict = drawn(60, 10)
    asked = {"reviews_each": 3, "min_load": 15, "max_load": 20}

    plan, scaled = assign(affinity, conflict, **asked), assign(np.ldexp(affinity, power), conflict, **asked)

    assert np.array_equal(scaled.sums, np.ldexp(plan.sums, power))
    assert (scaled.worst, scaled.bound) == (np.ldexp(plan.worst, power), np.ldexp(plan.bound, power))


def test_time_stops_the_lifting_where_it_is() -> None:
    affinity, conflict = drawn(200, 20)

    plan = scenario(affinity, conflict, reviews_each=3, min_load=0, max_load=40, aim="leximin", seconds=0)

    assert (plan.stopped, plan.feasible) == ("time", True)


def test_three_hundred_reviewers_and_three_thousand_applications_are_matched_well() -> None:
    chance = np.random.default_rng(0)
    near = chance.dirichlet(np.full(20, 0.2), 3_000) @ chance.dirichlet(np.full(20, 0.3), 300).T
    near = np.clip(near + chance.normal(0, 0.05, near.shape), 0, 1)
    far = np.argpartition(-near, 40, axis=1)[:, 40:]
    conflict = chance.random(near.shape) < 0.01
    np.put_along_axis(conflict, far, values=True, axis=1)

    plan = assign(near, conflict, reviews_each=3, min_load=20, max_load=33)

    assert (plan.feasible, len(plan.pairs)) == (True, 9_000)
    assert plan.total >= 0.99 * plan.optimum
    assert plan.worst >= 0.99 * plan.bound


def test_where_lifting_is_dear_a_second_start_saves_some_of_the_total() -> None:
    chance = np.random.default_rng(4)
    asked, known = chance.dirichlet(0.5 * np.arange(1, 21) ** -0.7, 600), chance.dirichlet(np.full(20, 0.2), 60)
    near = asked @ known.T / np.linalg.norm(asked, axis=1)[:, None] / np.linalg.norm(known, axis=1)
    near = np.clip(near + chance.normal(0, 0.08, near.shape), 0, 1)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(prices, "ENOUGH", 0.0)
        once = assign(near, near < 0.1, reviews_each=3, min_load=28, max_load=31)
    plan = assign(near, near < 0.1, reviews_each=3, min_load=28, max_load=31)

    assert once.feasible
    assert plan.feasible
    assert plan.worst >= once.worst - 1e-9
    assert once.total < 0.995 * once.optimum
    assert plan.total > once.total


def test_importing_the_package_loads_neither_or_tools_nor_scipy() -> None:
    heavy = "{'ortools', 'scipy', 'scipy.optimize', 'django', 'kiwipiepy'}"
    code = f"import sys, madang.engines.assignment; print(sorted({heavy} & set(sys.modules)))"

    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"
