"""One file that holds everything: the database as of one instant, the uploads, and the hash of every part.

The form is a plain tar: `database.dump` (pg_dump's custom form, compressed), `uploads/...`, and last `manifest.json`
with the SHA-256 of every part and the number of rows of every table. The secret key is not in it: keep it elsewhere.
"""

import hashlib
import io
import json
import os
import shutil
import subprocess
import tarfile
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from . import binaries
from .binaries import ServerError

FORM = 1
DUMP = "database.dump"
UPLOADS = "uploads"
MANIFEST = "manifest.json"
CHUNK_BYTES = 1024 * 1024
TABLES = """
    SELECT schemaname, tablename FROM pg_tables
    WHERE schemaname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1, 2
"""


@dataclass(frozen=True)
class Receipt:
    """What an archive holds, for a person: one line each in the command's answer."""

    path: Path
    tables: int
    rows: int
    files: int
    size_bytes: int


def backup(url: str, *, uploads: Path, to: Path, now: datetime) -> Receipt:
    """Write everything into the new file `to`, while the street stays open.

    Dump and row counts see one snapshot. Files are read after it, so every file a row names is in the archive; a few
    newer ones may be too. The file appears under its name only when it is whole and on the disk. Raises `ServerError`.
    """
    if to.exists():
        raise ServerError(f"{to} exists already; a backup never overwrites one. Choose another name.")
    to.parent.mkdir(parents=True, exist_ok=True)
    half = to.with_name(to.name + ".half")
    try:
        with tempfile.TemporaryDirectory(dir=to.parent, prefix=".backup-") as folder:
            dump = Path(folder) / DUMP
            counts, major = _dump(url, dump)
            descriptor = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)  # it holds personal data
            with os.fdopen(descriptor, "wb") as file:
                hashes = _write(file, dump, uploads, counts=counts, major=major, now=now)
                file.flush()
                os.fsync(file.fileno())
        half.rename(to)
    finally:
        half.unlink(missing_ok=True)
    return Receipt(to, len(counts), sum(counts.values()), len(hashes) - 1, to.stat().st_size)


def verify(path: Path) -> dict[str, Any]:
    """Read every byte of an archive and return its manifest. Raises `ServerError` naming the first wrong part."""
    try:
        with tarfile.open(path, "r:") as archive:
            hashes = {member.name: _hash_of(archive, member) for member in archive if member.name != MANIFEST}
            described = archive.extractfile(MANIFEST)
            manifest: dict[str, Any] = json.load(described) if described else {}
    except (OSError, KeyError, ValueError, tarfile.TarError) as error:
        raise ServerError(f"{path} is no whole backup of Madang ({error}).") from error
    if manifest.get("form") != FORM:
        raise ServerError(f"{path} has the form {manifest.get('form')}; this version reads form {FORM}.")
    wrong = sorted(name for name in {*hashes, *manifest["sha256"]} if hashes.get(name) != manifest["sha256"].get(name))
    if wrong:
        raise ServerError(f"{path} is damaged: {wrong[0]} is not what was backed up. Use another backup.")
    return manifest


def restore(url: str, *, uploads: Path, path: Path) -> Receipt:
    """Put a verified archive into an empty database and an absent or empty uploads folder.

    The database is filled in one transaction and its rows are counted before the files appear, so a failure leaves it
    empty and the same command can be given again. Raises `ServerError`; overwrites nothing, ever.
    """
    manifest = verify(path)
    if uploads.exists() and any(uploads.iterdir()):
        raise ServerError(f"{uploads} holds files; a restore needs an empty MADANG_DATA. Name a new one.")
    with psycopg.connect(url) as connection:
        if connection.execute(TABLES).fetchone():
            raise ServerError("The database holds tables; a restore needs an empty MADANG_DATA. Name a new one.")
        major = connection.info.server_version // 10_000
    if major < manifest["server_major"]:
        raise ServerError(f"The backup is of PostgreSQL {manifest['server_major']}; this server is the older {major}.")
    uploads.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=uploads.parent, prefix=".restore-") as folder:
        _unpack(path, Path(folder))
        _load(url, Path(folder) / DUMP, major=major)
        with psycopg.connect(url) as connection:
            counts = _count_rows(connection)
        if counts != manifest["rows"]:
            raise ServerError(f"After the restore the rows differ from the backup's; do not use it: {path}.")
        if (files := Path(folder) / UPLOADS).exists():
            shutil.rmtree(uploads, ignore_errors=True)  # empty: it was looked at above
            files.rename(uploads)
    return Receipt(path, len(counts), sum(counts.values()), len(manifest["sha256"]) - 1, path.stat().st_size)


def _dump(url: str, target: Path) -> tuple[dict[str, int], int]:
    with psycopg.connect(url) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        snapshot = connection.execute("SELECT pg_export_snapshot()").fetchone()
        counts = _count_rows(connection)
        major = connection.info.server_version // 10_000
        tool = binaries.dump_tool("pg_dump", at_least=major)
        command = [tool, "--format=custom", "--no-owner", "--no-privileges", f"--file={target}"]
        _run([*command, f"--snapshot={snapshot[0] if snapshot else ''}"], url, "The database could not be read")
    return counts, major


def _unpack(path: Path, folder: Path) -> None:
    """Write the parts under `folder`. By hand, since Python before 3.11.4 (Debian 12 has 3.11.2) knows no `filter="data"`."""
    with tarfile.open(path, "r:") as archive:
        for member in archive:
            target = (folder / member.name).resolve()
            source = archive.extractfile(member) if member.isreg() and target.is_relative_to(folder.resolve()) else None
            if source is None:
                raise ServerError(f"{path} holds {member.name!r}, which is no file of a backup. Use another backup.")
            target.parent.mkdir(parents=True, exist_ok=True)
            with target.open("xb") as file:
                shutil.copyfileobj(source, file, CHUNK_BYTES)
            target.chmod(0o600)


def _load(url: str, dump: Path, *, major: int) -> None:
    tool = binaries.dump_tool("pg_restore", at_least=major)
    command = [tool, "--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction", str(dump)]
    _run(command, url, "The database could not be filled")


def _run(command: list[str], url: str, failure: str) -> None:
    """Run a client program; the password goes by the environment, since everybody may read a command line."""
    env = dict(os.environ)
    if password := conninfo_to_dict(url).get("password"):
        env["PGPASSWORD"] = str(password)
    parts = {name: str(value) for name, value in conninfo_to_dict(url).items() if name != "password"}
    command = [*command, f"--dbname={make_conninfo('', **parts)}"]
    done = subprocess.run(command, env=env, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    if done.returncode:
        raise ServerError(f"{failure}: {done.stderr.strip()}")


def _count_rows(connection: psycopg.Connection[Any]) -> dict[str, int]:
    counts = {}
    for schema, table in connection.execute(TABLES).fetchall():
        query = sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(schema, table))
        row = connection.execute(query).fetchone()
        counts[f"{schema}.{table}"] = int(row[0]) if row else 0
    return counts


def _write(
    file: IO[bytes], dump: Path, uploads: Path, *, counts: dict[str, int], major: int, now: datetime
) -> dict[str, str]:
    """Write the parts in order, hashing what is written, not what the disk holds a moment later."""
    parts = [(DUMP, dump)]
    parts += [(f"{UPLOADS}/{path.relative_to(uploads)}", path) for path in sorted(uploads.rglob("*")) if path.is_file()]
    hashes = {}
    with tarfile.open(fileobj=file, mode="w:", format=tarfile.PAX_FORMAT) as archive:
        for name, path in parts:
            member = archive.gettarinfo(str(path), arcname=name)
            with path.open("rb") as source:
                hashing = _Hashing(source)
                archive.addfile(member, hashing)
            hashes[name] = hashing.digest.hexdigest()
        manifest = {
            "form": FORM,
            "made_at": now.astimezone(UTC).isoformat(timespec="seconds"),
            "server_major": major,
            "rows": counts,
            "sha256": hashes,
        }
        content = json.dumps(manifest, ensure_ascii=False, indent=1).encode()
        member = tarfile.TarInfo(MANIFEST)
        member.size, member.mtime, member.mode = len(content), int(now.timestamp()), 0o600
        archive.addfile(member, io.BytesIO(content))
    return hashes


class _Hashing:
    """A file that is hashed as it is read."""

    def __init__(self, source: IO[bytes]) -> None:
        self.source = source
        self.digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        chunk = self.source.read(size)
        self.digest.update(chunk)
        return chunk


def _hash_of(archive: tarfile.TarFile, member: tarfile.TarInfo) -> str:
    source = archive.extractfile(member)
    if source is None:
        raise tarfile.ReadError(f"{member.name} is not a file")
    digest = hashlib.sha256()
    while chunk := source.read(CHUNK_BYTES):
        digest.update(chunk)
    return digest.hexdigest()
