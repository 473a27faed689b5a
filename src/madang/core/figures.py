"""Numbers as each language writes them: money in its own units, counts, shares, and amounts as people type them."""

import re
import unicodedata
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Final

from babel.numbers import format_decimal, format_percent

from .text import reader_language

LOCALES: Final = {"ko": "ko_KR", "zh": "zh_Hans_CN", "en": "en_GB"}
NBSP: Final = "\u00a0"

# How a currency is called after an amount; English puts the code before it.
_CURRENCIES: Final[dict[str, dict[str, str]]] = {
    "ko": {"KRW": "원", "CNY": "위안", "USD": "달러", "EUR": "유로", "JPY": "엔"},
    "zh": {"KRW": "韩元", "CNY": "元", "USD": "美元", "EUR": "欧元", "JPY": "日元"},
}
_MAN, _EOK, _JO = 10**4, 10**8, 10**12
_ZH_UNITS: Final = ((_JO, "万亿"), (_EOK, "亿"), (_MAN, "万"))
_EN_UNITS: Final = ((10**9, "billion"), (10**6, "million"))


def number(value: float | Decimal, lang: str | None = None) -> str:
    """A number with its thousands parted: 12,345.6."""
    return str(format_decimal(value, locale=LOCALES[lang or reader_language()]))


def share(part: float | Decimal, lang: str | None = None, *, digits: int = 1) -> str:
    """A share of one as per cent, at most `digits` decimals, a half rounded up: 0.1925 becomes 19.3%."""
    pattern = "#,##0" + ("." + "#" * digits if digits else "") + "%"
    rounded = Decimal(str(part)).quantize(Decimal(1).scaleb(-digits - 2), rounding=ROUND_HALF_UP)
    return str(format_percent(rounded, format=pattern, locale=LOCALES[lang or reader_language()]))


def money(amount: int | Decimal, currency: str = "KRW", lang: str | None = None) -> str:
    """An amount in words a reader takes in at once, and never rounded: 4억 원, 4亿韩元, KRW 400 million.

    Large units are used only where they say the amount exactly; otherwise every digit stands.
    """
    lang = lang or reader_language()
    if lang == "en":
        return f"{currency}{NBSP}{_english(amount)}"
    unit = _CURRENCIES[lang].get(currency)
    if unit is None:
        return f"{currency}{NBSP}{number(amount, lang)}"
    if lang == "zh":
        return _chinese(amount) + unit
    figures = _korean(amount)
    return f"{figures}{NBSP}{unit}" if figures[-1] in "조억만" else f"{figures}{unit}"


def _korean(amount: int | Decimal) -> str:
    if amount % _MAN or amount < _MAN:
        return number(amount, "ko")
    parts = []
    rest = int(amount)
    for size, name in ((_JO, "조"), (_EOK, "억")):
        count, rest = divmod(rest, size)
        if count:
            parts.append(f"{number(count, 'ko')}{name}")
    count = rest // _MAN
    if count and count % 1000 == 0:
        parts.append(f"{count // 1000}천만")
    elif count:
        parts.append(f"{number(count, 'ko')}만")
    return NBSP.join(parts)


def _chinese(amount: int | Decimal) -> str:
    for size, name in _ZH_UNITS:
        counted = Decimal(amount) / size
        if counted >= 1 and counted == round(counted, 2):
            return f"{counted.normalize():f}{name}"
    return number(amount, "zh")


def _english(amount: int | Decimal) -> str:
    for size, name in _EN_UNITS:
        counted = Decimal(amount) / size
        if counted >= 1 and counted == round(counted, 2):
            return f"{counted.normalize():f}{NBSP}{name}"
    return number(amount, "en")


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
