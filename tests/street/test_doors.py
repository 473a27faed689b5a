"""Institutions and startups are found by what they do, across languages, and only when their page is public."""

import pytest

from madang.core.text import Text
from madang.street import actions, doors
from madang.street.models import Door
from tests.factories.institutions import make_institution
from tests.factories.startups import make_startup

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_held_of_doors():
    doors.forget()


def test_a_house_is_found_by_what_it_does_in_another_language(client):
    house = make_institution(summary=Text(ko="로봇 실증을 돕는 기관입니다.", source="ko"), sectors=[])
    make_institution(summary=Text(ko="세무 상담을 합니다.", source="ko"), sectors=[])
    actions.index_doors()

    assert doors.answering("机器人")["institution"] == [house.pk]
    assert str(house.name) in client.get("/en/search/", {"q": "robot"}).content.decode()


def test_a_startup_without_a_public_page_is_never_held():
    shown = make_startup(summary=Text(en="We build walking robots.", source="en"), sectors=[], is_public=True)
    hidden = make_startup(summary=Text(en="We build walking robots.", source="en"), sectors=[], is_public=False)
    actions.index_doors()

    assert doors.answering("로봇")["startup"] == [shown.pk]
    assert bytes(Door.objects.get(kind="startup", subject=hidden.pk).packed) == b""


def test_a_page_that_is_hidden_or_changed_follows_at_the_next_reading():
    startup = make_startup(summary=Text(en="We build walking robots.", source="en"), sectors=[], is_public=True)
    actions.index_doors()
    assert doors.answering("robot")["startup"] == [startup.pk]

    startup.summary = Text(en="We bake bread.", source="en")
    startup.save()
    actions.index_doors()
    assert doors.answering("robot")["startup"] == []

    startup.is_public = False
    startup.save()
    actions.index_doors()
    assert doors.answering("bread")["startup"] == []


def test_nothing_is_read_twice(django_assert_num_queries):
    make_startup(is_public=True)
    actions.index_doors()

    with django_assert_num_queries(2):  # is there anything new among institutions, among startups
        actions.index_doors()
