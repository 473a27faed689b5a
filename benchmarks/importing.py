"""Importing 1,113 real notices: reading, keeping, making findable, and the second run that finds nothing to do.

The notices stand beside the repository and never ship; without them the portal's shape is made up in the same number.
"""

import gzip
import json
import time
from collections.abc import Callable
from pathlib import Path

from django.db import transaction

from benchmarks.figures import Figure
from madang.core import clock
from madang.programmes import sources
from madang.programmes.actions.import_runs import bring_in, finish
from madang.programmes.models import ImportRun

NOTICES = Path(__file__).parents[2] / "shared" / "data" / "bizinfo_ko_2021.jsonl.gz"
ROWS = 1113


def notices() -> tuple[bytes, str]:
    """The bytes to import, and what they are."""
    if NOTICES.exists():
        return gzip.decompress(NOTICES.read_bytes()), "1,113 real notices of 2021"
    words = "현장의 로봇과 소프트웨어를 시험하고 판로를 여는 기업을 지원합니다. " * 4
    items = [
        {"pblancId": f"P{n}", "pblancNm": f"견본 사업 {n} 참여기업 모집", "jrsdInsttNm": f"견본기관 {n % 40}",
         "bsnsSumryCn": words, "reqstBeginEndDe": "상시 접수"}
        for n in range(ROWS)
    ]  # fmt: skip
    return json.dumps({"jsonArray": items}, ensure_ascii=False).encode(), "1,113 invented notices"


def measure(rounds: int) -> list[Figure]:
    """One import and its repetition in a transaction that is rolled back; `rounds` is not used, Kiwi is warm after one."""
    data, note = notices()
    out: list[Figure] = []

    def timed(name: str, work: Callable[[], object], target: float | None = None) -> None:
        began, began_cpu = time.perf_counter(), time.process_time()
        work()
        wall, cpu = time.perf_counter() - began, time.process_time() - began_cpu
        out.append(Figure("importing", f"{name}, seconds", wall, "s", target, note=note))
        out.append(Figure("importing", f"{name}, processor of this process", cpu, "s", note=note))

    timed("read", lambda: sources.read("bizinfo", data))
    with transaction.atomic():
        now = clock.now()
        first, second = (ImportRun.objects.create(source="bizinfo", origin="bench", status="running") for _ in range(2))
        timed("read and keep", lambda: bring_in(run=first, data=data, by=None, now=now), 30)
        timed("make findable", lambda: finish(run=first, now=now), 60)
        timed("second run", lambda: bring_in(run=second, data=data, by=None, now=now), 10)
        assert second.same == ROWS - second.refused
        transaction.set_rollback(True)
    out.append(Figure("importing", "rows refused", first.refused, "rows", 0, note=note))
    out.append(
        Figure("importing", "rows changed by the second run", second.changed + second.made, "rows", 0, note=note)
    )
    return out
