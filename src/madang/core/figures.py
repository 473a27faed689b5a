"""Numbers as each language writes them: money in its own units, counts, shares, and amounts as people type them."""

import re
import unicodedata
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Final

from babel.numbers import format_percent

from madang.engines import amounts

from .text import reader_language

LOCALES: Final = amounts.LOCALES
NBSP: Final = amounts.NBSP
_MAN, _EOK, _JO = 10**4, 10**8, 10**12


def number(value: float | Decimal, lang: str | None = None) -> str:
    """A number with its thousands parted: 12,345.6."""
    return amounts.number(value, lang or reader_language())


def share(part: float | Decimal, lang: str | None = None, *, digits: int = 1) -> str:
    """A share of one as per cent, at most `digits` decimals, a half rounded up: 0.1925 becomes 19.3%."""
    pattern = "#,##0" + ("." + "#" * digits if digits else "") + "%"
    rounded = Decimal(str(part)).quantize(Decimal(1).scaleb(-digits - 2), rounding=ROUND_HALF_UP)
    return str(format_percent(rounded, format=pattern, locale=LOCALES[lang or reader_language()]))


def money(amount: int | Decimal, currency: str = "KRW", lang: str | None = None) -> str:
    """An amount in words a reader takes in at once, and never rounded: 4억 원, 4亿韩元, KRW 400 million."""
    return amounts.money(amount, currency, lang or reader_language())


# What people type: 1,000,000 / 1억 5천만 / 1.5亿 / 400 million / ₩30,000,000원
_TYPED_UNITS: Final = {
    "万亿": _JO, "조": _JO, "兆": _JO, "trillion": _JO,
    "억": _EOK, "亿": _EOK, "億": _EOK,
    "만": _MAN, "万": _MAN, "萬": _MAN,
    "billion": 10**9, "bn": 10**9,
    "million": 10**6, "mn": 10**6, "m": 10**6,
    "thousand": 10**3, "k": 10**3,
}  # fmt: skip
_SMALL: Final = {"천": 1000, "千": 1000, "백": 100, "百": 100, "십": 10, "十": 10}
_NOISE: Final = re.compile(r"krw|cny|rmb|usd|eur|jpy|[₩￦¥￥$€]|韩元|人民币|美元|원|元|위안|달러|,|\s", re.IGNORECASE)
_TOKEN: Final = re.compile(rf"(\d+(?:\.\d+)?)|({'|'.join([*_TYPED_UNITS, *_SMALL])})", re.IGNORECASE)


def parse_amount(typed: str) -> int:
    """A whole amount of money as people write it in any of the three languages. Raises ValueError when it is not one.

    "1억 5천만", "1.5亿", "KRW 400 million", "30,000,000원" and full-width digits are all read; a fraction of the smallest unit is not.
    """
    text = _NOISE.sub("", unicodedata.normalize("NFKC", typed))
    if not text:
        raise ValueError("empty")
    total = section = Decimal(0)
    pending: Decimal | None = None
    at = 0
    for token in _TOKEN.finditer(text):
        if token.start() != at:
            raise ValueError(typed)
        at = token.end()
        if token[1]:
            if pending is not None:
                raise ValueError(typed)
            pending = _decimal(token[1])
        elif (word := token[2].lower()) in _SMALL:
            section += (Decimal(1) if pending is None else pending) * _SMALL[word]
            pending = None
        else:
            section += pending or 0
            if not section:
                raise ValueError(typed)
            total += section * _TYPED_UNITS[word]
            section, pending = Decimal(0), None
    total += section + (pending or 0)
    if at != len(text) or total != int(total):
        raise ValueError(typed)
    return int(total)


def _decimal(digits: str) -> Decimal:
    try:
        return Decimal(digits)
    except InvalidOperation as error:
        raise ValueError(digits) from error
