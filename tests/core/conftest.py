"""Places for clusters: below the temporary folder, where the server's account can enter, and short."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from madang.core.pg import Cluster


@pytest.fixture(scope="module")
def make_cluster() -> Iterator[Callable[..., Cluster]]:
    """A maker of clusters, each in a new folder; all are stopped and removed at the end."""
    made: list[Cluster] = []
    folders: list[Path] = []

    def make(below: str = "", *, durable: bool = True) -> Cluster:
        folder = Path(tempfile.mkdtemp(prefix="mdt-"))
        folder.chmod(0o711)
        folders.append(folder)
        made.append(Cluster(folder / below if below else folder, durable=durable))
        return made[-1]

    yield make
    for cluster in made:
        cluster.stop(mode="immediate")
        if cluster.socket.parent == Path(tempfile.gettempdir()):
            shutil.rmtree(cluster.socket, ignore_errors=True)
        shutil.rmtree(cluster.home, ignore_errors=True)
    for folder in folders:
        shutil.rmtree(folder)


@pytest.fixture(scope="module")
def cluster(make_cluster: Callable[..., Cluster]) -> Cluster:
    """One running cluster, as durable as a real one, shared by the tests of a file."""
    cluster = make_cluster()
    cluster.start()
    return cluster
