"""After the storm: what the ledgers promise against what the database holds. Reads by SQL alone, without the code it judges."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, LiteralString

import psycopg

SITE = "https://example.test/"
CHANGED = "startups.profile_changed"


@dataclass(frozen=True)
class Intent:
    """One edit or one import of a ledger: what came of it as far as the client knows, and whether an answer was missing."""

    name: str
    about: str
    outcome: str = "open"
    was_unknown: bool = False
    rows: int = 0


@dataclass
class Told:
    """All ledgers together."""

    edits: dict[str, Intent] = field(default_factory=dict)
    imports: dict[str, Intent] = field(default_factory=dict)
    clicked_twice: int = 0
    broken: list[str] = field(default_factory=list)

    def count(self, outcome: str) -> int:
        return sum(intent.outcome == outcome for intent in self.edits.values())


@dataclass(frozen=True)
class Held:
    """What the database holds of startups: the present row, its history, its thread; and of imports."""

    now: Mapping[str, tuple[int, str]]  # slug: version, web site
    events: tuple[tuple[str, int, str], ...]  # slug, version, web site
    lines: tuple[tuple[str, int], ...]  # slug, version, of each profile_changed line
    records: Mapping[str, tuple[int, int]]  # file: source records, distinct calls behind them
    calls: int = 0
    records_in_all: int = 0


def read_ledgers(folder: Path) -> Told:
    """Read every ledger of a folder; a half line at the end of one is a client killed while writing, and is left out."""
    told = Told()
    for path in sorted(folder.glob("*.ledger")):
        for line in path.read_text().splitlines():
            try:
                note = json.loads(line)
            except ValueError:
                continue
            _take(told, path.stem, note)
    return told


def _take(told: Told, writer: str, note: dict[str, Any]) -> None:
    kind = told.imports if "file" in note else told.edits
    name = note.get("file") or note.get("marker", "")
    match note["what"]:
        case "intent":
            kind[name] = Intent(name, note.get("startup", ""), rows=note.get("rows", 0))
        case "no answer":
            kind[name] = _with(kind[name], was_unknown=True)
        case "acknowledged" | "stale" | "abandoned" as outcome:
            kind[name] = _with(kind[name], outcome=outcome)
        case "clicked twice":
            told.clicked_twice += 1
        case "broken":
            told.broken.append(f"{writer}: {note['error']}")


def _with(intent: Intent, **changes: Any) -> Intent:
    return Intent(**{**vars(intent), **changes})


def read_database(connection: psycopg.Connection[Any]) -> Held:
    """What is stored, in one reading. The connection may be inside a transaction that is rolled back later."""

    def rows(query: LiteralString) -> list[Any]:
        return connection.execute(query).fetchall()

    lines = rows(
        "SELECT slug, (payload->>'edit')::int FROM journey_entry JOIN startups_startup s ON s.id = startup_id"
        " WHERE kind = 'startups.profile_changed' ORDER BY journey_entry.id"
    )
    records = rows(
        "SELECT split_part(key, '-row', 1), count(*), count(DISTINCT call_id) FROM programmes_sourcerecord GROUP BY 1"
    )
    return Held(
        now={
            slug: (version, site) for slug, version, site in rows("SELECT slug, version, website FROM startups_startup")
        },
        events=tuple(rows("SELECT slug, version, website FROM startups_startupevent ORDER BY pgh_id")),
        lines=tuple(lines),
        records={name: (count, calls) for name, count, calls in records},
        calls=rows("SELECT count(*) FROM programmes_call")[0][0],
        records_in_all=rows("SELECT count(*) FROM programmes_sourcerecord")[0][0],
    )


def faults(told: Told, held: Held) -> list[str]:
    """Every broken promise, one sentence each; an empty list when ledgers and database agree."""
    return [*told.broken, *_edits(told, held), *_imports(told, held), *invariants(held)]


def _edits(told: Told, held: Held) -> Iterable[str]:
    found = Counter(site.removeprefix(SITE) for _slug, _version, site in held.events if site.startswith(SITE))
    for marker, intent in told.edits.items():
        times = found.pop(marker, 0)
        if times > 1:
            yield f"{marker} is doubled: {times} times in the history"
        elif intent.outcome == "acknowledged" and times == 0:
            yield f"{marker} is lost: acknowledged, and not in the history"
        elif intent.outcome == "stale" and times and not intent.was_unknown:
            yield f"{marker} was refused as stale, and stands in the history"
    for marker in found:
        yield f"{marker} stands in the history, and nobody meant it"
    for slug, (_version, site) in held.now.items():
        last = [event_site for event_slug, _v, event_site in held.events if event_slug == slug][-1]
        if site != last:
            yield f"{slug} shows {site}, and its history ends with {last}"


def invariants(held: Held) -> Iterable[str]:
    """What must hold of any street: each saved version of a profile stands once in its history and once on its thread."""
    versions: dict[str, list[int]] = defaultdict(list)
    for slug, version, _site in held.events:
        versions[slug].append(version)
    lines: dict[str, list[int]] = defaultdict(list)
    for slug, version in held.lines:
        lines[slug].append(version)
    for slug, (version, _site) in held.now.items():
        if versions[slug] != list(range(1, version + 1)):
            yield f"{slug}: the history's versions are not 1 to {version} in order, each once"
        if sorted(lines[slug]) != list(range(2, version + 1)):
            yield f"{slug}: the thread does not tell of versions 2 to {version}, each once"


def _imports(told: Told, held: Held) -> Iterable[str]:
    stored = dict(held.records)
    for name, intent in told.imports.items():
        rows, calls = stored.pop(name, (0, 0))
        if rows != calls:
            yield f"{name}: {rows} records stand for {calls} calls"
        if intent.outcome == "acknowledged" and rows != intent.rows:
            yield f"{name} is lost or half there: acknowledged with {intent.rows} rows, {rows} are stored"
        elif rows not in (0, intent.rows):
            yield f"{name} is half there: {rows} of {intent.rows} rows"
    for name in stored:
        yield f"{name} is stored, and nobody imported it"
    if held.calls != held.records_in_all:
        yield f"{held.calls} calls for {held.records_in_all} records"
