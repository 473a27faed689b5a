"""Which new records are calls the street has already, from another source or written by hand."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from madang.institutions.models import Institution
from madang.programmes.importers import similar
from madang.programmes.importers.records import CallRecord
from madang.programmes.models import Call, SourceRecord
from madang.programmes.queries import PUBLIC

_HAND: Final = "here"  # stands for the source of a call that no source told


def same_calls(
    new: Sequence[tuple[CallRecord, Institution]], *, source: str, own: Institution | None
) -> Iterator[tuple[str, Call, SourceRecord | None]]:
    """The key of each new record that is a call already here, that call, and the record it came from if there is one.

    A desk's own run (`own`) looks among its own calls only. One query for the calls and one for their records.
    """
    if not new:
        return
    calls = Call.objects.filter(status__in=PUBLIC).exclude(source_records__source=source)
    calls = calls if own is None else calls.filter(institution=own)
    there = {}
    fields = ("public_id", "title", "opens_at", "closes_at", "window_note", "regions", "institution__name")
    for call in calls.select_related("institution").prefetch_related("source_records").only(*fields):
        record, first = _as_record(call)
        there[record.source, record.key] = (record, call, first)
    if not there:
        return
    mine = [
        replace(record, source=source, institution=_name(body), executor=record.executor or record.institution)
        for record, body in new
    ]
    done = set()
    for one, other, _score in similar.duplicates([*mine, *(record for record, _call, _first in there.values())]):
        fresh, old = (one, other) if one.source == source else (other, one)
        if fresh.source == source and old.source != source and fresh.key not in done:
            done.add(fresh.key)
            _record, call, first = there[old.source, old.key]
            yield fresh.key, call, first


def _as_record(call: Call) -> tuple[CallRecord, SourceRecord | None]:
    """A call as a record to compare: its words now, and the bodies its source named."""
    rows = sorted(call.source_records.all(), key=lambda row: (not row.given, row.pk))
    first = rows[0] if rows else None
    given = first.given if first else {}
    record = CallRecord(
        source=first.source if first else _HAND,
        key=first.key if first else str(call.pk),
        title=str(call.title.original()),
        raw={},
        sha256="",
        institution=_name(call.institution),
        executor=given.get("executor") or given.get("institution", ""),
        regions=tuple(call.regions),
        opens_at=call.opens_at,
        closes_at=call.closes_at,
        window_note=call.window_note,
    )
    return record, first


def _name(institution: Institution) -> str:
    return str(institution.name.original())
