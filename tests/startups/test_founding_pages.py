"""Founders' other businesses and the day of founding, as their forms take, refuse and keep them."""

from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from madang.core import clock
from madang.core.text import Text
from madang.startups.models import Startup

pytestmark = pytest.mark.django_db


def at(name, *args):
    return reverse(f"startups:{name}", args=args)


@pytest.fixture(autouse=True)
def addresses_in_english(english):
    """`english` makes `reverse` give English addresses."""


def test_every_other_business_of_a_founder_survives_a_change_and_one_more_can_be_added(client, owner):
    client.force_login(owner.person)
    held = [
        {"opened_on": "2015-03-02", "closed_on": "2018-01-31"},
        {"opened_on": "2019-05-01", "closed_on": ""},
    ]
    founder = owner.startup.founders.create(name="Sample Founder", other_businesses=held)
    path = at("change_entry", owner.startup.slug, "founders", "founders", founder.pk)
    form = fields_of(client.get(path))
    assert {name for name in form if name.startswith("other_")} == {
        f"other_{word}{number}" for word in ("from", "until") for number in ("", "_2", "_3")
    }

    client.post(path, {**form, "name": "Sample Founder the Second"})
    founder.refresh_from_db()
    assert (founder.name, founder.other_businesses) == ("Sample Founder the Second", held)

    client.post(
        path, {**fields_of(client.get(path)), "other_from": "", "other_until": "", "other_from_3": "2022-07-01"}
    )
    founder.refresh_from_db()
    assert founder.other_businesses == [held[1], {"opened_on": "2022-07-01", "closed_on": ""}]


def test_a_wrong_day_of_the_third_business_is_said_beside_it_and_nothing_is_lost(client, owner):
    client.force_login(owner.person)
    path = at("add_entry", owner.startup.slug, "founders", "founders")
    form = {"name": "Sample Founder", "other_from": "2015-03-02", "other_until_3": "2018-01-31"}

    answer = client.post(path, form)

    page = answer.content.decode()
    assert (answer.status_code, owner.startup.founders.count()) == (422, 0)
    assert answer.context["form"].errors == {"other_from_3": ["Please add when it was opened."]}
    assert all(day in page for day in ("2015-03-02", "2018-01-31"))


@pytest.mark.parametrize(
    ("day", "reason"),
    [
        ("1899-12-31", "Please check the year."),
        ("2999-01-01", "This day has not come yet."),
        ("0205-03-02", "Please check"),
    ],
)
def test_a_founding_day_out_of_all_time_is_refused_beside_the_field(client, owner, day, reason):
    client.force_login(owner.person)
    before = (owner.startup.founding_type, owner.startup.opened_on, owner.startup.incorporated_on)

    form = {"founding_type": "sole_trader", "opened_on": day, "incorporated_on": ""}
    answer = client.post(at("founding", owner.startup.slug), form)

    owner.startup.refresh_from_db()
    assert (answer.status_code, reason in answer.content.decode(), day in answer.content.decode()) == (422, True, True)
    assert list(answer.context["form"].errors) == ["opened_on"]
    assert (owner.startup.founding_type, owner.startup.opened_on, owner.startup.incorporated_on) == before


def test_a_business_founded_today_is_taken(client, owner):
    client.force_login(owner.person)
    Startup.objects.update(founding_type="pre_founder", opened_on=None, incorporated_on=None)
    today = clock.now().astimezone(ZoneInfo("Asia/Seoul")).date()

    answer = client.post(at("founding", owner.startup.slug), {"founding_type": "sole_trader", "opened_on": str(today)})

    owner.startup.refresh_from_db()
    assert (answer.status_code, owner.startup.opened_on) == (302, today)


def fields_of(page):
    """What a browser would send of the page's form as it stands."""
    form = page.context["form"]
    values = {bound.html_name: bound.value() for bound in form}
    return {
        name: "" if value is None else value for name, value in values.items() if not isinstance(value, Text | bool)
    }
