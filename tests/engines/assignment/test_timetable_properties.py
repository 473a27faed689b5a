"""What holds for every timetable, against all timetables there are where they can be counted."""

from dataclasses import replace

import numpy as np
from benchmarks.timetabling import hidden
from hypothesis import given, settings
from hypothesis import strategies as st

from madang.engines.assignment.timetabling import Place, timetable

from .timetable_world import places, plans, worlds


def cost(plan: list[Place | None], before: list[Place | None]) -> tuple[int, int]:
    """Meetings without a place, and meetings of the plan before that are elsewhere now."""
    moved = sum(
        old is not None and (new is None or (new.start, new.panel) != (old.start, old.panel))
        for new, old in zip(plan, before, strict=True)
    )
    return sum(one is None for one in plan), moved


@settings(deadline=None, max_examples=80)
@given(worlds(), st.integers(0, 3))
def test_as_many_are_placed_as_any_timetable_places_and_nothing_clashes(world, seed):
    meetings, grid = world

    found = timetable(meetings, grid, seed=seed, rounds=300)

    assert found.clashes == ()
    assert len(found.unplaced) == min(sum(one is None for one in plan) for plan in plans(meetings, grid))
    assert [short.meeting for short in found.unplaced] == [
        at for at, place in enumerate(found.places()) if place is None
    ]


@settings(deadline=None, max_examples=60)
@given(worlds(meetings=3), st.data())
def test_after_a_change_no_plan_with_as_many_placed_moves_fewer(world, data):
    meetings, grid = world
    before = list(timetable(meetings, grid, rounds=300).places())
    flip = st.lists(st.sampled_from([True, True, True, False]), min_size=grid.panels.size, max_size=grid.panels.size)
    left = grid.panels & np.array(data.draw(flip)).reshape(grid.panels.shape)
    changed = replace(grid, panels=left, rooms=grid.rooms & data.draw(st.sampled_from([True, np.arange(4) != 1])))

    found = timetable(meetings, changed, previous=before, rounds=300)

    assert found.clashes == ()
    assert (len(found.unplaced), found.moved) == min(cost(plan, before) for plan in plans(meetings, changed))
    assert found.least_moves <= found.moved
    assert cost(list(found.places()), before) == (len(found.unplaced), found.moved)


@settings(deadline=None, max_examples=60)
@given(worlds(), st.data())
def test_what_is_locked_stays_or_is_reported(world, data):
    meetings, grid = world
    locked = []
    for one in meetings:
        place = data.draw(st.sampled_from(places(one, grid)))
        if place is not None and data.draw(st.booleans()) and one.rooms is None:
            place = replace(place, room=None)
        locked.append(replace(one, locked=place))

    found = timetable(locked, grid, rounds=300)

    assert found.clashes == ()
    reported = {short.meeting: short.locked for short in found.unplaced}
    for at, (one, place) in enumerate(zip(locked, found.places(), strict=True)):
        if place is None:
            assert reported[at] == (one.locked is not None)
        elif one.locked is not None:
            assert (place.start, place.panel) == (one.locked.start, one.locked.panel)
            assert one.locked.room in (None, place.room)


@settings(deadline=None, max_examples=25)
@given(st.integers(0, 10_000), st.sampled_from([(1,), (1, 2)]), st.sampled_from([0.0, 0.1]), st.sampled_from([1, 3]))
def test_a_timetable_that_exists_is_found_with_every_room_and_panel_used_up(seed, lengths, spare, choice):
    meetings, grid = hidden(
        startups=30, panels=10, rooms=4, slots=20, meetings=80, spare=spare, at_ease=0.3, lengths=lengths, choice=choice, seed=seed
    )  # fmt: skip

    found = timetable(meetings, grid)

    assert (found.unplaced, found.clashes, found.complete) == ((), (), True)


@settings(deadline=None, max_examples=30)
@given(worlds(), st.integers(0, 3))
def test_the_same_question_gets_the_same_answer(world, seed):
    meetings, grid = world

    first, second = (timetable(meetings, grid, seed=seed, rounds=300) for _ in range(2))

    assert (first.places(), first.input_hash) == (second.places(), second.input_hash)


@settings(deadline=None, max_examples=40)
@given(worlds())
def test_a_plan_to_which_nothing_happened_is_left_alone(world):
    meetings, grid = world
    first = timetable(meetings, grid, rounds=300)

    again = timetable(meetings, grid, previous=first.places(), rounds=300)

    assert (again.places(), again.moved, again.rerooms) == (first.places(), 0, 0)
