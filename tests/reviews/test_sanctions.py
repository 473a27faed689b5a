"""A sanction keeps a reviewer from judging where and while it holds; they read why, and few others do."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from madang.core.audit.models import Entry
from madang.core.policy import Refused
from madang.people.capacity import AsOperator
from madang.reviews.actions import pool, sanctions
from madang.reviews.capacity import AsReviewer
from madang.reviews.models import Conflict, PanelMember, Sanction, Selection
from madang.reviews.policy import reviewing
from tests.factories.people import make_person
from tests.factories.reviews import (
    AFTER,
    make_assignment,
    make_manager,
    make_panel_member,
    make_reviewer,
    make_running,
)

pytestmark = pytest.mark.django_db
TODAY = AFTER.date()


def _office() -> AsOperator:
    return AsOperator(make_person(is_operator=True))


def _note(member: PanelMember, *, now: datetime = AFTER, **given: Any) -> Sanction:
    values: dict[str, Any] = {
        "institution": None, "reason": "Told a result.", "source": "Minutes of 2 November", "starts_on": TODAY, "ends_on": None,
        "by": None,
    } | given  # fmt: skip
    return sanctions.sanction(reviewer=member.reviewer, now=now, **values | {"by": values["by"] or _office()})


def _states(selection: Selection) -> list[tuple[str, str]]:
    rows = Conflict.objects.filter(case__selection=selection).order_by("pk")
    return [(one.rule, one.state) for one in rows]


def test_the_office_keeps_a_reviewer_from_every_selection_and_lets_them_judge_again() -> None:
    ours, theirs = make_running(2), make_running(1)
    reviewer = make_reviewer()
    member = make_panel_member(ours, reviewer)
    make_panel_member(theirs, reviewer)
    held = _note(member)
    assert (_states(ours), _states(theirs)) == ([("sanctioned", "standing")] * 2, [("sanctioned", "standing")])
    sanctions.lift(sanction=held, reason="Heard, and cleared.", by=_office(), now=AFTER)
    sanctions.lift(sanction=held, reason="Twice.", by=_office(), now=AFTER)
    assert (_states(ours), _states(theirs)) == ([("sanctioned", "gone")] * 2, [("sanctioned", "gone")])
    assert list(Entry.objects.order_by("pk").values_list("action", flat=True).filter(action__contains="sanction")) == [
        "reviews.sanctioned",
        "reviews.sanction_lifted",
    ]
    assert Sanction.objects.get().lift_reason == "Heard, and cleared."


def test_one_institutions_sanction_holds_in_its_own_selections_alone() -> None:
    ours, theirs = make_running(1), make_running(1)
    reviewer = make_reviewer()
    member = make_panel_member(ours, reviewer)
    make_panel_member(theirs, reviewer)
    _note(member, institution=ours.call.institution, by=make_manager(ours.call))
    pool.look_again(selection=theirs, by=make_manager(theirs.call), now=AFTER)
    assert (_states(ours), _states(theirs)) == ([("sanctioned", "standing")], [])


def test_staff_do_not_note_one_for_the_street_nor_for_another_house() -> None:
    ours, theirs = make_running(1), make_running(1)
    member = make_panel_member(ours)
    by = make_manager(ours.call)
    for house in (None, theirs.call.institution):
        with pytest.raises(Refused, match="Only the street office"):
            _note(member, institution=house, by=by)
    with pytest.raises(Refused, match="not change it"):
        _note(member, institution=ours.call.institution, by=make_manager(ours.call, "viewer"))
    held = _note(member)
    with pytest.raises(Refused, match="Only the street office"):
        sanctions.lift(sanction=held, reason="Ours to say.", by=by, now=AFTER)
    assert (Sanction.objects.count(), Sanction.objects.get().lifted_at) == (1, None)


def test_it_holds_from_its_first_day_to_its_last_as_the_calls_zone_counts_days() -> None:
    selection = make_running(1)
    member = make_panel_member(selection)
    by = make_manager(selection.call)
    _note(member, starts_on=date(2026, 12, 20), ends_on=date(2026, 12, 21))
    states = []
    # 23:59 and 00:01 in Seoul, around the first day and around the day after the last.
    for moment in ("19T14:59", "19T15:01", "21T14:59", "21T15:01"):
        pool.look_again(selection=selection, by=by, now=datetime.fromisoformat(f"2026-12-{moment}:00+00:00"))
        states.append(_states(selection))
    assert states == [[], [("sanctioned", "standing")], [("sanctioned", "standing")], [("sanctioned", "gone")]]


def test_the_night_brings_what_begins_and_ends_with_the_day_into_every_selection() -> None:
    selection = make_running(1)
    member = make_panel_member(selection)
    begins = Sanction.objects.create(
        reviewer=member.reviewer,
        reason="Told a result.",
        starts_on=timezone.localdate() - timedelta(days=2),
        decided_by=make_person(),
        decided_at=AFTER,
    )
    sanctions.new_day()
    first = _states(selection)
    Sanction.objects.filter(pk=begins.pk).update(ends_on=timezone.localdate() - timedelta(days=1))
    sanctions.new_day()
    assert (first, _states(selection)) == ([("sanctioned", "standing")], [("sanctioned", "gone")])


def test_work_that_is_open_stops_and_says_where_the_reason_stands() -> None:
    selection = make_running(1)
    member = make_panel_member(selection)
    stage = selection.stages.get(kind="documents")
    stage.state = "open"
    stage.save()
    work = make_assignment(stage, selection.cases.get(), member)
    capacity = AsReviewer(member.reviewer.person, member.reviewer)
    before = bool(reviewing.can_write(capacity, work, now=AFTER))
    _note(member)
    verdict = reviewing.can_write(capacity, work, now=AFTER)
    assert (before, bool(verdict), str(verdict.reason)[:30]) == (True, False, "You may not judge at present. ")


def test_staff_cannot_set_it_aside() -> None:
    selection = make_running(1)
    _note(make_panel_member(selection))
    with pytest.raises(Refused, match="lifted by those who noted it"):
        pool.set_aside(conflict=Conflict.objects.get(), reason="Small.", by=make_manager(selection.call), now=AFTER)
    assert Conflict.objects.get().state == "standing"


@pytest.mark.parametrize(
    ("field", "value", "words"), [("reason", "  ", "Say why"), ("ends_on", TODAY - timedelta(1), "before the first")]
)
def test_what_is_not_whole_is_refused_and_leaves_no_trace(field: str, value: Any, words: str) -> None:
    member = make_panel_member(make_running(1))
    with pytest.raises(Refused, match=words):
        _note(member, **{field: value})
    assert (Sanction.objects.count(), Conflict.objects.count()) == (0, 0)


def test_noted_twice_it_is_one() -> None:
    member = make_panel_member(make_running(1))
    assert _note(member).pk == _note(member).pk


def test_who_reads_the_reason(client: Client) -> None:
    selection = make_running(1)
    member = make_panel_member(selection)
    _note(member, reason="Told a result to a friend.")
    manager = make_manager(selection.call)
    page = reverse("reviews:member", args=[manager.institution.slug, selection.call.public_id, member.public_id])
    readers = {
        "the reviewer at work": (member.reviewer.person, reverse("reviews:work")),
        "the reviewer's profile": (member.reviewer.person, reverse("reviews:profile")),
        "the office": (_office().person, reverse("reviews:street_reviewer", args=[member.reviewer.public_id])),
        "staff": (manager.person, page),
        "another reviewer": (make_reviewer().person, reverse("reviews:work")),
    }
    read = {}
    for name, (person, address) in readers.items():
        client.force_login(person)
        answer = client.get(address)
        assert answer.status_code == 200
        read[name] = "Told a result to a friend." in answer.content.decode()
    assert read == {
        "the reviewer at work": True,
        "the reviewer's profile": True,
        "the office": True,
        "staff": False,
        "another reviewer": False,
    }


def test_the_office_notes_and_lifts_on_the_page_and_staff_do_not_find_it(client: Client) -> None:
    member = make_panel_member(make_running(1))
    arguments = [member.reviewer.public_id]
    client.force_login(_office().person)
    note = reverse("reviews:street_reviewer_do", args=[*arguments, "note"])
    assert client.post(note, {"reason": "", "starts_on": "2026-12-01"}).status_code == 422
    sent = {"reason": "Told a result.", "source": "Notice 12", "starts_on": "2026-01-01", "ends_on": ""}
    assert client.post(note, sent).status_code == 302
    held = Sanction.objects.get()
    assert (held.institution, held.source, held.starts_on, held.ends_on) == (None, "Notice 12", date(2026, 1, 1), None)
    lift = reverse("reviews:street_reviewer_do", args=[*arguments, "lift"])
    assert client.post(lift, {"sanction": held.pk, "reason": "Cleared."}).status_code == 302
    held.refresh_from_db()
    assert held.lift_reason == "Cleared."
    client.force_login(make_manager(member.selection.call).person)
    assert [client.get(reverse("reviews:street_reviewers")).status_code, client.post(note, sent).status_code] == [
        404,
        404,
    ]


def test_staff_note_and_lift_their_own_on_the_members_page(client: Client) -> None:
    member = make_panel_member(make_running(1))
    manager = make_manager(member.selection.call)
    client.force_login(manager.person)
    page = reverse("reviews:member", args=[manager.institution.slug, member.selection.call.public_id, member.public_id])
    sent = {"do": "sanction", "reason": "Did not come twice.", "starts_on": "2026-01-01"}
    assert client.post(page, sent).status_code == 302
    held = Sanction.objects.get()
    assert (held.institution, held.decided_by) == (manager.institution, manager.person)
    street = _note(member)
    assert client.post(page, {"do": "lift", "sanction": street.pk, "reason": "Ours?"}).status_code == 404
    assert client.post(page, {"do": "lift", "sanction": held.pk, "reason": "Settled."}).status_code == 302
    assert [one.lift_reason for one in Sanction.objects.order_by("pk")] == ["Settled.", ""]


@pytest.mark.parametrize("count", [1, 20])
def test_the_offices_list_asks_the_same_number_of_questions(
    client: Client, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _one in range(count):
        make_reviewer()
    client.force_login(_office().person)
    with django_assert_num_queries(4):  # session, person, count, reviewers
        page = client.get(reverse("reviews:street_reviewers"))
    assert page.content.decode().count("/street/reviewers/") >= count
