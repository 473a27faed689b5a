"""Seats of 3,000 programmes for 30,000 startups with five wishes each, with and without reserves, checked.

Scores are whole numbers from 50 to 99, so that the lottery parts many; the same draw every time.
"""

import time

import numpy as np

from benchmarks.figures import Figure
from madang.engines.assignment import Reserve, seats

STARTUPS, PROGRAMMES, WISHES, QUOTA = 30_000, 3_000, 5, 8
BAR = 3.0


def measure() -> list[Figure]:
    """Processor time of the whole call, reading, matching and check; and the blocking pairs the check finds."""
    chance = np.random.default_rng(0)
    wanted = np.concatenate([chance.choice(PROGRAMMES, WISHES, replace=False) for _ in range(STARTUPS)])
    preferences = (np.arange(0, WISHES * STARTUPS + 1, WISHES), wanted)
    scores = chance.integers(50, 100, len(wanted)).astype(np.float64)
    groups = [chance.random(STARTUPS) < share for share in (0.3, 0.1)]
    reserved = [Reserve(programme, 1, group) for programme in range(PROGRAMMES) for group in groups]
    out = []
    for name, kept in (("no reserves", []), ("two reserved seats each", reserved)):
        began = time.process_time()
        match = seats(preferences, scores, np.full(PROGRAMMES, QUOTA), kept, seed="bench")
        took = time.process_time() - began
        first = int(np.count_nonzero(match.place_of == 0))
        note = f"{int(match.filled.sum()):,} seats given, {first:,} first wishes"
        size = f"{STARTUPS:,} x {PROGRAMMES:,}, {name}"
        out.append(Figure("seats", size, round(took, 2), "s", BAR, note=note))
        out.append(Figure("seats", f"{size}: blocking pairs", len(match.blocking), "", 0))
    return out
