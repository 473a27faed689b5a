import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import translation

from madang.people.models import Person
from tests.factories.people import PASSWORD, make_person

LINK = re.compile(r"https?://[^\s]+")


@pytest.fixture(autouse=True)
def in_english(own_language: None) -> Iterator[None]:
    """The wordings asserted in these tests are the English ones."""
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def _fresh_limits(db: None) -> None:
    cache.clear()


@pytest.fixture
def person() -> Person:
    return make_person("haneul@example.test", name="Sample Haneul")


@pytest.fixture
def sign_in(client: Client) -> Callable[..., Any]:
    """Through the real form, so that it counts as having signed in lately."""

    def through_form(who: Person | str, password: str = PASSWORD) -> Any:
        email = who.email if isinstance(who, Person) else who
        return client.post("/en/account/login/", {"login": email, "password": password})

    return through_form


@pytest.fixture
def signed_in(client: Client, person: Person, sign_in: Callable[..., Any]) -> Client:
    sign_in(person)
    return client


@pytest.fixture
def lately(signed_in: Client) -> Client:
    """Signed in, and asked for the password once more just now."""
    signed_in.post("/en/account/reauthenticate/", {"password": PASSWORD})
    return signed_in


def link_in(message: Any) -> str:
    """The one link of a mail, as a path."""
    (found,) = LINK.findall(message.body)
    return "/" + found.split("/", 3)[3]
