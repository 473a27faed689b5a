"""The capacity of someone who works at an institution."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from django.http import HttpRequest

from madang.core.capacity import Capacity
from madang.people.models import Person

from .models import Institution, StaffRole


@dataclass(frozen=True)
class AsStaff(Capacity):
    """Staff of one institution, in the role they hold there. Address: `/i/<institution>/`."""

    person: Person
    institution: Institution
    role: str

    address: ClassVar[tuple[str, ...]] = ("institution",)
    name: ClassVar[str] = "staff"

    @classmethod
    def resolve(cls, request: HttpRequest, address: Mapping[str, Any]) -> Self | None:
        """One query. None for a stranger and for an institution that does not exist alike."""
        if not isinstance(request.user, Person):
            return None
        held = (
            StaffRole.objects.select_related("institution")
            .filter(person=request.user, institution__slug=address["institution"])
            .first()
        )
        return cls(request.user, held.institution, held.role) if held else None

    @property
    def may_edit(self) -> bool:
        """Owners and programme managers change things; the others look."""
        return self.role in {StaffRole.Role.OWNER, StaffRole.Role.MANAGER}
