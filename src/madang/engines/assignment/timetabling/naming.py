"""Giving every meeting its room by name, once it is known how many rooms of each class are used."""

from collections import defaultdict
from collections.abc import Collection, Sequence

import numpy as np

from .board import Board
from .model import NOWHERE, Ints, Meeting, Place


def rooms(board: Board, meetings: Sequence[Meeting], previous: Sequence[Place | None] | None) -> Ints:
    """int (M,): the room of each placed meeting; the one it had before wherever that is free.

    Rooms of a class are free in the same slots, so that going through the meetings by start and taking any free room
    always comes out (colouring of intervals). A room that a lock names lies in a class of its own, or in one whose
    meetings take a single slot, where locks go first.
    """
    named = np.full(len(meetings), NOWHERE)
    by_class: defaultdict[int, list[int]] = defaultdict(list)
    for meeting, way in enumerate(board.way):
        if way != NOWHERE and (at := int(board.stock.ways[meeting].room_class[way])) != NOWHERE:
            by_class[at].append(meeting)
    for at, inside in by_class.items():
        busy_until = dict.fromkeys(board.stock.classes[at].rooms, 0)
        starts: defaultdict[int, list[int]] = defaultdict(list)
        for meeting in inside:
            starts[board.start[meeting]].append(meeting)
        for start in sorted(starts):
            ranked = [
                (*_wish(meetings[one], previous[one] if previous else None, start, busy_until), one)
                for one in starts[start]
            ]
            for _, wish, meeting in sorted(ranked):
                free = [room for room, until in busy_until.items() if until <= start]
                room = wish if wish in free else free[0]
                busy_until[room] = start + meetings[meeting].length
                named[meeting] = room
    return named


def _wish(meeting: Meeting, before: Place | None, start: int, rooms: Collection[int]) -> tuple[int, int]:
    """Locks first, then those that had a room then, then those that come from another time, then the rest."""
    if meeting.locked is not None and meeting.locked.room is not None:
        return 0, meeting.locked.room
    here = before is not None and before.room in rooms
    if before is not None and before.room is not None:
        return (1 if here and before.start == start else 2), before.room
    return 3, NOWHERE
