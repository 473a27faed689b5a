"""The worker among failures: it outlives its database, and what it had begun is done once, with the right figures."""

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from madang.core.pg import throwaway
from tests.storm import importer
from tests.storm.stack import Stack, kill_9
from tests.storm.storm import ROOT

WITHIN_S = 150


@pytest.fixture(scope="module")
def stack() -> Iterator[Stack]:
    """A database and a worker, without a web server."""
    with throwaway.folder() as data:
        stack = Stack(data, port=0)
        try:
            stack.cluster.start()
            stack.run("migrate", "--verbosity", "0")
            subprocess.run(
                [sys.executable, "-m", "tests.storm.world", "1", str(data / "world.json")],
                env=stack.env,
                cwd=ROOT,
                check=True,
            )
            stack.spawn("worker", "worker")
            yield stack
        finally:
            stack.stop()


def hand_in(stack: Stack, name: str) -> None:
    path: Path = importer.table(stack.data, name)
    assert importer.by_worker(path, stack.env)


def until(stack: Stack, sql: str) -> None:
    """Wait until a query's first value is true."""
    end = time.monotonic() + WITHIN_S
    while time.monotonic() < end:
        with psycopg.connect(stack.cluster.url) as connection:
            row = connection.execute(sql).fetchone()  # type: ignore[call-overload]
        if row and row[0]:
            return
        time.sleep(0.02)
    log = (stack.data / "street.log").read_text(errors="replace")
    raise TimeoutError(f"{sql}: {figures(stack)}\n{log[-3000:]}")


def figures(stack: Stack) -> list[tuple[str, str, int, int]]:
    with psycopg.connect(stack.cluster.url) as connection:
        return connection.execute("SELECT origin, status, total, made FROM programmes_importrun ORDER BY id").fetchall()


def test_a_worker_that_loses_its_database_comes_back_by_itself_and_finishes_what_it_had_begun(stack: Stack):
    worker = stack.parts["worker"]
    hand_in(stack, "first")
    until(stack, "SELECT status <> 'waiting' FROM programmes_importrun WHERE origin = 'first.csv'")

    for process in stack.cluster._processes():
        kill_9(process)
    stack.cluster.start()
    hand_in(stack, "second")
    left = importer.unfinished(stack.env, within_s=WITHIN_S)

    log = (stack.data / "street.log").read_text(errors="replace")
    assert left == [], log[-3000:]
    assert worker.poll() is None
    assert figures(stack)[:2] == [("first.csv", "done", 40, 40), ("second.csv", "done", 40, 40)]


def test_an_import_whose_worker_was_killed_is_taken_up_by_the_next_one(stack: Stack):
    hand_in(stack, "third")
    until(stack, "SELECT status <> 'waiting' FROM programmes_importrun WHERE origin = 'third.csv'")

    kill_9(stack.parts["worker"].pid)
    stack.parts["worker"].wait()
    stack.spawn("worker", "worker")
    left = importer.unfinished(stack.env, within_s=WITHIN_S)

    log = (stack.data / "street.log").read_text(errors="replace")
    assert left == [], log[-3000:]
    assert figures(stack)[-1] == ("third.csv", "done", 40, 40)
