"""Titles that hold the very words of a query: what a reader expects first, whatever else is as near."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from madang.engines.retrieval.ranking.searcher import Hit
from madang.engines.retrieval.tokens import fold

NAMED: Final = 3.0
"""What such a title is worth: more than any nearness, less than holding all that was asked for."""

SHORTEST: Final = 2
_BETWEEN: Final = "\f"
"""Between two documents. No title and no squeezed words hold it; a document's own titles have a line each."""


def squeezed(text: str) -> str:
    """Words as titles are compared: folded, without spaces. 손실 보상 is 손실보상."""
    return "".join(fold(text).split())


def named(documents: Sequence[str], words: str, titles: Mapping[str, str]) -> list[int]:
    """The places of documents with these squeezed words in a title."""
    if len(words) < SHORTEST:
        return []
    # One look through all of them: asking each costs ten times as much, and three thousand are asked at every search.
    among = _BETWEEN.join([titles.get(document, "") for document in documents])
    found: list[int] = []
    at = passed = 0
    while (met := among.find(words, passed)) >= 0:
        at += among.count(_BETWEEN, passed, met)
        found.append(at)
        end = among.find(_BETWEEN, met)
        if end < 0:
            break
        at, passed = at + 1, end + 1
    return found


def with_name(hit: Hit) -> Hit:
    """The hit with what its title is worth as a part of its own."""
    return replace(hit, score=hit.score + NAMED, parts={**hit.parts, "named": NAMED})
