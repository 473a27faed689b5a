"""Search by meaning from end to end: a street of its own with a model on this machine, the worker and its service running."""

import http.client
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import count
from statistics import median
from urllib.parse import urlencode

from django.db import transaction

from benchmarks.asked import SEARCHES
from benchmarks.figures import Figure, percentile
from madang.core.text import Text
from madang.programmes.actions.indexing import index_later
from madang.programmes.models import Call, CallVector, MeaningModel

TARGET_MS = 60.0
VISIBLE_S = 2.0
BUILT_WITHIN_S = 1_800
EDITS = 6
_number = count(1)


def measure(rounds: int, port: str, what: str) -> list[Figure]:
    """`what`: "built", "searched" or "edited", since other processes come and go between them."""
    return {"built": built, "searched": partial(searched, rounds, port), "edited": partial(edited, port)}[what]()


def built() -> list[Figure]:
    """Wait until the worker has made every vector and switched search over to the model."""
    began = time.perf_counter()
    while not MeaningModel.objects.filter(state="active").exists():
        if time.perf_counter() - began > BUILT_WITHIN_S:
            raise TimeoutError(f"no model became active; {CallVector.objects.count()} vectors are there")
        time.sleep(0.2)
    took = time.perf_counter() - began
    calls, model = CallVector.objects.count(), MeaningModel.objects.get(state="active").model_id
    note = f"{model}, {calls} calls, {took / calls * 1000:.0f} ms each; search goes on meanwhile"
    return [Figure("embedded", "from nothing to search by meaning", round(took, 1), "s", note=note)]


def searched(rounds: int, port: str) -> list[Figure]:
    """Each search with a number behind it that nobody has asked with before, so that the model must be asked every time."""
    passes = max(1, rounds // 6)
    out = []
    for clients in (1, 4):
        _ask(port, 0)
        took, began = [], time.perf_counter()
        with ThreadPoolExecutor(clients) as pool:
            for times in pool.map(partial(_ask, port), range(clients * passes)):
                took += times
        rate = len(took) / (time.perf_counter() - began)
        asked = f"{len(SEARCHES)} searches, {Call.objects.count()} calls"
        note = f"{asked}; median {median(took):.1f}, worst {max(took):.1f}; {rate:.0f} pages/s"
        held = TARGET_MS if clients == 1 else None
        who = "one client" if clients == 1 else f"{clients} clients at once"
        out.append(Figure("embedded", f"catalogue, {who}: p95", round(percentile(took, 95), 1), "ms", held, note=note))
    return out


def _ask(port: str, _pass: int) -> list[float]:
    connection = http.client.HTTPConnection("127.0.0.1", int(port), timeout=30)
    took, resting = [], 0
    for lang, words in SEARCHES:
        path = f"/{lang}/calls/?{urlencode({'q': f'{words} {next(_number)}'})}"
        began = time.perf_counter()
        connection.request("GET", path, headers={"Accept-Encoding": "identity"})
        answer = connection.getresponse()
        page = answer.read().decode()
        took.append((time.perf_counter() - began) * 1000)
        resting += any(words in page for words in ("쉬고 있어", "暂停中", "is resting"))
        if answer.status != 200:
            raise RuntimeError(f"{path}: status {answer.status}")
    connection.close()
    if resting > len(SEARCHES) // 20:
        raise RuntimeError(f"{resting} of {len(SEARCHES)} searches found the model resting")
    return took


def edited(port: str) -> list[Figure]:
    """From the commit of an edit to the page that finds it by its new words, and to the new vector; a real worker."""
    by_words, by_meaning = [], []
    for call in Call.objects.filter(status="published").order_by("-pk")[: EDITS + 1]:
        name = f"zq{uuid.uuid4().hex[:10]}"
        before = CallVector.objects.values_list("content", flat=True).get(call=call, model__state="active")
        with transaction.atomic():
            call.title = Text(en=f"{name} for sample founders", source="en")
            call.save(update_fields=["title"])
            index_later(call.pk)
        began = time.perf_counter()
        found = vector = 0.0
        while not (found and vector):
            now = time.perf_counter() - began
            if now > 120:
                raise TimeoutError("an edit was not found within two minutes")
            found = found or (now if _finds(port, name, call.public_id) else 0.0)
            content = CallVector.objects.values_list("content", flat=True).get(call=call, model__state="active")
            vector = vector or (now if bytes(content) != bytes(before) else 0.0)
            time.sleep(0.02)
        by_words.append(found)
        by_meaning.append(vector)
    note = f"{EDITS} edits, median {{:.2f}} s; the edit before them loaded the Korean analyser: {{:.1f}} s"
    return [
        Figure("embedded", name, round(max(took[1:]), 2), "s", VISIBLE_S, note=note.format(median(took[1:]), took[0]))
        for name, took in (
            ("an edit is found by its words, worst", by_words),
            ("its vector is there, worst", by_meaning),
        )
    ]


def _finds(port: str, words: str, public_id: str) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", int(port), timeout=30)
    connection.request("GET", f"/api/v1/calls?{urlencode({'q': words, 'when': 'all'})}")
    found = public_id in connection.getresponse().read().decode()
    connection.close()
    return found
