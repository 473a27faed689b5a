"""What a query means: its concepts, through slips of the finger, a keyboard left in English and missing spaces."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache

from madang.engines.retrieval.hangul import from_keys, letters
from madang.engines.retrieval.lexicon import Lexicon, Spot
from madang.engines.retrieval.tokens import STOP_EN, STOP_KO, Lang, detect, folded, runs, word_list
from madang.engines.retrieval.vocabulary import Vocabulary

from .words import bare, terms

QUERY_LIMIT = 300
"""Characters of a query that are read."""

SURE, MENDED = 1.0, 0.8

_WORD = 4  # characters that a Latin word stands for beside Korean and Chinese ones

_SPELT = re.compile(r"\b[a-z]{4,}\b|[가-힣]{3,}")
_QUOTED = re.compile(r'["“「『《]([^"”」』》]{2,60})["”」』》]')


@dataclass(frozen=True, slots=True)
class Mended:
    """A stretch of the query read as something else: `robtics` as `robotics`."""

    start: int
    end: int
    read: str


@dataclass(frozen=True, slots=True)
class Understood:
    """A query as read. `asked`: (concept, certainty). Offsets are those of `text`, the query cut to `QUERY_LIMIT`.

    `unread` : the share of the words that say something, 0 to 1, in which no concept was found.
    """

    text: str
    lang: Lang
    spots: tuple[Spot, ...]
    asked: tuple[tuple[str, float], ...]
    mended: tuple[Mended, ...] = ()
    quoted: tuple[str, ...] = ()
    unread: float = 0.0


class Reader:
    """Reads queries by one lexicon. Unchanging, so threads may share it."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self._knows = lexicon.spotter.alphabet.knows

    def read(self, query: str, lang: Lang | None = None) -> Understood:
        """What a query asks for. `lang` None detects it. Never raises."""
        text = query[:QUERY_LIMIT]
        lang = lang or detect(text)
        spots = self.lexicon.spot(text, lang)
        asked = [(spot.concept, SURE) for spot in spots]
        mended: list[Mended] = []
        for start, end, word in _unread(text, spots):
            for read in self._mend(word):
                found = self.lexicon.spot(read, lang)
                if found:
                    mended.append(Mended(start, end, read))
                    asked += [(spot.concept, MENDED) for spot in found]
                    break
        quoted = tuple(found.group(1) for found in _QUOTED.finditer(text))
        return Understood(text, lang, tuple(spots), tuple(asked), tuple(mended), quoted, _unread_share(text, spots))

    def _mend(self, word: str) -> Iterable[str]:
        """What an unread word may have been meant to be, likeliest first."""
        if word.isascii():
            typed = from_keys(word)
            if typed and len(typed) > 1:
                yield typed
            lower = word.lower()
            if lower not in STOP_EN and not self._knows(lower):
                yield from self._apart(lower)
                if len(word) >= 5 and not _is_word(lower):
                    yield from self._words.suggest(word, limit=2)
        elif len(word) >= 3:
            yield from (one for one in self._words.suggest(bare(word), limit=2) if _near(one, bare(word)))

    def _apart(self, word: str) -> Iterable[str]:
        """A Latin word as two known ones: softlanding."""
        for at in range(3, len(word) - 2):
            if self._knows(word[:at]) and self._knows(word[at:]):
                yield f"{word[:at]} {word[at:]}"

    @cached_property
    def _words(self) -> Vocabulary:
        """Words of the forms, for spelling: Latin ones of four letters and more, Korean ones of three syllables."""
        text = "\n".join(form for concept in self.lexicon for form in (*concept.ko, *concept.en))
        found = Counter(_SPELT.findall(text.lower()))
        plurals = [(word + "s", count) for word, count in found.items() if word.isascii() and word[-1] != "s"]
        return Vocabulary([*found.items(), *plurals])


def _is_word(word: str) -> bool:
    """Whether it is a common English word, though no concept: cover is no slip for coder."""
    return not common_english().isdisjoint(
        {word, word.removesuffix("s"), word.removesuffix("d"), word.removesuffix("ed")}
    )


@lru_cache(maxsize=1)
def common_english() -> frozenset[str]:
    """Words of five letters and more that firms and notices use, about 7,000."""
    return word_list("common_en")


def _near(one: str, word: str) -> bool:
    """Stricter than the speller: a Korean word of three syllables may differ by one letter, not by one syllable."""
    first, second = letters(one), letters(word)
    return abs(len(first) - len(second)) <= 1


def _unread_share(text: str, spots: list[Spot]) -> float:
    """By characters for Korean and Chinese, a Latin word or a number counting as `_WORD`; 1 for a query without words."""
    source = folded(text)
    explained = {place for spot in spots for place in range(spot.start, spot.end)}
    whole = unread = 0.0
    for run in runs(source.text):
        start, end = source.span(run.start, run.end)
        if terms(source.said(run.start, run.end)):
            size = end - start if run.script in ("hangul", "han") else _WORD
            whole += size
            unread += size * sum(place not in explained for place in range(start, end)) / (end - start)
    return unread / whole if whole else 1.0


def _unread(text: str, spots: list[Spot]) -> Iterable[tuple[int, int, str]]:
    """Words of the query that no spot lies in."""
    source = folded(text)
    for run in runs(source.text):
        if run.script not in ("latin", "hangul"):
            continue
        start, end = source.span(run.start, run.end)
        if not any(spot.start < end and spot.end > start for spot in spots) and run.text not in STOP_KO:
            yield start, end, source.said(run.start, run.end)
