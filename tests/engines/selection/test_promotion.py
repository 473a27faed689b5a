"""Who moves up when someone who was selected lapses, withdraws or is excluded."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from madang.engines.selection import Confirmation, Leaving, Promotion, Reserve, SelectionError, promote

DAY = date(2026, 11, 19)
AT = datetime.fromisoformat("2026-11-19T17:00+09:00")


def after(*leavings: tuple[str, Any] | tuple[str, Any, str], **more: Any) -> Promotion:
    """A and B hold places, R1 to R3 wait; each leaving is who, when and how."""
    events = [Leaving(application=one[0], at=one[1], how=one[2] if len(one) > 2 else "declined") for one in leavings]  # type: ignore[arg-type]
    return promote(("A", "B"), ("R1", "R2", "R3"), events, **more)


def test_the_next_in_reserve_moves_up():
    found = after(("A", AT, "lapsed"))

    assert [(move.application, move.number, move.place_of) for move in found.moves] == [("R1", 1, "A")]
    assert (found.holders, found.reserve, found.vacant) == (("B", "R1"), ("R2", "R3"), 0)


def test_one_who_moved_up_may_lapse_in_turn():
    found = after(("A", AT), ("R1", AT + timedelta(days=5), "lapsed"))

    assert [(move.application, move.place_of) for move in found.moves] == [("R1", "A"), ("R2", "R1")]
    assert found.holders == ("B", "R2")


def test_several_lapses_of_one_day_take_the_next_in_order_of_the_reserve():
    found = after(("B", DAY, "lapsed"), ("A", DAY, "lapsed"))

    assert [move.application for move in found.moves] == ["R1", "R2"]
    assert (found.holders, found.reserve) == (("R1", "R2"), ("R3",))


def test_one_who_leaves_the_reserve_at_that_very_time_is_passed_over():
    found = after(("A", AT), ("R1", AT, "withdrawn"))

    assert (found.holders, found.reserve) == (("B", "R2"), ("R3",))
    assert found.moves[0].number == 2


def test_after_the_reserve_expired_places_stay_empty():
    held = Reserve(expires=DAY)

    assert after(("A", DAY), rule=held).vacant == 0
    late = after(("A", DAY + timedelta(days=1)), rule=held)
    assert (late.moves, late.vacant, late.expired, late.reserve) == ((), 1, True, ("R1", "R2", "R3"))


def test_the_last_day_of_the_reserve_is_a_local_day():
    held, late = Reserve(expires=DAY), datetime.fromisoformat("2026-11-19T15:30+00:00")  # 00:30 of the 20th in Seoul

    assert after(("A", late), rule=held).expired is True
    assert after(("A", late), rule=held, zone="Europe/London").expired is False


def test_when_the_reserve_is_used_up_places_stay_empty():
    found = promote(("A", "B"), ("R1",), [Leaving(application=one, how="lapsed", at=DAY) for one in "AB"])

    assert (found.holders, found.vacant, found.reserve) == (("R1",), 1, ())


def test_with_fewer_places_than_were_selected_nobody_moves_up():
    assert after(("A", DAY), places=1).moves == ()


def test_who_moves_up_gets_an_own_hour_to_confirm():
    move = after(("A", AT), confirmation=Confirmation()).moves[0]

    assert move.confirm_by is not None
    assert move.confirm_by.moment.isoformat() == "2026-11-24T17:00:00+09:00"


@pytest.mark.parametrize(
    ("leavings", "code"),
    [
        ([("X", DAY)], "not_there"), ([("A", DAY), ("A", DAY)], "twice"), ([("A", DAY), ("B", AT)], "mixed_times"),
        ([("R1", DAY, "lapsed")], "no_place_to_lapse"),
    ],
)  # fmt: skip
def test_what_cannot_have_happened_is_refused(leavings: list[Any], code: str):
    with pytest.raises(SelectionError) as caught:
        after(*leavings)

    assert [problem.code for problem in caught.value.problems] == [code]


def test_one_who_is_selected_and_in_reserve_is_refused():
    with pytest.raises(SelectionError, match="twice"):
        promote(("A",), ("A",), [])


@settings(max_examples=150, deadline=None)
@given(
    st.permutations(["A", "B", "R1", "R2", "R3"]),
    st.lists(st.integers(0, 3), min_size=5, max_size=5),
    st.integers(0, 5),
)
def test_places_are_never_overfilled_and_the_reserve_moves_in_its_order(order: list[str], days: list[int], many: int):
    events = [
        Leaving(application=one, how="withdrawn", at=DAY + timedelta(days=day))
        for one, day in zip(order[:many], days, strict=False)
    ]
    found = promote(("A", "B"), ("R1", "R2", "R3"), events)

    gone = {event.application for event in events}
    stay = [one for one in ("A", "B", "R1", "R2", "R3") if one not in gone]
    assert len(found.holders) + found.vacant == 2
    assert sorted((*found.holders, *found.reserve)) == sorted(stay)
    assert found.vacant == 0 or found.reserve == ()
    assert [move.number for move in found.moves] == sorted(move.number for move in found.moves)
    assert promote(("A", "B"), ("R1", "R2", "R3"), reversed(events)) == found
