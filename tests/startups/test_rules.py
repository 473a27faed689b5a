"""What rules are told: unknown is not none, and the facts cost the same whatever the number of startups."""

from datetime import date

import pytest

from madang.core.text import Text
from madang.engines.eligibility import Money, Sanction, Site, Support
from madang.people.capacity import AsVisitor
from madang.startups import models, policy, registration
from madang.startups.rules import CONFIRMABLE, facts_of
from madang.startups.sections import SECTIONS, progress_of
from tests.factories.people import as_operator, as_self, make_person
from tests.factories.startups import make_full_startup, make_member, make_startup

pytestmark = pytest.mark.django_db


def facts(startup):
    return facts_of(models.Startup.objects.with_facts().get(pk=startup.pk))


def test_nothing_filled_in_is_unknown_everywhere():
    told = facts(make_startup(region="", sectors=[], incorporated_on=None))

    unknown = ("head_office", "sites", "sectors", "size", "headcount", "investment_round", "raised", "documents",
               "representatives", "founder_home", "businesses", "intellectual_property", "certificates", "supports",
               "sanctions", "opened_on", "incorporated_on")  # fmt: skip
    assert {name: getattr(told, name) for name in unknown} == dict.fromkeys(unknown)
    assert (told.revenues, told.arrears, told.answers) == ({}, {}, {})
    assert (told.founding_type, told.business_status) == ("corporation", "active")


def test_a_list_confirmed_as_complete_and_empty_is_none():
    told = facts(make_startup(confirmed=list(CONFIRMABLE)))

    assert (told.supports, told.sanctions, told.documents, told.certificates, told.businesses) == ((), (), (), (), ())
    assert (told.sites, told.intellectual_property, told.raised) == ((), {}, Money(0))
    assert told.investment_round == "none"


def test_a_pre_founder_has_no_business_to_close():
    told = facts(make_startup(founding_type="pre_founder", incorporated_on=None))

    assert told.business_status == "none"


def test_everything_filled_in_reaches_the_rules():
    startup = make_startup(size="small", lab_region="KR-11-650", certificates=["venture", "innobiz"])
    one = {"startup": startup}
    models.Founder.objects.create(**one, name="B", is_representative=False, born_on=date(1980, 1, 1))
    models.Founder.objects.create(
        **one, name="A", born_on=date(1999, 9, 9), traits=["youth"], traits_confirmed=True, home_region="KR-26",
        other_businesses=[{"opened_on": "2019-01-02", "closed_on": ""}],
    )  # fmt: skip
    models.YearFigures.objects.create(**one, year=2024, revenue=5, headcount=3)
    models.YearFigures.objects.create(**one, year=2025, revenue=9)
    models.Round.objects.create(**one, stage="seed", amount=100, closed_on=date(2024, 1, 1))
    models.Round.objects.create(**one, stage="pre_a", amount=200, closed_on=date(2025, 1, 1))
    models.IntellectualProperty.objects.create(**one, kind="patent", state="registered", title="P")
    models.IntellectualProperty.objects.create(**one, kind="patent", state="filed", title="Q")
    models.Standing.objects.create(**one, kind="local_tax", state="owing", checked_on=date(2026, 1, 1))
    models.Standing.objects.create(**one, kind="wages", state="clear", checked_on=date(2026, 1, 1))
    models.Sanction.objects.create(**one, ends_on=date(2027, 1, 1))
    models.SupportReceived.objects.create(**one, programme="Sample", family="early", year=2025, is_running=True)
    models.SupportReceived.objects.create(**one, programme="Sample", year=2020, ended_how="returned")
    models.Paper.objects.create(
        **one, kind="venture_certificate", issued_on=date(2025, 1, 1), valid_until=date(2028, 1, 1)
    )

    told = facts(startup)

    assert [one.born for one in told.representatives] == [date(1999, 9, 9)]
    assert "woman" in told.representatives[0].lacks
    assert (told.founder_home, told.businesses[0].started, told.businesses[0].open) == ("KR-26", date(2019, 1, 2), True)
    assert (told.headcount, told.revenues[2025]) == (3, Money(9))
    assert (told.investment_round, told.raised) == ("pre_a", Money(300))
    assert told.intellectual_property == {"patent": 1}
    assert told.arrears == {"local_tax": "owed", "wages": "none"}
    assert told.sanctions == (Sanction(date.min, date(2027, 1, 1)),)
    assert set(told.supports) == {
        Support(family="early", year=2025, state="running"),
        Support(family="Sample", year=2020, state="returned"),
    }
    assert {one.kind: one.until for one in told.certificates} == {"venture": date(2028, 1, 1), "innobiz": None}
    # Only the laboratory is known: a branch or a factory may stand anywhere.
    assert told.sites == (Site(kind="lab", region="KR-11-650"), Site(kind="branch"), Site(kind="factory"))


@pytest.mark.parametrize(("amounts", "raised"), [((100, None), None), ((100, 200), Money(300))])
def test_the_sum_raised_is_unknown_while_one_amount_is(amounts, raised):
    startup = make_startup()
    for amount in amounts:
        models.Round.objects.create(startup=startup, stage="seed", amount=amount, closed_on=date(2024, 1, 1))

    assert facts(startup).raised == raised


def test_sums_in_two_currencies_are_not_added():
    startup = make_startup()
    for currency in ("KRW", "CNY"):
        models.Round.objects.create(
            startup=startup, stage="seed", amount=1, currency=currency, closed_on=date(2024, 1, 1)
        )

    assert facts(startup).raised is None


@pytest.mark.parametrize("rows", [1, 20])
def test_facts_cost_ten_queries_whatever_the_startups(rows, django_assert_num_queries):
    for _ in range(rows):
        make_full_startup()

    with django_assert_num_queries(10):  # startups and nine lists
        told = [facts_of(startup) for startup in models.Startup.objects.with_facts()]

    assert [one.headcount for one in told] == [7] * rows


def test_progress_counts_only_what_applies_and_asks_nothing_more(django_assert_num_queries):
    startup = models.Startup.objects.with_profile().get(pk=make_full_startup().pk)

    with django_assert_num_queries(0):
        rows = {row.section.key: row for row in progress_of(startup)}

    assert list(rows) == list(SECTIONS)
    assert rows["business"].missing == ("size",)  # a corporation is not asked for an opening date
    assert rows["figures"].complete
    assert rows["record"].missing == (
        "arrears.national_tax", "arrears.local_tax", "arrears.default", "arrears.agency_debt", "arrears.wages",
        "supports", "sanctions",
    )  # fmt: skip


def test_list_rule_and_object_rule_agree():
    public, hidden = make_startup(is_public=True), make_startup()
    own = make_member(hidden)
    for capacity in (own, make_member(), make_member(public), AsVisitor(), as_self(make_person()), as_operator()):
        allowed = {one for one in models.Startup.objects.all() if policy.can_view(capacity, one)}

        assert set(models.Startup.objects.visible_to(capacity)) == allowed, capacity


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("１２４８１００９９８", "124-81-00998"),
        (" 124‐81—00998 ", "124-81-00998"),
        ("124-81-0099", "124810099"),
        ("", ""),
    ],
)
def test_a_business_number_is_kept_in_its_usual_form(typed, kept):
    assert registration.normalise("business_number", typed) == kept


def test_numbers_that_look_mistyped_are_warned_of_and_never_refused():
    numbers = {"business_number": "124-00-00998", "corporate_number": "110111-12345", "credit_code": "91110108MA01"}

    assert set(registration.warnings(numbers)) == set(numbers)
    assert registration.warnings({"business_number": "124-81-00998", "corporate_number": "110111-1234567"}) == {}


@pytest.mark.parametrize(
    ("asked", "found"),
    [({"q": "첫째"}, 1), ({"q": "FIRST"}, 1), ({"sector": "robotics"}, 2), ({"sector": "humanoid"}, 1),
     ({"region": "KR-11"}, 2), ({"region": "KR-11-680"}, 1), ({"region": "KR-1"}, 0), ({"q": "first", "region": "CN"}, 0)],
)  # fmt: skip
def test_the_public_list_is_searched_by_name_sector_and_region(asked, found):
    make_startup(name=Text(ko="첫째 보기", en="First Sample"), sectors=["humanoid"], region="KR-11-680")
    make_startup(name=Text(ko="둘째 보기", en="Second Sample"), sectors=["robotics"], region="KR-11")

    assert models.Startup.objects.matching(**asked).count() == found
