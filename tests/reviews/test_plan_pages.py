"""The pages by which a stage is shared out."""

import subprocess
import sys

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from madang.reviews.actions import scenarios
from madang.reviews.models import Assignment, Scenario, Selection, Stage
from tests.factories.reviews import AFTER, make_manager, make_panel_member, make_running

pytestmark = pytest.mark.django_db
FORM = {
    "aim": "worst",
    "reviews_each": "2",
    "min_load": "0",
    "max_load": "20",
    "seed": "3",
    "even": "on",
    "name": "First",
}


def world(applications: int, reviewers: int = 3) -> tuple[Selection, Stage]:
    selection = make_running(applications)
    stage: Stage = selection.stages.get(kind="documents")
    stage.selection = selection
    for _one in range(reviewers):
        make_panel_member(selection)
    return selection, stage


def signed_in(client: Client, selection: Selection) -> list[str]:
    by = make_manager(selection.call)
    client.force_login(by.person)
    return [by.institution.slug, selection.call.public_id]


def test_a_plan_is_asked_for_looked_at_and_put_in_force(client: Client) -> None:
    selection, stage = world(3)
    where = signed_in(client, selection)
    assert client.get(reverse("reviews:plan", args=where)).status_code == 200
    assert client.post(reverse("reviews:plan_compute", args=[*where, stage.public_id]), FORM).status_code == 302
    plan = Scenario.objects.get()
    assert "being computed" in client.get(reverse("reviews:plan", args=where)).content.decode()
    scenarios.compute_scenario(scenario=plan.pk)
    page = client.get(reverse("reviews:plan_show", args=[*where, plan.public_id]))
    assert page.status_code == 200
    assert client.post(reverse("reviews:plan_commit", args=[*where, plan.public_id])).status_code == 302
    assert Assignment.objects.count() == 6
    assert client.get(reverse("reviews:board", args=where)).status_code == 200
    case = selection.cases.all()[0]
    assert client.get(reverse("reviews:plan_case", args=[*where, stage.public_id, case.public_id])).status_code == 200


def test_a_form_that_does_not_fit_says_so_beside_the_field_and_asks_for_nothing(client: Client) -> None:
    selection, stage = world(1)
    where = signed_in(client, selection)
    answer = client.post(
        reverse("reviews:plan_compute", args=[*where, stage.public_id]), FORM | {"min_load": "9", "max_load": "3"}
    )
    assert (answer.status_code, Scenario.objects.count()) == (422, 0)
    assert "This is less than the least" in answer.content.decode()


@pytest.mark.parametrize("count", [1, 20])
def test_pages_of_a_plan_ask_the_same_number_of_questions(
    client: Client, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    selection, stage = world(count, reviewers=6)
    where = signed_in(client, selection)
    by = make_manager(selection.call)
    asked = scenarios.ask_scenario(stage=stage, name="", parameters={"reviews_each": 2}, seed=0, by=by, now=AFTER)
    scenarios.compute_scenario(scenario=asked.pk)
    with django_assert_num_queries(11):
        client.get(reverse("reviews:plan", args=where))
    with django_assert_num_queries(10):
        client.get(reverse("reviews:plan_show", args=[*where, asked.public_id]))
    case = selection.cases.all()[0]
    with django_assert_num_queries(21):
        client.get(reverse("reviews:plan_case", args=[*where, stage.public_id, case.public_id]))


def test_the_web_process_does_not_load_the_solvers() -> None:
    code = (
        "import sys, madang.config.wsgi, django.urls; django.urls.get_resolver().url_patterns;"
        "import madang.reviews.urls;"
        "print(sorted({name.split('.')[0] for name in sys.modules} & {'ortools', 'scipy', 'kiwipiepy', 'highspy'}))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=120)
    assert done.stdout.strip() == "[]", done.stderr[-2000:]
