"""What lies near the best answers, by the concepts they hold: it finds what a query means and did not say.

A call in another language seldom names everything that a query names, but it names much of what the best answers do.
Source: Rocchio, "Relevance feedback in information retrieval" (1971), with the first answers taken as relevant.
"""

import numpy as np
from numpy.typing import NDArray

from .fusion import Scores
from .index import Index

ANSWERS = 5
"""Best answers that are looked at."""

CONCEPTS = 24
"""Concepts of theirs, the most telling ones, that are looked for."""

SHARPNESS = 2.0  # an answer counts by its score to this power


def alike(index: Index, scores: Scores, pool: NDArray[np.bool_], telling: Scores) -> Scores:
    """float32 by row, 0 to 1: how near a document lies to the best answers so far; 0 for all where there are none.

    Parameters
    ----------
    scores : float32 by row, only what is above 0 counts as an answer. pool : the documents that may be answers.
    telling : float32 (listed,): what sharing each concept tells.
    """
    out = np.zeros(len(scores), dtype=np.float32)
    standing = np.where(pool, scores, 0.0)
    best = _top(standing, ANSWERS)
    near = np.zeros(index.listed, dtype=np.float32)
    for row in best[standing[best] > 0]:
        numbers, impacts = index.listed_of(int(row))
        vector = impacts * telling[numbers]
        length = float(np.linalg.norm(vector))
        if length:
            near[numbers] += np.float32(float(standing[row]) ** SHARPNESS / length) * vector
    chosen = _top(near, CONCEPTS)
    chosen = chosen[near[chosen] > 0]
    if not len(chosen):
        return out
    index.summed([(int(number), float(near[number] * telling[number])) for number in chosen], out)
    out /= np.maximum(index.lengths(), np.float32(1e-6))
    greatest = float(out[pool].max())
    return out / np.float32(greatest) if greatest > 0 else out


def _top(values: Scores, count: int) -> NDArray[np.int64]:
    """Places of the greatest values, greatest first, of equal ones the first."""
    if count >= len(values):
        return np.argsort(-values, kind="stable")
    edge = np.partition(values, len(values) - count)[len(values) - count]
    among = np.flatnonzero(values >= edge)
    return among[np.argsort(-values[among], kind="stable")[:count]]
