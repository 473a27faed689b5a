"""One query for a whole profile gives what ten gave."""

from datetime import date

import pytest

from madang.startups.models import Founder, Paper, Startup, YearFigures
from madang.startups.rules import facts_of
from madang.startups.whole import LISTS, whole
from tests.factories.startups import make_full_startup, make_startup

pytestmark = pytest.mark.django_db


def values(one):
    return {key: value for key, value in vars(one).items() if key != "_state"}


@pytest.mark.parametrize("rows", [1, 20])
def test_it_costs_one_query_whatever_the_rows(rows, django_assert_num_queries):
    startup = make_startup()
    for number in range(rows):
        Founder.objects.create(startup=startup, name=f"Sample {number}", born_on=date(1990, 1, 1), traits=["youth"])
        Paper.objects.create(startup=startup, kind="identity", issued_on=date(2026, 1, 1))
        YearFigures.objects.create(startup=startup, year=1990 + number, revenue=10**12)

    with django_assert_num_queries(1):
        held = whole(startup)
        counted = [len(getattr(held, name).all()) for name in ("founders", "papers", "figures", "rounds")]

    assert counted == [rows, rows, rows, 0]


def test_it_holds_the_very_same_rows_and_facts():
    pk = make_full_startup().pk
    make_full_startup()

    here, there = whole(Startup.objects.get(pk=pk)), Startup.objects.with_profile().get(pk=pk)

    for name in LISTS:
        mine = [values(one) for one in getattr(here, name).all()]
        assert mine == [values(one) for one in sorted(getattr(there, name).all(), key=lambda one: one.pk)], name
    assert facts_of(here) == facts_of(there)
