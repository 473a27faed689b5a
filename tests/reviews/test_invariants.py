"""What must be true of selections: every sentence is broken here once, past all constraints, and found."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from madang.core import invariants
from madang.reviews.actions import confirming, reviewing
from madang.reviews.capacity import AsReviewer
from madang.reviews.models import Panel, Review, Scenario, Selection, Slot
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
    "cases_present_once": "UPDATE reviews_slot SET case_id = (SELECT max(case_id) FROM reviews_slot)",
    "cases_stand_at_their_own_stages": "UPDATE reviews_case SET stage_id = (SELECT max(id) FROM reviews_stage)",
    "decisions_are_audited": "DELETE FROM audit_entry WHERE action = 'reviews.decision_released'",
    "done_is_handed_in": "UPDATE reviews_assignment SET state = 'given'",
    "handed_in_reviews_are_complete": "UPDATE reviews_score SET value = NULL",
    "late_offers_lapse": "UPDATE reviews_outcome SET confirm_by = now() - interval '2 hours'",
    "letters_are_sent_once_released": "UPDATE reviews_delivery SET sent_at = '2020-01-01'",
    "letters_tell_what_is_decided": "UPDATE reviews_decision SET state = 'approved'",
    "lifted_sanctions_keep_nobody": """
        INSERT INTO reviews_conflict (case_id, reviewer_id, rule, evidence, source, state, found_at, reason)
        SELECT case_id, reviewer_id, 'sanctioned', '{}', 'detected', 'standing', now(), ''
        FROM reviews_assignment WHERE state = 'given'""",
    "mailed_letters_have_gone": "UPDATE reviews_letter SET mailed_at = released_at",
    "nobody_is_given_a_conflict": """
        INSERT INTO reviews_conflict (case_id, reviewer_id, rule, evidence, source, state, found_at, reason)
        SELECT case_id, reviewer_id, 'kin', '{}', 'detected', 'standing', '2020-01-01', ''
        FROM reviews_assignment WHERE state = 'given'""",
    "nobody_is_passed_over": """
        UPDATE reviews_outcome SET result = 'selected' WHERE reserve_order = (SELECT max(reserve_order) FROM reviews_outcome)""",
    "nobody_sits_twice": """
        UPDATE reviews_panel_members SET panelmember_id = (SELECT max(panelmember_id) FROM reviews_panel_members)""",
    "one_plan_is_in_force": """
        INSERT INTO reviews_scenario SELECT (jsonb_populate_record(s, '{"id": 999999, "public_id": "another"}')).*
        FROM reviews_scenario s WHERE state = 'committed'""",
    "outcomes_rest_on_approved_decisions": "UPDATE reviews_decision SET state = 'proposed'",
    "panels_are_of_one_selection": """
        UPDATE reviews_panel_members SET panelmember_id = (SELECT min(id) FROM reviews_panelmember)""",
    "places_are_given_once": "UPDATE reviews_outcome SET standing = 'confirmed'",
    "places_go_to_the_eligible": "UPDATE reviews_eligibilitycheck SET answer = 'not_met'",
    "plans_do_not_wait_for_ever": "UPDATE reviews_scenario SET state = 'waiting', made_at = now() - interval '2 hours'",
    "plans_in_force_say_by_whom": "UPDATE reviews_scenario SET committed_by_id = NULL",
    "plans_in_force_were_carried_out": "UPDATE reviews_scenario SET pairs = '[[1, 999999]]'",
    "released_words_were_released_by_someone": "UPDATE reviews_review SET released = 'words'",
    "reserve_lists_have_no_gap": """
        UPDATE reviews_outcome SET reserve_order = 9 WHERE reserve_order = (SELECT max(reserve_order) FROM reviews_outcome)""",
    "reviewers_are_not_overloaded": """
        UPDATE reviews_reviewer SET capacity = 0, updated_at = '2020-01-01';
        UPDATE reviews_stage SET updated_at = '2020-01-01'""",
    "scores_are_audited": "UPDATE audit_entry SET detail = jsonb_set(detail, '{after,value}', '\"1\"')",
    "scores_are_on_the_rubric": """
        UPDATE reviews_score SET criterion_id = (SELECT min(id) FROM reviews_criterion)
        WHERE id = (SELECT max(id) FROM reviews_score)""",
    "scores_are_within_the_scale": "UPDATE reviews_score SET value = 999",
    "slots_hold_cases_of_their_selection": "UPDATE reviews_slot SET case_id = (SELECT min(id) FROM reviews_case)",
    "slots_of_a_panel_do_not_overlap": "UPDATE reviews_slot SET ends_at = ends_at + interval '1 minute'",
    "the_conflicted_do_not_judge": """
        INSERT INTO reviews_conflict (case_id, reviewer_id, rule, evidence, source, state, found_at, reason)
        SELECT case_id, reviewer_id, 'kin', '{}', 'detected', 'standing', '2020-01-01', ''
        FROM reviews_assignment WHERE state = 'done'""",
    "told_times_say_when": "UPDATE reviews_slot SET told_at = NULL",
    "totals_add_up": "UPDATE reviews_review SET total = total + 1",
    "wished_conflicts_stand": """
        INSERT INTO reviews_bid (member_id, case_id, value, at)
        SELECT member_id, case_id, -2, now() FROM reviews_assignment WHERE state = 'given'""",
    "what_is_told_has_a_letter": "DELETE FROM reviews_delivery; DELETE FROM reviews_letter",
}  # fmt: skip


# The database refuses these by itself; past its own constraints they are found.
REFUSED = {
    "a_second_person_approved": ("reviews_decision", "reviews_a_second_person_approves"),
    "places_are_given_once": ("reviews_outcome", "reviews_only_a_selected_one_confirms"),
}


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


def arranged(selection: Selection) -> None:
    """A plan in force with its one review still to come, and two panels that hear two cases each at the same hours."""
    cases = list(selection.cases.order_by("pk"))
    stage, later = selection.stages.get(kind="documents"), selection.stages.get(kind="presentation")
    first, second = make_panel_member(selection), make_panel_member(selection)
    make_assignment(stage, cases[0], first)
    Scenario.objects.create(
        stage=stage,
        state="committed",
        pairs=[[cases[0].pk, first.reviewer_id]],
        made_by=selection.created_by,
        made_at=AFTER,
        committed_by=selection.created_by,
        committed_at=AFTER,
    )
    for number, member in enumerate((first, second)):
        panel = Panel.objects.create(stage=later, name=str(number))
        panel.members.add(member)
        for hour, case in enumerate(cases[2 * number : 2 * number + 2]):
            at = TOLD + timedelta(hours=hour)
            told = {"told_case": case, "told_at": AFTER}
            Slot.objects.create(panel=panel, case=case, starts_at=at, ends_at=at + timedelta(hours=1), **told)


@pytest.fixture
def sound() -> None:
    """One selection that was told, its scores taken out of what the log must know; another where a review came in; a third
    that has a plan and times.
    """
    selection, _by, _cases, outcomes, members = released([90, 80, 70, 60, 50], places=2, reserves=3)
    Review.objects.update(state="draft")  # made without the log: not handed in by anyone
    with connection.cursor() as cursor:
        cursor.execute("UPDATE reviews_assignment SET state = 'removed', ended_at = now()")
    confirming.confirm(outcome=outcomes[0], key=uuid4(), by=members[0], now=TOLD + timedelta(hours=1))
    assert selection.state == Selection.State.RELEASED
    handed_in(make_running(2, "residency"))
    arranged(make_running(4))


def test_each_of_ours_is_broken_above_and_none_is_gone() -> None:
    assert sorted(BREAKS) == sorted(one.name.removeprefix("reviews.") for one in OURS)


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
        for table, constraint in REFUSED.values():
            cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {constraint}")
        cursor.execute(BREAKS[name])
        cursor.execute("SET session_replication_role = DEFAULT")

    found = invariants.ask(one)

    assert found is not None
    assert (found.name, found.count >= 1) == (one.name, True)


@pytest.mark.usefixtures("sound")
@pytest.mark.parametrize("name", sorted(REFUSED))
def test_what_the_database_refuses_by_itself(name: str) -> None:
    with pytest.raises(IntegrityError, match=REFUSED[name][1]), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(BREAKS[name])
