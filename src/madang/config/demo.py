"""`madang demo`: from nothing to a street one can walk, in one command that stops with one key."""

import argparse
import hashlib
import io
import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import django
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import connections
from django.db.backends.postgresql.base import DatabaseWrapper

from madang.config import env as environment
from madang.config.serving import port_wanted, refuse_busy
from madang.core import messages, pg
from madang.street import sample

READY_WITHIN_S = 60
MEANING = "meaning service"
REVIVE_AFTER_S = 10
GRACE_S = 12


def main(arguments: list[str]) -> int:
    """Start everything, wait until it is told to stop, stop everything. Returns 0, or 1 when a part died by itself."""
    parser = argparse.ArgumentParser(prog="madang demo", description=__doc__)
    parser.add_argument("--port", type=int, default=port_wanted(os.environ), help="PORT, or 8000")
    port = parser.parse_args(arguments).port
    env = environment.read()
    if env["MADANG_MODE"] == "production":
        raise pg.ServerError("The demo loads invented people with known passwords: unset MADANG_MODE=production.")
    refuse_busy("127.0.0.1", port, retry="make demo PORT=")
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.default_int_handler)  # the same end as Ctrl-C
    children: dict[str, subprocess.Popen[bytes]] = {}
    cluster = None if env["DATABASE_URL"] else pg.Cluster(environment.data_folder(env))
    started = False
    try:
        with told("database"):
            started = cluster is not None and cluster.start()
        prepare()
        with told("web server"):
            children["web server"] = child("serve", "--port", str(port))
            until_ready(port, children)
        if env["MADANG_SEARCH"] != "lexical":
            children[MEANING] = child("meaning")
        children["worker"] = child("worker")  # after the first page, which it would only slow down
        greet(port)
        return watch(children)
    except KeyboardInterrupt:
        return 0
    finally:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        stop(children)
        if started and cluster is not None:
            cluster.stop()
        print("Stopped.", flush=True)


def child(*words: str) -> subprocess.Popen[bytes]:
    """Start a part of the street in a session of its own: Ctrl-C reaches it through us alone."""
    return subprocess.Popen(
        [sys.executable, "-m", "madang.config.cli", *words, "--with-parent"], start_new_session=True
    )


@contextmanager
def told(step: str) -> Iterator[None]:
    """Say what is being done before, and how long it took after: a silent minute looks like a broken program."""
    begun = time.monotonic()
    print(f"  {step} ...", end="", flush=True)
    yield
    print(f" {time.monotonic() - begun:.1f} s", flush=True)


def prepare() -> None:
    """Bring database, translations and static files up to date; each step does nothing when there is nothing to do."""
    with told("translations"):
        messages.compile_changed()
    with told("tables"):
        django.setup()
        call_command("migrate", interactive=False, verbosity=0)
    with told("checks"):
        call_command("check", databases=["default"])
    with told("sample street"):
        call_command("seed_street", if_empty=True, index="later", stdout=io.StringIO())
    with told("style and scripts"):
        collect_static()
    for connection in connections.all():
        connection.close()
        if isinstance(connection, DatabaseWrapper):
            connection.close_pool()


def collect_static() -> None:
    """Gather static files anew when one was added, changed or removed since the last time."""
    found = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list([]):
            state = Path(storage.path(path)).stat()
            found.update(f"{path}\0{state.st_size}\0{state.st_mtime_ns}\n".encode())
    mark = Path(str(settings.STATIC_ROOT)) / ".made-of"
    if mark.exists() and mark.read_text() == found.hexdigest():
        return
    call_command("collectstatic", interactive=False, verbosity=0)
    mark.parent.mkdir(parents=True, exist_ok=True)
    mark.write_text(found.hexdigest())


def until_ready(port: int, children: dict[str, subprocess.Popen[bytes]]) -> None:
    """Wait for /readyz. Raises `ServerError` when a child has died, or after a minute."""
    end = time.monotonic() + READY_WITHIN_S
    last = "no answer"
    while time.monotonic() < end:
        if reason := death(children):
            raise pg.ServerError(reason)
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5):
                return
        except urllib.error.HTTPError as error:
            last = f"status {error.code}: {error.read(200).decode(errors='replace')}"
        except OSError as error:
            last = str(error)
        time.sleep(0.1)
    raise pg.ServerError(f"The web server was not ready after {READY_WITHIN_S} s ({last}).")


def greet(port: int) -> None:
    address = f"http://localhost:{port}"
    print(f"\n  마당 · Madang\n\n  한국어   {address}/ko/\n  中文     {address}/zh-hans/\n  English  {address}/en/\n")
    password, tour = logins()
    print(f"  비밀번호 · 密码 · password: {password}\n")
    for login in tour:
        print(f"  {login['email']}\n    {login['ko']}\n    {login['zh']}\n    {login['en']}")
    print("\n  Ctrl-C: 끝내기 · 停止 · stop\n", flush=True)


def logins() -> tuple[str, list[dict[str, str]]]:
    """Return the sample's password, and whom to sign in as for what; worked out once and kept beside the data."""
    kept = Path(settings.DATA) / "sample-logins.json"
    if not kept.exists():
        street = sample.build(today=datetime.now(ZoneInfo("Asia/Seoul")).date())
        tour = [
            {"email": stop.email} | {language: stop.what.said(language) for language in ("ko", "zh", "en")}
            for stop in street.tour
        ]
        kept.write_text(json.dumps({"password": street.password, "tour": tour}, ensure_ascii=False))
    known = json.loads(kept.read_text())
    return known["password"], known["tour"]


def watch(children: dict[str, subprocess.Popen[bytes]]) -> int:
    """Wait until a child dies by itself and say which; a stop that was asked for comes as KeyboardInterrupt."""
    revived = time.monotonic()
    while not (reason := death(children)):
        time.sleep(0.2)
        service = children.get(MEANING)
        if service and service.poll() is not None and time.monotonic() - revived > REVIVE_AFTER_S:
            revived = time.monotonic()
            children[MEANING] = child("meaning")  # the street does without it meanwhile, and says so
    print(f"madang demo: {reason}", file=sys.stderr, flush=True)
    return 1


def death(children: dict[str, subprocess.Popen[bytes]]) -> str:
    """Return a sentence on the first dead child, or nothing."""
    for name, child in children.items():
        if name != MEANING and (code := child.poll()) is not None:
            how = f"was killed by {signal.Signals(-code).name}" if code < 0 else f"ended with exit code {code}"
            return f"The {name} {how}, so everything stops. The reason stands above, if it gave one."
    return ""


def stop(children: dict[str, subprocess.Popen[bytes]]) -> None:
    """End the children politely, then firmly; they finish the requests and jobs they have begun."""
    for child in children.values():
        child.terminate()  # does nothing to one that has ended
    end = time.monotonic() + GRACE_S
    for child in children.values():
        try:
            child.wait(max(0.0, end - time.monotonic()))
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
