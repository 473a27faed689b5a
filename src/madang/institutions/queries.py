from typing import Any, Self

from django.db import models

from madang.core.capacity import Capacity
from madang.core.text import reader_language


class InstitutionQuerySet(models.QuerySet[Any]):
    def visible_to(self, capacity: Capacity) -> Self:
        """Listed institutions for everyone; a desk also sees its own before it is listed, the operator sees all."""
        match capacity.name:
            case "operator":
                return self.all()
            case "staff":
                return self.filter(models.Q(is_listed=True) | models.Q(pk=capacity.institution.pk))  # type: ignore[attr-defined]
            case _:
                return self.filter(is_listed=True)

    def for_list(self) -> Self:
        """In the order of the reader's alphabet (pinyin for Chinese), ties by id."""
        return self.order_by(f"sort_{reader_language()}", "id")

    def along_the_street(self) -> Self:
        """Those with a door, from the street's start to its end."""
        return self.filter(door__isnull=False).order_by("metres", "door")
