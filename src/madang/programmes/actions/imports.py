"""Brings imported records in: all of a run's records or none, the same records twice for nothing."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from difflib import SequenceMatcher
from typing import Any, Final

from django.db import connection, transaction
from django.db.models import Exists, OuterRef

from madang.core.capacity import Capacity
from madang.core.policy import require
from madang.institutions.models import Institution
from madang.journey.log import record as note
from madang.programmes import facts, policy
from madang.programmes.importers.records import CallRecord, Reading, Remark, RowRefused, shortened
from madang.programmes.importers.records import Refusal as RefusedRow
from madang.programmes.models import Attachment, Call, ImportRun, Refusal, SourceRecord

from .import_bodies import Bodies, squeezed, stem
from .import_links import same_calls
from .imported import WINDOW, attachments_of, fields_of, merge, plain, remarks_of, status_of

BATCH: Final = 500
# Two titles less alike than this under one number are two calls, not one that was reworded.
_REWORDED: Final = 0.5


def source_of(source: str, institution: Institution | None) -> str:
    """The name under which keys are unique: a portal's own numbers, or those of one institution's tables."""
    return f"table:{institution.pk}" if source == "table" and institution is not None else source


@dataclass
class _Work:
    """One run while it writes."""

    run: ImportRun
    source: str
    by: Capacity | None
    now: datetime
    bodies: Bodies
    refused: list[RefusedRow]
    remarks: list[Remark] = field(default_factory=list)
    new: list[tuple[CallRecord, Institution]] = field(default_factory=list)
    touched: list[int] = field(default_factory=list)
    # How many calls were made and changed for each institution, by its number.
    made: Counter[int] = field(default_factory=Counter)
    changed: Counter[int] = field(default_factory=Counter)


@transaction.atomic
def import_records(
    *, reading: Reading, run: ImportRun, by: Capacity | None, now: datetime, shown: Collection[str] = ()
) -> list[int]:
    """Make, change, link and expire calls as a reading says, in one transaction. Returns the calls to index again.

    A record whose hash is known changes nothing at all. `run.options`: "draft" makes drafts instead of published calls;
    "full" says that the reading is all the source shows, so what it no longer shows expires; `shown` names keys that were
    there but refused. `by` None: the operator at the command line. Locks the source: two runs follow one another.
    A run whose records are in is left as it is: a worker taken for dead may end after the one that took its place.
    Raises Refused.
    """
    if by is not None:
        require(policy.can_import(by, run.institution))
    source = source_of(run.source, run.institution)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"programmes.import:{source}"])
    if run.pk and ImportRun.objects.filter(pk=run.pk, total__gt=0).exists():
        run.refresh_from_db()
        return []
    work = _Work(run, source, by, now, Bodies(now=now, own=run.institution), list(reading.refusals))
    known = {
        key: (sha, expired)
        for key, sha, expired in SourceRecord.objects.filter(source=source).values_list("key", "sha256", "expired_at")
    }
    fresh = [r for r in reading.records if r.key not in known]
    moved = [r for r in reading.records if r.key in known and known[r.key] != (r.sha256, None)]
    run.same = len(reading.records) - len(fresh) - len(moved)
    run.changed = _change(work, moved)
    _place(work, fresh)
    run.duplicates = _link(work)
    run.made = _make(work)
    whole = bool(run.options.get("full")) and reading.records and not _is_partial(reading)
    keys = {*shown, *(record.key for record in reading.records)}
    run.expired = (_expire(work, keys) if whole else 0) + _close_passed(work)
    _keep_notes(work)
    run.total, run.refused, run.status = reading.rows, len(work.refused), ImportRun.Status.RUNNING
    run.save()
    _tell(work)
    return work.touched


def _tell(work: _Work) -> None:
    """One line on the thread of each institution whose calls were made or changed; none where nothing was."""
    refused = len(work.refused) if work.run.institution is not None else 0
    for institution in Institution.objects.filter(pk__in=work.made.keys() | work.changed.keys()).order_by("pk"):
        pk = institution.pk
        fact = facts.CallsImported(run=work.run.pk, made=work.made[pk], changed=work.changed[pk], refused=refused)
        note(fact, institution=institution, by=work.by, at=work.now)


def _is_partial(reading: Reading) -> bool:
    """One page of several: the source says it has more than was read."""
    return reading.total is not None and reading.total > reading.rows


def _refuse(work: _Work, record: CallRecord, refused: RowRefused) -> None:
    refused.column = work.run.mapping.get(refused.column, "")  # the column's own name, where a person mapped it
    work.refused.append(refused.at(record.row))


def _place(work: _Work, fresh: Iterable[CallRecord]) -> None:
    """Find the body of each new record; a row without one is refused by itself."""
    for record in fresh:
        try:
            work.new.append((record, work.bodies.of(record)))
        except RowRefused as refused:
            _refuse(work, record, refused)


def _link(work: _Work) -> int:
    """Tie new records that are a call already here to that call. Returns how many; the rest stay in `work.new`."""
    new = {record.key: (record, body) for record, body in work.new}
    links: list[SourceRecord] = []
    for key, call, first in same_calls(work.new, source=work.source, own=work.run.institution):
        record, _body = new.pop(key)
        links.append(_row(work, record, call, given={}, duplicate_of=first))
        params = {"title": shortened(call.title), "call": call.public_id}
        work.remarks.append(
            Remark(row=record.row, column="", value=shortened(record.title), code="same_call_elsewhere", params=params)
        )
    SourceRecord.objects.bulk_create(links, batch_size=BATCH)
    work.new = list(new.values())
    return len(links)


def _row(work: _Work, record: CallRecord, call: Call, **fields: Any) -> SourceRecord:
    return SourceRecord(
        source=work.source,
        key=record.key,
        call=call,
        raw=dict(record.raw),
        sha256=record.sha256,
        first_run=work.run,
        last_run=work.run,
        **fields,
    )


def _make(work: _Work) -> int:
    """New calls with their records and files, in bulk. Published at once unless the run makes drafts."""
    calls, given = [], []
    for record, institution in work.new:
        fields = fields_of(record)
        status = (
            Call.Status.DRAFT if work.run.options.get("draft") else status_of(record, record.closes_at, now=work.now)
        )
        programme = work.bodies.programme(institution, record)
        published_at = None if status == Call.Status.DRAFT else work.now
        calls.append(
            Call(programme=programme, institution=institution, status=status, published_at=published_at, **fields)
        )
        given.append({**plain(fields), **_names(record), "attachments": attachments_of(record)})
        work.remarks += remarks_of(record)
    Call.objects.bulk_create(calls, batch_size=BATCH)
    made = list(zip(calls, work.new, given, strict=True))
    SourceRecord.objects.bulk_create(
        [_row(work, record, call, given=told) for call, (record, _body), told in made], batch_size=BATCH
    )
    Attachment.objects.bulk_create(
        [file for call, _new, told in made for file in _files(call, told["attachments"])], batch_size=BATCH
    )
    work.touched += [call.pk for call in calls]
    work.made.update(call.institution_id for call in calls)
    return len(calls)


def _names(record: CallRecord) -> dict[str, str]:
    """Who announces and who runs it, kept to recognise the same call from another source."""
    return {"institution": record.institution, "executor": record.executor}


def _files(call: Call, told: Iterable[Iterable[str]], start: int = 0) -> Iterator[Attachment]:
    for place, (name, url) in enumerate(told, start):
        yield Attachment(call=call, name=name, url=url, position=place)


def _change(work: _Work, moved: list[CallRecord]) -> int:
    """Bring calls up to date whose record changed or came back. Returns how many records that were."""
    records = {record.key: record for record in moved}
    held = SourceRecord.objects.filter(source=work.source, key__in=list(records)).order_by("key")
    changed = 0
    for row in held.select_related("call__institution", "call__programme").select_for_update(of=("self", "call")):
        record = records[row.key]
        try:
            _check_mine(work, row, record)
        except RowRefused as refused:
            _refuse(work, record, refused)
            continue
        fields = _renew(work, row, record) if row.given else []
        if fields:
            work.changed[row.call.institution_id] += 1
            note(
                facts.CallChanged(call=row.call_id, fields=fields),
                institution=row.call.institution,
                by=work.by,
                at=work.now,
            )
        if row.given:
            row.given = {**plain(fields_of(record)), **_names(record), "attachments": attachments_of(record)}
        row.raw, row.sha256, row.last_run, row.expired_at = dict(record.raw), record.sha256, work.run, None
        row.save(update_fields=["given", "raw", "sha256", "last_run", "expired_at"])
        work.remarks += remarks_of(record)
        changed += 1
    return changed


def _check_mine(work: _Work, row: SourceRecord, record: CallRecord) -> None:
    """A desk changes its own calls only; a number that now names quite another call is a slip, not an update."""
    own = work.run.institution
    if own is not None and row.call.institution_id != own.pk:
        raise RowRefused("institution", str(row.call.institution), "not_your_notice", body=str(row.call.institution))
    told = row.given.get("title", {}).get(record.language, "")
    if work.run.source != "table" or not told:
        return
    if SequenceMatcher(None, squeezed(stem(told)), squeezed(stem(record.title)), autojunk=False).ratio() < _REWORDED:
        raise RowRefused("key", record.key, "number_taken", title=told[:120])


def _renew(work: _Work, row: SourceRecord, record: CallRecord) -> list[str]:
    """Put what the source changed on the call, except where people did. Returns the names of the changed fields."""
    call = row.call
    new = fields_of(record)
    merged = merge(call, row.given, new)
    for name, value in merged.changes.items():
        setattr(call, name, value)
    changed = sorted(merged.changes)
    if call.status in (Call.Status.PUBLISHED, Call.Status.CLOSED):
        status = status_of(record, call.closes_at, now=work.now)
        if status != call.status and not (status == Call.Status.PUBLISHED and set(merged.kept) & set(WINDOW)):
            call.status = status
            changed.append("status")
    if _renew_files(call, row.given.get("attachments", []), attachments_of(record)):
        changed.append("attachments")
    if merged.kept:
        params = {"fields": ",".join(merged.kept)}
        work.remarks.append(
            Remark(row=record.row, column="", value=shortened(record.title), code="kept_edits", params=params)
        )
    if changed:
        call.version += 1
        call.indexed_at = None
        columns = {name for name in changed if name != "attachments"}
        call.save(update_fields=[*columns, "version", "indexed_at", "updated_at"])
        work.touched.append(call.pk)
    return changed


def _renew_files(call: Call, before: list[list[str]], told: list[list[str]]) -> bool:
    """Take off files the source took off and add its new ones; files people added stay. Whether anything changed."""
    if before == told:
        return False
    was, now_told = {url for _name, url in before}, {url for _name, url in told}
    call.attachments.filter(url__in=was - now_told, file="").delete()
    there = set(call.attachments.values_list("url", flat=True))
    added = [(name, url) for name, url in told if url not in was | there]
    Attachment.objects.bulk_create(_files(call, added, start=len(there)))
    return True


def _expire(work: _Work, keys: Collection[str]) -> int:
    """Records the source no longer shows, and the published calls that no other source still shows. Returns the calls."""
    gone = SourceRecord.objects.filter(source=work.source, expired_at__isnull=True).exclude(key__in=list(keys))
    if work.run.institution is not None:
        gone = gone.filter(call__institution=work.run.institution)
    ids = list(gone.values_list("pk", flat=True))
    calls = list(gone.values_list("call_id", flat=True))
    SourceRecord.objects.filter(pk__in=ids).update(expired_at=work.now)
    rows = SourceRecord.objects.filter(call=OuterRef("pk"))
    lost = Call.objects.filter(
        ~Exists(rows.filter(expired_at__isnull=True)), Exists(rows.exclude(given={})), pk__in=calls
    )
    return _close(work, lost.filter(status=Call.Status.PUBLISHED), early=True)


def _close_passed(work: _Work) -> int:
    """Calls of this source whose window has run out since they were read."""
    rows = SourceRecord.objects.filter(call=OuterRef("pk"), source=work.source)
    return _close(
        work, Call.objects.filter(Exists(rows), status=Call.Status.PUBLISHED, closes_at__lte=work.now), early=False
    )


def _close(work: _Work, calls: Any, *, early: bool) -> int:
    closed = 0
    for call in calls.select_related("institution").defer("search", "body").select_for_update(of=("self",)):
        call.status = Call.Status.CLOSED
        call.save(update_fields=["status", "updated_at"])
        note(facts.CallClosed(call=call.pk, early=early), institution=call.institution, by=work.by, at=work.now)
        closed += 1
    return closed


def _keep_notes(work: _Work) -> None:
    """Every refusal with where it stood, and what was remarked of the rows that were taken."""
    notes = [(told, False) for told in work.refused] + [(told, True) for told in work.remarks]
    Refusal.objects.filter(run=work.run).delete()
    Refusal.objects.bulk_create(
        [
            Refusal(
                run=work.run,
                row=told.row,
                column=told.column[:120],
                value=told.value[:200],
                code=told.code,
                params=dict(told.params),
                is_remark=is_remark,
            )
            for told, is_remark in sorted(notes, key=lambda pair: (pair[1], pair[0].row))
        ],
        batch_size=BATCH,
    )
