"""What a document is about and what a query asks for, in concepts: the same in three languages."""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from madang.engines.retrieval.lexicon import Lexicon, Spot

K = 0.5
B = 0.25
TYPICAL = 14.0
"""Mentions of concepts in a usual text: a constant, as in `words`."""

TITLE = 1.5  # how often a mention in the title counts


CLOSE = 0.5
"""Concepts that answer for another at least so far make it common, too."""


@dataclass(frozen=True, slots=True)
class Links:
    """How far holding one concept answers for another."""

    narrower: float = 0.6  # asked for a robot, has a humanoid
    broader: float = 0.2  # asked for a humanoid, has robots
    related: float = 0.4
    sibling: float = 0.12
    fade: float = 0.6  # for every further step up or down
    least: float = 0.05


LINKS = Links()


@dataclass(frozen=True, slots=True)
class Wanted:
    """A concept a query asks for: what counts as it (concept, how far, itself first) and its share of the whole."""

    concept: str
    held_by: tuple[tuple[str, float], ...]
    share: float


def impacts(title: Sequence[Spot], text: Sequence[Spot]) -> dict[str, float]:
    """How strongly a document is about each concept, 0 to 1: saturated by repetition, less in texts that name many."""
    counts: dict[str, float] = {}
    for spots, weight in ((title, TITLE), (text, 1.0)):
        for spot in spots:
            counts[spot.concept] = counts.get(spot.concept, 0.0) + weight
    norm = K * (1 - B + B * sum(counts.values()) / TYPICAL)
    return {concept: count / (count + norm) for concept, count in counts.items()}


def wanted(
    asked: Iterable[tuple[str, float]],
    held_by: Callable[[str], tuple[tuple[str, float], ...]],
    documents: Callable[[str], int],
    pool: int,
    lexicon: Lexicon,
) -> list[Wanted]:
    """What a query asks for, shares adding up to 1; [] for none.

    Parameters
    ----------
    asked : (concept, how surely it is meant, 0 to 1), the surest of a concept counts.
    held_by : what counts as a concept, as `neighbours` gives it.
    documents : in how many documents of the pool each concept stands; rare ones get a larger share.
    pool : how many documents there are.
    """
    sure: dict[str, float] = {}
    for concept, certainty in asked:
        sure[concept] = max(certainty, sure.get(concept, 0.0))
    gains: dict[str, float] = {}
    for concept, certainty in sure.items():
        close = sum(documents(one) for one, factor in held_by(concept) if factor >= CLOSE)
        gains[concept] = certainty * lexicon[concept].weight * rarity(min(close, pool), pool)
    whole = sum(gains.values())
    return [Wanted(concept, held_by(concept), gain / whole) for concept, gain in gains.items()]


def rarity(documents: int, pool: int) -> float:
    """Inverse document frequency, smooth enough for pools of a hundred: 0.7 for what all hold."""
    return math.log(1 + (pool + 1) / (documents + 1))


def neighbours(lexicon: Lexicon, concept: str, links: Links = LINKS) -> tuple[tuple[str, float], ...]:
    """(concept, how far it answers for the one asked), itself first at 1, then by falling strength."""
    found: dict[str, float] = {concept: 1.0}
    _walk(found, concept, links.narrower, links, lexicon.narrower)
    _walk(found, concept, links.broader, links, lexicon.broader)
    for other in lexicon.related(concept):
        found[other] = max(links.related, found.get(other, 0.0))
    for upper in lexicon.broader(concept):
        for other in lexicon.narrower(upper):
            found[other] = max(links.sibling, found.get(other, 0.0))
    ordered = sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))
    return tuple((one, factor) for one, factor in ordered if factor >= links.least)


def _walk(
    found: dict[str, float], start: str, factor: float, links: Links, step: Callable[[str], Iterable[str]]
) -> None:
    """Everything above or below a concept, each step fainter; circles end because a concept is met once."""
    level = [start]
    while level and factor >= links.least:
        level = [other for one in level for other in step(one) if found.get(other, 0.0) < factor]
        found.update((other, factor) for other in level)
        factor *= links.fade
