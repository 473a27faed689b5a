"""Who may call what: every scope at every operation, wrong tokens, sessions, and other people's startups."""

from datetime import timedelta

import orjson
import pytest
from django.test import Client

from madang.matching.models import SavedSearch
from madang.people.models import ApiToken
from tests.factories.applications import make_application
from tests.factories.people import make_person
from tests.factories.programmes import NOW, make_call, make_institution, make_programme
from tests.factories.saved import make_search

pytestmark = pytest.mark.django_db

SCOPES = ("read", "startups", "write", "searches", "applications")
KEPT = {"answers": [{"meaning": "pitch", "lang": "en", "value": "Robots that mend."}]}
# Operation -> (method, address, body, scopes a token needs, whether it may be called without any).
OPERATIONS = {
    "list_institutions": ("GET", "/institutions", None, {"read"}, True),
    "one_institution": ("GET", "/institutions/sample-house", None, {"read"}, True),
    "list_programmes": ("GET", "/programmes", None, {"read"}, True),
    "one_programme": ("GET", "/programmes/{programme}", None, {"read"}, True),
    "list_calls": ("GET", "/calls", None, {"read"}, True),
    "one_call": ("GET", "/calls/{call}", None, {"read"}, True),
    "check_facts": ("POST", "/calls/{call}/eligibility", {"facts": {}}, {"read"}, True),
    "search": ("GET", "/search?q=sample", None, {"read"}, True),
    "check_rule": ("POST", "/rules/check", {"version": 1, "rule": {"all": []}}, {"read"}, True),
    "terms": ("GET", "/terms", None, {"read"}, True),
    "me": ("GET", "/me", None, set(), False),
    "my_searches": ("GET", "/me/searches", None, {"searches"}, False),
    "save_search": ("POST", "/me/searches", {"name": "x", "search": {"q": "robot"}}, {"searches"}, False),
    "remove_search": ("DELETE", "/me/searches/{search}", None, {"searches"}, False),
    "my_startups": ("GET", "/me/startups", None, {"startups"}, False),
    "my_startup": ("GET", "/me/startups/{startup}", None, {"startups"}, False),
    "my_facts": ("GET", "/me/startups/{startup}/facts", None, {"startups"}, False),
    "change_startup": ("PATCH", "/me/startups/{startup}", {"version": 1}, {"startups", "write"}, False),
    "suggestions": ("GET", "/me/startups/{startup}/suggestions", None, {"startups"}, False),
    "check_mine": ("GET", "/me/startups/{startup}/calls/{call}/eligibility", None, {"startups"}, False),
    "my_answers": ("GET", "/me/startups/{startup}/answers", None, {"startups"}, False),
    "keep_my_answers": ("POST", "/me/startups/{startup}/answers", KEPT, {"startups", "write"}, False),
    "my_documents": ("GET", "/me/startups/{startup}/documents", None, {"startups"}, False),
    "my_applications": ("GET", "/me/startups/{startup}/applications", None, {"applications"}, False),
    "my_application": ("GET", "/me/startups/{startup}/applications/{application}", None, {"applications"}, False),
    "results": ("GET", "/me/startups/{startup}/results", None, {"startups"}, False),
}
MINE = [name for name, row in OPERATIONS.items() if "{startup}" in row[1]]
POWERSET = [{s for place, s in enumerate(SCOPES) if number >> place & 1} for number in range(1, 2 ** len(SCOPES))]


def saved(person):
    """The id of a saved search of somebody's."""
    kept = SavedSearch.objects.filter(person=person).first()
    return (kept or make_search(person, "sector=ai", pace="never")).public_id


@pytest.fixture
def things(startup, person):
    house = make_institution("Sample House", slug="sample-house")
    programme = make_programme(house)
    return {
        "programme": programme.public_id,
        "call": make_call(programme=programme).public_id,
        "startup": startup.slug,
        "search": saved(person),
        "application": make_application(startup=startup).public_id,
    }


def test_the_matrix_holds_every_operation():
    from madang.config.api import api

    described = api.get_openapi_schema()["paths"].values()
    assert {one["operationId"] for methods in described for one in methods.values()} == set(OPERATIONS)


@pytest.mark.parametrize("name", OPERATIONS)
def test_a_token_does_what_its_scopes_say_and_nothing_else(name, things, token, person):
    method, path, body, needed, _public = OPERATIONS[name]

    got = {}
    for scopes in POWERSET:
        ApiToken.objects.all().delete()  # nobody holds as many at once
        things["search"] = saved(person)  # the one before may have been removed
        response = token(*scopes).send(method, path.format(**things), body)
        got[tuple(sorted(scopes))] = (response.status_code, orjson.loads(response.content).get("code"))

    assert got == {tuple(sorted(scopes)): (200, None) if needed <= scopes else (403, "scope") for scopes in POWERSET}


@pytest.mark.parametrize("name", OPERATIONS)
def test_without_a_token_only_what_is_public_answers(name, things, anyone):
    method, path, body, _needed, public = OPERATIONS[name]

    response = anyone.send(method, path.format(**things), body)

    assert response.status_code == (200 if public else 401)
    if not public:
        assert response.headers["WWW-Authenticate"] == 'Bearer realm="madang"'
        assert orjson.loads(response.content)["code"] == "unauthorized"


@pytest.mark.parametrize("name", OPERATIONS)
@pytest.mark.parametrize("header", ["Bearer mdg_wrong", "Bearer ", "Basic bWRn", "mdg_bare", "Bearer " + "x" * 5000])
def test_a_wrong_token_is_refused_everywhere_also_where_none_is_needed(name, header, things, anyone):
    method, path, body, _needed, _public = OPERATIONS[name]

    assert anyone.send(method, path.format(**things), body, authorization=header).status_code == 401


def test_a_revoked_and_an_expired_token_are_wrong_tokens(token):
    for change in ({"revoked_at": NOW}, {"expires_at": NOW - timedelta(seconds=1)}):
        caller = token("read")
        ApiToken.objects.update(**change)
        assert caller.get("/me").status_code == 401


def test_a_403_names_the_scope_that_is_missing(token, startup):
    response = token("startups").send("PATCH", f"/me/startups/{startup.slug}", {"version": 1})

    assert orjson.loads(response.content) == {
        "detail": "This token lacks the scope “write”. Make one that has it under your account.",
        "code": "scope",
        "field": None,
        "errors": [],
    }


@pytest.mark.parametrize("name", MINE)
def test_a_foreign_startup_answers_byte_by_byte_as_an_absent_one(name, things, foreign, token):
    method, path, body, _needed, _public = OPERATIONS[name]
    caller = token(*SCOPES)

    there = caller.send(method, path.format(**things | {"startup": foreign.slug}), body)
    absent = caller.send(method, path.format(**things | {"startup": "none-such"}), body)

    assert (there.status_code, there.content, dict(there.headers)) == (404, absent.content, dict(absent.headers))


@pytest.mark.parametrize("name", MINE)
def test_a_foreign_startup_costs_the_same_queries_as_an_absent_one(
    name, things, foreign, token, django_assert_num_queries
):
    method, path, body, _needed, _public = OPERATIONS[name]
    caller = token(*SCOPES)
    caller.get("/me")  # the hourly note of the token's use

    for slug in (foreign.slug, "none-such"):
        with django_assert_num_queries(2):  # token, membership
            caller.send(method, path.format(**things | {"startup": slug}), body)


def test_me_tells_name_language_and_scopes_but_no_address(token):
    assert token("read", "write").json("/me") == {
        "name": "Sample Haneul",
        "language": "en",
        "scopes": ["read", "write"],
        "is_operator": False,
    }


def test_a_page_reads_with_its_session(person, startup):
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")

    assert client.get("/api/v1/me/startups").json()["items"][0]["slug"] == startup.slug


def test_a_page_changes_things_only_with_its_csrf_token(person, startup):
    client = Client(enforce_csrf_checks=True)
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    body = orjson.dumps({"version": 1, "website": "https://example.test/"})

    refused = client.patch(f"/api/v1/me/startups/{startup.slug}", body, content_type="application/json")

    startup.refresh_from_db()
    assert (refused.status_code, refused.json()["code"], startup.website) == (403, "csrf", "")


def test_a_wrong_token_is_not_rescued_by_a_session(person, startup):
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")

    assert client.get("/api/v1/me/startups", headers={"authorization": "Bearer mdg_wrong"}).status_code == 401


def test_a_public_answer_is_the_same_for_a_visitor_a_token_and_a_session(anyone, token, person, things):
    client = Client(headers={"accept-language": "en"})
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")

    bodies = {anyone.get("/calls").content, token("read").get("/calls").content, client.get("/api/v1/calls").content}

    assert len(bodies) == 1


def test_someone_who_left_the_startup_reads_it_no_more(token, startup, person):
    caller = token("startups")
    startup.memberships.create(person=make_person(), role="owner")
    startup.memberships.filter(person=person).delete()

    assert caller.get(f"/me/startups/{startup.slug}").status_code == 404
    assert caller.json("/me/startups")["items"] == []
