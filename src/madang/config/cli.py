"""The `madang` command: the house's own words first, every other word goes to Django's commands."""

import argparse
import ctypes
import os
import signal
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line

from madang.config import env as environment
from madang.core import pg

USAGE = """\
madang: the street's server

  madang demo                   database, sample street, web and worker in the foreground; Ctrl-C stops all
  madang serve [--port 8000]    the web server (gunicorn)
  madang worker                 background jobs
  madang db start|stop|status   the PostgreSQL of MADANG_DATA (default ./var)
  madang import ...             calls from K-Startup, Bizinfo, CSV or XLSX; `madang import --help`
  madang check                  refuse an unsafe database or setting
  madang <word> ...             any Django command: migrate, shell, ...; `madang help` lists them
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0 done, 1 refused or failed, 2 not understood."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "madang.config.settings")
    word, *rest = list(sys.argv[1:] if arguments is None else arguments) or ["--help"]
    if word in ("-h", "--help"):
        print(USAGE, end="")
        return 0
    own: dict[str, Callable[[list[str]], int]] = {"db": db, "serve": serve, "worker": worker}
    try:
        if word in own:
            return own[word](rest)
        return manage({"import": ["import_calls"]}.get(word, [word]) + rest)
    except (pg.ServerError, ImproperlyConfigured) as error:
        print(f"madang {word}: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def manage(arguments: list[str]) -> int:
    """Run a Django command; Django itself exits with 1 or 2 when it fails."""
    execute_from_command_line(["madang", *arguments])
    return 0


def db(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="madang db", description="The PostgreSQL of MADANG_DATA.")
    words = parser.add_subparsers(dest="word", required=True)
    for word, text in (
        ("start", "start the server, and make its data folder the first time"),
        ("stop", "stop the server"),
        ("status", "say whether it runs, and where; exit 3 when it does not"),
    ):
        words.add_parser(word, help=text)
    options = parser.parse_args(arguments)
    cluster = pg.Cluster(environment.data_folder(environment.read()))
    if os.environ.get("DATABASE_URL") and options.word in ("start", "stop"):
        print(f"DATABASE_URL names a server of its own: nothing to {options.word} here.")
        return 0
    if options.word == "start":
        started = cluster.start()
        print(f"The database {'has started' if started else 'was running already'}.\nDATABASE_URL={cluster.url}")
        return 0
    if options.word == "stop":
        print("The database has stopped." if cluster.stop() else "The database was not running.")
        return 0
    status = cluster.status()
    if not status.running:
        print(f"The database of {cluster.data_folder} is not running. Start it: madang db start")
        return 3
    print(f"PostgreSQL {status.version} runs (process {status.pid}) in {status.home}.\nDATABASE_URL={status.url}")
    return 0


def serve(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="madang serve", description="The web server, two processes of four threads.")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (127.0.0.1)")
    parser.add_argument("--port", type=int, default=int(os.environ.get("PORT") or 8000), help="port (PORT, or 8000)")
    parser.add_argument("--workers", type=int, default=2, help="processes (2)")
    parser.add_argument("--threads", type=int, default=4, help="threads in each (4); the database pool has as many")
    parser.add_argument("--with-parent", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.with_parent:
        end_with_parent()
    command = [sys.executable, "-m", "gunicorn", "madang.config.wsgi", "--bind", f"{options.host}:{options.port}"]
    command += ["--worker-class", "gthread", "--workers", str(options.workers), "--threads", str(options.threads)]
    command += ["--log-level", "warning", "--graceful-timeout", "10", "--no-control-socket"]
    sys.stdout.flush()
    os.execv(sys.executable, command)  # noqa: S606 (gunicorn takes this process over, and with it the signals)


def worker(arguments: list[str]) -> int:
    if "--with-parent" in arguments:
        end_with_parent()
    rest = [word for word in arguments if word != "--with-parent"]
    return manage(["procrastinate", "worker", "--delete-jobs", "successful", *rest])


def end_with_parent() -> None:
    """Have the kernel send SIGTERM when the parent dies, however it dies, so that no server is left behind (Linux)."""
    if Path("/proc/self").exists():
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)  # 1 is PR_SET_PDEATHSIG; it survives exec


if __name__ == "__main__":
    sys.exit(main())
