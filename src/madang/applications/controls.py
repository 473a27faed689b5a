"""The fields of a question as a page draws them: names, values and choices, in the reader's language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from django.utils.html import format_html
from django.utils.safestring import SafeString

from madang.core.text import HTML_CODES, LANGUAGES
from madang.engines.forms import as_year, input_name
from madang.engines.forms.definition import (
    ChoiceLimits,
    Column,
    ConsentLimits,
    DateLimits,
    LinkLimits,
    MoneyLimits,
    NumberLimits,
    Question,
    TableLimits,
    TeamLimits,
    TextLimits,
    options,
)
from madang.engines.forms.words import Words
from madang.engines.taxonomy import CURRENCIES, name

# What was sent by a browser: a name with its values, as `QueryDict.lists` holds them.
Sent = Mapping[str, Sequence[str]]
FEW: Final = 7
"""Choices that are laid open; more of them fold into a list."""
MEMBER: Final = ("name", "role", "career")
_KEYBOARDS: Final = {"email": "email", "phone": "tel"}
_FILLS: Final = {"email": "email", "phone": "tel"}


@dataclass(frozen=True, slots=True)
class Worded:
    """Words as a page says them: `lang` is the HTML code where they are in another language than the page, else ""."""

    text: str
    lang: str = ""

    def __bool__(self) -> bool:
        return bool(self.text)

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a control."""

    code: str
    label: Worded
    picked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Control:
    """One field. `kind`: text, long, figure, money, day, link, list, radios, ticks, folded (ticks in a fold) or consent.

    `value` is what stands in it. `width`: a class of the design, for what is short by nature.
    """

    kind: str
    name: str
    label: Worded
    value: str = ""
    options: tuple[Option, ...] = ()
    unit: Worded | None = None
    currency_name: str = ""
    required: bool = False
    width: str = ""
    rows: int = 1
    keyboard: str = ""
    fill: str = ""
    lang: str = ""

    @property
    def picked(self) -> tuple[Worded, ...]:
        return tuple(option.label for option in self.options if option.picked)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table or one member of a team, counted from 1 for readers."""

    place: int
    cells: tuple[Control, ...]


@dataclass(frozen=True, slots=True)
class Drawn:
    """What a question is answered with: one control, or rows of them. `hidden`: names and values that travel unseen."""

    control: Control | None = None
    rows: tuple[Row, ...] = ()
    hidden: tuple[tuple[str, str], ...] = field(default=())
    may_grow: bool = False


def worded(words: Words, lang: str) -> Worded:
    """Words for a reader of `lang`, with the language they are in where it is another."""
    spoken = words.spoken(lang)
    return Worded(words.said(lang), HTML_CODES[spoken] if spoken != lang else "")


def marked(words: Worded) -> SafeString | str:
    """Words as a page writes them: with `lang` around them where they are in another language than the page."""
    return format_html('<span lang="{}">{}</span>', words.lang, words.text) if words.lang else words.text


def draw(question: Question, value: Any, *, lang: str, writes: str, sent: Sent | None = None, more: int = 1) -> Drawn:
    """The fields of a question. `sent`: show what a browser sent, readable or not, in place of `value`.

    `lang`: the reader's language, `writes`: the one the answers are in. `more`: empty rows after the filled ones.
    """
    match question.limits:
        case TableLimits() as limits:
            return _table(question, limits, value or [], lang, writes, sent, more)
        case TeamLimits() as limits:
            return _team(question, limits, value or [], lang, writes, sent, more)
    return Drawn(_control(question, question.id, value, lang, writes, sent))


def _table(
    question: Question, limits: TableLimits, value: list[Any], lang: str, writes: str, sent: Sent | None, more: int
) -> Drawn:
    filled = _rows_sent(question.id, sent) if sent is not None else len(value)
    count = max(1, min(filled + more, limits.max), filled)
    rows = []
    for at in range(count):
        row = value[at] if sent is None and at < len(value) else {}
        cells = tuple(
            _control(column, input_name(question.id, at, column.id), row.get(column.id), lang, writes, sent)
            for column in limits.columns
        )
        rows.append(Row(at + 1, cells))
    return Drawn(rows=tuple(rows), may_grow=count < limits.max)


def _team(
    question: Question, limits: TeamLimits, value: list[Any], lang: str, writes: str, sent: Sent | None, more: int
) -> Drawn:
    filled = _rows_sent(question.id, sent) if sent is not None else len(value)
    count = max(1, min(filled + more, limits.max), filled)
    rows, hidden = [], []
    for at in range(count):
        member = value[at] if sent is None and at < len(value) else {}
        cells = []
        for part in MEMBER:
            key = input_name(question.id, at, part)
            text = _last(key, sent) if sent is not None else str(member.get(part, ""))
            kind = "long" if part == "career" else "text"
            # The words for these three are the template's: they are the same in every form.
            cells.append(
                Control(kind=kind, name=key, label=Worded(part), value=text, rows=3, lang=_other(writes, lang))
            )
        rows.append(Row(at + 1, tuple(cells)))
        founder_key = input_name(question.id, at, "founder")
        founder = _last(founder_key, sent) if sent is not None else str(member.get("founder", ""))
        if founder:
            hidden.append((founder_key, founder))
    return Drawn(rows=tuple(rows), hidden=tuple(hidden), may_grow=count < limits.max)


def _control(asked: Question | Column, key: str, value: Any, lang: str, writes: str, sent: Sent | None) -> Control:
    label, required = worded(asked.label, lang), getattr(asked, "required", "no") not in ("no", False)
    shared: dict[str, Any] = {"name": key, "label": label, "required": required}
    text = _last(key, sent) if sent is not None else value if isinstance(value, str) else ""
    match asked.limits:
        case TextLimits(format=shape) as limits:
            long = asked.kind == "long_text"
            shared |= {
                "keyboard": _KEYBOARDS.get(shape, ""),
                "fill": _FILLS.get(shape, ""),
                "lang": _other(writes, lang),
            }
            most = max(limits.max.values(), default=0)
            return Control(kind="long" if long else "text", value=text, rows=10 if most > 800 else 6, **shared)
        case NumberLimits() as limits:
            figure = text if sent is not None else _grouped(text, asked)
            return Control(kind="figure", value=figure, unit=worded(limits.unit, lang), width="w-s", **shared)
        case MoneyLimits() as limits:
            return _money(limits, key, value, lang, sent, shared)
        case DateLimits():
            return Control(kind="day", value=text, width="w-s", **shared)
        case LinkLimits():
            return Control(kind="link", value=text, keyboard="url", fill="url", **shared)
        case ChoiceLimits() as limits:
            return _choice(limits, key, value, lang, sent, shared)
        case ConsentLimits():
            given = bool(sent.get(key)) if sent is not None else bool(value and value.get("accepted"))
            return Control(kind="consent", value="yes" if given else "", **shared)
    raise TypeError(f"no field for {type(asked.limits).__name__}")


def _money(limits: MoneyLimits, key: str, value: Any, lang: str, sent: Sent | None, shared: dict[str, Any]) -> Control:
    if sent is not None:
        amount, currency = _last(f"{key}-amount", sent), _last(f"{key}-currency", sent)
    else:
        amount = _grouped(value["amount"]) if value else ""
        currency = value["currency"] if value else ""
    currency = currency or limits.currencies[0]
    choices = tuple(Option(code, Worded(name(CURRENCIES, code, lang)), code == currency) for code in limits.currencies)
    return Control(
        kind="money",
        value=amount,
        options=choices if len(choices) > 1 else (),
        currency_name=name(CURRENCIES, limits.currencies[0], lang),
        width="w-m",
        **shared,
    )


def _choice(
    limits: ChoiceLimits, key: str, value: Any, lang: str, sent: Sent | None, shared: dict[str, Any]
) -> Control:
    chosen = set(sent.get(key, ())) if sent is not None else set(value) if isinstance(value, list) else {value}
    choices = tuple(
        Option(choice.code, worded(choice.label, lang), choice.code in chosen) for choice in options(limits)
    )
    few = len(choices) <= FEW
    kind = ("ticks" if few else "folded") if limits.many else ("radios" if few else "list")
    return Control(kind=kind, options=choices, width="w-m" if kind == "list" else "", **shared)


def _grouped(digits: str, asked: Question | Column | None = None) -> str:
    """Figures with their thousands parted, as they may be typed again; a year that is asked for stays whole."""
    try:
        number = Decimal(digits or 0)
        return (asked and as_year(asked, number)) or f"{number:,f}" if digits else ""
    except InvalidOperation:
        return digits


def _last(key: str, sent: Sent | None) -> str:
    values = (sent or {}).get(key)
    return values[-1] if values else ""


def _rows_sent(question: str, sent: Sent) -> int:
    """How many rows a browser sent something for; the empty ones at the end do not count."""
    filled = 0
    for key, values in sent.items():
        head, _dash, rest = key.partition("-")
        place = rest.partition("-")[0]
        # Which currency stands beside an empty sum says nothing.
        if head == question and place.isdecimal() and len(place) < 4 and any(values) and not key.endswith("-currency"):
            filled = max(filled, int(place) + 1)
    return min(filled, 500)


def _other(writes: str, lang: str) -> str:
    """The HTML code of the language that is written in, where the page is in another."""
    return HTML_CODES[writes] if writes != lang and writes in LANGUAGES else ""
