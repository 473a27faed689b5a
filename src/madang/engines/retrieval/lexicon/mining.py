"""Words of a corpus that no concept explains, with the concepts they keep company with: for a person to look through."""

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from madang.engines.retrieval.tokens import STOP_EN, STOP_KO, STOP_ZH, Lang, folded, runs, word_list
from madang.engines.retrieval.vocabulary import PARTICLES

from .model import Lexicon

LONGEST = 6
"""Characters of a Chinese candidate."""

COMPANY = 3  # concepts told of one word
_COMMON = STOP_EN | STOP_KO | STOP_ZH | word_list("common_en") | word_list("common_ko") | word_list("common_zh")
_SHORTEST = {"hangul": 2, "latin": 4}
_ENDING = re.compile(r"(?:니다|세요|어요|아요|해요|시오)$")
_PARTICLES = tuple(sorted(PARTICLES, key=len, reverse=True))


@dataclass(frozen=True, slots=True)
class Candidate:
    """A word of `documents` documents in no form of the lexicon; `company`: concepts it stands with, closest first."""

    lang: Lang
    word: str
    documents: int
    company: tuple[str, ...]
    example: str


def mine(lexicon: Lexicon, texts: Iterable[tuple[Lang, str]], *, least: int = 3) -> list[Candidate]:
    """Candidates for forms, those of most documents first; of Chinese ones that always stand together the longest.

    Parameters
    ----------
    texts : (language, text) of each document. least : documents a word must stand in.

    Notes
    -----
    Company is measured by how much more often word and concept share a document than chance has it, times how often.
    """
    words: Counter[tuple[Lang, str]] = Counter()
    concepts: Counter[str] = Counter()
    together: dict[tuple[Lang, str], Counter[str]] = {}
    examples: dict[tuple[Lang, str], str] = {}
    size = 0
    for lang, text in texts:
        size += 1
        spots = lexicon.spot(text, lang)
        held = {spot.concept for spot in spots}
        concepts.update(held)
        explained = {place for spot in spots for place in range(spot.start, spot.end)}
        for word, at in dict(_words(text, lang, explained)).items():
            words[lang, word] += 1
            together.setdefault((lang, word), Counter()).update(held)
            examples.setdefault((lang, word), " ".join(text[max(0, at - 20) : at + 30].split()))
    found = [(key, count) for key, count in words.most_common() if count >= least]
    longer = Counter({key: count for key, count in found if key[0] == "zh"})
    kept = [(key, count) for key, count in found if not _within(key, count, longer)]

    def company(key: tuple[Lang, str], count: int) -> tuple[str, ...]:
        near = {one: both * math.log(size * both / (count * concepts[one])) for one, both in together[key].items()}
        return tuple(sorted(near, key=lambda one: (-near[one], one))[:COMPANY])

    return [Candidate(*key, count, company(key, count), examples[key]) for key, count in kept]


def _words(text: str, lang: Lang, explained: set[int]) -> Iterator[tuple[str, int]]:
    """(word, where it begins) of what no spot explains, common words left out."""
    source = folded(text)
    for run in runs(source.text):
        start, end = source.span(run.start, run.end)
        if run.script == "han" and lang == "zh":
            yield from _stretches(run.text, start, explained)
        elif explained.isdisjoint(range(start, end)):
            word = _bare(run.text) if run.script == "hangul" else run.text
            shortest = _SHORTEST.get(run.script, len(word) + 1)
            if len(word) >= shortest and word not in _COMMON and not _ENDING.search(word):
                yield word, start


def _stretches(text: str, start: int, explained: set[int]) -> Iterator[tuple[str, int]]:
    for first in range(len(text)):
        for size in range(2, min(LONGEST, len(text) - first) + 1):
            word = text[first : first + size]
            if start + first + size - 1 in explained or start + first in explained:
                break
            if word not in _COMMON and not (word[0] in STOP_ZH or word[-1] in STOP_ZH):
                yield word, start + first


def _within(key: tuple[Lang, str], count: int, longer: Counter[tuple[Lang, str]]) -> bool:
    lang, word = key
    return lang == "zh" and any(word in one and word != one and held >= count for (_, one), held in longer.items())


def _bare(word: str) -> str:
    return next(
        (word[: -len(one)] for one in _PARTICLES if word.endswith(one) and len(word) - len(one) >= 2),
        word,
    )
