"""Backup and restore: one file out, the same street back, nothing overwritten."""

import hashlib
import io
import json
import subprocess
import sys
import tarfile
import time
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest

from madang.core.pg import ServerError, archive, binaries

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
WORDS = [("창업 지원",), ("创业大街",), ("Startup",)]


@pytest.fixture
def street(make_cluster, tmp_path):
    """A running cluster with three rows, and an uploads folder with two files."""
    cluster = make_cluster()
    cluster.start()
    with psycopg.connect(cluster.url) as connection:
        connection.execute("CREATE EXTENSION pg_trgm")
        connection.execute("CREATE TABLE words (word text)")
        connection.cursor().executemany("INSERT INTO words VALUES (%s)", WORDS)
    uploads = tmp_path / "uploads"
    (uploads / "2026").mkdir(parents=True)
    (uploads / "2026" / "사업계획서.pdf").write_bytes(b"%PDF" + bytes(3_000_000))
    (uploads / "empty.txt").touch()
    return cluster, uploads


def words(url: str) -> list[tuple[str]]:
    with psycopg.connect(url) as connection:
        return connection.execute("SELECT word FROM words").fetchall()


def test_a_backup_restored_into_an_empty_folder_is_the_same_street(street, make_cluster, tmp_path):
    cluster, uploads = street
    receipt = archive.backup(cluster.url, uploads=uploads, to=tmp_path / "b.tar", now=NOW)
    other = make_cluster()
    other.start()

    restored = archive.restore(other.url, uploads=tmp_path / "other" / "uploads", path=tmp_path / "b.tar")

    assert (receipt.tables, receipt.rows, receipt.files) == (1, 3, 2)
    assert (restored.tables, restored.rows, restored.files) == (1, 3, 2)
    assert words(other.url) == WORDS
    for path in (Path("2026/사업계획서.pdf"), Path("empty.txt")):
        assert (tmp_path / "other" / "uploads" / path).read_bytes() == (uploads / path).read_bytes()
    assert (tmp_path / "b.tar").stat().st_mode & 0o777 == 0o600


def test_a_backup_under_load_holds_one_instant_and_its_manifest_counts_it(street, make_cluster, tmp_path):
    cluster, uploads = street
    with psycopg.connect(cluster.url) as connection:
        connection.execute("CREATE TABLE ledger (key text NOT NULL)")
    script = str(Path(__file__).with_name("pg_writer.py"))
    with subprocess.Popen([sys.executable, script, cluster.url, str(tmp_path / "notes"), "w"]) as writer:
        time.sleep(0.7)
        before = (tmp_path / "notes").read_text().splitlines()
        archive.backup(cluster.url, uploads=uploads, to=tmp_path / "b.tar", now=NOW)
        writer.kill()
    other = make_cluster()
    other.start()

    archive.restore(other.url, uploads=tmp_path / "other", path=tmp_path / "b.tar")

    with psycopg.connect(other.url) as connection:
        keys = [key for (key,) in connection.execute("SELECT key FROM ledger")]
    assert len(before) > 0
    assert set(before) - set(keys) == set()
    assert sorted(keys) == sorted(f"w-{number}" for number in range(len(keys)))  # no gap: one instant


def test_a_damaged_backup_is_refused_before_anything_is_written(street, tmp_path):
    cluster, uploads = street
    path = tmp_path / "b.tar"
    archive.backup(cluster.url, uploads=uploads, to=path, now=NOW)
    content = bytearray(path.read_bytes())
    place = content.index(b"%PDF") + 1_000_000
    content[place] ^= 1
    path.write_bytes(content)

    with pytest.raises(ServerError, match=r"damaged: uploads/2026/사업계획서\.pdf"):
        archive.restore(cluster.url, uploads=tmp_path / "other", path=path)

    assert not (tmp_path / "other").exists()


@pytest.mark.parametrize("content", [b"", b"no tar at all", bytes(20_000)])
def test_a_file_that_is_no_backup_is_refused(content, tmp_path):
    (tmp_path / "b.tar").write_bytes(content)

    with pytest.raises(ServerError, match="no whole backup"):
        archive.verify(tmp_path / "b.tar")


def test_a_part_the_manifest_does_not_know_is_refused(street, tmp_path):
    cluster, uploads = street
    path = tmp_path / "b.tar"
    archive.backup(cluster.url, uploads=uploads, to=path, now=NOW)
    (tmp_path / "extra").write_text("x")
    with tarfile.open(path, "a:") as tar:
        tar.add(tmp_path / "extra", "uploads/extra")

    with pytest.raises(ServerError, match="damaged: uploads/extra"):
        archive.verify(path)


def test_nothing_is_overwritten(street, tmp_path):
    cluster, uploads = street
    path = tmp_path / "b.tar"
    archive.backup(cluster.url, uploads=uploads, to=path, now=NOW)

    with pytest.raises(ServerError, match="never overwrites"):
        archive.backup(cluster.url, uploads=uploads, to=path, now=NOW)
    with pytest.raises(ServerError, match="holds files"):
        archive.restore(cluster.url, uploads=uploads, path=path)
    with pytest.raises(ServerError, match="holds tables"):
        archive.restore(cluster.url, uploads=tmp_path / "other", path=path)

    assert words(cluster.url) == WORDS
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["b.tar", "uploads"]


def test_the_manifest_says_what_and_when(street, tmp_path):
    cluster, uploads = street
    archive.backup(cluster.url, uploads=uploads, to=tmp_path / "b.tar", now=NOW)

    with tarfile.open(tmp_path / "b.tar") as tar:
        names = tar.getnames()
        manifest = json.load(tar.extractfile("manifest.json"))

    assert names == ["database.dump", "uploads/2026/사업계획서.pdf", "uploads/empty.txt", "manifest.json"]
    assert (manifest["form"], manifest["made_at"]) == (1, "2026-11-22T09:00:00+00:00")
    assert manifest["rows"] == {"public.words": 3}
    assert sorted(manifest["sha256"]) == names[:3]


def test_a_password_goes_to_the_programs_by_the_environment_not_the_command_line(monkeypatch):
    seen = {}

    def run(command, env, **_):
        seen.update(command=command, password=env["PGPASSWORD"])
        return subprocess.CompletedProcess(command, 0, "", "")

    monkeypatch.setattr(archive.subprocess, "run", run)

    archive._run(["pg_dump"], "postgresql://me:s3cret@db.example.test/street", "failed")

    assert seen["password"] == "s3cret"
    assert seen["command"] == ["pg_dump", "--dbname=user=me dbname=street host=db.example.test"]


def test_the_dump_program_is_the_nearest_that_is_not_older(tmp_path, monkeypatch):
    found = [binaries.Binaries(tmp_path / str(major), major, "system") for major in (18, 15, 17)]
    for each in found:
        each.folder.mkdir()
        (each.folder / "pg_dump").touch()
    monkeypatch.setattr(binaries, "candidates", lambda env: iter(found))

    assert binaries.dump_tool("pg_dump", at_least=16) == str(tmp_path / "17" / "pg_dump")
    with pytest.raises(ServerError, match="postgresql-client-19"):
        binaries.dump_tool("pg_dump", at_least=19)


@pytest.mark.parametrize("name", ["../outside.txt", "/outside.txt"])
def test_a_part_that_would_lie_outside_the_folder_is_refused(make_cluster, tmp_path, name):
    content = b"what a wicked archive brings"
    manifest = {"form": 1, "server_major": 1, "rows": {}, "sha256": {name: hashlib.sha256(content).hexdigest()}}
    with tarfile.open(tmp_path / "b.tar", "w:") as made:
        for part, held in ((name, content), ("manifest.json", json.dumps(manifest).encode())):
            member = tarfile.TarInfo(part)
            member.size = len(held)
            made.addfile(member, io.BytesIO(held))
    cluster = make_cluster()
    cluster.start()

    with pytest.raises(ServerError, match="no file of a backup"):
        archive.restore(cluster.url, uploads=tmp_path / "new" / "uploads", path=tmp_path / "b.tar")

    assert list(tmp_path.rglob("outside.txt")) == []
