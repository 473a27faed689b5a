"""`affinity` of one description to thousands at once: the same sum, over arrays."""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from .affinity import Tie, rarity


class Nearness:
    """Weighted concepts of many descriptions, ready to be asked how near each lies to one more.

    Parameters
    ----------
    rows : id, concepts, and a weight for each concept, of every description. Rarity is counted over these.

    Notes
    -----
    Never changes once made, so that threads may share it. 3,000 descriptions of 57 concepts: 2 MB, made in 60 ms, asked
    in 1 ms.
    """

    def __init__(self, rows: Iterable[tuple[int, Sequence[str], Sequence[float]]]) -> None:
        ids: list[int] = []
        numbers: dict[str, int] = {}
        lengths: list[int] = []
        named: list[int] = []
        weights: list[float] = []
        for one, concepts, told in rows:
            ids.append(one)
            lengths.append(len(concepts))
            named += [numbers.setdefault(concept, len(numbers)) for concept in concepts]
            weights += told
        self.ids: NDArray[np.int64] = np.asarray(ids, dtype=np.int64)
        self._numbers = numbers
        concept = np.asarray(named, dtype=np.int32)
        owner = np.repeat(np.arange(len(ids), dtype=np.int32), lengths)
        order = np.argsort(concept, kind="stable")
        held = np.bincount(concept, minlength=len(numbers))
        self._starts = np.concatenate(([0], np.cumsum(held)))
        self.rarity: NDArray[np.float64] = np.asarray([rarity(int(n), len(ids)) for n in held], dtype=np.float64)
        rare = self.rarity[concept] if len(concept) else np.zeros(0)
        told_rare = np.asarray(weights, dtype=np.float64) * rare
        self._far = np.sqrt(np.bincount(owner, told_rare**2, minlength=len(ids)))
        # By concept: who names it, and the part of the sum that does not depend on who asks.
        self._owners = owner[order]
        self._parts = (told_rare * rare)[order].astype(np.float32)

    def __len__(self) -> int:
        return len(self.ids)

    def rare(self, concept: str) -> float:
        """What sharing a concept tells here; 1 for one that nobody names."""
        number = self._numbers.get(concept)
        return 1.0 if number is None else float(self.rarity[number])

    def near(self, mine: Mapping[str, Tie]) -> NDArray[np.float64]:
        """How near each description lies, from 0 to 1, in the order of `ids`."""
        rows, _concepts, shares = self._shared(mine)
        return np.bincount(rows, shares, minlength=len(self.ids)).astype(np.float64)

    def parts(self, mine: Mapping[str, Tie], wanted: Iterable[int]) -> dict[int, list[tuple[str, float]]]:
        """The parts of that sum for some ids: their concepts with their share, the greatest first."""
        names = list(self._numbers)
        chosen = np.isin(self.ids, np.fromiter(wanted, dtype=np.int64))
        rows, concepts, shares = self._shared(mine)
        kept = np.flatnonzero(chosen[rows] & (shares > 0)) if len(rows) else np.zeros(0, dtype=np.int64)
        found: dict[int, list[tuple[str, float]]] = {}
        for at in kept[np.lexsort((concepts[kept], -shares[kept]))]:
            found.setdefault(int(self.ids[rows[at]]), []).append((names[concepts[at]], float(shares[at])))
        return found

    def _shared(self, mine: Mapping[str, Tie]) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.float64]]:
        """Every concept that is named there and counts here: row, concept, share."""
        own = sum((tie.weight * self.rare(concept)) ** 2 for concept, tie in mine.items() if tie.own == concept) ** 0.5
        known = [(self._numbers[concept], tie.weight) for concept, tie in mine.items() if concept in self._numbers]
        if not own or not known:
            nothing = np.zeros(0, dtype=np.int32)
            return nothing, nothing, np.zeros(0)
        slices = [slice(self._starts[number], self._starts[number + 1]) for number, _weight in known]
        rows = np.concatenate([self._owners[one] for one in slices])
        counts = [one.stop - one.start for one in slices]
        concepts = np.repeat(np.asarray([number for number, _weight in known], dtype=np.int32), counts)
        shares = np.concatenate([self._parts[one] * weight for one, (_n, weight) in zip(slices, known, strict=True)])
        far = self._far[rows] * own
        return rows, concepts, np.divide(shares, far, out=np.zeros(len(shares)), where=far > 0)
