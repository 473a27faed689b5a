"""Calls from a spreadsheet: CSV or XLSX with any headers, previewed before anything is stored."""

import csv
import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from io import StringIO
from itertools import islice
from typing import Final
from zoneinfo import ZoneInfo, available_timezones

from madang.core.clean import one_line, strip_html

from . import derive
from .dates import Window, in_order, read_moment, read_window
from .encodings import read_text
from .mapping import TITLE_FIELDS, checked, known, suggest
from .records import CallRecord, ImportFailed, Reading, Refusal, Remark, RowRefused, fingerprint, shortened
from .rows import Item, read_items
from .words import regions_of, sector_codes, sectors_of, supports_of, title_regions
from .workbook import ERRORS, LARGEST, MOST_COLUMNS, MOST_ROWS, Grid, read_workbook

PREVIEWED: Final = 20
_DELIMITERS: Final = (",", "\t", ";", "|")
_HEADER_SEARCH: Final = 10
_MADE: Final = "row-"  # before the key of a row that brings none
_EXTRA: Final = ""  # no header is empty, so this name is free to say that a row has cells beyond the header
_HANGUL = re.compile(r"[가-힣]")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_PARTS = re.compile(r"[,;/|、，；\n]+")
_ZONES: Final = available_timezones()


@dataclass(frozen=True)
class Table:
    """An opened file. `rows`: (row number as the reader of the file counts, its cells); `mapping` is the suggestion."""

    headers: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    mapping: Mapping[str, str]
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    sheets: tuple[str, ...] = ()
    grid: Grid = field(default_factory=lambda: Grid([]), repr=False)


@dataclass(frozen=True)
class PreviewRow:
    """A row of the file with the record it gives, or why it gives none."""

    row: int
    cells: tuple[str, ...]
    record: CallRecord | None
    refusal: Refusal | None


def open_table(data: bytes, *, encoding: str = "", delimiter: str = "", sheet: str = "") -> Table:
    """Open a CSV or XLSX file, told apart by content. Raises ImportFailed as `workbook` and `encodings` do,
    `too_large`, `no_header`, `broken_quotes`, `too_many_rows`, `too_many_columns`.
    """
    if not data:
        raise ImportFailed("empty")
    if data[:4] in (b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0"):
        grid = read_workbook(data, sheet=sheet)
        rows = [(number, tuple(cells)) for number, cells in grid.rows]
        return _with_header(rows, Table((), (), {}, sheet=grid.sheet, sheets=grid.sheets, grid=grid))
    if len(data) > LARGEST:
        raise ImportFailed("too_large", limit=LARGEST // 1024 // 1024)
    text, found = read_text(data, encoding=encoding)
    delimiter = delimiter or _delimiter(text)
    return _with_header(list(_csv_rows(text, delimiter)), Table((), (), {}, encoding=found, delimiter=delimiter))


def read(
    table: Table, *, mapping: Mapping[str, str] | None = None, source: str = "table", zone: str = "Asia/Seoul"
) -> Reading:
    """Every row as a record or a refusal. `mapping`: fields of `mapping.FIELDS` to headers; None takes the suggestion.

    Rows without a number get a key made of title, institution and opening date, so the same row is known again.
    Raises ImportFailed where the mapping does not fit (`unknown_field`, `unknown_column`, `no_title_column`).
    """
    fields = checked(table.mapping if mapping is None else mapping, table.headers)
    parser = _Parser(table, fields, source, zone)
    readings = [read_items([row], parser.record, first_row=number) for number, row in parser.items()]
    return _merged(readings)


def preview(
    table: Table, *, mapping: Mapping[str, str] | None = None, zone: str = "Asia/Seoul", limit: int = PREVIEWED
) -> list[PreviewRow]:
    """The first rows as they would be read. Raises ImportFailed like `read`."""
    head = replace(table, rows=table.rows[:limit])
    reading = read(head, mapping=mapping, zone=zone)
    records = {record.row: record for record in reading.records}
    refusals = {refusal.row: refusal for refusal in reading.refusals}
    return [PreviewRow(number, cells, records.get(number), refusals.get(number)) for number, cells in head.rows]


def _merged(readings: list[Reading]) -> Reading:
    records: list[CallRecord] = []
    refusals: list[Refusal] = []
    seen: dict[str, int] = {}
    for reading in readings:
        refusals += reading.refusals
        for record in reading.records:
            first = seen.setdefault(record.key, record.row)
            if first == record.row:
                records.append(record)
            elif record.key.startswith(_MADE):  # a key nobody wrote says nothing to the person who reads the refusal
                refusals.append(RowRefused("", "", "duplicate_row", first=first).at(record.row))
            else:
                refusals.append(RowRefused("", record.key, "duplicate_key", first=first).at(record.row))
    return Reading(records=tuple(records), refusals=tuple(refusals), rows=len(readings))


def _delimiter(text: str) -> str:
    """The sign that parts the first lines into the same number of cells, more than one; a comma where none does."""
    lines = "\n".join(islice((line for line in text[:100_000].splitlines() if line.strip()), 20))
    best, score = ",", (0, 0)
    for sign in _DELIMITERS:
        try:
            widths = Counter(len(row) for row in csv.reader(StringIO(lines), delimiter=sign))
        except csv.Error:
            continue
        width, times = max(widths.items(), key=lambda item: (item[1], item[0]), default=(0, 0))
        if width > 1 and (times, width) > score:
            best, score = sign, (times, width)
    return best


def _csv_rows(text: str, delimiter: str) -> Iterator[tuple[int, tuple[str, ...]]]:
    reader = csv.reader(StringIO(text.replace("\x00", ""), newline=""), delimiter=delimiter, strict=True)
    count = 0
    try:
        start = 1
        for cells in reader:
            number, start = start, reader.line_num + 1
            if not any(cell.strip() for cell in cells):
                continue
            count += 1
            if count > MOST_ROWS:
                raise ImportFailed("too_many_rows", limit=MOST_ROWS)
            if len(cells) > MOST_COLUMNS:
                raise ImportFailed("too_many_columns", limit=MOST_COLUMNS)
            yield number, tuple(cells)
    except csv.Error as error:
        raise ImportFailed("broken_quotes", line=reader.line_num) from error


def _with_header(rows: list[tuple[int, tuple[str, ...]]], table: Table) -> Table:
    """Find the header among the first rows: the one whose names are best known; titles above it are left out."""
    if not rows:
        raise ImportFailed("empty")
    scores = [known(_unique(cells)) for _, cells in rows[:_HEADER_SEARCH]]
    best = max(scores)
    place = scores.index(best) if best > 1 else 0
    headers = _unique(rows[place][1])
    if not any(headers) or (best == 0 and all(_is_number(header) for header in headers)):
        raise ImportFailed("no_header")
    return replace(table, headers=headers, rows=tuple(rows[place + 1 :]), mapping=suggest(headers))


def _unique(cells: tuple[str, ...]) -> tuple[str, ...]:
    seen: Counter[str] = Counter()
    names = []
    for cell in cells:
        name = one_line(cell)[:200]
        seen[name] += 1
        names.append(f"{name} ({seen[name]})" if name and seen[name] > 1 else name)
    return tuple(names)


def _is_number(text: str) -> bool:
    return not text or text.replace(".", "").replace("-", "").isdigit()


@dataclass(frozen=True)
class _Parser:
    """Rows of one table under one mapping. An item holds the raw cells by header; fields are looked up through it."""

    table: Table
    fields: Mapping[str, str]
    source: str
    zone: str

    def items(self) -> Iterator[tuple[int, dict[str, str]]]:
        for number, cells in self.table.rows:
            named = dict(zip(self.table.headers, cells, strict=False))
            extra = [cell for cell in cells[len(self.table.headers) :] if cell.strip()]
            yield (
                number,
                {**{name: cell for name, cell in named.items() if name}, **({"": str(len(extra))} if extra else {})},
            )

    def record(self, item: Item) -> CallRecord:
        if _EXTRA in item.raw:
            raise RowRefused("", "", "too_many_cells", extra=item.raw[_EXTRA])
        self._check_cells(item)
        mapped = Item({field: item.raw.get(header, "") for field, header in self.fields.items()}, item.row)
        try:
            return self._record(mapped, item)
        except RowRefused as refused:
            refused.column = self.fields.get(refused.column, refused.column)
            raise

    def _check_cells(self, item: Item) -> None:
        grid = self.table.grid
        for header in self.fields.values():
            cell = (item.row, self.table.headers.index(header))
            value = item.raw.get(header, "")
            if cell in grid.empty_formulas:
                raise RowRefused(header, "", "formula_without_value")
            if value in ERRORS and grid.rows:
                raise RowRefused(header, value, "error_in_cell")
            if "\ufffd" in value:
                raise RowRefused(header, value, "broken_text")

    def _record(self, item: Item, whole: Item) -> CallRecord:
        title_field = next((name for name in TITLE_FIELDS if item.line(name)), self._title_field())
        title = item.title(title_field)
        language = self._language(item, title_field, title)
        zone = self._zone(item)
        window = self._window(item, zone)
        institution = item.line("institution")
        supports, regions, sectors = self._codes(item, title)
        fields = _conditions(item, language, regions, sectors)
        return CallRecord(
            source=self.source,
            key=item.key("key") if item.line("key") else _made_key(title, institution, window),
            row=item.row,
            title=title,
            titles={
                lang: name for lang in ("ko", "zh", "en") if lang != language and (name := item.line(f"title_{lang}"))
            },
            language=language,
            summary=strip_html(item.rough("summary")),
            body=strip_html(item.rough("body")),
            institution=institution,
            executor=item.line("executor"),
            department=item.line("department"),
            supports=supports,
            regions=regions,
            sectors=sectors or sectors_of(title),
            stages=derive.stages(fields.years),
            applicants=fields.applicants,
            tags=_parts(item, "tags"),
            opens_at=window.opens_at,
            closes_at=window.closes_at,
            window_note=window.note,
            rolling=window.rolling,
            zone=zone.key,
            page_url=item.url("page_url"),
            apply_url=item.url("apply_url"),
            contacts=item.text("contacts"),
            how_to_apply=strip_html(item.rough("how_to_apply")),
            preference=strip_html(item.rough("preference")),
            target_note=fields.target,
            exclusion_note=fields.exclusion,
            rule=derive.rule(fields),
            raw=whole.raw,
            sha256=fingerprint(whole.raw),
            remarks=(*item.remarks, *self._cell_remarks(whole)),
        )

    def _title_field(self) -> str:
        return next(name for name in TITLE_FIELDS if name in self.fields)

    def _language(self, item: Item, title_field: str, title: str) -> str:
        said = item.line("language").casefold()
        if said:
            for lang, words in (("ko", "ko kr 한"), ("zh", "zh cn 中 중"), ("en", "en 英 영")):
                if any(said.startswith(word) for word in words.split()):
                    return lang
            raise RowRefused("language", said, "unknown_language")
        if title_field != "title":
            return title_field.removeprefix("title_")
        return "ko" if _HANGUL.search(title) else "zh" if _HAN.search(title) else "en"

    def _zone(self, item: Item) -> ZoneInfo:
        name = item.line("zone") or self.zone
        if name not in _ZONES:
            raise RowRefused("zone", name, "unknown_zone")
        return ZoneInfo(name)

    def _window(self, item: Item, zone: ZoneInfo) -> Window:
        if not (item.rough("closes").strip() or item.rough("opens").strip()):
            return read_window(item.rough("window"), column="window", zone=zone)
        opens = read_moment(item.rough("opens"), column="opens", zone=zone)
        told = read_window(item.rough("closes"), column="closes", zone=zone)  # a deadline may be words
        opens_at = opens.at if opens else told.opens_at
        return in_order(replace(told, opens_at=opens_at), column="closes")

    def _codes(self, item: Item, title: str) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
        supports, no_supports = supports_of(_parts(item, "supports"))
        regions, no_regions = regions_of(_parts(item, "regions"))
        sectors, no_sectors = sector_codes(_parts(item, "sectors"))
        for name, unknown in (("support", no_supports), ("region", no_regions), ("sector", no_sectors)):
            for word in unknown:
                item.remark(self.fields[f"{name}s"], word, f"{name}_unknown")
        return supports, regions or title_regions(title), sectors

    def _cell_remarks(self, item: Item) -> Iterator[Remark]:
        for header in self.fields.values():
            cell = (item.row, self.table.headers.index(header))
            kinds = (("formula_read", self.table.grid.formulas), ("merged_cell", self.table.grid.merged))
            for code in (code for code, cells in kinds if cell in cells):
                yield Remark(row=item.row, column=header, value=shortened(item.raw[header]), code=code)


def _parts(item: Item, name: str) -> tuple[str, ...]:
    parts = (one_line(part) for part in _PARTS.split(item.rough(name)))
    return tuple(dict.fromkeys(part for part in parts if part))


def _conditions(item: Item, language: str, regions: tuple[str, ...], sectors: tuple[str, ...]) -> derive.Fields:
    return derive.Fields(
        language=language,
        regions=regions,
        region_words=item.line("regions"),
        years=_parts(item, "years"),
        ages=_parts(item, "ages"),
        applicants=_parts(item, "applicants"),
        sectors=sectors,
        section_words=item.line("sectors"),
        target=strip_html(item.rough("target")),
        exclusion=strip_html(item.rough("exclusion")),
    )


def _titles(item: Item, language: str) -> dict[str, str]:
    named = {lang: item.line(f"title_{lang}") for lang in ("ko", "zh", "en") if lang != language}
    return {lang: name for lang, name in named.items() if name}


def _made_key(title: str, institution: str, window: Window) -> str:
    opens = f"{window.opens_at:%Y-%m-%d}" if window.opens_at else ""
    text = "\n".join((title.casefold(), institution.casefold(), opens))
    return f"{_MADE}{hashlib.sha256(text.encode()).hexdigest()[:20]}"
