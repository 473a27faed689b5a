"""People for tests. Names and addresses are clearly invented."""

from datetime import UTC, datetime
from itertools import count
from typing import Any

from allauth.account.models import EmailAddress

from madang.people.capacity import AsOperator, AsSelf
from madang.people.models import Consent, Person

NOW = datetime(2026, 11, 2, 6, 0, tzinfo=UTC)
PASSWORD = "seven small doors"
_number = count(1)


def make_person(email: str = "", *, verified: bool = True, password: str | None = PASSWORD, **fields: Any) -> Person:
    """A person who can sign in, unless told otherwise."""
    number = next(_number)
    fields.setdefault("name", f"Sample Person {number}")
    fields.setdefault("language", "en")
    person = Person.objects.create_user(email or f"person{number}@example.test", password, **fields)
    EmailAddress.objects.create(user=person, email=person.email, verified=verified, primary=True)
    return person


def make_consent(person: Person, purpose: str = "account", **fields: Any) -> Consent:
    values = {"text_version": "2026-11", "language": "en", "given_at": NOW} | fields
    return Consent.objects.create(person=person, purpose=purpose, **values)


def as_self(person: Person) -> AsSelf:
    return AsSelf(person)


def as_operator() -> AsOperator:
    return AsOperator(make_person(is_operator=True))
