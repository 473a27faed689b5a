"""How many requests this process is answering: what can wait gives way by it."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

_lock = threading.Lock()
_answering = 0


def answering() -> int:
    """Requests being answered in this process now, the one that asks included."""
    return _answering


@contextmanager
def counted() -> Iterator[None]:
    """One request more while it lasts."""
    global _answering
    with _lock:
        _answering += 1
    try:
        yield
    finally:
        with _lock:
            _answering -= 1
