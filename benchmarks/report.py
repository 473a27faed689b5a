"""The figures as a table for the terminal and as Markdown for the reference."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from benchmarks.figures import Figure

# In the order of the page. A group without a title here is told at the end by its own name.
TITLES = {
    "seeding": "The sample street is made",
    "search": "Search, from end to end",
    "embedded": "Search by meaning in use, with a model on this machine",
    "comparison": "Search against PostgreSQL's full text alone",
    "memory": "Memory",
    "retrieval": "The index of words and concepts alone, up to 300,000 documents",
    "meaning": "The index of meanings alone, up to 300,000 documents",
    "matching": "Suggestions, reach and gaps",
    "catalogue": "The catalogue that the pages are measured on",
    "pages": "Pages, through the whole middleware",
    "applications": "Applications handed in, as staff read them",
    "selection": "Running a selection: the review board and the list staff work through",
    "api": "The API",
    "importing": "Import of real notices",
    "assignment": "Reviewers assigned, each size in a process of its own",
    "seats": "Seats of all programmes given out at once",
    "timetable": "Timetables of presentations and meetings",
    "deadline": "The deadline hour",
    "start": "From the command to the first page",
}


def terminal(figures: Sequence[Figure]) -> str:
    lines = []
    for title, rows in _groups(figures):
        lines.append(f"\n{title}")
        lines += [
            f"  {_mark(one):4} {one.name:58} {_value(one):>12}  {_target(one):12} {one.note}".rstrip() for one in rows
        ]
    return "\n".join(lines)


def markdown(figures: Sequence[Figure], machine: dict[str, Any], now: datetime, took: dict[str, float]) -> str:
    """A page that says how the figures were taken, then one table a group. `took`: seconds of each part of the run."""
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
        f"The run took {sum(took.values()) / 60:.0f} minutes: "
        + ", ".join(f"{name} {seconds:.0f} s" for name, seconds in took.items())
        + ".",
        _held(figures),
    ]
    for title, rows in _groups(figures):
        lines += ["", f"## {title}", "", "| figure | value | bar | holds | note |", "|---|---:|---|---|---|"]
        lines += [f"| {_cell(f.name)} | {_value(f)} | {_target(f)} | {_mark(f)} | {_cell(f.note)} |" for f in rows]
    return "\n".join(lines) + "\n"


def _groups(figures: Sequence[Figure]) -> list[tuple[str, list[Figure]]]:
    """(title, figures) of every group that has some."""
    names = dict.fromkeys([*TITLES, *(figure.group for figure in figures)])
    found = [(TITLES.get(name, name.capitalize()), [one for one in figures if one.group == name]) for name in names]
    return [(title, rows) for title, rows in found if rows]


def _held(figures: Sequence[Figure]) -> str:
    barred = [figure for figure in figures if figure.target is not None]
    missed = [f"{figure.group}, {figure.name}" for figure in barred if not figure.holds]
    return f"{len(barred) - len(missed)} of {len(barred)} bars hold" + (
        f"; not: {'; '.join(missed)}." if missed else "."
    )


def _cell(words: str) -> str:
    return words.replace("|", "\\|")


def _words(value: object) -> str:
    return " / ".join(map(str, value)) if isinstance(value, list) else str(value)


def _value(figure: Figure) -> str:
    return f"{_number(figure.value)} {figure.unit}".rstrip()


def _number(value: float) -> str:
    """With thousands parted; two decimals, three below one."""
    return f"{value:,.0f}" if value == int(value) else f"{round(value, 2 if value >= 1 else 3):,}"


def _target(figure: Figure) -> str:
    if figure.target is None:
        return ""
    return f"{'≥' if figure.at_least else '≤'} {_number(figure.target)} {figure.unit}".rstrip()


def _mark(figure: Figure) -> str:
    return {True: "yes", False: "NO", None: ""}[figure.holds]
