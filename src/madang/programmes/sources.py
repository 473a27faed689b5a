"""The sources calls are imported from, by name: bytes in, a `Reading` out."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any, Final
from urllib.parse import urlsplit

from madang.core.text import Text

from .importers import bizinfo, kstartup, table
from .importers.envelope import open_envelope
from .importers.records import CallRecord, ImportFailed, Reading, Refusal, RowRefused
from .importers.rows import Item, read_items

SOURCES: Final[Mapping[str, Text]] = {
    "kstartup": Text(ko="창업지원포털 K-Startup", zh="K-Startup 创业支持门户", en="K-Startup"),
    "bizinfo": Text(ko="기업마당", zh="企业广场（Bizinfo）", en="Bizinfo"),
    "table": Text(ko="표 파일 (CSV, XLSX)", zh="表格文件（CSV、XLSX）", en="Table (CSV, XLSX)"),
}
# K-Startup counts in `page`, Bizinfo in `pageIndex`; perPage and pageUnit are other things.
_PAGE: Final = re.compile(r"(^|&)page(?:No|Index)?=(\d{1,6})(?=&|$)", re.IGNORECASE)
_KEYS: Final = {"kstartup": ("pbanc_sn",), "bizinfo": ("pblancId", "seq")}
_PARSERS: Final = {"kstartup": kstartup.record, "bizinfo": bizinfo.record}


def read(
    source: str, data: bytes, *, encoding: str = "", mapping: Mapping[str, str] | None = None, sheet: str = ""
) -> Reading:
    """Everything in a file or answer. `mapping` and `sheet` count for tables only; an empty mapping takes the suggestion.

    Raises ImportFailed as the parsers do, and `unknown_source`.
    """
    match source:
        case "kstartup":
            return kstartup.read(data, encoding=encoding)
        case "bizinfo":
            return bizinfo.read(data, encoding=encoding)
        case "table":
            return table.read(table.open_table(data, encoding=encoding, sheet=sheet), mapping=mapping or None)
    raise ImportFailed("unknown_source", source=source[:40])


def joined(readings: Sequence[Reading]) -> Reading:
    """Several pages of one source as one reading; rows count on from page to page, a key on two pages is refused once."""
    records: list[CallRecord] = []
    refusals: list[Refusal] = []
    seen: dict[str, int] = {}
    before = 0
    for reading in readings:
        refusals += [replace(refusal, row=refusal.row + before) for refusal in reading.refusals]
        for record in reading.records:
            row = record.row + before
            if (first := seen.setdefault(record.key, row)) == row:
                records.append(replace(record, row=row))
            else:
                refusals.append(RowRefused("", record.key, "duplicate_key", first=first).at(row))
        before += reading.rows
    return Reading(records=tuple(records), refusals=tuple(refusals), rows=before, total=readings[0].total)


def next_page(address: str) -> str:
    """The address of the page after this one, or "" where the address counts no pages."""
    parts = urlsplit(address)
    match = _PAGE.search(parts.query)
    if match is None:
        return ""
    query = f"{parts.query[: match.start(2)]}{int(match[2]) + 1}{parts.query[match.end(2) :]}"
    return parts._replace(query=query).geturl()


def read_head(source: str, data: bytes, *, rows: int, encoding: str = "") -> tuple[Reading, int]:
    """The first rows of a portal's answer and how many there are, for a preview that costs the same for any size."""
    items = open_envelope(data, encoding=encoding).items
    return read_items(islice(items, rows), _PARSERS[source]), len(items)


def keys_shown(source: str, data: bytes, *, encoding: str = "") -> frozenset[str]:
    """The keys of every item a portal's answer shows, also of those that are refused: none of them has gone."""
    if source not in _KEYS:
        return frozenset()
    return frozenset(key for raw in open_envelope(data, encoding=encoding).items if (key := _key(raw, _KEYS[source])))


def _key(raw: Any, names: tuple[str, ...]) -> str:
    if not isinstance(raw, Mapping):
        return ""
    try:
        return Item(raw, 0).key(*names)
    except RowRefused:
        return ""
