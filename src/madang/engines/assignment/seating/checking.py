"""The certificate: who, by everybody's own order, should have been let in somewhere better. Empty for a stable match."""

from collections.abc import Sequence

import numpy as np

from .market import OPEN, Ints, Market, Preferences, Priorities, Reserve, market


def blocking_pairs(
    preferences: Preferences,
    priorities: Priorities,
    quotas: Sequence[int] | Ints,
    reserved: Sequence[Reserve] = (),
    *,
    seat_of: Ints,
    kind_of: Ints,
    seed: int | str = 0,
    keys: Sequence[str] | None = None,
) -> Ints:
    """Check any outcome, whoever made it.

    Parameters
    ----------
    preferences, priorities, quotas, reserved, seed, keys : as given to `seats`.
    seat_of : int (S,): programme of each startup, -1 for none.
    kind_of : int (S,): index of the reserve whose seat it holds, -1 for an open seat or none.

    Returns
    -------
    int (k, 2): startup and programme of each blocking pair. The startup likes the programme better than what it
    has, and the programme has an empty seat for it or gave one to somebody who comes after it there.

    Raises
    ------
    ValueError : the input does not fit together, a startup holds a seat it did not ask for or may not hold, or a
        programme gave out more seats of a kind than it has.
    """
    given = market(preferences, priorities, quotas, reserved, seed=seed, keys=keys, open_first=False)
    return blocking_in(given, seat_of, kind_of)


def blocking_in(given: Market, seat_of: Ints, kind_of: Ints) -> Ints:
    """`blocking_pairs` of a market already read. Works from the result alone, in O(entries), nothing from the search."""
    if seat_of.shape != (given.startups,) or kind_of.shape != (given.startups,):
        raise ValueError(f"seat_of and kind_of need the shape ({given.startups},)")
    who = given.entry_of
    programme = given.queue_programme[given.entry_queue]
    holds = (seat_of[who] == programme) & (kind_of[who] == given.queue_kind[given.entry_queue])
    held = np.flatnonzero(holds)
    if len(held) != np.count_nonzero(seat_of != OPEN):
        lost = np.setdiff1d(np.flatnonzero(seat_of != OPEN), who[held])
        raise ValueError(f"startup {lost[0]} holds a seat that it did not ask for or that does not accept it")
    taken = np.bincount(given.entry_queue[held], minlength=len(given.queue_seats))
    if (taken > given.queue_seats).any():
        at = int(np.argmax(taken > given.queue_seats))
        raise ValueError(
            f"programme {given.queue_programme[at]} gave {taken[at]} of {given.queue_seats[at]} seats of a kind"
        )
    last = np.full(len(given.queue_seats), -1)
    np.maximum.at(last, given.entry_queue[held], given.entry_turn[held])
    # Behind every real turn where a seat is empty: then any turn comes before it.
    last[taken < given.queue_seats] = len(who)
    place = np.full(given.startups, len(given.wish_of))
    place[who[held]] = given.entry_wish[held]
    blocks = (given.entry_wish < place[who]) & (given.entry_turn < last[given.entry_queue])
    return np.unique(np.column_stack([who[blocks], programme[blocks]]), axis=0)
