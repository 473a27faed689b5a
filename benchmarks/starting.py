"""`make demo` from nothing to the first page, then once more: without Django, as a newcomer's terminal does it."""

import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from contextlib import suppress
from pathlib import Path

from benchmarks.figures import Figure

ROOT = Path(__file__).parents[1]
FIRST_PAGE = "/ko/"
PATIENCE_S = 240
STEP = re.compile(r"^  (.+) \.\.\. ([\d.]+) s$", re.MULTILINE)


def measure(data: Path, port: int) -> list[Figure]:
    """Start twice on one new data folder. What `make` does before (the virtual environment) is not in it: see its size."""
    cold, steps = _once(data, port)
    warm, again = _once(data, port)
    return [
        Figure("start", "demo, clean data folder, to the first page", cold, "s", 60, note=steps),
        Figure("start", "demo, second start, to the first page", warm, "s", 10, note=again),
        Figure("start", "virtual environment on disk", megabytes(ROOT / ".venv"), "MB", note="with the tools of tests"),
        Figure("start", "data folder of the sample street", megabytes(data), "MB"),
    ]


def _once(data: Path, port: int) -> tuple[float, str]:
    """Seconds from the command to the whole first page, and how long the command says each step took."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("MADANG_", "DATABASE_URL"))}
    log = data.with_name(f"{data.name}.log")
    began = time.perf_counter()
    with log.open("wb") as out:
        command = [sys.executable, "-m", "madang.config.cli", "demo", "--port", str(port)]
        env = kept | {"MADANG_DATA": str(data)}
        demo = subprocess.Popen(command, env=env, cwd=ROOT, stdout=out, stderr=out, start_new_session=True)
        try:
            _first_page(demo, port, log)
            took = time.perf_counter() - began
        finally:
            demo.send_signal(signal.SIGINT)
            demo.wait(60)
    steps = [f"{step} {seconds}" for step, seconds in STEP.findall(log.read_text(errors="replace"))]
    return round(took, 1), ", ".join(steps)


def _first_page(demo: "subprocess.Popen[bytes]", port: int, log: Path) -> None:
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end and demo.poll() is None:
        with suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{port}{FIRST_PAGE}", timeout=30) as page:
            if page.read().rstrip().endswith(b"</html>"):
                return
        time.sleep(0.02)
    raise RuntimeError(f"the demo showed no page:\n{log.read_text(errors='replace')[-3000:]}")


def megabytes(folder: Path) -> float:
    """Room on the disk, as `du` counts it; what one may not read counts nothing."""
    done = subprocess.run(["du", "-sk", str(folder)], capture_output=True, text=True, check=False)
    return round(int(done.stdout.split()[0]) / 1024, 0) if done.stdout else 0.0
