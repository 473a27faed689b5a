"""Reading and changing one's own startups through the API."""

from datetime import date, timedelta

import orjson
import pytest

from madang.journey.models import Entry
from madang.startups import actions
from madang.startups.capacity import AsMember
from madang.startups.models import Founder, Standing
from tests.factories.programmes import NOW, make_call

pytestmark = pytest.mark.django_db


def patch(caller, startup, body, **headers):
    response = caller.send("PATCH", f"/me/startups/{startup.slug}", body, **headers)
    return response.status_code, orjson.loads(response.content)


@pytest.fixture
def editor(token):
    return token("startups", "write")


def test_my_startups_are_listed_with_my_role(token, startup, foreign):
    assert token("startups").json("/me/startups") == {
        "items": [
            {
                "slug": "sample-one",
                "name": {"text": "Sample One", "lang": "en", "status": "original"},
                "role": "owner",
                "founding_type": "corporation",
                "is_public": False,
                "version": 1,
                "updated_at": startup.updated_at.isoformat(),
            }
        ],
        "next": None,
        "previous": None,
    }


@pytest.mark.parametrize("rows", [1, 20])
def test_my_list_costs_two_queries_whatever_the_rows(rows, token, person, django_assert_num_queries, startup):
    for number in range(rows - 1):
        other = type(startup).objects.create(slug=f"sample-{number}", name=startup.name)
        other.memberships.create(person=person, role="viewer")
    caller = token("startups")
    caller.get("/me")  # the hourly note of the token's use

    with django_assert_num_queries(2):  # token, startups
        page = caller.json("/me/startups")

    assert len(page["items"]) == rows


def test_one_startup_costs_two_queries_and_its_facts_eleven(token, startup, django_assert_num_queries):
    caller = token("startups")
    caller.get("/me")

    with django_assert_num_queries(2):  # token, membership with the startup
        caller.json(f"/me/startups/{startup.slug}")
    with django_assert_num_queries(12):  # and the startup with its nine lists
        caller.json(f"/me/startups/{startup.slug}/facts")


def test_a_change_saves_the_fields_leaves_lines_on_the_thread_and_returns_the_whole(editor, startup):
    body = {
        "version": 1,
        "name": {"ko": "샘플 하나", "en": "Sample  One"},
        "website": "https://sample.example.test/",
        "region": "KR-11-680",
        "sectors": ["robotics"],
        "investment_stage": "seed",
    }

    status, one = patch(editor, startup, body)

    startup.refresh_from_db()
    assert status == 200
    assert one["name"] == {
        "ko": {"text": "샘플 하나", "status": "human"},
        "zh": None,
        "en": {"text": "Sample One", "status": "original"},
        "source": "en",
    }
    assert (startup.website, startup.region, startup.sectors, startup.investment_stage) == (
        "https://sample.example.test/",
        "KR-11-680",
        ["robotics"],
        "seed",
    )
    assert one["version"] == startup.version == 5  # one edit in each of four sections
    assert sorted(Entry.objects.values_list("kind", flat=True)) == ["startups.profile_changed"] * 4 + [
        "startups.stage_changed"
    ]


def test_what_is_left_out_or_null_stays(editor, startup):
    patch(editor, startup, {"version": 1, "website": "https://sample.example.test/"})

    status, one = patch(editor, startup, {"version": 2, "website": None, "region": "KR-11"})

    assert (status, one["website"], one["region"]) == (200, "https://sample.example.test/", "KR-11")


def test_saving_what_is_there_changes_nothing(editor, startup):
    assert patch(editor, startup, {"version": 1, "name": {"en": "Sample One"}})[1]["version"] == 1
    assert not Entry.objects.exists()


def test_a_stale_change_writes_nothing_and_shows_what_is_saved_now(editor, startup, person):
    by = AsMember(person, startup, "owner")
    values = {"region": "KR-26"}
    actions.edit_section(startup=startup, section="place", values=values, version=1, by=by, now=NOW)

    status, problem = patch(
        editor, startup, {"version": 1, "website": "https://sample.example.test/", "region": "KR-11"}
    )

    startup.refresh_from_db()
    assert (status, problem["code"], problem["version"], problem["changed"]) == (409, "stale", 2, {"region": "KR-26"})
    assert (startup.website, startup.region, startup.version) == ("", "KR-26", 2)
    assert Entry.objects.count() == 1


def test_two_who_change_different_fields_both_succeed(editor, startup):
    patch(editor, startup, {"version": 1, "region": "KR-26"})

    status, one = patch(editor, startup, {"version": 1, "website": "https://sample.example.test/"})

    assert (status, one["region"], one["website"]) == (200, "KR-26", "https://sample.example.test/")


def test_if_match_refuses_another_state_and_takes_the_present_one(editor, startup):
    etag = editor.get(f"/me/startups/{startup.slug}").headers["ETag"]

    wrong = patch(editor, startup, {"version": 1, "region": "KR-11"}, if_match='"other"')
    right = patch(editor, startup, {"version": 1, "region": "KR-11"}, if_match=etag)
    late = patch(editor, startup, {"version": 2, "region": "KR-26"}, if_match=etag)

    assert (wrong[0], wrong[1]["code"]) == (412, "precondition")
    assert (right[0], right[1]["region"]) == (200, "KR-11")
    assert late[0] == 412


def test_a_viewer_may_look_but_not_change(editor, startup, person):
    startup.memberships.filter(person=person).update(role="viewer")

    status, problem = patch(editor, startup, {"version": 1, "region": "KR-11"})

    assert (status, problem["code"]) == (403, "refused")
    assert problem["detail"].startswith("You may look but not change.")
    assert not Entry.objects.exists()


def test_the_facts_can_be_sent_back_to_the_check_and_give_the_same_answer(token, startup):
    startup.incorporated_on = date(2023, 3, 2)
    startup.region = "KR-11"
    startup.confirmed = ["sites", "supports"]
    startup.save()
    Founder.objects.create(startup=startup, name="Sample Founder", born_on=date(1990, 1, 1), traits=["youth"])
    Standing.objects.create(startup=startup, kind="local_tax", state="owing", checked_on=date(2026, 11, 1))
    startup.figures.create(year=2025, revenue=120_000_000, headcount=4)
    startup.rounds.create(stage="seed", amount=300_000_000, closed_on=date(2024, 5, 1))
    startup.sanctions.create(ends_on=date(2025, 1, 1))
    rule = {
        "all": [
            {"type": "age_window", "max_years": 7},
            {"type": "region", "any_of": ["KR-11"]},
            {"type": "no_arrears", "kinds": ["local_tax", "national_tax"]},
            {"type": "not_sanctioned"},
        ]
    }
    call = make_call(rule={"version": 1, "rule": rule})
    caller = token("read", "startups")

    told = caller.json(f"/me/startups/{startup.slug}/facts")
    mine = caller.json(f"/me/startups/{startup.slug}/calls/{call.public_id}/eligibility")
    anyones = caller.send("POST", f"/calls/{call.public_id}/eligibility", {"facts": told["facts"]})

    assert (told["facts"]["arrears"], told["facts"]["sites"]) == ({"local_tax": "owed"}, [])
    assert {"key": "arrears.wages", "label": "Unpaid wages"} in told["unknown"]
    assert orjson.loads(anyones.content) == mine
    assert mine["outcome"] == "unmet"


def test_the_check_says_every_reason_what_decides_and_what_is_missing(anyone):
    rule = {"all": [{"type": "age_window", "max_years": 3}, {"type": "region", "any_of": ["KR-11"]}]}
    call = make_call(rule={"version": 1, "rule": rule}, opens_at=NOW - timedelta(days=1))
    facts = {"founding_type": "corporation", "incorporated_on": "2025-03-02"}

    response = anyone.send("POST", f"/calls/{call.public_id}/eligibility", {"facts": facts})

    answer = orjson.loads(response.content)
    assert (answer["outcome"], answer["states_rules"], answer["counted_on"]) == ("unknown", True, "2026-11-22")
    assert answer["missing"] == [{"key": "head_office", "label": "Head office region"}]
    assert [(one["type"], one["outcome"], one["decides"]) for one in answer["conditions"]] == [
        ("age_window", "met", False),
        ("region", "unknown", True),
    ]
    assert all(one["rule"] and one["reason"] for one in answer["conditions"])
    assert [bool(one["remedy"]) for one in answer["conditions"]] == [False, True]


@pytest.mark.parametrize(
    ("lang", "rule"), [("ko", "업력 3년 미만"), ("zh", "成立不满3年"), ("en", "Founded less than 3 years ago")]
)
def test_the_check_speaks_the_language_asked(anyone, lang, rule):
    call = make_call(rule={"version": 1, "rule": {"type": "age_window", "max_years": 3}})

    response = anyone.send("POST", f"/calls/{call.public_id}/eligibility?lang={lang}", {"facts": {}})

    assert orjson.loads(response.content)["conditions"][0]["rule"] == rule


def test_a_call_without_rules_fits_everyone(anyone):
    call = make_call()

    response = anyone.send("POST", f"/calls/{call.public_id}/eligibility", {"facts": {}})

    answer = orjson.loads(response.content)
    assert (answer["outcome"], answer["states_rules"], answer["conditions"]) == ("met", False, [])


def test_the_rule_checker_says_a_good_rule_in_words_and_every_fault_of_a_bad_one(anyone):
    good = anyone.send("POST", "/rules/check", {"version": 1, "rule": {"type": "age_window", "max_years": 7}})
    bad = anyone.send("POST", "/rules/check", {"version": 2, "rule": {"type": "age", "max_years": 7}})

    assert orjson.loads(good.content) == {
        "valid": True,
        "problems": [],
        "text": "Founded less than 7 years ago",
        "lines": [{"depth": 0, "text": "Founded less than 7 years ago"}],
        "conditions": 1,
    }
    found = orjson.loads(bad.content)
    assert (found["valid"], [(one["path"], one["code"]) for one in found["problems"]]) == (
        False,
        [("version", "version"), ("rule.type", "unknown_type")],
    )
