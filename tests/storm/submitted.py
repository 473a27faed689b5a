"""After a storm of submissions: receipts in the ledgers against the records. Reads by SQL alone, without the code it judges."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

# Everything that handing in leaves, by application: each must stand once, or none of them.
TRACES = """
SELECT a.public_id, a.state,
       (SELECT count(*) FROM applications_submission s WHERE s.application_id = a.id),
       (SELECT count(*) FROM journey_entry e WHERE e.kind = 'applications.submitted' AND (e.payload ->> 'application')::int = a.id),
       (SELECT min(s.request_key::text) FROM applications_submission s WHERE s.application_id = a.id),
       (SELECT min(s.content_hash) FROM applications_submission s WHERE s.application_id = a.id)
FROM applications_application a"""


@dataclass
class Receipts:
    """What the clients know: what they meant, and of which they have the receipt."""

    meant: dict[str, dict[str, str]] = field(default_factory=dict)
    held: dict[str, str] = field(default_factory=dict)
    unknown: set[str] = field(default_factory=set)
    broken: list[str] = field(default_factory=list)


def read(folder: Path) -> Receipts:
    """Every ledger of a folder; a half line at the end of one is a client killed while writing."""
    told = Receipts()
    for path in sorted(folder.glob("*.ledger")):
        for line in path.read_text().splitlines():
            try:
                note = json.loads(line)
            except ValueError:
                continue
            match note["what"]:
                case "intent":
                    told.meant[note["application"]] = note
                case "acknowledged":
                    told.held[note["application"]] = note["receipt"]
                case "no answer":
                    told.unknown.add(note["application"])
                case "broken":
                    told.broken.append(f"{path.stem}: {note['error']}")
    return told


def faults(told: Receipts, connection: "psycopg.Connection[Any]") -> list[str]:
    """Every broken promise, one sentence each; an empty list when receipts and records agree."""
    rows = {row[0]: row[1:] for row in connection.execute(TRACES).fetchall()}
    return [*told.broken, *(words for one, row in rows.items() for words in _judge(one, row, told))]


def _judge(one: str, row: tuple[Any, ...], told: Receipts) -> Iterator[str]:
    state, submissions, lines, key, content = row
    if max(submissions, lines) > 1:
        yield f"{one} is doubled: {submissions} submissions, {lines} lines on the thread"
    elif one in told.held and submissions == 0:
        yield f"{one} is lost: its team holds {told.held[one]}"
    if (state == "submitted", lines > 0) != (submissions > 0, submissions > 0):
        yield f"{one} is half there: {state}, {submissions} submissions, {lines} lines on the thread"
    if submissions and one not in told.meant:
        yield f"{one} was handed in, and nobody meant it"
    elif submissions and (key, content) != (told.meant[one]["key"], told.meant[one]["hash"]):
        yield f"{one} is kept with another key or content than its team sent"
