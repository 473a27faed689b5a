"""What the tests of the API share: one moment, fresh limits, and callers with a token of any scopes."""

from collections.abc import Callable, Iterator
from typing import Any

import orjson
import pytest
from django.test import Client

from madang.core.api import limits
from madang.people import actions
from madang.people.models import Person
from madang.programmes import lexicon, resident
from madang.startups.models import Membership, Startup
from tests.factories.people import as_self, make_person
from tests.factories.programmes import NOW, text


@pytest.fixture(autouse=True)
def _one_moment(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr("madang.core.clock.now", lambda: NOW)
    lexicon.forget()
    resident.forget()
    limits.forget()
    yield
    limits.forget()


class Caller:
    """A program at the API: English, JSON, with a token or without."""

    def __init__(self, key: str = "") -> None:
        self.client = Client(raise_request_exception=True)
        self.headers = {"accept-language": "en"} | ({"authorization": f"Bearer {key}"} if key else {})

    def send(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        data = body if isinstance(body, bytes) else b"" if body is None else orjson.dumps(body)
        kind = headers.pop("content_type", "application/json")
        named = self.headers | {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.generic(method, f"/api/v1{path}", data, content_type=kind, headers=named)

    def get(self, path: str, **headers: str) -> Any:
        return self.send("GET", path, **headers)

    def json(self, path: str, **headers: str) -> Any:
        response = self.get(path, **headers)
        assert response.status_code == 200, response.content
        return orjson.loads(response.content)


@pytest.fixture
def anyone(db: None) -> Caller:
    return Caller()


@pytest.fixture
def person(db: None) -> Person:
    return make_person("haneul@example.test", name="Sample Haneul")


@pytest.fixture
def token(person: Person) -> Callable[..., Caller]:
    """A caller with a token of these scopes."""

    def make(*scopes: str, who: Person | None = None) -> Caller:
        owner = who or person
        made = actions.create_token(person=owner, name="x", scopes=list(scopes), days=30, by=as_self(owner), now=NOW)
        return Caller(made[1])

    return make


@pytest.fixture
def startup(person: Person) -> Startup:
    """A startup that `person` owns."""
    found = Startup.objects.create(slug="sample-one", name=text("Sample One"), founding_type="corporation")
    Membership.objects.create(startup=found, person=person, role="owner")
    return found


@pytest.fixture
def foreign(db: None) -> Startup:
    """A startup of somebody else."""
    found = Startup.objects.create(slug="sample-foreign", name=text("Sample Foreign"))
    Membership.objects.create(startup=found, person=make_person(), role="owner")
    return found
