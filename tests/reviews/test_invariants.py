"""What must be true of selections: every sentence is broken here once, past all constraints, and found."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import connection

from madang.core import invariants
from madang.reviews.actions import confirming, reviewing
from madang.reviews.capacity import AsReviewer
from madang.reviews.models import Review, Selection
from tests.factories.reviews import AFTER, make_assignment, make_panel_member, make_running
from tests.reviews.deciding import TOLD, released

pytestmark = pytest.mark.django_db
OURS = [one for one in invariants.declared() if one.name.startswith("reviews.")]

# Name of the invariant -> what somebody with every right in the database does to break it.
BREAKS: dict[str, str] = {
    "a_second_person_approved": "UPDATE reviews_decision SET approved_by_id = proposed_by_id",
    "a_stage_is_decided_once": """
        INSERT INTO reviews_decision SELECT (jsonb_populate_record(d, jsonb_build_object(
            'id', 999999, 'public_id', 'another', 'request_key', gen_random_uuid()))).* FROM reviews_decision d;
        INSERT INTO reviews_stagestanding (stage_id, case_id, decision_id, status, derivation)
        SELECT stage_id, case_id, 999999, status, derivation FROM reviews_stagestanding""",
    "assignments_stay_in_one_selection": """
        UPDATE reviews_assignment SET member_id = (SELECT min(id) FROM reviews_panelmember) WHERE state = 'done'""",
    "cases_applied_to_the_call": "UPDATE applications_application SET call_id = (SELECT max(id) FROM programmes_call)",
    "cases_stand_at_their_own_stages": "UPDATE reviews_case SET stage_id = (SELECT max(id) FROM reviews_stage)",
    "decisions_are_audited": "DELETE FROM audit_entry WHERE action = 'reviews.decision_released'",
    "done_is_handed_in": "UPDATE reviews_assignment SET state = 'given'",
    "handed_in_reviews_are_complete": "UPDATE reviews_score SET value = NULL",
    "late_offers_lapse": "UPDATE reviews_outcome SET confirm_by = now() - interval '2 hours'",
    "letters_are_sent_once_released": "UPDATE reviews_delivery SET sent_at = '2020-01-01'",
    "letters_tell_what_is_decided": "UPDATE reviews_decision SET state = 'approved'",
    "mailed_letters_have_gone": "UPDATE reviews_letter SET mailed_at = released_at",
    "nobody_is_passed_over": """
        UPDATE reviews_outcome SET result = 'selected' WHERE reserve_order = (SELECT max(reserve_order) FROM reviews_outcome)""",
    "outcomes_rest_on_approved_decisions": "UPDATE reviews_decision SET state = 'proposed'",
    "places_are_given_once": "UPDATE reviews_outcome SET standing = 'confirmed'",
    "places_go_to_the_eligible": "UPDATE reviews_eligibilitycheck SET answer = 'not_met'",
    "released_words_were_released_by_someone": "UPDATE reviews_review SET released = 'words'",
    "reserve_lists_have_no_gap": """
        UPDATE reviews_outcome SET reserve_order = 9 WHERE reserve_order = (SELECT max(reserve_order) FROM reviews_outcome)""",
    "scores_are_audited": "UPDATE audit_entry SET detail = jsonb_set(detail, '{after,value}', '\"1\"')",
    "scores_are_on_the_rubric": """
        UPDATE reviews_score SET criterion_id = (SELECT min(id) FROM reviews_criterion)
        WHERE id = (SELECT max(id) FROM reviews_score)""",
    "scores_are_within_the_scale": "UPDATE reviews_score SET value = 999",
    "the_conflicted_do_not_judge": """
        INSERT INTO reviews_conflict (case_id, reviewer_id, rule, evidence, source, state, found_at, reason)
        SELECT case_id, reviewer_id, 'kin', '{}', 'detected', 'standing', '2020-01-01', ''
        FROM reviews_assignment WHERE state = 'done'""",
    "totals_add_up": "UPDATE reviews_review SET total = total + 1",
    "what_is_told_has_a_letter": "DELETE FROM reviews_delivery; DELETE FROM reviews_letter",
}  # fmt: skip


def handed_in(selection: Selection) -> Review:
    """A review as a reviewer writes it, through the actions, so that the log tells of it."""
    stage = selection.stages.get(kind="presentation")
    stage.state = "open"
    stage.save()
    member = make_panel_member(selection)
    assignment = make_assignment(stage, selection.cases.order_by("pk")[0], member)
    by = AsReviewer(member.reviewer.person, member.reviewer)
    for line in stage.criteria.all():
        value = str(line.max_score / Decimal(2))
        reviewing.save_score(
            assignment=assignment, criterion=line, value=value, comment=None, version=0, by=by, now=AFTER
        )
    return reviewing.hand_in(assignment=assignment, key=uuid4(), by=by, now=AFTER)


@pytest.fixture
def sound() -> None:
    """One selection that was told, its scores taken out of what the log must know; another where a review came in."""
    selection, _by, _cases, outcomes, members = released([90, 80, 70, 60, 50], places=2, reserves=3)
    Review.objects.update(state="draft")  # made without the log: not handed in by anyone
    with connection.cursor() as cursor:
        cursor.execute("UPDATE reviews_assignment SET state = 'removed', ended_at = now()")
    confirming.confirm(outcome=outcomes[0], key=uuid4(), by=members[0], now=TOLD + timedelta(hours=1))
    assert selection.state == Selection.State.RELEASED
    handed_in(make_running(2, "residency"))


def test_what_is_broken_below_is_declared() -> None:
    assert set(BREAKS) <= {one.name.removeprefix("reviews.") for one in OURS}


def test_with_ours_there_are_more_than_forty_and_selection_is_covered() -> None:
    assert (len(invariants.declared()) >= 40, len(OURS) >= 20) == (True, True)


@pytest.mark.usefixtures("sound")
def test_a_sound_selection_breaks_none() -> None:
    assert [str(found) for one in OURS if (found := invariants.ask(one))] == []


@pytest.mark.usefixtures("sound")
@pytest.mark.parametrize("name", sorted(BREAKS))
def test_what_breaks_it_is_found(name: str) -> None:
    one = next(one for one in OURS if one.name == f"reviews.{name}")
    assert invariants.ask(one) is None
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET session_replication_role = replica")
        for drop in ("reviews_a_second_person_approves", "reviews_only_a_selected_one_confirms"):
            table = "reviews_decision" if "person" in drop else "reviews_outcome"
            cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {drop}")
        cursor.execute(BREAKS[name])
        cursor.execute("SET session_replication_role = DEFAULT")

    found = invariants.ask(one)

    assert found is not None
    assert (found.name, found.count >= 1) == (one.name, True)
