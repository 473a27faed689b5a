"""The deadline hour: teams that write, upload and hand in through real HTTP, at a rate that does not wait for the answers.

Web, worker, database and this client share one machine. A submission is twenty requests: pages, drafts saved while writing, one
upload, the last page, the handing in, the receipt. Every receipt is written to a ledger, and at the end the ledger is held
against the database. A rate is held when it was really asked, handing in took 1.2 s at most (p99), nothing answered 5xx and no
receipt was lost.
"""

import asyncio
import json
import os
import random
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

import psycopg

from benchmarks.figures import Figure, percentile
from benchmarks.street import ROOT, Street
from tests.factories.files import pdf
from tests.storm.browser import form_with
from tests.storm.submitted import faults, read

REQUESTS: Final = 20
RATES: Final = (10, 20, 40, 67, 100, 150, 200)
QUICK: Final = (5, 10)
MEAN, PEAK = 67, 150
WITHIN_S, SECONDS, APART_S = 1.2, 45.0, 1.0
TOKEN: Final = "a" * 32
FIELDS: Final = {"csrfmiddlewaretoken": TOKEN}
PLAN: Final = pdf(30)
"""A plan of thirty pages; a comment at its end makes each team's another file."""
HELD: Final = 0.9
"""A rate was really asked where so much of it was answered a second in the steady part of the run."""


@dataclass
class Run:
    """What one rate came to: seconds of each handing in, statuses of everything, and what the ledger says."""

    rate: float
    seconds: float
    submits: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    answered: list[float] = field(default_factory=list)
    shed: int = 0
    began: float = 0.0

    @property
    def a_second(self) -> float:
        """Requests answered a second while as many teams begin as end: after the first have written, before the last have begun."""
        first, last = self.began + 14 * APART_S, self.began + self.seconds
        return sum(first <= at < last for at in self.answered) / max(0.001, last - first)

    @property
    def failed(self) -> int:
        return sum(count for status, count in self.statuses.items() if status == 0 or status >= 500)

    @property
    def holds(self) -> bool:
        was_asked = self.a_second >= HELD * self.rate
        return was_asked and bool(self.submits) and not self.failed and percentile(self.submits, 99) <= WITHIN_S


class Team:
    """One team and its draft: a connection that is kept open, as a browser does."""

    def __init__(self, port: int, session: str, base: str, run: Run, ledger: Path) -> None:
        self.port, self.base, self.run, self.ledger = port, base, run, ledger
        self.cookie = f"sessionid={session}; csrftoken={TOKEN}"
        self.streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, method: str, path: str, body: bytes = b"", kind: str = "") -> tuple[int, dict[str, str], str]:
        """One request; status 0 where the connection broke."""
        head = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nCookie: {self.cookie}\r\nAccept-Language: en\r\n"
        if body:
            head += f"Content-Type: {kind}\r\nContent-Length: {len(body)}\r\n"
        kept = self.streams is not None
        status, headers, text = await self._once(head.encode() + b"\r\n" + body)
        if status == 0 and kept:  # the server had closed the kept connection meanwhile: a browser asks again
            status, headers, text = await self._once(head.encode() + b"\r\n" + body)
        self.run.statuses[status] += 1
        self.run.answered.append(time.perf_counter())
        return status, headers, text

    async def _once(self, request: bytes) -> tuple[int, dict[str, str], str]:
        try:
            if self.streams is None:
                self.streams = await asyncio.open_connection("127.0.0.1", self.port)
            reader, writer = self.streams
            writer.write(request)
            await writer.drain()
            status, headers, text = await asyncio.wait_for(_answer(reader), 60)
        except (OSError, asyncio.IncompleteReadError, TimeoutError, ValueError):
            status, headers, text = 0, {}, ""
        if status == 0 or headers.get("connection") == "close":
            await self.close()
        return status, headers, text

    async def close(self) -> None:
        if self.streams is not None:
            self.streams[1].close()
            self.streams = None

    async def get(self, path: str) -> str:
        return (await self.ask("GET", path))[2]

    async def post(self, path: str, fields: dict[str, str]) -> tuple[int, dict[str, str], str]:
        return await self.ask("POST", path, urlencode(fields).encode(), "application/x-www-form-urlencoded")

    async def apply(self) -> None:
        """The twenty requests, a moment apart."""
        pause = random.Random(self.base)
        await self.get(f"{self.base}/")
        await self.get(f"{self.base}/write/plan/")
        version = 0
        for number in range(12):
            await asyncio.sleep(pause.uniform(0.5, 1.5) * APART_S)
            fields = FIELDS | {"story": f"Sentence number {number}.", "v.story": str(version)}
            status, _headers, _text = await self.post(f"{self.base}/answers/story", fields)
            version += status == 200
            self.run.shed += status == 429
        await self.get(f"{self.base}/write/rest/")
        await self._upload()
        await self.get(f"{self.base}/")
        await self._hand_in()
        await self.close()

    async def _upload(self) -> None:
        line = "sample-line"
        parts = [
            f'--{line}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
            for name, value in (
                FIELDS | {"v.paper": "0", "kind.paper": "business_plan", "v.agreed": "1", "agreed": "yes"}
            ).items()
        ]
        head = f'--{line}\r\nContent-Disposition: form-data; name="file.paper"; filename="plan.pdf"\r\n'
        parts.append(head.encode() + b"Content-Type: application/pdf\r\n\r\n" + PLAN + f"\n% {self.base}\r\n".encode())
        body = b"".join([*parts, f"--{line}--\r\n".encode()])
        await self.ask("POST", f"{self.base}/write/rest/", body, f"multipart/form-data; boundary={line}")

    async def _hand_in(self) -> None:
        page = await self.get(f"{self.base}/submit")
        try:
            form = form_with(page, "key", "seen")
        except LookupError:
            return
        name = self.base.rpartition("/")[2]
        self._note("intent", application=name, key=form.fields["key"], hash=form.fields["seen"])
        began = time.perf_counter()
        status, headers, _text = await self.post(f"{self.base}/submit", form.fields | FIELDS)
        self.run.submits.append(time.perf_counter() - began)
        if status == 302 and "/receipts/" in headers.get("location", ""):
            self._note("acknowledged", application=name, receipt=headers["location"])
            await self.get(headers["location"])

    def _note(self, what: str, **values: str) -> None:
        with self.ledger.open("a") as file:
            file.write(json.dumps({"what": what, **values}) + "\n")


async def _answer(reader: asyncio.StreamReader) -> tuple[int, dict[str, str], str]:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    headers = {
        name.lower(): value.strip() for name, _colon, value in (line.partition(":") for line in head[1:] if line)
    }
    if headers.get("transfer-encoding") == "chunked":
        body = b""
        while size := int((await reader.readline()).strip(), 16):
            body += await reader.readexactly(size)
            await reader.readline()
        await reader.readline()
    else:
        body = await reader.readexactly(int(headers.get("content-length", "0")))
    return int(head[0].split()[1]), headers, body.decode("utf-8", "replace")


async def _load(port: int, drafts: list[tuple[str, str]], run: Run, ledger: Path, seconds: float) -> None:
    """Begin submissions evenly at `rate` / 20 a second for so long, whatever the earlier ones do."""
    each = REQUESTS / run.rate
    run.began = time.perf_counter()
    begun: list[asyncio.Task[None]] = []
    for number in range(int(seconds / each)):
        session, base = drafts.pop()
        await asyncio.sleep(max(0.0, run.began + number * each - time.perf_counter()))
        begun.append(asyncio.create_task(Team(port, session, base, run, ledger).apply()))
    await asyncio.gather(*begun)


def apart(street: Street, *, quick: bool) -> list[Figure]:
    """A street of its own, web and worker running, one rate after the other until one is not held."""
    rates, seconds = (QUICK, 25.0) if quick else (RATES, SECONDS)
    teams = 30
    need = int(sum(rate * seconds / REQUESTS for rate in rates)) // teams + 2
    try:
        street.cluster.start()
        street.command("migrate", "--verbosity", "0")
        street.command("collectstatic", "--noinput", "--verbosity", "0")
        out, ledgers = street.data / "teams.json", street.data / "ledgers"
        ledgers.mkdir()
        line = [sys.executable, "-m", "tests.storm.submit_world", str(teams), str(out)]
        env = {**street.env, "DRAFTS": str(need), "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"}
        subprocess.run(line, env=env, cwd=ROOT, check=True, stdout=street.log, stderr=street.log)
        made: list[dict[str, Any]] = json.loads(out.read_text())
        drafts = [
            (team["session"], f"/en/s/{team['slug']}/applications/{one}")
            for team in made
            for one in team["applications"]
        ]
        random.Random(7).shuffle(drafts)
        with street.running("worker"), street.running("serve", "--port", str(street.port)):
            runs = _runs(street.port, drafts, ledgers / "bench.ledger", rates, seconds)
        with psycopg.connect(street.cluster.url) as connection:
            lost = faults(read(ledgers), connection)
        return _figures(runs, lost)
    finally:
        street.stop()


def _runs(port: int, drafts: list[tuple[str, str]], ledger: Path, rates: tuple[int, ...], seconds: float) -> list[Run]:
    runs: list[Run] = []
    for rate in rates:
        run = Run(rate, seconds)
        asyncio.run(_load(port, drafts, run, ledger, seconds))
        runs.append(run)
        if not run.holds and rate >= MEAN:
            break
    return runs


def _figures(runs: list[Run], lost: list[str]) -> list[Figure]:
    held = [run for run in runs if run.holds]
    best = max((run.rate for run in held), default=0)
    found = [
        Figure(
            "deadline", "highest rate held", best, "req/s", PEAK, at_least=True, note=f"of those tried: {_tried(runs)}"
        ),
        Figure("deadline", "receipts lost, doubled or half there", len(lost), "", 0, note="; ".join(lost[:3])),
    ]
    for run in runs:
        if run.submits:
            p50, p95, p99 = (percentile(run.submits, share) for share in (50, 95, 99))
            note = f"p50 {p50 * 1000:.0f}, p95 {p95 * 1000:.0f} ms; {len(run.submits)} handed in; {run.shed} drafts told to wait"
            target = WITHIN_S * 1000 if run.rate in (MEAN, PEAK) else None
            found.append(
                Figure("deadline", f"{run.rate:g} req/s: handing in, p99", round(p99 * 1000), "ms", target, note=note)
            )
        wrong = f"{run.rate:g} req/s: answers 5xx or none"
        found.append(Figure("deadline", wrong, run.failed, "", 0, note=f"{dict(sorted(run.statuses.items()))}"))
    return found


def _tried(runs: list[Run]) -> str:
    return ", ".join(f"{run.rate:g} ({run.a_second:.0f} answered)" for run in runs)
