"""kill -9 of web, worker and database while people edit profiles and import calls: nothing acknowledged is lost or doubled."""

import json
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from madang.core.pg import throwaway
from tests.sizes import sized
from tests.storm.reckoning import Told, faults, read_database
from tests.storm.storm import Storm

SHORT = {"startups": 3, "edits": 100_000, "kills": 3, "pause_s": 5.0, "seconds": 25.0}
LONG = sized(
    short=SHORT | {"kills": 5, "seconds": 40.0},
    full={"startups": 7, "edits": 100_000, "kills": 20, "pause_s": 4.0, "seconds": 180.0},
)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(params=["short", pytest.param("long", marks=pytest.mark.slow)])
def storm(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Storm]:
    values = SHORT if request.param == "short" else LONG
    with throwaway.folder() as data:
        storm = Storm(data=data, port=free_port(), seed=20261122, **values)  # type: ignore[arg-type]
        try:
            storm.prepare()
            yield storm
        finally:
            storm.stack.stop()
            shutil.copy(data / "street.log", tmp_path)  # pytest keeps it for whoever asks why


def test_nothing_acknowledged_is_lost_or_doubled_whatever_dies(storm: Storm):
    storm.rage()
    left = storm.left_to_the_worker()
    told, held = storm.reckon()
    figures = storm.summary(told, held)
    print(json.dumps(figures, indent=2))

    assert left == []
    assert faults(told, held) == []
    assert len(storm.killed) >= storm.kills
    assert max(storm.back_s) < 60
    assert figures["edits acknowledged"] > storm.enough
    assert figures["imports acknowledged"] > 0
    the_reckoning_finds_what_is_planted(storm, told)


def the_reckoning_finds_what_is_planted(storm: Storm, told: Told) -> None:
    """The positive control, on the storm's own database: take one edit away, write one twice, and be told of both."""
    markers = [intent.name for intent in told.edits.values() if intent.outcome == "acknowledged"]
    lost, doubled = markers[3], markers[7]
    with psycopg.connect(storm.stack.cluster.url) as connection:
        connection.execute("DELETE FROM startups_startupevent WHERE website LIKE %s", [f"%/{lost}"])
        connection.execute(
            "INSERT INTO startups_startupevent SELECT (jsonb_populate_record(e, '{\"pgh_id\": 999999999}')).*"
            " FROM startups_startupevent e WHERE website LIKE %s",
            [f"%/{doubled}"],
        )
        found = faults(told, read_database(connection))
        connection.rollback()

    assert f"{lost} is lost: acknowledged, and not in the history" in found
    assert f"{doubled} is doubled: 2 times in the history" in found
