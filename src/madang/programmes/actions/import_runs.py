"""The life of an import from upload to result: kept as a preview, started, run in the worker, made findable."""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import islice
from typing import Any, Final

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from madang.core import clock
from madang.core.capacity import Capacity
from madang.core.jobs import after_commit, job
from madang.core.policy import Refused, require
from madang.institutions.capacity import AsStaff
from madang.institutions.models import Institution
from madang.people.capacity import AsOperator, AsSelf
from madang.people.models import Person
from madang.programmes import policy, sources
from madang.programmes.importers.records import ImportFailed, Reading
from madang.programmes.models import Call, ImportRun

from .imports import import_records
from .indexing import index, rebuild_vocabulary

Status = ImportRun.Status
BATCH: Final = 50
CUT_OFF: Final = timedelta(minutes=15)
# A file that was looked at and never imported; the register of personal data and the page say the same.
PREVIEWS_FOR: Final = timedelta(days=14)


@transaction.atomic
def upload(
    *,
    data: bytes,
    origin: str,
    source: str,
    institution: Institution | None,
    by: Capacity,
    now: datetime,
    encoding: str = "",
    options: Mapping[str, Any] | None = None,
) -> ImportRun:
    """Keep a file to be looked at before anything is imported. `origin`: its name, or its address without keys."""
    require(policy.can_import(by, institution))
    run = ImportRun(
        institution=institution,
        source=source,
        origin=origin[:300],
        encoding=encoding,
        options=dict(options or {}),
        status=Status.PREVIEW,
        started_by=_person(by),
    )
    run.file.save(f"{run.public_id}.bin", ContentFile(data), save=False)
    run.save(force_insert=True)
    return run


@transaction.atomic
def choose(
    *, run: ImportRun, encoding: str, mapping: Mapping[str, str], options: Mapping[str, Any], by: Capacity
) -> ImportRun:
    """Set how a file in preview is read: its encoding, which column holds what, and what is made of it."""
    locked = _locked(run, by)
    if locked.status != Status.PREVIEW:
        raise Refused(_("This import has been started already. Upload the file again to read it differently."))
    locked.encoding, locked.mapping, locked.options = encoding, dict(mapping), {**locked.options, **options}
    locked.save(update_fields=["encoding", "mapping", "options"])
    return locked


@transaction.atomic
def start(*, run: ImportRun, by: Capacity, now: datetime) -> ImportRun:
    """Hand the import to the worker; one that failed or was cut off may be started again. Starting twice starts once."""
    locked = _locked(run, by)
    if locked.status in (Status.WAITING, Status.RUNNING) and not is_cut_off(locked, now=now):
        return locked
    if locked.status == Status.DONE:
        raise Refused(_("This import is done. Upload the file again to import it once more."))
    locked.status, locked.problem, locked.started_by, locked.started_at = Status.WAITING, "", _person(by), now
    locked.save(update_fields=["status", "problem", "started_by", "started_at"])
    after_commit(run_import, run=locked.pk)
    return locked


@transaction.atomic
def discard(*, run: ImportRun, by: Capacity) -> None:
    """Throw a file away that was only looked at. What has been imported stays in the list."""
    locked = _locked(run, by)
    if locked.status != Status.PREVIEW:
        raise Refused(_("Only a file that has not been imported can be thrown away."))
    _throw_away(locked)


def _throw_away(locked: ImportRun) -> None:
    """The row now, its file once that is kept: a rollback must not leave a row without its file."""
    file = locked.file
    locked.delete()
    if file:
        transaction.on_commit(lambda: file.delete(save=False))


@job("programmes.sweep_previews", every="27 18 * * *")
def sweep_previews() -> None:
    """Every night: throw away the files somebody looked at and neither imported nor threw away."""
    with transaction.atomic():
        old = ImportRun.objects.filter(status=Status.PREVIEW, created_at__lt=clock.now() - PREVIEWS_FOR)
        for run in old.select_for_update(skip_locked=True):
            _throw_away(run)


def is_cut_off(run: ImportRun, *, now: datetime) -> bool:
    """Started long ago and never finished: the worker was stopped, and what it had not committed is gone."""
    begun = run.started_at or run.created_at
    return run.status in (Status.WAITING, Status.RUNNING) and now - begun > CUT_OFF


def _locked(run: ImportRun, by: Capacity) -> ImportRun:
    locked: ImportRun = ImportRun.objects.select_for_update(of=("self",)).select_related("institution").get(pk=run.pk)
    require(policy.can_import(by, locked.institution))
    return locked


@job("programmes.run_import", queue="index", retries=3)
def run_import(*, run: int) -> None:
    """Read a kept file and bring its records in. Killed midway it leaves nothing half, and runs again from the start."""
    held = ImportRun.objects.select_related("institution", "started_by").get(pk=run)
    if held.status in (Status.DONE, Status.PREVIEW):
        return
    now = clock.now()
    if not _is_in(held):
        ImportRun.objects.filter(pk=run).exclude(status=Status.DONE).update(
            status=Status.RUNNING, started_at=now, done=0
        )
        try:
            with held.file.open("rb") as file:
                data = file.read()
            bring_in(run=held, data=data, by=_actor(held), now=now)
        except (ImportFailed, Refused, OSError) as error:
            _fail(held, error, now)
            return
        except Exception:
            unfinished = ImportRun.objects.filter(pk=run).exclude(status=Status.DONE)
            unfinished.update(status=Status.FAILED, problem=problem("import_stopped", {}))
            raise
    finish(run=held, now=clock.now())


def bring_in(*, run: ImportRun, data: bytes | Sequence[bytes], by: Capacity | None, now: datetime) -> Reading:
    """Read a file, or the pages of one source in their order, and import them, all or nothing.

    Raises ImportFailed, Refused. `finish` then makes the calls findable.
    """
    pages = [data] if isinstance(data, bytes) else list(data)
    sheet = run.options.get("sheet", "")
    reading = sources.joined(
        [sources.read(run.source, page, encoding=run.encoding, mapping=run.mapping, sheet=sheet) for page in pages]
    )
    shown: set[str] = set()
    if run.options.get("full"):
        shown.update(*(sources.keys_shown(run.source, page, encoding=run.encoding) for page in pages))
    run.started_at = run.started_at or now
    import_records(reading=reading, run=run, by=by, now=now, shown=shown)
    return reading


def finish(*, run: ImportRun, now: datetime, tick: Callable[[int], object] = lambda done: None) -> int:
    """Index what a run made or changed, 50 at a time with the count in `run.done`, then close the run.

    Returns how many calls were indexed. Stopped midway, the rest is indexed by the worker's own round.
    """
    calls = Call.objects.for_index().filter(source_records__last_run=run, indexed_at__isnull=True).distinct()
    waiting = list(calls.values_list("pk", flat=True))
    ImportRun.objects.filter(pk=run.pk).update(done=run.total - len(waiting) if run.total > len(waiting) else 0)
    stream = iter(waiting)
    while batch := list(islice(stream, BATCH)):
        index(Call.objects.for_index().filter(pk__in=batch), now=now)
        ImportRun.objects.filter(pk=run.pk).update(done=F("done") + len(batch))
        tick(len(batch))
    if waiting:
        rebuild_vocabulary(now=now)
    run.status, run.finished_at, run.done = Status.DONE, clock.now(), run.total
    run.save(update_fields=["status", "finished_at", "done"])
    return len(waiting)


def problem(code: str, params: Mapping[str, str]) -> str:
    """A reason as it is kept with a run, to be said later in the reader's language."""
    return json.dumps({"code": code, "params": dict(params)}, ensure_ascii=False)


def _is_in(run: ImportRun) -> bool:
    """Whether the records are in already and only the words are to be indexed: counts and records commit together.

    However the run was begun again since, by the worker or by hand: a second reading would find every record known, and
    count none as made.
    """
    return run.total > 0


def _actor(run: ImportRun) -> Capacity | None:
    """Whom the worker acts for: the person who started the run, in the capacity they hold now."""
    person = run.started_by
    if person is None:
        return None
    if run.institution is None:
        return AsOperator(person) if person.is_operator else AsSelf(person)
    role = run.institution.staff.filter(person=person).values_list("role", flat=True).first()
    return AsStaff(person, run.institution, role or "")


def _person(by: Capacity) -> Person | None:
    return by.person if isinstance(by.person, Person) else None


def _fail(run: ImportRun, error: Exception, now: datetime) -> None:
    match error:
        case ImportFailed():
            told = problem(error.code, error.params)
        case Refused():
            told = json.dumps({"reason": error.reason}, ensure_ascii=False)
        case _:
            told = problem("file_gone", {})
    unfinished = ImportRun.objects.filter(pk=run.pk).exclude(status=Status.DONE)
    unfinished.update(status=Status.FAILED, problem=told, finished_at=now)
