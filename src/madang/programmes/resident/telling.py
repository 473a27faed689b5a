"""Which of the ranked calls are answers: the rest share one general word with the query, or merely lie nearest to it."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from madang.engines.retrieval.ranking.searcher import Ranking

ENOUGH: Final = 0.5
"""Of the evidence of concepts and words that the best answer has."""

FAR: Final = 2.0
"""Standard deviations of nearness beyond which a call's meaning speaks for it ..."""

NEARLY: Final = 0.75
"""... and the part of the nearest call's that it must reach."""


def tells(ranking: Ranking, *, by_meaning: bool) -> NDArray[np.bool_]:
    """bool (N,) in the ranking's order: those with half of the evidence that the best one has, or an exact hit.

    With meaning also those that lie nearly as near as the nearest one, if that is near at all.
    """
    evidence = ranking.part("concepts") + ranking.part("words")
    if not len(evidence):
        return np.zeros(0, dtype=np.bool_)
    found: NDArray[np.bool_] = (evidence >= ENOUGH * evidence.max()) | (ranking.part("exact") > 0)
    if by_meaning:
        nearness = ranking.part("meaning")
        found = (found & (evidence > 0)) | (nearness >= max(FAR, NEARLY * float(nearness.max())))
    return found
