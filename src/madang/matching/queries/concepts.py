"""What all public calls name, held small in each web process and kept up with what the worker writes.

For 3,000 calls about 5 MB; a row written since the last look is taken in at the next.
"""

import threading
import time
from array import array
from collections.abc import Container
from sys import intern
from typing import Final

from django.db import connection

from madang.engines.retrieval.ranking.nearness import Nearness

LOOK_AGAIN_SECONDS: Final = 2.0

Row = tuple[tuple[str, ...], "array[float]"]

_lock = threading.Lock()
_rows: dict[int, Row] = {}
_held = Nearness([])
_seen = 0
_looked = float("-inf")

# A transaction that was still running at the last look may have written a lower number: look again from the oldest.
_NEW: Final = """
SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint,
  (SELECT coalesce(json_agg(json_build_array(call_id, is_public, concepts, weights)), '[]')
   FROM programmes_callindex WHERE written_in >= %s)
"""


def held() -> Nearness:
    """The concepts of what everyone may read. Asks the database for what is new at most every 2 s: one query."""
    global _held, _seen, _looked
    with _lock:
        if time.monotonic() - _looked < LOOK_AGAIN_SECONDS:
            return _held
        with connection.cursor() as cursor:
            cursor.execute(_NEW, [_seen])
            seen, rows = cursor.fetchone()
        changed = False
        for call, is_public, concepts, weights in rows:
            row = (tuple(map(intern, concepts)), array("f", weights)) if is_public else None
            changed = _take(call, row) or changed
        if changed:
            _held = Nearness((call, *row) for call, row in sorted(_rows.items()))
        _seen, _looked = seen, time.monotonic()
        return _held


def _take(call: int, row: Row | None) -> bool:
    """Whether this changed what is held."""
    if row is None:
        return _rows.pop(call, None) is not None
    if _rows.get(call) == row:
        return False
    _rows[call] = row
    return True


def forget() -> None:
    """Read everything afresh next time (for tests, whose database goes back after each)."""
    global _held, _seen, _looked
    with _lock:
        _rows.clear()
        _held, _seen, _looked = Nearness([]), 0, float("-inf")


def rows(calls: Container[int]) -> list[tuple[int, dict[str, float]]]:
    """The concepts of these calls, of those that everyone may read. No query when looked at within 2 s."""
    held()
    with _lock:
        return [(call, dict(zip(*row, strict=True))) for call, row in _rows.items() if call in calls]
