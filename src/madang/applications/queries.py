"""Reading applications: who sees which, and what their lists need."""

from typing import Any, Self

from django.db import models

from madang.core.capacity import Capacity
from madang.institutions.capacity import AsStaff
from madang.startups.capacity import AsMember


class ApplicationQuerySet(models.QuerySet[Any]):
    def visible_to(self, capacity: Capacity) -> Self:
        """Members see all of their startup's. Staff see what was handed in to calls their institution runs, never drafts."""
        match capacity:
            case AsMember():
                return self.filter(startup=capacity.startup)
            case AsStaff():
                runs = models.Q(call__institution=capacity.institution) | models.Q(
                    pk__in=self.model.objects.filter(
                        call__partners__institution=capacity.institution, call__partners__accepted_at__isnull=False
                    ).values("pk")
                )
                return self.filter(runs).exclude(submitted_at=None)
            case _:
                return self.none()
