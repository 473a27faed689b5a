"""Filling in sentences: Korean particles by final consonant, English articles and plurals, money and dates."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

LANGUAGES = ("ko", "zh", "en")
# With a final consonant, without one. 로 is also used after ㄹ.
PARTICLES: Mapping[str, tuple[str, str]] = {
    "은": ("은", "는"),
    "이": ("이", "가"),
    "을": ("을", "를"),
    "과": ("과", "와"),
    "으로": ("으로", "로"),
    "이며": ("이며", "며"),
    "까지": ("까지", "까지"),
}
# How the last sign is read aloud: has it a final consonant, and is it ㄹ?
_DIGITS = {"0": 16, "1": 8, "2": 0, "3": 16, "4": 0, "5": 0, "6": 1, "7": 8, "8": 8, "9": 0}
_LETTERS = {"L": 8, "M": 16, "N": 4, "R": 8, "l": 8, "m": 16, "n": 4, "r": 8}
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_CLOSERS = ")]」』\"'”’ %"


def final_of(word: str) -> int:
    """The final consonant of a word as Unicode numbers it (0 none, 8 ㄹ), read aloud; closing signs are passed over."""
    bare = re.sub(r"\([^)]*\)\s*$", "", word).rstrip(_CLOSERS) or word.rstrip(_CLOSERS)
    last = bare[-1:] or "가"
    if "가" <= last <= "힣":
        return (ord(last) - ord("가")) % 28
    return _DIGITS.get(last, _LETTERS.get(last, 0))


def josa(word: str, particle: str) -> str:
    """The word with its particle; `particle` is the form used after a consonant, such as 을 or 으로.

    Raises KeyError for a particle that is not in `PARTICLES`.
    """
    closed, opened = PARTICLES[particle]
    final = final_of(word)
    after_vowel = final == 0 or (particle == "으로" and final == 8)
    return word + (opened if after_vowel else closed)


class Ko(str):
    """A Korean word: `{word:을}` adds the right particle."""

    __slots__ = ()

    def __format__(self, particle: str) -> str:
        return josa(str(self), particle) if particle else str(self)


class Number(int):
    """A count: `{n:place|places}` gives "1 place" or "12 places"; with no form it is the bare number."""

    __slots__ = ()

    def __format__(self, forms: str) -> str:
        if "|" not in forms:
            return int.__format__(self, forms)
        one, many = forms.split("|")
        return f"{int(self):,} {one if self == 1 else many}"


@dataclass(frozen=True, slots=True)
class Tri:
    """One value as each language writes it. Korean takes particles, so it is kept as `Ko`."""

    ko: Ko
    zh: str
    en: str

    def said(self, language: str) -> str:
        return str(getattr(self, language))


def tri(ko: str, zh: str, en: str) -> Tri:
    return Tri(Ko(ko), zh, en)


@cache
def split(line: str) -> Tri:
    """A "Korean|Chinese|English" line of the data files; a bar inside {…} belongs to an English plural.

    Raises ValueError where there are not three parts.
    """
    parts = re.split(r"\|(?![^{}]*\})", line)
    if len(parts) != 3:
        raise ValueError(f"{len(parts)} parts instead of 3: {line}")
    return Tri(Ko(parts[0].strip()), parts[1].strip(), parts[2].rstrip())


def fill(line: Tri, language: str, values: Mapping[str, Any]) -> str:
    """The line of `language` with its values put in; an English sentence begins with a capital."""
    text = str(getattr(line, language)).format_map(_Values(values, language))
    if language == "en" and text[:1].islower():
        text = text[0].upper() + text[1:]
    return text


class _Values(dict[str, Any]):
    """Values as one language writes them. A name that is not there raises KeyError: no placeholder is ever left."""

    def __init__(self, values: Mapping[str, Any], language: str) -> None:
        super().__init__(values)
        self.language = language

    def __getitem__(self, key: str) -> Any:
        value = super().__getitem__(key)
        if isinstance(value, Tri):
            return getattr(value, self.language)
        if isinstance(value, int):
            return Number(value)
        return Ko(value) if isinstance(value, str) and self.language == "ko" else value


@cache
def money(amount: int, currency: str) -> Tri:
    """A sum in whole won or yuan: 1억 5,000만 원, 1.5亿韩元, KRW 150 million."""
    unit_ko, unit_zh = ("원", "韩元") if currency == "KRW" else ("위안", "元")
    hundred_million, rest = divmod(amount, 100_000_000)
    ten_thousand = rest // 10_000
    parts = [f"{hundred_million:,}억"] if hundred_million else []
    parts += [f"{ten_thousand:,}만"] if ten_thousand else []
    ko = f"{' '.join(parts) or format(amount, ',')} {unit_ko}"
    if hundred_million:
        zh = f"{amount / 100_000_000:g}亿{unit_zh}"
    else:
        zh = f"{amount // 10_000}万{unit_zh}" if amount >= 10_000 else f"{amount}{unit_zh}"
    if amount >= 1_000_000_000:
        en = f"{currency} {amount / 1_000_000_000:g} billion"
    elif amount >= 1_000_000:
        en = f"{currency} {amount / 1_000_000:g} million"
    else:
        en = f"{currency} {amount:,}"
    return tri(ko, zh, en)


def day(on: date) -> Tri:
    """A day as each language writes it."""
    return tri(
        f"{on.year}년 {on.month}월 {on.day}일",
        f"{on.year}年{on.month}月{on.day}日",
        f"{on.day} {_MONTHS[on.month - 1]} {on.year}",
    )


def moment(at: datetime, zone: str) -> Tri:
    """A local time with its zone by name; `at` is already in `zone`."""
    on = day(at.date())
    clock = f"{at:%H:%M}"
    ko, zh, en = (
        ("서울 시각", "首尔时间", "Seoul time") if zone == "Asia/Seoul" else ("베이징 시각", "北京时间", "Beijing time")
    )
    return tri(f"{on.ko} {clock}({ko})", f"{on.zh}{clock}（{zh}）", f"{on.en}, {clock} {en}")


def listed(items: list[Tri]) -> Tri:
    """Several names joined as each language joins them."""
    english = [item.en for item in items]
    en = " and ".join((", ".join(english[:-1]), english[-1])) if len(english) > 1 else english[0]
    return tri("·".join(item.ko for item in items), "、".join(item.zh for item in items), en)
