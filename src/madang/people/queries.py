from datetime import datetime
from typing import Any, Self

from django.db import models
from django.db.models import Q


class ConsentQuerySet(models.QuerySet[Any]):
    def standing(self) -> Self:
        """Given and not taken back."""
        return self.filter(withdrawn_at__isnull=True)


class ApiTokenQuerySet(models.QuerySet[Any]):
    def valid(self, *, now: datetime) -> Self:
        """Tokens that still open something: not revoked, not expired, of an active person."""
        return self.filter(Q(revoked_at__isnull=True), expires_at__gt=now, person__is_active=True)
