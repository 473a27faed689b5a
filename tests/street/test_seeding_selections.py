"""The sample has a call at every step of a selection, in states that could have come about by themselves."""

from collections import Counter
from dataclasses import replace

import pytest

from madang.applications.models import Application
from madang.core.invariants import broken
from madang.people.models import Person
from madang.programmes.models import Call
from madang.reviews.models import Assignment, Delivery, Objection, Outcome, Reviewer, Selection
from madang.street.sample.reviewers import LOST
from madang.street.seeding import load
from tests.factories.programmes import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def staged(street):
    """The staged calls alone, and the startups that may apply to them."""
    keys = {one.call for one in street.staged}
    calls = tuple(call for call in street.calls if call.key in keys)
    loaded = replace(street, calls=calls, journey=())
    load(loaded, now=NOW, depth="later")
    return {
        one.step: Call.objects.get(number=call.number)
        for one in street.staged
        for call in calls
        if call.key == one.call
    }


def test_every_step_of_a_selection_stands_on_the_street(staged):
    states = {
        step: (call.status, getattr(getattr(call, "selection", None), "state", None)) for step, call in staged.items()
    }
    proposed = Selection.objects.get(call=staged["proposed"]).decisions.get(kind="final")
    told = Counter(Outcome.objects.filter(selection__call=staged["released"]).values_list("result", flat=True))

    assert states == {
        "open": ("published", None),
        "tonight": ("published", None),
        "eligibility": ("closed", "running"),
        "documents": ("closed", "running"),
        "presentation": ("closed", "running"),
        "proposed": ("closed", "running"),
        "released": ("decided", "released"),
    }
    assert (proposed.state, proposed.proposed_by.email) == ("proposed", "manager@example.test")
    assert (told["selected"], told["reserve"], told["ineligible"]) == (3, 2, 1)
    assert told["not_selected"] > 0
    assert Objection.objects.get().outcome.selection.call == staged["released"]


def test_about_half_of_the_blind_reviews_are_in(staged):
    work = Assignment.objects.filter(stage__selection__call=staged["documents"])
    done = work.filter(state="done").count()

    assert 0.4 < done / work.count() < 0.7
    assert set(work.filter(reviewer__person__email="reviewer@example.test").values_list("state", flat=True)) == {
        "given",
        "done",
    }


def test_the_tour_meets_each_result(staged):
    mine = {
        person.email.split("@")[0]: Outcome.objects.get(
            selection__call=staged["released"], case__application__startup__memberships__person=person
        ).result
        for person in Person.objects.filter(
            email__in=[f"{name}@example.test" for name in ("founder", "founder-en", "founder-zh", LOST)]
        )
    }

    assert mine == {
        "founder": "selected",
        "founder-en": "reserve",
        "founder-zh": "ineligible",
        LOST: "not_selected",
    }


def test_drafts_wait_and_nobody_is_written_to(staged):
    drafts = Application.objects.filter(state="draft")

    assert {draft.call_id for draft in drafts} == {staged["open"].pk, staged["tonight"].pk}
    assert all(draft.number for draft in drafts)
    assert Reviewer.objects.count() == 20
    assert not Delivery.objects.filter(sent_at=None).exists()


def test_the_whole_of_it_keeps_every_invariant(staged):
    assert broken() == []
