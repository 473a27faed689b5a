"""Several encoders as one: their vectors side by side, so that one product weighs what each of them sees."""

from collections.abc import Sequence

import numpy as np

from .encoders import Encoder, Kind, Vectors, prefix_of, unit


class SideBySide:
    """Vectors of several encoders in one row, each part scaled by its weight; the whole has length 1.

    Parameters
    ----------
    parts : (encoder, weight) pairs, weights above 0. The cosine of two rows is the mean of the parts' cosines weighted
        by the squares. An encoder whose vectors all point one way (e5) needs more weight than one whose do not (USE):
        what is left of them once the language's mean is taken away is shorter.
    """

    def __init__(self, parts: Sequence[tuple[Encoder, float]]) -> None:
        self._parts = tuple(parts)
        self.model_id = " + ".join(f"{encoder.model_id} x {weight:g}" for encoder, weight in self._parts)
        self.dim = sum(encoder.dim for encoder, _ in self._parts)
        self.query_prefix = " ".join(prefix_of(encoder, "query") for encoder, _ in self._parts).strip()
        self.passage_prefix = " ".join(prefix_of(encoder, "passage") for encoder, _ in self._parts).strip()

    def encode(self, texts: Sequence[str], kind: Kind = "passage") -> Vectors:
        """float32 (len(texts), the parts' dims together), rows of length 1."""
        return unit(np.hstack([weight * encoder.encode(texts, kind) for encoder, weight in self._parts]))
