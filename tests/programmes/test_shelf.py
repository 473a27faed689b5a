"""What the catalogue holds in memory is never out of date: each row counts under its own version alone."""

from datetime import timedelta

import pytest
from django.http import QueryDict
from django.urls import reverse

from madang.core.text import Text
from madang.institutions.models import Institution
from madang.people.capacity import AsVisitor
from madang.programmes import shelf
from madang.programmes.models import Call, Programme
from madang.programmes.queries import catalogue
from madang.programmes.views.catalogue import look
from tests.factories.programmes import NOW, make_call, make_institution, make_programme

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_now(monkeypatch):
    monkeypatch.setattr("madang.core.clock.now", lambda: NOW)


def titles(query: str = "") -> list[str]:
    return [str(call.title) for call in look(catalogue.read(QueryDict(query)), AsVisitor(), now=NOW).page.object_list]


def times() -> dict[str, int]:
    search = catalogue.read(QueryDict(""))
    return dict(shelf.count(look(search, AsVisitor(), now=NOW).shown, search, NOW).times)


def test_a_row_changed_past_the_actions_is_read_again():
    call = make_call("before", sectors=["robotics"])
    assert (titles(), titles("sector=food")) == (["before"], [])

    Call.objects.filter(pk=call.pk).update(title=Text(en="after", source="en"), sectors=["food"])

    assert (titles(), titles("sector=food"), titles("sector=robotics")) == (["after"], ["after"], [])


def test_what_is_withdrawn_or_closed_is_neither_shown_nor_counted_the_next_moment():
    call = make_call("here")
    assert (titles(), times()["open"], times()["all"]) == (["here"], 1, 1)

    Call.objects.filter(pk=call.pk).update(closes_at=NOW)
    assert (titles(), times()["open"], times()["closed"]) == ([], 0, 1)

    Institution.objects.filter(pk=call.institution_id).update(is_listed=False)
    assert (titles("when=all"), times()["all"]) == ([], 0)


def test_a_row_shows_the_present_names_of_all_it_is_made_of(client):
    call = make_call("together")
    partner = call.partners.create(institution=make_institution(name=Text(en="Second house", source="en")))
    assert "Second house" not in client.get("/en/calls/").content.decode()

    type(partner).objects.filter(pk=partner.pk).update(accepted_at=NOW)
    assert "Second house" in client.get("/en/calls/").content.decode()

    Institution.objects.filter(pk=partner.institution_id).update(name=Text(en="Other name", source="en"))
    Institution.objects.filter(pk=call.institution_id).update(name=Text(en="First name", source="en"))
    page = client.get("/en/calls/").content.decode()
    assert "First name, Other name" in page

    Programme.objects.filter(pk=call.programme_id).update(name=Text(en="Renamed", source="en"))
    assert shelf.rows([call.pk], with_rules=False)[0].programme.name.en == "Renamed"

    partner.delete()
    assert "Other name" not in client.get("/en/calls/").content.decode()


def test_an_institution_of_another_kind_counts_under_it():
    call = make_call("here")
    Institution.objects.filter(pk=call.institution_id).update(kind="accelerator")
    assert titles("kind=accelerator") == ["here"]

    Institution.objects.filter(pk=call.institution_id).update(kind="university")

    assert (titles("kind=accelerator"), titles("kind=university")) == ([], ["here"])


@pytest.mark.parametrize("rows", [1, 20])
def test_a_page_that_was_shown_before_costs_two_queries_whatever_the_rows(client, rows, django_assert_num_queries):
    for _ in range(rows):
        make_call(sectors=["robotics"])
    client.get(reverse("programmes:index"))

    with django_assert_num_queries(2):  # which calls, under which versions; the versions of all that the rows show
        client.get(reverse("programmes:index"))


@pytest.mark.parametrize(
    "query",
    [
        "", "when=week", "when=upcoming", "when=closed", "when=all", "when=all&region=KR-11", "region=KR&region=CN-11",
        "when=all&support=rnd&support=space", "when=all&language=zh&funding=private", "when=all&stage=early&sector=robotics",
    ],
)  # fmt: skip
def test_memory_and_database_let_the_same_calls_through(query):
    robots = make_programme(supports=["rnd", "space"], sectors=["robotics"])
    for regions in (["KR-11"], ["KR"], ["CN-11"], []):
        make_call(programme=robots, regions=regions, stages=["early"], languages=["zh"])
        make_call(regions=regions, closes_at=NOW, funding="private", languages=["ko", "zh"])
        make_call(regions=regions, opens_at=NOW + timedelta(days=1), closes_at=None, window_note="Rolling admission")
        make_call(regions=regions, closes_at=NOW + timedelta(days=7), opens_at=None)
    make_call(status="decided", stages=["early"])
    search = catalogue.read(QueryDict(query))
    calls = Call.objects.visible_to(AsVisitor())

    shown = shelf.shown(calls)
    found = set(shown.ids[shelf.passing(shown, search, NOW)].tolist())

    assert found == set(catalogue.within(calls, search, NOW).values_list("pk", flat=True))
