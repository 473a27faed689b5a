"""Junk at every door: a clear refusal, never a crash, nothing left behind."""

import orjson
import pytest

from madang.journey.models import Entry
from tests.factories.programmes import make_call

pytestmark = pytest.mark.django_db

LONG = "가" * 100_000
DEEP = b'{"facts": ' + b'{"answers": ' * 5000 + b"1" + b"}" * 5000 + b"}"


def code(response):
    return response.status_code, orjson.loads(response.content)["code"]


@pytest.mark.parametrize(
    "path",
    [
        f"/calls?q={'x' * 100_000}",
        f"/calls?institution={'x' * 1000}",
        f"/calls?sector={'x' * 1000}",
        f"/calls?{'&'.join(['sector=robotics'] * 31)}",
        f"/institutions?q={'x' * 1000}",
        f"/search?q={'x' * 1000}",
        "/search",
        "/search?q=",
        "/search?q=x&limit=51",
        "/calls?sort=fit",
        "/calls?sort=relevance",
        "/calls?when=never",
        "/calls?sectr=robotics",
        "/calls?lang=fr",
        "/calls?lang=",
        f"/calls?{'x' * 1000}=1",
        "/me?x=1",
    ],
)
def test_a_parameter_that_makes_no_sense_is_named(path, token):
    response = token("read").get(path)

    body = orjson.loads(response.content)
    assert (response.status_code, body["code"]) == (422, "invalid")
    assert body["field"].startswith("query.")
    assert len(response.content) < 4000


@pytest.mark.parametrize(
    "path", ["/calls?q=a%00b", "/calls/a%00b", "/institutions/%00", "/calls?a%00=1", "/search?q=%00"]
)
def test_a_nul_in_the_address_is_refused(path, anyone):
    assert code(anyone.get(path)) == (400, "nul")


@pytest.mark.parametrize(
    "path", [f"/calls/{'x' * 2000}", "/institutions/%F0%9F%90%A7", "/calls/%FF%FE", "/calls/' OR 1=1"]
)
def test_an_odd_id_is_absent(path, anyone):
    assert code(anyone.get(path)) == (404, "not_found")


@pytest.mark.parametrize(
    "words", ["%27%27", "%E2%80%AE", "%26%7C!():*", "%20", "%ED%A0%80", "a%0Ab", "%F0%9F%90%A7" * 20, "%"]
)
def test_odd_words_find_nothing_and_break_nothing(words, anyone):
    make_call()

    assert anyone.get(f"/calls?q={words}").status_code == 200


@pytest.mark.parametrize(
    ("body", "status", "name"),
    [
        (b"{", 400, "unreadable"),
        (b"\xff\xfe", 400, "unreadable"),
        (b'{"facts": {"headcount": NaN}}', 400, "unreadable"),
        (b'{"facts": {"headcount": 1e400}}', 400, "unreadable"),
        (b'{"facts": {"answers": {"a\\u0000": true}}}', 400, "unreadable"),
        (b'{"facts": {"answers": {"\\ud800": true}}}', 400, "unreadable"),
        (DEEP, 400, "unreadable"),
        (b"[" * 100_000, 400, "unreadable"),
        (b'{"facts": {"head_office": "' + LONG.encode() + b'"}}', 413, "too_large"),
        (b"null", 422, "invalid"),
        (b"[]", 422, "invalid"),
        (b'"facts"', 422, "invalid"),
        (b"{}", 422, "invalid"),
        (b'{"facts": null}', 422, "invalid"),
        (b'{"facts": {}, "more": 1}', 422, "invalid"),
        (b'{"facts": {"head_ofice": "KR-11"}}', 422, "invalid"),
        (b'{"facts": {"head_office": "Atlantis"}}', 422, "invalid"),
        (b'{"facts": {"head_office": ["KR-11"]}}', 422, "invalid"),
        (b'{"facts": {"headcount": 1.5}}', 422, "invalid"),
        (b'{"facts": {"headcount": true}}', 422, "invalid"),
        (b'{"facts": {"headcount": -1}}', 422, "invalid"),
        (b'{"facts": {"headcount": 123456789012345678901234567890}}', 422, "invalid"),
        (b'{"facts": {"raised": {"amount": 1, "currency": "XXX"}}}', 422, "invalid"),
        (b'{"facts": {"opened_on": 0}}', 422, "invalid"),
        (b'{"facts": {"opened_on": "2026-02-30"}}', 422, "invalid"),
        (b'{"facts": {"opened_on": "0001-01-01"}}', 422, "invalid"),
        (b'{"facts": {"opened_on": "2026-11-01T00:00:00"}}', 422, "invalid"),
        (b'{"facts": {"representatives": []}}', 422, "invalid"),
        (b'{"facts": {"answers": {"a": "yes"}}}', 422, "invalid"),
        (b'{"facts": {"arrears": {"national_tax": "maybe"}}}', 422, "invalid"),
        (b'{"facts": {"intellectual_property": {"patent": 1e9}}}', 422, "invalid"),
        (b'{"facts": {"businesses": [' + b",".join([b"{}"] * 51) + b"]}}", 422, "invalid"),
    ],
)
def test_facts_that_cannot_be_are_refused_with_where_and_why(body, status, name, anyone):
    call = make_call()

    response = anyone.send("POST", f"/calls/{call.public_id}/eligibility", body)

    assert code(response) == (status, name)
    told = orjson.loads(response.content)
    assert told["detail"]
    if status == 422:
        assert told["field"].startswith("body")
        assert all(error["field"] and error["detail"] for error in told["errors"])
        assert len(response.content) < 20_000


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "", "application/xml", "multipart/form-data"]
)
def test_a_body_of_another_kind_is_refused(kind, anyone):
    assert code(anyone.send("POST", "/rules/check", b'{"version": 1}', content_type=kind)) == (415, "media_type")


@pytest.mark.parametrize(
    "rule",
    [
        {"version": 1, "rule": {"type": [[[[[["x"]]]]]]}},
        {"version": "x" * 1000, "rule": {}},
        {
            "version": 1,
            "rule": {"all": [{"all": [{"all": [{"all": [{"all": [{"all": [{"all": [{"all": [{"all": []}]}]}]}]}]}]}]}]},
        },
        {"version": 1, "rule": {"any": [{"type": "age_window"}] * 5000}},
        {"version": 1, "rule": {"type": "age_window", "max_years": 10**15}},
        {},
        {"x" * 5000: 1},
    ],
)
def test_a_rule_that_is_wrong_is_told_so_shortly(rule, anyone):
    response = anyone.send("POST", "/rules/check", rule)

    body = orjson.loads(response.content)
    assert (response.status_code, body["valid"], bool(body["problems"])) == (200, False, True)
    assert len(response.content) < 60_000


def change(token, startup, body):
    return token("startups", "write").send("PATCH", f"/me/startups/{startup.slug}", body)


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"version": 0},
        {"version": 2**40},
        {"version": "1"},
        {"version": 1, "slug": "mine"},
        {"version": 1, "is_public": True},
        {"version": 1, "founding_type": "pre_founder"},
        {"version": 1, "business_number": "1"},
        {"version": 1, "name": {}},
        {"version": 1, "name": {"en": "   "}},
        {"version": 1, "name": "Sample"},
        {"version": 1, "name": {"fr": "Exemple"}},
        {"version": 1, "name": {"en": "x" * 121}},
        {"version": 1, "summary": {"ko": "가" * 401}},
        {"version": 1, "website": "javascript:alert(1)"},
        {"version": 1, "website": "https://"},
        {"version": 1, "website": "https://[x"},
        {"version": 1, "website": "https://a.test/" + "x" * 300},
        {"version": 1, "sectors": "robotics"},
        {"version": 1, "sectors": ["nothing"]},
        {"version": 1, "sectors": ["robotics"] * 61},
        {"version": 1, "region": "KR-99"},
        {"version": 1, "region": "KR-11", "website": "ftp://a.test"},
    ],
)
def test_a_change_that_makes_no_sense_leaves_no_trace(body, token, startup):
    before = type(startup).objects.filter(pk=startup.pk).values().get()

    response = change(token, startup, body)

    assert code(response) == (422, "invalid")
    assert type(startup).objects.filter(pk=startup.pk).values().get() == before
    assert not Entry.objects.exists()
