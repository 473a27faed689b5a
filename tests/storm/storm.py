"""One storm: a street at work, a client with a ledger, and something killed at random instants."""

import json
import random
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

from tests.storm import importer, world
from tests.storm.reckoning import Held, Told, read_database, read_ledgers
from tests.storm.stack import Stack, children_of, kill_9

ROOT = Path(__file__).parents[2]
# How many times its seconds a storm may go on.
AT_MOST = 6
# What dies, and how often against the others.
VICTIMS = {
    "web process": 3,
    "web server": 2,
    "worker": 2,
    "database": 3,
    "one connection of the database": 2,
    "import": 1,
}


@dataclass
class Storm:
    """`edits` for each writer; at least `kills` kills, one every `pause_s` on average; `seconds` for the edits, or until
    there are `enough` of them, on a machine that is busy."""

    data: Path
    port: int
    seed: int
    startups: int
    edits: int
    kills: int
    pause_s: float
    seconds: float
    # The modules that fill the street, and that write into it from outside.
    world: str = "tests.storm.world"
    client: str = "tests.storm.client"
    killed: list[str] = field(default_factory=list)
    back_s: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.stack = Stack(self.data, self.port)
        self.random = random.Random(self.seed)
        self.ledgers = self.data / "ledgers"

    @property
    def enough(self) -> int:
        """Edits kept in all, below which a storm proves little."""
        return 50 * self.startups

    def prepare(self) -> None:
        self.stack.cluster.start()
        self.stack.run("migrate", "--verbosity", "0")
        self.stack.run("collectstatic", "--noinput", "--verbosity", "0")
        self.ledgers.mkdir()
        command = [sys.executable, "-m", self.world, str(self.startups), str(self.data / "world.json")]
        subprocess.run(command, env=self.stack.env, cwd=ROOT, check=True)
        self.stack.start()

    def plan(self) -> Path:
        """One writer for each startup, and a second one, in the same rows, for the first."""
        made: list[dict[str, Any]] = json.loads((self.data / "world.json").read_text())
        who = [(f"w{number}", one["emails"][0], one["slug"]) for number, one in enumerate(made)]
        who.append(("rival", made[0]["emails"][1], made[0]["slug"]))
        writers = [{"name": name, "email": email, "slug": slug, "edits": self.edits} for name, email, slug in who]
        plan = {
            "address": self.stack.address,
            "folder": str(self.ledgers),
            "password": world.PASSWORD,
            "seed": self.seed,
            "stop": str(self.data / "stop"),
            "env": dict(self.stack.env),
            "writers": writers,
        }
        path = self.data / "plan.json"
        path.write_text(json.dumps(plan))
        return path

    def rage(self) -> None:
        """Let the client work while things die; return when it has finished and enough has died."""
        command = [sys.executable, "-m", self.client, str(self.plan())]
        client = subprocess.Popen(command, cwd=ROOT, env=self.stack.env)
        end = time.monotonic() + self.seconds
        try:
            while client.poll() is None:
                if time.monotonic() > end and (self.has_enough() or time.monotonic() > end + AT_MOST * self.seconds):
                    (self.data / "stop").touch()
                self._pause(client)
                if client.poll() is None:
                    self.strike(client.pid)
        finally:
            client.kill()
            client.wait()

    def has_enough(self) -> bool:
        """Whether enough was killed and enough edits were kept to say something: a busy machine needs longer for both."""
        kept = read_ledgers(self.ledgers).count("acknowledged")
        return len(self.killed) >= self.kills and kept > self.enough

    def _pause(self, client: subprocess.Popen[bytes]) -> None:
        until = time.monotonic() + self.random.expovariate(1 / self.pause_s)
        while time.monotonic() < until and client.poll() is None:
            time.sleep(0.02)

    def victim(self) -> str:
        return self.random.choices(list(VICTIMS), list(VICTIMS.values()))[0]

    def strike(self, client: int) -> None:
        """Kill one thing, start it again at once, and note how long nobody was served."""
        what = self.victim()
        done = sum(map(kill_9, children_of(client))) if what == "import" else self.stack.kill(what)
        if not done:
            return
        self.killed.append(what)
        begun = time.monotonic()
        self.stack.start()
        self.back_s.append(time.monotonic() - begun)

    def reckon(self) -> tuple[Told, Held]:
        with psycopg.connect(self.stack.cluster.url) as connection:
            return read_ledgers(self.ledgers), read_database(connection)

    def left_to_the_worker(self) -> list[str]:
        return importer.unfinished(self.stack.env, within_s=300, tend=self.stack.start)

    def summary(self, told: Told, held: Held) -> dict[str, Any]:
        """What happened, in figures."""
        unknown = [intent for intent in told.edits.values() if intent.was_unknown]
        kept = {site.rpartition("/")[2] for _slug, _version, site in held.events}
        return {
            "kills": len(self.killed),
            "killed": {what: self.killed.count(what) for what in VICTIMS},
            "serving again, worst s": round(max(self.back_s, default=0.0), 1),
            "edits meant": len(told.edits),
            "edits acknowledged": told.count("acknowledged"),
            "edits refused as stale": told.count("stale"),
            "edits without an answer at first": len(unknown),
            "of these given up": told.count("abandoned"),
            "given up, yet kept": sum(i.outcome == "abandoned" and i.name in kept for i in unknown),
            "clicked twice": told.clicked_twice,
            "imports acknowledged": sum(i.outcome == "acknowledged" for i in told.imports.values()),
            "imports without an answer at first": sum(i.was_unknown for i in told.imports.values()),
            "calls imported": held.calls,
        }
