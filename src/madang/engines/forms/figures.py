"""Numbers, sums and days as people write them in Korean, Chinese and English; what could mean two things is refused."""

import re
import unicodedata
from datetime import date
from decimal import Decimal
from typing import Final

MOST_DIGITS: Final = 24

_LONGEST: Final = 80
_UNITS: Final = {
    "십": 10, "十": 10, "백": 100, "百": 100, "천": 1000, "千": 1000,
    "만": 10**4, "万": 10**4, "萬": 10**4, "억": 10**8, "亿": 10**8, "億": 10**8, "조": 10**12, "兆": 10**12,
    "万亿": 10**12, "thousand": 1000, "million": 10**6, "billion": 10**9, "trillion": 10**12,
}  # fmt: skip
_ENGLISH: Final = ("thousand", "million", "billion", "trillion")
_FIGURE: Final = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
_TOKEN: Final = re.compile(rf"({_FIGURE})|({'|'.join(sorted(_UNITS, key=len, reverse=True))})")
_PLAIN: Final = re.compile(r"(?:\d{1,3}(?:,\d{3})+|\d*)(?:\.\d+)?")
_MINUS: Final = "-−–△▲﹣"
_CURRENCIES: Final = {
    "KRW": ("krw", "원", "won", "₩", "韩元", "韩币", "원정"),
    "CNY": ("cny", "rmb", "元", "人民币", "人民币元", "위안", "위안화", "yuan", "¥", "块"),
    "USD": ("usd", "us$", "$", "달러", "미국달러", "미달러", "美元", "美金", "dollars", "dollar"),
    "EUR": ("eur", "€", "유로", "欧元", "euro", "euros"),
}
_SIGNS: Final = {sign: code for code, signs in _CURRENCIES.items() for sign in signs}
_SIGN: Final = re.compile("|".join(re.escape(sign) for sign in sorted(_SIGNS, key=len, reverse=True)))

_MONTHS: Final = {
    name: place
    for place, names in enumerate(
        (
            ("january", "jan"), ("february", "feb"), ("march", "mar"), ("april", "apr"), ("may",), ("june", "jun"),
            ("july", "jul"), ("august", "aug"), ("september", "sep", "sept"), ("october", "oct"), ("november", "nov"),
            ("december", "dec"),
        ),
        1,
    )
    for name in names
}  # fmt: skip
_DAY_FORMS: Final = (
    re.compile(r"(?P<y>\d{4})\s*[-./]\s*(?P<m>\d{1,2})\s*[-./]\s*(?P<d>\d{1,2})\s*\.?"),
    re.compile(r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})"),
    re.compile(r"(?P<y>\d{4})\s*[년年]\s*(?P<m>\d{1,2})\s*[월月]\s*(?P<d>\d{1,2})\s*[일日号]"),
    re.compile(r"(?P<d>\d{1,2})(?:st|nd|rd|th)?\s+(?P<name>[a-z]{3,9})\.?,?\s+(?P<y>\d{4})"),
    re.compile(r"(?P<name>[a-z]{3,9})\.?\s+(?P<d>\d{1,2})(?:st|nd|rd|th)?,?\s+(?P<y>\d{4})"),
)


def folded(text: str) -> str:
    """Full-width signs made plain, lower case, no spaces at the ends; "" for what is too long to be a figure."""
    return "" if len(text) > _LONGEST else unicodedata.normalize("NFKC", text).strip().lower()


def plain(value: Decimal) -> str:
    """Canonical digits of a number: no exponent, no zeros at the end, no minus zero."""
    text = f"{value:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text


def number(raw: object) -> Decimal | None:
    """A number from text or JSON; None where it is not one, has more than 24 digits, or is not finite.

    Reads `1,234.5`, full-width digits, Korean and Chinese large units (`1억 5천만`, `3百万`, `2.5万`) and English ones
    (`1.5 million`). A decimal comma and commas that part anything but thousands are refused: they could mean two things.
    """
    match raw:
        case bool():
            return None
        case int():
            return Decimal(raw) if abs(raw) < 10**MOST_DIGITS else None
        case float():
            return _bounded(Decimal(repr(raw)))
        case Decimal():
            return _bounded(raw)
        case str():
            return _read(folded(raw))
    return None


def money(raw: str) -> tuple[Decimal, str | None] | None:
    """A sum in text and the currency it names, None where it names none; None for what is not a sum.

    Reads `₩50,000,000`, `3,000만원`, `1,200백만원`, `2亿元`, `USD 1.5 million`. Two different currencies are refused.
    """
    text = folded(raw)
    named: set[str] = set()

    def note(match: re.Match[str]) -> str:
        named.add(_SIGNS[match[0]])
        return ""

    bare = text.strip()
    for edge in (rf"^[{_MINUS}]?\s*(?:{_SIGN.pattern})", rf"(?:{_SIGN.pattern})(?:\s*정)?$"):
        if match := re.search(edge, bare):
            cut = _SIGN.sub(note, match[0]).replace("정", "")
            bare = (cut + bare[match.end() :] if match.start() == 0 else bare[: match.start()] + cut).strip()
    value = _read(bare)
    if value is None or len(named) > 1:
        return None
    return value, named.pop() if named else None


def day(raw: str) -> date | None:
    """A day from `2026-11-22`, `2026. 11. 22.`, `2026년 11월 22일`, `2026年11月22日`, `22 Nov 2026`, `November 22, 2026`.

    `03/04/2026` is refused: it is another day in London than in New York.
    """
    text = folded(raw)
    for form in _DAY_FORMS:
        match = form.fullmatch(text)
        if match is None:
            continue
        parts = match.groupdict()
        month = _MONTHS.get(parts["name"], 0) if "name" in parts else int(parts["m"])
        try:
            return date(int(parts["y"]), month, int(parts["d"]))
        except ValueError:
            return None
    return None


def _bounded(value: Decimal) -> Decimal | None:
    if not value.is_finite():
        return None
    exponent = value.as_tuple().exponent
    if not isinstance(exponent, int) or value.adjusted() >= MOST_DIGITS or exponent < -MOST_DIGITS:
        return None if value else Decimal(0)
    return value


def _read(text: str) -> Decimal | None:
    negative = text[:1] in tuple(_MINUS) and bool(text)
    body = text[1:].strip() if negative else text.removeprefix("+").strip()
    if not body:
        return None
    value = Decimal(body.replace(",", "")) if _PLAIN.fullmatch(body) and body[-1] != "." else _counted(body)
    if value is None:
        return None
    return _bounded(-value if negative else value)


def _counted(text: str) -> Decimal | None:
    """A figure with large units, from the largest down: 1억 5천만 is (1)×억 + (5×천)×만."""
    total = part = Decimal(0)
    figure: Decimal | None = None
    least, small = 10**16, 10**4
    at = 0
    while at < len(text):
        if text[at] == " ":
            at += 1
            continue
        token = _TOKEN.match(text, at)
        if token is None:
            return None
        at = token.end()
        if token[1]:
            if figure is not None:
                return None
            figure = Decimal(token[1].replace(",", ""))
            continue
        unit = _UNITS[token[2]]
        if unit < 10**4 and token[2] not in _ENGLISH:
            if unit >= small:
                return None
            part, figure, small = part + (1 if figure is None else figure) * unit, None, unit
            continue
        if unit >= least or (figure is None and not part):
            return None
        total += (part + (figure or 0)) * unit
        part, figure, least, small = Decimal(0), None, unit, 10**4
    return total + part + (figure or 0)
