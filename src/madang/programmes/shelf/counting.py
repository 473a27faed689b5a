"""Which of the shown calls pass the filters, in which order, and how many each choice of the catalogue would show."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from madang.engines.taxonomy import REGIONS
from madang.programmes.queries.catalogue import FACETS, WHENS, Search, lineage

from .holding import STATUS, Shown, moment, places

Mask = NDArray[np.bool_]

_AS_LISTED: Final = frozenset({"stage", "language", "funding"})


@dataclass(frozen=True)
class Option:
    """One line of a facet: its code, how many calls it would show, and whether it is chosen."""

    code: str
    count: int
    chosen: bool


@dataclass(frozen=True)
class Counts:
    """`facets`: the options of each facet in the order they are shown. `times`: calls of each choice of time."""

    facets: Mapping[str, list[Option]]
    times: Mapping[str, int]


def passing(shown: Shown, search: Search, now: datetime) -> Mask:
    """bool (N,): the calls that pass the time and the facets of a search. `catalogue.within` is the same in SQL."""
    return _all([_at(shown, search.when, now), *_choices(shown, search).values()], len(shown.ids))


def in_order(shown: Shown, mask: Mask, sort: str) -> list[int]:
    """The ids of the calls in `mask`: the newest first, or what closes next; equal ones by id, newest the last first."""
    ids, rows = shown.ids[mask], shown.rows[mask]
    if sort == "newest":
        published = shown.held.published[rows]
        return [int(pk) for pk in ids[np.lexsort((-ids, -published))]]
    return [int(pk) for pk in ids[np.lexsort((ids, shown.held.closes[rows]))]]


def best_first(shown: Shown, mask: Mask, scores: Mapping[int, float]) -> list[int]:
    """The ids of the calls in `mask` by their scores, equal ones the last first."""
    return sorted(shown.ids[mask].tolist(), key=lambda pk: (-scores[pk], -pk))


def count(shown: Shown, search: Search, now: datetime) -> Counts:
    """Count what each choice would show, the other filters kept; chosen ones stay though they count 0."""
    size = len(shown.ids)
    choices = _choices(shown, search)
    times = {when: _at(shown, when, now) for when in WHENS}
    flags = shown.held.flags[shown.rows]
    chosen = times[search.when]
    facets: dict[str, list[Option]] = {}
    tallies: dict[str, NDArray[np.int64]] = {}
    for name in FACETS:
        left_out = name if name in choices else ""
        if left_out not in tallies:
            others = [mask for other, mask in choices.items() if other != left_out]
            tallies[left_out] = np.flatnonzero(_all([chosen, *others], size))
        facets[name] = _options(name, search, shown, flags, tallies[left_out])
    all_choices = _all(list(choices.values()), size)
    return Counts(facets, {when: int(np.count_nonzero(all_choices & mask)) for when, mask in times.items()})


def _all(masks: list[Mask], size: int) -> Mask:
    out = np.ones(size, dtype=np.bool_)
    for mask in masks:
        out &= mask
    return out


def _at(shown: Shown, when: str, now: datetime) -> Mask:
    """The calls of a time, as `catalogue.at` says it in SQL."""
    held, rows, present = shown.held, shown.rows, moment(now)
    published: Mask = held.status[rows] == STATUS["published"]
    started: Mask = held.opens[rows] <= present
    over: Mask = held.closes[rows] <= present
    match when:
        case "open":
            return published & started & ~over
        case "week":
            soon: Mask = held.closes[rows] <= moment(now + timedelta(days=7))
            return published & started & ~over & soon
        case "upcoming":
            return published & ~started
        case "closed":
            done: Mask = held.status[rows] == STATUS["closed"]
            return done | (published & over)
        case _:
            return np.ones(len(rows), dtype=np.bool_)


def _choices(shown: Shown, search: Search) -> dict[str, Mask]:
    """For each facet with something chosen the calls that pass it, as `catalogue.chosen_in` says it in SQL."""
    return {name: _chosen_in(shown, name, values) for name, values in search.chosen.items() if values}


def _chosen_in(shown: Shown, name: str, values: tuple[str, ...]) -> Mask:
    held = shown.held
    if name == "region":
        # A call for the whole country is open to a city in it, and one without a region rule to everyone.
        lets = [any(_is_open_to(regions, value) for value in values) for regions in held.lists]
        through: Mask = (
            np.array(lets, dtype=np.bool_)[held.regions[shown.rows]] if lets else np.zeros(0, dtype=np.bool_)
        )
        return through
    columns = [places()[name, value] for value in values]
    found: Mask = np.any(held.flags[shown.rows][:, columns], axis=1)
    return found


def _is_open_to(regions: tuple[str, ...], code: str) -> bool:
    return not regions or not _line(code).isdisjoint(regions)


@cache
def _line(code: str) -> frozenset[str]:
    return frozenset(lineage(code))


def _options(name: str, search: Search, shown: Shown, flags: Mask, rows: NDArray[np.int64]) -> list[Option]:
    chosen, codes = search.chosen.get(name, ()), FACETS[name][1]
    if name == "region":
        return _regions(shown, rows, chosen)
    columns = slice(places()[name, next(iter(codes))], places()[name, next(reversed(list(codes)))] + 1)
    counted = flags[rows, columns].sum(axis=0).tolist()
    options = [Option(code, n, code in chosen) for code, n in zip(codes, counted, strict=True) if n or code in chosen]
    return options if name in _AS_LISTED else sorted(options, key=lambda option: (-option.count, option.code))


def _regions(shown: Shown, rows: NDArray[np.int64], chosen: tuple[str, ...]) -> list[Option]:
    """Regions count as choosing them filters: what is open to the whole country, or to everyone, counts for its parts."""
    lists = shown.held.lists
    tally = np.bincount(shown.held.regions[shown.rows[rows]], minlength=len(lists)).tolist()
    groups = [(regions, tally[number]) for regions, number in lists.items() if tally[number]]
    named = {code for regions, _n in groups for code in regions if code in REGIONS} | set(chosen)
    options = [
        Option(code, sum(n for regions, n in groups if _is_open_to(regions, code)), code in chosen) for code in named
    ]
    # By how many calls name the region itself: the wide ones would otherwise all tie at the top.
    own = {code: sum(n for regions, n in groups if code in regions) for code in named}
    return sorted(options, key=lambda option: (-own[option.code], option.code))
