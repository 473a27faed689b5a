"""Small markets worked out by hand, refusals, and what a startup is told."""

from hashlib import sha256

import numpy as np
import pytest

from madang.engines.assignment.seating import Match, Outcome, Reserve, Step, Won, blocking_pairs, lottery, seats


def held(match: Match) -> list[int]:
    return match.seat_of.tolist()


def reserve(programme: int, places: int, *members: bool, **more: object) -> Reserve:
    return Reserve(programme, places, np.array(members), **more)  # type: ignore[arg-type]


def test_startups_get_the_best_stable_match_of_the_classic_three_by_three():
    """Gale and Shapley's own example: every startup can have its first wish, every programme would rather not."""
    wishes = [[0, 1, 2], [1, 2, 0], [2, 0, 1]]
    orders = [[1, 2, 0], [2, 0, 1], [0, 1, 2]]

    match = seats(wishes, orders, [1, 1, 1])

    assert (held(match), match.place_of.tolist(), match.blocking.tolist()) == ([0, 1, 2], [0, 0, 0], [])


def test_a_better_score_takes_the_seat_and_the_other_moves_on():
    scores = np.array([70.0, 70.0, 90.0])  # startup 0 at programmes 0 and 1, startup 1 at programme 0

    match = seats([[0, 1], [0]], scores, [1, 1])

    assert (held(match), match.place_of.tolist(), match.filled.tolist()) == ([1, 0], [1, 0], [1, 1])


def test_scores_by_wish_by_table_and_as_orders_give_the_same_match():
    wishes = [[0, 1], [1, 0], [0]]
    table = np.array([[3.0, 1.0], [2.0, 5.0], [1.0, 9.0]])
    by_wish = np.array([3.0, 1.0, 5.0, 2.0, 1.0])
    as_csr = (np.array([0, 2, 4, 5]), np.array([0, 1, 1, 0, 0]))

    found = [
        held(seats(wishes, table, [1, 1])),
        held(seats(wishes, by_wish, [1, 1])),
        held(seats(as_csr, by_wish, [1, 1])),
        held(seats(wishes, [[0, 1, 2], [1, 0]], [1, 1])),
    ]

    assert found == [[0, 1, -1]] * 4


def test_who_has_no_score_or_stands_in_no_order_is_not_accepted():
    by_score = seats([[0], [0]], np.array([np.nan, 10.0]), [2])
    by_order = seats([[0], [0]], [[1]], [2])

    assert (held(by_score), held(by_order)) == ([-1, 0], [-1, 0])
    assert by_score.explain(0) == (Step(0, Outcome.NOT_ACCEPTED),)


def test_equals_are_parted_by_a_number_anyone_can_work_out():
    keys = ["A-7F3K", "A-9Q2M"]
    numbers = [int.from_bytes(sha256(f"2026-11-30:{key}".encode()).digest()[:8], "big") for key in keys]

    match = seats([[0], [0]], np.array([80.0, 80.0]), [1], seed="2026-11-30", keys=keys)

    assert lottery("2026-11-30", keys).tolist() == numbers == match.lottery.tolist()
    assert held(match)[numbers.index(min(numbers))] == 0
    assert held(match)[numbers.index(max(numbers))] == -1


def test_a_loser_is_told_score_line_and_what_decided():
    match = seats([[0], [0, 1]], np.array([60.0, 75.0, 50.0]), [1, 1])

    (step,) = match.explain(0)
    (line,) = step.lines

    assert (step.outcome, line.kind, line.won, line.score, line.last_score) == (Outcome.FULL, -1, Won.SCORE, 60.0, 75.0)
    assert match.explain(1) == (Step(0, Outcome.SEATED, -1), Step(1, Outcome.NOT_NEEDED))


def test_a_draw_lost_and_a_programme_without_seats_are_told_as_such():
    match = seats([[0, 1], [0, 1]], np.array([80.0, 80.0, 80.0, 80.0]), [1, 0])

    loser = match.seat_of.tolist().index(-1)

    assert [step.lines[0].won for step in match.explain(loser)] == [Won.LOTTERY, Won.NO_SEATS]


def test_a_reserved_seat_goes_to_its_group_and_the_one_who_misses_it_is_told_so():
    scores = np.array([90.0, 80.0, 40.0])

    match = seats([[0], [0], [0]], scores, [2], [reserve(0, 1, False, False, True)])

    assert (held(match), match.kind_of.tolist()) == ([0, -1, 0], [-1, -1, 0])
    assert [line.won for line in match.explain(1)[0].lines] == [Won.GROUP, Won.SCORE]


def test_reserved_seats_nobody_of_the_group_takes_go_to_others_unless_they_are_kept():
    scores = np.array([90.0, 80.0])

    given = seats([[0], [0]], scores, [2], [reserve(0, 1, False, False)])
    kept = seats([[0], [0]], scores, [2], [reserve(0, 1, False, False, only=True)])

    assert (held(given), held(kept)) == ([0, 0], [0, -1])


def test_a_reserve_is_a_floor_or_comes_on_top_as_asked():
    """Two women, the first of them good enough for an open seat; three seats, one reserved."""
    scores, women = np.array([90.0, 80.0, 70.0, 60.0]), reserve(0, 1, True, False, False, True)

    floor = seats([[0]] * 4, scores, [3], [women])
    on_top = seats([[0]] * 4, scores, [3], [women], open_first=True)

    assert (held(floor), held(on_top)) == ([0, 0, 0, -1], [0, 0, -1, 0])
    assert (floor.kind_of.tolist(), on_top.kind_of.tolist()) == ([0, -1, -1, -1], [-1, -1, -1, 0])


def test_a_reserve_may_have_an_order_of_its_own():
    need = reserve(0, 1, True, True, scores=np.array([1.0, 2.0]))

    match = seats([[0], [0]], np.array([90.0, 10.0]), [1], [need])

    assert held(match) == [-1, 0]


def test_the_check_finds_the_pair_that_a_wrong_outcome_leaves():
    scores = np.array([60.0, 75.0])

    wrong = blocking_pairs([[0], [0]], scores, [1], seat_of=np.array([0, -1]), kind_of=np.array([-1, -1]))
    wasted = blocking_pairs([[0], [0]], scores, [1], seat_of=np.array([-1, -1]), kind_of=np.array([-1, -1]))

    assert (wrong.tolist(), wasted.tolist()) == ([[1, 0]], [[0, 0], [1, 0]])


@pytest.mark.parametrize(
    ("seat_of", "said"),
    [([0, 0], "gave 2 of 1 seats"), ([1, -1], "startup 0 holds a seat"), ([0], "need the shape")],
)
def test_the_check_refuses_what_is_no_outcome_at_all(seat_of, said):
    with pytest.raises(ValueError, match=said):
        blocking_pairs(
            [[0], [0]], np.array([1.0, 2.0]), [1, 1], seat_of=np.array(seat_of), kind_of=np.full(len(seat_of), -1)
        )


@pytest.mark.parametrize(
    ("wishes", "priorities", "quotas", "reserved", "said"),
    [
        ([[2]], np.array([1.0]), [1], [], "startup 0 names programme 2, but there are 1"),
        ([[0, 0]], np.array([1.0, 1.0]), [1], [], "startup 0 names programme 0 twice"),
        ([[0]], np.array([1.0, 2.0]), [1], [], "priorities: expected"),
        ([[0]], [[0], [0]], [1], [], "2 orders for 1 programmes"),
        ([[0]], [[0, 0]], [1], [], "names a startup twice"),
        ([[0]], [[4]], [1], [], "outside 0..0"),
        ([[0]], np.array([1.0]), [-1], [], "0 or more"),
        ([[0]], np.array([1.0]), [1], [reserve(0, 2, True)], "programme 0 reserves 2 seats of 1"),
        ([[0]], np.array([1.0]), [1], [reserve(3, 1, True)], "reserve 0: programme 3"),
        ([[0]], np.array([1.0]), [1], [reserve(0, 1, True, True)], "members and scores need the shape"),
    ],
)
def test_input_that_does_not_fit_together_is_refused_by_name(wishes, priorities, quotas, reserved, said):
    with pytest.raises(ValueError, match=said):
        seats(wishes, priorities, quotas, reserved)


def test_keys_must_be_one_for_each_startup():
    with pytest.raises(ValueError, match="2 different texts"):
        seats([[0], [0]], np.array([1.0, 1.0]), [1], keys=["A", "A"])


def test_no_startup_and_no_wish_are_no_trouble():
    assert held(seats([], np.zeros(0), [3])) == []
    assert held(seats([[], []], [[0, 1]], [3])) == [-1, -1]


def test_the_fingerprint_follows_everything_that_decides():
    first = seats([[0], [0]], np.array([1.0, 2.0]), [1])

    assert seats([[0], [0]], np.array([1.0, 2.0]), [1]).input_hash == first.input_hash
    assert seats([[0], [0]], np.array([1.0, 2.5]), [1]).input_hash != first.input_hash
    assert seats([[0], [0]], np.array([1.0, 2.0]), [2]).input_hash != first.input_hash
    assert seats([[0], [0]], np.array([1.0, 2.0]), [1], seed=1).input_hash != first.input_hash
