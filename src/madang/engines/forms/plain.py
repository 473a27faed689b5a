"""Text as people type and paste it: made safe to keep without changing what it says, and counted as people count."""

import re
import unicodedata
from typing import Final

from .words import LANGUAGES

LONGEST: Final = 100_000
"""Characters of one answer, before any limit of a form; more is refused unread."""

_LINE_ENDS: Final = "\v\f\x1c\x1d\x1e\x85\u2028\u2029"
_INVISIBLE: Final = "\u00ad\u200b\u2060\ufeff\ufff9\ufffa\ufffb"
_DIRECTIONS: Final = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


def _table() -> dict[int, str]:
    table = {code: "" for code in (*range(0x20), *range(0x7F, 0xA0)) if chr(code) not in "\n\t"}
    table |= dict.fromkeys(range(0xD800, 0xE000), "\ufffd")
    table |= {ord(sign): "" for sign in _INVISIBLE + _DIRECTIONS}
    return table | {ord(sign): "\n" for sign in _LINE_ENDS}


_SIGNS: Final = [chr(code) for code in (*range(0xAD, 0x1E950), *range(0xE0001, 0xE01F0))]
_MARKS: Final = frozenset(sign for sign in _SIGNS if unicodedata.combining(sign))
_UNCOUNTED: Final = frozenset(sign for sign in _SIGNS if unicodedata.category(sign) in ("Mn", "Me", "Cf"))
_SPACES: Final = frozenset(sign for sign in map(chr, range(0x3001)) if sign.isspace() and sign != "\n")
_TABLE: Final = _table()
# Sorting a long run of combining marks is quadratic; Unicode's stream-safe format allows 30 (UAX 15, section 13).
_MARK: Final = f"[{''.join(sorted(_MARKS))}]"
_MARK_RUN: Final = re.compile(f"({_MARK}{{30}}){_MARK}+")
_LINE_EDGE: Final = re.compile(r"[^\S\n]+(?=\n)")
_BLANKS: Final = re.compile(r"\n{4,}")
_BLANK_SIGNS: Final = "\u115f\u1160\u2800\u3164\uffa0"
_SPACE_RUN: Final = re.compile(r"\s+")

_HANGUL: Final = re.compile(r"[\u1100-\u11ff\u3130-\u318f\uac00-\ud7af]")
_HAN: Final = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_LATIN: Final = re.compile(r"[A-Za-z]")
_WORD: Final = re.compile(r"[^\W_]")
_CJK: Final = re.compile(r"[\u1100-\u11ff\u3130-\u318f\uac00-\ud7af\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")


def lines(text: str) -> str:
    """Text with its lines: NFC, LF, no control, invisible or direction signs, no blanks at ends, three blank lines at most.

    Lone surrogates become U+FFFD. Idempotent and linear in the length.
    """
    text = _composed(text.replace("\r\n", "\n").replace("\r", "\n")).translate(_TABLE)
    text = _composed(text)  # what stood between two signs may be gone
    text = _LINE_EDGE.sub("", text + "\n")
    return _BLANKS.sub("\n\n\n", text).strip()


def line(text: str) -> str:
    """The same in one line, spaces single."""
    return _SPACE_RUN.sub(" ", lines(text)).strip()


def _composed(text: str) -> str:
    if text.isascii():
        return text
    return _unpiled(unicodedata.normalize("NFC", _unpiled(text)))


def _unpiled(text: str) -> str:
    return text if _MARKS.isdisjoint(text) else _MARK_RUN.sub(r"\1", text)


def says_something(text: str) -> bool:
    """Whether a reader sees anything: a text of spaces, joiners and Hangul fillers is an empty one."""
    return any(sign not in _BLANK_SIGNS and unicodedata.category(sign)[0] in "LNPS" for sign in text)


def written_in(text: str) -> str:
    """The language a text is mostly in, by its script: ko, zh or en."""
    hangul, han, latin = (len(script.findall(text)) for script in (_HANGUL, _HAN, _LATIN))
    if hangul and hangul * 4 >= han:
        return "ko" if hangul * 3 >= latin else "en"
    return "zh" if han and han * 3 >= latin else "en"


def counted(text: str, lang: str, *, spaces: bool = True) -> int:
    """How long a person would say the text is: characters in Korean and Chinese, words in English.

    Line ends are never counted, spaces only where `spaces`; an accent belongs to its letter. In English a Korean or
    Chinese character counts as one word. `lang` other than ko, zh, en raises ValueError.
    """
    if lang not in LANGUAGES:
        raise ValueError(f"not one of {LANGUAGES}: {lang!r}")
    if lang == "en":
        return len(_CJK.findall(text)) + sum(1 for word in _CJK.sub(" ", text).split() if _WORD.search(word))
    found = set(text)
    left_out = {"\n"} | (found & _UNCOUNTED) | (set() if spaces else found & _SPACES)
    return len(text) - sum(map(text.count, left_out))
