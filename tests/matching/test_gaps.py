"""What startups look for and nobody offers, without pointing at anyone."""

import pytest
from django.urls import reverse

from madang.core.text import Text
from madang.engines.eligibility import Region, dumps
from madang.matching import street_known
from madang.matching.actions.profiles import index_changed
from madang.matching.gaps import count, gaps
from madang.programmes import trial
from tests.factories.desks import as_staff
from tests.factories.people import as_operator
from tests.factories.programmes import NOW, make_call, make_institution, make_searchable
from tests.factories.startups import make_startup

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_now(monkeypatch):
    monkeypatch.setattr("madang.core.clock.now", lambda: NOW)


def drone_makers(number, **fields):
    for _ in range(number):
        make_startup(sectors=["drone"], name=Text(en="Zqx", source="en"), **fields)
    index_changed()
    street_known.forget()
    trial.forget()


def line_of(lines, words):
    return next(one for one in lines if one.words.casefold().startswith(words))


def test_a_need_that_no_open_call_serves_is_told_first():
    drone_makers(7)
    make_searchable(make_call("Seed money for fashion labels", sectors=["fashion"]))

    found = gaps(now=NOW)

    need = line_of(found.needs, "drone")
    assert (found.needs[0].without, need.startups, need.calls, need.without) == (5, 5, 0, 5)


def test_a_call_that_shuts_them_out_does_not_serve_them():
    drone_makers(7)
    call = make_call("Field trials for drones", sectors=["drone"], rule=dumps(Region(any_of=("KR-26",))))
    make_searchable(call)

    assert (line_of(gaps(now=NOW).needs, "drone").calls, line_of(gaps(now=NOW).needs, "drone").without) == (1, 5)


def test_a_call_that_takes_them_does():
    drone_makers(7)
    make_searchable(make_call("Field trials for drones", sectors=["drone"]))

    found = gaps(now=NOW)

    assert line_of(found.needs, "drone").without is None
    assert (line_of(found.sectors, "drone").startups, line_of(found.sectors, "drone").typical) == (5, 1)


def test_fewer_than_five_are_never_told():
    drone_makers(4)
    make_searchable(make_call("Seed money", sectors=["fashion"]))

    found = gaps(now=NOW)

    assert found.needs == ()
    assert [(one.startups, one.typical) for one in (*found.sectors, *found.stages, *found.regions)] == [
        (None, None) for _ in (*found.sectors, *found.stages, *found.regions)
    ]


def test_a_draft_serves_nobody():
    drone_makers(7)
    make_searchable(make_call("Field trials for drones", sectors=["drone"], status="draft", published_at=None))

    assert line_of(gaps(now=NOW).needs, "drone").calls == 0


def test_a_desk_is_told_of_its_own_field():
    drone_makers(7)
    for _ in range(6):
        make_startup(sectors=["fashion"])
    index_changed()
    street_known.forget()
    trial.forget()

    sectors = {one.code: one.startups for one in count(now=NOW, sectors=("drone",)).sectors}

    assert sectors == {"drone": 7}


def test_pages_are_for_desks_and_the_office(client):
    drone_makers(6)
    house = make_institution(sectors=["drone"])
    staff, office = as_staff(house, role="viewer"), as_operator()
    desk, street = reverse("matching:desk_gaps", args=[house.slug]), reverse("matching:street_gaps")

    def answers(person):
        client.force_login(person)
        return [client.get(address).status_code for address in (desk, street)]

    assert answers(staff.person) == [200, 404]
    assert answers(office.person) == [404, 200]
    client.logout()
    assert [client.get(address).status_code for address in (desk, street)] == [302, 302]


@pytest.mark.parametrize("rows", [1, 20])
def test_counting_costs_the_same_queries_for_one_and_twenty(rows, django_assert_num_queries):
    drone_makers(rows)
    make_searchable(*(make_call(f"Drones {number}", sectors=["drone"]) for number in range(rows)))
    count(now=NOW)  # the street and the index are read once

    with django_assert_num_queries(1):  # open calls
        count(now=NOW)
