"""The capacity of someone who judges applications."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from django.http import HttpRequest

from madang.core.capacity import Capacity
from madang.people.models import Person

from .models import Reviewer


@dataclass(frozen=True)
class AsReviewer(Capacity):
    """A reviewer of the street. Address: `/review/`. What they see comes through their assignments alone."""

    person: Person
    reviewer: Reviewer

    name: ClassVar[str] = "reviewer"

    @classmethod
    def resolve(cls, request: HttpRequest, address: Mapping[str, Any]) -> Self | None:
        """One query. None for everyone who is not in the pool."""
        if not isinstance(request.user, Person):
            return None
        reviewer = Reviewer.objects.filter(person=request.user).first()
        return cls(request.user, reviewer) if reviewer else None
