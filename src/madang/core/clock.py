"""One clock for every deadline: the database's.

The application host may be minutes off. Its wall clock is never read for a decision; instead the database is asked once a
minute and the answer is carried forward by the monotonic clock, which no administrator can set.
"""

import threading
import time
from datetime import UTC, datetime, timedelta

from django.db import connection

RESYNC_SECONDS = 60.0

_lock = threading.Lock()
_anchor: tuple[datetime, float] | None = None


def now() -> datetime:
    """The present moment by the database clock, aware, in UTC. Asks the database at most once in 60 s a process."""
    global _anchor
    beat = time.monotonic()
    with _lock:
        anchor = _anchor
    if anchor is None or beat - anchor[1] > RESYNC_SECONDS:
        anchor = (_ask(), time.monotonic())
        with _lock:
            _anchor = anchor
    return anchor[0] + timedelta(seconds=time.monotonic() - anchor[1])


def _ask() -> datetime:
    connection.ensure_connection()
    # The driver's own cursor: this heartbeat is not part of any page's query budget.
    with connection.connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        moment: datetime = cursor.fetchone()[0]
    return moment.astimezone(UTC)
