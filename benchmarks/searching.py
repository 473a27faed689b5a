"""Search from end to end: HTTP, to a real web server as `madang serve` starts it, over the sample street."""

import http.client
import os
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from pathlib import Path
from statistics import median
from urllib.parse import urlencode

from benchmarks.asked import SEARCHES
from benchmarks.figures import Figure, percentile
from benchmarks.street import children_of
from madang.programmes.actions import concepts
from madang.programmes.models import Call, CallIndex
from madang.street.actions import index_doors

TARGET_MS = 25.0
_TICKS_PER_S = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Asked:
    """One way to search: addresses, headers, and the bar that its 95th percentile is held to."""

    name: str
    paths: tuple[str, ...]
    headers: dict[str, str] = field(default_factory=dict)
    target: float | None = None
    passes: int | None = None


def ways() -> tuple[Asked, ...]:
    """The whole page, the part that htmx asks for as one types, the whole street, the API."""
    page = tuple(f"/{lang}/calls/?{urlencode({'q': words})}" for lang, words in SEARCHES)
    street = tuple(f"/{lang}/search/?{urlencode({'q': words})}" for lang, words in SEARCHES)
    api = tuple(f"/api/v1/search?{urlencode({'q': words})}" for _lang, words in SEARCHES)
    return (
        Asked("catalogue", page, target=TARGET_MS),
        Asked("catalogue, fragment as one types", page, {"HX-Request": "true"}),
        Asked("whole street", street),
        Asked("API", api, passes=2),  # it answers an address 300 times a minute
    )


def measure(rounds: int, port: str, master: str) -> list[Figure]:
    """Each search `rounds` / 6 times once every process is warm; `master` is the server's process, whose children answer."""
    _read()
    out = []
    for way in ways():
        for clients in (1, 4) if way.passes is None else (1,):
            out += _figures(way, clients, way.passes or max(1, rounds // 6), port, int(master))
    return out


def _read() -> None:
    """What the worker would have read of calls and doors by now."""
    if CallIndex.objects.count() < Call.objects.count():
        rows = Call.objects.for_index().iterator(chunk_size=200)
        while batch := list(islice(rows, 200)):
            concepts.keep(batch)
    index_doors()


def _figures(way: Asked, clients: int, passes: int, port: str, master: int) -> list[Figure]:
    with ThreadPoolExecutor(4) as pool:  # one connection alone would warm the process that took it, and no other
        list(pool.map(partial(_ask, port), [way] * 4))
    took: list[float] = []
    began, used = time.perf_counter(), _processor_s(master)
    with ThreadPoolExecutor(clients) as pool:
        for times in pool.map(partial(_ask, port), [way] * clients * passes):
            took += times
    rate, cpu = len(took) / (time.perf_counter() - began), (_processor_s(master) - used) / len(took) * 1000
    who = "one client" if clients == 1 else f"{clients} clients at once"
    note = (
        f"{len(way.paths)} searches, {Call.objects.count()} calls; median {median(took):.1f}, worst {max(took):.1f}; "
    )
    note += f"CPU {cpu:.1f} ms each; {rate:.0f}/s"
    held = way.target if clients == 1 else None
    return [Figure("search", f"{way.name}, {who}: p95", round(percentile(took, 95), 1), "ms", held, note=note)]


def _processor_s(master: int) -> float:
    """Processor time that the web processes have used, in seconds."""
    stats = [Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split() for pid in children_of(master)]
    return sum(int(stat[11]) + int(stat[12]) for stat in stats) / _TICKS_PER_S


def _ask(port: str, way: Asked) -> Sequence[float]:
    connection = http.client.HTTPConnection("127.0.0.1", int(port), timeout=30)
    took = []
    for path in way.paths:
        began = time.perf_counter()
        connection.request("GET", path, headers={"Accept-Encoding": "identity", **way.headers})
        answer = connection.getresponse()
        answer.read()
        took.append((time.perf_counter() - began) * 1000)
        if answer.status != 200:
            raise RuntimeError(f"{path}: status {answer.status}")
    connection.close()
    return took
