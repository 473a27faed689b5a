"""Records, readings and runs of imports for tests. Every name is clearly invented."""

import hashlib
from datetime import datetime
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from madang.programmes.actions.imports import import_records
from madang.programmes.importers.records import CallRecord, Reading
from madang.programmes.models import ImportRun
from tests.factories.programmes import NOW

SEOUL = ZoneInfo("Asia/Seoul")
_number = count(1)


def make_record(
    title: str = "2026년 견본 로봇 실증 지원사업 참여기업 모집 공고", key: str = "1", **fields: Any
) -> CallRecord:
    """A notice of a portal, open until the end of the month; its hash follows from what it says."""
    values: dict[str, Any] = {
        "source": "kstartup",
        "summary": "견본 로봇의 현장 실증을 돕습니다.",
        "body": "견본 로봇을 현장에서 시험합니다.",
        "institution": "(재)견본진흥원",
        "institution_kind": "government",
        "supports": ("demonstration",),
        "regions": ("KR-11",),
        "opens_at": datetime(2026, 11, 1, tzinfo=SEOUL),
        "closes_at": datetime(2026, 11, 30, 23, 59, tzinfo=SEOUL),
        "page_url": f"https://notice.example.test/{key}",
        "row": 1,
    } | fields
    raw = {"title": title} | {name: str(value) for name, value in values.items() if name != "row"}
    sha = hashlib.sha256(repr(sorted(raw.items())).encode()).hexdigest()
    return CallRecord(key=key, title=title, raw=raw, sha256=sha, **values)


def reading_of(*records: CallRecord, refusals: tuple[Any, ...] = (), total: int | None = None) -> Reading:
    return Reading(records=records, refusals=refusals, rows=len(records) + len(refusals), total=total)


def make_run(**fields: Any) -> ImportRun:
    values = {"source": "kstartup", "origin": f"notices-{next(_number)}.json", "status": "running"} | fields
    return ImportRun.objects.create(**values)


def bring(
    *records: CallRecord, by: Any = None, now: datetime = NOW, refusals: tuple[Any, ...] = (), **run: Any
) -> ImportRun:
    """Import records in a run of their own, as the operator at the command line unless `by` says otherwise."""
    made = make_run(**run)
    import_records(reading=reading_of(*records, refusals=refusals), run=made, by=by, now=now)
    return made
