"""What selection holds about a reviewer is told to them, and goes with the account as far as decisions allow."""

import pytest

from madang.core.text import Text
from madang.people import holdings
from madang.reviews.models import Assignment, Reviewer
from tests.factories.people import make_person
from tests.factories.reviews import AFTER, make_assignment, make_panel_member, make_reviewer, make_running

pytestmark = pytest.mark.django_db


def _own(person: object) -> dict[str, object]:
    return {one.key: one.rows for one in holdings.of(person) if one.key.startswith(("reviewer", "reviews", "scores"))}


def test_who_is_no_reviewer_holds_nothing_here() -> None:
    assert _own(make_person()) == {}


def test_a_reviewer_reads_everything_that_is_held() -> None:
    selection = make_running(1)
    reviewer = make_reviewer(employer="Sample Labs", expertise=Text(en="Grippers", source="en"))
    reviewer.works.create(title="On grippers", year=2024, text="How they hold.")
    stage = selection.stages.get(kind="documents")
    assignment = make_assignment(stage, selection.cases.get(), make_panel_member(selection, reviewer))
    assert assignment.state == Assignment.State.GIVEN
    reviewer.panels.get().bids.create(case=selection.cases.get(), value=-2, at=AFTER)
    reviewer.sanctions.create(reason="Told a result.", starts_on=AFTER, decided_by=make_person(), decided_at=AFTER)
    held = _own(reviewer.person)
    assert list(held) == [
        "reviewer", "reviewer_works", "reviewer_ties", "reviewer_panels", "reviewer_wishes", "reviewer_sanctions", "reviews", "scores",
    ]  # fmt: skip
    assert held["reviewer_works"] == (("On grippers", 2024, "How they hold."),)
    assert [len(rows) for rows in held.values()] == [1, 1, 0, 1, 1, 1, 1, 0]


def test_open_reviews_stop_the_erasure_and_say_what_to_do() -> None:
    selection = make_running(1)
    stage = selection.stages.get(kind="documents")
    stage.state = "open"
    stage.save()
    member = make_panel_member(selection)
    make_assignment(stage, selection.cases.get(), member)
    assert [str(one) for one in holdings.reasons_against_erasing(member.reviewer.person)] == [
        "You still have applications to review. Hand them in, or step back from them first."
    ]


def test_erasing_empties_what_a_reviewer_said_of_themselves() -> None:
    reviewer = make_reviewer(employer="Sample Labs", expertise=Text(en="Grippers", source="en"), concepts=["gripper"])
    reviewer.works.create(title="On grippers")
    for erase in holdings.erasers():
        erase(reviewer.person, AFTER)
    kept = Reviewer.objects.get()
    assert (kept.employer, str(kept.expertise), kept.concepts, kept.works.count(), kept.is_active) == (
        "",
        "",
        [],
        0,
        False,
    )
    assert Reviewer.pgh_event_model.objects.count() == 0
