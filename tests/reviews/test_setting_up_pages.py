"""The pages by which staff set a selection up and look at its field."""

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from madang.reviews.models import Selection
from tests.factories.programmes import make_call
from tests.factories.reviews import make_manager, make_running, make_selection

pytestmark = pytest.mark.django_db


def _signed_in(client: Client, selection: Selection, role: str = "manager") -> list[str]:
    by = make_manager(selection.call, role)
    client.force_login(by.person)
    return [by.institution.slug, selection.call.public_id]


def test_a_selection_is_begun_from_its_page(client: Client) -> None:
    call = make_call()
    by = make_manager(call)
    client.force_login(by.person)
    where = [by.institution.slug, call.public_id]
    assert client.get(reverse("reviews:selection", args=where)).status_code == 200
    answer = client.post(reverse("reviews:begin", args=where), {"preset": "contest"})
    assert (answer.status_code, Selection.objects.get().call_id) == (302, call.pk)
    assert client.get(reverse("reviews:selection", args=where)).status_code == 200


def test_the_rubric_is_saved_with_its_anchors(client: Client) -> None:
    selection = make_selection()
    where = _signed_in(client, selection)
    stage = selection.stages.get(kind="documents")
    address = reverse("reviews:rubric", args=[*where, stage.public_id])
    form = {
        "version": "1",
        "row-TOTAL_FORMS": "1",
        "row-INITIAL_FORMS": "0",
        "row-0-code": "",
        "row-0-name_en": "Need",
        "row-0-max_score": "20",
        "row-0-step": "0.5",
        "row-0-anchors_en": "20: a customer paid\n10: someone asked",
        "scoring-minimum_reviews": "3",
        "scoring-weight": "30",
        "scoring-trim": "on",
        "scoring-times": "2",
        "scoring-pass_mark": "60",
    }
    names = {name.rpartition("_")[0]: name for name in form}
    assert names
    page = client.get(address)
    assert page.status_code == 200
    html = page.content.decode()
    for name in form:
        assert f'name="{name}"' in html or name in ("row-0-code",), name
    answer = client.post(address, form)
    assert answer.status_code == 302, answer.content.decode()[:3000]
    line = stage.criteria.get()
    assert (line.code, line.name.en, line.max_score, line.step) == ("criterion-1", "Need", 20, 0.5)
    assert line.anchors == {"20": {"en": "a customer paid"}, "10": {"en": "someone asked"}}
    stage.refresh_from_db()
    assert stage.scoring["trim_from"] == 5
    assert stage.scoring["multiple"] == {"times": "2"}


@pytest.mark.parametrize("count", [1, 20])
def test_the_list_of_cases_asks_the_same_number_of_questions(
    client: Client, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    selection = make_running(count)
    where = _signed_in(client, selection)
    with django_assert_num_queries(7):
        page = client.get(reverse("reviews:cases", args=where))
    assert page.content.decode().count('name="case"') == count


def test_a_stranger_finds_nothing(client: Client) -> None:
    selection = make_running(1)
    _signed_in(client, make_selection())
    other = make_manager(make_call())
    client.force_login(other.person)
    for route in ("selection", "cases", "settings"):
        for house in (other.institution.slug, selection.call.institution.slug):
            answer = client.get(reverse(f"reviews:{route}", args=[house, selection.call.public_id]))
            assert answer.status_code == 404
