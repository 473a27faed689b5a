"""Titles that hold the very words of a query: what a reader expects first, whatever else is as near."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from madang.engines.retrieval.ranking.searcher import Hit
from madang.engines.retrieval.tokens import fold

NAMED: Final = 3.0
"""What such a title is worth: more than any nearness, less than holding all that was asked for."""

SHORTEST: Final = 2


def squeezed(text: str) -> str:
    """Words as titles are compared: folded, without spaces. 손실 보상 is 손실보상."""
    return "".join(fold(text).split())


def named(documents: Sequence[str], words: str, titles: Mapping[str, str]) -> list[int]:
    """The places of documents with these squeezed words in a title."""
    if len(words) < SHORTEST:
        return []
    return [at for at, document in enumerate(documents) if words in titles.get(document, "")]


def with_name(hit: Hit) -> Hit:
    """The hit with what its title is worth as a part of its own."""
    return replace(hit, score=hit.score + NAMED, parts={**hit.parts, "named": NAMED})
