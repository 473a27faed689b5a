"""The timetable while it is made: who holds what, and what it would cost to have it."""

from collections import defaultdict

import numpy as np

from .model import NOWHERE, Floats, Ints
from .stock import Stock

FAR = np.inf


class Board:
    """Places meetings and takes them off again, and keeps the price of every resource in every slot.

    The price of a row in a slot is 0 where some of it is left, else the weight of the lightest meeting that holds it,
    infinite where there is none at all. Weights of placed meetings must not change.
    """

    def __init__(self, stock: Stock, weight: Floats) -> None:
        self.stock = stock
        # Two more: nobody could hold it, and nobody has to.
        self._weights = np.append(weight, [FAR, 0.0])
        self.weight = self._weights[:-2]
        self.start: list[int] = [NOWHERE] * len(stock.ways)
        self.way: list[int] = [NOWHERE] * len(stock.ways)
        self._left: list[list[int]] = stock.capacity.tolist()
        self._held: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
        self._price = np.where(stock.capacity > 0, 0.0, FAR)
        self._holder = np.where(stock.capacity > 0, len(weight) + 1, len(weight))
        self._lengths: list[int] = stock.length.tolist()
        self._rows = [
            [
                [int(row) for row in rows if row != len(stock.capacity) - 1]
                for rows in np.hstack([way.single, way.shared])
            ]
            for way in stock.ways
        ]
        self._panels = [way.panel.tolist() for way in stock.ways]
        self._siblings = _siblings(stock)
        # One way, one slot, nothing else to look at: most meetings, and by far the quickest to price.
        self._alone = [
            len(ways.panel) == 1 and length == 1 and meeting not in self._siblings and bool(ways.starts.all())
            for meeting, (ways, length) in enumerate(zip(stock.ways, self._lengths, strict=True))
        ]

    def cost(self, meeting: int) -> Floats:
        """float (O, T): at least this weight of meetings would have to go; 0: free; infinite: never.

        An estimate from below or above only where a meeting longer than a slot, or one that holds several of the
        things asked for, stands in the way; 0 and infinite are exact.
        """
        ways = self.stock.ways[meeting]
        if self._alone[meeting]:
            rooms, pools = self._price[ways.shared[0, :1]], self._price[ways.shared[0, 1:]]
            return _sum(self._single(ways.single[0], 0), rooms, pools, axis=0)[None, :]
        rooms, pools = self._price[ways.shared[:, :1]], self._price[ways.shared[:, 1:]]
        total = _sum(self._single(ways.single, 1), rooms, pools, axis=1)
        length = self._lengths[meeting]
        if length > 1:
            wide = total
            total = np.full_like(wide, FAR)
            reach = wide.shape[1] - length + 1
            if reach > 0:
                total[:, :reach] = sum(wide[:, shift : shift + reach] for shift in range(length))
        total[:, ~ways.starts] = FAR
        for other in self._siblings.get(meeting, ()):
            if self.start[other] != NOWHERE:
                total[ways.panel == self._panels[other][self.way[other]]] += self.weight[other]
        return total

    def _single(self, rows: Ints, axis: int) -> Floats:
        """What those weigh together that hold any of the rows, who holds several of them once."""
        if rows.shape[axis] == 2:  # startup and panel: hardly ever held by one other meeting
            total: Floats = self._price[rows].sum(axis)
            return total
        holders = np.sort(self._holder[rows], axis=axis)
        weights = self._weights[holders]
        if axis:
            weights[:, 1:][holders[:, 1:] == holders[:, :-1]] = 0.0
        else:
            weights[1:][holders[1:] == holders[:-1]] = 0.0
        out: Floats = weights.sum(axis)
        return out

    def place(self, meeting: int, way: int, start: int) -> list[int]:
        """Put it there and return those that had to go, lightest first of each resource."""
        gone: list[int] = []
        panel = self._panels[meeting][way]
        for other in self._siblings.get(meeting, ()):
            if self.start[other] != NOWHERE and self._panels[other][self.way[other]] == panel:
                self.take(other)
                gone.append(other)
        rows = self._rows[meeting][way]
        slots = range(start, start + self._lengths[meeting])
        for row in rows:
            for slot in slots:
                while self._left[row][slot] <= 0:
                    lightest = min(self._held[row, slot], key=self.weight.__getitem__)
                    self.take(lightest)
                    gone.append(lightest)
        self.start[meeting], self.way[meeting] = start, way
        for row in rows:
            for slot in slots:
                self._left[row][slot] -= 1
                self._held[row, slot].append(meeting)
                self._reprice(row, slot)
        return gone

    def take(self, meeting: int) -> None:
        """Take a placed meeting off."""
        start = self.start[meeting]
        for row in self._rows[meeting][self.way[meeting]]:
            for slot in range(start, start + self._lengths[meeting]):
                self._left[row][slot] += 1
                self._held[row, slot].remove(meeting)
                self._reprice(row, slot)
        self.start[meeting] = self.way[meeting] = NOWHERE

    def rows_of(self, meeting: int, way: int) -> list[int]:
        """Every row that a way of holding the meeting uses, but the one that is never short."""
        return self._rows[meeting][way]

    def holders(self, row: int, slot: int) -> list[int]:
        """The meetings that hold the resource then; do not change."""
        return self._held[row, slot]

    def left(self) -> Ints:
        """int (rows, T): what is left of everything."""
        return np.array(self._left, dtype=np.int64)

    def is_left(self, row: int, slot: int) -> bool:
        """Whether there is some of it left then."""
        return self._left[row][slot] > 0

    def siblings(self, meeting: int) -> tuple[int, ...]:
        """Meetings of the same startup that may not have the same panel."""
        return self._siblings.get(meeting, ())

    def panel_of(self, meeting: int) -> int:
        """The panel a placed meeting has."""
        return int(self._panels[meeting][self.way[meeting]])

    def _reprice(self, row: int, slot: int) -> None:
        held = self._held[row, slot]
        if self._left[row][slot] > 0:
            self._price[row, slot] = 0.0
            self._holder[row, slot] = len(self.start) + 1
        elif held:
            self._price[row, slot] = min([self.weight[one] for one in held])
            self._holder[row, slot] = held[0]


def _sum(total: Floats, room: Floats, pools: Floats, *, axis: int) -> Floats:
    """Prices added up; a room costs nothing more where somebody must go anyway, for who goes leaves a room."""
    rooms: Floats = room.sum(axis)
    if pools.shape[axis]:
        total = total + pools.sum(axis)
    return np.where((total > 0) & (rooms < FAR), total, total + rooms)


def _siblings(stock: Stock) -> dict[int, tuple[int, ...]]:
    by_startup: defaultdict[int, list[int]] = defaultdict(list)
    for meeting, ways in enumerate(stock.ways):
        if len(ways.panel):
            by_startup[int(ways.single[0, 0])].append(meeting)
    chosen = [len(set(ways.panel.tolist())) > 1 for ways in stock.ways]
    out = {}
    for group in by_startup.values():
        for one in group:
            others = tuple(other for other in group if other != one and (chosen[one] or chosen[other]))
            if others:
                out[one] = others
    return out
