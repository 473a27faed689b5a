"""Whom a call reaches: how many startups of the street it takes, how many it concerns, which rule shuts out how many.

Counts are rounded to fives and small ones only called small, so that none points at someone. Names are told of
startups that agreed to it alone, of open calls alone, and not on a day on which the conditions were moved: a bound
moved to and fro under a name would tell a founder's age or a firm's revenue.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from madang.core.text import reader_language
from madang.engines.eligibility import (
    AgeWindow,
    All,
    FounderAge,
    Leaf,
    Not,
    Outcome,
    Region,
    Rule,
    decide,
    describe,
)
from madang.engines.eligibility import Any as AnyOf
from madang.engines.eligibility.steps import Stand, way
from madang.engines.retrieval.lexicon import lexicon
from madang.engines.retrieval.ranking.affinity import expand
from madang.engines.taxonomy import REGIONS
from madang.programmes.fit import counted_on, rule_of
from madang.programmes.models import Call, CallIndex
from madang.programmes.trial import rounded
from madang.startups.models import Startup

from .street_known import Street, street

# From here on a startup and a call share what one would name: see `docs/reference/suggestions.md`.
CONCERNS: Final = 0.12
NAMED: Final = 30
RESTING: Final = timedelta(days=1)
_WIDER_YEARS: Final = (3, 5, 7, 10)
_WIDER_AGES: Final = (34, 39, 49)


@dataclass(frozen=True)
class Looser:
    """One condition, what it shuts out, and what the call would gain without it or with it loosened (None: under five)."""

    words: str
    shuts_out: int | None
    without: int | None
    looser: str
    gain: int | None


@dataclass(frozen=True)
class Reach:
    """Counts over the startups in business; None stands for fewer than five."""

    asked: int | None
    takes: int | None
    undecided: int | None
    shuts_out: int | None
    concerns: int | None
    concerned_and_taken: int | None
    conditions: tuple[Looser, ...]


@dataclass(frozen=True)
class Fitting:
    """A startup that agreed to be found and meets the call. `papers`: it lacks only papers."""

    startup: Startup
    papers: bool


@dataclass(frozen=True)
class Fitters:
    """Startups that fit a call: those that may be named, and how many more there are (None: under five)."""

    named: tuple[Fitting, ...]
    more_named: int
    unnamed: int | None
    withheld: bool


def reach(call: Call, *, now: datetime) -> Reach:
    """Count whom a call reaches. One query, and those of the street every five minutes."""
    known, rule, on = street(), rule_of(call), counted_on(call, now=now)
    outcomes = [decide(rule, facts, on=on) if rule else Outcome.MET for facts in known.facts]
    concerned = _concerned(call, known)
    taken = np.asarray([one is Outcome.MET for one in outcomes], dtype=bool)
    return Reach(
        asked=rounded(len(outcomes)),
        takes=rounded(int(taken.sum())),
        undecided=rounded(outcomes.count(Outcome.UNKNOWN)),
        shuts_out=rounded(outcomes.count(Outcome.UNMET)),
        concerns=rounded(int(concerned.sum())),
        concerned_and_taken=rounded(int((concerned & taken).sum())),
        conditions=tuple(_conditions(rule, known, outcomes, on)) if rule else (),
    )


def _concerned(call: Call, known: Street) -> NDArray[np.bool_]:
    """Which startups a call concerns, by the concepts both name; by sector where the call has not been read yet."""
    index = CallIndex.objects.filter(pk=call.pk).values_list("concepts", "weights").first()
    if index is None:
        asked = set(call.sectors)
        return np.asarray([not asked or bool(asked & set(one.sectors)) for one in known.startups], dtype=bool)
    near = known.nearness.near(expand(dict(zip(*index, strict=True)), lexicon()))
    return near >= CONCERNS


def _conditions(rule: Rule, known: Street, outcomes: Sequence[Outcome], on: date) -> list[Looser]:
    """Each condition of the rule, what shuts out most first, by the counts that are shown.

    One that shuts out nobody stands there like one that shuts out a few: its absence would tell that there is someone.
    """
    lang = reader_language()
    before = outcomes.count(Outcome.MET)
    found = []
    for leaf, negated in _leaves(rule):
        shut = sum(_is_shut(leaf, negated, facts, on) for facts in known.facts)
        without = _taken(_swapped(rule, leaf, Not(All()) if negated else All()), known, on) - before
        wider = None if negated else _wider(leaf)
        gain = _taken(_swapped(rule, leaf, wider), known, on) - before if wider else 0
        words = describe(Not(leaf) if negated else leaf, lang)
        looser = describe(wider, lang) if wider else ""
        found.append(Looser(words, rounded(shut), rounded(without), looser, rounded(gain)))
    return sorted(found, key=lambda one: -(one.shuts_out or 0))


def _is_shut(leaf: Leaf, negated: bool, facts: Any, on: date) -> bool:
    return leaf.judge(facts, on).outcome is (Outcome.MET if negated else Outcome.UNMET)


def _taken(rule: Rule, known: Street, on: date) -> int:
    return sum(decide(rule, facts, on=on) is Outcome.MET for facts in known.facts)


def _leaves(rule: Rule, *, negated: bool = False) -> list[tuple[Leaf, bool]]:
    """Every condition, with whether it counts the other way round."""
    match rule:
        case All(of=of) | AnyOf(of=of):
            return [found for part in of for found in _leaves(part, negated=negated)]
        case Not(of=part):
            return _leaves(part, negated=not negated)
        case _:
            return [(rule, negated)]


def _swapped(rule: Rule, leaf: Leaf, other: Rule) -> Rule:
    """The rule with one condition, the very one, exchanged."""
    match rule:
        case All(of=of):
            return All(tuple(_swapped(part, leaf, other) for part in of))
        case AnyOf(of=of):
            return AnyOf(tuple(_swapped(part, leaf, other) for part in of))
        case Not(of=part):
            return Not(_swapped(part, leaf, other))
        case _:
            return other if rule is leaf else rule


def _wider(leaf: Leaf) -> Leaf | None:
    """The same condition one notch wider, as calls are usually widened; None where there is no usual notch."""
    match leaf:
        case AgeWindow(max_years=int() as years):
            notch = next((one for one in _WIDER_YEARS if one > years), None)
            return replace(leaf, max_years=notch) if notch else None
        case FounderAge(max_age=int() as years):
            notch = next((one for one in _WIDER_AGES if one > years), None)
            return replace(leaf, max_age=notch) if notch else None
        case Region(any_of=places):
            wide = tuple(dict.fromkeys(REGIONS[code].parent or code for code in places if code in REGIONS))
            return replace(leaf, any_of=wide) if wide and set(wide) != set(places) else None
        case _:
            return None


def fitters(call: Call, *, now: datetime) -> Fitters:
    """Startups that an open call concerns and takes. Three queries, and those of the street every five minutes."""
    known, rule, on = street(), rule_of(call), counted_on(call, now=now)
    concerned = np.flatnonzero(_concerned(call, known))
    order = {known.startups[at].pk: at for at in concerned.tolist()}
    stands = {pk: _stand(rule, known, at, on) for pk, at in order.items()}
    taken = [pk for pk, stand in stands.items() if stand in (Stand.MET, Stand.PAPERS)]
    agreed = Startup.objects.filter(pk__in=taken, shares_with_staff=True, operation=Startup.Operation.ACTIVE)
    withheld = _is_restless(call, now)
    rows = [] if withheld else list(agreed)
    rows.sort(key=lambda one: (not set(one.sectors) & set(call.sectors), one.pk))
    named = [Fitting(one, stands[one.pk] is Stand.PAPERS) for one in rows[:NAMED]]
    unnamed = len(taken) - len(rows)
    return Fitters(tuple(named), max(0, len(rows) - NAMED), rounded(unnamed), withheld)


def _stand(rule: Rule | None, known: Street, at: int, on: date) -> Stand:
    return way(rule, known.facts[at], on=on, today=on, last=None).stand if rule else Stand.MET


def _is_restless(call: Call, now: datetime) -> bool:
    """Whether the conditions were moved within a day, this way or that."""
    events = call.events.order_by("-pgh_id").values_list("rule", "pgh_created_at")  # type: ignore[attr-defined]  # pghistory
    seen: list[Any] = []
    for rule, at in events:
        if rule not in seen:
            seen.append(rule)
        # The last one before this day counts too: it is what the first move of the day moved from.
        if at < now - RESTING:
            break
    return len(seen) > 1
