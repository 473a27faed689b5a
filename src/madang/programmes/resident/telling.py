"""Which of the ranked calls are answers: the rest share one general word with the query, or merely lie nearest to it."""

from collections.abc import Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray

from madang.engines.retrieval.ranking.fusion import PARTS, Scores

ENOUGH: Final = 0.5
"""Of the evidence of concepts and words that the best answer has."""

SHARE: Final = 0.25
"""Of the best answer's whole score, where meaning counts. On the tuning half of `benchmarks/retrieval` this lets 92 % of the
best grade through where words and concepts alone let 79 %, and is right more often (76 to 79 % against 74 %)."""

FAR: Final = 1.5
"""Standard deviations of nearness from which a call's meaning speaks for it alone."""


def tells(parts: Mapping[str, Scores], *, by_meaning: bool) -> NDArray[np.bool_]:
    """bool (N,) for the parts of N calls' scores: those with half of the evidence that the best one has, or an exact hit.

    With meaning something is always nearest, so the whole score counts: a quarter of the best one's, and either some
    evidence or a meaning that stands out from the catalogue's.
    """
    evidence = parts["concepts"] + parts["words"]
    if not len(evidence):
        return np.zeros(0, dtype=np.bool_)
    exact: NDArray[np.bool_] = parts["exact"] > 0
    if not by_meaning:
        enough: NDArray[np.bool_] = evidence >= ENOUGH * evidence.max()
        return exact | enough
    total = np.sum([parts[name] for name in PARTS], axis=0)
    found: NDArray[np.bool_] = (total >= SHARE * total.max()) & ((evidence > 0) | (parts["meaning"] >= FAR))
    return exact | found
