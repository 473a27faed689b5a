"""Putting values in words: dates, ages, sums, counts and codes, as Korean, Chinese and English write them."""

from collections.abc import Iterable, Mapping
from datetime import date

from madang.engines import amounts
from madang.engines.taxonomy import (
    CURRENCIES,
    DOCUMENTS,
    FOUNDER_TRAITS,
    FOUNDING_TYPES,
    IP_KINDS,
    REGIONS,
    ROUNDS,
    SECTORS,
    SUPPORTS,
)
from madang.engines.taxonomy.terms import Terms, names, table

from .answers import Coded, Count, Value
from .calendar import Age
from .facts import Money
from .lists import (
    ARREARS,
    BUSINESS_STATES,
    CERTIFICATES,
    COUNTED,
    PLACES,
    SIZES,
    STANDINGS,
    SUPPORT_STATES,
    WHO,
    YES_NO,
)

EVENTS = table(
    ("opened_on", "개업일", "开业日期", "Opened"),
    ("incorporated_on", "법인 설립일", "公司成立日期", "Incorporated"),
    ("other", "대표자의 다른 사업 시작일", "负责人其他企业的开业日期", "Founder's other business began"),
)

LISTS: Mapping[str, Terms] = {
    "ARREARS": ARREARS,
    "BUSINESS_STATES": BUSINESS_STATES,
    "CERTIFICATES": CERTIFICATES,
    "COUNTED": COUNTED,
    "CURRENCIES": CURRENCIES,
    "DOCUMENTS": DOCUMENTS,
    "EVENTS": EVENTS,
    "FOUNDER_TRAITS": FOUNDER_TRAITS,
    "FOUNDING_TYPES": FOUNDING_TYPES,
    "IP_KINDS": IP_KINDS,
    "PLACES": PLACES,
    "REGIONS": REGIONS,
    "ROUNDS": ROUNDS,
    "SECTORS": SECTORS,
    "SIZES": SIZES,
    "STANDINGS": STANDINGS,
    "SUPPORT_STATES": SUPPORT_STATES,
    "WHO": WHO,
    "WORDS": SUPPORTS,  # families of programmes: a kind of support by its name, an institution's own code as it stands
    "YEARS": {},
    "YES_NO": YES_NO,
}

NOUNS = {  # Korean counter, Chinese measure word, English one and many
    "person": ("명", "人", "person", "people"),
    "business": ("개", "家", "business", "businesses"),
    "right": ("건", "件", "right", "rights"),
}

_NONE = {"ko": "없음", "zh": "无", "en": "none"}


def language(lang: str) -> str:
    """ko, zh or en for any language code; Django's zh-hans is zh, an unknown one English."""
    return lang[:2] if lang[:2] in ("ko", "zh") else "en"


def said(lang: str, ko: str, zh: str, en: str) -> str:
    """The one of three texts that belongs to the language."""
    return {"ko": ko, "zh": zh}.get(lang[:2], en)


def listing(words: Iterable[str], lang: str) -> str:
    """Several words joined as a list; "none" for no words."""
    return ("、" if lang[:2] == "zh" else ", ").join(words) or _NONE[language(lang)]


def coded(terms: str, codes: Iterable[str], lang: str) -> str:
    """The names of codes of a list, joined."""
    return listing(names(LISTS[terms], codes, lang), lang)


def say(value: Value, lang: str) -> str:
    """One value of a reason in words."""
    match value:
        case Coded(terms=terms, codes=codes):
            return coded(terms, codes, lang)
        case Money():
            return amounts.money(value.amount, value.currency, language(lang))
        case Age(years=years, months=months):
            return _age(years, months, lang)
        case Count(number=number, noun=noun):
            counter, measure, one, many = NOUNS[noun]
            return said(
                lang, f"{number:,}{counter}", f"{number:,}{measure}", f"{number:,} {one if number == 1 else many}"
            )
        case tuple():
            return listing((say(part, lang) for part in value), lang)
        case date():
            return amounts.day(value, language(lang))
        case _:
            return str(value)


def _age(years: int, months: int, lang: str) -> str:
    if lang[:2] == "ko":
        parts = [f"{years}년"] * bool(years) + [f"{months}개월"] * (bool(months) or not years)
        return " ".join(parts)
    if lang[:2] == "zh":
        return f"{years}年" * bool(years) + f"{months}个月" * (bool(months) or not years)
    parts = [f"{years} year{'s' * (years != 1)}"] * bool(years)
    return " ".join(parts + [f"{months} month{'s' * (months != 1)}"] * (bool(months) or not years))
