"""What a startup could win, told before it asks: calls it can win now, calls one fact away, calls to watch.

Relevance first, in one statement over every call; then the rules, asked of the nearest few hundred alone; then words for
the few that are shown. Seven queries in all for a page, whatever the number of calls.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

import orjson

from madang.core.capacity import Capacity
from madang.core.moments import day_of
from madang.engines.eligibility import All, Facts, Rule, loads
from madang.engines.eligibility.steps import EFFORT, Stand, Step, StepKind, Way, way
from madang.engines.retrieval.lexicon import lexicon
from madang.engines.retrieval.ranking.affinity import Heard, Tie, expand
from madang.engines.retrieval.ranking.variety import varied
from madang.engines.taxonomy import SECTORS
from madang.startups.models import Startup
from madang.startups.rules import facts_of
from madang.startups.whole import whole

from .models import Dismissal
from .profile import profile, stage_of
from .queries.relevance import Near, near
from .taste import Taste, taste

# A call of another sector is told only when what both name makes up so much of them.
CLEARLY: Final = 0.15
_READY: Final = Way(Stand.MET)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A call near the startup, and how the startup stands to it."""

    near: Near
    way: Way

    @property
    def call(self) -> int:
        return self.near.call


@dataclass(frozen=True)
class Away:
    """Calls that one and the same step would open; `by` is the last day on which it opens all of them, if one counts."""

    step: Step
    by: date | None
    calls: tuple[Candidate, ...]


@dataclass(frozen=True)
class Weighed:
    """Everything to suggest, best first, without words yet. `left_out`: how many calls dismissals keep away."""

    startup: Startup
    facts: Facts
    stage: str
    heard: Heard
    ties: dict[str, Tie]
    win: tuple[Candidate, ...]
    away: tuple[Away, ...]
    watch: tuple[Candidate, ...]
    dismissed: int
    left_out: int


def weigh(startup: Startup, by: Capacity, *, now: datetime) -> Weighed:
    """Weigh every call for a startup. Three queries: its profile, its dismissals, the calls near it."""
    whole(startup)
    facts, heard = facts_of(startup), profile(startup)
    dismissed = list(Dismissal.objects.visible_to(by).select_related("call").only(*_READ))
    liking = taste(dismissed)
    ties = expand(liking.lower(heard.weights), lexicon())
    today = day_of(now, "Asia/Seoul")
    stage = stage_of(startup, on=today)
    sectors = _wide(startup.sectors)
    found = [one for one in near(by, ties, sectors=sectors, stage=stage, now=now) if _is_worth_telling(one, sectors)]
    kept = [one for one in found if not _is_left_out(one, liking)]
    stood = [Candidate(one, stand(one, facts, now=now)) for one in kept]
    away = _away(stood)
    told = {one.call for group in away for one in group.calls}
    return Weighed(
        startup=startup,
        facts=facts,
        stage=stage,
        heard=heard,
        ties=ties,
        win=tuple(varied([one for one in stood if _is_won(one)], _house)),
        away=tuple(away),
        watch=tuple(varied([one for one in _watched(stood) if one.call not in told], _house)),
        dismissed=len(dismissed),
        left_out=sum(one.call not in liking.calls and _is_left_out(one, liking) for one in found),
    )


_READ: Final = (
    "startup_id", "reason", "concepts", "call_id", "call__programme_id", "call__stages", "call__money_max", "call__currency",
)  # fmt: skip


def _wide(sectors: Iterable[str]) -> list[str]:
    """Sectors with what they lie in: a service robot's maker is in robotics."""
    wide: dict[str, None] = {}
    for code in sectors:
        while code and code in SECTORS:
            wide[code] = None
            code = SECTORS[code].parent
    return list(wide)


def _is_worth_telling(one: Near, sectors: Sequence[str]) -> bool:
    """Of the startup's sectors, open to every field, or clearly about the same: not by one word in passing."""
    own = not one.sectors or any(code in sectors for code in one.sectors)
    return own or sum(share for _concept, share in one.parts) >= CLEARLY


def _is_left_out(one: Near, liking: Taste) -> bool:
    return one.call in liking.calls or liking.leaves_out(
        programme=one.programme, stages=one.stages, money=one.money, currency=one.currency
    )


@lru_cache(maxsize=20_000)
def rule_of(text: str) -> Rule | None:
    """A rule from the text of its JSON, None where it asks nothing. Parsed once for each wording."""
    rule = loads(orjson.loads(text))
    return None if isinstance(rule, All) and not rule.of else rule


def stand(one: Near, facts: Facts, *, now: datetime) -> Way:
    """How the startup stands to a call, with the one step there may be. A call without a rule takes everyone."""
    rule = rule_of(one.rule) if one.rule else None
    if rule is None:
        return _READY
    zone = ZoneInfo(one.zone)
    today = now.astimezone(zone).date()
    return way(
        rule,
        facts,
        on=one.reference_on or (one.opens_at or now).astimezone(zone).date(),
        today=today,
        last=one.closes_at.astimezone(zone).date() if one.closes_at else None,
        moves=one.reference_on is None and one.opens_at is None,
    )


def _house(one: Candidate) -> int:
    return one.near.house


def _is_won(one: Candidate) -> bool:
    return one.near.when == "open" and one.way.stand in (Stand.MET, Stand.PAPERS)


def _away(stood: Sequence[Candidate]) -> list[Away]:
    """Calls by the step that opens them: what is told in a minute first, then by how many and how near the calls are."""
    groups: dict[tuple[StepKind, tuple[str, ...]], list[Candidate]] = {}
    for one in stood:
        if one.way.step and one.near.when != "past":
            groups.setdefault((one.way.step.kind, one.way.step.what), []).append(one)
    found = [_group(calls) for calls in groups.values()]
    return sorted(
        found, key=lambda group: (EFFORT[group.step.kind] > 1, -sum(one.near.nearness for one in group.calls))
    )


def _group(calls: list[Candidate]) -> Away:
    steps = [one.way.step for one in calls if one.way.step]
    parts = tuple(dict.fromkeys(part for step in steps for part in step.parts))
    first = steps[0]
    step = Step(first.kind, first.what, first.by, parts)
    return Away(step, min((step.by for step in steps if step.by), default=None), tuple(varied(calls, _house)))


def _watched(stood: Sequence[Candidate]) -> list[Candidate]:
    """What opens later and would take the startup, and what has closed but opened in more years than one.

    Of a programme that is open or coming again, what closed is not told.
    """
    running = {one.near.programme for one in stood if one.near.when != "past"}
    seen: set[int] = set()
    found = []
    for one in stood:
        fits = one.way.stand in (Stand.MET, Stand.PAPERS, Stand.STEP)
        if one.near.when == "open" or not fits or (one.near.when == "past" and one.near.programme in running):
            continue
        if one.near.when == "past" and one.near.programme in seen:
            continue
        seen.add(one.near.programme)
        found.append(one)
    return found
