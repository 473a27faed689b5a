"""Selections for tests: a call that has closed, its field, its reviewers."""

from datetime import datetime, timedelta
from itertools import count
from typing import Any

from madang.institutions.capacity import AsStaff
from madang.institutions.models import StaffRole
from madang.people.models import Person
from madang.programmes.models import Call
from madang.reviews.actions import intake, setting_up
from madang.reviews.labels import reviewer_label
from madang.reviews.models import Assignment, Case, PanelMember, Reviewer, Selection, Stage
from tests.factories.applications import make_application
from tests.factories.people import make_person
from tests.factories.programmes import NOW, make_call

AFTER = NOW + timedelta(days=20)
_number = count(1)


def make_manager(call: Call, role: str = "manager") -> AsStaff:
    """A programme manager of the institution that leads the call."""
    person = make_person()
    StaffRole.objects.create(institution=call.institution, person=person, role=role)
    return AsStaff(person, call.institution, role)


def make_selection(preset: str = "startup_call", *, call: Call | None = None, by: AsStaff | None = None) -> Selection:
    """Set up from a preset, nothing taken in yet."""
    call = call or make_call(places=2)
    return setting_up.set_up(call=call, preset=preset, by=by or make_manager(call), now=NOW)


def make_running(
    applications: int = 3, preset: str = "startup_call", *, by: AsStaff | None = None, **fields: Any
) -> Selection:
    """A selection whose call has closed with so many applications, all of them confirmed as eligible."""
    call = make_call(**{"places": 2} | fields)
    by = by or make_manager(call)
    selection = make_selection(preset, call=call, by=by)
    for _one in range(applications):
        make_application(call)
    selection = intake.start(selection=selection, by=by, now=AFTER)
    intake.check_eligibility(selection=selection.pk)
    intake.confirm_eligibility(
        selection=selection, cases=list(selection.cases.all()), answer="met", note="", by=by, now=AFTER
    )
    return selection


def make_reviewer(person: Person | None = None, **fields: Any) -> Reviewer:
    """Someone of the pool who reads all three languages."""
    return Reviewer.objects.create(person=person or make_person(), **{"languages": ["ko", "zh", "en"]} | fields)


def make_panel_member(selection: Selection, reviewer: Reviewer | None = None, **fields: Any) -> PanelMember:
    """A reviewer who has accepted to sit in a selection and has declared no ties."""
    values = {
        "state": "accepted",
        "invited_by": selection.created_by,
        "invited_at": AFTER,
        "answered_at": AFTER,
        "declared_at": AFTER,
    } | fields
    return PanelMember.objects.create(selection=selection, reviewer=reviewer or make_reviewer(), **values)


def make_assignment(
    stage: Stage, case: Case, member: PanelMember, *, at: datetime = AFTER, **fields: Any
) -> Assignment:
    """One reviewer on one case, given by hand."""
    taken = set(Assignment.objects.filter(stage=stage, case=case).values_list("label", flat=True))
    return Assignment.objects.create(
        stage=stage,
        case=case,
        member=member,
        reviewer=member.reviewer,
        label=reviewer_label(stage.selection.shuffling, case.public_id, member.reviewer_id, taken),
        given_by=stage.selection.created_by,
        given_at=at,
        **fields,
    )
