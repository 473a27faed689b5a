"""Every startup in business with what its open words name, read at most once in five minutes a process.

For counts alone: who may be named is asked of the database anew each time.
"""

import threading
import time
from dataclasses import dataclass
from typing import Final

from madang.engines.eligibility import Facts
from madang.engines.retrieval.ranking.nearness import Nearness
from madang.programmes.trial import all_known
from madang.startups.models import Startup

from .models import ProfileIndex

FRESH_SECONDS: Final = 300.0


@dataclass(frozen=True)
class Street:
    """`startups` and `facts` in one order; `names` are their concepts by weight, `nearness` the same ready to be asked."""

    startups: tuple[Startup, ...]
    facts: tuple[Facts, ...]
    names: tuple[dict[str, float], ...]
    nearness: Nearness


_lock = threading.Lock()
_held: tuple[float, Street] | None = None


def street() -> Street:
    """Every startup in business. Two queries when the last reading is older than five minutes, and those of its facts."""
    global _held
    with _lock:
        held = _held
    if held is None or time.monotonic() - held[0] > FRESH_SECONDS:
        held = (time.monotonic(), _read())
        with _lock:
            _held = held
    return held[1]


def forget() -> None:
    """Read the street afresh next time. For tests."""
    global _held
    with _lock:
        _held = None


def _read() -> Street:
    known = all_known()
    rows = {
        pk: (concepts, weights)
        for pk, concepts, weights in ProfileIndex.objects.values_list("pk", "concepts", "weights")
    }
    named = [rows.get(one.startup.pk, ([], [])) for one in known]
    return Street(
        startups=tuple(one.startup for one in known),
        facts=tuple(one.facts for one in known),
        names=tuple(dict(zip(concepts, weights, strict=True)) for concepts, weights in named),
        nearness=Nearness((one.startup.pk, *row) for one, row in zip(known, named, strict=True)),
    )
