from typing import Any, Self

from django.db import models


class EntryQuerySet(models.QuerySet[Any]):
    def of(self, startup: Any) -> Self:
        """The thread of one startup, newest first, ties by id."""
        return self.filter(startup=startup).select_related("institution", "actor").order_by("-at", "-id")

    def about_institution(self, institution: Any) -> Self:
        """What one institution's desk did to the institution itself, newest first, ties by id."""
        return self.filter(institution=institution, startup__isnull=True).select_related("actor").order_by("-at", "-id")

    def at_doors(self, startup: Any) -> Self:
        """The newest line at each institution the thread went through, one row an institution."""
        return (
            self.filter(startup=startup, institution__isnull=False)
            .select_related("institution", "actor")
            .order_by("institution_id", "-at", "-id")
            .distinct("institution_id")
        )
