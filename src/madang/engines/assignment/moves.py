"""How the worst application may be helped, at whose cost, and which way costs the whole least."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .problem import Edges, Floats, Ints, Places
from .state import State, spans

EPS = 1e-9


@dataclass(frozen=True, eq=False)
class Aim:
    """The application to help and the levels that others must keep.

    floors : by application, what its level must not fall below. target : what is enough for the one helped.
    """

    application: int
    floors: Floats
    target: float


@dataclass(frozen=True, eq=False)
class Options:
    """Moves side by side: edges given up and taken, -1 for none.

    w is the application helped: it gives up `out` for `into`. q, where one takes part, gives up `gives` for `takes`.
    low : the lower of the two levels afterwards. gain : what the total gains.
    """

    out: Edges
    into: Edges
    gives: Edges
    takes: Edges
    low: Floats
    gain: Floats

    def best(self, target: float) -> tuple[list[int], list[int]] | None:
        """(drops, adds) of the dearest move that lifts both to the target, else of the one that lifts most; None of none."""
        if not len(self.low):
            return None
        enough = self.low >= target - EPS
        if enough.any():
            at = int(np.lexsort((-self.low, -np.where(enough, self.gain, -np.inf)))[0])
        else:
            at = int(np.lexsort((-self.gain, -self.low))[0])
        drops, adds = [int(self.out[at])], [int(self.into[at])]
        if self.gives[at] >= 0:
            drops.append(int(self.gives[at]))
            adds.append(int(self.takes[at]))
        return drops, adds


def joined(parts: list[Options]) -> Options:
    return Options(
        *(
            np.concatenate([getattr(one, name) for one in parts])
            for name in ("out", "into", "gives", "takes", "low", "gain")
        )
    )


def near_moves(state: State, aim: Aim) -> Options:
    """Every move that touches at most one other application: a spare reviewer, an exchange, a chain to a spare one."""
    problem, w = state.problem, aim.application
    outs = np.array([edge for edge in state.edges(w) if not state.fixed[edge]], np.int64)
    ins = np.arange(problem.starts[w], problem.starts[w + 1])
    ins = ins[~state.chosen[ins]]
    if not len(outs) or not len(ins):
        return _none()
    out, into = np.repeat(outs, len(ins)), np.tile(ins, len(outs))
    level = _level_after(state, np.full(len(out), w), out, into)
    better = level > state.level[w] + EPS
    out, into, level = out[better], into[better], level[better]
    if not len(out):
        return _none()
    donors = _donors(state, np.unique(into), w)
    parts = [_spare(state, out, into, level)]
    if len(donors):
        paired = _paired(into, problem.reviewers[donors], problem.reviewers)
        out, into, level, gives = out[paired[0]], into[paired[0]], level[paired[0]], donors[paired[1]]
        parts.append(_exchanges(state, aim, out, into, level, gives))
        parts.append(_chains(state, aim, out, into, level, gives, donors))
    return joined(parts)


def _none() -> Options:
    edges, floats = np.zeros(0, np.int64), np.zeros(0)
    return Options(edges, edges, edges, edges, floats, floats)


def _level_after(state: State, applications: Places, drops: Edges, adds: Edges) -> Floats:
    """Their levels, had each given up one edge for another."""
    values, reviewers = state.problem.values, state.problem.reviewers
    sums = state.sums[applications] - values[drops] + values[adds]
    if not state.members.shape[1]:
        return sums
    return sums - state.penalty * state.off_after(applications, reviewers[drops], reviewers[adds])


def droppable(state: State, reviewers: Places) -> NDArray[np.bool_]:
    """Whether each may lose a review."""
    return state.loads[reviewers] > state.problem.least[reviewers]


def spare(state: State, reviewers: Places) -> NDArray[np.bool_]:
    """Whether each may get one more."""
    return state.loads[reviewers] < state.problem.most[reviewers]


def _donors(state: State, into: Edges, w: int) -> Edges:
    """Edges that others use of the reviewers wanted, and may give up."""
    wanted = state.problem.reviewers[into]
    edges = np.array([edge for reviewer in wanted.tolist() for edge in state.held[reviewer]], np.int64)
    return edges[~state.fixed[edges]] if len(edges) else edges


def _paired(into: Edges, holding: Places, reviewers: NDArray[np.int32]) -> tuple[Ints, Ints]:
    """(place in `into`, place in `holding`) of every pair of the same reviewer; `holding` lies together by reviewer."""
    order = np.argsort(holding, kind="stable")
    kept = holding[order]
    wanted = reviewers[into]
    places, which = spans(np.searchsorted(kept, wanted), np.searchsorted(kept, wanted, side="right"))
    return which, order[places]


def _spare(state: State, out: Edges, into: Edges, level: Floats) -> Options:
    """A better reviewer has room, and the one given up can be spared."""
    reviewers, values = state.problem.reviewers, state.problem.values
    may = spare(state, reviewers[into]) & droppable(state, reviewers[out])
    out, into, level = out[may], into[may], level[may]
    nobody = np.full(len(out), -1)
    return Options(out, into, nobody, nobody, level, values[into] - values[out])


def _exchanges(state: State, aim: Aim, out: Edges, into: Edges, level: Floats, gives: Edges) -> Options:
    """Another application takes the reviewer given up for the one wanted; all loads stay."""
    problem = state.problem
    takes = np.full(len(out), -1)
    starts, by_column = problem.columns
    place = np.full(problem.shape[0], -1)
    for edge in np.unique(out).tolist():
        reviewer = problem.reviewers[edge]
        column = by_column[starts[reviewer] : starts[reviewer + 1]]
        column = column[~state.chosen[column]]
        place[problem.rows[column]] = column
        mine = out == edge
        takes[mine] = place[problem.rows[gives[mine]]]
        place[problem.rows[column]] = -1
    there = takes >= 0
    return _weighed(state, aim, out[there], into[there], level[there], gives[there], takes[there])


def _chains(state: State, aim: Aim, out: Edges, into: Edges, level: Floats, gives: Edges, donors: Edges) -> Options:
    """Another application gives the reviewer wanted away for the best one who has room."""
    problem = state.problem
    can = droppable(state, problem.reviewers[out])
    out, into, level, gives = out[can], into[can], level[can], gives[can]
    if not len(out):
        return _none()
    who = np.unique(problem.rows[donors])
    edges, which = spans(problem.starts[who], problem.starts[who + 1])
    open_ = spare(state, problem.reviewers[edges]) & ~state.chosen[edges]
    edges, which = edges[open_], which[open_]
    taken = np.full(problem.shape[0], -1)
    taken[who] = _dearest(problem.values, edges, which, len(who))
    takes = taken[problem.rows[gives]]
    there = takes >= 0
    return _weighed(state, aim, out[there], into[there], level[there], gives[there], takes[there])


def _dearest(values: Floats, edges: Edges, which: Ints, size: int) -> Edges:
    """Of each stretch of edges the one of the greatest value, the first of equals; -1 of an empty one."""
    best = np.full(size, -1)
    if len(edges):
        firsts = np.flatnonzero(np.diff(which, prepend=-1))
        tops = np.repeat(np.maximum.reduceat(values[edges], firsts), np.diff(firsts, append=len(edges)))
        equal = np.flatnonzero(values[edges] == tops)[::-1]
        best[which[equal]] = edges[equal]
    return best


def _weighed(state: State, aim: Aim, out: Edges, into: Edges, level: Floats, gives: Edges, takes: Edges) -> Options:
    """Only the moves that the other application can afford."""
    values, rows = state.problem.values, state.problem.rows
    giver = rows[gives].astype(np.int64)
    after = _level_after(state, giver, gives, takes)
    can = after >= aim.floors[giver]
    gain = values[into] - values[out] - values[gives] + values[takes]
    low = np.minimum(level, after)
    return Options(out[can], into[can], gives[can], takes[can], low[can], gain[can])


def far_move(state: State, aim: Aim) -> tuple[list[int], list[int]] | None:
    """The shortest chain of any length that helps the application and that all on it can afford; None if there is none.

    Breadth first over reviewers: from the one wanted, who must be relieved of a review, over applications that can
    replace him, to one who has room, or to the one given up. Each application takes part at most once.
    """
    problem, w = state.problem, aim.application
    outs = [int(edge) for edge in state.edges(w) if not state.fixed[edge]]
    outs.sort(key=lambda edge: (problem.values[edge], edge))
    ins = np.arange(problem.starts[w], problem.starts[w + 1])
    ins = ins[~state.chosen[ins]]
    for out in outs:
        level = _level_after(state, np.full(len(ins), w), np.full(len(ins), out), ins)
        better = ins[level > state.level[w] + EPS]
        found = _search(state, aim, out, better) if len(better) else None
        if found:
            return found
    return None


def _search(state: State, aim: Aim, out: int, starts: Edges) -> tuple[list[int], list[int]] | None:
    problem = state.problem
    applications, reviewers = problem.shape
    left = int(problem.reviewers[out])
    goal = spare(state, np.arange(reviewers)) if droppable(state, np.array([left]))[0] else np.zeros(reviewers, bool)
    goal[left] = True
    came = np.full(reviewers, -1)  # the edge by which a reviewer was reached
    gave = np.full(reviewers, -1)  # the edge that its application gives up for it; -1 at the start
    came[problem.reviewers[starts]] = starts
    spent = np.zeros(applications, bool)
    spent[aim.application] = True
    frontier = np.unique(problem.reviewers[starts])
    while len(frontier):
        done = frontier[goal[frontier]]
        if len(done):
            return _traced(problem.reviewers, came, gave, int(done[np.argmax(problem.values[came[done]])]), out)
        edges, gives = _steps(state, aim, frontier, spent)
        fresh = came[problem.reviewers[edges]] < 0
        edges, gives = edges[fresh], gives[fresh]
        order = np.argsort(problem.values[edges] - problem.values[gives], kind="stable")  # the dearest written last
        edges, gives = edges[order], gives[order]
        came[problem.reviewers[edges]] = edges
        gave[problem.reviewers[edges]] = gives
        frontier = np.unique(problem.reviewers[edges])
    return None


def _steps(state: State, aim: Aim, frontier: Places, spent: NDArray[np.bool_]) -> tuple[Edges, Edges]:
    """(edges taken, edges given up for them) by which applications not yet spent can relieve the frontier."""
    problem = state.problem
    gives = np.array([edge for reviewer in frontier.tolist() for edge in state.held[reviewer]], np.int64)
    none = np.zeros(0, np.int64)
    if not len(gives):
        return none, none
    gives = gives[~state.fixed[gives] & ~spent[problem.rows[gives]]]
    _, first = np.unique(problem.rows[gives], return_index=True)
    gives = gives[first]
    givers = problem.rows[gives].astype(np.int64)
    spent[givers] = True
    edges, which = spans(problem.starts[givers], problem.starts[givers + 1])
    free = ~state.chosen[edges]
    edges, gives = edges[free], gives[which[free]]
    after = _level_after(state, problem.rows[edges].astype(np.int64), gives, edges)
    can = after >= aim.floors[problem.rows[edges]]
    return edges[can], gives[can]


def _traced(reviewers: NDArray[np.int32], came: Edges, gave: Edges, end: int, out: int) -> tuple[list[int], list[int]]:
    drops, adds, at = [], [], end
    while gave[at] >= 0:
        drops.append(int(gave[at]))
        adds.append(int(came[at]))
        at = int(reviewers[gave[at]])
    return [*drops, out], [*adds, int(came[at])]
