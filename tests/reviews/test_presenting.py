"""Presentations: times for panels, an arrangement that double-books nobody, telling the applicants."""

import re
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar
from pytest_django import DjangoAssertNumQueries, DjangoCaptureOnCommitCallbacks

from madang.core.policy import Refused
from madang.institutions.capacity import AsStaff
from madang.reviews import timetable
from madang.reviews.actions import presenting
from madang.reviews.models import Arrangement, Assignment, Conflict, Panel, PanelMember, Selection, Slot, Stage
from madang.startups.models import Membership
from tests.factories.people import make_person
from tests.factories.reviews import make_manager, make_panel_member, make_running

pytestmark = pytest.mark.django_db
DAY = (timezone.now() + timedelta(days=30)).date()


def soon() -> datetime:
    return timezone.now()


def world(applications: int = 4, panels: int = 2, *, slots: bool = True) -> tuple[Selection, Stage, AsStaff]:
    """A selection with one stage of presentations, panels of two, and a morning of 30-minute times."""
    selection = make_running(applications, "residency")
    stage: Stage = selection.stages.get(kind="presentation")
    stage.selection = selection
    by = make_manager(selection.call)
    for number in range(panels):
        members = [make_panel_member(selection) for _one in range(2)]
        presenting.save_panel(
            stage=stage, panel=None, name=f"Panel {number}", room=f"Room {number}", members=members, by=by, now=soon()
        )
    if slots:
        make(stage, by)
    return selection, stage, by


def make(stage: Stage, by: AsStaff, *days: date, **fields: Any) -> int:
    values = {"begins": time(9), "ends": time(12), "pause": None, "gap": 0} | fields
    return presenting.make_slots(stage=stage, days=days or [DAY], by=by, now=soon(), **values)


def arrange(stage: Stage, by: AsStaff, *, afresh: bool = False) -> Arrangement:
    presenting.ask_arrangement(stage=stage, afresh=afresh, by=by, now=soon())
    presenting.arrange_slots(stage=stage.pk)
    return Arrangement.objects.get(stage=stage)


def where(stage: Stage) -> dict[int, str]:
    held = Slot.objects.filter(panel__stage=stage, case__isnull=False).values_list("case_id", "public_id")
    return {case: slot for case, slot in held if case is not None}


def test_times_leave_the_break_free_and_are_made_once() -> None:
    _selection, stage, by = world(slots=False)
    assert make(stage, by, ends=time(14), pause=(time(12), time(13))) == 2 * (6 + 2)
    assert make(stage, by, ends=time(14), pause=(time(12), time(13))) == 0
    with pytest.raises(Refused, match="overlap"):
        make(stage, by, begins=time(9, 15))
    assert Slot.objects.count() == 16


def test_everyone_gets_a_time_and_nobody_two() -> None:
    selection, stage, by = world(applications=10)
    done = arrange(stage, by)
    assert (done.state, done.placed, done.unplaced) == ("done", 10, [])
    assert set(where(stage)) == set(selection.cases.values_list("pk", flat=True))


def test_a_panel_with_a_conflict_does_not_hear_the_case() -> None:
    selection, stage, by = world(applications=2)
    case = selection.cases.order_by("pk")[0]
    first = Panel.objects.order_by("pk")[0]
    Conflict.objects.create(
        case=case, reviewer=first.members.all()[0].reviewer, rule="kin", source="declared", found_at=soon()
    )
    arrange(stage, by)
    assert Slot.objects.get(case=case).panel_id != first.pk
    with pytest.raises(Refused, match="conflict of interest"):
        presenting.place(slot=first.slots.filter(case=None)[0], case=case, by=by, now=soon())


def test_a_case_that_no_panel_may_hear_is_named() -> None:
    selection, stage, by = world(applications=2, panels=1)
    case = selection.cases.order_by("pk")[0]
    member = PanelMember.objects.order_by("pk")[0]
    Conflict.objects.create(case=case, reviewer=member.reviewer, rule="kin", source="declared", found_at=soon())
    done = arrange(stage, by)
    assert [(one["case"], one["kind"]) for one in done.unplaced] == [(case.label, "barred")]
    assert done.placed == 1


def test_one_founder_of_two_startups_is_never_in_two_places() -> None:
    selection, stage, by = world(applications=2)
    person = make_person()
    for case in selection.cases.select_related("application__startup"):
        Membership.objects.create(startup=case.application.startup, person=person, role="editor")
    make_times_one(stage)
    done = arrange(stage, by)
    assert (done.placed, [one["kind"] for one in done.unplaced]) == (1, ["person"])


def plain(client: Client, page: str) -> str:
    """The page without what is random on every page."""
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", client.get(page).content.decode())


def make_times_one(stage: Stage) -> None:
    """Leave the first time of every panel alone."""
    first = Slot.objects.order_by("starts_at")[0].starts_at
    Slot.objects.filter(panel__stage=stage).exclude(starts_at=first).delete()


def test_a_reviewer_who_is_away_hears_nobody_that_day() -> None:
    _selection, stage, by = world(applications=2, panels=1)
    reviewer = PanelMember.objects.order_by("pk")[0].reviewer
    reviewer.away_from = reviewer.away_until = DAY
    reviewer.save()
    assert arrange(stage, by).placed == 0
    make(stage, by, DAY + timedelta(days=1))
    assert arrange(stage, by).placed == 2


def test_after_a_change_others_stay_where_they_were() -> None:
    selection, stage, by = world(applications=6)
    arrange(stage, by)
    before = where(stage)
    gone = selection.cases.order_by("pk")[0]
    gone.state = "withdrawn"
    gone.save()
    locked = Slot.objects.filter(case__isnull=False).exclude(case=gone).order_by("pk")[0]
    presenting.lock_slot(slot=locked, is_locked=True, by=by, now=soon())
    done = arrange(stage, by)
    del before[gone.pk]
    assert (where(stage), done.moved) == (before, 0)


def test_two_panels_in_one_room_do_not_sit_at_the_same_time() -> None:
    _selection, stage, by = world(applications=6)
    Panel.objects.filter(stage=stage).update(room="Hall")
    assert arrange(stage, by).placed == 6
    starts = list(Slot.objects.filter(case__isnull=False).values_list("starts_at", flat=True))
    assert len(starts) == len(set(starts))


def test_what_changed_while_it_was_arranged_is_said_and_nothing_is_written(monkeypatch: pytest.MonkeyPatch) -> None:
    _selection, stage, by = world(applications=2)
    presenting.ask_arrangement(stage=stage, afresh=False, by=by, now=soon())

    def slow(*args: Any, **more: Any) -> Any:
        result = timetable.arrange(*args, **more)
        Slot.objects.filter(pk=Slot.objects.order_by("pk")[0].pk).update(is_locked=True)
        return result

    monkeypatch.setattr(presenting, "arrange", slow)
    presenting.arrange_slots(stage=stage.pk)
    assert (Arrangement.objects.get().state, where(stage)) == ("stale", {})


def test_applicants_are_told_at_once_and_again_only_when_it_changes(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks, settings: Any
) -> None:
    settings.MADANG_JOBS_AT_ONCE = True
    selection, stage, by = world(applications=2)
    for case in selection.cases.select_related("application__startup"):
        Membership.objects.get_or_create(
            startup=case.application.startup, person=make_person(), defaults={"role": "owner"}
        )
    arrange(stage, by)
    with django_capture_on_commit_callbacks(execute=True):
        assert presenting.tell(stage=stage, by=by, now=soon()) == 2
    sent = len(mail.outbox)
    entry = Calendar.from_ical(str(mail.outbox[0].attachments[0].content))
    assert [str(part["location"]).startswith("Room") for part in entry.walk("VEVENT")] == [True]
    with pytest.raises(Refused, match="knows their time"):
        presenting.tell(stage=stage, by=by, now=soon())
    moved = Slot.objects.filter(case__isnull=False).order_by("pk")[0]
    free = Slot.objects.filter(panel=moved.panel, case=None).order_by("pk")[0]
    case = selection.cases.get(slots=moved)
    presenting.place(slot=free, case=moved.case, by=by, now=soon())
    assert Slot.objects.get(told_case=case) == moved
    with django_capture_on_commit_callbacks(execute=True):
        assert presenting.tell(stage=stage, by=by, now=soon()) == 1
    assert Slot.objects.get(told_case=case) == free
    assert len(mail.outbox) > sent


def test_an_applicant_reads_the_own_time_only_once_it_is_told(client: Client) -> None:
    selection, stage, by = world(applications=2)
    case = selection.cases.select_related("application__startup").order_by("pk")[0]
    member = make_person()
    Membership.objects.create(startup=case.application.startup, person=member, role="editor")
    client.force_login(member)
    page = reverse("reviews:presentation", args=[case.application.startup.slug, case.application.public_id])
    before = plain(client, page)
    arrange(stage, by)
    assert plain(client, page) == before
    assert client.get(f"{page}.ics").status_code == 404
    presenting.tell(stage=stage, by=by, now=soon())
    assert "Room" in client.get(page).content.decode()
    assert client.get(f"{page}.ics")["Content-Type"] == "text/calendar"
    other = selection.cases.select_related("application__startup").order_by("pk")[1].application
    foreign = reverse("reviews:presentation", args=[case.application.startup.slug, other.public_id])
    assert client.get(foreign).status_code == 404


@pytest.mark.parametrize("count", [1, 20])
def test_the_grid_asks_the_same_number_of_questions(
    client: Client, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    selection, stage, by = world(applications=count, slots=False)
    make(stage, by, ends=time(18))
    arrange(stage, by)
    client.force_login(by.person)
    address = [by.institution.slug, selection.call.public_id]
    with django_assert_num_queries(16):
        page = client.get(reverse("reviews:presentations", args=address))
    assert page.status_code == 200
    assert client.get(reverse("reviews:presentations_print", args=[*address, stage.public_id])).content[:4] == b"%PDF"


def test_the_pages_of_presentations_work_without_a_script(client: Client) -> None:
    selection, stage, by = world(applications=1, panels=0, slots=False)
    member = make_panel_member(selection)
    client.force_login(by.person)
    where_ = [by.institution.slug, selection.call.public_id]
    new = reverse("reviews:panel_new", args=[*where_, stage.public_id])
    assert client.get(new).status_code == 200
    assert client.post(new, {"name": "Jury", "room": "2F", "members": [member.public_id]}).status_code == 302
    times = reverse("reviews:presentations_do", args=[*where_, stage.public_id, "times"])
    hours = {
        "first": DAY.isoformat(),
        "last": DAY.isoformat(),
        "weekends": "on",
        "begins": "09:00",
        "ends": "10:00",
        "gap": "0",
    }
    assert client.post(times, hours | {"ends": "08:00"}).status_code == 422
    assert client.post(times, hours).status_code == 302
    slot = Slot.objects.order_by("starts_at")[0]
    address = reverse("reviews:slot", args=[*where_, stage.public_id, slot.public_id])
    assert client.get(address).status_code == 200
    assert client.post(address, {"case": selection.cases.get().public_id}).status_code == 302
    slot.refresh_from_db()
    assert (slot.case_id, slot.is_locked) == (selection.cases.get().pk, True)


def test_panels_share_the_work() -> None:
    _selection, stage, by = world(applications=9)
    arrange(stage, by)
    heard = [panel.slots.filter(case__isnull=False).count() for panel in Panel.objects.order_by("pk")]
    assert sorted(heard) in ([4, 5], [3, 6])


def test_panels_are_given_the_reviews_of_what_they_hear_and_follow_a_move() -> None:
    _selection, stage, by = world(applications=2)
    with pytest.raises(Refused, match="Arrange the times first"):
        presenting.give_reviews(stage=stage, by=by, now=soon())
    arrange(stage, by)
    assert presenting.give_reviews(stage=stage, by=by, now=soon()) == (4, 0)
    assert presenting.give_reviews(stage=stage, by=by, now=soon()) == (0, 0)
    moved = Slot.objects.filter(case__isnull=False).order_by("pk")[0]
    free = Slot.objects.filter(case=None, starts_at__gt=moved.starts_at).exclude(panel=moved.panel)[0]
    presenting.place(slot=free, case=moved.case, by=by, now=soon())
    assert presenting.give_reviews(stage=stage, by=by, now=soon()) == (2, 2)
    judges = Assignment.objects.filter(case=moved.case, state="given").values_list("member", flat=True)
    assert set(judges) == set(free.panel.members.values_list("pk", flat=True))
