"""Asking the encoder's process for a query's vector: small enough for every web process, and never in the way.

Whatever goes wrong, the answer is None and the search goes on with words and concepts.
"""

import os
import socket
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from .encoders import Kind
from .wire import Answer, FrameError, read_answer, request_frame, seconds_left

TIMEOUT: Final = 0.3
"""Seconds a search waits for its query's vector."""

REST: Final = 1.0
"""Seconds in which nobody asks a service that did not answer in time."""


class MeaningClient:
    """Asks the service at a socket. Threads may share it; holds no connection, so a restart needs nothing here.

    path : the service's socket. timeout : seconds for one call, all in all.
    """

    def __init__(self, path: Path, *, timeout: float = TIMEOUT) -> None:
        self._path = os.fspath(path)
        self._timeout = timeout
        self._lock = threading.Lock()
        self._silent_until = 0.0
        self.trouble = ""

    def encode(self, texts: Sequence[str], kind: Kind = "query") -> Answer | None:
        """Vectors and the id of the model they are of, or None; `trouble` then says why, in a word for the log."""
        now = time.monotonic()
        if now < self._silent_until:
            return None
        try:
            answer = self._asked(request_frame(texts, kind, self._timeout), now + self._timeout)
        except FrameError as error:
            return self._without(str(error))
        except TimeoutError:
            self._silent_until = time.monotonic() + REST
            return self._without("late")
        except OSError:
            return self._without("absent")
        if answer.refused or len(answer.vectors) != len(texts):
            return self._without(answer.refused or "no vectors")
        self.trouble = ""
        return answer

    def _asked(self, frame: bytes, end: float) -> Answer:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
            connection.settimeout(seconds_left(end))
            connection.connect(self._path)
            connection.settimeout(seconds_left(end))
            connection.sendall(frame)
            return read_answer(connection, end)

    def _without(self, trouble: str) -> Answer | None:
        self.trouble = trouble
        return None
