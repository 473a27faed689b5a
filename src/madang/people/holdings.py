"""What is held about a person, who may refuse its erasure, and who erases what: each app answers for its own tables."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from madang.core.policy import Reason
from madang.core.text import Text

from .models import Person

# More characters than this are read as a paragraph, not as one of many facts side by side.
LONG = 80

Value = str | int | float | bool | date | datetime | Text | Reason | None


@dataclass(frozen=True, slots=True)
class Holding:
    """One table of what is held: `columns` are (stable word, label), each row has one value a column."""

    key: str
    title: Reason
    columns: tuple[tuple[str, Reason], ...]
    rows: tuple[tuple[Value, ...], ...]

    def as_json(self) -> list[dict[str, Any]]:
        """The rows as objects by stable word; times in ISO 8601, texts by language."""
        return [
            {key: _plain(value) for (key, _label), value in zip(self.columns, row, strict=True)} for row in self.rows
        ]

    def pairs(self) -> list[list[tuple[Reason, Value, str]]]:
        """The rows as (label, value, kind) for a page; kind is "moment", "bool", "none", "words" or "long"."""
        return [
            [(label, value, _kind(value)) for (_key, label), value in zip(self.columns, row, strict=True)]
            for row in self.rows
        ]


def _kind(value: Value) -> str:
    match value:
        case bool():
            return "bool"
        case datetime():
            return "moment"
        case None:
            return "none"
    return "long" if len(str(value)) > LONG else "words"


def _plain(value: Value) -> Any:
    if isinstance(value, Text):
        return value.to_json()
    if isinstance(value, date):
        return value.isoformat()
    return value if value is None or isinstance(value, bool | int | float) else str(value)


Holder = Callable[[Person], list[Holding]]
Veto = Callable[[Person], list[Reason]]
Eraser = Callable[[Person, datetime], None]

_holders: dict[str, Holder] = {}
_vetoes: dict[str, Veto] = {}
_erasers: dict[str, Eraser] = {}


def register(app: str, holder: Holder) -> None:
    """`holder` lists all that `app` keeps about a person, for the export."""
    _holders[app] = holder


def register_veto(app: str, veto: Veto) -> None:
    """`veto` gives the reasons why a person cannot be erased yet, each saying what to do first; it locks what it reads."""
    _vetoes[app] = veto


def register_eraser(app: str, eraser: Eraser) -> None:
    """`eraser` removes or empties the person's rows of `app`, inside the erasing transaction."""
    _erasers[app] = eraser


def of(person: Person) -> list[Holding]:
    """All that is held: the account first, then what each app keeps."""
    apps = sorted(_holders, key=lambda app: (app != "people", app))
    return [holding for app in apps for holding in _holders[app](person)]


@transaction.atomic
def reasons_against_erasing(person: Person) -> list[Reason]:
    """Every app's vetoes. They lock what they read: inside `actions.erase` until it commits, elsewhere only briefly."""
    return [reason for app in sorted(_vetoes) for reason in _vetoes[app](person)]


def erasers() -> Iterator[Eraser]:
    """Upper apps first, so that no row is left pointing at what a lower app removed."""
    return (_erasers[app] for app in sorted(_erasers, reverse=True))
