from typing import Any, Self

from django.db import models


class EntryQuerySet(models.QuerySet[Any]):
    def of(self, startup: Any) -> Self:
        """The thread of one startup, newest first, ties by id."""
        return self.filter(startup=startup).select_related("institution", "actor").order_by("-at", "-id")
