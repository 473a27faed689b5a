"""A measured figure, how it is taken, and what machine it was taken on."""

import json
import os
import platform
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Figure:
    """`target` is what the value may at most be, or with `at_least` must reach; None: told for comparison only."""

    group: str
    name: str
    value: float
    unit: str
    target: float | None = None
    at_least: bool = False
    note: str = ""

    @property
    def holds(self) -> bool | None:
        if self.target is None:
            return None
        return self.value >= self.target if self.at_least else self.value <= self.target


@dataclass(frozen=True)
class Timing:
    """Milliseconds of repeated calls: processor time of this process, and wall time."""

    cpu_best: float
    cpu_median: float
    wall_median: float
    wall_p95: float


def timed(call: Callable[[], object], *, rounds: int, warm: int = 3) -> Timing:
    """Call it `warm` times for nothing and `rounds` times with both clocks running."""
    for _ in range(warm):
        call()
    cpu, wall = [], []
    for _ in range(rounds):
        began, began_cpu = time.perf_counter(), time.process_time()
        call()
        cpu.append((time.process_time() - began_cpu) * 1000)
        wall.append((time.perf_counter() - began) * 1000)
    return Timing(min(cpu), statistics.median(cpu), statistics.median(wall), percentile(wall, 95))


def percentile(values: Sequence[float], share: int) -> float:
    """The value that `share` per cent of the values do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, -(-len(ordered) * share // 100) - 1)]


def write(path: Path, figures: Sequence[Figure]) -> None:
    path.write_text(json.dumps([asdict(figure) for figure in figures], ensure_ascii=False, indent=2))


def read(path: Path) -> list[Figure]:
    return [Figure(**values) for values in json.loads(path.read_text())]


def machine() -> dict[str, Any]:
    """What a reader must know to compare: processor, cores, memory, load, versions."""
    cpu = next(
        (line.partition(":")[2].strip() for line in _lines("/proc/cpuinfo") if line.startswith("model name")), ""
    )
    memory = next((int(line.split()[1]) for line in _lines("/proc/meminfo") if line.startswith("MemTotal")), 0)
    return {
        "processor": cpu or platform.processor() or platform.machine(),
        "cores": os.cpu_count(),
        "memory GiB": round(memory / 1024**2, 1),
        "load before": [round(load, 1) for load in os.getloadavg()],
        "system": f"{platform.system()} {'.'.join(platform.release().split('.')[:2])}",
        "python": platform.python_version(),
    }


def _lines(path: str) -> list[str]:
    try:
        return Path(path).read_text().splitlines()
    except OSError:
        return []
