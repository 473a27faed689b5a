"""The sample is loaded whole, once, into an empty street only, and can be searched."""

from dataclasses import replace

import pytest
from django.http import QueryDict

from madang.journey.models import Entry
from madang.people.capacity import AsVisitor
from madang.programmes import lexicon, resident
from madang.programmes.actions.indexing import index_waiting
from madang.programmes.models import Call, SavedCall
from madang.programmes.queries import catalogue
from madang.programmes.views.catalogue import look
from madang.startups.models import Startup
from madang.street.seeding import load
from madang.street.seeding.load import NotEmpty
from tests.factories.people import make_person
from tests.factories.programmes import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def small(street):
    """A tenth of the calls, every institution, twenty startups: the same shapes, loaded in two seconds."""
    firms = street.startups[:20]
    slugs = {firm.slug for firm in firms}
    calls = tuple(call for call in street.calls[:300] if call.duplicated_from is None)
    keys = {call.key for call in calls}
    lines = tuple(
        line for line in street.journey if line.startup in slugs and line.payload.get("call", next(iter(keys))) in keys
    )
    return replace(street, startups=firms, calls=calls, journey=lines)


def found(words: str) -> int:
    lexicon.forget()
    resident.forget()
    return look(catalogue.read(QueryDict(f"q={words}&when=all")), AsVisitor(), now=NOW).total


def test_every_record_becomes_a_row(small):
    loaded = load(small, now=NOW)

    assert (loaded.institutions, loaded.startups, loaded.calls) == (52, 20, len(small.calls))
    assert Call.objects.count() == len(small.calls)
    assert Startup.objects.filter(memberships__role="owner").distinct().count() == 20
    assert loaded.entries == Entry.objects.count() == len(small.journey)
    kept = {(line.startup, line.payload["call"]) for line in small.journey if line.kind == "programmes.call_saved"}
    assert SavedCall.objects.count() == len(kept)


def test_a_street_with_people_is_refused_and_stays_as_it_was(small):
    make_person()

    with pytest.raises(NotEmpty):
        load(small, now=NOW)

    assert (Call.objects.count(), Startup.objects.count()) == (0, 0)


def test_what_is_indexed_later_is_found_once_the_worker_has_run(small):
    load(small, now=NOW, depth="later")
    assert found("demonstration") == 0

    index_waiting()

    assert found("demonstration") > 0
    assert not Call.objects.filter(indexed_at__isnull=True).exists()
