"""What holds for every market, tried against definitions written out by hand and against every possible match."""

from dataclasses import dataclass, replace
from itertools import permutations, product

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from madang.engines.assignment.seating import Match, Reserve, blocking_pairs, seats


@dataclass(frozen=True)
class World:
    wishes: list[list[int]]
    scores: np.ndarray  # (startups, programmes), few values, so that there are ties
    quotas: list[int]
    reserved: list[Reserve]
    open_first: bool

    def match(self, wishes: list[list[int]] | None = None) -> Match:
        return seats(
            self.wishes if wishes is None else wishes, self.scores, self.quotas, self.reserved,
            seed=7, open_first=self.open_first,
        )  # fmt: skip


@st.composite
def worlds(draw, *, most: int = 7) -> World:
    startups, programmes = draw(st.integers(1, most)), draw(st.integers(1, 3))
    wishes = [draw(st.permutations(range(programmes)))[: draw(st.integers(0, programmes))] for _ in range(startups)]
    value = st.sampled_from([1.0, 2.0, 3.0, float("nan")])
    scores = np.array([[draw(value) for _ in range(programmes)] for _ in range(startups)])
    quotas = [draw(st.integers(0, 3)) for _ in range(programmes)]
    reserved = []
    for programme, places in enumerate(quotas):
        left = places
        for _ in range(draw(st.integers(0, 2))):
            count = draw(st.integers(0, left))
            left -= count
            members = np.array(draw(st.lists(st.booleans(), min_size=startups, max_size=startups)))
            own = np.array([draw(value) for _ in range(startups)]) if draw(st.booleans()) else None
            reserved.append(Reserve(programme, count, members, own, draw(st.booleans())))
    return World(wishes, scores, quotas, reserved, draw(st.booleans()))


def standing(world: World, match: Match, startup: int, programme: int, kind: int):
    """What a kind of seat orders by, lower first; None: not accepted there."""
    score = world.scores[startup, programme]
    if np.isnan(score):
        return None
    member = True
    if kind >= 0:
        reserve = world.reserved[kind]
        member = bool(reserve.members[startup])
        if reserve.scores is not None:
            score = reserve.scores[startup]
        if np.isnan(score) or (reserve.only and not member):
            return None
    return (not member, -score, int(match.lottery[startup]))


def kinds_of(world: World, programme: int) -> dict[int, int]:
    """Seats of each kind."""
    own = {number: one.seats for number, one in enumerate(world.reserved) if one.programme == programme}
    return {-1: world.quotas[programme] - sum(own.values()), **own}


def blocking_by_definition(world: World, match: Match, seat_of, kind_of) -> set[tuple[int, int]]:
    found = set()
    for startup, wishes in enumerate(world.wishes):
        here = wishes.index(seat_of[startup]) if seat_of[startup] >= 0 else len(wishes)
        for programme in wishes[:here]:
            for kind, places in kinds_of(world, programme).items():
                mine = standing(world, match, startup, programme, kind)
                holders = [s for s in range(len(world.wishes)) if (seat_of[s], kind_of[s]) == (programme, kind)]
                worse = any(mine < standing(world, match, s, programme, kind) for s in holders) if mine else False
                if mine and (len(holders) < places or worse):
                    found.add((startup, programme))
    return found


@settings(deadline=None)
@given(worlds())
def test_nobody_has_a_claim_and_quotas_and_groups_are_kept(world):
    match = world.match()

    seat_of, kind_of = match.seat_of.tolist(), match.kind_of.tolist()
    assert match.blocking.tolist() == []
    assert blocking_by_definition(world, match, seat_of, kind_of) == set()
    for programme in range(len(world.quotas)):
        for kind, places in kinds_of(world, programme).items():
            holders = [s for s in range(len(seat_of)) if (seat_of[s], kind_of[s]) == (programme, kind)]
            assert len(holders) <= places
            assert None not in [standing(world, match, s, programme, kind) for s in holders]
    for startup, programme in enumerate(seat_of):
        place = int(match.place_of[startup])
        assert programme == (world.wishes[startup][place] if place >= 0 else -1)


@settings(deadline=None)
@given(worlds(), st.randoms(use_true_random=False))
def test_the_check_agrees_with_the_definition_on_any_outcome(world, chance):
    match = world.match()
    seat_of, kind_of = match.seat_of.copy(), match.kind_of.copy()
    for startup in range(len(seat_of)):
        if chance.random() < 0.5:
            seat_of[startup] = kind_of[startup] = -1

    found = blocking_pairs(
        world.wishes, world.scores, world.quotas, world.reserved, seat_of=seat_of, kind_of=kind_of, seed=7
    )

    expected = blocking_by_definition(world, match, seat_of.tolist(), kind_of.tolist())
    assert {(startup, programme) for startup, programme in found.tolist()} == expected


@settings(deadline=None)
@given(worlds())
def test_a_group_is_let_in_before_others_take_its_seats(world):
    """A reserved seat is held by an outsider only where no member who may have it would rather be there."""
    match = world.match()

    for number, reserve in enumerate(world.reserved):
        holders = np.flatnonzero((match.seat_of == reserve.programme) & (match.kind_of == number))
        if reserve.members[holders].all() and len(holders) == reserve.seats:
            continue
        for startup in np.flatnonzero(reserve.members).tolist():
            if standing(world, match, startup, reserve.programme, number) is None:
                continue
            wishes = world.wishes[startup]
            wants = reserve.programme in wishes
            here = match.place_of[startup] if match.place_of[startup] >= 0 else len(wishes)
            assert not (wants and wishes.index(reserve.programme) < here)


@settings(deadline=None, max_examples=60)
@given(worlds(most=5), st.data())
def test_no_startup_gains_by_telling_another_order(world, data):
    startup = data.draw(st.integers(0, len(world.wishes) - 1))
    truth = world.wishes[startup]
    honest = world.match().place_of[startup]
    honest = int(honest) if honest >= 0 else len(truth)

    for length in range(len(truth) + 1):
        for told in permutations(truth, length):
            seat = int(
                world.match([*world.wishes[:startup], list(told), *world.wishes[startup + 1 :]]).seat_of[startup]
            )
            assert (truth.index(seat) if seat >= 0 else len(truth)) >= honest


@settings(deadline=None, max_examples=60)
@given(worlds(most=4))
def test_no_stable_match_is_better_for_any_startup(world):
    """Every assignment of open seats is tried; reserves are left out, where programmes are the unit."""
    world = replace(world, reserved=[])
    match = world.match()
    nowhere = np.full(len(world.wishes), -1)
    for choice in product(*[[*wishes, -1] for wishes in world.wishes]):
        over = any(choice.count(programme) > places for programme, places in enumerate(world.quotas))
        refused = any(p >= 0 and np.isnan(world.scores[s, p]) for s, p in enumerate(choice))
        if over or refused or blocking_by_definition(world, match, list(choice), nowhere.tolist()):
            continue
        for startup, programme in enumerate(choice):
            wishes = world.wishes[startup]
            there = wishes.index(programme) if programme >= 0 else len(wishes)
            here = int(match.place_of[startup])
            assert (here if here >= 0 else len(wishes)) <= there


@settings(deadline=None)
@given(worlds(), st.integers(0, 1000))
def test_the_order_in_which_startups_are_listed_decides_nothing(world, number):
    keys = [f"A-{index}" for index in range(len(world.wishes))]
    shuffled = np.random.default_rng(number).permutation(len(keys))
    moved = [
        replace(one, members=one.members[shuffled], scores=None if one.scores is None else one.scores[shuffled])
        for one in world.reserved
    ]

    first = seats(world.wishes, world.scores, world.quotas, world.reserved, keys=keys)
    second = seats(
        [world.wishes[at] for at in shuffled], world.scores[shuffled], world.quotas, moved, keys=[keys[at] for at in shuffled]
    )  # fmt: skip

    assert second.seat_of.tolist() == first.seat_of[shuffled].tolist()
