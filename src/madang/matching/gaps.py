"""What startups look for and no open call gives them: by what their profiles name, by sector, stage and region.

A startup is served in something when an open call names it, or something near to it, and the startup's profile does
not shut it out of that call. Counted over startups in business and public calls; rounded to fives, small counts only
called small, so that none points at someone.
"""

import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain, islice, zip_longest
from statistics import median
from typing import Final

from madang.core.moments import day_of
from madang.core.text import reader_language
from madang.engines.eligibility import Outcome, Rule, decide
from madang.engines.retrieval.lexicon import lexicon
from madang.engines.retrieval.ranking.affinity import LEAST, expand, worth
from madang.engines.taxonomy import REGIONS, SECTORS, STAGES, Terms
from madang.institutions.models import Institution
from madang.people.capacity import AsVisitor
from madang.programmes.fit import counted_on, rule_of
from madang.programmes.models import Call
from madang.programmes.trial import rounded

from .profile import stage_of
from .queries import concepts as calls_of
from .street_known import Street, street

# What is worth offering a programme for; words of places, bodies and papers are not.
KINDS: Final = frozenset(
    {"sector", "technology", "equipment", "market", "certification", "need", "support", "space", "money"}
)
LEAST_WORTH: Final = 0.35
LEAST_TOLD: Final = 0.15
# How much a call must say of a concept to be one for it, in parts of its worth: in passing in the full text is 0.3.
CALL_SAYS: Final = 0.5
SHOWN: Final = 25
# So many calls are asked about one startup and one concept before it counts as not served.
TRIED: Final = 60
KEPT_SECONDS: Final = 3600.0


@dataclass(frozen=True)
class Gap:
    """A need: how many startups look for it, how many open calls give it, how many startups none of them takes."""

    code: str
    startups: int
    calls: int
    without: int


@dataclass(frozen=True)
class Part:
    """A sector, stage or region: its startups, the open calls for it, and how many calls take half of them at most.

    `is_called`: an open call names it. Only then is it told of although fewer than five startups are in it, or none.
    """

    code: str
    startups: int
    calls: int
    typical: int
    is_called: bool


@dataclass(frozen=True)
class Counted:
    """Everything counted, exact; only `Line` leaves the server."""

    concepts: tuple[Gap, ...]
    sectors: tuple[Part, ...]
    stages: tuple[Part, ...]
    regions: tuple[Part, ...]


@dataclass(frozen=True)
class Line:
    """A need or a part of the street as it may be shown: None stands for fewer than five startups; calls are public."""

    words: str
    startups: int | None
    calls: int
    without: int | None = None
    typical: int | None = None


@dataclass(frozen=True)
class Gaps:
    """A page of gaps, the widest first. `most`: a typical number of calls that is this or more is not counted on."""

    needs: tuple[Line, ...]
    sectors: tuple[Line, ...]
    stages: tuple[Line, ...]
    regions: tuple[Line, ...]
    most: int


@dataclass
class _Open:
    """An open call as it is asked about."""

    rule: Rule | None
    on: object
    sectors: frozenset[str]
    stages: frozenset[str]
    regions: frozenset[str]
    says: dict[str, float] = field(default_factory=dict)


def gaps(*, now: datetime, house: Institution | None = None) -> Gaps:
    """The gaps of the street, or of an institution's own field (startups that share a sector with it). Kept for an hour."""
    counted = kept(now=now, sectors=tuple(sorted(house.sectors)) if house else ())
    lang = reader_language()
    held = lexicon()
    return Gaps(
        needs=_lines(counted.concepts, lambda code: held[code].name(lang) if code in held else code),  # type: ignore[arg-type]
        sectors=_parts(counted.sectors, SECTORS, lang, own=frozenset(house.sectors) if house else frozenset()),
        stages=_parts(counted.stages, STAGES, lang),
        regions=_parts(counted.regions, REGIONS, lang),
        most=TRIED,
    )


_lock = threading.Lock()
_counts: dict[tuple[str, ...], tuple[float, Counted]] = {}


def kept(*, now: datetime, sectors: tuple[str, ...] = ()) -> Counted:
    """The count of the last hour, or a new one. Kept in the process: a few kilobytes for each field that desks ask about."""
    with _lock:
        held = _counts.get(sectors)
    if held is None or time.monotonic() - held[0] > KEPT_SECONDS:
        held = (time.monotonic(), count(now=now, sectors=sectors))
        with _lock:
            _counts[sectors] = held
    return held[1]


def forget() -> None:
    """Count afresh next time. For tests."""
    with _lock:
        _counts.clear()


def _lines(found: Sequence[Gap], words: Callable[[str], str]) -> tuple[Line, ...]:
    """Rounded, in an order that small counts do not betray: who go without, then the fewest calls for a startup, as shown."""
    told = [(one, startups) for one in found if (startups := rounded(one.startups)) is not None]
    lines = [Line(words(one.code), startups, one.calls, without=rounded(one.without)) for one, startups in told]
    return tuple(sorted(lines, key=lambda one: (-(one.without or 0), one.calls / (one.startups or 1), one.words)))[
        :SHOWN
    ]


def _parts(found: Sequence[Part], terms: Terms, lang: str, *, own: frozenset[str] = frozenset()) -> tuple[Line, ...]:
    """Those of whom few calls take half first; a part with fewer than five startups, or none, tells nothing more."""
    told = [(one, rounded(one.startups)) for one in found if one.code in terms]
    told = [
        (one, startups)
        for one, startups in told
        if startups is not None or (one.is_called and (not own or one.code in own))
    ]
    lines = [
        Line(terms[one.code].said(lang), startups, one.calls, typical=None if startups is None else one.typical)
        for one, startups in told
    ]
    lines.sort(key=lambda one: (one.typical is None, one.typical or 0, -(one.startups or 0), one.words))
    return tuple(lines)[:SHOWN]


def count(*, now: datetime, sectors: Iterable[str] = ()) -> Counted:
    """Count the gaps, exact. Two queries and those of the street; about a second for 400 startups and 2,000 calls."""
    known = street()
    wanted = set(sectors)
    chosen = [at for at, one in enumerate(known.startups) if not wanted or wanted & _lineage(one.sectors)]
    open_calls = _open_calls(now)
    takes = _Takes(known, open_calls)
    by_concept: dict[str, list[int]] = defaultdict(list)
    for at in chosen:
        for concept in _needs(known.names[at]):
            by_concept[concept].append(at)
    givers = _givers(open_calls, by_concept)
    lines = [
        Gap(need, len(looking), len(givers[need]), sum(not takes.any(at, givers[need]) for at in looking))
        for need, looking in by_concept.items()
    ]
    within = {at: takes.count(at, [givers[need] for need in _needs(known.names[at])]) for at in chosen}
    regions = lambda at: _top(known.startups[at].region)  # noqa: E731
    return Counted(
        concepts=tuple(lines),
        sectors=_grouped(within, open_calls, lambda at: known.startups[at].sectors, lambda one: one.sectors),
        stages=_grouped(within, open_calls, _stage_of(known, now), lambda one: one.stages),
        regions=_grouped(within, open_calls, regions, lambda one: one.regions),
    )


def _lineage(codes: Iterable[str]) -> set[str]:
    return {code for one in codes for code in (one, SECTORS[one].parent if one in SECTORS else "") if code}


def _needs(names: Mapping[str, float]) -> list[str]:
    """What a profile names that a programme could be offered for."""
    held = lexicon()
    return [
        concept
        for concept, weight in names.items()
        if weight >= LEAST_TOLD
        and concept in held
        and held[concept].kind in KINDS
        and worth(held, concept) >= LEAST_WORTH
    ]


def _open_calls(now: datetime) -> list[_Open]:
    rows = Call.objects.visible_to(AsVisitor()).open_at(now).order_by("pk")
    found = {}
    for call in rows.only("pk", "rule", "reference_on", "opens_at", "zone", "sectors", "stages", "regions"):
        found[call.pk] = _Open(
            rule_of(call),
            counted_on(call, now=now),
            frozenset(call.sectors),
            frozenset(call.stages),
            frozenset(call.regions),
        )
    for pk, names in calls_of.rows(found):
        found[pk].says = names
    return list(found.values())


def _givers(open_calls: Sequence[_Open], needs: Iterable[str]) -> dict[str, list[int]]:
    """For each need the open calls that give it or something near to it, those that say most of it first."""
    held = lexicon()
    scores: dict[str, dict[int, float]] = {need: {} for need in needs}
    near = {
        need: {one: tie.weight for one, tie in expand({need: 1.0}, held).items() if tie.weight >= LEAST}
        for need in needs
    }
    wanted: dict[str, list[tuple[str, float]]] = defaultdict(list)
    for need, ties in near.items():
        for concept, weight in ties.items():
            wanted[concept].append((need, weight))
    for at, call in enumerate(open_calls):
        for concept, says in call.says.items():
            for need, weight in wanted.get(concept, ()):
                if says * weight >= CALL_SAYS * worth(held, need):
                    scores[need][at] = max(says * weight, scores[need].get(at, 0.0))
    return {need: sorted(found, key=lambda at: (-found[at], at)) for need, found in scores.items()}


class _Takes:
    """Whether a call takes a startup, each pair asked once."""

    def __init__(self, known: Street, open_calls: Sequence[_Open]) -> None:
        self._known, self._calls = known, open_calls
        self._asked: dict[tuple[int, int], bool] = {}

    def any(self, startup: int, calls: Sequence[int]) -> bool:
        return any(self._one(startup, call) for call in calls[:TRIED])

    def count(self, startup: int, lists: Sequence[Sequence[int]]) -> int:
        """How many of the calls that give most of what it looks for take the startup, of `TRIED` at most."""
        turns = chain.from_iterable(zip_longest(*(calls[:TRIED] for calls in lists)))
        near = islice(dict.fromkeys(call for call in turns if call is not None), TRIED)
        return sum(self._one(startup, call) for call in near)

    def _one(self, startup: int, call: int) -> bool:
        key = (startup, call)
        if key not in self._asked:
            one = self._calls[call]
            facts = self._known.facts[startup]
            self._asked[key] = one.rule is None or decide(one.rule, facts, on=one.on) is not Outcome.UNMET  # type: ignore[arg-type]
        return self._asked[key]


def _stage_of(known: Street, now: datetime) -> Callable[[int], list[str]]:
    today = day_of(now)
    return lambda at: [stage] if (stage := stage_of(known.startups[at], on=today)) else []


def _top(region: str) -> list[str]:
    """A province or a Chinese city of the first rank: what a desk can plan for, and wide enough to hide in."""
    while region in REGIONS and REGIONS[region].parent not in ("", "KR", "CN"):
        region = REGIONS[region].parent
    return [region] if region in REGIONS else []


def _grouped(
    within: Mapping[int, int],
    open_calls: Sequence[_Open],
    of_startup: Callable[[int], Iterable[str]],
    of_call: Callable[[_Open], frozenset[str]],
) -> tuple[Part, ...]:
    """For each group its startups, the open calls for it (one that names none is for all), the median within reach."""
    members: dict[str, list[int]] = defaultdict(list)
    for at, calls in within.items():
        for code in of_startup(at):
            members[code].append(calls)
    named = Counter(code for one in open_calls for code in of_call(one))
    for_all = sum(not of_call(one) for one in open_calls)
    codes = dict.fromkeys((*named, *members))
    return tuple(
        Part(code, len(members[code]), named[code] + for_all, int(median(members[code] or (0,))), code in named)
        for code in codes
    )
