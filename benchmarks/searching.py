"""Search from end to end: HTTP, to a real web server as `madang serve` starts it, over the sample street."""

import http.client
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from statistics import median
from urllib.parse import urlencode

from benchmarks.asked import SEARCHES
from benchmarks.figures import Figure, percentile
from madang.programmes.models import Call

TARGET_MS = 60.0


def measure(rounds: int, port: str) -> list[Figure]:
    """Each search `rounds` times after a round to warm up. The page is whole: results, facets with counts, times."""
    passes = max(1, rounds // 6)
    catalogue = [f"/{lang}/calls/?{urlencode({'q': words})}" for lang, words in SEARCHES]
    street = [f"/{lang}/search/?{urlencode({'q': words})}" for lang, words in SEARCHES]
    calls = Call.objects.count()
    out = []
    for name, paths, target in (("catalogue", catalogue, TARGET_MS), ("whole street", street, None)):
        for clients in (1, 4):
            _ask(port, paths)
            took, began = [], time.perf_counter()
            with ThreadPoolExecutor(clients) as pool:
                for times in pool.map(partial(_ask, port), [paths] * clients * passes):
                    took += times
            rate = len(took) / (time.perf_counter() - began)
            note = f"{len(paths)} searches, {calls} calls; median {median(took):.1f}, worst {max(took):.1f}; {rate:.0f} pages/s"
            held = target if clients == 1 else None
            who = "one client" if clients == 1 else f"{clients} clients at once"
            out.append(Figure("search", f"{name}, {who}: p95", round(percentile(took, 95), 1), "ms", held, note=note))
    return out


def _ask(port: str, paths: list[str]) -> list[float]:
    connection = http.client.HTTPConnection("127.0.0.1", int(port), timeout=30)
    took = []
    for path in paths:
        began = time.perf_counter()
        connection.request("GET", path, headers={"Accept-Encoding": "identity"})
        answer = connection.getresponse()
        answer.read()
        took.append((time.perf_counter() - began) * 1000)
        if answer.status != 200:
            raise RuntimeError(f"{path}: status {answer.status}")
    connection.close()
    return took
