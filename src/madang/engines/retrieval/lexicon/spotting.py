"""Finding the lexicon's concepts in a text: the longest forms that lie side by side, each by its rules."""

import re
from collections.abc import Container, Iterable, Sequence
from operator import add
from typing import NamedTuple

from madang.engines.retrieval.tokens import HANGUL, STOP_EN, Lang, word_list
from madang.engines.retrieval.vocabulary import PARTICLES

from .concept import LANGS, Concept, Rule, Spot
from .stream import BREAK, Alphabet, Stream

TEXT_LIMIT = 100_000
"""Characters of a text that are looked at."""

NEAR = 150
"""Symbols to either side of a form in which a rule's `near` looks: about two sentences. A query lies within it."""

_LETTERS = re.compile(r"[^A-Za-z]+")
_SHOUTS = STOP_EN | word_list("shouted_en")

POWER = 1.5
"""A match weighs its letters to this power: the whole beats its parts, and 지원 + 금융 beats 지원금 + 융."""

COMMON = 0.95  # a common word weighs a little less than a concept of its length

_SHORT = 3  # a match across a space needs more syllables than this, or must begin and end with a word


class _Entry(NamedTuple):
    """One form of one concept as the spotter needs it; `shouted`: English only counts it in capitals (IT, TIPS)."""

    concept: str
    form: str
    near: tuple[str, ...] = ()
    not_in: tuple[str, ...] = ()
    alone: bool = False
    shouted: bool = False


class _Match(NamedTuple):
    """Entries found at `symbols[first:end]`; none for a common word."""

    first: int
    end: int
    weight: float
    entries: tuple[_Entry, ...]


class Spotter:
    """Every form of a lexicon, ready to be found. Unchanging once made, so threads may share it.

    A text is read as a `Stream` of symbols; at each symbol the forms that begin with the same two are tried. Common
    words that are no concept (`data/common_ko.txt`, `common_zh.txt`) take part, so that 기사 is not found in 경기 사무소.
    """

    def __init__(self, concepts: Iterable[Concept]) -> None:
        self.alphabet = Alphabet()
        concepts = list(concepts)
        self.alphabet.learn(form for concept in concepts for lang in LANGS for form in concept.forms(lang))
        self._forms: dict[str, tuple[_Entry, ...]] = {}
        self._lengths: dict[str, tuple[int, ...]] = {}
        for concept in concepts:
            self._add(concept)
        self._forms |= {word: () for word in _common() if not _contains(word, self._forms)}
        lengths: dict[str, set[int]] = {}
        for key in self._forms:
            if len(key) > 1:
                lengths.setdefault(key[:2], set()).add(len(key))
        self._lengths = {head: tuple(sorted(sizes, reverse=True)) for head, sizes in lengths.items()}

    def __len__(self) -> int:
        return len(self._forms)

    def _add(self, concept: Concept) -> None:
        rules: dict[str, list[Rule]] = {}
        for rule in concept.rules:
            rules.setdefault(self.alphabet.write(rule.form), []).append(rule)
        for form in dict.fromkeys(form for lang in LANGS for form in concept.forms(lang)):
            key = self.alphabet.write(form)
            known = self._forms.get(key, ())
            if not key or BREAK in key or (known and any(entry.concept == concept.id for entry in known)):
                continue
            self._forms[key] = (*known, self._entry(concept.id, form, rules.get(key, ())))

    def _entry(self, concept: str, form: str, rules: Sequence[Rule]) -> _Entry:
        shouted = form.isupper() and not _SHOUTS.isdisjoint({_LETTERS.sub("", form).lower()})
        if not rules:
            return _Entry(concept, form, shouted=shouted)
        near = tuple(self.alphabet.write(one) for rule in rules for one in rule.near)
        not_in = tuple(self.alphabet.write(one) for rule in rules for one in rule.not_in)
        return _Entry(concept, form, near, not_in, any(rule.alone for rule in rules), shouted)

    def unruled(self) -> list[list[tuple[str, str]]]:
        """(concept, form) of each form that belongs to several concepts although no rule tells them apart."""
        free = [[(one.concept, one.form) for one in entries if not one.near] for entries in self._forms.values()]
        return [entries for entries in free if len(entries) > 1]

    def spot(self, text: str, lang: Lang | None = None) -> list[Spot]:
        """Concepts of a text in reading order. Offsets are those of `text` as given. Never raises.

        Of forms that overlap the longest wins, then the first, unless more of the text is read otherwise. A form of
        two concepts gives those whose `near` holds, else those that ask for nothing. `lang` "en" reads IT and TIPS as
        concepts in capitals only; None does so, too.
        """
        stream = self.alphabet.stream(text[:TEXT_LIMIT])
        return self.spot_in(stream, lang)

    def spot_in(self, stream: Stream, lang: Lang | None = None) -> list[Spot]:
        """`spot` for a text that is a stream already."""
        out: list[Spot] = []
        for match in _best(self._matches(stream, lang), len(stream.symbols)):
            start, end = stream.span(match.first, match.end - 1)
            out += [Spot(entry.concept, entry.form, start, end) for entry in match.entries]
        return out

    def _matches(self, stream: Stream, lang: Lang | None) -> list[_Match]:
        """Every form that stands anywhere and is allowed there, by where it ends."""
        symbols, forms, lengths = stream.symbols, self._forms, self._lengths
        found = [(first, 1) for first, symbol in enumerate(symbols) if symbol in forms]
        heads = map(add, symbols, symbols[1:])
        for first, sizes in enumerate(map(lengths.get, heads)):
            if sizes:
                found += [
                    (first, size)
                    for size in sizes
                    if symbols[first : first + size] in forms and first + size <= len(symbols)
                ]
        out: list[_Match] = []
        for first, size in found:
            entries = self._allowed(forms[symbols[first : first + size]], stream, first, size, lang)
            if entries is not None:
                weight = _letters(stream, first, size) ** POWER
                out.append(_Match(first, first + size, weight if entries else weight * COMMON, entries))
        return out

    def _allowed(
        self, entries: tuple[_Entry, ...], stream: Stream, first: int, size: int, lang: Lang | None
    ) -> tuple[_Entry, ...] | None:
        """The concepts that may be meant here; () for a common word, which takes its place; None for no match."""
        if not _whole(stream, first, size):
            return None
        if not entries:
            return ()
        held = [entry for entry in entries if _holds(entry, stream, first, size, lang)]
        near = tuple(entry for entry in held if entry.near)
        return near or tuple(held) or None


def _letters(stream: Stream, first: int, size: int) -> int:
    """Letters of a match, spaces not counted."""
    whole = stream.ends[first + size - 1] - stream.starts[first]
    if whole == size:
        return size
    return sum(stream.ends[first : first + size]) - sum(stream.starts[first : first + size])


def _best(matches: list[_Match], size: int) -> list[_Match]:
    """Matches that do not overlap and together weigh most, in reading order; of equal ones those further left."""
    ending: dict[int, list[_Match]] = {}
    for match in matches:
        ending.setdefault(match.end, []).append(match)
    weight = [0.0] * (size + 1)
    last: list[_Match | None] = [None] * (size + 1)
    for end in range(1, size + 1):
        weight[end] = weight[end - 1]
        for match in ending.get(end, ()):
            if weight[match.first] + match.weight > weight[end]:
                weight[end], last[end] = weight[match.first] + match.weight, match
    out: list[_Match] = []
    end = size
    while end:
        match_here = last[end]
        if match_here is None:
            end -= 1
        else:
            out.append(match_here)
            end = match_here.first
    return out[::-1]


def _holds(entry: _Entry, stream: Stream, first: int, size: int, lang: Lang | None) -> bool:
    if entry.alone and not _alone(stream, first, size):
        return False
    if entry.shouted and lang in ("en", None):
        start, end = stream.span(first, first + size - 1)
        if not stream.folded.source[start:end].isupper():
            return False
    if entry.near:
        around = stream.symbols[max(0, first - NEAR) : first] + BREAK + stream.symbols[first + size :][:NEAR]
        if not any(one and one in around for one in entry.near):
            return False
    return not any(_inside(one, stream, first, size) for one in entry.not_in)


def _inside(longer: str, stream: Stream, first: int, size: int) -> bool:
    """Whether the match is part of the longer form standing here."""
    key = stream.symbols[first : first + size]
    at = longer.find(key)
    while at >= 0:
        begin = first - at
        if begin >= 0 and stream.symbols.startswith(longer, begin):
            return True
        at = longer.find(key, at + 1)
    return False


def _alone(stream: Stream, first: int, size: int) -> bool:
    """A word of its own: nothing before it, and nothing but a particle after it."""
    last = first + size - 1
    if not stream.opens(first) and _alike(stream, first - 1, first):
        return False
    tail = _tail(stream, last)
    return not tail or tail in PARTICLES


def _alike(stream: Stream, before: int, after: int) -> bool:
    """Whether two neighbouring symbols are of one script, so that they may be one word."""
    first, second = stream.symbols[before], stream.symbols[after]
    return (HANGUL[0] <= first <= "힣") == (HANGUL[0] <= second <= "힣") and first < "\U000f0000" > second


def _tail(stream: Stream, last: int) -> str:
    """What follows the symbol without a space, of the same script, up to four characters."""
    out = ""
    for place in range(last + 1, min(last + 5, len(stream.symbols))):
        if stream.starts[place] > stream.ends[place - 1] or not _alike(stream, place - 1, place):
            break
        out += stream.symbols[place]
    return out


def _whole(stream: Stream, first: int, size: int) -> bool:
    """Whether a match across a space of a Korean text is plausible: it begins with a word, and if short ends with one.

    전기차 is not in 안전 기차, nor 지원 in 있는 지 원하는; 스타 트업 and 사회적기 업 are what they look like.
    """
    last = first + size - 1
    if stream.ends[last] - stream.starts[first] == size or not HANGUL[0] <= stream.symbols[first] <= "힣":
        return True
    gaps = [place for place in range(first + 1, last + 1) if stream.starts[place] > stream.ends[place - 1]]
    if not gaps:
        return True
    if size > _SHORT:
        return stream.opens(first) or gaps[0] - first >= 2
    tail = _tail(stream, last)
    return stream.opens(first) and (not tail or (size == _SHORT and tail in PARTICLES))


def _contains(word: str, forms: Container[str]) -> bool:
    """Whether a common word holds a form, which it must not hide."""
    size = len(word)
    return word in forms or (
        size > 2 and any(word[at : at + part] in forms for part in range(2, size) for at in range(size - part + 1))
    )


def _common() -> frozenset[str]:
    return word_list("common_ko") | word_list("common_zh")
