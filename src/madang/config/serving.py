"""`madang serve`: the web server of a running street, and what its worker shares with it."""

import argparse
import ctypes
import os
import signal
import socket
import sys
from collections.abc import Mapping
from pathlib import Path

import django
from django.core.management import call_command, execute_from_command_line

from madang.config import env as environment
from madang.core import pg

DEFAULT_PORT = 8000


def serve(arguments: list[str]) -> int:
    """Become gunicorn: threads, since sync views on an ASGI server cost 35 to 65 % more processor time."""
    env = environment.read()
    parser = argparse.ArgumentParser(prog="madang serve", description="The web server (gunicorn) on one port.")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on; behind a proxy leave it (127.0.0.1)")
    parser.add_argument("--port", type=int, default=port_wanted(os.environ), help="PORT, or 8000")
    parser.add_argument("--with-parent", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    refuse_busy(options.host, options.port, retry="madang serve --port")
    if options.with_parent:
        end_with_parent()  # and the parent has made the checks
    else:
        django.setup()
        call_command("check", databases=["default"])
    command = [sys.executable, "-m", "gunicorn", "madang.config.wsgi", "--bind", f"{options.host}:{options.port}"]
    command += ["--worker-class", "gthread", "--workers", env["MADANG_WORKERS"], "--threads", env["MADANG_THREADS"]]
    command += ["--log-level", "warning", "--graceful-timeout", "10", "--no-control-socket"]
    command += ["--preload", "--config", "python:madang.config.web"]
    # One product of a search is small: a second thread for it costs more than it saves, and takes a core from another search.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    sys.stdout.flush()
    os.execv(sys.executable, command)  # noqa: S606 (gunicorn takes this process over, and with it its signals)


def meaning(arguments: list[str]) -> int:
    """Serve the vectors that searches ask for, until told to stop."""
    if "--with-parent" in arguments:
        end_with_parent()
    execute_from_command_line(["madang", "meaning", *(word for word in arguments if word != "--with-parent")])
    return 0


def port_wanted(env: Mapping[str, str]) -> int:
    """Return PORT, or 8000. Raises `ServerError` for what is no port."""
    text = env.get("PORT") or str(DEFAULT_PORT)
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise pg.ServerError(f"PORT={text} is no port: choose a number from 1024 to 65535.")
    return int(text)


def refuse_busy(host: str, port: int, *, retry: str) -> None:
    """Raise `ServerError` when the port is taken, naming the next free one after the words of `retry`."""
    if _free(host, port):
        return
    other = next((number for number in range(port + 1, min(port + 100, 65536)) if _free(host, number)), None)
    advice = f" Choose another: {retry}{'' if retry.endswith('=') else ' '}{other}" if other else ""
    raise pg.ServerError(f"Port {port} is not free.{advice}")


def _free(host: str, port: int) -> bool:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as gunicorn: a port just left counts as free
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def end_with_parent() -> None:
    """Have the kernel send SIGTERM when the parent dies, however it dies, so that no server stays behind (Linux)."""
    if Path("/proc/self").exists():
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)  # 1 is PR_SET_PDEATHSIG; it survives exec
