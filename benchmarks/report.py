"""The figures as a table for the terminal and as Markdown for the reference."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from benchmarks.figures import Figure

TITLES = {
    "seeding": "The sample street is made",
    "search": "Search, from end to end",
    "embedded": "Search by meaning in use, with a model on this machine",
    "comparison": "Search against PostgreSQL's full text alone",
    "memory": "Memory",
    "catalogue": "The catalogue that the pages are measured on",
    "pages": "Pages, through the whole middleware",
    "selection": "Running a selection: the review board and the list staff work through",
    "api": "The API",
    "importing": "Import of real notices",
    "assignment": "Reviewers assigned, each size in a process of its own",
    "seats": "Seats of all programmes given out at once",
    "timetable": "Timetables of presentations and meetings",
    "start": "From the command to the first page",
}


def terminal(figures: Sequence[Figure]) -> str:
    lines = []
    for group, title in TITLES.items():
        rows = [figure for figure in figures if figure.group == group]
        if rows:
            lines.append(f"\n{title}")
        lines += [
            f"  {_mark(one):4} {one.name:58} {_value(one):>12}  {_target(one):12} {one.note}".rstrip() for one in rows
        ]
    return "\n".join(lines)


def markdown(figures: Sequence[Figure], machine: dict[str, Any], now: datetime) -> str:
    """A page that says how the figures were taken, then one table a group."""
    lines = [
        "# Performance",
        "",
        "Written by `make bench ARGS=--save`; figures are of one run on one machine and mean little without its words.",
        "",
        f"Measured on {now.astimezone(UTC):%Y-%m-%d %H:%M} UTC. "
        + "; ".join(f"{name}: {_words(value)}" for name, value in machine.items())
        + ".",
        "",
        "The database is a new cluster with the settings of production: `fsync`, `full_page_writes` and",
        "`synchronous_commit` on. Web server and worker are started by `madang serve` (2 processes of 4 threads) and",
        "`madang worker` with the demo's settings. *CPU* is the least processor time of the application's process over the",
        "rounds (without the database's), taken in this process through the whole middleware; *p95* is wall time over HTTP.",
    ]
    for group, title in TITLES.items():
        rows = [figure for figure in figures if figure.group == group]
        if rows:
            lines += ["", f"## {title}", "", "| figure | value | bar | holds | note |", "|---|---:|---|---|---|"]
            lines += [f"| {f.name} | {_value(f)} | {_target(f)} | {_mark(f)} | {f.note} |" for f in rows]
    return "\n".join(lines) + "\n"


def _words(value: object) -> str:
    return " / ".join(map(str, value)) if isinstance(value, list) else str(value)


def _value(figure: Figure) -> str:
    number = f"{figure.value:,.0f}" if figure.value == int(figure.value) else f"{round(figure.value, 2):,}"
    return f"{number} {figure.unit}"


def _target(figure: Figure) -> str:
    if figure.target is None:
        return ""
    return f"{'≥' if figure.at_least else '≤'} {figure.target:,.0f} {figure.unit}"


def _mark(figure: Figure) -> str:
    return {True: "yes", False: "NO", None: ""}[figure.holds]
