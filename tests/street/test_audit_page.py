"""The office reads the audit log, and the nightly answer about the whole database."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import translation

from madang.core import clock, invariants
from madang.core.audit.models import Entry
from madang.core.audit.record import record_change, record_view, record_views
from madang.street.actions import NIGHTS
from madang.street.models import HouseCheck
from madang.street.watch import check_house
from tests.factories.people import as_operator, make_person
from tests.factories.startups import make_startup

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def office(client):
    capacity = as_operator()
    client.force_login(capacity.person)
    return capacity


def page(client, **asked):
    return client.get(reverse("street:audit"), asked)


@pytest.mark.parametrize("rows", [1, 20])
def test_the_list_costs_four_queries_whatever_the_rows(client, office, rows, django_assert_num_queries):
    startups = [make_startup() for _ in range(rows)]
    for startup in startups:
        record_view(startup, by=as_operator(), at=clock.now())

    with django_assert_num_queries(4):  # session, person, entries, people
        body = page(client).content.decode()

    assert all(f"startups.startup {startup.pk}" in body for startup in startups)


def test_entries_are_narrowed_by_thing_action_and_person(client, office):
    one, other = make_startup(), make_startup()
    record_view(one, by=office, at=clock.now())
    record_change(other, by=None, at=clock.now(), action="tests.renamed", before={"name": "a"}, after={"name": "b"})

    def things(**asked):
        return [entry.thing for entry, *_rest in page(client, **asked).context["rows"]]

    assert things(kind="startups.startup", thing=str(one.pk)) == [str(one.pk)]
    assert things(action="tests.renamed") == [str(other.pk)]
    assert things(actor=office.person.pk) == [str(one.pk)]
    assert things(actor=999_999) == []


def test_a_change_is_said_as_from_and_to(client, office):
    record_change(
        make_startup(), by=office, at=clock.now(), before={"score": None}, after={"score": "84.00"}, stage=[3, 4]
    )

    assert "score – → 84.00, stage 3 4" in page(client).content.decode()


def test_older_entries_are_a_page_away_and_none_is_shown_twice(client, office):
    record_views([make_startup()] * 120, by=office, at=clock.now())
    seen, before = [], None
    while True:
        context = page(client, **({"before": before} if before else {})).context
        seen += [entry.pk for entry, *_rest in context["rows"]]
        before = context["older"]
        if before is None:
            break

    assert seen == sorted(Entry.objects.values_list("pk", flat=True), reverse=True)


def test_what_is_no_number_is_told_beside_the_field(client, office):
    answer = page(client, actor="someone")

    assert answer.status_code == 422
    assert "Please write a whole number" in answer.content.decode()


def test_an_empty_log_says_what_will_appear(client, office):
    assert "Looks at applications and changes of scores" in page(client).content.decode()
    assert "No entry is like that." in page(client, action="nothing").content.decode()


def test_nobody_but_the_office_reads_it(client):
    client.force_login(make_person())

    assert page(client).status_code == 404


def test_the_desk_shows_last_nights_answer(client, office):
    address = reverse("street:operator_desk")
    assert "Tonight is the first time." in client.get(address).content.decode()

    check_house()
    assert f"All {len(invariants.declared())} sentences" in client.get(address).content.decode()

    make_startup()
    check_house()
    body = client.get(address).content.decode()
    assert "A startup has an owner." in body
    assert "startups.startups_have_an_owner" in body


def test_answers_of_old_nights_go(office):
    for night in range(NIGHTS + 5):
        HouseCheck.objects.create(at=clock.now() - timedelta(days=night + 1), asked=1)

    check_house()

    assert HouseCheck.objects.count() == NIGHTS
