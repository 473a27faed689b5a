"""What an uploaded file holds, looked at before anything is imported."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from madang.core.clean import one_line
from madang.core.text import reader_language

from . import sources
from .actions.import_bodies import Bodies
from .importers import table
from .importers.encodings import detect, read_text
from .importers.records import CallRecord, ImportFailed, Refusal, RowRefused
from .importers.table import PREVIEWED
from .models import ImportRun

_SAMPLE: Final = 120
_ASKS: Final = frozenset({"encoding_unsure", "encoding_wrong"})


@dataclass(frozen=True)
class Row:
    """A row as it would be read: its record, or why there is none in the reader's language."""

    number: int
    record: CallRecord | None
    why_not: str = ""
    column: str = ""  # the header of the cell that was refused, where one cell is to blame


@dataclass(frozen=True)
class Sample:
    """How the file's first words look in one encoding."""

    encoding: str
    text: str


@dataclass(frozen=True)
class Preview:
    """`problem`: why the file cannot be read as it is chosen; `samples` then help to choose the encoding."""

    rows: tuple[Row, ...] = ()
    total: int = 0
    encoding: str = ""
    headers: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()  # the first value of each column
    mapping: dict[str, str] = field(default_factory=dict)
    sheets: tuple[str, ...] = ()
    sheet: str = ""
    problem: str = ""
    samples: tuple[Sample, ...] = ()

    @property
    def refused(self) -> int:
        """How many of the rows shown would not be taken."""
        return sum(row.record is None for row in self.rows)


def preview(run: ImportRun, data: bytes) -> Preview:
    """The first 20 rows under the choices kept with the run. Never raises for what a file may hold."""
    try:
        seen = _table(run, data) if run.source == "table" else _portal(run, data)
        return replace(seen, rows=_whose(run, seen.rows))
    except ImportFailed as failed:
        samples = _samples(data) if failed.code in _ASKS else ()
        return Preview(problem=failed.reason(reader_language()), samples=samples)


def _whose(run: ImportRun, rows: tuple[Row, ...]) -> tuple[Row, ...]:
    """The rows, with those refused that name no institution or, at a desk, another one."""
    bodies = Bodies(now=run.created_at, own=run.institution)

    def checked(row: Row) -> Row:
        try:
            if row.record is not None:
                bodies.known(row.record)
        except RowRefused as refused:
            return _row(row.number, None, refused.at(row.number))
        return row

    return tuple(checked(row) for row in rows)


def _table(run: ImportRun, data: bytes) -> Preview:
    opened = table.open_table(data, encoding=run.encoding, sheet=run.options.get("sheet", ""))
    mapping = {code: header for code, header in run.mapping.items() if header in opened.headers} or dict(opened.mapping)
    rows: tuple[Row, ...] = ()
    problem = ""
    try:
        rows = tuple(_row(one.row, one.record, one.refusal) for one in table.preview(opened, mapping=mapping))
    except ImportFailed as failed:
        problem = failed.reason(reader_language())
    return Preview(
        rows=rows,
        total=len(opened.rows),
        encoding=opened.encoding,
        headers=opened.headers,
        examples=_examples(opened),
        mapping=mapping,
        sheets=opened.sheets,
        sheet=opened.sheet,
        problem=problem,
    )


def _portal(run: ImportRun, data: bytes) -> Preview:
    reading, total = sources.read_head(run.source, data, rows=PREVIEWED, encoding=run.encoding)
    found: Sequence[CallRecord | Refusal] = sorted([*reading.records, *reading.refusals], key=lambda one: one.row)
    rows = tuple(_row(one.row, one, None) if isinstance(one, CallRecord) else _row(one.row, None, one) for one in found)
    return Preview(rows=rows, total=total, encoding=read_text(data, encoding=run.encoding)[1])


def _examples(opened: table.Table) -> tuple[str, ...]:
    head = [cells for _number, cells in opened.rows[:PREVIEWED]]
    columns = range(len(opened.headers))
    found = (next((row[at] for row in head if at < len(row) and row[at].strip()), "") for at in columns)
    return tuple(one_line(value)[:_SAMPLE] for value in found)


def _row(number: int, record: CallRecord | None, refusal: Refusal | None) -> Row:
    return Row(number, record, refusal.reason(reader_language()), refusal.column) if refusal else Row(number, record)


def _samples(data: bytes) -> tuple[Sample, ...]:
    """The first line with letters beyond ASCII, as each possible encoding reads it."""
    line = next((line for line in data.splitlines() if any(sign > 0x7F for sign in line)), data[:400])[:400]
    return tuple(
        Sample(guess.encoding, line.decode(guess.encoding, "replace").strip()[:_SAMPLE]) for guess in detect(data)[:4]
    )
