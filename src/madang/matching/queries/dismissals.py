from typing import Any, Self

from django.db import models

from madang.core.capacity import Capacity
from madang.programmes.queries import PUBLIC


class DismissalQuerySet(models.QuerySet[Any]):
    def visible_to(self, capacity: Capacity) -> Self:
        """A team's own, of calls it may still read. No desk and no office learns what a startup did not want."""
        if capacity.name == "member":
            mine = self.filter(startup=capacity.startup)  # type: ignore[attr-defined]
            return mine.filter(call__status__in=PUBLIC, call__institution__is_listed=True)
        return self.none()

    def for_list(self) -> Self:
        """Everything a row shows, newest first."""
        return self.select_related("call__institution", "call__programme", "dismissed_by").order_by(
            "-dismissed_at", "-pk"
        )
