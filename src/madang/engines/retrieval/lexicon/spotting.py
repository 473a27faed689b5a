"""Finding the lexicon's concepts in a text: longest forms first, none overlapping, each by its rules."""

from collections.abc import Iterable
from typing import NamedTuple

from madang.engines.retrieval.tokens import HANGUL, STOP_EN, Lang, word_list
from madang.engines.retrieval.vocabulary import PARTICLES

from .concept import LANGS, Concept, Rule, Spot
from .stream import BREAK, Alphabet, Stream

TEXT_LIMIT = 100_000
"""Characters of a text that are looked at."""

NEAR = 150
"""Symbols to either side of a form in which a rule's `near` looks: about two sentences. A query lies within it."""

_SHORT = 3  # a match across a space needs more syllables than this, or must begin and end with a word


class _Entry(NamedTuple):
    """One form of one concept as the spotter needs it; `shouted`: English only counts it in capitals (IT, US)."""

    concept: str
    form: str
    near: tuple[str, ...] = ()
    not_in: tuple[str, ...] = ()
    alone: bool = False
    shouted: bool = False


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
        for word in _common():
            self._forms.setdefault(word, ())
        lengths: dict[str, set[int]] = {}
        for key in self._forms:
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
            if not key or BREAK in key or any(entry.concept == concept.id for entry in known):
                continue
            mine = rules.get(key, [])
            entry = _Entry(
                concept.id,
                form,
                tuple(self.alphabet.write(one) for rule in mine for one in rule.near),
                tuple(self.alphabet.write(one) for rule in mine for one in rule.not_in),
                any(rule.alone for rule in mine),
                form.isupper() and form.lower() in STOP_EN,
            )
            self._forms[key] = (*known, entry)

    def unruled(self) -> list[list[tuple[str, str]]]:
        """(concept, form) of each form that belongs to several concepts although no rule tells them apart."""
        free = [[(one.concept, one.form) for one in entries if not one.near] for entries in self._forms.values()]
        return [entries for entries in free if len(entries) > 1]

    def spot(self, text: str, lang: Lang | None = None) -> list[Spot]:
        """Concepts of a text in reading order. Offsets are those of `text` as given. Never raises.

        Of forms that overlap the longest wins, then the first. A form of two concepts gives those whose `near` holds,
        else those that ask for nothing. `lang` "en" reads IT and US as concepts in capitals only; None does so, too.
        """
        stream = self.alphabet.stream(text[:TEXT_LIMIT])
        return self.spot_in(stream, lang)

    def spot_in(self, stream: Stream, lang: Lang | None = None) -> list[Spot]:
        """`spot` for a text that is a stream already."""
        found: list[tuple[int, int, tuple[_Entry, ...]]] = []
        taken = bytearray(len(stream.symbols))
        for first, size in self._matches(stream):
            if any(taken[first : first + size]):
                continue
            key = stream.symbols[first : first + size]
            entries = self._allowed(self._forms[key], stream, first, size, lang)
            if entries is None:
                continue
            taken[first : first + size] = b"\1" * size
            if entries:
                found.append((first, size, entries))
        out: list[Spot] = []
        for first, size, entries in sorted(found, key=lambda one: one[0]):
            start, end = stream.span(first, first + size - 1)
            out += [Spot(entry.concept, entry.form, start, end) for entry in entries]
        return out

    def _matches(self, stream: Stream) -> list[tuple[int, int]]:
        """(first symbol, symbols) of every form that stands anywhere, longest in characters first, then leftmost."""
        symbols, forms, lengths = stream.symbols, self._forms, self._lengths
        found = [
            (stream.starts[first] - stream.ends[first + size - 1], first, size)
            for first in range(len(symbols))
            for head in {symbols[first : first + 2], symbols[first]}
            for size in lengths.get(head, ())
            if symbols[first : first + size] in forms and first + size <= len(symbols)
        ]
        return [(first, size) for _, first, size in sorted(found)]

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
    if not HANGUL[0] <= stream.symbols[first] <= "힣":
        return True
    gaps = [place for place in range(first + 1, last + 1) if stream.starts[place] > stream.ends[place - 1]]
    if not gaps:
        return True
    if size > _SHORT:
        return stream.opens(first) or gaps[0] - first >= 2
    tail = _tail(stream, last)
    return stream.opens(first) and (not tail or (size == _SHORT and tail in PARTICLES))


def _common() -> frozenset[str]:
    return word_list("common_ko") | word_list("common_zh")
