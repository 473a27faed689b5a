"""Home, search and desks: what they show, to whom, and at what cost."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import translation

from madang.core.templatetags.ui import figure, listed
from madang.core.text import Text
from madang.engines.eligibility import Region, dumps
from madang.people.capacity import AsVisitor
from madang.startups.models import Membership, Startup
from madang.street.queries import figures
from tests.factories.people import make_person
from tests.factories.programmes import NOW, make_call, make_institution, make_programme, make_searchable

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_now(monkeypatch):
    monkeypatch.setattr("madang.core.clock.now", lambda: NOW)
    with translation.override("en"):
        yield


def house(number: int, **fields):
    return make_institution(door=number, metres=number * 8, side="north", **fields)


@pytest.mark.parametrize("rows", [1, 20])
def test_home_costs_nine_queries_whatever_the_doors(client, rows, django_assert_num_queries):
    for number in range(1, rows + 1):
        make_call(programme=make_programme(house(number)))

    with django_assert_num_queries(9):  # doors 2, figures 4, closing 2, supports 1
        page = client.get(reverse("street:home")).content.decode()

    assert f"{rows} door" in page


def test_home_counts_as_open_what_the_catalogue_shows_as_open():
    make_call(opens_at=None)
    make_call(opens_at=NOW + timedelta(days=1))

    assert figures(AsVisitor(), now=NOW).calls_open == 1


def test_an_institution_that_was_only_asked_shows_no_call_it_has_not_agreed_to(client):
    asked, call = make_institution(), make_call("Not yet together")
    call.partners.create(institution=asked)
    address = reverse("street:institution", args=[asked.slug])

    before = client.get(address).content.decode()
    call.partners.update(accepted_at=NOW)

    assert ("Not yet together" in before, "Not yet together" in client.get(address).content.decode()) == (False, True)


def test_home_of_an_empty_street_says_what_to_do(client):
    page = client.get(reverse("street:home")).content.decode()

    assert "No call is open right now." in page


def test_search_finds_an_institution_by_its_alias_and_never_a_hidden_one(client):
    shown = make_institution(Text(ko="글로벌혁신센터", en="Innovation Centre Abroad", source="ko"))
    shown.aliases.create(text="KIC", language="en", kind="abbreviation")
    hidden = make_institution("KIC in the dark", is_listed=False)

    page = client.get(reverse("street:search"), {"q": "KIC"}).content.decode()

    assert (shown.slug in page, hidden.slug in page) == (True, False)


def test_a_startup_desk_names_the_fact_that_holds_calls_back(client):
    startup = Startup.objects.create(slug="acme", name=Text(en="Acme Example"))
    person = make_person()
    Membership.objects.create(startup=startup, person=person, role="owner")
    make_searchable(make_call("only Seoul", rule=dumps(Region(any_of=("KR-11",)))))
    client.force_login(person)

    page = client.get(reverse("street:startup_desk", args=["acme"])).content.decode()

    assert "Tell us where the head office stands" in page
    assert reverse("startups:section", args=["acme", "place"]) in page
    assert "1 call depends on it." in page


def test_a_desk_of_others_is_absent(client):
    Startup.objects.create(slug="acme", name=Text(en="Acme Example"))
    make_institution(slug="closed")
    client.force_login(make_person())

    answers = [
        client.get(reverse(name, args=[slug])).status_code
        for name in ("street:startup_desk", "street:institution_desk")
        for slug in ("acme", "closed", "no-such")
    ]

    assert answers == [404] * 6


def test_the_street_office_is_the_operators(client):
    client.force_login(make_person())
    assert client.get(reverse("street:operator_desk")).status_code == 404

    client.force_login(make_person(is_operator=True))
    assert client.get(reverse("street:operator_desk")).status_code == 200


def test_an_operator_finds_the_street_office_among_the_desks_and_nobody_else_does(client):
    found = []
    for person in (make_person(is_operator=True), make_person()):
        client.force_login(person)
        found.append(
            f'href="{reverse("street:operator_desk")}"' in client.get(reverse("street:desks")).content.decode()
        )

    assert found == [True, False]


def test_the_bar_above_the_desks_does_not_lead_to_itself(client):
    client.force_login(make_person())
    way = f'class="push" href="{reverse("street:desks")}"'

    shown = [way in client.get(reverse(name)).content.decode() for name in ("street:desks", "people:overview")]

    assert shown == [False, True]


def test_a_figure_parts_its_thousands():
    assert figure(12345, "calls")["value"] == "12,345"


def test_a_list_is_joined_as_its_language_joins_lists():
    said = []
    for code in ("en", "ko", "zh-hans"):
        with translation.override(code):
            said.append(listed(["a", "b"]))

    assert said == ["a, b", "a, b", "a、b"]


def test_metrics_open_to_the_token_and_the_operator_alone(client, settings):
    assert client.get("/metrics").status_code == 302
    settings.MADANG_METRICS_TOKEN = "right"
    assert client.get("/metrics", headers={"authorization": "Bearer wrong"}).status_code == 302
    assert client.get("/metrics", headers={"authorization": "Bearer right"}).status_code == 200


def test_ready_says_so_only_with_every_migration_in(client, monkeypatch):
    assert client.get("/readyz").json() == {"ready": True}

    monkeypatch.setattr("django.db.migrations.executor.MigrationExecutor.migration_plan", lambda self, targets: [1])
    assert client.get("/readyz").status_code == 503


def test_healthy_needs_no_database(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert client.get("/healthz").content == b"ok\n"
