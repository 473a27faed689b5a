"""What a form is: sections of questions, each of one kind with its limits. Everything is frozen."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final, TypeAlias

from madang.engines.eligibility.lists import CERTIFICATES, SIZES, STANDINGS, YES_NO
from madang.engines.taxonomy import (
    CURRENCIES,
    DOCUMENTS,
    FOUNDER_TRAITS,
    FOUNDING_TYPES,
    IP_KINDS,
    LANGUAGES,
    NATIONS,
    REGIONS,
    ROUNDS,
    SECTORS,
    STAGES,
    SUPPORTS,
    Terms,
)

from .conditions import Condition
from .words import NOTHING, Words

VERSION: Final = 1
SUBMIT: Final = "submit"
OPTIONAL: Final = "no"

# Shared lists a choice may offer instead of its own options: answers then mean the same in every form.
TERMS: Final[Mapping[str, Terms]] = {
    "certificates": CERTIFICATES,
    "currencies": CURRENCIES,
    "documents": DOCUMENTS,
    "founder_traits": FOUNDER_TRAITS,
    "founding_types": FOUNDING_TYPES,
    "ip_kinds": IP_KINDS,
    "languages": LANGUAGES,
    "nations": NATIONS,
    "regions": REGIONS,
    "rounds": ROUNDS,
    "sectors": SECTORS,
    "sizes": SIZES,
    "stages": STAGES,
    "standings": STANDINGS,
    "supports": SUPPORTS,
    "yes_no": YES_NO,
}
FORMATS: Final = ("", "email", "phone", "business_number", "corporate_number", "credit_code")


@dataclass(frozen=True, slots=True)
class Choice:
    """One option of a choice."""

    code: str
    label: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class TextLimits:
    """Lengths by language: characters in Korean and Chinese, words in English; a language left out has no limit.

    `spaces`: whether spaces count as characters (line ends never do). `format`: one of FORMATS.
    """

    min: Mapping[str, int] = field(default_factory=dict)
    max: Mapping[str, int] = field(default_factory=dict)
    spaces: bool = True
    format: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberLimits:
    """Both bounds included; `step` counts from `min`, or from 0; `decimals`: places after the point, 0 for whole numbers."""

    min: Decimal | None = None
    max: Decimal | None = None
    step: Decimal | None = None
    decimals: int = 0
    unit: Words = NOTHING


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneyLimits:
    """Currencies one may answer in, the first being the default; the bounds are sums of the first."""

    currencies: tuple[str, ...] = ("KRW",)
    min: Decimal | None = Decimal(0)
    max: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DateLimits:
    """Both days included; `future`: whether a day after today may be given."""

    min: date | None = None
    max: date | None = None
    future: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoiceLimits:
    """Either `options` or `terms`, the key of a shared list. `min` and `max` picks count only where `many`."""

    options: tuple[Choice, ...] = ()
    terms: str = ""
    many: bool = False
    min: int = 0
    max: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FileLimits:
    """`kinds`: accepted document kinds of the taxonomy, empty for any. `max` files; `megabytes` and `pages` of each file."""

    kinds: tuple[str, ...] = ()
    max: int = 1
    megabytes: int = 20
    pages: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkLimits:
    """A link has no limits of its own: https, at most 2,000 characters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamLimits:
    """How many members; `career`: length of each one's career, as in TextLimits."""

    min: int = 0
    max: int = 10
    career: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentLimits:
    """The words agreed to and their version: an answer holds the version, so a new text asks anew."""

    text: Words
    version: str


CellLimits: TypeAlias = TextLimits | NumberLimits | MoneyLimits | DateLimits | ChoiceLimits | LinkLimits


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column of a table; `kind` is one of CELL_KINDS."""

    id: str
    kind: str
    label: Words
    required: bool = False
    limits: CellLimits


@dataclass(frozen=True, slots=True, kw_only=True)
class TableLimits:
    """Columns in order, and how many rows."""

    columns: tuple[Column, ...]
    min: int = 0
    max: int = 20


Limits: TypeAlias = CellLimits | TableLimits | FileLimits | TeamLimits | ConsentLimits

KINDS: Final[Mapping[str, type[Limits]]] = {
    "text": TextLimits,
    "long_text": TextLimits,
    "number": NumberLimits,
    "money": MoneyLimits,
    "date": DateLimits,
    "choice": ChoiceLimits,
    "table": TableLimits,
    "file": FileLimits,
    "link": LinkLimits,
    "team": TeamLimits,
    "consent": ConsentLimits,
}
CELL_KINDS: Final = ("text", "number", "money", "date", "choice", "link")


def options(limits: ChoiceLimits) -> tuple[Choice, ...]:
    """What one may pick, from the form's own options or the shared list."""
    if limits.options:
        return limits.options
    return tuple(Choice(term.code, Words(term.ko, term.zh, term.en)) for term in TERMS[limits.terms].values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question.

    `kind` is a key of KINDS and `limits` of its class. `meaning` is a code of the shared library or "". `required` is
    "no" or the stage of the form at which the answer must be there. `hidden_from_reviewers`: left out in blind review.
    """

    id: str
    kind: str
    label: Words
    help: Words = NOTHING
    meaning: str = ""
    required: str = OPTIONAL
    shown_if: Condition | None = None
    hidden_from_reviewers: bool = False
    limits: Limits

    @property
    def options(self) -> tuple[Choice, ...]:
        """What one may pick; none for other kinds."""
        return options(self.limits) if isinstance(self.limits, ChoiceLimits) else ()

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns of a table; none for other kinds."""
        return self.limits.columns if isinstance(self.limits, TableLimits) else ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A page or margin heading of the form; its condition holds for all its questions."""

    id: str
    title: Words
    help: Words = NOTHING
    shown_if: Condition | None = None
    questions: tuple[Question, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A whole form. `stages`: when answers may be required, in order; the first is always "submit"."""

    title: Words
    help: Words = NOTHING
    stages: tuple[str, ...] = (SUBMIT,)
    sections: tuple[Section, ...] = ()

    def questions(self) -> Iterator[Question]:
        """Every question in order, shown or not."""
        for section in self.sections:
            yield from section.questions

    def question(self, id: str) -> Question:  # noqa: A002 - the name it has in the form
        """The question of that id; raises KeyError."""
        for question in self.questions():
            if question.id == id:
                return question
        raise KeyError(id)
