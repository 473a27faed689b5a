"""The capacity of someone who belongs to a startup."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from django.http import HttpRequest

from madang.core.capacity import Capacity
from madang.people.models import Person

from .models import Membership, Startup


@dataclass(frozen=True)
class AsMember(Capacity):
    """A member of one startup, in the role they hold there. Address: `/s/<startup>/`."""

    person: Person
    startup: Startup
    role: str

    address: ClassVar[tuple[str, ...]] = ("startup",)
    name: ClassVar[str] = "member"

    @classmethod
    def resolve(cls, request: HttpRequest, address: Mapping[str, Any]) -> Self | None:
        """One query. None for a stranger and for a startup that does not exist alike."""
        if not isinstance(request.user, Person):
            return None
        held = (
            Membership.objects.select_related("startup")
            .filter(person=request.user, startup__slug=address["startup"])
            .first()
        )
        return cls(request.user, held.startup, held.role) if held else None

    @property
    def may_edit(self) -> bool:
        """Owners and editors write; viewers look."""
        return self.role in {Membership.Role.OWNER, Membership.Role.EDITOR}

    @property
    def is_owner(self) -> bool:
        return self.role == Membership.Role.OWNER
