"""The description of the API is complete and true: schemathesis tries it, the reference page names every part of it."""

from pathlib import Path

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, seed, settings, strategies
from schemathesis.checks import not_a_server_error
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

from madang.config.api import api
from madang.config.wsgi import application
from madang.core.api import limits
from madang.core.api.problems import MEANING
from madang.matching.models import SavedSearch
from madang.people.models import ApiToken
from tests.factories.programmes import make_call, make_institution, make_programme
from tests.factories.saved import make_search

REFERENCE = Path(__file__).parents[2] / "docs" / "reference" / "api.md"


@pytest.fixture
def described():
    return api.get_openapi_schema()


def operations(described):
    return [(method, path, one) for path, methods in described["paths"].items() for method, one in methods.items()]


def test_every_operation_is_told_in_words_and_declares_its_refusals(described):
    for method, path, one in operations(described):
        always = {"200", "400", "401", "403", "405", "422", "429", "500"}
        assert always <= {str(status) for status in one["responses"]}, (method, path)
        assert one["summary"], path
        assert len(one["description"]) > 30, path
        assert one["security"], path


def test_every_parameter_is_described(described):
    bare = [(path, p["name"]) for _m, path, one in operations(described) for p in one["parameters"] if not p["schema"]]
    assert bare == []


def test_the_reference_page_names_every_operation_parameter_status_and_limit(described):
    page = REFERENCE.read_text()
    wanted = {f"`{method.upper()} {path.removeprefix('/api/v1')}`" for method, path, _one in operations(described)}
    wanted |= {
        f"`{p['name']}`" for _m, _p, one in operations(described) for p in one["parameters"] if p["in"] == "query"
    }
    wanted |= {f"| {status} |" for status in MEANING}
    wanted |= {f"`{scope}`" for scope in ApiToken.Scope.values}
    wanted |= {f"{limits.PER_ADDRESS:,}", f"{limits.PER_TOKEN:,}"}

    assert sorted(one for one in wanted if one not in page) == []


def test_the_schema_is_served_to_anyone_with_its_own_tag(client, db):
    response = client.get("/api/v1/openapi.json")

    assert (response.status_code, response.json()["openapi"]) == (200, "3.1.0")
    assert response.headers["ETag"]
    assert response.headers["Access-Control-Allow-Origin"] == "*"


# What schemathesis looks at. `positive_data_acceptance` is left out: an id that fits the pattern may be absent.
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    negative_data_rejection,
    unsupported_method,
]
KNOWN = {
    "slug": "sample-house",
    "programme": "0" * 16,
    "call": "1" * 16,
    "startup": "sample-one",
    "search": "2" * 16,
    "application": "3" * 16,
}
IDS = [one["operationId"] for _method, _path, one in operations(api.get_openapi_schema())]


def test_no_two_schemas_share_a_name():
    """ninja keeps one of them and describes the other one's body by it."""
    seen = {}
    for router in api._get_bound_routers():
        for view in router.path_operations.values():
            for operation in view.operations:
                models = [*operation.models, *(one for one in operation.response_models.values() if one)]
                for model in models:
                    for mode in ("validation", "serialization"):
                        for name, schema in model.model_json_schema(mode=mode).get("$defs", {}).items():
                            seen.setdefault(name, set()).add(tuple(sorted(schema.get("properties", {}))))
    assert {name: forms for name, forms in seen.items() if len(forms) > 1} == {}


@pytest.fixture
def site(db, startup, person, monkeypatch):
    """One row of everything behind known ids, and the WSGI application inside this test's transaction."""
    monkeypatch.setattr(limits, "PER_ADDRESS", 10**9)
    monkeypatch.setattr(limits, "PER_TOKEN", 10**9)
    house = make_institution("Sample House", slug=KNOWN["slug"])
    programme = make_programme(house, public_id=KNOWN["programme"])
    rule = {"version": 1, "rule": {"all": [{"type": "age_window", "max_years": 7}]}}
    make_call("Robots", programme=programme, public_id=KNOWN["call"], rule=rule)
    SavedSearch.objects.filter(pk=make_search(person, pace="never").pk).update(public_id=KNOWN["search"])
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
@pytest.mark.parametrize("operation_id", IDS)
def test_no_answer_is_outside_its_description(operation_id, mode, site, token):
    operation = next(
        one.ok() for one in site.get_all_operations() if one.ok().definition.raw["operationId"] == operation_id
    )
    key = token(*ApiToken.Scope.values).headers["authorization"]

    @seed(20261123)
    @settings(
        max_examples=12, database=None, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck)
    )
    @given(data=strategies.data())
    def holds(data):
        case = data.draw(operation.as_strategy(generation_mode=mode))
        if mode is GenerationMode.POSITIVE and data.draw(strategies.booleans()):
            case.path_parameters.update({name: KNOWN[name] for name in case.path_parameters})
        headers = {"Authorization": key} if data.draw(strategies.booleans()) else {}
        case.call_and_validate(headers=headers, checks=CHECKS)

    holds()
