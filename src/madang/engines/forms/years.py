"""Years among the numbers that a form asks: people write 2025, never 2,025."""

import re
from decimal import Decimal
from functools import lru_cache
from typing import Final

from .definition import Column, NumberLimits, Question
from .words import Words

# Four digits. A smaller number of the same question is a length of time, and a larger one no year.
FIRST: Final = 1000
LAST: Final = 9999
# Whole numbers that must lie between these are years, whatever they are called.
_BOUNDS: Final = (1800, 2200)
_UNITS: Final = frozenset({"년", "년도", "연도", "年", "年度", "年份", "year", "years"})
_LABELS: Final = {
    "ko": re.compile(r".*(?:연도|년도)"),
    "zh": re.compile(r".*(?:年份|年度)"),
    # "People hired last year" asks for people.
    "en": re.compile(r"(?:(?:calendar|financial|fiscal|founding|business|tax) )?year(?: (?:of|in) .*)?", re.IGNORECASE),
}


def is_year(asked: Question | Column) -> bool:
    """Whether a number question asks for a year: by its bounds (1800 to 2200), its unit, or what it is called."""
    return isinstance(asked.limits, NumberLimits) and _asks_year(asked.limits, asked.label)


def as_year(asked: Question | Column, value: Decimal) -> str | None:
    """The four digits of a year, unparted; None where the number is none, or is not asked for as one."""
    whole = value == value.to_integral_value() and FIRST <= value <= LAST
    return str(int(value)) if whole and is_year(asked) else None


@lru_cache(maxsize=2_000)
def _asks_year(limits: NumberLimits, label: Words) -> bool:
    if limits.decimals:
        return False
    if limits.unit:
        return any(word.strip().casefold() in _UNITS for word in limits.unit.to_json().values())
    low, high = _BOUNDS
    if limits.min is not None and limits.max is not None and low <= limits.min <= limits.max <= high:
        return True
    return any(_LABELS[lang].fullmatch(text.strip()) for lang, text in label.to_json().items())
