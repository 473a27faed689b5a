"""What comes with every answer: ETags, languages, methods, other sites, limits."""

import orjson
import pytest

from madang.core.api import limits
from tests.factories.programmes import make_call

pytestmark = pytest.mark.django_db


def test_who_holds_the_answer_gets_304_without_a_body_until_it_changes(anyone):
    call = make_call("Before")
    first = anyone.get("/calls")

    again = anyone.get("/calls", if_none_match=first.headers["ETag"])
    weak = anyone.get("/calls", if_none_match=f'"other", W/{first.headers["ETag"]}')
    call.places = 3
    call.save()
    changed = anyone.get("/calls", if_none_match=first.headers["ETag"])

    assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", first.headers["ETag"])
    assert weak.status_code == 304
    assert (changed.status_code, orjson.loads(changed.content)["items"][0]["places"]) == (200, 3)


def test_the_tag_differs_by_language_and_is_named_so(anyone):
    make_call()

    one, other = anyone.get("/terms"), anyone.get("/calls?lang=ko")

    assert one.headers["ETag"] != other.headers["ETag"]
    assert one.headers["Vary"] == "Accept-Language"
    assert anyone.get("/calls").headers["Vary"] == "Accept-Language"


def test_what_is_public_may_be_read_from_any_site_and_what_is_mine_from_none(anyone, token, startup):
    public, mine = anyone.get("/calls", origin="https://other.test"), token("startups").get("/me/startups")

    assert public.headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in public.headers
    assert "Access-Control-Allow-Origin" not in mine.headers
    assert mine.headers["Cache-Control"] == "private, no-cache"
    assert "Authorization" in mine.headers["Vary"]


def test_a_public_address_answers_the_question_browsers_ask_first(anyone):
    public = anyone.send("OPTIONS", "/calls")
    mine = anyone.send("OPTIONS", "/me/startups")

    assert (public.status_code, public.content) == (204, b"")
    assert public.headers["Access-Control-Allow-Headers"] == "Accept-Language, If-None-Match"
    assert "Access-Control-Allow-Origin" not in mine.headers


def test_posting_to_a_public_address_is_not_open_to_other_sites(anyone):
    response = anyone.send("POST", "/rules/check", {"version": 1, "rule": {"all": []}})

    assert "Access-Control-Allow-Origin" not in response.headers


def test_head_gives_the_headers_alone(anyone):
    make_call()
    full, head = anyone.get("/calls"), anyone.send("HEAD", "/calls")

    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["ETag"] == full.headers["ETag"]
    assert head.headers["Content-Length"] == str(len(full.content))


def test_a_method_the_address_does_not_know_is_told_which_it_knows(anyone):
    response = anyone.send("DELETE", "/calls")

    assert (response.status_code, response.headers["Allow"]) == (405, "GET")
    assert orjson.loads(response.content)["code"] == "method"


@pytest.mark.parametrize("path", ["/", "/none", "/calls/", "/calls/x/y/z"])
def test_an_unknown_address_is_a_problem_in_json(anyone, path):
    response = anyone.get(path)

    assert (response.status_code, orjson.loads(response.content)["code"]) == (404, "not_found")


def test_one_request_more_than_the_limit_is_told_how_long_to_wait(anyone, monkeypatch):
    monkeypatch.setattr(limits, "PER_ADDRESS", 2)

    codes = [anyone.get("/terms").status_code for _ in range(3)]
    refused = anyone.get("/terms")

    assert codes == [200, 200, 429]
    assert 1 <= int(refused.headers["Retry-After"]) <= 60
    assert orjson.loads(refused.content)["code"] == "too_many"


def test_a_token_has_its_own_larger_limit_and_guessing_tokens_has_one_too(anyone, token, monkeypatch):
    monkeypatch.setattr(limits, "PER_ADDRESS", 0)
    monkeypatch.setattr(limits, "PER_TOKEN", 2)

    assert anyone.get("/terms").status_code == 429
    assert [token("read").get("/terms").status_code for _ in range(3)] == [200, 200, 429]
    assert anyone.get("/terms", authorization="Bearer mdg_guess").status_code == 429


def test_the_address_is_the_one_our_own_proxy_saw(rf, settings):
    request = rf.get("/", headers={"x-forwarded-for": "203.0.113.9, 198.51.100.7"})

    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 0
    direct = limits.caller(request)
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    proxied = limits.caller(request)

    assert (direct, proxied) == ("127.0.0.1", "198.51.100.7")


def test_what_breaks_on_our_side_is_a_problem_and_is_logged(anyone, monkeypatch, caplog):
    def broken(*_args, **_kwargs):
        raise RuntimeError("broken on purpose")

    monkeypatch.setattr("madang.programmes.api.calls.row", broken)
    make_call()

    response = anyone.get("/calls")

    assert (response.status_code, orjson.loads(response.content)["code"]) == (500, "broken")
    assert b"on purpose" not in response.content
