"""The reckoning itself: what it accepts, and every fault it must find."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from tests.storm.reckoning import SITE, Held, Intent, faults, read_ledgers

WHOLE = Held(
    now={"one": (3, f"{SITE}w-2")},
    events=(("one", 1, ""), ("one", 2, f"{SITE}w-1"), ("one", 3, f"{SITE}w-2")),
    lines=(("one", 2), ("one", 3)),
    records={"table1": (40, 40)},
    calls=40,
    records_in_all=40,
)
NOTES = (
    {"what": "intent", "marker": "w-1", "startup": "one", "version": 1},
    {"what": "acknowledged", "marker": "w-1"},
    {"what": "intent", "marker": "w-2", "startup": "one", "version": 2},
    {"what": "no answer", "marker": "w-2"},
    {"what": "abandoned", "marker": "w-2"},
    {"what": "intent", "file": "table1", "rows": 40},
    {"what": "acknowledged", "file": "table1"},
)


@pytest.fixture
def told(tmp_path: Path):
    lines = [json.dumps(note) for note in NOTES]
    (tmp_path / "w.ledger").write_text("\n".join([*lines, '{"what": "int']))
    return read_ledgers(tmp_path)


def test_a_ledger_is_read_up_to_the_line_its_client_died_in(told):
    assert told.edits == {
        "w-1": Intent("w-1", "one", "acknowledged"),
        "w-2": Intent("w-2", "one", "abandoned", was_unknown=True),
    }
    assert told.imports == {"table1": Intent("table1", "", "acknowledged", rows=40)}


def test_what_agrees_has_no_fault_and_an_abandoned_edit_may_be_kept_or_not(told):
    without = replace(WHOLE, now={"one": (2, f"{SITE}w-1")}, events=WHOLE.events[:2], lines=WHOLE.lines[:1])

    assert faults(told, WHOLE) == []
    assert faults(told, without) == []


@pytest.mark.parametrize(
    ("held", "fault"),
    [
        (
            replace(WHOLE, events=(WHOLE.events[0], WHOLE.events[2])),
            "w-1 is lost: acknowledged, and not in the history",
        ),
        (replace(WHOLE, events=(*WHOLE.events, WHOLE.events[1])), "w-1 is doubled: 2 times in the history"),
        (replace(WHOLE, lines=WHOLE.lines[:1]), "one: the thread does not tell of versions 2 to 3, each once"),
        (
            replace(WHOLE, lines=(*WHOLE.lines, ("one", 3))),
            "one: the thread does not tell of versions 2 to 3, each once",
        ),
        (replace(WHOLE, now={"one": (3, "")}), f"one shows , and its history ends with {SITE}w-2"),
        (
            replace(WHOLE, records={"table1": (39, 39)}),
            "table1 is lost or half there: acknowledged with 40 rows, 39 are stored",
        ),
        (replace(WHOLE, records={"table1": (40, 39)}), "table1: 40 records stand for 39 calls"),
        (replace(WHOLE, calls=41), "41 calls for 40 records"),
        (replace(WHOLE, records={**WHOLE.records, "table2": (40, 40)}), "table2 is stored, and nobody imported it"),
    ],
)
def test_every_planted_fault_is_found(told, held, fault):
    assert fault in faults(told, held)
