"""Vectors for other processes of this machine, over a socket in the file system: one process owns the model.

The web processes stay small: they ask with `madang.engines.retrieval.meaning.client`. A frame is two lengths of four
bytes, big end first, then that many bytes of JSON and of float32. No pickle: whoever can reach the socket can only ask.

    python -m madang.engines.retrieval.meaning.service --socket var/meaning.sock --mode embedded
"""

import argparse
import fcntl
import os
import queue
import signal
import socket
import socketserver
import sys
import threading
import time
from collections import OrderedDict
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Self

from .encoders import Encoder, Kind, MeaningError, Vectors
from .modes import MODES, open_encoder
from .wire import FrameError, Request, answer_frame, read_request, refusal_frame

QUEUE: Final = 64
"""Requests that wait; one more is refused at once with "busy", which costs its asker nothing."""

REMEMBERED: Final = 2_000
"""Vectors of single queries that are kept: 4 MB with USE."""

CONNECTIONS: Final = 64
READ_SECONDS: Final = 2.0


@dataclass(slots=True)
class _Task:
    request: Request
    until: float
    done: threading.Event = field(default_factory=threading.Event)
    vectors: Vectors | None = None
    refused: str = ""


class Service:
    """A socket that answers with an encoder's vectors, one request at a time. Use as a context manager.

    Parameters
    ----------
    encoder : what encodes.
    path : where the socket is made, readable by this user alone; at most 100 bytes, a limit of the system. One that a
        dead process left is replaced.

    Raises
    ------
    MeaningError : another process serves there, or the path does not do.
    """

    def __init__(self, encoder: Encoder, path: Path) -> None:
        self._encoder = encoder
        self._path = path
        self._tasks: queue.Queue[_Task | None] = queue.Queue(maxsize=QUEUE)
        self._kept: OrderedDict[tuple[str, Kind], Vectors] = OrderedDict()
        self._room = threading.BoundedSemaphore(CONNECTIONS)
        self._lock = _held(path)
        try:
            self._server = _Server(path, self)
        except OSError as error:
            os.close(self._lock)
            raise MeaningError(f"No socket can be made at {path.name}: {error.strerror}.") from error
        self._threads: list[threading.Thread] = []

    def __enter__(self) -> Self:
        self._threads = [
            threading.Thread(target=self._work, name="meaning-encoder", daemon=True),
            threading.Thread(target=self._server.serve_forever, args=(0.2,), name="meaning-socket", daemon=True),
        ]
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._path.unlink(missing_ok=True)
        self._tasks.put(None)
        for thread in self._threads:
            thread.join(5)
        os.close(self._lock)

    def answer(self, connection: socket.socket) -> None:
        """Read one request and answer it; a refusal says why. Never raises."""
        if not self._room.acquire(blocking=False):
            return _send(connection, refusal_frame("busy"))
        try:
            _send(connection, self._answered(read_request(connection, time.monotonic() + READ_SECONDS)))
        except FrameError as error:
            _send(connection, refusal_frame(str(error)))
        except OSError:
            pass  # whoever asked has gone
        finally:
            self._room.release()

    def _answered(self, request: Request) -> bytes:
        task = _Task(request, time.monotonic() + request.within)
        try:
            self._tasks.put_nowait(task)
        except queue.Full:
            return refusal_frame("busy")
        if not task.done.wait(request.within):
            return refusal_frame("late")
        if task.vectors is None:
            return refusal_frame(task.refused)
        return answer_frame(self._encoder.model_id, task.vectors)

    def _work(self) -> None:
        while (task := self._tasks.get()) is not None:
            if time.monotonic() < task.until:  # else its asker has gone
                try:
                    task.vectors = self._encoded(task.request)
                except MeaningError as error:
                    task.refused = error.reason
                except Exception as error:  # the next request must find somebody here
                    task.refused = f"the encoder failed: {type(error).__name__}"
            task.done.set()

    def _encoded(self, request: Request) -> Vectors:
        if len(request.texts) != 1:
            return self._encoder.encode(request.texts, request.kind)
        key = (request.texts[0], request.kind)
        if key not in self._kept:
            self._kept[key] = self._encoder.encode(request.texts, request.kind)
            if len(self._kept) > REMEMBERED:
                self._kept.popitem(last=False)
        self._kept.move_to_end(key)
        return self._kept[key]


class _Server(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(self, path: Path, service: Service) -> None:
        self.service = service
        path.unlink(missing_ok=True)
        mask = os.umask(0o177)
        try:
            super().__init__(os.fspath(path), _Handler)
        finally:
            os.umask(mask)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Nothing to say: a connection that broke is its asker's matter."""


class _Handler(socketserver.BaseRequestHandler):
    server: _Server

    def handle(self) -> None:
        self.server.service.answer(self.request)


def _held(path: Path) -> int:
    """A lock beside the socket, kept as long as this process lives, so that two never serve at one place."""
    if len(os.fsencode(path)) > 100:
        raise MeaningError("The path of the socket is longer than 100 bytes: choose a shorter one.")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = os.open(f"{os.fspath(path)}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise MeaningError(f"No socket can be made at {path.name}: {error.strerror}.") from error
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        os.close(lock)
        raise MeaningError(f"Another process already serves at {path.name}.") from error
    return lock


def _send(connection: socket.socket, frame: bytes) -> None:
    with suppress(OSError):  # whoever asked may have gone
        connection.sendall(frame)


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until SIGTERM or SIGINT. Exit status 2 when the mode or the socket cannot be had, with one line why."""
    parser = argparse.ArgumentParser(prog="python -m madang.engines.retrieval.meaning.service", description=__doc__)
    parser.add_argument("--socket", type=Path, required=True)
    parser.add_argument("--mode", choices=MODES, default="embedded")
    options = parser.parse_args(arguments)
    stopped = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stopped.set())
    try:
        encoder = open_encoder(options.mode)
        encoder.encode(["ready"], "query")  # the weights are read at the first text
        with Service(encoder, options.socket):
            print(f"{encoder.model_id} at {options.socket}", flush=True)
            stopped.wait()
    except MeaningError as error:
        print(f"madang: {error.reason}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
