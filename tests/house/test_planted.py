"""The matrix is sharp: faults planted on purpose are found by the same functions that keep the house."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.conf.urls.i18n import i18n_patterns
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.test import override_settings
from django.urls import path

from madang.config import urls as house
from madang.core.capacity import acting
from madang.institutions.capacity import AsStaff
from madang.institutions.models import Institution
from madang.institutions.queries import InstitutionQuerySet
from madang.people.capacity import AsVisitor
from madang.people.queries import OwnQuerySet
from madang.programmes.models import Call
from madang.programmes.queries import CallQuerySet
from madang.reviews.capacity import AsReviewer
from madang.reviews.models import Reviewer
from madang.reviews.queries import SelectionQuerySet
from madang.startups.capacity import AsMember
from madang.startups.models import Startup
from madang.startups.queries import StartupQuerySet

from .addresses import Route, all_routes
from .asking import Actor
from .matrix import kinds_of, walk
from .world import World

pytestmark = pytest.mark.django_db


def _unchecked(request: HttpRequest) -> HttpResponse:
    return HttpResponse("anything")


@acting(AsVisitor)
def _any_call(request: HttpRequest, public_id: str) -> HttpResponse:
    call = Call.objects.filter(public_id=public_id).first()
    if call is None:
        raise Http404
    return HttpResponse(str(call.title))


@acting(AsVisitor)
def _any_name(request: HttpRequest) -> HttpResponse:
    return HttpResponse(
        "ok",
        headers={
            "X-Newest": str(Startup.objects.order_by("-pk")[0].pk),
            "X-Call": "".join(c.number for c in Call.objects.all()),
        },
    )


@acting(AsVisitor)
def _tells_by_status(request: HttpRequest, public_id: str) -> HttpResponse:
    call = Call.objects.filter(public_id=public_id).first()
    if call is None:
        raise Http404
    if call.status == "draft":
        raise PermissionDenied
    return HttpResponse("ok")


@acting(AsVisitor)
def _writes_when_read(request: HttpRequest) -> HttpResponse:
    Institution.objects.update(region="KR-26")
    return HttpResponse("ok")


@acting(AsMember)
def _lets_viewers_write(request: Any) -> HttpResponse:
    Startup.objects.filter(pk=request.capacity.startup.pk).update(region="KR-26")
    return HttpResponse("ok")


@acting(AsVisitor)
def _odd(request: HttpRequest, oddity: str) -> HttpResponse:
    return HttpResponse("ok")


def _planted(where: str, view: Callable[..., Any]) -> type:
    class Planted:
        urlpatterns = [
            *house.urlpatterns,
            *i18n_patterns(path(where, view, name="planted"), prefix_default_language=True),
        ]
        handler404 = "madang.street.errors.absent"
        handler403 = "madang.street.errors.refused"

    return Planted


def _only(start: str) -> list[Route]:
    return [route for route in all_routes() if route.pattern.startswith(start)]


def test_a_route_without_a_policy_is_named():
    with override_settings(ROOT_URLCONF=_planted("planted", _unchecked)):
        (route,) = _only("planted")

        with pytest.raises(AssertionError, match="The route 'planted' declares no policy"):
            kinds_of(route, "GET")


def test_a_route_with_an_unknown_part_says_where_to_add_it(
    world: World, people: dict[str, Actor], before: dict[str, str]
):
    with override_settings(ROOT_URLCONF=_planted("planted/<slug:oddity>/", _odd)):
        (wrong,) = walk(_only("planted"), people["visitor"], world, before)

    assert re.search(r"<oddity>.*addresses\.py", wrong)


@pytest.mark.parametrize(
    ("where", "view", "who", "words"),
    [
        ("planted/<slug:public_id>/", _any_call, "visitor", "shows B.draft.title"),
        ("planted/", _any_name, "A.owner", "shows A.draft.number (staff:A)"),
        ("planted/<slug:public_id>/", _tells_by_status, "plain", "answers 403 unlike 404"),
        ("planted/", _writes_when_read, "visitor", "changes institutions_institution"),
        ("s/<slug:startup>/planted/", _lets_viewers_write, "A.viewer", "changes startups_startup"),
    ],
)
def test_a_planted_leak_is_found(
    world: World,
    people: dict[str, Actor],
    before: dict[str, str],
    where: str,
    view: Callable[..., Any],
    who: str,
    words: str,
):
    with override_settings(ROOT_URLCONF=_planted(where, view)):
        routes = [route for route in all_routes() if "planted" in route.pattern]
        wrong = walk(routes, people[who], world, before)

    assert any(words in line for line in wrong), "\n".join(wrong)


def _everything(self: Any, capacity: Any) -> Any:
    return self.all()


def _anyone(cls: Any, request: Any, address: Any) -> Any:
    model, role = (Startup, "owner") if cls is AsMember else (Institution, "owner")
    held = model.objects.filter(slug=address[cls.address[0]]).first()
    return cls(request.user, held, role) if held else None


def _first_of_the_pool(cls: Any, request: Any, address: Any) -> Any:
    reviewer = Reviewer.objects.order_by("pk")[0]
    return cls(request.user, reviewer) if request.user.is_authenticated else None


# What a slip of the pen could do to the code: what is replaced, by what, the routes where it shows, and to whom.
SLIPS: list[tuple[type, str, Any, str, str]] = [
    (CallQuerySet, "visible_to", _everything, "calls/", "visitor"),
    (CallQuerySet, "of_desk", lambda self, institution: self.all(), "i/<slug:institution>/calls/", "A.head"),
    (StartupQuerySet, "visible_to", _everything, "startups/", "plain"),
    (InstitutionQuerySet, "visible_to", _everything, "institutions/", "visitor"),
    (OwnQuerySet, "visible_to", _everything, "me/tokens/", "plain"),
    (AsMember, "resolve", classmethod(_anyone), "s/<slug:startup>/team/", "plain"),
    (SelectionQuerySet, "visible_to", _everything, "i/<slug:institution>/calls/<slug:public_id>/selection/", "A.head"),
    (AsReviewer, "resolve", classmethod(_first_of_the_pool), "review/", "plain"),
    (AsStaff, "resolve", classmethod(_anyone), "i/<slug:institution>/members/", "A.owner"),
    (AsMember, "is_owner", property(lambda self: True), "s/<slug:startup>/settings/", "A.viewer"),
]


@pytest.mark.parametrize(
    ("where", "name", "slip", "start", "who"),
    SLIPS,
    ids=[f"{slip[0].__name__}.{slip[1]} at {slip[3]}" for slip in SLIPS],
)
def test_a_slip_in_the_rules_is_found(
    world: World,
    people: dict[str, Actor],
    before: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
    where: type,
    name: str,
    slip: Any,
    start: str,
    who: str,
):
    routes = _only(start)
    found = set(walk(routes, people[who], world, before))

    monkeypatch.setattr(where, name, slip)

    assert set(walk(routes, people[who], world, before)) - found
