"""How near two descriptions lie, by the concepts they name: what a startup says of itself, and what a call asks for.

Both sides are weighted concepts of the lexicon, whatever languages they were written in. Nothing here needs a model.
`nearness` is the same sum over thousands of descriptions at once, and a test holds the two together.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from madang.engines.retrieval.lexicon.model import Lexicon
from madang.engines.retrieval.tokens import Lang

# What a kind of concept tells about a field of work. A place or a stage is asked by rules; sharing it shows little.
KIND_WEIGHT: Final[Mapping[str, float]] = {
    "sector": 1.0, "technology": 1.0, "equipment": 0.9, "market": 0.9, "certification": 0.8, "need": 0.8, "support": 0.6,
    "space": 0.6, "money": 0.5, "procedure": 0.4, "people": 0.4, "founder": 0.4, "stage": 0.3, "body": 0.3, "document": 0.2,
    "place": 0.2, "general": 0.2,
}  # fmt: skip
AGAIN: Final = 0.25
"""What a second passage adds to a concept that another passage has named, in parts of its own weight."""
UP: Final = 0.5
DOWN: Final = 0.4
SIDEWAYS: Final = 0.25
LEAST: Final = 0.05
"""Weights below this are dropped: two steps up and one to the side tell nothing."""
MOST_NARROWER: Final = 40
"""A concept with more kinds than this is too wide for each of its kinds to be meant."""


@dataclass(frozen=True, slots=True)
class Passage:
    """Words of one side. `where` says what they are (name, summary, product), `weight` how much they count there."""

    text: str
    lang: Lang
    where: str
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Phrase:
    """Where a concept was met: the words as they were written, in which language, in which part of the text."""

    text: str
    lang: Lang
    where: str


@dataclass(frozen=True)
class Heard:
    """What passages name: concepts by weight, and for each the phrases, the first of each language."""

    weights: Mapping[str, float]
    phrases: Mapping[str, tuple[Phrase, ...]]


@dataclass(frozen=True, slots=True)
class Tie:
    """A concept of the other side that counts, how much, and the own concept it stands for."""

    weight: float
    own: str


def hear(passages: Iterable[Passage], lexicon: Lexicon) -> Heard:
    """The concepts that passages name.

    The same words in three languages count once: of the sums by language the greatest is taken. Within a language the
    weightiest passage counts whole, others a quarter. Weights are the lexicon's times `KIND_WEIGHT`.
    """
    sums: dict[tuple[str, str], list[float]] = {}
    phrases: dict[str, dict[str, Phrase]] = {}
    for passage in passages:
        for concept, (start, end) in _spans(passage, lexicon).items():
            sums.setdefault((concept, passage.lang), []).append(passage.weight)
            words = passage.text[start:end]
            phrases.setdefault(concept, {}).setdefault(passage.lang, Phrase(words, passage.lang, passage.where))
    weights: dict[str, float] = {}
    for (concept, _lang), counted in sums.items():
        first, *others = sorted(counted, reverse=True)
        told = (first + AGAIN * sum(others)) * worth(lexicon, concept)
        weights[concept] = max(told, weights.get(concept, 0.0))
    return Heard(weights, {concept: tuple(by_lang.values()) for concept, by_lang in phrases.items()})


def _spans(passage: Passage, lexicon: Lexicon) -> dict[str, tuple[int, int]]:
    """Each concept of a passage with where it first stands."""
    found: dict[str, tuple[int, int]] = {}
    for spot in lexicon.spot(passage.text, passage.lang):
        found.setdefault(spot.concept, (spot.start, spot.end))
    return found


def worth(lexicon: Lexicon, concept: str) -> float:
    """How much naming a concept tells, from 0 to 1; 0 for one that left the lexicon."""
    if concept not in lexicon:
        return 0.0
    one = lexicon[concept]
    return one.weight * KIND_WEIGHT.get(one.kind, 0.5)


def expand(weights: Mapping[str, float], lexicon: Lexicon) -> dict[str, Tie]:
    """What else counts as named: half for each step up (a delivery robot is a robot), less for kinds and relatives.

    Each concept keeps the best tie and the own concept it comes from, so that the reason can be shown. What the side
    names itself always stands for itself. Widened concepts keep their own worth: half of "support" is nearly nothing.
    """
    ties = {concept: Tie(weight, concept) for concept, weight in weights.items() if weight > 0}
    for concept, weight in sorted(weights.items(), key=lambda one: (-one[1], one[0])):
        if concept not in lexicon or weight <= 0:
            continue
        for other, share in _near(concept, lexicon):
            told = min(weight, worth(lexicon, other)) * share
            if other not in weights and told >= LEAST and told > ties.get(other, Tie(0.0, "")).weight:
                ties[other] = Tie(told, concept)
    return ties


def _near(concept: str, lexicon: Lexicon) -> list[tuple[str, float]]:
    above = lexicon.broader(concept)
    near = [(one, UP) for one in above]
    near += [(two, UP * UP) for one in above for two in lexicon.broader(one)]
    kinds = lexicon.narrower(concept)
    near += [(one, DOWN) for one in kinds] if len(kinds) <= MOST_NARROWER else []
    return near + [(one, SIDEWAYS) for one in lexicon.related(concept)]


def rarity(holders: int, total: int) -> float:
    """What sharing a concept tells that `holders` of `total` descriptions name: 0.7 where all do, the log beyond.

    Never nothing: in a street of ten robot makers a call for robots still concerns them.
    """
    return math.log(1.0 + (total + 1.0) / (holders + 1.0))


def affinity(mine: Mapping[str, Tie], theirs: Mapping[str, float], rare: Mapping[str, float]) -> dict[str, float]:
    """The parts of the nearness of two sides, by the concept of `theirs`; their sum is the whole, from 0 to 1.

    The cosine of the two sides, each concept weighed by its rarity (a concept missing from `rare` counts as 1). A call
    that names everything is near to nothing.
    """
    far = math.sqrt(sum((weight * rare.get(one, 1.0)) ** 2 for one, weight in theirs.items()))
    own = math.sqrt(sum((tie.weight * rare.get(one, 1.0)) ** 2 for one, tie in mine.items() if tie.own == one))
    if not far or not own:
        return {}
    shared = ((one, tie, theirs[one] * rare.get(one, 1.0) ** 2) for one, tie in mine.items() if one in theirs)
    return {one: tie.weight * part / (far * own) for one, tie, part in shared if part > 0}
