"""Plans of a stage: computed in the worker, put in force by staff, checked once more at that moment; and single reviews by hand."""

from collections import Counter
from typing import Any

import pytest
from django.core import mail
from pytest_django import DjangoCaptureOnCommitCallbacks

from madang.applications.models import Application
from madang.core.audit.models import Entry
from madang.core.policy import Refused
from madang.institutions.capacity import AsStaff
from madang.reviews.actions import assigning, scenarios
from madang.reviews.models import Assignment, Conflict, Reviewer, Scenario, Selection, Stage
from madang.reviews.plan_words import problem_words
from tests.factories.reviews import AFTER, make_assignment, make_manager, make_panel_member, make_reviewer, make_running

pytestmark = pytest.mark.django_db


def documents(selection: Selection) -> Stage:
    stage: Stage = selection.stages.get(kind="documents")
    stage.selection = selection
    return stage


def world(applications: int = 4, reviewers: int = 3, each: int = 2) -> tuple[Selection, Stage, AsStaff]:
    selection = make_running(applications)
    stage = documents(selection)
    stage.reviews_each = each
    stage.save()
    for _one in range(reviewers):
        make_panel_member(selection)
    return selection, stage, make_manager(selection.call)


def compute(stage: Stage, by: AsStaff, **parameters: Any) -> Scenario:
    asked = scenarios.ask_scenario(stage=stage, name="A", parameters=parameters, seed=1, by=by, now=AFTER)
    scenarios.compute_scenario(scenario=asked.pk)
    asked.refresh_from_db()
    return asked


def test_a_plan_gives_every_application_its_reviewers() -> None:
    _selection, stage, by = world()
    plan = compute(stage, by)
    assert (plan.state, len(plan.pairs), plan.figures["cases"]) == ("ready", 8, 4)
    assert plan.figures["loads"] == [[0, 0], [1, 0], [2, 1], [3, 2]]
    assert {len(rows) for rows in plan.near.values()} == {3}
    assert Assignment.objects.count() == 0


def test_a_plan_put_in_force_gives_the_reviews_and_tells_each_reviewer_once(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks, settings: Any
) -> None:
    settings.MADANG_JOBS_AT_ONCE = True
    _selection, stage, by = world()
    plan = compute(stage, by)
    with django_capture_on_commit_callbacks(execute=True):
        scenarios.commit_scenario(scenario=plan, by=by, now=AFTER)
    with django_capture_on_commit_callbacks(execute=True):
        scenarios.commit_scenario(scenario=plan, by=by, now=AFTER)
    assert [[one.case_id, one.reviewer_id] for one in Assignment.objects.order_by("case", "reviewer")] == sorted(
        plan.pairs
    )
    assert len(mail.outbox) == 3
    assert Entry.objects.filter(action="reviews.plan_committed").count() == 1
    assert {case.stage_id for case in stage.selection.cases.all()} == {stage.pk}


def test_a_conflict_is_no_pair_of_a_plan() -> None:
    selection, stage, by = world(applications=2, reviewers=3, each=2)
    case, member = selection.cases.first(), selection.panel.first()
    assert case is not None
    assert member is not None
    Conflict.objects.create(case=case, reviewer=member.reviewer, rule="kin", source="declared", found_at=AFTER)
    plan = compute(stage, by)
    assert plan.state == "ready"
    assert [case.pk, member.reviewer_id] not in plan.pairs


def test_a_reviewer_who_does_not_read_the_language_gets_no_pair_unless_staff_allow() -> None:
    selection = make_running(2)
    stage = documents(selection)
    by = make_manager(selection.call)
    for _one in range(2):
        make_panel_member(selection, make_reviewer(languages=["ko"]))
    short = compute(stage, by, reviews_each=2)
    allowed = compute(stage, by, reviews_each=2, any_language=True, language=False)
    assert (short.state, short.pairs) == ("short", [])
    assert (allowed.state, len(allowed.pairs)) == ("ready", 4)


def test_one_of_each_application_reads_its_language_where_others_may_get_it_too() -> None:
    selection = make_running(4)
    stage = documents(selection)
    by = make_manager(selection.call)
    Application.objects.filter(pk=selection.cases.order_by("pk")[0].application_id).update(language="zh")
    readers = {
        language: make_panel_member(selection, make_reviewer(languages=[language])).reviewer_id
        for language in ("ko", "zh", "en")
    }
    for _one in range(3):
        make_panel_member(selection, make_reviewer(languages=["ko"]))
    plan = compute(stage, by, reviews_each=2, any_language=True, max_load=4)
    assert (plan.state, plan.problems) == ("ready", [])
    spoken = dict(selection.cases.values_list("pk", "application__language"))
    chosen = {case: {who for one, who in plan.pairs if one == case} for case in spoken}
    reads = dict.fromkeys(spoken, False) | {
        case: any(language in Reviewer.objects.get(pk=who).languages for who in chosen[case])
        for case, language in spoken.items()
    }
    assert sorted(spoken.values()) == ["en", "en", "en", "zh"]
    assert reads == dict.fromkeys(spoken, True)
    assert readers["zh"] in chosen[next(case for case, language in spoken.items() if language == "zh")]


def test_a_language_nobody_reads_is_named_with_its_applications_and_what_to_do() -> None:
    selection = make_running(2)
    stage = documents(selection)
    by = make_manager(selection.call)
    case = selection.cases.order_by("pk")[0]
    Application.objects.filter(pk=case.application_id).update(language="zh")
    for _one in range(2):
        make_panel_member(selection, make_reviewer(languages=["en"]))
    plan = compute(stage, by, reviews_each=2, any_language=True)
    assert plan.state == "short"
    assert [problem_words(problem, {}) for problem in plan.problems] == [
        f"{case.label}: none of its reviewers would read Chinese.",
        f"Invite reviewers who read Chinese, give more to those who do, or take the condition off, for: {case.label}.",
    ]
    with pytest.raises(Refused, match="does not keep every limit"):
        scenarios.commit_scenario(scenario=plan, by=by, now=AFTER)
    assert Assignment.objects.count() == 0


def test_what_people_gave_in_full_is_not_measured_by_its_language() -> None:
    selection = make_running(1)
    stage = documents(selection)
    by = make_manager(selection.call)
    case = selection.cases.get()
    for _one in range(2):
        member = make_panel_member(selection, make_reviewer(languages=["ko"]))
        assigning.give(stage=stage, case=case, member=member, any_language=True, by=by, now=AFTER)
    assert compute(stage, by, reviews_each=2, any_language=True).state == "ready"


def test_a_plan_that_cannot_be_kept_says_which_limit_to_relax() -> None:
    _selection, stage, by = world(applications=4, reviewers=2, each=2)
    plan = compute(stage, by, max_load=3)
    assert plan.state == "short"
    assert sum(one["missing"] for one in plan.problems if one["kind"] == "shortfall") == 2
    assert {(one["limit"], one["by"]) for one in plan.problems if one["kind"] == "relief"} == {
        ("max_load", 1),
        ("reviews_each", 1),
    }
    with pytest.raises(Refused, match="does not keep every limit"):
        scenarios.commit_scenario(scenario=plan, by=by, now=AFTER)
    assert Assignment.objects.count() == 0


def test_what_is_open_elsewhere_counts_against_what_a_reviewer_can_take() -> None:
    selection, stage, by = world(applications=2, reviewers=0, each=1)
    reviewer = make_reviewer(capacity=2)
    make_panel_member(selection, reviewer)
    other = make_running(1)
    make_assignment(documents(other), other.cases.get(), make_panel_member(other, reviewer))
    plan = compute(stage, by)
    assert (plan.state, len(plan.pairs)) == ("short", 1)


def test_a_conflict_that_came_up_since_keeps_a_plan_from_being_put_in_force() -> None:
    _selection, stage, by = world()
    plan = compute(stage, by)
    case, reviewer = plan.pairs[0]
    Conflict.objects.create(case_id=case, reviewer_id=reviewer, rule="kin", source="declared", found_at=AFTER)
    with pytest.raises(Refused, match="conflict of interest"):
        scenarios.commit_scenario(scenario=plan, by=by, now=AFTER)
    plan.refresh_from_db()
    assert (plan.state, Assignment.objects.count()) == ("ready", 0)


def test_after_a_recusal_a_new_plan_moves_little() -> None:
    _selection, stage, by = world(applications=6, reviewers=5, each=2)
    scenarios.commit_scenario(scenario=compute(stage, by), by=by, now=AFTER)
    given = list(Assignment.objects.order_by("pk"))
    loads = Counter(one.reviewer_id for one in given)
    # Of the busiest: another would fall below an even share, and be given something else instead.
    gone = max(given, key=lambda one: (loads[one.reviewer_id], -one.pk))
    assigning.ended(gone, state="recused", reason="I know them", now=AFTER)
    plan = compute(stage, by)
    assert (plan.figures["stay"], plan.figures["new"], plan.figures["go"]) == (11, 1, 0)
    assert [gone.case_id, gone.reviewer_id] not in plan.pairs
    scenarios.commit_scenario(scenario=plan, by=by, now=AFTER)
    assert Assignment.objects.filter(state="given").count() == 12


def test_a_plan_made_before_assignments_changed_is_refused() -> None:
    selection, stage, by = world(applications=3, reviewers=4, each=2)
    first, second = compute(stage, by), compute(stage, by, aim="total", reviews_each=1)
    scenarios.commit_scenario(scenario=first, by=by, now=AFTER)
    with pytest.raises(Refused, match="have changed"):
        scenarios.commit_scenario(scenario=second, by=by, now=AFTER)
    assert selection.cases.count() * 2 == Assignment.objects.filter(state="given").count()


def test_a_review_given_by_hand_stays_in_the_next_plan_and_one_taken_by_hand_does_not_come_back() -> None:
    selection, stage, by = world(applications=2, reviewers=3, each=2)
    case, member = selection.cases.order_by("pk")[0], selection.panel.order_by("pk")[0]
    one = assigning.give(stage=stage, case=case, member=member, by=by, now=AFTER)
    again = assigning.give(stage=stage, case=case, member=member, by=by, now=AFTER)
    assert (one.pk, one.is_locked) == (again.pk, True)
    assert [case.pk, member.reviewer_id] in compute(stage, by).pairs
    assigning.take_away(assignment=one, reason="A chair only", by=by, now=AFTER)
    assert [case.pk, member.reviewer_id] not in compute(stage, by).pairs


def test_a_hand_cannot_give_what_a_conflict_forbids() -> None:
    selection, stage, by = world()
    case, member = selection.cases.first(), selection.panel.first()
    assert case is not None
    assert member is not None
    Conflict.objects.create(case=case, reviewer=member.reviewer, rule="kin", source="declared", found_at=AFTER)
    with pytest.raises(Refused, match="conflict of interest"):
        assigning.give(stage=stage, case=case, member=member, by=by, now=AFTER)
    assert (Assignment.objects.count(), Entry.objects.filter(action="reviews.assigned").count()) == (0, 0)


def test_a_reviewer_who_is_full_gets_no_more_by_hand() -> None:
    selection, stage, by = world(applications=2, reviewers=0)
    member = make_panel_member(selection, make_reviewer(capacity=1))
    first, second = selection.cases.order_by("pk")
    assigning.give(stage=stage, case=first, member=member, by=by, now=AFTER)
    with pytest.raises(Refused, match="can take no more: 1 here, 0 open elsewhere"):
        assigning.give(stage=stage, case=second, member=member, by=by, now=AFTER)
    assert Assignment.objects.count() == 1


def test_a_plan_keeps_an_expert_on_every_application_and_one_house_from_filling_it() -> None:
    selection, stage, by = world(applications=4, reviewers=0, each=2)
    for number in range(5):
        make_panel_member(
            selection, make_reviewer(employer="Sample Works" if number < 3 else ""), is_expert=number == 4
        )
    plan = compute(stage, by, experts=1, of_one_house=1)
    expert = selection.panel.get(is_expert=True).reviewer_id
    house = set(selection.panel.filter(reviewer__employer="Sample Works").values_list("reviewer_id", flat=True))
    assert plan.state == "ready"
    for case in selection.cases.all():
        judges = {reviewer for one, reviewer in plan.pairs if one == case.pk}
        assert expert in judges
        assert len(judges & house) <= 1
