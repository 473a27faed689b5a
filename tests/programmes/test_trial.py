"""A rule tried on the street: consent decides who is shown, and who is named."""

from datetime import date

import pytest

from madang.core.text import Text
from madang.engines.eligibility import loads
from madang.programmes import trial as trying
from madang.startups.models import Startup

pytestmark = pytest.mark.django_db
ON = date(2026, 11, 23)
SEOUL = loads({"version": 1, "rule": {"type": "region", "any_of": ["KR-11"]}})


@pytest.fixture(autouse=True)
def afresh():
    trying.forget()
    yield
    trying.forget()


def startup(slug, **fields):
    values = {
        "name": Text(en=slug),
        "region": "KR-11",
        "founding_type": "corporation",
        "incorporated_on": date(2023, 5, 2),
    } | fields
    return Startup.objects.create(slug=slug, **values)


def test_only_those_who_agreed_are_shown_and_only_public_ones_are_named():
    startup("silent")
    startup("unnamed", shares_with_staff=True)
    startup("named", shares_with_staff=True, is_public=True, region="KR-26")

    samples = {sample.slug: sample for sample in trying.trial(SEOUL, on=ON).samples}

    assert {slug: (sample.name, sample.outcome) for slug, sample in samples.items()} == {
        "": (None, "met"),
        "named": (Text(en="named"), "unmet"),
    }
    assert "unnamed" not in samples[""].words


@pytest.mark.parametrize(
    ("leaf", "named"),
    [
        ({"type": "age_window", "max_years": 7}, True),
        ({"type": "sector", "any_of": ["robotics"]}, True),
        ({"type": "founder_age", "max_age": 39}, False),
        ({"type": "headcount", "max_people": 9}, False),
        ({"type": "region", "any_of": ["KR-11"], "places": ["founder_home"]}, False),
    ],
)
def test_nobody_is_named_under_a_rule_that_could_be_bent_to_tell_a_birthday_or_a_figure(leaf, named):
    startup("public", shares_with_staff=True, is_public=True)
    rule = loads({"version": 1, "rule": {"all": [{"type": "region", "any_of": ["KR-11"]}, leaf]}})

    (sample,) = trying.trial(rule, on=ON).samples

    assert (sample.name is not None, sample.slug) == (named, "public" if named else "")


def test_consent_taken_back_counts_at_once():
    one = startup("once", shares_with_staff=True, is_public=True)
    before = len(trying.trial(SEOUL, on=ON).samples)
    Startup.objects.filter(pk=one.pk).update(shares_with_staff=False)

    assert (before, len(trying.trial(SEOUL, on=ON).samples)) == (1, 0)


def test_counts_are_rounded_and_small_ones_hidden():
    for number in range(8):
        startup(f"seoul-{number}")
    for number in range(3):
        startup(f"busan-{number}", region="KR-26")
    startup("closed", operation="closed")

    tried = trying.trial(SEOUL, on=ON)

    assert (tried.met, tried.unmet, tried.unknown) == (10, None, None)


@pytest.mark.parametrize("rows", [1, 20])
def test_a_trial_costs_eleven_queries_once_and_then_one(rows, django_assert_num_queries):
    for number in range(rows):
        startup(f"sample-{number}", shares_with_staff=True)

    with django_assert_num_queries(11):  # startups, nine lists of facts, who agreed
        trying.trial(SEOUL, on=ON)
    with django_assert_num_queries(1):  # who agreed
        trying.trial(SEOUL, on=ON)
