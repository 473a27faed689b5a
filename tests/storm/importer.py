"""Imports during the storm: tables with rows of their own, half by the command, half handed to the worker."""

import csv
import json
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

ROWS = 40
INSTITUTION = "storm-house"
HEADERS = ("번호", "공고명", "접수 시작", "마감일")
# Two words make every title unlike the others: titles that are nearly the same would be taken for one call.
THINGS = ("로봇", "바이오", "반도체", "콘텐츠", "농식품", "관광", "우주", "해양")
DEEDS = ("실증", "수출", "투자 유치", "입주", "멘토링", "시제품", "인증", "채용")


def table(folder: Path, name: str) -> Path:
    """A CSV file with `ROWS` good rows, whose numbers begin with its name."""
    path = folder / f"{name}.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        out = csv.writer(file)
        out.writerow(HEADERS)
        for row in range(ROWS):
            title = f"{name} {row}호 {THINGS[row % 8]} {DEEDS[row // 8]} 지원 공고"
            out.writerow([f"{name}-row{row}", title, "2026-11-01", "2030-11-30"])
    return path


def by_command(path: Path, env: Mapping[str, str]) -> bool:
    """`madang import`, to its end; True when it said that all went well."""
    command = [sys.executable, "-m", "madang.config.cli", "import", "table", str(path), "--institution", INSTITUTION]
    return subprocess.run(command, env=env, capture_output=True, check=False).returncode == 0


def by_worker(path: Path, env: Mapping[str, str]) -> bool:
    """Upload and start, as the desk's page does; True when the start is kept. The worker does the rest."""
    command = [sys.executable, "-m", "tests.storm.importer", str(path)]
    return subprocess.run(command, env=env, capture_output=True, check=False).returncode == 0


def hand_in(path: Path) -> None:
    from madang.core import clock
    from madang.institutions.capacity import AsStaff
    from madang.institutions.models import Institution
    from madang.people.models import Person
    from madang.programmes.actions.import_runs import start, upload
    from madang.programmes.models import ImportRun

    institution = Institution.objects.get(slug=INSTITUTION)
    by = AsStaff(Person.objects.get(email="staff@example.test"), institution, "owner")
    now = clock.now()
    # A second try goes on with what the first one left.
    run = ImportRun.objects.filter(origin=path.name).first() or upload(
        data=path.read_bytes(), origin=path.name, source="table", institution=institution, by=by, now=now
    )
    start(run=run, by=by, now=now)


def unfinished(env: Mapping[str, str], *, within_s: float, tend: Callable[[], object] = lambda: None) -> list[str]:
    """Wait until the worker has done every import that was handed in; returns those it has not.

    `tend` is done once a second, as a supervisor would. What a killed worker had begun waits up to 50 s to be taken up.
    """
    end = time.monotonic() + within_s
    while True:
        tend()
        command = [sys.executable, "-m", "tests.storm.importer", "--unfinished"]
        told = subprocess.run(command, env=env, capture_output=True, check=True, text=True).stdout
        left: list[str] = json.loads(told.splitlines()[-1])
        if not left or time.monotonic() > end:
            return left
        time.sleep(1)


def waiting() -> list[str]:
    from madang.programmes.models import ImportRun

    runs = ImportRun.objects.exclude(file="").exclude(status=ImportRun.Status.DONE)
    return [f"{run.origin}: {run.status} {run.problem}" for run in runs]


if __name__ == "__main__":
    import django

    django.setup()
    if sys.argv[1] == "--unfinished":
        print(json.dumps(waiting()))
    else:
        hand_in(Path(sys.argv[1]))
