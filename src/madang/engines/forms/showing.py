"""Answers in words: plain text for prints, receipts and lists."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any as Anything
from typing import Final

from madang.engines import amounts
from madang.engines.taxonomy import DOCUMENTS, name

from . import figures
from .definition import (
    ChoiceLimits,
    Column,
    ConsentLimits,
    DateLimits,
    FileLimits,
    MoneyLimits,
    NumberLimits,
    Question,
    TableLimits,
    TeamLimits,
    options,
)
from .values import Value
from .words import Words, language
from .years import as_year

_NO_ANSWER: Final = Words("답변 없음", "未填写", "no answer")
_AGREED: Final = Words("동의함", "同意", "agreed")
_NOT_AGREED: Final = Words("동의하지 않음", "不同意", "not agreed")
_VERSION: Final = Words("{version}판", "{version} 版", "version {version}")
_PAGES: Final = Words("{count}쪽", "{count}页", "{count} pages")
_MEGABYTE: Final = 1024 * 1024


def show(question: Question, value: Value, lang: str) -> str:
    """One canonical answer as plain text in ko, zh or en; tables and teams one line a row. Never raises.

    A value that does not fit the question (an option that went away, a changed kind) is shown as it stands.
    """
    if value is None:
        return _NO_ANSWER.said(lang)
    try:
        return _said(question, value, language(lang))
    except (TypeError, ValueError, KeyError, ArithmeticError, AttributeError):
        return str(value)


def _said(asked: Question | Column, value: Anything, lang: str) -> str:
    limits = asked.limits
    match limits:
        case NumberLimits():
            unit = limits.unit.said(lang)
            number = _figure(value)
            figure = as_year(asked, number) or amounts.number(number, lang)
            return f"{figure}{' ' if unit and lang == 'en' else ''}{unit}"
        case MoneyLimits():
            return amounts.money(_figure(value["amount"]), value["currency"], lang)
        case DateLimits():
            return amounts.day(date.fromisoformat(value), lang)
        case ChoiceLimits():
            labels = {choice.code: choice.label.said(lang) for choice in options(limits)}
            codes = value if isinstance(value, list) else [value]
            return ("、" if lang == "zh" else ", ").join(labels.get(code, str(code)) for code in codes)
        case TableLimits():
            return "\n".join(_row(limits.columns, row, lang) for row in value)
        case FileLimits():
            return "\n".join(_file(file, lang) for file in value)
        case TeamLimits():
            return "\n".join(_member(member) for member in value)
        case ConsentLimits():
            said = (_AGREED if value["accepted"] else _NOT_AGREED).said(lang)
            version = _VERSION.said(lang).format(version=value["version"])
            return f"{said}（{version}）" if lang == "zh" else f"{said} ({version})"
        case _:
            return str(value)


def _figure(value: object) -> Decimal:
    found = figures.number(value)
    if found is None:
        raise ValueError(value)
    return found


def _row(columns: tuple[Column, ...], row: Mapping[str, Anything], lang: str) -> str:
    colon = "：" if lang == "zh" else ": "
    cells = [
        f"{column.label.said(lang)}{colon}{_said(column, row[column.id], lang)}"
        for column in columns
        if column.id in row
    ]
    return ("；" if lang == "zh" else "; ").join(cells)


def _file(file: Mapping[str, Anything], lang: str) -> str:
    parts = []
    if "kind" in file:
        parts.append(name(DOCUMENTS, file["kind"], lang))
    if "size" in file:
        parts.append(_size(file["size"], lang))
    if "pages" in file:
        parts.append(_PAGES.said(lang).format(count=file["pages"]))
    title = str(file.get("name", file["document"]))
    if not parts:
        return title
    return f"{title}（{'，'.join(parts)}）" if lang == "zh" else f"{title} ({', '.join(parts)})"


def _size(size: int, lang: str) -> str:
    """Bytes as people say them: under a megabyte in whole KB, never "0 MB"."""
    if size < _MEGABYTE:
        return f"{max(1, round(size / 1024))} KB"
    return f"{amounts.number(Decimal(size * 100 // _MEGABYTE) / 100, lang)} MB"


def _member(member: Mapping[str, str]) -> str:
    head = " · ".join(member[key] for key in ("name", "role") if key in member)
    career = " ".join(member.get("career", "").split())
    return f"{head} · {career}" if head and career else head or career
