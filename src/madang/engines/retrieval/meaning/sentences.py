"""Why a text was found by its meaning: the sentence of it that comes nearest to what was asked."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from madang.engines.retrieval.summary import Span, sentences
from madang.engines.retrieval.tokens import Lang, detect

from .encoders import Encoder, Kind, Vectors
from .means import Means

SENTENCE_LIMIT = 40
"""Sentences of one text, and of a query, that are compared: about 60 ms with USE at the most."""


@dataclass(frozen=True, slots=True)
class NearestPair:
    """`asked` of the query and `found` of the text say most nearly the same. `similarity` from -1 to 1, no unit."""

    asked: Span
    found: Span
    similarity: float


def nearest_pair(
    encoder: Encoder, means: Means, query: str, text: str, *, query_lang: Lang | None = None, lang: Lang | None = None
) -> NearestPair | None:
    """The sentence of `query` and the sentence of `text` with the greatest cosine; None where either has none.

    Spans are offsets into the two texts as given. Raises MeaningError.
    """
    asked, found = pieces(query), pieces(text)
    if not asked or not found:
        return None
    left = _vectors(encoder, means, query, asked, query_lang or detect(query), query=True)
    right = _vectors(encoder, means, text, found, lang or detect(text), query=False)
    alike = left @ right.T
    row, column = np.unravel_index(int(np.argmax(alike)), alike.shape)
    return NearestPair(asked[int(row)], found[int(column)], round(float(alike[row, column]), 4))


def pieces(text: str) -> Sequence[Span]:
    """The sentences of a text that say something, at most `SENTENCE_LIMIT`."""
    return [span for span in sentences(text) if any(char.isalnum() for char in text[span.start : span.end])][
        :SENTENCE_LIMIT
    ]


def _vectors(encoder: Encoder, means: Means, text: str, spans: Sequence[Span], lang: Lang, *, query: bool) -> Vectors:
    kind: Kind = "query" if query else "passage"
    rows = encoder.encode([text[span.start : span.end] for span in spans], kind)
    return means.centred(rows, [lang] * len(spans), kind)
