"""The presentations of a stage as the engine of timetables reads them, and what of a timetable by hand clashes."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np

from madang.engines.assignment.timetabling import NOWHERE, Grid, Meeting, Place, Timetable
from madang.engines.assignment.timetabling import timetable as arranged
from madang.startups.models import Membership

from .ground import conflicts, day_of, field_of_stage
from .models import Assignment, Case, Panel, PanelMember, Slot, Stage

# A room that people walk to is one place; a link opens as often as one likes.
_LINK: Final = ("http://", "https://")
Busy = dict[int, list[tuple[datetime, datetime]]]


@dataclass
class Hall:
    """Everything that presentations of one stage depend on. `barred`: panels by id that may not hear a case."""

    stage: Stage
    cases: list[Case]
    panels: list[Panel]
    slots: list[Slot]
    barred: dict[int, set[int]]
    teams: dict[int, set[int]]
    sitting: dict[int, list[PanelMember]]
    busy: Busy
    times: list[tuple[datetime, datetime]] = field(default_factory=list)

    @property
    def digest(self) -> str:
        """Of slots, panels and the cases in the field: whether an arrangement still fits what it was made from."""
        members = sorted((panel.pk, one.pk) for panel in self.panels for one in self.sitting[panel.pk])
        slots = [(slot.pk, slot.panel_id, slot.case_id, slot.is_locked) for slot in self.slots]
        return repr((sorted(slots, key=lambda one: one[0]), members, sorted(case.pk for case in self.cases)))


def read_hall(stage: Stage, *, now: datetime) -> Hall:
    """The stage with its selection and call in hand. A constant number of queries."""
    cases = list(field_of_stage(stage).select_related("application__startup").order_by("public_id"))
    panels = list(stage.panels.prefetch_related("members__reviewer__person").order_by("name", "pk"))
    slots = list(
        Slot.objects.filter(panel__stage=stage)
        .select_related("case__application__startup", "panel")
        .order_by("starts_at", "panel")
    )
    sitting = {panel.pk: sorted(panel.members.all(), key=lambda one: str(one.reviewer)) for panel in panels}
    members = list({one.pk: one for some in sitting.values() for one in some}.values())
    apart = {
        (case, reviewer) for case, reviewer, _rule in conflicts(stage.selection, cases, members, on=day_of(stage, now))
    }
    apart |= set(
        Assignment.objects.filter(stage=stage, state=Assignment.State.RECUSED).values_list("case_id", "reviewer_id")
    )
    barred = {
        case.pk: {panel.pk for panel in panels if any((case.pk, one.reviewer_id) in apart for one in sitting[panel.pk])}
        for case in cases
    }
    teams = _teams(cases)
    people = {one.reviewer.person_id for one in members} | {person for team in teams.values() for person in team}
    hall = Hall(stage, cases, panels, slots, barred, teams, sitting, _busy(stage, people, slots))
    hall.times = sorted({(slot.starts_at, slot.ends_at) for slot in slots})
    return hall


def _teams(cases: Iterable[Case]) -> dict[int, set[int]]:
    """Startup -> persons of its team."""
    teams: dict[int, set[int]] = defaultdict(set)
    startups = {case.application.startup_id for case in cases}
    for startup, person in Membership.objects.filter(startup__in=startups).values_list("startup_id", "person_id"):
        teams[startup].add(person)
    return teams


def _busy(stage: Stage, people: Collection[int], slots: Sequence[Slot]) -> Busy:
    """Person -> when they sit or present in other stages and calls, around the time of these slots. Two queries."""
    busy: Busy = defaultdict(list)
    if not slots:
        return busy
    first, last = slots[0].starts_at, max(slot.ends_at for slot in slots)
    others = (
        Slot.objects.filter(case__isnull=False, starts_at__lt=last, ends_at__gt=first)
        .exclude(panel__stage=stage)
        .exclude(case__state__in=["withdrawn", "out", "ineligible"])
    )
    sits = others.filter(panel__members__reviewer__person__in=people).values_list(
        "panel__members__reviewer__person", "starts_at", "ends_at"
    )
    presents = others.filter(case__application__startup__memberships__person__in=people).values_list(
        "case__application__startup__memberships__person", "starts_at", "ends_at"
    )
    for person, begins, ends in [*sits, *presents]:
        busy[person].append((begins, ends))
    return busy


def is_away(member: PanelMember, moment: datetime, zone: str) -> bool:
    """Whether a reviewer said to be away on this day."""
    day = moment.astimezone(ZoneInfo(zone)).date()
    reviewer = member.reviewer
    if reviewer.away_from is None and reviewer.away_until is None:
        return False
    return (reviewer.away_from or day) <= day <= (reviewer.away_until or day)


def _overlaps(busy: Iterable[tuple[datetime, datetime]], begins: datetime, ends: datetime) -> bool:
    return any(start < ends and end > begins for start, end in busy)


@dataclass(frozen=True)
class Lack:
    """A case that found no place. `kind`: panel, person, startup, barred, or nothing at all is free ("slots")."""

    case: Case
    kind: str
    name: str = ""
    never: bool = False


@dataclass(frozen=True)
class Arranged:
    """What the engine made of a hall. `places`: (slot, case) for every case that has one."""

    places: list[tuple[Slot, Case]]
    lacks: list[Lack]
    moved: int


def arrange(hall: Hall, *, afresh: bool, now: datetime, seed: int = 0) -> Arranged:
    """Give every case a slot before a panel that may hear it. What stands moves as little as possible, unless afresh;
    locked slots and those that have begun stay. Loads the solver: for the worker."""
    lacks: list[Lack] = []
    heard = [case for case in hall.cases if len(hall.barred[case.pk]) < len(hall.panels)]
    lacks += [Lack(case, "barred") for case in hall.cases if case not in heard]
    if not heard or not hall.slots:
        return Arranged([], lacks + [Lack(case, "slots", never=True) for case in heard], 0)
    asked = _Question(hall, heard, now)
    previous = None if afresh else asked.previous()
    result = None
    if previous is None:
        # First as if each panel had just its share of the times: so that none sits all day while another is done early.
        tight = arranged(asked.meetings, asked.shared_out(), seed=seed)
        result = None if tight.unplaced else tight
    result = result or arranged(asked.meetings, asked.grid, previous=previous, seed=seed)
    places = []
    for case, start, panel in zip(heard, result.start.tolist(), result.panel.tolist(), strict=True):
        if start != NOWHERE:
            places.append((asked.slot_at[panel, start], case))
    lacks += [asked.lack(result, short.meeting) for short in result.unplaced]
    before = {slot.case_id: slot.pk for slot in hall.slots if slot.case_id}
    moved = sum(1 for slot, case in places if case.pk in before and before[case.pk] != slot.pk)
    return Arranged(places, lacks, moved)


class _Question:
    """A hall in the engine's numbers: slots are the distinct times, people those who must be there (also a shared room)."""

    def __init__(self, hall: Hall, heard: list[Case], now: datetime) -> None:
        self.hall, self.heard = hall, heard
        self.at = {times: index for index, times in enumerate(hall.times)}
        self.row = {panel.pk: index for index, panel in enumerate(hall.panels)}
        self.slot_at = {(self.row[slot.panel_id], self.at[slot.starts_at, slot.ends_at]): slot for slot in hall.slots}
        self.fixed = {
            slot.case_id: slot for slot in hall.slots if slot.case_id and (slot.is_locked or slot.starts_at <= now)
        }
        self.people: list[int] = []
        self.rooms: list[str] = []
        self._gather()
        self.startups = sorted({case.application.startup_id for case in heard})
        self.meetings = [self._meeting(case) for case in heard]
        self.grid = self._grid()

    def _gather(self) -> None:
        """People on several sides, and rooms that several panels share: what could be in two places at once."""
        members = {one.reviewer.person_id for some in self.hall.sitting.values() for one in some}
        seen: dict[int, int] = defaultdict(int)
        for case in self.heard:
            for person in self.hall.teams[case.application.startup_id]:
                seen[person] += 1
        shared = {
            person for person, count in seen.items() if count > 1 or person in self.hall.busy or person in members
        }
        self.people = sorted(members | shared)
        rooms = [panel.room.strip().casefold() for panel in self.hall.panels if _is_place(panel.room)]
        self.rooms = sorted({room for room in rooms if rooms.count(room) > 1})
        self.number = {person: index for index, person in enumerate(self.people)}

    def _meeting(self, case: Case) -> Meeting:
        hall, startup = self.hall, case.application.startup_id
        may = tuple(self.row[panel.pk] for panel in hall.panels if panel.pk not in hall.barred[case.pk])
        fixed = self.fixed.get(case.pk)
        lock = None
        if fixed is not None and self.row[fixed.panel_id] in may:
            lock = Place(self.at[fixed.starts_at, fixed.ends_at], self.row[fixed.panel_id], NOWHERE)
        there = tuple(self.number[person] for person in sorted(hall.teams[startup]) if person in self.number)
        return Meeting(self.startups.index(startup), may, rooms=(), people=there, locked=lock)

    def _grid(self) -> Grid:
        hall, times = self.hall, self.hall.times
        panels = np.zeros((len(hall.panels), len(times)), np.bool_)
        held = {slot.pk for slot in self.fixed.values()}
        mine = {case.pk for case in self.heard}
        for (row, at), slot in self.slot_at.items():
            # A locked slot of a case that is not among these stays as it is; an empty locked one is kept free.
            panels[row, at] = not (slot.is_locked and slot.case_id not in mine) or (
                slot.pk in held and slot.case_id in mine
            )
        zone = hall.stage.selection.call.zone
        people = np.ones((len(self.people) + len(self.rooms), len(times)), np.bool_)
        sits = {one.reviewer.person_id: one for some in hall.sitting.values() for one in some}
        for person, index in self.number.items():
            for at, (begins, ends) in enumerate(times):
                away = person in sits and is_away(sits[person], begins, zone)
                if away or _overlaps(hall.busy.get(person, ()), begins, ends):
                    people[index, at] = False
        members = []
        for panel in hall.panels:
            who = [self.number[one.reviewer.person_id] for one in hall.sitting[panel.pk]]
            room = panel.room.strip().casefold()
            if room in self.rooms:
                who.append(len(self.people) + self.rooms.index(room))
            members.append(tuple(who))
        days = [begins.astimezone(ZoneInfo(zone)).date().toordinal() for begins, _ends in times]
        return Grid(
            startups=np.ones((len(self.startups), len(times)), np.bool_),
            panels=panels,
            rooms=np.zeros((0, len(times)), np.bool_),
            people=people,
            members=members,
            blocks=np.array(days, np.int64),
        )

    def shared_out(self) -> Grid:
        """The grid with each panel's first times alone, as many as its share of the cases and one more, and what is locked."""
        share = -(-len(self.heard) // max(1, len(self.hall.panels))) + 1
        panels = self.grid.panels & (np.cumsum(self.grid.panels, axis=1) <= share)
        for meeting in self.meetings:
            if meeting.locked is not None:
                panels[meeting.locked.panel, meeting.locked.start] = True
        return replace(self.grid, panels=panels)

    def previous(self) -> list[Place | None] | None:
        """Where each case is now, as long as its panel may still hear it; None where nothing is placed."""
        now: dict[int, Slot] = {slot.case_id: slot for slot in self.hall.slots if slot.case_id}
        found: list[Place | None] = []
        for case, meeting in zip(self.heard, self.meetings, strict=True):
            slot = now.get(case.pk)
            stands = slot is not None and self.row[slot.panel_id] in meeting.panels
            found.append(
                Place(self.at[slot.starts_at, slot.ends_at], self.row[slot.panel_id], NOWHERE)
                if slot and stands
                else None
            )
        return found if any(found) else None

    def lack(self, result: Timetable, meeting: int) -> Lack:
        short = next(one for one in result.unplaced if one.meeting == meeting)
        name = ""
        if short.kind == "panel" and short.index != NOWHERE:
            name = self.hall.panels[short.index].name
        elif short.kind == "person" and short.index >= len(self.people):
            name = self.rooms[short.index - len(self.people)]
        return Lack(self.heard[meeting], str(short.kind), name, short.never)


def _is_place(room: str) -> bool:
    return bool(room.strip()) and not room.strip().startswith(_LINK)


def clash(hall: Hall, slot: Slot, case: Case) -> tuple[str, str] | None:
    """Why a case cannot be put here by hand: ("conflict" | "away" | "member" | "team" | "room", name), or None."""
    if slot.panel_id in hall.barred.get(case.pk, set()):
        return "conflict", ""
    zone = hall.stage.selection.call.zone
    here = {one.reviewer.person_id: one for one in hall.sitting[slot.panel_id]}
    team = hall.teams[case.application.startup_id]
    for person, member in here.items():
        if is_away(member, slot.starts_at, zone):
            return "away", str(member.reviewer)
        if _overlaps(hall.busy.get(person, ()), slot.starts_at, slot.ends_at):
            return "member", str(member.reviewer)
    if any(_overlaps(hall.busy.get(person, ()), slot.starts_at, slot.ends_at) for person in team):
        return "team", ""
    return _clash_here(hall, slot, case, here, team)


def _clash_here(
    hall: Hall, slot: Slot, case: Case, here: dict[int, PanelMember], team: set[int]
) -> tuple[str, str] | None:
    """What else of this stage goes on at the same time."""
    room = slot.panel.room.strip().casefold()
    for other in hall.slots:
        if other.pk == slot.pk or other.case_id in (None, case.pk):
            continue
        if not (other.starts_at < slot.ends_at and other.ends_at > slot.starts_at):
            continue
        others = {one.reviewer.person_id for one in hall.sitting[other.panel_id]}
        if both := set(here) & others:
            return "member", str(here[min(both)].reviewer)
        presenting = hall.teams[other.case.application.startup_id] if other.case else set()
        if team & (presenting | others) or set(here) & presenting:
            return "team", ""
        if _is_place(slot.panel.room) and other.panel.room.strip().casefold() == room:
            return "room", slot.panel.room
    return None
