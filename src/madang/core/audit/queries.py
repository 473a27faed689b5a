from datetime import datetime, timedelta
from typing import Any, Final, Self

from django.db import models
from django.db.models import Exists, OuterRef

# No transaction lasts as long: what was written so long before the last sealing, and has no link, was put there by hand.
LATE: Final = timedelta(days=2)


class AuditQuerySet(models.QuerySet[Any]):
    def unlinked(self) -> Self:
        links = self.model._meta.apps.get_model("audit", "Link").objects
        return self.filter(~Exists(links.filter(entry=OuterRef("pk")))).order_by("pk")

    def waiting(self) -> Self:
        """Committed entries that no link holds yet, in id order. Looks back, by index, to two days before the last sealing."""
        last = self._last_sealing()
        return self.unlinked().filter(recorded_at__gt=last - LATE) if last else self.unlinked()

    def never_linked(self) -> Self:
        """Entries that should have been chained long ago; a sound log has none."""
        last = self._last_sealing()
        return self.unlinked().filter(recorded_at__lte=last - LATE) if last else self.none()

    def _last_sealing(self) -> datetime | None:
        links = self.model._meta.apps.get_model("audit", "Link").objects
        found: datetime | None = links.order_by("-place").values_list("sealed_at", flat=True).first()
        return found

    def narrowed(self, *, action: str = "", kind: str = "", thing: str = "", actor: int | None = None) -> Self:
        """For the operator's list: newest first, by whatever was asked."""
        asked = {"action": action, "kind": kind, "thing": thing, "actor": actor}
        return self.filter(**{name: value for name, value in asked.items() if value}).order_by("-pk")
