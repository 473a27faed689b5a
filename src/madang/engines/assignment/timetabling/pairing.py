"""Stage one: which panel hears which startup, before anybody asks when."""

from collections.abc import Sequence
from dataclasses import replace
from importlib import import_module
from typing import Any, Final

import numpy as np

from .model import Grid, Ints, Meeting

SCALE: Final = 1_000_000
"""Steps in which a fit is counted: the flow works with whole numbers."""


def pairs(meetings: Sequence[Meeting], grid: Grid) -> tuple[Ints, float] | None:
    """The panel of each meeting at the greatest total fit, int (M,), -1 where the panels' time is short; and that total.

    A panel hears at most as many as the shortest meeting fits into its slots, and a startup only once. Nothing else is
    looked at, so the total is a bound that no timetable exceeds. None where there is nothing to choose.
    """
    if all(len(one.panels) == 1 or one.locked is not None for one in meetings):
        return None
    meetings = [_as_locked(one) for one in meetings]
    shortest = min(one.length for one in meetings)
    spread = max((abs(value) for one in meetings for value in one.fit), default=0.0) or 1.0
    both = {(one.startup, panel) for one in meetings for panel in one.panels}
    pair_at = {pair: len(meetings) + at for at, pair in enumerate(sorted(both))}
    panel_at = len(meetings) + len(both)
    sink = panel_at + len(grid.panels)
    arcs: list[tuple[int, int, int, int]] = []
    for number, one in enumerate(meetings):
        fits = one.fit or (0.0,) * len(one.panels)
        arcs += [
            (number, pair_at[one.startup, panel], 1, -round(value / spread * SCALE))
            for panel, value in zip(one.panels, fits, strict=True)
        ]
    wishes = len(arcs)
    # Fixed meetings may repeat a pair; a choice may not.
    often = dict.fromkeys(both, 1)
    for one in meetings:
        if len(one.panels) == 1:
            often[one.startup, one.panels[0]] = len(meetings)
    arcs += [(pair_at[startup, panel], panel_at + panel, often[startup, panel], 0) for startup, panel in sorted(both)]
    room = (grid.panels.sum(1) // shortest).tolist()
    arcs += [(panel_at + panel, sink, count, 0) for panel, count in enumerate(room)]
    arcs += [(number, sink, 1, 4 * SCALE) for number in range(len(meetings))]
    flows = _solve(np.array(arcs, dtype=np.int64), len(meetings), sink)[:wishes]
    chosen = np.full(len(meetings), -1)
    total, at = 0.0, 0
    for number, one in enumerate(meetings):
        for way, panel in enumerate(one.panels):
            if flows[at + way]:
                chosen[number] = panel
                total += one.fit[way] if one.fit else 0.0
        at += len(one.panels)
    return chosen, total


def _as_locked(one: Meeting) -> Meeting:
    """A lock has chosen the panel."""
    if one.locked is None:
        return one
    at = one.panels.index(one.locked.panel)
    return replace(one, panels=(one.locked.panel,), fit=one.fit[at : at + 1])


def _solve(arcs: Ints, supply: int, sink: int) -> Ints:
    """Flow on every arc (tail, head, capacity, cost) when each of the first `supply` nodes sends one to the sink."""
    solver: Any = import_module("ortools.graph.python.min_cost_flow").SimpleMinCostFlow()
    columns = [np.ascontiguousarray(column) for column in arcs.T]
    added = solver.add_arcs_with_capacity_and_unit_cost(
        columns[0].astype(np.int32), columns[1].astype(np.int32), *columns[2:]
    )
    solver.set_nodes_supplies(np.arange(supply, dtype=np.int32), np.ones(supply, dtype=np.int64))
    solver.set_node_supply(sink, -supply)
    if solver.solve() != solver.OPTIMAL:
        raise RuntimeError("the flow of pairs has no answer")
    return np.asarray(solver.flows(added), dtype=np.int64)
