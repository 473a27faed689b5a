"""A cluster for one test run, gone with the process that asked for it, even when that one is killed."""

import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .cluster import Cluster

# The watcher reads a pipe that only the asking process holds open: any end of that process ends the pipe.
WATCHER = """\
read -r _
pid=$(head -n 1 "$1/db/data/postmaster.pid" 2>/dev/null) && kill -QUIT "$pid" 2>/dev/null
n=0
while [ -e "$1/db/data/postmaster.pid" ] && kill -0 "$pid" 2>/dev/null && [ "$n" -lt 50 ]; do sleep 0.1; n=$((n + 1)); done
rm -rf "$1"
"""


@contextmanager
def folder() -> Iterator[Path]:
    """Yield a new MADANG_DATA folder. At the end, however this process ends, its server is stopped and it is removed."""
    made = Path(tempfile.mkdtemp(prefix="madang-"))
    made.chmod(0o711)  # the server's account must get through to its own folder, which is closed
    watcher = subprocess.Popen(
        ["/bin/sh", "-c", WATCHER, "watcher", str(made)],
        cwd="/",
        stdin=subprocess.PIPE,
        start_new_session=True,
    )
    try:
        yield made
    finally:
        watcher.communicate()


@contextmanager
def temporary() -> Iterator[str]:
    """Yield the DATABASE_URL of an empty cluster in the temporary folder; fsync is off: nothing in it is kept."""
    with folder() as made:
        cluster = Cluster(made, durable=False)
        cluster.start()
        yield cluster.url
