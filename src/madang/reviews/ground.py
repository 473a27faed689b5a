"""What a plan of a stage stands on, read once: its cases, those who may judge, who is kept from which and why, and how much
each can take. A constant number of queries, whatever the size."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q, QuerySet

from .conflicts import detect
from .models import Assignment, Case, Conflict, Panel, PanelMember, Selection, Stage

ACTIVE: Final = ("given", "done")
_UNJUDGED: Final = (Stage.Kind.ELIGIBILITY, Stage.Kind.NOTICE)


@dataclass(frozen=True)
class Bar:
    """Why a reviewer does not get a case. `why`: "conflict", "language", "recused" or "taken"; `detail`: the rule or the words."""

    why: str
    detail: str = ""


@dataclass(frozen=True)
class Room:
    """How much one reviewer can take in this stage. `most` counts what is done here too; `elsewhere`: open in other stages."""

    least: int
    most: int
    here: int
    elsewhere: int
    days_away: int = 0
    days: int = 0

    @property
    def left(self) -> int:
        return max(0, self.most - self.here)


@dataclass
class Ground:
    """One stage. `bars`: (case id, reviewer id) -> the first reason; `active`: the assignments that stand."""

    stage: Stage
    cases: list[Case]
    members: list[PanelMember]
    bars: dict[tuple[int, int], Bar]
    rooms: dict[int, Room]
    active: list[Assignment]
    by_case: dict[int, list[Assignment]] = field(default_factory=dict)

    def pairs(self) -> set[tuple[int, int]]:
        return {(one.case_id, one.reviewer_id) for one in self.active}

    @property
    def digest(self) -> str:
        """Of the assignments that stand: whether a plan still starts from where it was computed."""
        return digest_of(self.pairs())


def digest_of(pairs: Collection[tuple[int, int]]) -> str:
    return hashlib.sha256(repr(sorted(pairs)).encode()).hexdigest()[:32]


def judged_stages(selection: Selection) -> list[Stage]:
    """The stages that reviewers take part in, in order. One query."""
    return list(selection.stages.exclude(kind__in=_UNJUDGED).order_by("position"))


def field_of_stage(stage: Stage) -> QuerySet[Case]:
    """The cases that are judged in a stage: in the field, and come as far as this.

    Into the first judged stage come those confirmed as eligible, where eligibility is checked at all.
    """
    selection = stage.selection
    cases = Case.objects.filter(selection=selection, state=Case.State.IN_FIELD).exclude(application__state="withdrawn")
    before = selection.stages.filter(position__lt=stage.position)
    if before.exclude(kind__in=_UNJUDGED).exists():
        return cases.filter(stage__position__gte=stage.position)
    if before.filter(kind=Stage.Kind.ELIGIBILITY).exists():
        confirmed = Case.objects.filter(selection=selection, checks__confirmed_at__isnull=False).values("pk")
        return cases.filter(pk__in=confirmed)
    return cases


def read_ground(
    stage: Stage, *, now: datetime, any_language: bool = False, min_load: int | None = None, max_load: int | None = None
) -> Ground:
    """Everything of one stage, its selection and call in hand. Loads fall back on the stage's."""
    selection = stage.selection
    cases = list(field_of_stage(stage).select_related("application__startup").order_by("public_id"))
    members = list(
        PanelMember.objects.filter(selection=selection, state=PanelMember.State.ACCEPTED)
        .select_related("reviewer__person")
        .order_by("public_id")
    )
    all_here = list(Assignment.objects.filter(stage=stage).select_related("reviewer").order_by("pk"))
    active = [one for one in all_here if one.state in ACTIVE]
    ground = Ground(
        stage,
        cases,
        members,
        _bars(stage, cases, members, all_here, on=day_of(stage, now), any_language=any_language),
        rooms(
            stage,
            members,
            active,
            now=now,
            least=stage.min_load if min_load is None else min_load,
            most=stage.max_load if max_load is None else max_load,
        ),
        active,
    )
    by_case: dict[int, list[Assignment]] = defaultdict(list)
    for one in active:
        by_case[one.case_id].append(one)
    ground.by_case = dict(by_case)
    return ground


def day_of(stage: Stage, now: datetime) -> date:
    return now.astimezone(ZoneInfo(stage.selection.call.zone)).date()


def _bars(
    stage: Stage,
    cases: list[Case],
    members: list[PanelMember],
    all_here: Iterable[Assignment],
    *,
    on: date,
    any_language: bool,
) -> dict[tuple[int, int], Bar]:
    """First what cannot be helped (conflicts), then what people did, then languages."""
    bars: dict[tuple[int, int], Bar] = {}
    for key, reviewer, rule in conflicts(stage.selection, cases, members, on=on):
        bars.setdefault((key, reviewer), Bar("conflict", rule))
    for one in all_here:
        if one.state == Assignment.State.RECUSED:
            bars.setdefault((one.case_id, one.reviewer_id), Bar("recused", one.reason))
        elif one.state == Assignment.State.REMOVED and one.reason:
            bars.setdefault((one.case_id, one.reviewer_id), Bar("taken", one.reason))
    # Who was taken off by hand and given the case again by hand stands: the later word counts.
    standing = {(one.case_id, one.reviewer_id) for one in all_here if one.state in ACTIVE}
    for pair in standing:
        if bars.get(pair, Bar("")).why in ("recused", "taken"):
            del bars[pair]
    if not any_language:
        for case in cases:
            language = case.application.language
            for member in members:
                if language not in member.reviewer.languages and (case.pk, member.reviewer_id) not in standing:
                    bars.setdefault((case.pk, member.reviewer_id), Bar("language", language))
    return bars


def conflicts(
    selection: Selection, cases: list[Case], members: list[PanelMember], *, on: date
) -> list[tuple[int, int, str]]:
    """(case, reviewer, rule): what stands in the records, and what the rules find now, less what people set aside."""
    reviewers = [member.reviewer for member in members]
    kept = Conflict.objects.filter(case__in=cases, reviewer__in=reviewers).values_list(
        "case_id", "reviewer_id", "rule", "state"
    )
    standing, waived = set(), set()
    for case, reviewer, rule, state in kept:
        if state == Conflict.State.STANDING:
            standing.add((case, reviewer, rule))
        elif state == Conflict.State.WAIVED:
            waived.add((case, reviewer, rule))
    house = selection.call.institution_id
    seen = detect(selection.conflict_rules, cases, reviewers, on=on, house=house)
    found = {(one.case, one.reviewer, one.rule) for one in seen}
    return sorted(standing | (found - waived))


def rooms(
    stage: Stage,
    members: Iterable[PanelMember],
    active: Iterable[Assignment],
    *,
    now: datetime,
    least: int,
    most: int,
) -> dict[int, Room]:
    """Reviewer id -> room. What is open elsewhere counts against the whole the person said they can take at one time;
    days away shorten the own share, and one who is away all the time takes nothing. One query."""
    people = list(members)
    here = Counter(one.reviewer_id for one in active)
    done = Counter(one.reviewer_id for one in active if one.state == Assignment.State.DONE)
    elsewhere = open_elsewhere(stage, [one.reviewer_id for one in people])
    return {
        member.reviewer_id: _room(
            stage,
            member,
            here[member.reviewer_id],
            done[member.reviewer_id],
            elsewhere.get(member.reviewer_id, 0),
            on=day_of(stage, now),
            least=least,
            most=most,
        )
        for member in people
    }


def open_elsewhere(stage: Stage, reviewers: Collection[int]) -> Counter[int]:
    """How many reviews each has open in stages other than this one, whoever runs them. What panels hear is not counted."""
    rows = (
        Assignment.objects.filter(reviewer__in=reviewers, state=Assignment.State.GIVEN)
        .exclude(Exists(Panel.objects.filter(stage=OuterRef("stage"))))
        .exclude(stage=stage)
        .exclude(Q(stage__state__in=["closed", "decided"]) | Q(case__state__in=["withdrawn", "ineligible"]))
        .values_list("reviewer_id", flat=True)
    )
    return Counter(rows)


def _room(
    stage: Stage, member: PanelMember, here: int, done: int, elsewhere: int, *, on: date, least: int, most: int
) -> Room:
    reviewer = member.reviewer
    upper = most if member.max_load is None else member.max_load
    lower = least if member.min_load is None else member.min_load
    away, days = days_away(member, stage, on=on)
    if away:
        upper = 0 if away >= days else max(1, upper * (days - away) // days)
    upper = min(upper, max(0, reviewer.capacity - elsewhere) + done)
    if not reviewer.is_active:
        upper = 0
    return Room(min(lower, upper), upper, here, elsewhere, away, days)


def days_away(member: PanelMember, stage: Stage, *, on: date) -> tuple[int, int]:
    """(days away, days there are) from today, or the opening, to the day reviews are due."""
    reviewer = member.reviewer
    zone = ZoneInfo(stage.selection.call.zone)
    first = max(on, stage.opens_at.astimezone(zone).date()) if stage.opens_at else on
    last = max(first, stage.due_at.astimezone(zone).date()) if stage.due_at else first
    days = (last - first).days + 1
    if reviewer.away_from is None and reviewer.away_until is None:
        return 0, days
    begins = max(first, reviewer.away_from or first)
    ends = min(last, reviewer.away_until or last)
    return max(0, (ends - begins + timedelta(days=1)).days), days


def suggested(ground: Ground, case: Case, near: Iterable[Any], *, count: int = 3) -> list[Any]:
    """The best of `near` (rows that begin with a reviewer's id, best first) who may take the case and have room."""
    there = {one.reviewer_id for one in ground.by_case.get(case.pk, [])}
    known = {member.reviewer_id for member in ground.members}
    found = []
    for row in near:
        reviewer = row[0]
        if reviewer in there or reviewer not in known or (case.pk, reviewer) in ground.bars:
            continue
        if ground.rooms[reviewer].left > 0:
            found.append(row)
        if len(found) == count:
            break
    return found
