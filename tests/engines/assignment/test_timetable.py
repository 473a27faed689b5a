"""Small timetables worked out by hand, refusals, and what is said of those without a place."""

from dataclasses import replace

import numpy as np
import pytest
from benchmarks.timetabling import hidden

from madang.engines.assignment.timetabling import NOWHERE, Grid, Kind, Meeting, Place, clashes, timetable


def grid(*, startups: int = 3, panels: int = 2, rooms: int = 2, slots: int = 4, **more: object) -> Grid:
    """Everybody always there."""
    sizes = (startups, panels, rooms)
    return Grid(*(np.ones((size, slots), dtype=np.bool_) for size in sizes), **more)  # type: ignore[arg-type]


def but(table: np.ndarray, row: int, *slots: int) -> np.ndarray:
    """The same table with a row that is there in those slots only."""
    out = table.copy()
    out[row] = np.isin(np.arange(table.shape[1]), slots)
    return out


def test_the_hardest_gets_its_only_slot():
    base = grid(panels=1, slots=2)
    there = replace(base, startups=but(base.startups, 1, 0))

    found = timetable([Meeting(0, (0,)), Meeting(1, (0,))], there)

    assert (found.start.tolist(), found.unplaced, found.clashes, found.complete) == ([1, 0], (), (), True)


def test_people_panels_rooms_and_pools_are_never_in_two_places():
    there = grid(
        panels=3, rooms=3, slots=3, people=np.ones((2, 3), bool), pools=np.array([[1, 1, 1]]), members=((0,), (0,), ())
    )
    meetings = [
        Meeting(0, (0,)),
        Meeting(1, (1,)),
        Meeting(2, (2,), people=(0,)),
        Meeting(0, (2,), needs=(0,)),
        Meeting(1, (2,), needs=(0,)),
    ]

    found = timetable(meetings, there)

    assert found.clashes == ()
    assert sorted(found.start[:3].tolist()) == [0, 1, 2]  # person 0 in all three
    assert len(set(found.start[2:].tolist())) == 3  # panel 2 in all three


def test_a_longer_meeting_keeps_its_room_and_lies_within_a_block():
    there = grid(panels=1, rooms=1, slots=4, blocks=np.array([0, 1, 1, 1]))

    found = timetable([Meeting(0, (0,), 3), Meeting(1, (0,))], there)

    assert (found.start.tolist(), found.room.tolist()) == ([1, 0], [0, 0])


def test_rooms_are_those_asked_for_and_online_needs_none():
    there = grid(panels=3, rooms=2, slots=1)

    found = timetable([Meeting(0, (0,), rooms=(1,)), Meeting(1, (1,)), Meeting(2, (2,), rooms=())], there)

    assert (found.room.tolist(), found.unplaced) == ([1, 0, NOWHERE], ())


def test_pairs_are_chosen_at_the_greatest_fit_the_panels_have_time_for():
    there = grid(startups=2, panels=2, slots=1)
    meetings = [Meeting(0, (0, 1), fit=(0.9, 0.8)), Meeting(1, (0, 1), fit=(0.7, 0.1))]

    found = timetable(meetings, there)

    assert (found.panel.tolist(), found.fit, found.fit_bound) == ([1, 0], pytest.approx(1.5), pytest.approx(1.5))


def test_a_startup_with_a_choice_meets_each_panel_once():
    found = timetable([Meeting(0, (0, 1), fit=(0.9, 0.1))] * 2, grid())

    assert sorted(found.panel.tolist()) == [0, 1]


def test_a_lock_stays_and_others_go_round_it():
    there = grid(panels=1, slots=2, rooms=2)
    meetings = [Meeting(0, (0,)), Meeting(1, (0,), locked=Place(0, 0, 1))]

    found = timetable(meetings, there)

    assert found.places() == (Place(1, 0, found.places()[0].room), Place(0, 0, 1))


def test_of_two_locks_on_one_room_the_second_is_reported():
    meetings = [Meeting(0, (0,), locked=Place(0, 0, 1)), Meeting(1, (1,), locked=Place(0, 1, 1))]

    found = timetable(meetings, grid())

    assert [(short.meeting, short.kind, short.locked) for short in found.unplaced] == [(1, Kind.ROOM, True)]


def test_after_a_change_only_those_who_must_move():
    there = grid(panels=2, slots=3, rooms=2)
    meetings = [Meeting(0, (0,)), Meeting(1, (0,)), Meeting(2, (1,)), Meeting(0, (1,))]
    before = (Place(0, 0, 0), Place(1, 0, 0), Place(0, 1, 1), Place(1, 1, 1))

    found = timetable(meetings, replace(there, panels=but(there.panels, 0, 1, 2)), previous=before)

    assert (found.places(), found.moved, found.least_moves) == ((Place(2, 0, 0), *before[1:]), 1, 1)


def test_a_room_that_is_lost_changes_that_room_and_no_time():
    there = grid(panels=2, slots=1, rooms=3)
    before = (Place(0, 0, 0), Place(0, 1, 1))

    found = timetable([Meeting(0, (0,)), Meeting(1, (1,))], replace(there, rooms=but(there.rooms, 0)), previous=before)

    assert (found.places(), found.moved, found.rerooms) == ((Place(0, 0, 2), Place(0, 1, 1)), 0, 1)


def test_a_room_lost_for_a_slot_is_nobody_elses_trouble():
    """Room 0 becomes a class of its own; those who were in the others keep them."""
    there = grid(startups=4, panels=4, slots=2, rooms=3)
    meetings = [Meeting(startup, (startup,)) for startup in range(4)]
    before = (Place(0, 0, 0), Place(0, 1, 1), Place(1, 2, 0), Place(1, 3, 1))

    found = timetable(meetings, replace(there, rooms=but(there.rooms, 0, 1)), previous=before)

    assert (found.places(), found.moved, found.rerooms) == ((Place(0, 0, 2), *before[1:]), 0, 1)


def test_who_never_has_a_slot_in_common_is_told_what_is_missing():
    base = grid(panels=1, slots=2)
    away = replace(base, startups=but(base.startups, 0))

    (short,) = timetable([Meeting(0, (0,))], away).unplaced

    assert (short.kind, short.index, short.never, short.starts, short.there) == (Kind.STARTUP, 0, True, 0, 0)


@pytest.mark.parametrize(
    ("changed", "kind", "index", "wanted", "has"),
    [
        ({"panels": but(np.ones((1, 3), bool), 0, 0)}, Kind.PANEL, 0, 2, 1),
        ({"rooms": but(np.ones((1, 3), bool), 0, 1)}, Kind.ROOM, NOWHERE, 2, 1),
        ({"pools": np.array([[0, 0, 1]])}, Kind.POOL, 0, 2, 1),
        ({"people": but(np.ones((1, 3), bool), 0, 1), "members": ((0,),)}, Kind.PERSON, 0, 2, 1),
    ],
)
def test_what_is_short_is_named_with_how_much_is_wanted_and_there(changed, kind, index, wanted, has):
    there = replace(grid(panels=1, rooms=1, slots=3, pools=np.array([[1, 1, 1]])), **changed)

    found = timetable([Meeting(0, (0,), needs=(0,)), Meeting(1, (0,), needs=(0,))], there)

    (short,) = found.unplaced
    assert (short.kind, short.index, short.wanted, short.there, short.never) == (kind, index, wanted, has, False)
    assert found.complete


def test_a_hundred_per_cent_of_rooms_and_panels_can_be_used():
    meetings, there = hidden(startups=300, panels=60, rooms=10, slots=40, meetings=400)

    found = timetable(meetings, there)

    assert (len(meetings), found.unplaced, found.clashes) == (400, (), ())
    assert len(set(zip(found.room.tolist(), found.start.tolist(), strict=True))) == 10 * 40


def test_with_a_meeting_too_many_just_that_one_is_left_and_it_is_known_at_once():
    meetings, there = hidden(startups=300, panels=60, rooms=10, slots=40, meetings=400, spare=0.5)

    found = timetable([*meetings, Meeting(0, (1,))], there)

    assert (len(found.unplaced), found.complete, found.clashes) == (1, True, ())


def test_the_check_finds_every_kind_of_clash():
    there = grid(slots=2, people=np.ones((1, 2), bool), pools=np.array([[1, 1]]), blocks=np.array([0, 1]))
    there = replace(there, panels=but(there.panels, 1, 1))
    one = Meeting(0, (0,), people=(0,), needs=(0,), rooms=(0,))
    meetings = [
        one,
        replace(one, startup=1),
        Meeting(2, (1,), 2),
        Meeting(2, (0, 1)),
        Meeting(2, (0, 1), locked=Place(1, 0)),
    ]

    said = clashes(meetings, there, np.zeros(5, int), np.array([0, 0, 1, 1, 1]), np.array([0, 0, 1, 1, 0]))

    assert set(said) >= {
        "panel 0 is in two places in slot 0 (meetings 0 and 1)",
        "room 0 is in two places in slot 0 (meetings 0 and 1)",
        "person 0 is in two places in slot 0 (meetings 0 and 1)",
        "pool 0 has 1 in slot 0, 2 are taken",
        "panel 1 is not available in slot 0 (meeting 2)",
        "meeting 2 runs over the end of a block",
        "startup 2 is in two places in slot 0 (meetings 2 and 3)",
        "startup 2 has panel 1 twice (meetings 2 and 3)",
        "meeting 4 is not where it was locked",
    }


@pytest.mark.parametrize(
    ("meeting", "said"),
    [
        (Meeting(9, (0,)), "startup: 9 is outside 0..2"),
        (Meeting(0, (5,)), "panels: 5"),
        (Meeting(0, ()), "at least one panel"),
        (Meeting(0, (1, 1)), "none twice"),
        (Meeting(0, (0,), 0), "length 1 or more"),
        (Meeting(0, (0,), rooms=(7,)), "rooms: 7"),
        (Meeting(0, (0,), people=(0,)), "people: 0"),
        (Meeting(0, (0,), needs=(0,)), "needs: 0"),
        (Meeting(0, (0,), locked=Place(0, 1)), "locked to panel 1"),
    ],
)
def test_a_meeting_that_does_not_fit_the_grid_is_refused_by_number(meeting, said):
    with pytest.raises(ValueError, match=f"meeting 0.*{said}"):
        timetable([meeting], grid())


def test_tables_of_other_shapes_are_refused_by_name():
    with pytest.raises(ValueError, match=r"rooms: expected \(n, 4\), got \(2, 3\)"):
        timetable([], replace(grid(), rooms=np.ones((2, 3), bool)))
    with pytest.raises(ValueError, match="previous: 1 places for 0 meetings"):
        timetable([], grid(), previous=[None])


def test_nothing_to_place_is_no_trouble():
    found = timetable([], grid())

    assert (found.places(), found.unplaced, found.complete) == ((), (), True)
