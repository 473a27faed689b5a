"""The names of form fields in a browser, and answers put together again from what it sends.

A question `title` is the field `title`. Parts follow after a hyphen, which no id holds: `asked-amount`,
`asked-currency`; row 2 of a table is `budget-2-item`, a sum in it `budget-2-grant-amount`; a member is `people-0-name`.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any as Anything
from typing import Final

from .definition import ChoiceLimits, Column, FileLimits, MoneyLimits, Question, TableLimits, TeamLimits
from .values import MOST_ROWS

MEMBER_PARTS: Final = ("name", "role", "career", "founder")
_ROW: Final = re.compile(r"(\d{1,6})-")


def input_name(*parts: str | int) -> str:
    """`input_name("budget", 2, "item")` is `budget-2-item`."""
    return "-".join(str(part) for part in parts)


def gather(question: Question, fields: Mapping[str, Sequence[str]]) -> Anything:
    """What `fields` (name to the values sent, as `QueryDict.lists` holds them) say to the question, raw for `clean`.

    Rows keep the order of their numbers, gaps closed. Files are not in it: they come as documents of the wallet, so the
    answer of a file question is the list of chosen document ids. None where nothing was sent.
    """
    match question.limits:
        case TableLimits(columns=columns):
            rows = _rows(question.id, fields)
            return [_cells(columns, f"{question.id}-{row}", fields) for row in rows] if rows else None
        case TeamLimits():
            rows = _rows(question.id, fields)
            return [
                {part: _last(f"{question.id}-{row}-{part}", fields) for part in MEMBER_PARTS} for row in rows
            ] or None
        case FileLimits():
            return [value for value in fields.get(question.id, ()) if value] or None
        case _:
            return _one(question, question.id, fields)


def _one(asked: Question | Column, name: str, fields: Mapping[str, Sequence[str]]) -> Anything:
    match asked.limits:
        case MoneyLimits():
            amount = _last(f"{name}-amount", fields)
            amount = _last(name, fields) if amount is None else amount
            return None if amount is None else {"amount": amount, "currency": _last(f"{name}-currency", fields) or ""}
        case ChoiceLimits(many=True):
            return list(fields.get(name, ())) or None
        case _:
            return _last(name, fields)


def _last(name: str, fields: Mapping[str, Sequence[str]]) -> str | None:
    values = fields.get(name)
    return values[-1] if values else None


def _cells(columns: tuple[Column, ...], name: str, fields: Mapping[str, Sequence[str]]) -> dict[str, Anything]:
    return {column.id: _one(column, f"{name}-{column.id}", fields) for column in columns}


def _rows(id: str, fields: Mapping[str, Sequence[str]]) -> list[str]:  # noqa: A002 - the name it has in the form
    """The numbers of the rows sent, as they stand in the names, in order; at most one more than may be kept."""
    head = f"{id}-"
    found = {match[1] for name in fields if name.startswith(head) and (match := _ROW.match(name, len(head)))}
    return sorted(found, key=lambda row: (int(row), row))[: MOST_ROWS + 1]
