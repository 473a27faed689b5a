"""The `madang` command: words, exit codes, and messages that say what to do."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from madang.config import cli, demo, serving
from madang.core.pg import ServerError


@pytest.fixture
def data() -> Iterator[Path]:
    """An empty MADANG_DATA that the server's account can enter."""
    folder = Path(tempfile.mkdtemp(prefix="mdt-"))
    folder.chmod(0o711)
    yield folder
    madang("db", "stop", data=folder)
    shutil.rmtree(folder)


def madang(*words: str, data: Path, **env: str) -> tuple[int, str]:
    """Run the command as a person would; return its exit code and all it said."""
    ours = ("MADANG_", "DATABASE_URL", "PORT")
    clean = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    clean |= {"MADANG_DATA": str(data)} | env
    command = [sys.executable, "-m", "madang.config.cli", *words]
    done = subprocess.run(command, env=clean, capture_output=True, text=True, check=False, timeout=60)
    return done.returncode, done.stdout + done.stderr


def test_db_start_status_and_stop_tell_what_they_did(data):
    address = f"DATABASE_URL=postgresql://madang@/madang?host={data}/db/run\n"

    assert madang("db", "start", data=data) == (0, f"The database has started.\n{address}")
    assert madang("db", "start", data=data) == (0, f"The database was running already.\n{address}")
    code, said = madang("db", "status", data=data)
    assert (code, said.endswith(address)) == (0, True)
    assert madang("db", "stop", data=data) == (0, "The database has stopped.\n")
    assert madang("db", "stop", data=data) == (0, "The database was not running.\n")
    stopped = f"The database of {data} is not running. Start it: madang db start\n"
    assert madang("db", "status", data=data) == (3, stopped)


def test_db_backup_and_restore_go_from_one_folder_to_another_without_a_running_server(data):
    madang("db", "start", data=data / "one")
    madang("db", "stop", data=data / "one")

    code, said = madang("db", "backup", str(data / "b.tar"), data=data / "one")
    assert (code, said[:19]) == (0, "Backed up 0 rows of")
    code, said = madang("db", "restore", str(data / "b.tar"), data=data / "two")
    assert (code, "every hash and every row count agrees" in said) == (0, True)
    code, said = madang("db", "restore", str(data / "none.tar"), data=data / "three")
    assert (code, "no whole backup" in said) == (1, True)
    assert not (data / "three" / "db").exists()
    code, said = madang("db", "backup", data=data / "three")
    assert (code, "no database to back up" in said) == (1, True)


def test_with_database_url_there_is_nothing_to_start(data):
    url = "postgresql://me@127.0.0.1:1/none"

    assert madang("db", "start", data=data, DATABASE_URL=url) == (
        0,
        "DATABASE_URL names a server of its own: nothing to start here.\n",
    )
    assert madang("db", "status", data=data, DATABASE_URL=url) == (3, "Nothing answers at DATABASE_URL.\n")
    assert not (data / "db").exists()


def test_a_mistyped_setting_is_named(data):
    code, said = madang("db", "status", data=data, MADANG_DAAT="x")

    assert code == 1
    assert said.startswith("madang db: Unknown setting MADANG_DAAT.")


def test_the_help_names_every_word(capsys):
    assert cli.main(["--help"]) == 0
    said = capsys.readouterr().out

    assert [word for word in cli.OWN if f"madang {word}" not in said] == []


@pytest.mark.parametrize(
    ("mode", "words", "django"),
    [
        ("demo", ["import", "kstartup", "--dry-run"], ["import_calls", "kstartup", "--dry-run"]),
        ("demo", ["check"], ["check", "--database", "default"]),
        ("production", ["check"], ["check", "--deploy", "--database", "default", "--fail-level", "WARNING"]),
        ("demo", ["migrate", "people"], ["migrate", "people"]),
    ],
)
def test_other_words_become_django_commands(mode, words, django, monkeypatch):
    monkeypatch.setenv("MADANG_MODE", mode)

    assert cli.translated(words[0], words[1:]) == django


@pytest.mark.parametrize("text", ["eight", "0", "65536", "-1", "80.5"])
def test_a_port_that_is_none_is_refused(text):
    with pytest.raises(ServerError, match="is no port"):
        serving.port_wanted({"PORT": text})


def test_a_busy_port_is_named_with_the_words_that_choose_another():
    assert serving.port_wanted({}) == serving.port_wanted({"PORT": ""}) == 8000
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        with pytest.raises(ServerError, match=rf"Port {port} is not free. Choose another: make demo PORT=\d+$"):
            serving.refuse_busy("127.0.0.1", port, retry="make demo PORT=")


def test_the_demo_is_refused_in_production(monkeypatch):
    monkeypatch.setenv("MADANG_MODE", "production")

    with pytest.raises(ServerError, match="unset MADANG_MODE"):
        demo.main([])


def sleeper(seconds: float = 60, *, deaf: bool = False) -> "subprocess.Popen[bytes]":
    script = "import signal, sys, time\n"
    script += "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n" if deaf else ""
    script += f"print(flush=True)\ntime.sleep({seconds})\nsys.exit(3)"
    child = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE)
    assert child.stdout is not None
    child.stdout.readline()
    child.stdout.close()
    return child


def test_a_dead_child_ends_the_watch_with_its_name_and_reason(capsys):
    children = {"web server": sleeper(), "worker": sleeper(0)}

    assert demo.watch(children) == 1
    demo.stop(children)

    assert capsys.readouterr().err.startswith("madang demo: The worker ended with exit code 3, so everything stops.")
    assert [child.poll() for child in children.values()] == [-signal.SIGTERM, 3]


def test_a_killed_child_is_called_killed():
    child = sleeper()
    threading.Timer(0.1, child.kill).start()
    child.wait()

    assert demo.death({"web server": child}).startswith("The web server was killed by SIGKILL")


def test_a_child_that_does_not_listen_is_ended_after_the_grace(monkeypatch):
    monkeypatch.setattr(demo, "GRACE_S", 0.3)
    child = sleeper(deaf=True)
    begun = time.monotonic()

    demo.stop({"worker": child})

    assert child.poll() == -signal.SIGKILL
    assert time.monotonic() - begun < 5


def test_a_child_ends_with_its_parent_however_that_one_dies():
    script = (
        "import subprocess, sys, time\n"
        "code = 'from madang.config.serving import end_with_parent as e; e(); print(flush=True); import time; time.sleep(60)'\n"
        "child = subprocess.Popen([sys.executable, '-c', code], stdout=subprocess.PIPE, start_new_session=True)\n"
        "child.stdout.readline()\n"
        "print(child.pid, flush=True)\n"
        "time.sleep(60)\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    child = int(parent.stdout.readline())

    parent.kill()
    parent.communicate()

    end = time.monotonic() + 5
    while running(child) and time.monotonic() < end:
        time.sleep(0.05)
    assert not running(child)


def running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False
