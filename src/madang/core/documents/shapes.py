"""What a document is made of: plain values, blocks of text, and one shape for each kind of document."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Literal, NotRequired, TypedDict

from django.utils.functional import Promise

from madang.core.text import Said, Text

# A moment is written with the name of its zone, a date as the language writes it, a `Text` in the reader's language or the
# nearest there is. Numbers are written as they stand: money and counts are said by `core.figures` before.
Value = str | Promise | Text | Said | int | Decimal | datetime | date | None
Fact = tuple[Value, Value]


class Column(TypedDict):
    """One column: `share` is its width beside the others (1 unless said)."""

    title: Value
    align: NotRequired[Literal["start", "end", "centre"]]
    share: NotRequired[float]


class Table(TypedDict):
    """Every row has as many values as there are columns; the head is repeated on each page."""

    columns: Sequence[Column]
    rows: Sequence[Sequence[Value]]
    caption: NotRequired[Value]
    note: NotRequired[Value]


class Heading(TypedDict):
    heading: Value


class Points(TypedDict):
    points: Sequence[Value]


class Facts(TypedDict):
    facts: Sequence[Fact]


class Tabled(TypedDict):
    table: Table


# A bare value is a paragraph; a line break in it is kept.
Block = Value | Heading | Points | Facts | Tabled


class Head(TypedDict):
    """What every document says. `at` is the moment it speaks of: printed, and the creation date of the file."""

    title: Value
    number: str
    issuer: Value
    at: datetime
    zone: NotRequired[str]  # IANA name; Asia/Seoul unless said


class Letter(Head):
    to: Sequence[Value]
    body: Sequence[Block]
    signed: Sequence[Value]
    enclosures: NotRequired[Sequence[Value]]


class Receipt(Head):
    """`digest`: the hash of what was received, printed in groups of eight."""

    facts: Sequence[Fact]
    body: NotRequired[Sequence[Block]]
    digest: NotRequired[str]


class Question(TypedDict):
    """An answer is blocks; none means "not answered"."""

    ask: Value
    answer: Sequence[Block]
    note: NotRequired[Value]


class Section(TypedDict):
    title: Value
    questions: Sequence[Question]
    note: NotRequired[Value]


class Application(Head):
    facts: Sequence[Fact]
    sections: Sequence[Section]
    digest: NotRequired[str]


class Item(TypedDict):
    title: Value
    body: Sequence[Block]
    decision: NotRequired[Value]


class Minutes(Head):
    """`signatures`: who signs, as (name, in which part)."""

    facts: Sequence[Fact]
    items: Sequence[Item]
    signatures: NotRequired[Sequence[Fact]]


class Report(Head):
    """A ranked list, an export, a table of scores. `wide` turns the sheet."""

    facts: Sequence[Fact]
    body: Sequence[Block]
    wide: NotRequired[bool]
    signatures: NotRequired[Sequence[Fact]]


Kind = Literal["letter", "receipt", "application", "minutes", "report"]
