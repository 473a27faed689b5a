"""Why a startup has the seat it has, wish by wish, in values that a page can put into words."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from .market import Ints, Market


class Outcome(StrEnum):
    SEATED = "seated"
    FULL = "full"  # every seat of it went to startups that came before
    NOT_ACCEPTED = "not accepted"
    NOT_NEEDED = "not needed"  # a wish further up came true


class Won(StrEnum):
    """By what the last one let in came before."""

    GROUP = "group"
    SCORE = "score"
    LOTTERY = "lottery"
    NO_SEATS = "no seats"


@dataclass(frozen=True, slots=True)
class Line:
    """One kind of seat of a programme that a startup stood in line for and did not get.

    kind : index of the reserve, -1 for open seats. score, last_score : the startup's and the last one's let in.
    lottery, last_lottery : their lottery numbers, lower first. won : what decided between the two.
    """

    kind: int
    won: Won
    score: float
    last_score: float
    lottery: int
    last_lottery: int


@dataclass(frozen=True, slots=True)
class Step:
    """What became of one wish. kind : of the seat held; lines : the kinds of seat missed, in the order they were tried."""

    programme: int
    outcome: Outcome
    kind: int | None = None
    lines: tuple[Line, ...] = ()


def steps(given: Market, seat_of: Ints, kind_of: Ints, startup: int) -> tuple[Step, ...]:
    """Raises IndexError for a startup that is not there."""
    if not 0 <= startup < given.startups:
        raise IndexError(f"startup {startup} of {given.startups}")
    out: list[Step] = []
    seated = False
    for wish in range(int(given.wish_start[startup]), int(given.wish_start[startup + 1])):
        programme = int(given.wish_programme[wish])
        if seated:
            out.append(Step(programme, Outcome.NOT_NEEDED))
            continue
        seated = bool(seat_of[startup] == programme)
        # Entries are sorted by wish.
        low, high = np.searchsorted(given.entry_wish, [wish, wish + 1])
        kinds = [int(given.queue_kind[given.entry_queue[entry]]) for entry in range(low, high)]
        if seated:
            high = low + kinds.index(int(kind_of[startup]))
        lines = tuple(_line(given, seat_of, kind_of, entry) for entry in range(low, high))
        if seated:
            out.append(Step(programme, Outcome.SEATED, int(kind_of[startup]), lines))
        elif kinds:
            out.append(Step(programme, Outcome.FULL, None, lines))
        else:
            out.append(Step(programme, Outcome.NOT_ACCEPTED))
    return tuple(out)


def _line(given: Market, seat_of: Ints, kind_of: Ints, entry: int) -> Line:
    queue = given.entry_queue[entry]
    kind, programme = given.queue_kind[queue], given.queue_programme[queue]
    rows = np.flatnonzero(given.entry_queue == queue)
    who = given.entry_of[rows]
    rows = rows[(seat_of[who] == programme) & (kind_of[who] == kind)]
    mine = int(given.entry_of[entry])
    score, drawn = float(given.entry_score[entry]), int(given.lottery[mine])
    if not len(rows):
        return Line(int(kind), Won.NO_SEATS, score, float("nan"), drawn, -1)
    last = rows[np.argmax(given.entry_turn[rows])]
    last_score, last_drawn = float(given.entry_score[last]), int(given.lottery[given.entry_of[last]])
    if given.entry_member[last] != given.entry_member[entry]:
        won = Won.GROUP
    else:
        won = Won.LOTTERY if last_score == score else Won.SCORE
    return Line(int(kind), won, score, last_score, drawn, last_drawn)
