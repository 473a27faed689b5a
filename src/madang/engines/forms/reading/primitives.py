"""The small things a form is made of, each read with the path to it; faults are collected, never raised."""

import re
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any as Anything
from typing import Final

from madang.engines.forms import figures, plain
from madang.engines.forms.problems import Problem
from madang.engines.forms.words import LANGUAGES, NOTHING, Words

CODE: Final = re.compile(r"[a-z][a-z0-9_]{0,39}")
OPTION: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,39}")
VERSION_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,39}")
MOST_PROBLEMS: Final = 500
_LABEL: Final = 500
_PROSE: Final = 10_000


class Reader:
    """One walk through a form: the faults met so far."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def fault(self, path: str, code: str, **params: str | int) -> None:
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(Problem(path, code, params))

    def mapping(
        self, path: str, form: object, known: Collection[str], needed: Iterable[str] = ()
    ) -> Mapping[str, Anything] | None:
        """An object with keys we know; None where it is none. Unknown and missing keys are faults."""
        if not isinstance(form, Mapping):
            self.fault(path, "not_object")
            return None
        for key in form:
            if key not in known:
                name = plain.line(str(key)[:80])[:80]
                self.fault(joined(path, name), "unknown_key", value=name, choices=", ".join(known))
        for key in needed:
            if key not in form:
                self.fault(path, "missing_key", value=key)
        return form

    def rows(self, path: str, form: object, *, most: int, least: int = 0) -> list[Anything]:
        """A list of `least` to `most` entries; [] where it is none."""
        if isinstance(form, list | tuple) and least <= len(form) <= most:
            return list(form)
        self.fault(path, "not_list", low=least, high=most)
        return []

    def words(self, path: str, form: object, *, prose: bool = False, optional: bool = False) -> Words:
        """A text in one language or more, cleaned."""
        if form is None and optional:
            return NOTHING
        if not isinstance(form, Mapping):
            self.fault(path, "not_words")
            return NOTHING
        said: dict[str, str] = {}
        longest = _PROSE if prose else _LABEL
        for lang, text in form.items():
            if lang not in LANGUAGES:
                self.fault(path, "language", value=plain.line(str(lang)[:40]))
            elif not isinstance(text, str) or len(text) > longest:
                self.fault(f"{path}.{lang}", "text_length", high=longest)
            else:
                said[lang] = plain.lines(text) if prose else plain.line(text)
        words = Words(**said)
        if not words and not optional and len(said) == len(form):
            self.fault(path, "not_words")
        return words

    def code(self, path: str, form: object, pattern: re.Pattern[str] = CODE) -> str:
        """An id; "" where it is none."""
        if isinstance(form, str) and pattern.fullmatch(form):
            return form
        self.fault(path, "not_code")
        return ""

    def one_of(self, path: str, form: object, known: Collection[str]) -> str | None:
        if isinstance(form, str) and form in known:
            return form
        value = plain.line(form[:80]) if isinstance(form, str) else type(form).__name__
        self.fault(path, "choice", value=value, choices=", ".join(known))
        return None

    def flag(self, path: str, form: object) -> bool:
        if not isinstance(form, bool):
            self.fault(path, "not_flag")
        return form is True

    def whole(self, path: str, form: object, *, low: int, high: int) -> int:
        """A whole number from `low` to `high`; `low` where it is none."""
        if isinstance(form, int) and not isinstance(form, bool) and low <= form <= high:
            return form
        self.fault(path, "not_whole", low=low, high=high)
        return low

    def figure(self, path: str, form: object) -> Decimal | None:
        """A number as JSON or as text; null is None."""
        if form is None:
            return None
        value = figures.number(form)
        if value is None:
            self.fault(path, "not_figure")
        return value

    def day(self, path: str, form: object) -> date | None:
        if form is None:
            return None
        try:
            if isinstance(form, str) and len(form) == 10:
                return date.fromisoformat(form)
        except ValueError:
            pass
        self.fault(path, "not_day")
        return None

    def lengths(self, path: str, form: object) -> dict[str, int]:
        """Limits by language: one number for all, or `{"ko": 1000, "en": 300}`."""
        if form is None:
            return {}
        if not isinstance(form, Mapping):
            size = self.whole(path, form, low=0, high=plain.LONGEST)
            return dict.fromkeys(LANGUAGES, size)
        known = self.mapping(path, form, LANGUAGES) or {}
        return {
            lang: self.whole(f"{path}.{lang}", known[lang], low=0, high=plain.LONGEST)
            for lang in LANGUAGES
            if lang in known
        }

    def ordered(self, path: str, low: Anything, high: Anything) -> None:
        """A fault where the least is more than the most."""
        if low is not None and high is not None and low > high:
            self.fault(path, "crossed", low=str(low), high=str(high))


def joined(path: str, name: str) -> str:
    """A path one step further in."""
    return f"{path}.{name}" if path else name
