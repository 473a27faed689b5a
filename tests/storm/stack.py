"""The running street of one data folder, each part as `madang` starts it, and ways to kill it."""

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import IO

from madang.core.pg import Cluster

SERVING_WITHIN_S = 60.0


def environment(data: Path) -> dict[str, str]:
    """The environment of a demonstration on its own data folder, whatever the tests' own says."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("MADANG_", "DATABASE_URL", "TEST_DATABASE_URL"))}
    return kept | {"MADANG_DATA": str(data), "MADANG_LANG": "en", "DJANGO_SETTINGS_MODULE": "madang.config.settings"}


def children_of(pid: int) -> list[int]:
    """The processes whose parent this is (Linux)."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            fields = stat.read_text().rpartition(")")[2].split()
            if int(fields[1]) == pid:
                found.append(int(stat.parent.name))
    return sorted(found)


def kill_9(pid: int) -> bool:
    """Kill at once; False when it was gone already."""
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return False
    return True


class Stack:
    """Database, web server and worker of `data`. Start it in the main thread: a child ends with the thread that made it."""

    def __init__(self, data: Path, port: int) -> None:
        self.data, self.port = data, port
        self.cluster = Cluster(data)
        self.env: Mapping[str, str] = environment(data)
        self.parts: dict[str, subprocess.Popen[bytes]] = {}
        self.log: IO[bytes] = (data / "street.log").open("ab")

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def run(self, *words: str) -> None:
        """Run one `madang` command to its end. Raises `CalledProcessError`."""
        command = [sys.executable, "-m", "madang.config.cli", *words]
        subprocess.run(command, env=self.env, check=True, stdout=self.log, stderr=self.log)

    def spawn(self, name: str, *words: str) -> None:
        command = [sys.executable, "-m", "madang.config.cli", *words, "--with-parent"]
        self.parts[name] = subprocess.Popen(
            command, env=self.env, stdout=self.log, stderr=self.log, start_new_session=True
        )

    def start(self) -> None:
        """Start whatever does not run, and wait until the web server serves."""
        self.cluster.start()
        if not self.runs("web"):
            self.spawn("web", "serve", "--port", str(self.port))
        if not self.runs("worker"):
            self.spawn("worker", "worker")
        self.wait()

    def runs(self, name: str) -> bool:
        return name in self.parts and self.parts[name].poll() is None

    def wait(self) -> None:
        """Wait for /readyz. Raises `TimeoutError`, with the last lines of the street's log."""
        end = time.monotonic() + SERVING_WITHIN_S
        while time.monotonic() < end:
            if not self.runs("web"):
                self.spawn("web", "serve", "--port", str(self.port))
            with suppress(OSError), urllib.request.urlopen(f"{self.address}/readyz", timeout=5):
                return
            time.sleep(0.05)
        raise TimeoutError((self.data / "street.log").read_text(errors="replace")[-3000:])

    def processes(self) -> dict[str, list[int]]:
        """Everything that may be killed, by what it is; the master of the web comes first."""
        web = self.parts["web"].pid
        return {
            "web process": children_of(web),
            "web server": [web, *children_of(web)],
            "worker": [self.parts["worker"].pid],
            "database": self.cluster._processes(),
            "one connection of the database": self.cluster._processes()[-1:],
        }

    def kill(self, what: str) -> int:
        """Kill -9 one kind of process; returns how many. Of several web processes the first, of the rest all."""
        pids = self.processes()[what]
        victims = pids[:1] if what == "web process" else pids
        done = sum(kill_9(pid) for pid in victims)
        for name in ("web", "worker"):
            if self.parts[name].pid in victims:
                self.parts[name].wait()
        return done

    def stop(self) -> None:
        for part in self.parts.values():
            part.terminate()
        for part in self.parts.values():
            try:
                part.wait(15)
            except subprocess.TimeoutExpired:
                part.kill()
                part.wait()
        self.cluster.stop()
        self.log.close()
