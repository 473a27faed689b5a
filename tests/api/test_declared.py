"""No operation without a capacity: the check that stops the server looks inside every router."""

import pytest
from django.test import override_settings
from django.urls import path
from ninja import NinjaAPI, Router

from madang.core.api import Api, answers, serving
from madang.core.checks import every_route_declares_its_policy
from madang.people.capacity import AsVisitor

outer, inner = Router(), Router()


@outer.get("/told")
@serving(AsVisitor)
def told(request):
    return {}


@outer.post("/told")
def planted_beside_a_declared_one(request):
    return {}


@inner.get("/deep/{thing}")
def planted_in_a_router_of_a_router(request, thing: str):
    return {}


outer.add_router("/inner", inner)


def planted(api):
    api.add_router("/outer", outer)
    return type("Planted", (), {"urlpatterns": [path("api/", api.urls)]})


@pytest.mark.parametrize(
    "make",
    [
        lambda: Api(title="planted", public=AsVisitor, urls_namespace="planted"),
        lambda: NinjaAPI(title="bare", urls_namespace="bare", docs_url=None, openapi_url=None),
    ],
)
def test_an_operation_without_a_capacity_is_reported_by_method_and_address(make):
    with override_settings(ROOT_URLCONF=planted(make())):
        found = [error.msg for error in every_route_declares_its_policy()]

    assert [one for one in found if "outer" in one] == [
        "The route 'POST api/outer/told' declares no policy.",
        "The route 'GET api/outer/inner/deep/<thing>' declares no policy.",
    ]


def test_every_answer_declares_the_refusals_any_operation_may_have():
    assert sorted(answers(dict, 404)) == [200, 400, 401, 403, 404, 405, 422, 429, 500]
