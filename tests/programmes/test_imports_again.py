"""An import begun a second time, by hand or by a worker, and one that nobody ever begins."""

from datetime import timedelta

import pytest

from madang.programmes.actions import import_runs
from madang.programmes.actions.imports import import_records
from madang.programmes.models import ImportRun
from tests.factories.desks import as_staff
from tests.factories.imports import bring, make_record, reading_of
from tests.factories.programmes import NOW, make_institution, text

pytestmark = pytest.mark.django_db

TABLE = """번호,공고명,접수 시작,접수 마감
1,견본 로봇 실증 참여기업 모집,2026-11-01,2026-11-30
2,견본 창업 공간 입주기업 모집,2026-11-01,2026-12-15 15:00
3,견본 수출 상담회,2026-11-01,2026-13-40
"""
MAPPING = {"key": "번호", "title": "공고명", "opens": "접수 시작", "closes": "접수 마감"}


@pytest.fixture(autouse=True)
def at_now(monkeypatch, settings, tmp_path):
    monkeypatch.setattr("madang.core.clock.now", lambda: NOW)
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def desk():
    return as_staff(make_institution(text("견본진흥원", "ko")))


def upload(desk):
    run = import_runs.upload(
        data=TABLE.encode(), origin="calls.csv", source="table", institution=desk.institution, by=desk, now=NOW
    )
    return import_runs.choose(run=run, encoding="utf-8", mapping=MAPPING, options={}, by=desk)


@pytest.mark.parametrize("status", ["running", "waiting", "failed"])
def test_started_again_after_its_records_are_in_it_still_says_what_it_made(
    desk, django_capture_on_commit_callbacks, status
):
    run = upload(desk)
    with django_capture_on_commit_callbacks(execute=True):
        import_runs.start(run=run, by=desk, now=NOW)
    ImportRun.objects.update(status=status, started_at=NOW - timedelta(hours=1), finished_at=None)

    with django_capture_on_commit_callbacks(execute=True):
        import_runs.start(run=run, by=desk, now=NOW)

    run.refresh_from_db()
    assert (run.status, run.total, run.made, run.same, run.refused, run.done) == ("done", 3, 2, 0, 1, 3)


def test_a_second_worker_at_the_same_run_changes_neither_calls_nor_counts():
    run = bring(make_record())
    late = ImportRun.objects.get()
    late.total = late.made = 0  # as it stood when the second one began

    assert import_records(reading=reading_of(make_record()), run=late, by=None, now=NOW) == []

    run.refresh_from_db()
    assert (run.total, run.made, run.same, late.made) == (1, 1, 0, 1)


def test_a_file_nobody_imports_is_thrown_away_after_fourteen_days(desk, django_capture_on_commit_callbacks):
    old, young, imported = (upload(desk) for _number in range(3))
    ImportRun.objects.filter(pk__in=[old.pk, imported.pk]).update(created_at=NOW - timedelta(days=14, seconds=1))
    ImportRun.objects.filter(pk=young.pk).update(created_at=NOW - timedelta(days=14))
    ImportRun.objects.filter(pk=imported.pk).update(status="done")

    with django_capture_on_commit_callbacks(execute=True):
        import_runs.sweep_previews()

    assert list(ImportRun.objects.order_by("pk")) == [young, imported]
    assert [run.file.storage.exists(run.file.name) for run in (old, young, imported)] == [False, True, True]
