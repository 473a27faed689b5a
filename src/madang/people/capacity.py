"""The capacities that need no startup and no institution: anyone, oneself, the street's operator."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from django.http import HttpRequest

from madang.core.capacity import Capacity, Request

from .models import Person


@dataclass(frozen=True)
class AsVisitor(Capacity):
    """Anyone. `person` may be set (signed in), but a visitor's page never depends on who it is."""

    person: Person | None = None

    open_to_all: ClassVar[bool] = True
    name: ClassVar[str] = "visitor"

    @classmethod
    def resolve(cls, request: HttpRequest, address: Mapping[str, Any]) -> Self:
        return cls()


@dataclass(frozen=True)
class AsSelf(Capacity):
    """A signed-in person looking after their own account."""

    person: Person

    name: ClassVar[str] = "self"

    @classmethod
    def resolve(cls, request: HttpRequest, address: Mapping[str, Any]) -> Self | None:
        return cls(request.user) if isinstance(request.user, Person) else None


class OwnRequest(Request):
    """What a view under `@acting(AsSelf)` gets. Only a type."""

    capacity: AsSelf


@dataclass(frozen=True)
class AsOperator(Capacity):
    """The city office that keeps the street."""

    person: Person

    name: ClassVar[str] = "operator"

    @classmethod
    def resolve(cls, request: HttpRequest, address: Mapping[str, Any]) -> Self | None:
        person = request.user
        return cls(person) if isinstance(person, Person) and person.is_operator else None
