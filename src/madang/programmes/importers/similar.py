"""Whether two records of different sources, or a repost within one, are the same call.

Precise before complete: merging two calls hides one from everybody, a duplicate left standing is only untidy. So the
numbers in two titles (year, round) must agree, the bodies must not contradict, and the windows must not either.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from difflib import SequenceMatcher
from typing import Final

from madang.core.clean import one_line
from madang.engines.taxonomy import region_within

from .records import CallRecord

SAME: Final = 0.9
_PREFIX = re.compile(r"^\s*(?:[\[(<【「][^\])>】」]{1,30}[\])>】」]\s*)+")
_YEAR = re.compile(r"(?:19|20)\d{2}\s*(?:년도?|年度?|학년도)?|[’'`]\d{2}\s*년도?")
_NUMBERED = re.compile(
    r"제?\s*(\d{1,3})\s*(?:차|회|기|호|단계|분기|월|期|批|次|轮|nd|rd|th|st)|(?:상|하)반기", re.IGNORECASE
)
_NOISE = re.compile(
    r"모집|공고문?|안내|재공고|추가|참여|참가|신청|접수|수혜|지원\s*대상|대상|기업|선정|공모|사업|지원|알림|연장|수정|변경|통합|"
    r"公告|通知|征集|申报|关于|开展|的|call for (?:applications|proposals)|announcement|notice|recruitment",
    re.IGNORECASE,
)
_SIGNS = re.compile(r"[\W_]+")
_BODY_NOISE = re.compile(r"\(재\)|\(주\)|\(사\)|재단법인|사단법인|주식회사|[\W_]+")
_SHORTEST: Final = 4
_NEAR_DAYS: Final = timedelta(days=3)
_LARGEST_BLOCK: Final = 200


@dataclass(frozen=True)
class _Seen:
    """What is compared of a record, made once."""

    record: CallRecord
    core: str  # the title without year, prefix, numbers and the words of every notice
    plain: str  # the title without prefix and signs
    years: frozenset[str]
    rounds: frozenset[str]
    bodies: frozenset[str]


def same_call(a: CallRecord, b: CallRecord) -> bool:
    """Whether both are one call, surely enough to merge them."""
    return score(a, b) >= SAME


def score(a: CallRecord, b: CallRecord) -> float:
    """0 to 1: how alike two records are; 0 where years, rounds, regions, bodies or windows contradict each other."""
    return _score(_seen(a), _seen(b))


def duplicates(records: Iterable[CallRecord]) -> Iterator[tuple[CallRecord, CallRecord, float]]:
    """Pairs that are the same call, with their score. Only records that share a rare piece of title are compared."""
    blocks: dict[str, list[int]] = defaultdict(list)
    seen = [_seen(record) for record in records]
    for place, one in enumerate(seen):
        for piece in {one.core[:6], one.core[-6:]} - {""}:
            blocks[piece].append(place)
    pairs = {
        (first, second)
        for places in blocks.values()
        if len(places) <= _LARGEST_BLOCK
        for at, first in enumerate(places)
        for second in places[at + 1 :]
    }
    for first, second in sorted(pairs):
        likeness = _score(seen[first], seen[second])
        if likeness >= SAME:
            yield seen[first].record, seen[second].record, likeness


def _seen(record: CallRecord) -> _Seen:
    title = _PREFIX.sub("", one_line(record.title).casefold())
    numbers = _YEAR.sub(" ", title)
    bodies = {_BODY_NOISE.sub("", body.casefold()) for body in (record.institution, record.executor)}
    return _Seen(
        record=record,
        core=_SIGNS.sub("", _NOISE.sub("", _NUMBERED.sub(" ", numbers))),
        plain=_SIGNS.sub("", title),
        years=frozenset(re.sub(r"\D", "", year)[-2:] for year in _YEAR.findall(title)),
        rounds=frozenset(re.sub(r"\s|제", "", found[0]) for found in _NUMBERED.finditer(numbers)),
        bodies=frozenset(bodies - {""}),
    )


def _score(a: _Seen, b: _Seen) -> float:
    if a.record.source == b.record.source and a.record.key == b.record.key:
        return 1.0
    if _contradict(a, b) or min(len(a.core), len(b.core)) < _SHORTEST:
        return 0.0
    known = bool(a.bodies & b.bodies) + _windows_agree(a, b)
    alike = SequenceMatcher(None, a.core, b.core, autojunk=False).ratio()
    # One word apart is another call (시설자금, 운전자금), and equal words alone are not proof: a programme runs at many
    # bodies. Both stay below `SAME`, high enough to be shown to a person.
    return alike * (0.8, 0.95, 1.0)[known] * (1.0 if a.core == b.core else 0.85)


def _contradict(a: _Seen, b: _Seen) -> bool:
    if a.rounds != b.rounds or (a.years and b.years and a.years != b.years):
        return True
    if a.bodies and b.bodies and not a.bodies & b.bodies:
        return True
    regions, others = a.record.regions, b.record.regions
    apart = regions and others and not any(region_within(r, o) or region_within(o, r) for r in regions for o in others)
    return bool(apart) or _windows_differ(a.record, b.record)


def _windows_differ(a: CallRecord, b: CallRecord) -> bool:
    ends = (a.closes_at, b.closes_at), (a.opens_at, b.opens_at)
    return any(one and other and abs(one - other) > _NEAR_DAYS for one, other in ends)


def _windows_agree(a: _Seen, b: _Seen) -> bool:
    one, other = a.record, b.record
    if one.closes_at and other.closes_at:
        return abs(one.closes_at - other.closes_at) <= _NEAR_DAYS
    return bool(one.window_note) and one.window_note == other.window_note and one.closes_at == other.closes_at
