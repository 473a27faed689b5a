"""Whom a call reaches, and which startups may be named."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from madang.core.text import Text
from madang.engines.eligibility import AgeWindow, All, FounderAge, Not, Region, Sector, dumps
from madang.matching import street_known
from madang.matching.actions.profiles import index_changed
from madang.matching.models import ProfileIndex
from madang.matching.reach import fitters, reach
from madang.programmes import trial
from madang.programmes.models import Call
from madang.startups.models import Startup
from tests.factories.desks import as_staff
from tests.factories.programmes import NOW, make_call, make_institution, make_searchable
from tests.factories.startups import make_startup

pytestmark = pytest.mark.django_db
ROBOTS = dumps(Sector(any_of=("robotics",)))
SUMMARY = Text(ko="병원에서 물건을 나르는 배송로봇을 만듭니다.", en="We make delivery robots.", source="ko")


@pytest.fixture(autouse=True)
def at_now(monkeypatch):
    monkeypatch.setattr("madang.core.clock.now", lambda: NOW)


def robot_call(title="Field trials for delivery robots", **fields):
    call = make_call(title, **{"sectors": ["robotics"], "rule": ROBOTS, **fields})
    make_searchable(call)
    return call


def robot_makers(number, **fields):
    made = [make_startup(summary=SUMMARY, sectors=["robotics"], **fields) for _ in range(number)]
    index_changed()
    street_known.forget()
    trial.forget()
    return made


def test_it_counts_in_fives_whom_a_call_takes_and_concerns():
    robot_makers(12)
    make_startup(sectors=["fashion"], summary=Text(en="We sew dresses.", source="en"))
    robot_makers(0)

    found = reach(robot_call(), now=NOW)

    assert (found.takes, found.concerns, found.concerned_and_taken, found.shuts_out) == (10, 10, 10, None)


def test_each_condition_tells_what_it_costs_and_what_a_notch_would_bring():
    robot_makers(6, incorporated_on=date(2025, 6, 1))
    robot_makers(7, incorporated_on=date(2022, 6, 1))
    rule = dumps(All((Sector(any_of=("robotics",)), AgeWindow(max_years=3), Region(any_of=("KR-11",)))))
    robot_makers(5, region="KR-26")

    found = reach(robot_call(rule=rule), now=NOW)

    assert [(one.words, one.shuts_out, one.without, one.looser, one.gain) for one in found.conditions] == [
        ("Founded less than 3 years ago", 10, 5, "Founded less than 5 years ago", 5),
        ("Head office in: Seoul", 5, None, "Head office in: Korea", None),
        ("Works in: Robotics", None, None, "", None),
    ]


def test_a_condition_turned_round_counts_whom_it_shuts_out():
    robot_makers(8)

    found = reach(robot_call(rule=dumps(Not(Sector(any_of=("robotics",))))), now=NOW)

    assert (found.takes, [one.shuts_out for one in found.conditions], [one.without for one in found.conditions]) == (
        None, [10], [10],
    )  # fmt: skip


def test_only_those_who_agreed_are_named_and_the_others_are_a_rounded_number():
    named = robot_makers(1, shares_with_staff=True)[0]
    robot_makers(6)
    robot_makers(1, shares_with_staff=True, operation="suspended")

    found = fitters(robot_call(), now=NOW)

    assert ([one.startup for one in found.named], found.unnamed, found.withheld) == ([named], 5, False)


def test_consent_taken_back_a_second_ago_counts_although_the_street_was_read_before():
    startup = robot_makers(1, shares_with_staff=True)[0]
    call = robot_call()
    assert len(fitters(call, now=NOW).named) == 1

    Startup.objects.filter(pk=startup.pk).update(shares_with_staff=False)

    assert fitters(call, now=NOW).named == ()


def test_names_are_withheld_for_a_day_after_the_conditions_were_moved():
    robot_makers(1, shares_with_staff=True)
    call = robot_call()
    Call.objects.filter(pk=call.pk).update(rule=dumps(All((Sector(any_of=("robotics",)), FounderAge(max_age=39)))))
    Call.objects.filter(pk=call.pk).update(rule=ROBOTS)
    moved = Call.objects.get(pk=call.pk)
    now = moved.events.latest("pgh_id").pgh_created_at

    assert (fitters(moved, now=now).named, fitters(moved, now=now).withheld) == ((), True)
    later = fitters(moved, now=now + timedelta(days=1, seconds=1))
    assert (len(later.named), later.withheld) == (1, False)


@pytest.mark.parametrize("rows", [1, 20])
def test_the_pages_cost_the_same_for_one_and_twenty(client, rows, django_assert_num_queries):
    robot_makers(rows, shares_with_staff=True)
    call = robot_call()
    staff = as_staff(call.institution)
    client.force_login(staff.person)
    for name in ("reach", "call_startups"):
        address = reverse(f"matching:{name}", args=[call.institution.slug, call.public_id])
        client.get(address)  # the street is read once in five minutes
        with django_assert_num_queries(6 if name == "reach" else 8):
            page = client.get(address).content.decode()

    assert page.count('<h2 class="name">') == rows


def test_names_are_for_the_desks_that_run_the_call_while_it_is_open(client):
    startup = robot_makers(1, shares_with_staff=True)[0]
    call = robot_call()
    draft = robot_call(status="draft", published_at=None, programme=call.programme)
    over = robot_call(closes_at=NOW - timedelta(days=1), programme=call.programme)
    partner, asked = make_institution(), make_institution()
    call.partners.create(institution=partner, accepted_at=NOW)
    call.partners.create(institution=asked)

    def shown(house, one):
        client.force_login(as_staff(house).person)
        answer = client.get(reverse("matching:call_startups", args=[house.slug, one.public_id]))
        return answer.status_code, str(startup.name) in answer.content.decode()

    assert shown(call.institution, call) == (200, True)
    assert shown(partner, call) == (200, True)
    assert shown(asked, call) == (200, False)
    assert shown(call.institution, draft) == (200, False)
    assert shown(call.institution, over) == (200, False)
    assert shown(make_institution(), call) == (404, False)


def test_words_of_a_startup_without_a_public_page_are_not_read():
    quiet = make_startup(summary=SUMMARY, sectors=["fashion"], name=Text(en="Humanoid Example", source="en"))
    found = make_startup(summary=SUMMARY, sectors=["fashion"], is_public=True)

    index_changed()

    concepts = {row.pk: set(row.concepts) for row in ProfileIndex.objects.all()}
    assert "robot" in " ".join(concepts[found.pk])
    assert "robot" not in " ".join(concepts[quiet.pk])


def test_a_profile_is_read_again_when_it_changed_and_only_then():
    startup = make_startup(is_public=True, summary=SUMMARY)
    assert (index_changed(), index_changed()) == (1, 0)

    startup.summary = Text(en="We sew dresses.", source="en")
    startup.save()

    assert index_changed() == 1
    assert "robot" not in " ".join(
        one for one in ProfileIndex.objects.get().concepts if one not in ("robot", "robotics", "robotics-sector")
    )
