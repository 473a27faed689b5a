"""What stands on the sample street: how much, for whom, and that nothing is invented about real bodies."""

import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

import pytest
from stdnum.cn import uscc
from stdnum.kr import brn

from madang.engines import eligibility
from madang.engines.taxonomy import DOCUMENTS, INSTITUTION_KINDS, IP_KINDS, REGIONS, ROUNDS, SECTORS, STAGES, SUPPORTS
from madang.street.sample import build, digest
from madang.street.sample.records import Call, Street

TODAY = date(2026, 11, 22)


def test_two_processes_with_different_hash_seeds_build_the_same_bytes(street: Street) -> None:
    code = "import datetime; from madang.street.sample import build, digest; print(digest(build(today=datetime.date(2026, 11, 22))))"
    found = {_digest_in_another_process(code, seed) for seed in ("1", "77")}

    assert found == {digest(street)}


def _digest_in_another_process(code: str, hash_seed: str) -> str:
    environment = os.environ | {"PYTHONHASHSEED": hash_seed}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def test_another_seed_builds_another_street(street: Street) -> None:
    assert digest(build(today=TODAY, seed=221)) != digest(street)


def test_the_street_is_built_in_five_seconds_of_cpu() -> None:
    started = time.process_time()
    build(today=TODAY)

    assert time.process_time() - started < 5


@pytest.mark.parametrize("today", [date(2028, 2, 29), date(2026, 12, 31)])
def test_any_day_will_do(today: date) -> None:
    assert len(build(today=today).calls) == 3200


def test_there_are_52_doors_3200_calls_and_400_startups(street: Street) -> None:
    counts = (len(street.institutions), len(street.calls), len(street.programmes), len(street.startups))

    assert counts == (52, 3200, 952, 400)
    assert sum(call.status != "scheduled" for call in street.calls) >= 3050


def test_doors_stand_in_order_along_220_metres(street: Street) -> None:
    for side, first in (("north", 1), ("south", 2)):
        doors = [door for door in street.institutions if door.side == side]
        assert [door.door for door in doors] == list(range(first, 53, 2))
        assert [door.position_m for door in doors] == sorted(door.position_m for door in doors)
        assert round(sum(door.width_m for door in doors)) == 220


def test_a_real_body_has_sourced_facts_and_nothing_else(street: Street) -> None:
    real = {door.slug: door for door in street.institutions if door.real}

    assert len(real) == 18
    assert {call.joint_with for call in street.calls} & set(real) == set()
    assert {programme.institution for programme in street.programmes} & set(real) == set()
    assert {role.institution for role in street.staff} & set(real) == set()
    for door in real.values():
        assert door.facts, door.slug
        assert {fact.confidence for fact in door.facts} <= {"read", "derived", "recalled", "weak"}
        assert all(fact.source and fact.as_of for fact in door.facts)


def test_the_misnomer_of_kic_is_kept_with_its_correction_and_source(street: Street) -> None:
    kic = next(door for door in street.institutions if door.slug == "kic")
    wrong = [alias for alias in kic.aliases if alias.kind == "misnomer"]

    assert [alias.name for alias in wrong] == ["한국투자공사(KIC)", "Korea Investment Corporation"]
    assert all(alias.note.en and alias.source for alias in wrong)


def test_every_brand_colour_is_readable_on_white_and_on_the_dark_ground(street: Street) -> None:
    for door in street.institutions:
        light = _luminance(door.colour)
        assert 1.05 / (light + 0.05) >= 4.5, door.slug
        assert (light + 0.05) / (_luminance("#1a1815") + 0.05) >= 3, door.slug


def _luminance(colour: str) -> float:
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_every_code_is_one_of_the_taxonomy(street: Street) -> None:
    for door in street.institutions:
        assert {door.kind} <= set(INSTITUTION_KINDS)
        assert set(door.sectors) <= set(SECTORS)
        assert {door.region} <= set(REGIONS)
    for call in street.calls:
        assert set(call.support) <= set(SUPPORTS)
        assert set(call.sectors) <= set(SECTORS)
        assert set(call.regions) <= set(REGIONS)
        assert set(call.stages_of_firm) <= set(STAGES)
        assert {paper.kind for paper in call.documents} <= set(DOCUMENTS)
    for startup in street.startups:
        assert set(startup.sectors) <= set(SECTORS)
        assert {startup.region} <= set(REGIONS)
        assert {startup.investment_stage} <= set(ROUNDS)
        assert {right.kind for right in startup.ip} <= set(IP_KINDS)
        assert {paper.kind for paper in startup.papers} <= set(DOCUMENTS)


def test_every_rule_loads_in_the_engine(street: Street) -> None:
    for call in street.calls:
        assert eligibility.loads(dict(call.rule)), call.key


def test_each_leaf_quotes_the_text_of_its_call(street: Street) -> None:
    for call in street.calls:
        for leaf in _leaves(call.rule["rule"]):
            ((language, quote),) = leaf["quote"].items()
            assert language == call.title.source
            assert f"- {quote}\n" in call.body.said(language), call.key


def _leaves(form: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    if "type" in form:
        yield form
    inner = form.get("all") or form.get("any") or ([form["not"]] if "not" in form else [])
    for part in inner:
        yield from _leaves(part)


@pytest.mark.parametrize(
    ("leaf", "low", "high"),
    [
        ("no_arrears", 0.60, 0.72),
        ("region", 0.57, 0.67),
        ("not_sanctioned", 0.49, 0.59),
        ("no_duplicate_support", 0.36, 0.46),
    ],
)
def test_rules_are_named_as_often_as_274_real_calls_name_them(
    street: Street, leaf: str, low: float, high: float
) -> None:
    with_it = sum(any(one["type"] == leaf for one in _leaves(call.rule["rule"])) for call in street.calls)

    assert low <= with_it / len(street.calls) <= high


def test_age_limits_come_in_the_measured_order(street: Street) -> None:
    limits = Counter(
        leaf["max_years"]
        for call in street.calls
        for leaf in _leaves(call.rule["rule"])
        if leaf["type"] == "age_window" and "max_years" in leaf and "min_years" not in leaf
    )

    assert {1, 2, 3, 5, 7, 10} == set(limits)
    assert [limit for limit, _count in limits.most_common(4)] == [7, 3, 10, 1]


def test_most_calls_are_open_some_close_today_and_the_past_reaches_two_years(street: Street) -> None:
    opened = [call for call in street.calls if _open(call)]
    closing = [call for call in opened if call.closes_at]
    ends = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)  # midnight in Seoul
    shares = Counter(_shape(call) for call in street.calls)

    assert shares == {"open": 1920, "past": 800, "ahead": 480}
    assert 20 <= sum(call.closes_at <= ends for call in closing if call.closes_at) <= 80
    assert sum(call.closes_at <= ends + timedelta(days=6) for call in closing if call.closes_at) >= 150
    assert min(call.opens_at for call in street.calls) < datetime(2025, 1, 1, tzinfo=UTC)
    assert {call.zone for call in street.calls} == {"Asia/Seoul", "Asia/Shanghai"}
    assert any(call.grace_minutes for call in street.calls)


def _open(call: Call) -> bool:
    return call.status == "published" and call.opens_at.date() < TODAY


def _shape(call: Call) -> str:
    return "past" if call.status in ("closed", "decided", "archived") else "open" if _open(call) else "ahead"


def test_windows_and_steps_run_forwards(street: Street) -> None:
    for call in street.calls:
        days = [day for step in call.steps for day in (step.on, step.until) if day]
        assert days == sorted(days), call.key
        assert call.published_at <= call.opens_at, call.key
        assert (call.closes_at is None) == (call.rolling or call.until_spent), call.key
        if call.closes_at:
            assert call.opens_at < call.closes_at < datetime.combine(days[0], datetime.max.time(), UTC), call.key


def test_languages_come_half_korean_a_third_chinese_a_fifth_english_and_six_in_ten_are_translated(
    street: Street,
) -> None:
    count = Counter(call.title.source for call in street.calls)
    share = {code: round(count[code] / len(street.calls), 1) for code in count}
    translated = [
        call for call in street.calls if sum(bool(getattr(call.title, code)) for code in ("ko", "zh", "en")) > 1
    ]

    assert share == {"ko": 0.5, "zh": 0.3, "en": 0.2}
    assert round(len(translated) / len(street.calls), 1) == 0.6


def test_joint_calls_join_one_house_in_seoul_and_one_in_beijing(street: Street) -> None:
    city = {door.slug: door.city for door in street.institutions}
    host = {programme.key: programme.institution for programme in street.programmes}
    joint = [call for call in street.calls if call.joint_with]

    assert len(joint) >= 12
    assert all({city[host[call.programme]], city[str(call.joint_with)]} == {"Seoul", "Beijing"} for call in joint)
    assert all(call.title.ko and call.title.zh for call in joint)


def test_numbers_of_calls_and_keys_of_everything_are_unique(street: Street) -> None:
    for keys in (
        [call.number for call in street.calls],
        [call.key for call in street.calls],
        [programme.key for programme in street.programmes],
        [startup.slug for startup in street.startups],
        [person.email for person in street.people],
        [startup.registration["brn"] for startup in street.startups if "brn" in startup.registration],
    ):
        assert len(keys) == len(set(keys))


def test_startups_have_the_mix_of_the_street(street: Street) -> None:
    korean = sum(startup.country == "KR" for startup in street.startups) / 400
    public = sum(startup.public for startup in street.startups) / 400

    assert round(korean, 1) == 0.7
    assert 0.5 <= public <= 0.6
    assert {startup.founding for startup in street.startups} == {"pre_founder", "sole_trader", "corporation"}
    assert all(1 <= len(startup.members) <= 5 and startup.members[0].role == "owner" for startup in street.startups)


def test_registration_numbers_pass_the_rules_and_belong_to_no_office(street: Street) -> None:
    for startup in street.startups:
        numbers = startup.registration
        assert brn.is_valid(numbers["brn"]) and numbers["brn"].startswith("99981") if "brn" in numbers else True
        assert uscc.is_valid(numbers["uscc"]) and numbers["uscc"].startswith("91000000") if "uscc" in numbers else True


def test_a_startup_holds_nothing_from_before_it_began(street: Street) -> None:
    for startup in street.startups:
        began = startup.opened_on or startup.incorporated_on
        dates = (
            [paper.issued_on for paper in startup.papers]
            + [one.on for one in startup.rounds]
            + [one.on for one in startup.ip]
        )
        assert all(began is not None and day >= began for day in dates), startup.slug
        assert all(day <= TODAY for day in dates), startup.slug


def test_every_address_of_a_person_ends_in_example_test(street: Street) -> None:
    assert {person.email.rsplit("@")[-1] for person in street.people} == {"example.test"}
    assert {contact.email.rsplit("@")[-1] for call in street.calls for contact in call.contacts} == {"example.test"}


def test_the_tour_has_a_login_for_every_capacity(street: Street) -> None:
    people = {person.email: person for person in street.people}
    members = Counter(member.email for startup in street.startups for member in startup.members)
    staff = Counter(role.email for role in street.staff)

    assert {stop.email for stop in street.tour} <= set(people)
    assert people["operator@example.test"].operator
    assert (members["many@example.test"], staff["many@example.test"]) == (2, 1)
    assert (members["nobody@example.test"], staff["nobody@example.test"]) == (0, 0)
    assert {people[stop.email].language for stop in street.tour} == {"ko", "zh", "en"}
    assert {role.role for role in street.staff} == {"owner", "manager", "viewer"}
    slugs = {f"/s/{startup.slug}/" for startup in street.startups}
    assert all(stop.desk in slugs for stop in street.tour if stop.desk.startswith("/s/"))


def test_the_journey_lies_within_two_years_and_before_today(street: Street) -> None:
    days = [line.at.date() for line in street.journey]

    assert len(days) > 3000
    assert TODAY - timedelta(days=731) <= min(days)
    assert max(days) < TODAY
    assert {line.startup for line in street.journey} <= {startup.slug for startup in street.startups}


def test_each_month_is_counted_from_the_records(street: Street) -> None:
    month = Random(1).choice(street.history)
    inside = [call for call in street.calls if call.closes_at and call.closes_at.date().replace(day=1) == month.month]

    assert len(street.history) == 24
    assert month.calls_closed == sum(call.status in ("closed", "decided", "archived") for call in inside)
