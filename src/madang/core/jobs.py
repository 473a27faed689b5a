"""The one seam to background work. What runs it (procrastinate, in PostgreSQL) is known here and nowhere else."""

import logging
from collections.abc import Callable
from datetime import datetime
from typing import Any, ParamSpec

from django.conf import settings
from django.db import transaction
from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued, ConnectorException, UniqueViolation
from procrastinate.jobs import Status
from procrastinate.manager import JobManager

log = logging.getLogger(__name__)
P = ParamSpec("P")
# A worker says every 10 s that it lives; one that has said nothing for this long is dead.
SILENT_S = 30.0


def job(
    name: str, *, queue: str = "default", retries: int = 5, every: str = ""
) -> Callable[[Callable[P, None]], Callable[P, None]]:
    """Make a function runnable in the worker. It takes plain values by keyword (ids, words), never model instances.

    `every` is a cron line in UTC: the worker then also runs it by itself (the function takes no arguments).
    A job that raises is tried again `retries` times, waiting longer each time.
    """

    def register(function: Callable[P, None]) -> Callable[P, None]:
        def run(**kwargs: Any) -> None:
            kwargs.pop("timestamp", None)
            function(**kwargs)  # type: ignore[call-arg]

        run.__name__ = function.__name__
        run.__doc__ = function.__doc__
        task = app.task(name=name, queue=queue, retry=RetryStrategy(max_attempts=retries, exponential_wait=3))(run)
        if every:
            app.periodic(cron=every)(task)  # type: ignore[arg-type]  # `run` takes the timestamp as any keyword
        function.madang_task = task  # type: ignore[attr-defined]
        return function

    return register


def enqueue(
    function: Callable[..., None], *, lock: str = "", dedupe: str = "", run_at: datetime | None = None, **kwargs: Any
) -> None:
    """Queue a job in the caller's transaction: if that rolls back, the job was never there.

    `lock`: jobs with the same lock run one after the other. `dedupe`: while one with this key waits, another is not added.
    """
    if settings.MADANG_JOBS_AT_ONCE:
        transaction.on_commit(lambda: function(**kwargs))
        return
    task = function.madang_task  # type: ignore[attr-defined]
    options: dict[str, Any] = {}
    if lock:
        options["lock"] = lock
    if dedupe:
        options["queueing_lock"] = dedupe
    if run_at:
        options["schedule_at"] = run_at
    try:
        with transaction.atomic():
            task.configure(**options).defer(**kwargs)
    except AlreadyEnqueued:
        return


def after_commit(function: Callable[..., None], **kwargs: Any) -> None:
    """Do this once the change is safely kept, and not at all if it is not. `function` is a `job`."""
    enqueue(function, **kwargs)


# Three times a minute, and before everything else that waits: people look at what the dead worker had begun.
@app.periodic(cron="* * * * * */20")
@app.task(name="core.take_up_orphans", queueing_lock="core.take_up_orphans", priority=10, pass_context=True)
async def take_up_orphans(context: JobContext, timestamp: int) -> None:
    """Queue again what a killed worker had begun: its jobs would stand as being done for ever.

    So a job may run twice, the first time not to its end: every job must bear that.
    """
    own, by = context.job.id, context.job.worker_id
    await take_up(context.app.job_manager, own=(own, by) if own and by else None)


async def take_up(manager: JobManager, *, own: tuple[int, int] | None) -> None:
    """Queue the jobs of silent workers again, each by itself: one that cannot be must not keep back the others.

    `own`: the job and the worker that ask. A worker does one job at a time, so whatever else it is said to do has ended
    without a word, as when the database was away just then.
    """
    orphans = list(await manager.get_stalled_jobs(seconds_since_heartbeat=SILENT_S))
    if own:
        job_id, worker_id = own
        doing = await manager.list_jobs_async(status="doing", worker_id=worker_id)
        orphans += [job for job in doing if job.id != job_id]
    for orphan in orphans:
        try:
            await manager.retry_job(orphan)
        except UniqueViolation:  # the same waits already (`dedupe`)
            await manager.finish_job(orphan, status=Status.ABORTED, delete_job=True)
        except ConnectorException as error:
            log.warning("The job %s was not taken up: %s", orphan.id, error.__cause__)
