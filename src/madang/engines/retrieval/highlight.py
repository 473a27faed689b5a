"""Where a query is met in a text, for marking it: inside Korean words with particles, in Chinese without spaces."""

import re
from functools import lru_cache

from .query import Query
from .tokens import HAN, HANGUL, Folded, folded, latin_forms, number_forms, runs

MARK_LIMIT = 400
"""Marks made in one text; what follows stays unmarked."""

TEXT_LIMIT = 100_000
"""Characters of a text that are looked at."""

_SHORT = 200
"""Characters up to which a text is remembered as read: the same titles stand in every list."""

_CJK = re.compile(rf"[{HANGUL}{HAN}]")


_Word = tuple[int, int, str, tuple[str, ...]]


def marks(text: str, query: Query) -> list[tuple[int, int]]:
    """Source offsets of every hit, in order, never overlapping; particles stay outside the mark.

    Latin words are met by whole words (any form of a stem, or as they begin for an unfinished word), Korean and
    Chinese ones wherever they stand, single syllables only as a word's beginning. Excluded words are never marked.
    """
    terms = {term for group in query.groups for form in group.forms for term in form}
    openings = tuple({prefix for group in query.groups for prefix in group.prefixes})
    if not terms and not openings:
        return []
    source, latin = _remembered(text) if len(text) <= _SHORT else _read(text[:TEXT_LIMIT])
    words = [term for term in {*terms, *openings} if _CJK.search(term)]
    found = _inside(source.text, words) if words else []
    starts = tuple(prefix for prefix in openings if not _CJK.search(prefix))
    for start, end, word, forms in latin:
        if not terms.isdisjoint(forms) or (starts and word.startswith(starts)):
            found.append((start, end))
    return merged([source.span(start, end) for start, end in found])[:MARK_LIMIT]


def _read(text: str) -> tuple[Folded, tuple[_Word, ...]]:
    """A text folded, and its Latin words and numbers: where each stands, the word, its forms."""
    source = folded(text)
    found = (run for run in runs(source.text) if run.script in ("latin", "number"))
    return source, tuple(
        (run.start, run.end, run.text, (number_forms if run.script == "number" else latin_forms)(run.text))
        for run in found
    )


_remembered = lru_cache(maxsize=4_000)(_read)


def _inside(text: str, words: list[str]) -> list[tuple[int, int]]:
    """Longest words first, so that a compound gets one mark; a single syllable must begin its word."""
    words = sorted(words, key=lambda word: (-len(word), word))
    forms = [re.escape(word) if len(word) > 1 else rf"(?<![{HANGUL}]){re.escape(word)}" for word in words]
    return [found.span() for found in re.finditer("|".join(forms), text)]


def merged(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans sorted, with what overlaps or touches joined: 창업 + 지원 in 창업지원 is one mark."""
    out: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if out and start <= out[-1][1]:
            out[-1] = (out[-1][0], max(out[-1][1], end))
        else:
            out.append((start, end))
    return out
