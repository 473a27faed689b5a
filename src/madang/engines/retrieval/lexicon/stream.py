"""A text as a string of symbols, so that finding a form is finding a substring.

A Hangul or Han character is its own symbol, so spaces between them do not count. A Latin word is one private
character that stands for its stem, so inflections and hyphens do not count. Words no form holds are `STRANGE`, and
punctuation is `BREAK`: no form spans either.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from madang.engines.retrieval.tokens import JOINT, Folded, Run, fold, folded, number_forms, runs, stem, word_list

STRANGE, BREAK = "\ue000", "\ue001"
_FIRST = 0xF0000
_ARTICLES = frozenset({"a", "an", "the", "our", "my", "your", "their", "its"})
_MIXED = re.compile(r"([a-z]{1,8})(\d{1,8})")
_HANGUL = re.compile(r"[가-힣][가-힣 ]*")
_HAN = re.compile(r"[一-鿿]+")
_WORDS = re.compile(r"[A-Za-z]{2,}(?: [A-Za-z]{4,})*")  # no articles among them
_SPECIAL = re.compile(r"[A-Z]{2}|[&+#]|\b[aA]$", re.ASCII)  # what `learn` looks for
_APART = word_list("apart_en")  # words whose stem is that of another thing: customs and customer
_SPELLINGS = {"is": "iz", "our": "or", "tre": "ter", "mme": "m"}
_BRITISH = re.compile(r"(?<=..)(is(?=e|ing|ation)|our|tre|mme)(e|ed|er|ers|es|ing|ation|ations|s|)$")
_ARTICLE_END = re.compile(r" [a-z]")
_JOINS = frozenset(" :/()（）：／\t\r\n-–—·ㆍ‧・•∙⋅\u00a0\u00ad\u3000\u200b")  # what may stand inside a form


@dataclass(slots=True)
class Stream:
    """Symbols with the places they come from: symbol i is `folded.text[starts[i]:ends[i]]`."""

    folded: Folded
    symbols: str
    starts: list[int]
    ends: list[int]

    def opens(self, place: int) -> bool:
        """Whether a word begins at the symbol."""
        return place == 0 or self.starts[place] > self.ends[place - 1] or self.symbols[place - 1] == BREAK

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Source offsets of the symbols from `first` to `last`, both included."""
        return self.folded.span(self.starts[first], self.ends[last])


@dataclass(slots=True)
class Alphabet:
    """The symbols of the Latin words and numbers that some form holds."""

    codes: dict[str, str] = field(default_factory=dict)
    kept: set[str] = field(default_factory=set)  # taken as written: r&d, TIPS, c++
    lasting: set[tuple[str, str]] = field(default_factory=set)  # articles that belong: series a

    def learn(self, forms: Iterable[str]) -> None:
        """Take in what a first reading of the forms must know: words that are not to be stemmed or cut."""
        for form in forms:
            if not _SPECIAL.search(form):
                continue
            source = folded(form)
            found = [run for run in runs(source.text) if run.script == "latin"]
            for run in found:
                if "&" in run.text or run.text[-1] in "+#" or _name(run.text, source.said(run.start, run.end)):
                    self.kept.add(run.text)
            if len(found) > 1 and found[-1].text in _ARTICLES:
                self.lasting.add((found[-2].text, found[-1].text))

    def write(self, form: str) -> str:
        """The symbols of a form, making new ones for words not met before."""
        if _HANGUL.fullmatch(form):
            return form.replace(" ", "")
        if _HAN.fullmatch(form):
            return fold(form)
        if _WORDS.fullmatch(form):
            return "".join([self._word(word, new=True) for word in form.lower().split()])
        return self.stream(form, new=True).symbols

    def stream(self, text: str, *, new: bool = False) -> Stream:
        """The symbols of a text. Never raises."""
        source = folded(text)
        out = Stream(source, "", [], [])
        symbols: list[str] = []
        last = 0
        before = ""
        for run in runs(source.text):
            if symbols and symbols[-1] != BREAK and not _joined(source, last, run.start):
                _put(out, symbols, BREAK, last, last)
            last = run.end
            match run.script:
                case "hangul" | "han":
                    symbols += run.text
                    out.starts += range(run.start, run.end)
                    out.ends += range(run.start + 1, run.end + 1)
                    continue
                case "number":
                    _put(out, symbols, self._code("#" + number_forms(run.text)[0], new), run.start, run.end)
                case "latin":
                    self._latin(run, out, symbols, before, new)
                    before = run.text
        out.symbols = "".join(symbols)
        return out

    def _latin(self, run: Run, out: Stream, symbols: list[str], before: str, new: bool) -> None:
        word = run.text.removesuffix("'s")
        if word in _ARTICLES and (before, word) not in self.lasting and _before_word(out.folded.text, run):
            return
        bare = word.rstrip("+#")
        if word in self.kept or not JOINT.search(bare):
            self._plain(word if word in self.kept else bare, run, out, symbols, new)
            return
        together = "".join(JOINT.split(bare))
        if self.knows(together):
            _put(out, symbols, self._word(together, new), run.start, run.end)
            return
        at = run.start
        for piece in filter(None, JOINT.split(bare)):
            at = run.text.index(piece, at - run.start) + run.start
            _put(out, symbols, self._word(piece, new), at, at + len(piece))
            at += len(piece)

    def _plain(self, word: str, run: Run, out: Stream, symbols: list[str], new: bool) -> None:
        """One word; an unknown one of letters and digits is taken apart: iso13485, e7."""
        symbol = self._word(word, new)
        parts = _MIXED.fullmatch(word) if symbol == STRANGE else None
        if not parts:
            _put(out, symbols, symbol, run.start, run.end)
            return
        middle = run.start + parts.end(1)
        _put(out, symbols, self._word(parts.group(1), new), run.start, middle)
        _put(out, symbols, self._word(parts.group(2), new), middle, run.end)

    def knows(self, word: str) -> bool:
        """Whether some form holds the lower-case Latin word, or another of its stem."""
        return word in self.kept or _stem(word) in self.codes

    def _word(self, word: str, new: bool) -> str:
        if word.isdigit():
            return self._code("#" + word, new)
        if word in self.kept:
            return self._code("=" + word, new)
        return self._code(_stem(word), new)

    def _code(self, key: str, new: bool) -> str:
        if new and key not in self.codes:
            self.codes[key] = chr(_FIRST + len(self.codes))
        return self.codes.get(key, STRANGE)


def _put(out: Stream, symbols: list[str], symbol: str, start: int, end: int) -> None:
    symbols.append(symbol)
    out.starts.append(start)
    out.ends.append(end)


def _before_word(text: str, run: Run) -> bool:
    """Whether a Latin word follows, so that an article is one: not in 시리즈A and A轮."""
    return _ARTICLE_END.match(text, run.end) is not None


def _joined(source: Folded, last: int, start: int) -> bool:
    """Whether only what may stand inside a form lies between two runs: spaces, hyphens, dots, brackets, colons."""
    if last >= start or (source.starts is None and source.source[last:start] == " "):
        return True
    first, _ = source.span(last, start)
    after, _ = source.span(start, start + 1)
    return all(char in _JOINS or char.isspace() for char in source.source[first:after])


def _stem(word: str) -> str:
    """Snowball's stem of one spelling, but for words that it would take for others."""
    if word in _APART:
        return "=" + word
    if word[-1] == "s" and word[:-1] in _APART:
        return "=" + word[:-1]
    return stem(_american(word))


@lru_cache(maxsize=20_000)
def _american(word: str) -> str:
    """One spelling of two: programme, centre, commercialise, labour. Real words may come out odd, but always the same."""
    return _BRITISH.sub(lambda found: _SPELLINGS[found.group(1)] + found.group(2), word)


def _name(word: str, said: str) -> bool:
    """Whether a word is a name in capitals that stemming would spoil: TIPS is not tip."""
    return word.isalpha() and len(said) <= 6 and said.isupper() and stem(word) != word
