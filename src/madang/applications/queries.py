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

    def for_work(self) -> Self:
        """With what every page and action of one application needs: its call, institution and form, in one query.

        The form's definition is left out: it is read once a process (`reading.form_of`).
        """
        return self.select_related("call__institution", "call__programme", "form", "startup").defer(
            "form__definition",
            "call__body",
            "call__search",
            "call__heading",
            "call__titles",
            "call__institution__summary",
        )

    def for_startup_list(self) -> Self:
        """The rows of a startup's own list, what was changed last first. Four queries, whatever the rows."""
        return (
            self.for_work()
            .prefetch_related("call__extensions", "entries", "files__document", "corrections")
            .order_by("-changed_at", "-pk")
        )
