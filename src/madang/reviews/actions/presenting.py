"""Presentations: panels, times, who presents when, and telling the applicants."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from madang.core.audit.record import record_change
from madang.core.capacity import Capacity
from madang.core.jobs import after_commit, job
from madang.core.policy import Refused, require
from madang.reviews.models import Arrangement, Case, Panel, PanelMember, Slot, Stage
from madang.reviews.notices.assigned import tell_assigned
from madang.reviews.notices.presenting import tell_slots
from madang.reviews.policy import presenting as policy
from madang.reviews.timetable import arrange, clash, read_hall

from .acting import person_of
from .assigning import ended, given
from .setting_up import locked

MOST_SLOTS: Final = 5000


def _own(stage: Stage, by: Capacity) -> Stage:
    """The stage under its selection's lock: all that changes times takes it first."""
    selection = locked(stage.selection)
    own: Stage = selection.stages.get(pk=stage.pk)
    own.selection = selection
    require(policy.can_arrange(by, own))
    return own


@transaction.atomic
def save_panel(
    *,
    stage: Stage,
    panel: Panel | None,
    name: str,
    room: str,
    members: Sequence[PanelMember],
    by: Capacity,
    now: datetime,
) -> Panel:
    """A panel with its room and members, new or changed. Refused where a member does not take part or nobody sits."""
    own = _own(stage, by)
    accepted = set(own.selection.panel.filter(state=PanelMember.State.ACCEPTED).values_list("pk", flat=True))
    if not members:
        raise Refused(_("Choose who sits on the panel."))
    if any(one.pk not in accepted for one in members):
        raise Refused(_("Someone you chose does not take part in this selection, or has not accepted yet."))
    there = own.panels.filter(pk=panel.pk).first() if panel else None
    kept: Panel = there or Panel(stage=own)
    kept.name, kept.room = name.strip()[:80], room.strip()[:200]
    kept.save()
    kept.members.set(members)
    if there is not None:
        _still_free(own, kept, now)
    return kept


def _still_free(stage: Stage, panel: Panel, now: datetime) -> None:
    """Raises `Refused` where a panel so changed could not hear what stands before it."""
    hall = read_hall(stage, now=now)
    cases = {case.pk: case for case in hall.cases}
    for slot in hall.slots:
        if slot.panel_id != panel.pk or slot.case_id not in cases or slot.starts_at <= now:
            continue
        if found := clash(hall, slot, cases[slot.case_id]):
            raise Refused(
                _("%(label)s presents before this panel. %(why)s Move it first.")
                % {"label": cases[slot.case_id].label, "why": _clash_words(*found)}
            )


@transaction.atomic
def drop_panel(*, panel: Panel, by: Capacity, now: datetime) -> None:
    """Take a panel away that hears nobody and of whose times nobody was told."""
    own = _own(panel.stage, by)
    there = own.panels.filter(pk=panel.pk).first()
    if there is None:
        return
    if there.slots.exclude(case=None, told_case=None).exists():
        raise Refused(_("Applications present before this panel. Move them first."))
    there.slots.all().delete()
    there.delete()


@transaction.atomic
def make_slots(
    *,
    stage: Stage,
    days: Sequence[date],
    begins: time,
    ends: time,
    pause: tuple[time, time] | None,
    gap: int,
    by: Capacity,
    now: datetime,
) -> int:
    """Times for every panel on these days, one after the other from `begins`, none over the pause. How many are new.

    Times that are there already stay; ones that would overlap others in part are refused. Minutes of one are the stage's.
    """
    own = _own(stage, by)
    panels = list(own.panels.all())
    if not panels:
        raise Refused(_("Name a panel first."))
    zone = ZoneInfo(own.selection.call.zone)
    wanted = [
        span for day in sorted(set(days)) for span in _spans(day, begins, ends, pause, own.slot_minutes, gap, zone)
    ]
    if not wanted:
        raise Refused(_("Between these hours there is no room for one presentation."))
    if wanted[0][0] <= now:
        raise Refused(_("These times have passed. Choose later days."))
    there = set(Slot.objects.filter(panel__stage=own).values_list("panel_id", "starts_at", "ends_at"))
    old = {(start, end) for _panel, start, end in there}
    if any(
        start < end_ and end > start_ and (start, end) != (start_, end_)
        for start, end in wanted
        for start_, end_ in old
    ):
        raise Refused(
            _("Some of these times overlap times that are there. Take those away first, or choose other hours.")
        )
    made = [
        Slot(panel=panel, starts_at=start, ends_at=end)
        for panel in panels
        for start, end in wanted
        if (panel.pk, start, end) not in there
    ]
    if len(there) + len(made) > MOST_SLOTS:
        raise Refused(_("These are too many times for one stage. Choose fewer days."))
    Slot.objects.bulk_create(made)
    return len(made)


def _spans(
    day: date, begins: time, ends: time, pause: tuple[time, time] | None, minutes: int, gap: int, zone: ZoneInfo
) -> list[tuple[datetime, datetime]]:
    start, last = datetime.combine(day, begins, zone), datetime.combine(day, ends, zone)
    length, step = timedelta(minutes=minutes), timedelta(minutes=minutes + gap)
    rest = None if pause is None else tuple(datetime.combine(day, one, zone) for one in pause)
    found = []
    while start + length <= last:
        if rest is not None and start < rest[1] and start + length > rest[0]:
            start = rest[1]
            continue
        found.append((start, start + length))
        start += step
    return found


@transaction.atomic
def clear_slots(*, stage: Stage, by: Capacity, now: datetime) -> int:
    """Take away every time that is empty and was not told to anyone. How many went."""
    own = _own(stage, by)
    gone, _each = Slot.objects.filter(panel__stage=own, case=None, told_case=None, is_locked=False).delete()
    return gone


@transaction.atomic
def ask_arrangement(*, stage: Stage, afresh: bool, by: Capacity, now: datetime) -> Arrangement:
    """Have the presentations put in order by the worker."""
    own = _own(stage, by)
    if not Slot.objects.filter(panel__stage=own).exists():
        raise Refused(_("Make times first."))
    made, _new = Arrangement.objects.update_or_create(
        stage=own,
        defaults={
            "state": Arrangement.State.WAITING, "afresh": afresh, "asked_by": person_of(by), "asked_at": now,
            "unplaced": [], "finished_at": None,
        },
    )  # fmt: skip
    after_commit(arrange_slots, stage=own.pk)
    return made


@job("reviews.arrange_slots", retries=2)
def arrange_slots(*, stage: int) -> None:
    """Compute outside any lock, then write if nothing has changed since; else say so. Run again it does nothing twice."""
    asked = Arrangement.objects.filter(stage=stage, state=Arrangement.State.WAITING).first()
    if asked is None:
        return
    own = Stage.objects.select_related("selection__call").get(pk=stage)
    now = timezone.now()
    hall = read_hall(own, now=now)
    result = arrange(hall, afresh=asked.afresh, now=now)
    with transaction.atomic():
        selection = locked(own.selection)
        own.selection = selection
        waiting = Arrangement.objects.select_for_update().filter(pk=asked.pk, state="waiting").first()
        if waiting is None:
            return
        waiting.finished_at = now
        if read_hall(own, now=now).digest != hall.digest or own.state in (Stage.State.CLOSED, Stage.State.DECIDED):
            waiting.state = Arrangement.State.STALE
            waiting.save()
            return
        _seat({slot.pk: case for slot, case in result.places}, hall.slots, now)
        waiting.state, waiting.moved, waiting.placed = Arrangement.State.DONE, result.moved, len(result.places)
        waiting.unplaced = [
            {"case": lack.case.label, "kind": lack.kind, "name": lack.name, "never": lack.never}
            for lack in result.lacks
        ]
        waiting.save()


def _seat(places: Mapping[int, Case], slots: Sequence[Slot], now: datetime) -> None:
    """Write who presents when. Locked slots and those that have begun are left alone."""
    changed = []
    for slot in slots:
        if slot.is_locked or (slot.case_id and slot.starts_at <= now):
            continue
        case = places.get(slot.pk)
        if slot.case_id != (case.pk if case else None):
            slot.case = case
            changed.append(slot)
    Slot.objects.bulk_update(changed, ["case"])


@transaction.atomic
def place(*, slot: Slot, case: Case | None, by: Capacity, now: datetime) -> Slot:
    """Put a case here by hand, or nobody. The case leaves where it was; whoever was here is without a time. The slot is
    locked, so that the next arrangement keeps it. Refused for conflicts, absences and double bookings."""
    own = _own(slot.panel.stage, by)
    there = Slot.objects.select_for_update(of=("self",)).select_related("panel").get(pk=slot.pk)
    there.panel.stage = own
    require(policy.can_move(by, there, now=now))
    if case is None:
        there.case, there.is_locked = None, False
        there.save(update_fields=["case", "is_locked"])
        return there
    hall = read_hall(own, now=now)
    whole = next((one for one in hall.cases if one.pk == case.pk), None)
    if whole is None:
        raise Refused(_("This application is not in the field of this stage."))
    if found := clash(hall, there, whole):
        raise Refused(_clash_words(*found))
    before = Slot.objects.select_for_update(of=("self",)).filter(panel__stage=own, case=whole).exclude(pk=there.pk)
    for old in before.select_related("panel"):
        old.panel.stage = own
        require(policy.can_move(by, old, now=now))
        old.case, old.is_locked = None, False
        old.save(update_fields=["case", "is_locked"])
    there.case, there.is_locked = whole, True
    there.save(update_fields=["case", "is_locked"])
    return there


def _clash_words(kind: str, name: str) -> str:
    match kind:
        case "conflict":
            return _("Someone on this panel has a conflict of interest with this application.")
        case "away":
            return _("%(name)s is away on this day.") % {"name": name}
        case "member":
            return _("%(name)s sits on another panel at this time.") % {"name": name}
        case "room":
            return _("The room “%(name)s” is taken at this time.") % {"name": name}
    return _("Someone of the team is elsewhere at this time.")


@transaction.atomic
def lock_slot(*, slot: Slot, is_locked: bool, by: Capacity, now: datetime) -> Slot:
    """Whether arrangements must leave this slot as it is: with its case, or free."""
    own = _own(slot.panel.stage, by)
    there = Slot.objects.select_for_update(of=("self",)).select_related("panel").get(pk=slot.pk)
    there.panel.stage = own
    there.is_locked = is_locked
    there.save(update_fields=["is_locked"])
    return there


@transaction.atomic
def give_reviews(*, stage: Stage, by: Capacity, now: datetime) -> tuple[int, int]:
    """Give every member of a panel the reviews of what it hears, and take away those of who no longer hears it, unless handed
    in. (given, taken). Sitting on a panel is not reading at home: it does not count against what a reviewer can take.
    """
    own = _own(stage, by)
    hall = read_hall(own, now=now)
    cases = {case.pk: case for case in hall.cases}
    wanted: dict[tuple[int, int], tuple[Case, PanelMember]] = {}
    for slot in hall.slots:
        if slot.case_id not in cases:
            continue
        if slot.panel_id in hall.barred[slot.case_id]:
            raise Refused(
                _("%(label)s presents before a panel on which someone has a conflict of interest. Move it first.")
                % {"label": cases[slot.case_id].label}
            )
        for member in hall.sitting[slot.panel_id]:
            wanted[slot.case_id, member.reviewer_id] = (cases[slot.case_id], member)
    if not wanted:
        raise Refused(_("Nobody has a time yet. Arrange the times first."))
    heard = {case for case, _reviewer in wanted}
    active = list(
        own.assignments.select_for_update().filter(state__in=["given", "done"], case__in=heard).order_by("pk")
    )
    there = {(one.case_id, one.reviewer_id) for one in active}
    gone = [one for one in active if one.state == "given" and (one.case_id, one.reviewer_id) not in wanted]
    for one in gone:
        ended(one, state="removed", reason="", now=now)
    new = [wanted[pair] for pair in sorted(set(wanted) - there)]
    made = given(own, new, by=person_of(by), now=now, is_locked=True)
    if made or gone:
        record_change(own, by=by, at=now, action="reviews.panels_given", given=len(made), taken=len(gone))
    if made:
        after_commit(tell_assigned, stage=own.pk, members=sorted({one.member_id for one in made}), at=now.isoformat())
    return len(made), len(gone)


def untold(stage: Stage) -> list[Slot]:
    """Slots whose case does not know of them yet, or knows another room."""
    held = (
        Slot.objects.filter(panel__stage=stage, case__isnull=False, case__state=Case.State.IN_FIELD)
        .exclude(case__application__state="withdrawn")
        .select_related("panel", "case")
        .order_by("starts_at", "panel")
    )
    return [slot for slot in held if slot.told_case_id != slot.case_id or slot.told_room != slot.panel.room]


@transaction.atomic
def tell(*, stage: Stage, by: Capacity, now: datetime) -> int:
    """Tell every applicant whose time is new or has changed, all at once. How many were told."""
    own = _own(stage, by)
    slots = [slot for slot in untold(own) if slot.starts_at > now]
    if not slots:
        raise Refused(_("Everyone knows their time already."))
    cases = [slot.case_id for slot in slots]
    Slot.objects.filter(told_case__in=cases).update(told_case=None, told_room="", told_at=None)
    for slot in slots:
        slot.told_case_id, slot.told_room, slot.told_at = slot.case_id, slot.panel.room, now
    # One after the other: another row may just have given up the case that this one takes.
    Slot.objects.bulk_update(slots, ["told_case", "told_room", "told_at"])
    record_change(own, by=by, at=now, action="reviews.times_told", told=len(slots))
    after_commit(tell_slots, slots=[slot.pk for slot in slots])
    return len(slots)


def arrangement_of(stage: Stage) -> Any:
    """The last arrangement, or None. One query."""
    return Arrangement.objects.filter(stage=stage).first()
