"""Hardest first, then ejection: who finds no place takes the cheapest one, and whoever held it looks for another."""

from collections import deque
from collections.abc import Sequence

import numpy as np

from .board import FAR, Board
from .model import NOWHERE, Bools, Floats, Ints, Place
from .stock import Stock


def pressure(stock: Stock) -> tuple[Floats, Ints]:
    """How much every resource is wanted in every slot, float (rows, T), and how many places each meeting has, int (M,)."""
    there = stock.capacity > 0
    wanted = np.zeros(stock.capacity.shape)
    choices = np.zeros(len(stock.ways), dtype=np.int64)
    for meeting, ways in enumerate(stock.ways):
        rows = np.hstack([ways.single, ways.shared])
        free = windows(np.asarray(there[rows].all(1)), int(stock.length[meeting]))
        free &= ways.starts
        choices[meeting] = np.count_nonzero(free)
        if choices[meeting]:
            share = free / choices[meeting]
            for column in rows.T:
                np.add.at(wanted, column, share)
    return wanted / np.maximum(stock.capacity, 1), choices


def windows(free: Bools, length: int) -> Bools:
    out = free.copy()
    for shift in range(1, length):
        out[:, :-shift] &= free[:, shift:]
        out[:, -shift:] = False
    return out


def construct(board: Board, pool: list[int], wanted: Floats, choices: Ints) -> list[int]:
    """Place those of the pool that find a free place, hardest first, where others want least; returns the rest."""
    rest = []
    lengths = board.stock.length
    for meeting in sorted(pool, key=lambda one: (choices[one], -lengths[one], one)):
        cost = board.cost(meeting)
        free = cost == 0
        if not free.any():
            rest.append(meeting)
            continue
        ways = board.stock.ways[meeting]
        asked = wanted[ways.single].sum(1) + wanted[ways.shared].sum(1) + ways.dislike[:, None] / 100
        way, start = np.unravel_index(np.argmin(np.where(free, asked, FAR)), free.shape)
        board.place(meeting, int(way), int(start))
    return rest


def eject(
    board: Board, pool: list[int], *, rounds: int, seed: int, least: int, home: Sequence[Place | None]
) -> list[int]:
    """Go on until everybody of the pool is placed but `least`, or for so many rounds; returns who is left.

    Each failure makes a meeting heavier, so that those that are hard to place are pushed out less and less (Nagata,
    Braysy, "A powerful route minimization heuristic for the vehicle routing problem with time windows", 2009).
    home : where a meeting was before: there it weighs one more, so that those that moved already make way.
    """
    chance = np.random.default_rng(seed)
    noise = chance.random((61, board.stock.slots)) * 0.3
    failed = np.ones(len(board.start))
    hopeless: list[int] = []
    best, kept = len(pool), (list(board.start), list(board.way))
    waiting = deque(pool)
    for number in range(rounds):
        if len(waiting) + len(hopeless) <= least or not waiting:
            break
        meeting = waiting.popleft()
        cost = board.cost(meeting)
        lowest = cost.min(initial=FAR)
        if lowest == FAR:
            hopeless.append(meeting)
            continue
        if lowest > 0:
            failed[meeting] += 1
        ranked = (cost + 1) * (1 + noise[number % 61]) + board.stock.ways[meeting].dislike[:, None] / 2000
        way, start = divmod(int(np.argmin(ranked)), board.stock.slots)
        board.weight[meeting] = failed[meeting] + board.is_at(meeting, way, start, home[meeting])
        waiting.extend(board.place(meeting, way, start))
        if len(waiting) + len(hopeless) < best:
            best, kept = len(waiting) + len(hopeless), (list(board.start), list(board.way))
    return restore(board, kept)


def restore(board: Board, kept: tuple[list[int], list[int]]) -> list[int]:
    """Bring the board back to what was kept; returns those without a place."""
    start, way = kept
    changed = [one for one in range(len(start)) if (board.start[one], board.way[one]) != (start[one], way[one])]
    for one in changed:
        if board.start[one] != NOWHERE:
            board.take(one)
    for one in changed:
        if start[one] != NOWHERE:
            board.place(one, way[one], start[one])
    return [one for one in range(len(start)) if start[one] == NOWHERE]


def return_home(board: Board, home: Sequence[Place | None], fixed: Bools) -> None:
    """Let everybody who moved go back where that is free by now, until nobody can."""
    again = True
    while again:
        again = False
        for one, before in enumerate(home):
            if before is None or fixed[one] or board.is_at(one, board.way[one], board.start[one], before):
                continue
            again = _go(board, one, before) or again


def _go(board: Board, meeting: int, before: Place) -> bool:
    kept = (board.start[meeting], board.way[meeting])
    if kept[0] != NOWHERE:
        board.take(meeting)
    found = keep(board, meeting, before)
    if not found and kept[0] != NOWHERE:
        board.place(meeting, kept[1], kept[0])
    return found


def keep(board: Board, meeting: int, before: Place) -> bool:
    """Place it where it was, in the class of its old room if that has one left; False where somebody is there."""
    ways = board.stock.ways[meeting]
    free = np.flatnonzero((board.cost(meeting)[:, before.start] == 0) & (ways.panel == before.panel)).tolist()
    if free:
        same = [way for way in free if board.is_room(meeting, way, before)]
        board.place(meeting, (same or free)[0], before.start)
    return bool(free)


def rehouse(board: Board, home: Sequence[Place | None], fixed: Bools) -> None:
    """Give those who kept time and panel the class of their old room back, as far as others who did hold it."""
    kept = (list(board.start), list(board.way))
    astray = [
        (one, before)
        for one, before in enumerate(home)
        if before is not None and not fixed[one] and board.is_at(one, board.way[one], board.start[one], before)
        if before.room != NOWHERE and not board.is_room(one, board.way[one], before)
    ]
    for one, _ in astray:
        board.take(one)
    # Those whose room is there first: whoever finds nothing of its own takes what they leave.
    astray.sort(key=lambda row: not _has_room(board, *row))
    if not all(keep(board, one, before) for one, before in astray):
        restore(board, kept)


def _has_room(board: Board, meeting: int, before: Place) -> bool:
    free = np.flatnonzero(board.cost(meeting)[:, before.start] == 0).tolist()
    return any(board.is_room(meeting, way, before) and board.is_at(meeting, way, before.start, before) for way in free)


def improve(board: Board, fixed: Bools) -> None:
    """Once round: let every meeting change to a panel that fits better where that is free."""
    for one, ways in enumerate(board.stock.ways):
        if fixed[one] or board.start[one] == NOWHERE or not ways.dislike[board.way[one]]:
            continue
        kept = (board.way[one], board.start[one])
        board.take(one)
        worse = np.where(board.cost(one) == 0, ways.dislike[:, None] * 2.0, FAR)
        worse[kept] -= 1  # stay where nothing is gained
        way, start = divmod(int(np.argmin(worse)), board.stock.slots)
        board.place(one, way, start)
