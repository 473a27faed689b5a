"""kill -9 of web, worker and database while teams hand in: no receipt is lost, none doubled, nothing is half there."""

import json
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest

from madang.core.pg import throwaway
from tests.sizes import sized
from tests.storm.storm import VICTIMS, Storm
from tests.storm.submitted import faults, read
from tests.storm.test_storm import free_port

pytestmark = pytest.mark.slow
SIZE: dict[str, Any] = sized(
    short={"startups": 3, "edits": 0, "kills": 5, "pause_s": 3.0, "seconds": 20.0},
    full={"startups": 8, "edits": 0, "kills": 30, "pause_s": 4.0, "seconds": 240.0},
)
# Drafts that each team may hand in, and how many it must have a receipt of at the end.
DRAFTS, ENOUGH_EACH = sized(short=(200, 5), full=(1_000, 50))


@dataclass
class SubmitStorm(Storm):
    """`edits` is not used: a team ends when all its drafts are in."""

    world: str = "tests.storm.submit_world"
    client: str = "tests.storm.submit_client"

    def plan(self) -> Path:
        plan = {
            "address": self.stack.address,
            "folder": str(self.ledgers),
            "seed": self.seed,
            "stop": str(self.data / "stop"),
            "teams": json.loads((self.data / "world.json").read_text()),
        }
        path = self.data / "plan.json"
        path.write_text(json.dumps(plan))
        return path

    def victim(self) -> str:
        """Everything that can die here dies as often; nothing is imported."""
        kinds = [what for what in VICTIMS if what != "import"]
        round_, place = divmod(len(self.killed), len(kinds))
        return random.Random(self.seed + round_).sample(kinds, len(kinds))[place]

    def has_enough(self) -> bool:
        return len(self.killed) >= self.kills and len(read(self.ledgers).held) >= ENOUGH_EACH * self.startups


@pytest.fixture
def storm(monkeypatch: pytest.MonkeyPatch) -> Iterator[SubmitStorm]:
    monkeypatch.setenv("DRAFTS", str(DRAFTS))
    with throwaway.folder() as data:
        storm = SubmitStorm(data=data, port=free_port(), seed=20261123, **SIZE)
        try:
            storm.prepare()
            yield storm
        finally:
            storm.stack.stop()


def test_no_receipt_is_lost_or_doubled_whatever_dies(storm: SubmitStorm):
    storm.rage()
    storm.stack.start()
    told = read(storm.ledgers)
    with psycopg.connect(storm.stack.cluster.url) as connection:
        found = faults(told, connection)
    kept = {"meant": len(told.meant), "receipts": len(told.held), "without an answer at first": len(told.unknown)}
    killed = Counter(storm.killed)
    print(json.dumps(kept | {"killed": killed, "serving again, worst s": round(max(storm.back_s, default=0), 1)}))

    assert found == []
    assert len(storm.killed) >= storm.kills
    assert set(killed) == set(VICTIMS) - {"import"}
    assert len(told.held) >= ENOUGH_EACH * storm.startups
    storm.stack.run("check", "--invariants")
    the_reckoning_finds_what_is_planted(storm)


def the_reckoning_finds_what_is_planted(storm: SubmitStorm) -> None:
    """One receipt's record taken away, another's line on the thread: both are told, and nothing else."""
    told = read(storm.ledgers)
    lost, half = sorted(told.held)[:2]
    with psycopg.connect(storm.stack.cluster.url) as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute(
            "DELETE FROM applications_submission WHERE application_id ="
            " (SELECT id FROM applications_application WHERE public_id = %s)",
            [lost],
        )
        connection.execute(
            "DELETE FROM journey_entry WHERE kind = 'applications.submitted' AND (payload ->> 'application')::int ="
            " (SELECT id FROM applications_application WHERE public_id = %s)",
            [half],
        )
        found = faults(told, connection)
        connection.rollback()

    assert f"{lost} is lost: its team holds {told.held[lost]}" in found
    assert f"{half} is half there: submitted, 1 submissions, 0 lines on the thread" in found
