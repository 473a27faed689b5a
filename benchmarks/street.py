"""The throw-away street that is measured: durable as in production, web server and worker as `madang` starts them."""

import os
import resource
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from benchmarks import figures
from benchmarks.figures import Figure
from madang.core.pg import Cluster

ROOT = Path(__file__).parents[1]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Street:
    """One database folder with fsync, full_page_writes and synchronous_commit on, and what runs on it."""

    def __init__(self, data: Path, **settings: str) -> None:
        self.data = data
        self.cluster = Cluster(data)
        self.port = free_port()
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("MADANG_", "DATABASE_URL"))}
        django = {"DJANGO_SETTINGS_MODULE": "madang.config.settings", "PYTHONPATH": str(ROOT / "src")}
        self.env = kept | django | {"MADANG_DATA": str(data)} | settings
        self.log = (data / "bench.log").open("ab")

    def command(self, *words: str) -> None:
        """Run `madang WORDS`. Raises `CalledProcessError`; its words are in `bench.log`."""
        line = [sys.executable, "-m", "madang.config.cli", *words]
        subprocess.run(line, env=self.env, cwd=ROOT, check=True, stdout=self.log, stderr=self.log)

    def group(self, name: str, rounds: int, *words: str) -> list[Figure]:
        """Measure a group that needs Django, in a process of its own."""
        out = self.data / f"{name}.json"
        line = [sys.executable, "-m", "benchmarks.run", name, str(out), str(rounds), *words]
        done = subprocess.run(
            line, env=self.env, cwd=ROOT, check=False, stdout=self.log, stderr=subprocess.PIPE, text=True
        )
        if done.returncode:
            raise RuntimeError(f"{name}: {done.stderr[-3000:]}")
        return figures.read(out)

    def seed(self) -> list[Figure]:
        """Tables and the sample street: seconds, and processor time of the command and of the database apart."""
        self.cluster.start()
        self.command("migrate", "--verbosity", "0")
        self.command("collectstatic", "--noinput", "--verbosity", "0")
        before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
        self.command("seed_street")
        wall = time.perf_counter() - began
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        note = "searchable at the end; Python's own start is in it"
        return [
            Figure("seeding", "the sample street", round(wall, 1), "s", 20, note=note),
            Figure("seeding", "processor time without the database's", round(cpu, 1), "s"),
        ]

    @contextmanager
    def running(self, word: str, *words: str) -> Iterator[int]:
        """`madang serve` or `madang worker` for a while; yields its process id."""
        line = [sys.executable, "-m", "madang.config.cli", word, *words]
        part = subprocess.Popen(line, env=self.env, cwd=ROOT, stdout=self.log, stderr=self.log, start_new_session=True)
        try:
            if word == "serve":
                self._until_ready(part)
            yield part.pid
        finally:
            part.terminate()
            part.wait(30)

    def _until_ready(self, part: "subprocess.Popen[bytes]") -> None:
        end = time.monotonic() + 60
        while time.monotonic() < end and part.poll() is None:
            with suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{self.port}/readyz", timeout=5):
                return
            time.sleep(0.05)
        raise RuntimeError(f"the web server did not come up; see {self.data / 'bench.log'}")

    def stop(self) -> None:
        self.cluster.stop()
        self.log.close()


def children_of(pid: int) -> list[int]:
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            if int(stat.read_text().rpartition(")")[2].split()[1]) == pid:
                found.append(int(stat.parent.name))
    return found


def resident(pid: int) -> float:
    """Megabytes that a process holds (RSS), pages shared with its parent included."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    return 0.0


def proportional(pids: list[int]) -> float:
    """Megabytes of several processes together, each shared page counted once (PSS)."""
    total = 0
    for pid in pids:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                total += int(line.split()[1])
    return total / 1024


def memory_of_web(master: int) -> list[Figure]:
    processes = children_of(master)
    return [
        Figure(
            "memory",
            "web, largest process (RSS)",
            round(max(map(resident, processes))),
            "MB",
            note="after the searches",
        ),
        Figure(
            "memory",
            f"web, master and {len(processes)} processes (PSS)",
            round(proportional([master, *processes])),
            "MB",
        ),
    ]


def by_meaning(street: Street, rounds: int) -> list[Figure]:
    """Vectors made, searches asked, calls edited on a street whose settings want search by meaning; and what it takes."""
    try:
        street.seed()
        return _by_meaning(street, rounds)
    finally:
        street.stop()


def _by_meaning(street: Street, rounds: int) -> list[Figure]:
    serve = ("serve", "--port", str(street.port))
    with street.running("worker") as worker, street.running("meaning") as service, street.running(*serve) as master:
        out = street.group("embedded", rounds, str(street.port), "built")
        out += street.group("embedded", rounds, str(street.port), "searched")
        held = {
            "web, largest process (RSS)": max(map(resident, children_of(master))),
            "service with the model (RSS)": resident(service),
        }
        out += street.group("embedded", rounds, str(street.port), "edited")
        held["worker with the model and the Korean analyser (RSS)"] = resident(worker)
    return out + [Figure("embedded", name, round(value), "MB") for name, value in held.items()]


def memory_of_worker(street: Street) -> list[Figure]:
    with street.running("worker") as pid:
        took = street.group("indexing", 1)
        return [Figure("memory", "worker with the Korean analyser (RSS)", round(resident(pid)), "MB"), *took]
