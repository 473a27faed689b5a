"""`make bench`: measure the bars of the design and write them down; exit 1 when one is missed."""

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from benchmarks import (
    assigning,
    deadline,
    figures,
    meaning_scale,
    report,
    retrieval_scale,
    seating,
    starting,
    timetabling,
)
from benchmarks.figures import Figure
from benchmarks.street import Street, by_meaning, free_port, memory_of_web, memory_of_worker
from madang.core.pg import throwaway, version_of

OUT = Path(__file__).parent / "out"
ROOT = Path(__file__).parents[1]
REFERENCE = ROOT / "docs" / "reference" / "performance.md"
TOOK: dict[str, float] = {}
"""Seconds of each part of this run."""
GROUPS = (
    "search", "embedded", "comparison", "memory", "matching", "pages", "api", "applications", "selection", "importing", "retrieval",
    "assignment", "seats", "timetable", "deadline", "start",
)  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument(
        "--only", choices=GROUPS, action="append", help="measure this group (may be given several times)"
    )
    parser.add_argument("--quick", action="store_true", help="fewer rounds: for a look, not for a record")
    parser.add_argument("--save", action="store_true", help=f"write {REFERENCE.name} of the reference, too")
    options = parser.parse_args()
    wanted = set(options.only or GROUPS)
    machine, now = figures.machine(), datetime.now(UTC)
    measured: list[Figure] = []
    rounds = 6 if options.quick else 30
    if wanted - {"embedded", "retrieval", "assignment", "seats", "timetable", "deadline", "start"}:
        with throwaway.folder() as data:
            measured += on_a_street(Street(data), wanted, rounds=rounds, machine=machine)
    if "embedded" in wanted:
        with throwaway.folder() as data:
            measured += said("embedded", lambda: by_meaning(Street(data, MADANG_SEARCH="embedded"), rounds))
    if "retrieval" in wanted:
        measured += said("retrieval", lambda: retrieval_scale.apart(rounds))
        measured += said("meaning", lambda: meaning_scale.apart(rounds))
    if "assignment" in wanted:
        measured += said("assignment", assigning.apart)
    if "seats" in wanted:
        measured += said("seats", seating.measure)
    if "timetable" in wanted:
        measured += said("timetable", timetabling.measure)
    if "deadline" in wanted:
        with throwaway.folder() as data:
            measured += said("deadline", lambda: deadline.apart(Street(data), quick=options.quick))
    if "start" in wanted:
        with throwaway.folder() as data:
            measured += said("start", lambda: starting.measure(data, free_port()))
    print(report.terminal(measured))
    OUT.mkdir(exist_ok=True)
    record = {
        "at": now.isoformat(),
        "machine": machine,
        "seconds": TOOK,
        "figures": [vars(figure) for figure in measured],
    }
    (OUT / "figures.json").write_text(json.dumps(record, ensure_ascii=False, indent=2))
    page = report.markdown(measured, machine, now, TOOK)
    (OUT / "performance.md").write_text(page)
    if options.save:
        REFERENCE.write_text(page)
    missed = [figure.name for figure in measured if figure.holds is False]
    print(f"\n{len(missed)} bars missed{': ' + '; '.join(missed) if missed else ''}. Written to {OUT}.")
    return 1 if missed else 0


def on_a_street(street: Street, wanted: set[str], *, rounds: int, machine: dict[str, object]) -> list[Figure]:
    """Seed a street and measure on it: search first, on the sample alone; then pages, on 5,000 open calls."""
    out: list[Figure] = []
    try:
        out += said("seeding", street.seed)
        machine["postgresql"] = version_of(street.cluster.url)
        if wanted & {"search", "memory"}:
            out += said("search", lambda: _searched(street, rounds))
        if "memory" in wanted:
            out += said("memory", lambda: memory_of_worker(street))
        if "comparison" in wanted:
            out += said("comparison", lambda: street.group("comparing", rounds))
            out += said("quality", lambda: street.group("quality", rounds))
        if "matching" in wanted:
            out += said("matching", lambda: street.group("matching", rounds))
        if wanted & {"pages", "api"}:
            out += said("scaling", lambda: street.group("scaling", rounds))
        for group in ("pages", "api", "applications", "importing"):
            if group in wanted:
                out += said(group, lambda name=group: street.group(name, rounds))  # type: ignore[misc]
        if "selection" in wanted:  # last: it hands in for the sample's own startups
            out += said("selection", lambda: street.group("selecting", rounds))
    finally:
        street.stop()
    return out


def _searched(street: Street, rounds: int) -> list[Figure]:
    with street.running("serve", "--port", str(street.port)) as master:
        return [*street.group("searching", rounds, str(street.port), str(master)), *memory_of_web(master)]


def said(name: str, measure: Callable[[], list[Figure]]) -> list[Figure]:
    """Say what is being measured; a group that breaks is told as broken and does not take the others with it."""
    print(f"  {name} ...", end="", flush=True)
    began = time.perf_counter()
    try:
        return measure()
    except Exception as error:
        print(f" broke: {error}", file=sys.stderr, flush=True)
        return [Figure(name, f"{name}: could be measured", 0, "", 1, at_least=True, note=_last_line(error))]
    finally:
        TOOK[name] = round(time.perf_counter() - began, 1)
        print(f" {TOOK[name]:.0f} s", flush=True)


def _last_line(error: Exception) -> str:
    """What went wrong in one line, without the folders of this machine."""
    words = (str(error).strip().splitlines() or [type(error).__name__])[-1]
    for folder in (ROOT, tempfile.gettempdir(), Path.home()):
        words = words.replace(f"{folder}/", "")
    return words[:200]


if __name__ == "__main__":
    sys.exit(main())
