"""`madang worker`: background jobs, until told to stop. A database that goes away and comes back does not end it."""

import argparse
import asyncio
import logging
import signal
from collections.abc import Sequence
from contextlib import suppress

import django
import psycopg
from django.core.management import call_command
from procrastinate.app import WorkerOptions
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.exceptions import ConnectorException

from madang.config.serving import end_with_parent

AGAIN_AFTER_S = 1.0
AGAIN_AT_MOST_S = 30.0
log = logging.getLogger(__name__)


def worker(arguments: list[str]) -> int:
    """Run background jobs until told to stop; a job that ended well leaves no row behind."""
    parser = argparse.ArgumentParser(prog="madang worker", description=__doc__)
    parser.add_argument("--queues", default="", help="only these, separated by commas; otherwise all (default, index)")
    parser.add_argument("--with-parent", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.with_parent:
        end_with_parent()  # and the parent has made the checks
    django.setup()
    if not options.with_parent:
        call_command("check", databases=["default"])
    connector = app.connector
    assert isinstance(connector, DjangoConnector)
    with app.replace_connector(connector.get_worker_connector()):
        asyncio.run(_until_told([queue for queue in options.queues.split(",") if queue]))
    return 0


async def _until_told(queues: Sequence[str]) -> None:
    """Work; when the database is lost wait for it, longer each time, and go on. The first signal lets the job end."""
    told = asyncio.Event()
    loop = asyncio.get_running_loop()

    def stop() -> None:
        told.set()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(number)  # the second signal ends it at once

    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop)
    pause = AGAIN_AFTER_S
    while True:
        begun = loop.time()
        await _work(queues, told)
        if told.is_set():
            return
        lasted = loop.time() - begun
        pause = AGAIN_AFTER_S if lasted > AGAIN_AT_MOST_S else min(pause * 2, AGAIN_AT_MOST_S)
        log.warning("The worker has lost its database and looks for it again in %.0f s.", pause)
        with suppress(TimeoutError):
            await asyncio.wait_for(told.wait(), pause)


async def _work(queues: Sequence[str], told: asyncio.Event) -> None:
    """Work until told to stop or until the database is gone. Raises what waiting does not mend: a missing table."""
    working = asyncio.create_task(_session(queues))
    asked = asyncio.create_task(told.wait())
    await asyncio.wait((working, asked), return_when=asyncio.FIRST_COMPLETED)
    asked.cancel()
    working.cancel()  # it ends the job it is at, and takes no other; nothing to one that has ended
    try:
        await working
    except asyncio.CancelledError:
        pass
    except (ConnectorException, psycopg.OperationalError) as error:
        cause = error if isinstance(error, psycopg.Error) else error.__cause__
        if not isinstance(cause, psycopg.OperationalError | psycopg.InterfaceError):
            raise
        log.warning("The worker was cut off: %s", cause)


async def _session(queues: Sequence[str]) -> None:
    """One worker with connections of its own: everything that was open to a database that died is left behind."""
    async with app.open_async():
        options: WorkerOptions = {"delete_jobs": "successful", "install_signal_handlers": False}
        if queues:
            options["queues"] = queues
        await app.run_worker_async(**options)
