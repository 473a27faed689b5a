"""What startups want and programmes prefer, as arrays: one row for each seat queue a startup may stand in."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

Preferences = Sequence[Sequence[int]] | tuple[Ints, Ints]
"""Programmes of each startup, best first: one list each, or (indptr (S + 1,), indices (n,)) as in a CSR matrix."""

Priorities = Floats | Sequence[Sequence[int]]
"""Scores, higher first: float (n,), one for each wish in the order of the preferences, or float (S, P); NaN: not accepted.
Or orders: the startups of each programme, best first; who is not in it is not accepted."""

OPEN = -1
"""The kind of a seat that is not reserved."""


@dataclass(frozen=True, slots=True, eq=False)
class Reserve:
    """Some of a programme's seats that go to a group first.

    programme : whose seats. seats : how many of its quota.
    members : bool (S,): who belongs to the group.
    scores : float (S,), higher first: the reserve's own order; None takes the programme's. NaN: not accepted here.
    only : True leaves seats empty that no member takes; False gives them to others, in order.
    """

    programme: int
    seats: int
    members: Bools
    scores: Floats | None = None
    only: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Market:
    """A wish is one line of a startup's list (n of them), a queue one kind of seat of a programme (Q), an entry a
    wish in a queue that accepts it (E), sorted as its startup tries them. Lower `turn` is served first, never equal.
    """

    startups: int
    programmes: int
    wish_start: Ints  # (S + 1,)
    wish_of: Ints  # (n,) startup
    wish_programme: Ints  # (n,)
    wish_score: Floats  # (n,)
    queue_programme: Ints  # (Q,)
    queue_kind: Ints  # (Q,) index of the reserve, or OPEN
    queue_seats: Ints  # (Q,)
    entry_wish: Ints  # (E,)
    entry_queue: Ints  # (E,)
    entry_member: Bools  # (E,) belongs to the group; True in open queues
    entry_score: Floats  # (E,)
    entry_turn: Ints  # (E,)
    lottery: NDArray[np.uint64]  # (S,)

    @property
    def entry_of(self) -> Ints:
        """The startup of each entry, (E,)."""
        return self.wish_of[self.entry_wish]


def lottery(seed: int | str, keys: Sequence[str]) -> NDArray[np.uint64]:
    """Each key's lottery number, lower first: the first 8 bytes of SHA-256 of "seed:key", big end first.

    It hangs on nothing but seed and key, so that an applicant can work out the own number on any machine, and
    nobody's number moves when somebody withdraws. One draw for all programmes: see the reference.
    """
    drawn = b"".join(sha256(f"{seed}:{key}".encode()).digest()[:8] for key in keys)
    return np.frombuffer(drawn, dtype=">u8").astype(np.uint64)


def market(
    preferences: Preferences,
    priorities: Priorities,
    quotas: Sequence[int] | Ints,
    reserved: Sequence[Reserve],
    *,
    seed: int | str,
    keys: Sequence[str] | None,
    open_first: bool,
) -> Market:
    """Raises ValueError where shapes, indices or quotas do not fit together, naming the first that does not."""
    start, wanted = _wishes(preferences)
    places = np.asarray(quotas, dtype=np.int64)
    startups, programmes = len(start) - 1, len(places)
    who = np.repeat(np.arange(startups), np.diff(start))
    _check(wanted, who, places, reserved, startups)
    if keys is not None and (len(keys) != startups or len(set(keys)) != startups):
        raise ValueError(f"keys must be {startups} different texts, one for each startup")
    drawn = lottery(seed, keys if keys is not None else [str(index) for index in range(startups)])
    score = _scores(priorities, who, wanted, startups, programmes)
    queue_programme, queue_kind, queue_seats = _queues(places, reserved, open_first)
    wish, queue = _entries(wanted, queue_programme, programmes)
    member, entry_score, accepted = _standing(who[wish], queue_kind[queue], score[wish], reserved)
    wish, queue, member, entry_score = wish[accepted], queue[accepted], member[accepted], entry_score[accepted]
    # Group first, then score, then the lottery; the startup's number parts even equal lottery numbers.
    order = np.lexsort((who[wish], drawn[who[wish]], -entry_score, ~member, queue))
    turn = np.empty(len(wish), dtype=np.int64)
    turn[order] = np.arange(len(wish)) - np.searchsorted(queue[order], queue[order])
    return Market(
        startups=startups, programmes=programmes, wish_start=start, wish_of=who, wish_programme=wanted, wish_score=score,
        queue_programme=queue_programme, queue_kind=queue_kind, queue_seats=queue_seats, entry_wish=wish, entry_queue=queue,
        entry_member=member, entry_score=entry_score, entry_turn=turn, lottery=drawn,
    )  # fmt: skip


def _wishes(preferences: Preferences) -> tuple[Ints, Ints]:
    if isinstance(preferences, tuple) and len(preferences) == 2 and isinstance(preferences[0], np.ndarray):
        start, wanted = (np.asarray(part, dtype=np.int64) for part in preferences)
        if start.ndim != 1 or not len(start) or start[0] != 0 or start[-1] != len(wanted) or (np.diff(start) < 0).any():
            raise ValueError("preferences: indptr must rise from 0 to the number of indices")
        return start, wanted
    lists: Sequence[Sequence[int]] = preferences
    lengths = np.fromiter((len(one) for one in lists), dtype=np.int64, count=len(lists))
    start = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(lengths)])
    flat = np.fromiter((index for one in lists for index in one), dtype=np.int64, count=int(start[-1]))
    return start, flat


def _check(wanted: Ints, who: Ints, places: Ints, reserved: Sequence[Reserve], startups: int) -> None:
    if places.ndim != 1 or (places < 0).any():
        raise ValueError("quotas must be one number for each programme, 0 or more")
    outside = (wanted < 0) | (wanted >= len(places))
    if outside.any():
        at = int(np.argmax(outside))
        raise ValueError(f"startup {who[at]} names programme {wanted[at]}, but there are {len(places)}")
    pair = np.sort(who * len(places) + wanted)
    twice = np.flatnonzero(np.diff(pair) == 0)
    if len(twice):
        startup, programme = divmod(int(pair[twice[0]]), len(places))
        raise ValueError(f"startup {startup} names programme {programme} twice")
    held = np.zeros(len(places), dtype=np.int64)
    for number, one in enumerate(reserved):
        if not 0 <= one.programme < len(places) or one.seats < 0:
            raise ValueError(f"reserve {number}: programme {one.programme}, {one.seats} seats is out of range")
        if one.members.shape != (startups,) or (one.scores is not None and one.scores.shape != (startups,)):
            raise ValueError(f"reserve {number}: members and scores need the shape ({startups},)")
        held[one.programme] += one.seats
    if (held > places).any():
        at = int(np.argmax(held > places))
        raise ValueError(f"programme {at} reserves {held[at]} seats of {places[at]}")


def _scores(priorities: Priorities, who: Ints, wanted: Ints, startups: int, programmes: int) -> Floats:
    if isinstance(priorities, np.ndarray):
        if priorities.shape == (startups, programmes):
            return priorities[who, wanted].astype(np.float64)
        if priorities.shape == wanted.shape:
            return priorities.astype(np.float64)
        raise ValueError(f"priorities: expected ({len(wanted)},) or ({startups}, {programmes}), got {priorities.shape}")
    if len(priorities) != programmes:
        raise ValueError(f"priorities: {len(priorities)} orders for {programmes} programmes")
    lengths = np.fromiter((len(one) for one in priorities), dtype=np.int64, count=programmes)
    first = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(lengths)])
    ranked = np.fromiter((index for one in priorities for index in one), dtype=np.int64, count=int(first[-1]))
    if len(ranked) and (ranked.min() < 0 or ranked.max() >= startups):
        raise ValueError(f"priorities: an order names a startup outside 0..{startups - 1}")
    known = np.repeat(np.arange(programmes), lengths) * startups + ranked
    position = np.arange(len(ranked)) - np.repeat(first[:-1], lengths)
    order = np.argsort(known, kind="stable")
    if (np.diff(known[order]) == 0).any():
        raise ValueError("priorities: an order names a startup twice")
    if not len(known):
        return np.full(len(wanted), np.nan)
    asked = wanted * startups + who
    at = np.minimum(np.searchsorted(known, asked, sorter=order), len(known) - 1)
    found = known[order[at]] == asked
    return np.where(found, -position[order[at]].astype(np.float64), np.nan)


def _queues(places: Ints, reserved: Sequence[Reserve], open_first: bool) -> tuple[Ints, Ints, Ints]:
    """Each programme's queues side by side, in the order in which its seats are tried."""
    kinds = np.array([OPEN] * len(places) + list(range(len(reserved))), dtype=np.int64)
    owner = np.concatenate([np.arange(len(places)), np.array([one.programme for one in reserved], dtype=np.int64)])
    counts = np.concatenate([places, np.array([one.seats for one in reserved], dtype=np.int64)])
    np.subtract.at(counts, owner[len(places) :], counts[len(places) :])
    last = (kinds == OPEN) != open_first
    order = np.lexsort((kinds, last, owner))
    return owner[order], kinds[order], counts[order]


def _entries(wanted: Ints, queue_programme: Ints, programmes: int) -> tuple[Ints, Ints]:
    """Wish and queue of every entry, wishes in order and each wish's queues as they are tried."""
    first = np.searchsorted(queue_programme, np.arange(programmes + 1))
    each = np.diff(first)[wanted]
    wish = np.repeat(np.arange(len(wanted)), each)
    within = np.arange(len(wish)) - np.repeat(np.cumsum(each) - each, each)
    return wish, first[wanted[wish]] + within


def _standing(who: Ints, kind: Ints, score: Floats, reserved: Sequence[Reserve]) -> tuple[Bools, Floats, Bools]:
    """For each entry: whether it belongs to the queue's group, by what score it stands, whether it is accepted."""
    member = np.ones(len(who), dtype=np.bool_)
    standing = score.copy()
    accepted = ~np.isnan(score)
    order = np.argsort(kind, kind="stable")
    bounds = np.searchsorted(kind[order], np.arange(len(reserved) + 1))
    for number, one in enumerate(reserved):
        at = order[bounds[number] : bounds[number + 1]]
        member[at] = one.members[who[at]]
        if one.scores is not None:
            standing[at] = one.scores[who[at]]
            accepted[at] &= ~np.isnan(standing[at])
        if one.only:
            accepted[at] &= member[at]
    return member, standing, accepted
