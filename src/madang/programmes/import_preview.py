"""What an uploaded file holds, looked at before anything is imported."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from madang.core.text import reader_language

from . import sources
from .importers import table
from .importers.encodings import detect, read_text
from .importers.records import CallRecord, ImportFailed, Refusal
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
        return _table(run, data) if run.source == "table" else _portal(run, data)
    except ImportFailed as failed:
        samples = _samples(data) if failed.code in _ASKS else ()
        return Preview(problem=failed.reason(reader_language()), samples=samples)


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
        rows, len(opened.rows), opened.encoding, opened.headers, mapping, opened.sheets, opened.sheet, problem
    )


def _portal(run: ImportRun, data: bytes) -> Preview:
    reading, total = sources.read_head(run.source, data, rows=PREVIEWED, encoding=run.encoding)
    found: Sequence[CallRecord | Refusal] = sorted([*reading.records, *reading.refusals], key=lambda one: one.row)
    rows = tuple(_row(one.row, one, None) if isinstance(one, CallRecord) else _row(one.row, None, one) for one in found)
    return Preview(rows, total, read_text(data, encoding=run.encoding)[1])


def _row(number: int, record: CallRecord | None, refusal: Refusal | None) -> Row:
    return Row(number, record, refusal.reason(reader_language()) if refusal else "")


def _samples(data: bytes) -> tuple[Sample, ...]:
    """The first line with letters beyond ASCII, as each possible encoding reads it."""
    line = next((line for line in data.splitlines() if any(sign > 0x7F for sign in line)), data[:400])[:400]
    return tuple(
        Sample(guess.encoding, line.decode(guess.encoding, "replace").strip()[:_SAMPLE]) for guess in detect(data)[:4]
    )
