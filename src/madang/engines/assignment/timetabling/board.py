"""The timetable while it is made: who holds what, and what it would cost to have it."""

from collections import defaultdict
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .model import NOWHERE, Floats, Ints, Place
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
        length = self._lengths[meeting]
        single, shared = (ways.single[0], ways.shared[0]) if self._alone[meeting] else (ways.single, ways.shared)
        price = self._price[shared]
        rooms, pools = price[..., 0, :], price[..., 1:, :].sum(-2)
        if single.shape[-1] == 2 and length == 1:
            # Startup and panel: hardly ever held by one other meeting, so that their prices may be added up.
            held = self._price[single].sum(-2)
        else:
            held = self._weigh(self._holder[single], length)
        if length > 1:
            busy = (self._price[single] > 0).any(-2)
            rooms = np.where(busy & (rooms < FAR), 0.0, rooms)
            rooms, pools = _over(rooms, length).sum(-2), _over(pools, length).sum(-2)
        total: Floats = held + pools
        # Who has to go anyway leaves a room.
        total = np.where((total > 0) & (rooms < FAR) & (length == 1), total, total + rooms)
        if self._alone[meeting]:
            return total[None, :]
        if length > 1:
            total = np.concatenate([total, np.full((len(total), self.stock.slots - total.shape[1]), FAR)], axis=1)
        total[:, ~ways.starts] = FAR
        for other in self._siblings.get(meeting, ()):
            if self.start[other] != NOWHERE:
                total[ways.panel == self._panels[other][self.way[other]]] += self.weight[other]
        return total

    def _weigh(self, holders: Ints, length: int) -> Floats:
        """What those weigh together that hold any of the rows (..., rows, T) in any slot of the length; each once."""
        over = _over(holders, length)
        each = np.sort(over.reshape(*holders.shape[:-2], holders.shape[-2] * length, over.shape[-1]), axis=-2)
        weights = self._weights[each]
        weights[..., 1:, :][each[..., 1:, :] == each[..., :-1, :]] = 0.0
        out: Floats = weights.sum(-2)
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

    def is_at(self, meeting: int, way: int, start: int, before: Place | None) -> bool:
        """Whether that way and start are the time and panel the meeting had before."""
        if before is None or start != before.start or way == NOWHERE:
            return False
        return bool(self._panels[meeting][way] == before.panel)

    def is_room(self, meeting: int, way: int, before: Place) -> bool:
        """Whether that way leaves the meeting the room it had, as far as its class says."""
        at = int(self.stock.ways[meeting].room_class[way])
        return at != NOWHERE and before.room in self.stock.classes[at].rooms

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


def _over(table: NDArray[Any], length: int) -> NDArray[Any]:
    """(..., T) to (..., length, T - length + 1): what each start meets in each of its slots."""
    reach = max(0, table.shape[-1] - length + 1)
    return np.stack([table[..., shift : shift + reach] for shift in range(length)], axis=-2)


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
