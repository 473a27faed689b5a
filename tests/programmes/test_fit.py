"""A startup against many calls at once: the same answers as one by one, and the order of a search by them."""

from datetime import timedelta

import pytest
from django.http import QueryDict

from madang.engines.eligibility import AgeWindow, All, Facts, Not, Region, dumps
from madang.people.capacity import AsVisitor
from madang.programmes import fit
from madang.programmes.models import Call
from madang.programmes.queries import catalogue
from madang.programmes.views.catalogue import look
from tests.factories.programmes import NOW, make_call

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
TODAY = NOW.date()
FACTS = Facts(founding_type="corporation", incorporated_on=TODAY.replace(year=TODAY.year - 3), head_office="KR-11")
RULES = [
    None,
    {"version": 1, "rule": {"all": []}},
    dumps(AgeWindow(max_years=3)),
    dumps(All((AgeWindow(max_years=7, quote={"ko": "7년 미만"}), Region(any_of=("KR-11",))))),
    dumps(Not(Region(any_of=("KR-11",)))),
    dumps(All((AgeWindow(max_years=3, quote={"ko": "3년 미만"}), Region(any_of=("KR-26",), source="machine")))),
]


@pytest.mark.parametrize("rows", [1, 20])
def test_many_calls_in_one_query_are_answered_as_each_alone(rows, django_assert_num_queries):
    days = [NOW - DAY, NOW + DAY, None]
    for number in range(rows):
        opens_at, reference_on = days[number % 3], (NOW - number * 9 * DAY).date() if number % 4 == 0 else None
        make_call(rule=RULES[number % 6], opens_at=opens_at, reference_on=reference_on)

    with django_assert_num_queries(1):
        stands = fit.stands(Call.objects.all(), FACTS, now=NOW)

    alone = {call.pk: fit.fit(call, FACTS, now=NOW) for call in Call.objects.all()}
    assert {one.call: one.outcome for one in stands} == {pk: one.outcome if one else "met" for pk, one in alone.items()}
    assert {one.call: one.closes_at for one in stands} == dict(Call.objects.values_list("pk", "closes_at"))


def test_best_fit_first_and_among_equals_the_nearest_closing_time():
    rules = {
        "unmet": RULES[4],
        "met": RULES[3],
        "unknown": {"version": 1, "rule": {"type": "headcount", "min_people": 5}},
    }
    late = {name: make_call(rule=rule, closes_at=NOW + 9 * DAY) for name, rule in rules.items()}
    soon = {name: make_call(rule=rule, closes_at=NOW + 8 * DAY) for name, rule in rules.items()}

    found = look(catalogue.read(QueryDict("sort=fit")), AsVisitor(), now=NOW, facts=FACTS)

    assert list(found.page.object_list) == [
        calls[name] for name in ("met", "unknown", "unmet") for calls in (soon, late)
    ]
