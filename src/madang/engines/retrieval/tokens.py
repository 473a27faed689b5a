"""Text as the index and the query both see it: folded characters, script runs, words, stop words.

Whatever differs between what a person types and what a notice says (width, case, composition, middle dots,
traditional characters) is levelled here, once, so that the two sides cannot disagree. Nothing here loads a model.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Literal

import snowballstemmer

Lang = Literal["ko", "zh", "en"]
Script = Literal["hangul", "han", "latin", "number"]

STEM_MARK = "~"
"""Stems live in a namespace of their own, so that TIPS, the programme, is not the stem of "tips". Folding drops it."""

HANGUL = "가-힣ㄱ-ㅣ"
HAN = "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
KEPT_SYMBOLS = frozenset("&+#.,-/%'")
MIDDLE_DOTS = frozenset("·ㆍ‧・･•∙⋅᛫⸱\u119e")

# 통ㆍ번역, 산ㆍ학ㆍ연, 국내ㆍ외: a syllable beside a dot is half a word. The soft hyphen keeps offsets and folds to nothing.
_DOTS = "".join(map(re.escape, sorted(MIDDLE_DOTS)))
_DOTTED = re.compile(rf"(?<=(?<![가-힣])[가-힣])[{_DOTS}](?=[가-힣])|(?<=[가-힣])[{_DOTS}](?=[가-힣](?![가-힣]))")
_KO_UNITS = "개월|시간|년|월|일|세|인|명|개|회|차|평|배|종|건|곳|팀|점|위|단계|%"
_ZH_UNITS = "个月|小时|年|月|日|天|岁|人|名|家|项|次|期|届|倍|%"
_UNIT = rf"(?:(?:십|백|천|만|억|조)+(?:원|불|달러)?|원|{_KO_UNITS}|[百千万亿]+(?:元|美元|韩元)?|元|{_ZH_UNITS})"
_LATIN_UNIT = r"(?:kg|km|cm|mm|kw|mw|gb|tb|hz|krw|usd|rmb|cny|m2|%)"
_WORD = re.compile(
    rf"(?P<number>\d+(?:[.,]\d+)*(?:\ ?{_LATIN_UNIT}(?![^\W_])|{_UNIT}|(?![.,]?[a-z\d])))"
    rf"|(?P<hangul>[{HANGUL}]+)"
    rf"|(?P<han>[{HAN}]+)"
    rf"|(?P<latin>[^\W_{HANGUL}{HAN}]+(?:[&.\-/'][^\W_{HANGUL}{HAN}]+)*(?:\+\+?|\#)?)"
)
_YEAR = re.compile(r"((?:19|20)\d\d)[년年]")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
JOINT = re.compile(r"[&.\-/']+")
_NAME_LENGTH = 5  # longer words in capitals are shouting, not abbreviations


def word_list(name: str) -> frozenset[str]:
    """One of the lists in `data/`, a word a line."""
    source = files("madang.engines.retrieval").joinpath(f"data/{name}.txt")
    return frozenset(source.read_text(encoding="utf-8").split())


STOP_EN, STOP_ZH, STOP_KO = word_list("stop_en"), word_list("stop_zh"), word_list("stop_ko")


class _Fold(dict[int, str]):
    """`str.translate` table that learns each code point once."""

    def __missing__(self, point: int) -> str:
        out = self[point] = _fold_one(chr(point))
        return out


@lru_cache(maxsize=1)
def simplified() -> dict[str, str]:
    """Traditional to simplified, one character to one (OpenCC's own table), so that offsets stay: about 4,000 pairs."""
    table: dict[str, str] = {}
    source = files("opencc").joinpath("dictionary/TSCharacters.txt").read_text(encoding="utf-8")
    for line in source.splitlines():
        old, _, new = line.partition("\t")
        first = new.split(" ")[0].strip()
        if len(old) == 1 and len(first) == 1 and first != old:
            table[old] = first
    # A few keys lead to characters that are keys themselves: follow them, or folding twice would differ from once.
    return {old: table.get(new, new) if table.get(new, new) != old else old for old, new in table.items()}


def _fold_one(char: str) -> str:
    if char in MIDDLE_DOTS:
        return " "
    if "\u3131" <= char <= "\u318e":  # a syllable still being typed: NFKC would turn it into another block
        return char
    char = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", char).lower())
    return "".join(_level(one) for one in char)


def _level(char: str) -> str:
    kind = unicodedata.category(char)
    if kind[0] in "LN" or char in KEPT_SYMBOLS:
        return simplified().get(char, char)
    return "" if kind[0] == "M" or kind == "Cf" else " "  # Cf: soft hyphens, zero-width spaces, direction marks


_FOLD = _Fold()


def fold(text: str) -> str:
    """Level a text for comparison: NFC, full width to half, lower case, simplified Han, every separator a space.

    Keeps letters, digits and `&+#.,-/%'`. Folding twice changes nothing. Lengths may differ from the source's: see
    `Folded`.
    """
    return _DOTTED.sub("\u00ad", unicodedata.normalize("NFC", text)).translate(_FOLD)


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text that remembers where it came from. `starts[i]` is the source offset of folded character i."""

    text: str
    source: str
    starts: tuple[int, ...] | None  # None: every character kept its place

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The source offsets of a folded slice; never empty for a slice that is not."""
        if self.starts is None or start >= end:
            return start, end
        first, last = self.starts[start], self.starts[end - 1]
        after = bisect_right(self.starts, last, lo=end - 1)
        return first, self.starts[after] if after < len(self.starts) else len(self.source)

    def said(self, start: int, end: int) -> str:
        """The source of a folded slice, with its capitals."""
        first, last = self.span(start, end)
        return self.source[first:last]


def folded(text: str) -> Folded:
    """`fold` with the way back to the source."""
    plain = fold(text)
    if len(plain) == len(text) and all(len(_FOLD[ord(char)]) == 1 for char in set(text)):
        return Folded(plain, text, None)
    out: list[str] = []
    starts: list[int] = []
    for start, cluster in _clusters(_DOTTED.sub("\u00ad", text)):
        piece = fold(cluster)
        out.append(piece)
        starts.extend([start] * len(piece))
    return Folded("".join(out), text, tuple(starts))


def _clusters(text: str) -> Iterator[tuple[int, str]]:
    """Characters with what composes onto them: combining marks and conjoining vowels and finals."""
    start = 0
    for index in range(1, len(text) + 1):
        if index == len(text) or not _joins(text[index]):
            if start < index:
                yield start, text[start:index]
            start = index


def _joins(char: str) -> bool:
    return char >= "\u0300" and ("\u1160" <= char <= "\u11ff" or unicodedata.category(char)[0] == "M")


def detect(text: str) -> Lang:
    """The language most of a text is written in, by script alone. Latin letters weigh a third: their words are longer.

    An empty text, or one of digits, is "en". Hangul wins ties, then Han.
    """
    hangul = han = latin = 0
    for match in _WORD.finditer(fold(text[:4000])):
        size = match.end() - match.start()
        match match.lastgroup:
            case "hangul":
                hangul += size
            case "han":
                han += size
            case "latin":
                latin += size
    best = max((hangul, "ko"), (han, "zh"), (latin / 3, "en"), key=lambda pair: (pair[0], pair[1] == "ko"))
    return best[1] if best[0] else "en"  # type: ignore[return-value]  # the three literals above


@dataclass(frozen=True, slots=True)
class Run:
    """One stretch of one script in a folded text, at `text[start:end]`."""

    text: str
    script: Script
    start: int
    end: int


def runs(text: str) -> Iterator[Run]:
    """Cut a folded text where the script changes; numbers keep their unit ("3억원", "7년", "164 cm", "20人")."""
    for match in _WORD.finditer(text):
        script: Script = match.lastgroup  # type: ignore[assignment]  # the group names are the scripts
        yield Run(match.group(), script, match.start(), match.end())


def number_forms(text: str) -> tuple[str, ...]:
    """Whole form first: "3억원" -> 3억원; "2026년" -> 2026; "1,000 kg" -> 1000kg, 1000; "7년" -> 7년."""
    plain = text.replace(",", "").replace(" ", "").rstrip(".")
    year = _YEAR.fullmatch(plain)
    if year:
        return (year.group(1),)
    bare = _NUMBER.match(plain)
    if bare and bare.group() != plain and len(bare.group()) > 1:
        return plain, bare.group()
    return (plain,)


def latin_forms(text: str, *, said: str = "") -> tuple[str, ...]:
    """Raw word, then joined parts of two letters and more, then stems marked with `STEM_MARK`.

    `said` is the source with its capitals: a word in capitals (TIPS, AI, KIC) is a name and gets no stem.
    "r&d" and "h/w" stay whole; "k-startup" gives the whole and "startup"; "ai/robot" gives both words.
    """
    raw = text.strip(".'-/&") or text
    parts = [part for part in JOINT.split(raw) if len(part) > 1 and not part.isdigit()] if JOINT.search(raw) else []
    if "-" in raw:  # start-up is also found as startup
        parts.append("".join(JOINT.split(raw)))
    named = 1 < len(said) <= _NAME_LENGTH and said.upper() == said and said.lower() != said
    forms = [raw, *(part for part in parts if part != raw)]
    if not named:
        forms += [STEM_MARK + stem(form) for form in (parts or [raw]) if form.isalpha()]
    return tuple(dict.fromkeys(forms))


_ENGLISH = snowballstemmer.stemmer("english")


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """Snowball English. Words of other scripts come back as they are."""
    found: str = _ENGLISH.stemWord(word) if word.isascii() else word
    return found
