"""`madang import`: calls from K-Startup, Bizinfo, CSV or XLSX."""

import json
import time
from argparse import ArgumentParser, ArgumentTypeError, FileType
from typing import Any, TextIO
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.translation import get_language
from tqdm import tqdm

from madang.core import clock
from madang.institutions.models import Institution
from madang.programmes.actions.import_runs import bring_in, finish
from madang.programmes.import_words import reason
from madang.programmes.importers.fetch import fetch, masked
from madang.programmes.importers.records import ImportFailed, Reading
from madang.programmes.models import ImportRun, Refusal
from madang.programmes.sources import SOURCES, next_page, read

MOST_PAGES = 500


def _column(text: str) -> tuple[str, str]:
    header, sign, field = text.rpartition("=")
    if not sign or not header or not field:
        raise ArgumentTypeError(f"{text!r}: write it as header=field, for example 마감일=closes")
    return field.strip(), header.strip()


class Command(BaseCommand):
    help = (
        "Create or update calls from K-Startup, Bizinfo or a table (CSV, XLSX), from a file or an address. "
        "All of a file's good rows or none; safe to run again: what has not changed is left alone."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("source", choices=list(SOURCES), help="where the file comes from")
        parser.add_argument("places", nargs="+", metavar="FILE_OR_URL",
                            help="several are pages of one source; an address with page=1 is followed to its last page")  # fmt: skip
        parser.add_argument(
            "--encoding", default="", help="utf-8, cp949, gb18030, ...; found by itself where it is sure"
        )
        parser.add_argument("--map", type=_column, action="append", default=[], dest="columns", metavar="HEADER=FIELD",
                            help="a column of a table and what it holds, such as 마감일=closes; may be repeated")  # fmt: skip
        parser.add_argument("--sheet", default="", help="the sheet of an XLSX file (default: the first with rows)")
        parser.add_argument("--institution", default="", metavar="SLUG", help="all calls are this institution's")
        parser.add_argument(
            "--full", action="store_true", help="the file is all the source shows: close what is not in it"
        )
        parser.add_argument("--draft", action="store_true", help="make drafts instead of published calls")
        parser.add_argument("--dry-run", action="store_true", help="do everything, then roll back")
        parser.add_argument(
            "--json-report", type=FileType("w", encoding="utf-8"), metavar="FILE", help="the result as JSON"
        )

    def handle(
        self, *, source: str, places: list[str], dry_run: bool, json_report: TextIO | None, **options: Any
    ) -> None:
        began, now = time.perf_counter(), clock.now()
        run = ImportRun(
            source=source,
            origin=", ".join(masked(place) for place in places)[:300],
            institution=_institution(options["institution"]),
            encoding=options["encoding"],
            mapping=dict(options["columns"]),
            options={key: value for key in ("full", "draft", "sheet") if (value := options[key])},
            status=ImportRun.Status.RUNNING,
            started_at=now,
        )
        try:
            data = [page for place in places for page in self._pages(source, place, options["encoding"])]
            with transaction.atomic():
                run.save(force_insert=True)
                reading = bring_in(run=run, data=data, by=None, now=now)
                notes = list(run.refusals.order_by("is_remark", "row", "pk"))
                transaction.set_rollback(dry_run)
        except ImportFailed as failed:
            raise CommandError(failed.reason(get_language() or "en")) from failed
        if not dry_run:
            with tqdm(total=reading.rows, unit="row", file=self.stderr, disable=None) as bar:
                bar.update(reading.rows - finish(run=run, now=now, tick=bar.update))
        seconds = time.perf_counter() - began
        self._tell(run, notes, dry_run, seconds)
        if json_report is not None:
            json.dump(_report(run, notes, dry_run, seconds), json_report, ensure_ascii=False, indent=2)
            json_report.close()
        _refuse_empty(reading)

    def _pages(self, source: str, place: str, encoding: str) -> list[bytes]:
        """What a file holds, or all pages of an address: as many as the first says there are, 500 at most."""
        pages = [fetch(place, allowed_hosts=_allowed(place))]
        if "://" not in place or source == "table" or not next_page(place):
            return pages
        first = read(source, pages[0], encoding=encoding)
        count = -(-(first.total or 0) // first.rows) if first.rows else 1
        for _ in tqdm(range(1, min(count, MOST_PAGES)), unit="page", file=self.stderr, disable=None):
            place = next_page(place)
            pages.append(fetch(place, allowed_hosts=_allowed(place)))
        return pages

    def _tell(self, run: ImportRun, notes: list[Refusal], dry_run: bool, seconds: float) -> None:
        lang = get_language() or "en"
        for note in notes:
            if not note.is_remark or note.code in ("same_call_elsewhere", "kept_edits"):
                self.stdout.write(f"  {_line(note, lang)}")
        would = "would be " if dry_run else ""
        self.stdout.write(
            f"{run.total} rows read: {run.made} {would}made, {run.changed} {would}changed, {run.same} the same, "
            f"{run.duplicates} {would}linked to calls already here, {run.expired} {would}closed, {run.refused} refused; "
            f"{seconds:.1f} s"
        )


def _institution(slug: str) -> Institution | None:
    if not slug:
        return None
    found: Institution | None = Institution.objects.filter(slug=slug).first()
    if found is None:
        raise CommandError(f"There is no institution {slug!r}. Its address on the street, /i/<here>/, names it.")
    return found


def _allowed(place: str) -> tuple[str, ...]:
    """The host itself, where the settings let importers into the private network."""
    host = urlsplit(place).hostname if "://" in place else None
    return (host,) if host and settings.MADANG_FETCH_PRIVATE else ()


def _line(note: Refusal, lang: str) -> str:
    where = " · ".join(part for part in (str(note.row), note.column, note.value) if part)
    return f"{where}: {reason(note, lang)}"


def _report(run: ImportRun, notes: list[Refusal], dry_run: bool, seconds: float) -> dict[str, Any]:
    lang = get_language() or "en"
    rows = [
        {"row": note.row, "column": note.column, "value": note.value, "code": note.code, "reason": reason(note, lang),
         "taken": note.is_remark}
        for note in notes
    ]  # fmt: skip
    counts = {
        name: getattr(run, name) for name in ("total", "made", "changed", "same", "duplicates", "expired", "refused")
    }
    return {
        "source": run.source,
        "origin": run.origin,
        "dry_run": dry_run,
        **counts,
        "seconds": round(seconds, 3),
        "rows": rows,
    }


def _refuse_empty(reading: Reading) -> None:
    if reading.rows and not reading.records:
        raise CommandError("No row could be read. The reasons are above.")
