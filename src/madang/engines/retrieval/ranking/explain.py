"""Why a document was found: the concepts both sides share, with the very words that name them on each side."""

from collections.abc import Mapping
from dataclasses import dataclass

from madang.engines.retrieval.lexicon import Lexicon, Spot

from .documents import Document
from .searcher import Hit
from .understanding import Understood

Place = tuple[int, int]
"""Start and end in a text as given."""

Nearest = tuple[Place, Place, float]
"""The sentence of the query, the sentence of the text, and how near they lie, -1 to 1."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """A concept asked for and the one held for it, and where each is said. `points` of the score come from it.

    in_query is empty for a concept read into a mended word; in_title and in_text for one the lexicon finds no more.
    """

    asked: str
    held: str
    points: float
    in_query: tuple[Place, ...]
    in_title: tuple[Place, ...]
    in_text: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """`parts` add up to `score`, the points of `phrases` to its part "concepts".

    nearest : the sentences that come nearest in meaning, where a model is there to tell.
    """

    score: float
    parts: Mapping[str, float]
    phrases: tuple[Phrase, ...]
    nearest: Nearest | None = None


def explain(
    hit: Hit, read: Understood, document: Document, lexicon: Lexicon, *, nearest: Nearest | None = None
) -> Explanation:
    """Why `document` is the answer `hit` to the query `read`. About 1 ms for 1,000 characters."""
    title = lexicon.spot(document.title, document.lang)
    text = lexicon.spot(document.text, document.lang)
    whole = sum(shared.gain for shared in hit.shared)
    points = hit.parts["concepts"] / whole if whole else 0.0
    phrases = tuple(
        Phrase(
            shared.asked,
            shared.held,
            points * shared.gain,
            _places(read.spots, shared.asked),
            _places(title, shared.held),
            _places(text, shared.held),
        )
        for shared in hit.shared
    )
    return Explanation(hit.score, hit.parts, phrases, nearest)


def _places(spots: tuple[Spot, ...] | list[Spot], concept: str) -> tuple[Place, ...]:
    return tuple((spot.start, spot.end) for spot in spots if spot.concept == concept)
