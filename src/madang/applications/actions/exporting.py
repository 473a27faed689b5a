"""Taking applications away: a workbook or an archive of PDFs, made by the worker, with progress and an end."""

import tempfile
import zipfile
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import IO, Any, Final
from uuid import UUID

import structlog
from django.core.files.base import File
from django.db import transaction
from django.utils import translation

from madang.applications import papers
from madang.applications.arrived import Choice, arrived
from madang.applications.models import Application, Export, FormVersion, Submission
from madang.applications.policy.desk import can_act
from madang.applications.reading import form_of, learn
from madang.applications.table import plain_name, workbook
from madang.core import clock
from madang.core.audit.record import record_change, record_views
from madang.core.capacity import Capacity
from madang.core.jobs import after_commit, job
from madang.core.policy import require
from madang.core.text import DJANGO_CODES
from madang.people.models import Person
from madang.programmes.models import Call

from .locking import KeyReused

KEPT: Final = timedelta(hours=24)
STEP: Final = 50
_OUT: Final = timedelta(hours=2)
log = structlog.get_logger("madang.applications")
State = Export.State


@transaction.atomic
def ask_export(
    *, call: Call, kind: str, choice: Choice, language: str, key: UUID, by: Capacity, now: datetime
) -> Export:
    """Have the applications of the choice copied into a file that lives for a day; who took which is in the audit log.

    Asked again with the same key it is the same export; with another wish `KeyReused`. Raises `Refused` by policy.
    """
    require(can_act(by, call))
    made = Export.objects.filter(request_key=key).first()
    if made is not None:
        if (made.call_id, made.kind, Choice.of(made.choice)) != (call.pk, kind, choice):
            raise KeyReused
        return made
    assert isinstance(by.person, Person)
    rows = list(arrived(call, by, choice).only("pk").order_by("pk"))
    export = Export.objects.create(
        call=call,
        kind=kind,
        choice=choice.to_json() | {"ids": [row.pk for row in rows]},
        language=language,
        total=len(rows),
        asked_by=by.person,
        asked_at=now,
        request_key=key,
    )
    record_change(export, by=by, at=now, action="applications.export_asked", call=call.pk, what=kind, count=len(rows))
    record_views(rows, by=by, at=now, action="exported", export=export.pk)
    after_commit(make_export, export=export.pk)
    return export


@job("applications.make_export", retries=2)
def make_export(*, export: int) -> None:
    """Make the file. Begun twice (a worker died) it is made anew; one that fails says so on its page."""
    held = Export.objects.select_related("call__institution").filter(pk=export, state=State.WAITING).first()
    if held is None:
        return
    try:
        with tempfile.TemporaryFile() as out:
            (_table if held.kind == Export.Kind.TABLE else _papers)(held, out)
            out.seek(0)
            suffix = "xlsx" if held.kind == Export.Kind.TABLE else "zip"
            held.file.save(f"{held.public_id}.{suffix}", File(out), save=False)
    except Exception:  # whatever it is, the page that waits must hear of it
        log.exception("make_export", export=export)
        Export.objects.filter(pk=export, state=State.WAITING).update(state=State.FAILED)
        return
    now = clock.now()
    held.state, held.ready_at, held.expires_at, held.done = State.READY, now, now + KEPT, held.total
    held.save(update_fields=["file", "state", "ready_at", "expires_at", "done"])


@job("applications.sweep_exports", every="17 * * * *")
def sweep_exports() -> None:
    """Throw away the files of exports whose day is over; the rows stay, to say who took what. What hangs has failed."""
    now = clock.now()
    for export in Export.objects.filter(state=State.READY, expires_at__lte=now):
        export.file.delete(save=False)
        export.file, export.state = "", State.EXPIRED
        export.save(update_fields=["file", "state"])
    Export.objects.filter(state=State.WAITING, asked_at__lt=now - _OUT).update(state=State.FAILED)


def _rows(held: Export) -> Iterator[tuple[Application, Submission]]:
    """Each application with what was handed in last, `STEP` at a time: three queries a step, whatever their number."""
    ids: list[int] = held.choice.get("ids", [])
    for start in range(0, len(ids), STEP):
        part = ids[start : start + STEP]
        rows = Application.objects.filter(pk__in=part).for_work().in_bulk()
        last: dict[int, Submission] = {}
        sent = Submission.objects.filter(application__in=part).select_related("form", "submitted_by")
        for submission in sent.defer("form__definition").order_by("number"):
            last[submission.application_id] = submission
        learn(one.form for one in last.values())
        for pk in part:
            if pk in rows and pk in last:
                rows[pk].call = held.call
                last[pk].application = rows[pk]
                yield rows[pk], last[pk]


def _counting(held: Export) -> Callable[[], None]:
    """Count a line, and write the count down once a step, outside any transaction, so that the page can show it."""
    done = 0

    def told() -> None:
        nonlocal done
        done += 1
        if done % STEP == 0:
            Export.objects.filter(pk=held.pk).update(done=done)

    return told


def _table(held: Export, out: IO[bytes]) -> None:
    newest = FormVersion.objects.filter(call=held.call).order_by("-number").defer("definition").first()
    assert newest is not None
    with translation.override(DJANGO_CODES[held.language]):
        out.write(workbook(_rows(held), newest=form_of(newest), told=_counting(held)))


def _papers(held: Export, out: IO[bytes]) -> None:
    """PDFs as they were handed in, each in its own language, named by number and startup."""
    told = _counting(held)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for application, submission in _rows(held):
            name = f"{plain_name(application.number)}_{plain_name(application.startup.name)}.pdf"
            archive.writestr(name, papers.application(submission))
            told()


def opened(held: Export, *, by: Capacity, now: datetime) -> Any:
    """Note in the audit log that the file was fetched."""
    require(can_act(by, held.call))
    record_change(held, by=by, at=now, action="applications.export_fetched", call=held.call_id)
    return held.file
