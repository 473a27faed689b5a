"""Three measures of one ranking. Grades are whole numbers from 0 (of no use) to 3 (just what was asked for)."""

import math
from collections.abc import Mapping, Sequence

RELEVANT = 2
"""Grades from here on count as relevant for recall and reciprocal rank."""


def ndcg(ranking: Sequence[str], grades: Mapping[str, int], *, at: int = 10) -> float:
    """Normalised discounted cumulative gain, gain 2^grade - 1, 0 to 1; 0 where nothing is graded above 0.

    Source: Järvelin, Kekäläinen, "Cumulated gain-based evaluation of IR techniques" (2002); gain after Burges (2005).
    """
    best = _gain(sorted(grades.values(), reverse=True)[:at])
    return _gain([grades.get(one, 0) for one in ranking[:at]]) / best if best else 0.0


def recall(ranking: Sequence[str], grades: Mapping[str, int], *, at: int = 10) -> float:
    """The share of the relevant documents among the first `at`, of as many as could be there; 0 where none is."""
    relevant = {one for one, grade in grades.items() if grade >= RELEVANT}
    return len(relevant.intersection(ranking[:at])) / min(at, len(relevant)) if relevant else 0.0


def reciprocal_rank(ranking: Sequence[str], grades: Mapping[str, int]) -> float:
    """1 over the place of the first relevant document; 0 where none is ranked."""
    return next((1 / place for place, one in enumerate(ranking, 1) if grades.get(one, 0) >= RELEVANT), 0.0)


def _gain(grades: Sequence[int]) -> float:
    return math.fsum((2**grade - 1) / math.log2(place + 1) for place, grade in enumerate(grades, 1))
