from typing import Any, Self

from django.db import models

from madang.core.capacity import Capacity
from madang.core.text import LANGUAGES, reader_language
from madang.engines.taxonomy import SECTORS, sector_within


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

    def matching(self, *, q: str = "", kind: str = "", sector: str = "", language: str = "") -> Self:
        """Name or other name in any language, kind, sector or a part of it, language spoken; empty does not narrow."""
        found = self
        if q:
            named = models.Q(
                pk__in=self.model.objects.filter(aliases__text__icontains=q)
                .exclude(aliases__kind="misnomer")
                .values("pk")
            )
            for code in LANGUAGES:
                named |= models.Q(**{f"name__{code}__icontains": q})
            found = found.filter(named)
        if kind:
            found = found.filter(kind=kind)
        if sector:
            found = found.filter(sectors__overlap=[code for code in SECTORS if sector_within(code, sector)])
        if language:
            found = found.filter(languages__contains=[language])
        return found

    def with_page(self) -> Self:
        """Everything the public page and the desk's lists show, in a fixed number of queries."""
        return self.select_related("family").prefetch_related("aliases", "facts", "sites", "branches")

    def for_list(self) -> Self:
        """In the order of the reader's alphabet (pinyin for Chinese), ties by id."""
        return self.order_by(f"sort_{reader_language()}", "id")

    def along_the_street(self) -> Self:
        """Those with a door, from the street's start to its end."""
        return self.filter(door__isnull=False).order_by("metres", "door")
