"""One score from several kinds of evidence, as parts that add up to it."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float32]
PARTS = ("meaning", "concepts", "words", "exact", "alike")
"""In the order they are added. A part without evidence is 0."""


@dataclass(frozen=True, slots=True)
class Weights:
    """How far each kind of evidence may carry. How they were found: docs/reference/retrieval.md."""

    meaning: float = 1.0  # for each standard deviation of similarity within the pool
    concepts: float = 3.0  # for a document that holds everything asked for
    words: float = 0.1  # at most: same-language evidence must not outrank the other languages
    unread: float = 1.0  # what that bound rises by for a query of which no concept explains anything
    alone: float = 3.0  # the bound where the query holds no concept and there is no meaning to go by
    exact: float = 2.0  # for every quoted phrase, name and number found
    alike: float = 1.0  # for lying near the best answers, in parts of the best score so far


WEIGHTS = Weights()
BESIDE = Weights(concepts=6.0, unread=0.0, alike=0.5)
"""Where meaning is known as well: its standard deviations reach further than 1, and it has its own look at the answers."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was found for one query, float32 (N,) each, a value a document.

    meaning : similarity of any scale; NaN where a document has no vector yet; None without a model.
    concepts : share of what was asked for, 0 to 1. words, exact : 0 or more, 1 for the best or the whole.
    pool : bool (N,), the documents that compete: `meaning` is standardised over them.
    unread : the share of the query, 0 to 1, that no concept explains.
    """

    concepts: Scores
    words: Scores
    exact: Scores
    meaning: Scores | None = None
    pool: NDArray[np.bool_] | None = None
    unread: float = 0.0


def fuse(evidence: Evidence, *, weights: Weights = WEIGHTS) -> dict[str, Scores]:
    """The parts of every document's score, by name in the order of `PARTS`; `total` adds them up.

    "alike" is 0 here: it looks at the answers that the other parts give (`feedback`).
    BM25 of one language is never standardised into a pool of three: it would lift same-language noise.
    """
    no_guide = evidence.meaning is None and not np.any(evidence.concepts)
    words = weights.alone if no_guide else weights.words + weights.unread * evidence.unread
    meaning = np.zeros_like(evidence.concepts)
    if evidence.meaning is not None:
        meaning = np.float32(weights.meaning) * standardised(evidence.meaning, evidence.pool)
    return {
        "meaning": meaning,
        "concepts": np.float32(weights.concepts) * evidence.concepts,
        "words": np.float32(words) * np.minimum(evidence.words, 1),
        "exact": np.float32(weights.exact) * np.minimum(evidence.exact, 1),
        "alike": np.zeros_like(evidence.concepts),
    }


def total(parts: Mapping[str, Scores]) -> Scores:
    """The parts added up in their order, so that a score is the exact sum of what is shown for it."""
    out = parts[PARTS[0]].copy()
    for name in PARTS[1:]:
        out += parts[name]
    return out


def standardised(values: Scores, pool: NDArray[np.bool_] | None = None) -> Scores:
    """(value - mean) / standard deviation over the pool; 0 where a value is NaN, and everywhere if all are alike."""
    known = np.isfinite(values) if pool is None else np.isfinite(values) & pool
    if not known.any():
        return np.zeros_like(values, dtype=np.float32)
    spread = float(values[known].std())
    if spread < 1e-9:
        return np.zeros_like(values, dtype=np.float32)
    out = (values - float(values[known].mean())) / spread
    return np.where(np.isfinite(values), out, 0.0).astype(np.float32)
