"""How well reviewers suit applications: by words, by concepts across languages, by what is declared and bid."""

import numpy as np
import pytest

from madang.engines.assignment import Described, affinities, assign
from madang.engines.assignment.affinity import BIDS, DECLARED

ROBOT = "배달 로봇의 자율주행 기술을 개발하고 병원에서 실증합니다."
FOOD = "발효 식품을 개발해 수출하는 회사입니다."
ROBOT_ZH = "我们研究移动机器人的自动驾驶与导航。"
FOOD_EN = "Fermented food and its export: a study of kimchi makers."
ROBOT_EN = "Autonomous delivery robots: navigation and field tests in hospitals."
APPLICATIONS = [Described([ROBOT]), Described([FOOD])]
LEAST = 1e-12


def dense(*given: object, **more: object) -> np.ndarray:
    return affinities(*given, **more).toarray()  # type: ignore[arg-type]


def test_the_reader_of_the_same_field_comes_first_in_any_language() -> None:
    reviewers = [Described([text]) for text in (ROBOT_ZH, FOOD_EN, ROBOT_EN)]

    values = dense(APPLICATIONS, reviewers)

    assert (values >= 0).all()
    assert (values <= 1).all()
    assert values[0, 0] > values[0, 1]
    assert values[0, 2] > values[0, 1]
    assert values[1, 1] > max(values[1, 0], values[1, 2])


def test_within_a_language_shared_words_beat_shared_concepts_alone() -> None:
    reviewers = [
        Described(["배달 로봇의 자율주행 실증을 병원에서 연구했습니다."]),
        Described(["로봇 산업을 지원합니다."]),
    ]

    values = dense(APPLICATIONS, reviewers)

    assert values[0, 0] > values[0, 1] > 0


def test_many_texts_count_by_their_mean_not_by_their_number() -> None:
    one, same, mixed = Described([ROBOT_EN]), Described([ROBOT_EN] * 5), Described([ROBOT_EN, FOOD_EN])

    values = dense([Described([ROBOT_EN]), Described([FOOD])], [one, same, mixed])

    assert values[0, 0] >= values[0, 1] - 0.1
    assert values[0, 1] > values[0, 2]


def test_what_is_declared_adds_at_most_its_share() -> None:
    asked = [Described([ROBOT], sectors=frozenset({"robotics", "health"})), Described([FOOD])]
    reviewers = [
        Described([ROBOT_ZH]),
        Described([ROBOT_ZH], sectors=frozenset({"robotics"})),
        Described([ROBOT_ZH], sectors=frozenset({"robotics", "health", "games"})),
    ]

    plain, half, full = dense(asked, reviewers)[0]

    assert half / plain == pytest.approx(1 + DECLARED / 2)
    assert full / plain == pytest.approx(1 + DECLARED)


def test_a_reviewer_who_wrote_nothing_is_known_by_what_they_declare() -> None:
    asked = [Described([ROBOT], sectors=frozenset({"robotics"})), Described([FOOD], sectors=frozenset({"food"}))]
    reviewers = [Described(sectors=frozenset({"robotics"})), Described(concepts=frozenset({"agritech"})), Described()]

    values = dense(asked, reviewers)

    assert values[0, 0] > values[0, 1]
    assert values[1, 0] == 0
    assert values[:, 2].tolist() == [0, 0]


@pytest.mark.parametrize("bid", sorted(BIDS))
def test_a_bid_multiplies_within_its_bounds(bid: int) -> None:
    reviewers = [Described([ROBOT_ZH]), Described([FOOD_EN])]

    plain = dense(APPLICATIONS, reviewers)
    wished = dense(APPLICATIONS, reviewers, bids=[(0, 0, bid)])

    assert wished[0, 0] == pytest.approx(plain[0, 0] * BIDS[bid])
    assert np.delete(wished.ravel(), 0).tolist() == np.delete(plain.ravel(), 0).tolist()


@pytest.mark.parametrize("bid", [(2, 0, 1), (0, 5, 1), (-1, 0, 1), (0, 0, 3)])
def test_a_bid_for_nobody_or_of_no_known_value_is_refused(bid: tuple[int, int, int]) -> None:
    with pytest.raises(ValueError, match=r"bids: \(.*is no \(application, reviewer, one of \[-1, 0, 1, 2\]\)"):
        affinities(APPLICATIONS, [Described([ROBOT_ZH])], bids=[bid])


def test_each_application_keeps_its_best_candidates_and_each_reviewer_some_applications() -> None:
    chance = np.random.default_rng(0)
    words = [f"word{at}" for at in range(60)]
    described = [Described([" ".join(chance.choice(words, 12))]) for _ in range(150)]

    found = affinities(described[:90], described[90:], candidates=5)
    whole = dense(described[:90], described[90:], candidates=60)

    kept = np.diff(found.indptr)
    assert (kept.min(), found.shape) == (5, (90, 60))
    assert np.bincount(found.indices, minlength=60).min() >= 10
    for row in range(90):
        mine = found.indices[found.indptr[row] : found.indptr[row + 1]]
        assert set(np.flatnonzero(whole[row] > np.sort(whole[row])[-5] + LEAST)) <= set(mine.tolist())


def test_with_nothing_in_common_every_reviewer_is_a_candidate_somewhere() -> None:
    found = affinities([Described(["alpha beta"])] * 20, [Described(["gamma delta"])] * 10, candidates=3)

    plan = assign(found, np.zeros((20, 10), bool), reviews_each=3, min_load=6, max_load=6)

    assert (found.data.max(), plan.feasible) == (0.0, True)


def test_nobody_and_nothing_are_no_error() -> None:
    assert affinities([], []).shape == (0, 0)
    assert affinities([], [Described([ROBOT])]).shape == (0, 1)
    assert dense([Described(), Described([" "])], [Described([ROBOT])]).tolist() == [[0.0], [0.0]]
    with pytest.raises(ValueError, match="candidates: 0"):
        affinities([], [], candidates=0)
