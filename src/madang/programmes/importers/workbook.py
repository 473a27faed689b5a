"""Opening an XLSX file without trusting it: the package is weighed before a sheet is read.

A 334 KB workbook that inflates to 100 MB keeps openpyxl busy for 52 s; its zip directory tells in 0.1 ms.
"""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from io import BytesIO
from typing import Any, Final

from openpyxl import load_workbook
from openpyxl.utils.cell import range_boundaries

from .records import ImportFailed

LARGEST: Final = 20 * 1024 * 1024
MOST_ROWS: Final = 20_000
MOST_COLUMNS: Final = 200
_MOST_ENTRIES: Final = 1000
_MOST_INFLATED: Final = 60 * 1024 * 1024
_HIGHEST_RATIO: Final = 100
_SMALL: Final = 100 * 1024  # a small part may be all zeros without harm
_CHUNK: Final = 1024 * 1024
_MERGED = re.compile(rb'<mergeCell\s[^>]{0,40}?ref="([A-Z]{1,3}\d{1,7}:[A-Z]{1,3}\d{1,7})"')
_MOST_MERGED: Final = 5_000
_FORMULA = re.compile(rb"<f[\s>/]")
ERRORS: Final = frozenset(
    {"#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#GETTING_DATA", "#SPILL!"}
)


@dataclass(frozen=True)
class Grid:
    """A sheet as rows of text, from 1. `formulas`, `merged`: cells (row, column from 0) read from one of those."""

    rows: list[tuple[int, list[str]]]
    sheets: tuple[str, ...] = ()
    sheet: str = ""
    formulas: frozenset[tuple[int, int]] = field(default_factory=frozenset)
    empty_formulas: frozenset[tuple[int, int]] = field(default_factory=frozenset)
    merged: frozenset[tuple[int, int]] = field(default_factory=frozenset)


def read_workbook(data: bytes, *, sheet: str = "") -> Grid:
    """The cells of one sheet (the first one by default) as text, dates as ISO text whatever the file's date system.

    Formulas give their saved values; merged cells give their value to every row they span. Raises ImportFailed:
    `too_large`, `zip_bomb`, `has_macros`, `has_external_links`, `unsafe_xml`, `old_xls`, `not_xlsx`, `no_such_sheet`,
    `too_many_rows`, `too_many_columns`, `empty`.
    """
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise ImportFailed("old_xls")
    parts = _weighed(data)
    try:
        return _grid(data, parts, sheet)
    except ImportFailed:
        raise
    except Exception as error:  # openpyxl raises whatever a broken package makes it raise
        raise ImportFailed("not_xlsx") from error


def _weighed(data: bytes) -> dict[str, bytes]:
    """The XML parts of the package, every one counted while it inflates: declared sizes may lie."""
    if len(data) > LARGEST:
        raise ImportFailed("too_large", limit=LARGEST // 1024 // 1024)
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            entries = package.infolist()
            _check_directory(entries)
            parts: dict[str, bytes] = {}
            left = _MOST_INFLATED
            for entry in entries:
                content = _inflated(package, entry, left)
                left -= len(content)
                if entry.filename.endswith((".xml", ".rels")):
                    parts[entry.filename] = content
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, ValueError) as error:
        raise ImportFailed("not_xlsx") from error
    _check_parts(parts)
    return parts


def _check_directory(entries: list[zipfile.ZipInfo]) -> None:
    if len(entries) > _MOST_ENTRIES or sum(entry.file_size for entry in entries) > _MOST_INFLATED:
        raise ImportFailed("zip_bomb")
    for entry in entries:
        if entry.file_size > _SMALL and entry.file_size > _HIGHEST_RATIO * max(entry.compress_size, 1):
            raise ImportFailed("zip_bomb")
    names = [entry.filename.lower() for entry in entries]
    if any(name.endswith("vbaproject.bin") or "/macrosheets/" in name for name in names):
        raise ImportFailed("has_macros")
    if any(name.startswith("xl/externallinks/") for name in names):
        raise ImportFailed("has_external_links")


def _inflated(package: zipfile.ZipFile, entry: zipfile.ZipInfo, left: int) -> bytes:
    content = bytearray()
    with package.open(entry) as stream:
        while chunk := stream.read(_CHUNK):
            content += chunk
            if len(content) > left or len(content) > entry.file_size:
                raise ImportFailed("zip_bomb")
    return bytes(content)


def _check_parts(parts: dict[str, bytes]) -> None:
    kinds = parts.get("[Content_Types].xml", b"")
    if b"macroEnabled" in kinds:
        raise ImportFailed("has_macros")
    if b"spreadsheetml" not in kinds:
        raise ImportFailed("not_xlsx")
    for content in parts.values():
        if b"<!DOCTYPE" in content or b"<!ENTITY" in content or b"<\x00!\x00" in content:
            raise ImportFailed("unsafe_xml")


def _grid(data: bytes, parts: dict[str, bytes], sheet: str) -> Grid:
    book = load_workbook(BytesIO(data), read_only=True, data_only=True, keep_links=False)
    names = tuple(page.title for page in book.worksheets)
    if not names:
        raise ImportFailed("empty")
    if sheet and sheet not in names:
        raise ImportFailed("no_such_sheet", sheet=sheet[:100], sheets=", ".join(names)[:500])
    page = book[sheet or names[0]]
    xml = parts.get(str(getattr(page, "_worksheet_path", "")).lstrip("/"), b"")
    rows = dict(_rows(page))
    merged = _spread(rows, xml)
    formulas = _formulas(data, page.title) if _FORMULA.search(xml) else frozenset()
    full = frozenset(cell for cell in formulas if _cell(rows, *cell))
    kept = [(number, rows[number]) for number in sorted(rows)]
    if not kept:
        raise ImportFailed("empty")
    return Grid(kept, names, page.title, full, formulas - full, merged)


def _rows(page: Any) -> Iterator[tuple[int, list[str]]]:
    page.reset_dimensions()  # what the file says of its size may be far from true
    full = 0
    for number, row in enumerate(page.iter_rows(values_only=True), 1):
        cells = [_text(value) for value in row[: MOST_COLUMNS + 1]]
        while cells and not cells[-1]:
            cells.pop()
        if len(cells) > MOST_COLUMNS:
            raise ImportFailed("too_many_columns", limit=MOST_COLUMNS)
        if cells:
            full += 1
            if full > MOST_ROWS:
                raise ImportFailed("too_many_rows", limit=MOST_ROWS)
            yield number, cells


def _text(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "TRUE" if value else "FALSE"
        case datetime():
            return value.strftime("%Y-%m-%d" if value.time() == time.min else "%Y-%m-%d %H:%M:%S")
        case date():
            return value.isoformat()
        case float() if value.is_integer() and abs(value) < 1e15:
            return str(int(value))
        case _:
            return str(value)


def _spread(rows: dict[int, list[str]], xml: bytes) -> frozenset[tuple[int, int]]:
    """Give a merged cell's value to the rows below it; across columns it stays in the first."""
    filled: set[tuple[int, int]] = set()
    for ref in _MERGED.findall(xml)[:_MOST_MERGED]:
        left, top, _, bottom = (bound or 0 for bound in range_boundaries(ref.decode()))
        value = _cell(rows, top, left - 1)
        for number in range(top + 1, min(bottom, top + MOST_ROWS) + 1) if value and bottom > top else ():
            if number in rows and not _cell(rows, number, left - 1):
                row = rows[number]
                row += [""] * (left - len(row))
                row[left - 1] = value
                filled.add((number, left - 1))
    return frozenset(filled)


def _cell(rows: dict[int, list[str]], number: int, column: int) -> str:
    row = rows.get(number, [])
    return row[column] if column < len(row) else ""


def _formulas(data: bytes, sheet: str) -> frozenset[tuple[int, int]]:
    page: Any = load_workbook(BytesIO(data), read_only=True, data_only=False, keep_links=False)[sheet]
    page.reset_dimensions()
    return frozenset(
        (number, column)
        for number, row in enumerate(page.iter_rows(max_col=MOST_COLUMNS), 1)
        for column, cell in enumerate(row)
        if getattr(cell, "data_type", "") == "f"
    )
