"""The pages by which staff set a selection up and look at its field."""

import re
from datetime import UTC, datetime

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from madang.reviews.forms.rules import SettingsForm
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
    page = client.get(address)
    assert page.status_code == 200
    html = page.content.decode()
    for name in form:
        assert f'name="{name}"' in html, name
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


def _posted(page: str) -> dict[str, str | list[str]]:
    """What a browser would send of a form as it stands, several values of one name in a list."""
    found: dict[str, list[str]] = {}
    main = page[page.index("<main") :]
    for tag in re.findall(r"<input[^>]*>", main):
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        kind = re.search(r'type="(\w+)"', tag)
        if name and (kind is None or kind[1] not in ("checkbox", "radio") or " checked" in tag):
            found.setdefault(name[1], []).append(value[1] if value else "on" if 'type="checkbox"' in tag else "")
    for name, inside in re.findall(r'<select[^>]* name="([^"]+)"[^>]*>(.*?)</select>', main, re.DOTALL):
        found[name] = re.findall(r'<option value="([^"]*)"\s+selected', inside) or [""]
    return {name: values[0] if len(values) == 1 else values for name, values in found.items()}


def test_the_rules_stand_under_four_headings_in_the_order_of_the_work(client: Client) -> None:
    selection = make_selection()
    where = _signed_in(client, selection)
    html = client.get(reverse("reviews:settings", args=where)).content.decode()
    assert re.findall(r'<h2 id="of-(\w+)">', html) == ["places", "ranking", "fairness", "after"]
    shown = set(re.findall(r'name="(\w+)"', html[html.index("<main") :]))
    assert set(SettingsForm.base_fields) - shown == set()
    assert sum(len(heading.names) for heading in SettingsForm.HEADINGS) == len(SettingsForm.base_fields) - 1


def test_deductions_are_set_kept_and_taken_out_of_the_rules(client: Client) -> None:
    selection = make_selection()
    where = _signed_in(client, selection)
    address = reverse("reviews:settings", args=where)
    stage = selection.stages.get(kind="documents").public_id
    kept = dict(selection.rules)
    rules = []
    for stage_id, cap in ((stage, "3.5"), (stage, ""), ("", "")):
        sent = _posted(client.get(address).content.decode()) | {"deduction_stage": stage_id, "deduction_cap": cap}
        answer = client.post(address, sent)
        assert answer.status_code == 302, answer.context["form"].errors
        selection.refresh_from_db()
        rules.append(selection.rules["deductions"])
    assert rules == [{"stage": stage, "cap": "3.5"}, {"stage": stage}, None]
    assert {name: selection.rules[name] for name in kept if name != "deductions"} == kept
    wrong = client.post(address, _posted(client.get(address).content.decode()) | {"deduction_cap": "-1"})
    assert (wrong.status_code, selection.version) == (422, 4)


def test_a_stage_says_who_judges_together_and_asks_for_wishes_with_a_time(client: Client) -> None:
    selection = make_selection()
    where = _signed_in(client, selection)
    stage = selection.stages.get(kind="documents")
    address = reverse("reviews:stage", args=[*where, stage.public_id])
    sent = _posted(client.get(address).content.decode())
    assert (sent["language"], "asks_wishes" in sent) == ("on", False)
    late = client.post(address, sent | {"asks_wishes": "on"})
    assert (late.status_code, "Say until when reviewers may answer." in late.content.decode()) == (422, True)
    sent.pop("language")
    sent |= {"asks_wishes": "on", "experts": "1", "of_one_house": "2"}
    sent |= {"wishes_until_day": "2027-01-08", "wishes_until_time": "18:00", "wishes_until_zone": "Asia/Seoul"}
    answer = client.post(address, sent)
    assert answer.status_code == 302, answer.context["form"].errors
    stage.refresh_from_db()
    assert stage.groups == {"language": False, "experts": 1, "of_one_house": 2}
    assert (stage.asks_wishes, stage.wishes_until) == (True, datetime(2027, 1, 8, 9, tzinfo=UTC))
    assert 'name="language" id="id_language" checked' not in client.get(address).content.decode()
