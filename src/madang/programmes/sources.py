"""The sources calls are imported from, by name: bytes in, a `Reading` out."""

from collections.abc import Mapping
from itertools import islice
from typing import Any, Final

from madang.core.text import Text

from .importers import bizinfo, kstartup, table
from .importers.envelope import open_envelope
from .importers.records import ImportFailed, Reading, RowRefused
from .importers.rows import Item, read_items

SOURCES: Final[Mapping[str, Text]] = {
    "kstartup": Text(ko="창업지원포털 K-Startup", zh="K-Startup 创业支持门户", en="K-Startup"),
    "bizinfo": Text(ko="기업마당", zh="企业广场（Bizinfo）", en="Bizinfo"),
    "table": Text(ko="표 파일 (CSV, XLSX)", zh="表格文件（CSV、XLSX）", en="Table (CSV, XLSX)"),
}
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
