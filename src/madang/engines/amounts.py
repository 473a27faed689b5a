"""Amounts of money and dates as Korean, Chinese and English write them; the language is always named."""

from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Final

from babel.dates import format_date
from babel.numbers import format_decimal

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
_DAYS: Final = {"ko": "y년 M월 d일", "zh": "y年M月d日", "en": "d MMM y"}


@lru_cache(maxsize=4_000, typed=True)
def number(value: float | Decimal, lang: str) -> str:
    """A number with its thousands parted: 12,345.6. Remembered: babel takes 0.3 ms for it."""
    return str(format_decimal(value, locale=LOCALES[lang]))


def day(value: date, lang: str) -> str:
    """A date as it stands in a sentence: 2026년 11월 2일, 2026年11月2日, 2 Nov 2026."""
    return str(format_date(value, _DAYS[lang], locale=LOCALES[lang]))


def money(amount: int | Decimal, currency: str, lang: str) -> str:
    """An amount in words a reader takes in at once, and never rounded: 4억 원, 4亿韩元, KRW 400 million.

    Large units are used only where they say the amount exactly; otherwise every digit stands.
    """
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
