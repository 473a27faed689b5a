"""Hits that need no weighing: a phrase in quotes, a name nobody explains, a number with its unit."""

from collections.abc import Callable
from dataclasses import dataclass

from madang.engines.retrieval.tokens import STOP_EN, STOP_KO, folded, number_forms, runs

from . import words
from .understanding import Understood

PHRASE, NAME, NUMBER = 1.0, 0.25, 0.05
"""How much of the whole `exact` part one hit is worth."""

RARE = 0.02
"""A name stands in at most this share of the pool, or in two documents."""


@dataclass(frozen=True, slots=True)
class Needle:
    """Keys that must all be held, and what finding them is worth."""

    keys: tuple[str, ...]
    worth: float


def needles(query: Understood, documents: Callable[[str], int], pool: int) -> list[Needle]:
    """What to look for exactly. `documents` counts the documents that hold a key, `pool` all of them."""
    out = [Needle(_keys(phrase), PHRASE) for phrase in query.quoted if words.terms(phrase)]
    source = folded(query.text)
    for run in runs(source.text):
        start, end = source.span(run.start, run.end)
        if any(spot.start < end and spot.end > start for spot in query.spots):
            continue
        if run.script == "number":
            if len(run.text) > 1:
                out.append(Needle(("w:" + number_forms(run.text)[0],), NUMBER))
        elif run.text not in STOP_EN | STOP_KO and len(run.text) > (1 if run.script == "hangul" else 2):
            keys = _keys(source.said(run.start, run.end))
            if keys and 0 < min(map(documents, keys)) <= max(2, RARE * pool):
                out.append(Needle(keys, NAME))
    return out


def _keys(text: str) -> tuple[str, ...]:
    return tuple("w:" + term for term in dict.fromkeys(words.terms(text)))
