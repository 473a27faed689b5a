"""Canonical answers held against the limits of their question."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any as Anything

from . import figures, plain
from .definition import (
    ChoiceLimits,
    Column,
    ConsentLimits,
    DateLimits,
    FileLimits,
    LinkLimits,
    MoneyLimits,
    NumberLimits,
    Question,
    TableLimits,
    TeamLimits,
    TextLimits,
)
from .formats import keeps_format
from .problems import Problem
from .years import as_year

_MEGABYTE = 1024 * 1024


def weigh(
    asked: Question | Column, value: Anything, *, today: date, lang: str | None, whole: bool
) -> Iterator[Problem]:
    """The limits an answer breaks; paths start below its question. Too little of something is a fault only where `whole`.

    Lengths are counted in `lang`, or in the language each text's script tells.
    """
    limits = asked.limits
    match limits:
        case TextLimits():
            yield from _text(limits, value, lang, whole)
        case NumberLimits():
            yield from _number(asked, limits, Decimal(value))
        case MoneyLimits():
            yield from _money(limits, value)
        case DateLimits():
            yield from _day(limits, date.fromisoformat(value), today)
        case ChoiceLimits():
            yield from _choice(limits, value, whole)
        case TableLimits():
            yield from _table(limits, value, today, lang, whole)
        case FileLimits():
            yield from _files(limits, value)
        case TeamLimits():
            yield from _team(limits, value, lang, whole)
        case LinkLimits() | ConsentLimits():
            pass


def length(text: str, limits: TextLimits, lang: str | None) -> tuple[int, int | None, str]:
    """How long a text is, the most it may be (None: no limit), and the language it is counted in.

    That is `lang`, else what the script tells. A Korean or Chinese name in an English application is held to the Korean
    or Chinese limit, if the question has one: its characters are no words.
    """
    script = plain.written_in(text)
    counted_in = lang or script
    if counted_in == "en" and script in limits.max:
        counted_in = script
    return plain.counted(text, counted_in, spaces=limits.spaces), limits.max.get(counted_in), counted_in


def _text(limits: TextLimits, text: str, lang: str | None, whole: bool) -> Iterator[Problem]:
    if limits.format and not keeps_format(text, limits.format):
        yield Problem("", f"not_{limits.format}")
    size, most, counted_in = length(text, limits, lang)
    unit = "words" if counted_in == "en" else "characters" if limits.spaces else "characters_bare"
    if most is not None and size > most:
        yield Problem("", f"long_{unit}", {"have": size, "high": most, "over": size - most})
    if whole and size < (least := limits.min.get(counted_in, 0)):
        yield Problem("", f"short_{unit}", {"have": size, "low": least})


def _number(asked: Question | Column, limits: NumberLimits, value: Decimal) -> Iterator[Problem]:
    if limits.min is not None and value < limits.min:
        yield Problem("", "too_low", {"low": as_year(asked, limits.min) or f"{limits.min:,f}"})
    if limits.max is not None and value > limits.max:
        yield Problem("", "too_high", {"high": as_year(asked, limits.max) or f"{limits.max:,f}"})
    if value != round(value, limits.decimals):
        yield Problem("", "decimals" if limits.decimals else "whole", {"places": limits.decimals})
    elif limits.step is not None and (value - (limits.min or 0)) % limits.step:
        start = limits.min or Decimal(0)
        yield Problem("", "step", {"step": f"{limits.step:,f}", "start": as_year(asked, start) or f"{start:,f}"})


def _money(limits: MoneyLimits, value: dict[str, str]) -> Iterator[Problem]:
    amount, first = Decimal(value["amount"]), limits.currencies[0]
    if value["currency"] != first:
        if limits.min is not None and limits.min >= 0 > amount:
            yield Problem("", "too_low", {"low": "0"})
        return
    if limits.min is not None and amount < limits.min:
        yield Problem("", "sum_low", {"low": f"{limits.min:,f}", "currency": first})
    if limits.max is not None and amount > limits.max:
        yield Problem("", "sum_high", {"high": f"{limits.max:,f}", "currency": first})


def _day(limits: DateLimits, day: date, today: date) -> Iterator[Problem]:
    if limits.min and day < limits.min:
        yield Problem("", "day_early", {"low": limits.min.isoformat()})
    if limits.max and day > limits.max:
        yield Problem("", "day_late", {"high": limits.max.isoformat()})
    if not limits.future and day > today:
        yield Problem("", "day_future")


def _choice(limits: ChoiceLimits, value: Anything, whole: bool) -> Iterator[Problem]:
    if not limits.many:
        return
    if whole and len(value) < limits.min:
        yield Problem("", "few_picks", {"low": limits.min})
    if limits.max is not None and len(value) > limits.max:
        yield Problem("", "many_picks", {"high": limits.max, "have": len(value)})


def _table(
    limits: TableLimits, rows: list[dict[str, Anything]], today: date, lang: str | None, whole: bool
) -> Iterator[Problem]:
    if whole and len(rows) < limits.min:
        yield Problem("", "few_rows", {"low": limits.min, "have": len(rows)})
    if len(rows) > limits.max:
        yield Problem("", "many_rows", {"high": limits.max, "have": len(rows)})
    for at, row in enumerate(rows):
        for column in limits.columns:
            cell, path = row.get(column.id), f"[{at}].{column.id}"
            if cell is None:
                if whole and column.required:
                    yield Problem(path, "required")
                continue
            for problem in weigh(column, cell, today=today, lang=lang, whole=whole):
                yield problem.below(path)


def _files(limits: FileLimits, files: list[dict[str, Anything]]) -> Iterator[Problem]:
    if len(files) > limits.max:
        yield Problem("", "many_files", {"high": limits.max, "have": len(files)})
    for at, file in enumerate(files):
        path, name = f"[{at}]", file.get("name", file["document"])
        if limits.kinds and file.get("kind") not in limits.kinds:
            yield Problem(path, "file_kind", {"name": name})
        if file.get("size", 0) > limits.megabytes * _MEGABYTE:
            size = figures.plain(Decimal(file["size"] * 10 // _MEGABYTE) / 10)
            yield Problem(path, "file_size", {"name": name, "have": size, "high": limits.megabytes})
        if limits.pages is not None and file.get("pages", 0) > limits.pages:
            yield Problem(path, "file_pages", {"name": name, "have": file["pages"], "high": limits.pages})


def _team(limits: TeamLimits, members: list[dict[str, str]], lang: str | None, whole: bool) -> Iterator[Problem]:
    if whole and len(members) < limits.min:
        yield Problem("", "few_members", {"low": limits.min, "have": len(members)})
    if len(members) > limits.max:
        yield Problem("", "many_members", {"high": limits.max, "have": len(members)})
    career = TextLimits(max=limits.career)
    for at, member in enumerate(members):
        if whole and "name" not in member:
            yield Problem(f"[{at}].name", "required")
        if "career" in member:
            for problem in _text(career, member["career"], lang, whole):
                yield problem.below(f"[{at}].career")
