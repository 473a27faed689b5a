"""Hits that need no weighing: a phrase in quotes, a name nobody explains, a number with its unit."""

from collections.abc import Callable
from dataclasses import dataclass

from madang.engines.retrieval.tokens import STOP_EN, STOP_KO, Run, folded, number_forms, runs, word_list

from . import words
from .understanding import Understood, common_english
from .words import bare

PHRASE, NAME, NUMBER = 1.0, 0.25, 0.05
"""How much of the whole `exact` part one hit is worth."""

RARE = 0.005
"""A name stands in at most this share of the pool, or in two documents."""

_COMMON_KO = STOP_KO | word_list("common_ko")

NAME_LENGTH = 3  # letters, syllables or characters of a name at least


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
        elif _may_be_name(run):
            keys = _keys(source.said(run.start, run.end))
            if keys and 0 < min(map(documents, keys)) <= max(2, RARE * pool):
                out.append(Needle(keys, NAME))
    return out


def _may_be_name(run: Run) -> bool:
    """Whether a word is none that every notice uses."""
    if run.script == "latin":
        return len(run.text) >= NAME_LENGTH and run.text not in STOP_EN and run.text not in common_english()
    word = bare(run.text)
    return len(word) >= NAME_LENGTH and word not in _COMMON_KO


def _keys(text: str) -> tuple[str, ...]:
    return tuple("w:" + term for term in dict.fromkeys(words.terms(text)))
