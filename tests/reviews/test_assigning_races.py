"""Two at once: plans of one stage, one reviewer wanted by two selections, a conflict declared while a plan is put in force."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from madang.core.invariants import broken
from madang.core.policy import Refused
from madang.institutions.capacity import AsStaff
from madang.reviews.actions import assigning, boarding, scenarios
from madang.reviews.models import Assignment, Conflict, Scenario, Selection, Stage
from tests.factories.reviews import AFTER, make_assignment, make_manager, make_panel_member, make_reviewer, make_running

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*calls: Callable[[], Any]) -> list[Any]:
    """Run each in a thread of its own, all let go together; what each answered, or the reason it was refused."""
    gate = threading.Barrier(len(calls))
    answers: list[Any] = [None] * len(calls)

    def run(number: int, call: Callable[[], Any]) -> None:
        try:
            gate.wait(10)
            answers[number] = call()
        except Refused as refused:
            answers[number] = refused
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=each) for each in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return answers


def stage_of(selection: Selection, each: int = 2) -> Stage:
    stage: Stage = selection.stages.get(kind="documents")
    stage.reviews_each = each
    stage.save()
    stage.selection = selection
    return stage


def planned(stage: Stage, by: AsStaff, seed: int, **parameters: Any) -> Scenario:
    asked = scenarios.ask_scenario(stage=stage, name="", parameters=parameters, seed=seed, by=by, now=AFTER)
    scenarios.compute_scenario(scenario=asked.pk)
    asked.refresh_from_db()
    return asked


def mine() -> list[str]:
    return [str(one) for one in broken() if one.name.startswith("reviews.") and "total" not in one.name]


@pytest.mark.parametrize("_round", range(5))
def test_of_two_plans_put_in_force_at_once_one_wins(_round: int) -> None:
    selection = make_running(4)
    stage = stage_of(selection)
    for _one in range(5):
        make_panel_member(selection)
    first, second = make_manager(selection.call), make_manager(selection.call)
    plans = [planned(stage, first, 1), planned(stage, second, 2)]
    answers = at_once(
        lambda: scenarios.commit_scenario(scenario=plans[0], by=first, now=AFTER),
        lambda: scenarios.commit_scenario(scenario=plans[1], by=second, now=AFTER),
    )
    assert sum(isinstance(one, Scenario) for one in answers) == 1
    assert sum(isinstance(one, Refused) for one in answers) == 1
    winner = Scenario.objects.get(state="committed")
    given = Assignment.objects.filter(state="given").values_list("case_id", "reviewer_id")
    assert sorted(map(list, given)) == sorted(winner.pairs)
    assert Assignment.objects.count() == 8
    assert mine() == []


@pytest.mark.parametrize("_round", range(5))
def test_one_reviewer_wanted_by_two_selections_at_once_is_not_filled_over_the_brim(_round: int) -> None:
    reviewer = make_reviewer(capacity=3)
    plans, staff = [], []
    for _one in range(2):
        selection = make_running(2)
        stage = stage_of(selection, 1)
        make_panel_member(selection, reviewer)
        by = make_manager(selection.call)
        plans.append(planned(stage, by, 0))
        staff.append(by)
    assert [plan.state for plan in plans] == ["ready", "ready"]
    answers = at_once(
        lambda: scenarios.commit_scenario(scenario=plans[0], by=staff[0], now=AFTER),
        lambda: scenarios.commit_scenario(scenario=plans[1], by=staff[1], now=AFTER),
    )
    assert sum(isinstance(one, Scenario) for one in answers) == 1
    assert Assignment.objects.filter(reviewer=reviewer, state="given").count() == 2
    assert mine() == []


@pytest.mark.parametrize("_round", range(5))
def test_the_last_place_of_a_reviewer_goes_to_one_of_two_hands(_round: int) -> None:
    reviewer = make_reviewer(capacity=1)
    worlds = []
    for _one in range(2):
        selection = make_running(1)
        worlds.append((stage_of(selection), selection.cases.get(), make_panel_member(selection, reviewer)))
    staff = [make_manager(stage.selection.call) for stage, _case, _member in worlds]
    calls = [
        lambda stage=stage, case=case, member=member, by=by: assigning.give(
            stage=stage, case=case, member=member, by=by, now=AFTER
        )
        for (stage, case, member), by in zip(worlds, staff, strict=True)
    ]
    answers = at_once(*calls)
    assert sum(isinstance(one, Assignment) for one in answers) == 1
    assert Assignment.objects.count() == 1


@pytest.mark.parametrize("_round", range(5))
def test_a_conflict_declared_while_a_plan_is_put_in_force_is_seen_by_one_of_the_two(_round: int) -> None:
    """Either the plan is refused, or the pair was given first; then the conflict is younger and stands against it."""
    selection = make_running(2)
    stage = stage_of(selection)
    for _one in range(3):
        make_panel_member(selection)
    by = make_manager(selection.call)
    plan = planned(stage, by, 0)
    case, reviewer = plan.pairs[0]

    def declare() -> Conflict:
        return Conflict.objects.create(
            case_id=case, reviewer_id=reviewer, rule="kin", source="declared", found_at=AFTER
        )

    answers = at_once(lambda: scenarios.commit_scenario(scenario=plan, by=by, now=AFTER), declare)
    assert isinstance(answers[1], Conflict)
    expected = 4 if isinstance(answers[0], Scenario) else 0
    assert Assignment.objects.count() == expected
    assert mine() == []


@pytest.mark.parametrize("_round", range(3))
def test_two_reminders_at_once_are_one(_round: int) -> None:
    selection = make_running(1)
    stage = stage_of(selection)
    stage.state = "open"
    stage.save()
    one = make_assignment(stage, selection.cases.get(), make_panel_member(selection))
    staff = [make_manager(selection.call), make_manager(selection.call)]
    answers = at_once(
        *(lambda by=by: boarding.remind(stage=stage, assignments=[one.public_id], by=by, now=AFTER) for by in staff)
    )
    assert sorted(str(type(answer).__name__) for answer in answers) == ["Refused", "int"]
