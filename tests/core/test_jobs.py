"""What a dead worker had begun is queued again, whatever stands in the way of one job."""

from collections.abc import Iterator

import pytest
from asgiref.sync import async_to_sync
from django.db import connection
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from madang.core.jobs import take_up

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _empty_queue(transactional_db: None) -> Iterator[None]:
    """The queue's tables are the library's: nobody else empties them between tests."""
    yield
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE procrastinate_jobs, procrastinate_workers CASCADE")


def worker(*, silent_s: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - %s * interval '1 second') RETURNING id",
            [silent_s],
        )
        (made,) = cursor.fetchone()
    return int(made)


def job(name: str, status: str, *, worker: int | None = None, once: str | None = None) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, status, worker_id, queueing_lock)"
            " VALUES ('default', %s, %s, %s, %s) RETURNING id",
            [name, status, worker, once],
        )
        (made,) = cursor.fetchone()
    return int(made)


def states() -> list[tuple[str, str]]:
    return list(ProcrastinateJob.objects.order_by("id").values_list("task_name", "status"))


def test_jobs_of_a_silent_worker_are_queued_again_and_those_of_a_living_one_are_left_alone():
    job("silent", "doing", worker=worker(silent_s=60))
    job("gone", "doing")
    job("living", "doing", worker=worker(silent_s=5))

    async_to_sync(take_up)(app.job_manager, own=None)

    assert states() == [("silent", "todo"), ("gone", "todo"), ("living", "doing")]


def test_a_job_that_waits_a_second_time_already_goes_and_does_not_keep_the_others_from_being_taken_up():
    dead = worker(silent_s=60)
    job("doubled", "doing", worker=dead, once="the same")
    job("doubled", "todo", once="the same")
    job("import", "doing", worker=dead)

    async_to_sync(take_up)(app.job_manager, own=None)

    assert states() == [("doubled", "todo"), ("import", "todo")]


def test_a_job_whose_end_could_not_be_written_down_is_found_by_its_own_worker():
    living = worker(silent_s=1)
    job("stuck", "doing", worker=living)
    own = job("core.take_up_orphans", "doing", worker=living)

    async_to_sync(take_up)(app.job_manager, own=(own, living))

    assert states() == [("stuck", "todo"), ("core.take_up_orphans", "doing")]
