from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    # A capacity needs the sign-in pages, those need the person model, and that needs this module.
    from madang.core.capacity import Capacity


class OwnQuerySet(models.QuerySet[Any]):
    def visible_to(self, capacity: "Capacity") -> Self:
        """One's own, acting as oneself; nobody else's, in no capacity."""
        if capacity.name == "self" and capacity.person is not None:
            return self.filter(person_id=capacity.person.pk)
        return self.none()


class ConsentQuerySet(OwnQuerySet):
    def standing(self) -> Self:
        """Given and not taken back."""
        return self.filter(withdrawn_at__isnull=True)


class ApiTokenQuerySet(OwnQuerySet):
    def valid(self, *, now: datetime) -> Self:
        """Tokens that still open something: not revoked, not expired, of an active person."""
        return self.filter(Q(revoked_at__isnull=True), expires_at__gt=now, person__is_active=True)

    def for_list(self) -> Self:
        """Newest first; revoked and expired ones too, so that one can see what was."""
        return self.order_by("-created_at", "-id")
