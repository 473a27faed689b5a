from typing import Any, Final, Self

from django.db import models

from madang.core.capacity import Capacity
from madang.core.text import LANGUAGES
from madang.engines.taxonomy import SECTORS, sector_within

# The lists of a profile that rules ask about.
FACTS: Final = (
    "founders",
    "figures",
    "rounds",
    "properties",
    "standings",
    "sanctions",
    "supports",
    "papers",
    "declarations",
)


class StartupQuerySet(models.QuerySet[Any]):
    def visible_to(self, capacity: Capacity) -> Self:
        """A member sees the own startup; everyone else only startups that chose a public page; the operator all."""
        match capacity.name:
            case "member":
                return self.filter(models.Q(is_public=True) | models.Q(pk=capacity.startup.pk))  # type: ignore[attr-defined]
            case "operator":
                return self.all()
            case _:
                return self.filter(is_public=True)

    def matching(self, *, q: str = "", sector: str = "", region: str = "") -> Self:
        """Name in any language, sector or a part of it, region or a place in it; what is left empty does not narrow."""
        found = self
        if q:
            named = models.Q()
            for language in LANGUAGES:
                named |= models.Q(**{f"name__{language}__icontains": q})
            found = found.filter(named)
        if sector:
            found = found.filter(sectors__overlap=[code for code in SECTORS if sector_within(code, sector)])
        if region:
            found = found.filter(models.Q(region=region) | models.Q(region__startswith=f"{region}-"))
        return found

    def of(self, person: Any) -> Self:
        """Startups the person is a member of."""
        return self.filter(memberships__person=person)

    def for_list(self) -> Self:
        """Newest first, ties by id."""
        return self.order_by("-created_at", "-id")

    def with_facts(self) -> Self:
        """Everything a rule may ask, in a fixed number of queries however many startups."""
        return self.prefetch_related(*FACTS)

    def with_profile(self) -> Self:
        """The same and the products: everything the pages of the profile show and count."""
        return self.with_facts().prefetch_related("products")


class AnswerQuerySet(models.QuerySet[Any]):
    def visible_to(self, capacity: Capacity) -> Self:
        """A member's own startup's; nobody else's."""
        return self.filter(startup=capacity.startup) if capacity.name == "member" else self.none()  # type: ignore[attr-defined]

    def for_list(self) -> Self:
        """By meaning and language; who wrote it comes in the same query."""
        return self.select_related("written_by").order_by("meaning", "lang")


class DocumentQuerySet(models.QuerySet[Any]):
    def visible_to(self, capacity: Capacity) -> Self:
        """A member's own startup's, old versions and removed ones among them; nobody else's."""
        return self.filter(startup=capacity.startup) if capacity.name == "member" else self.none()  # type: ignore[attr-defined]

    def current(self) -> Self:
        """What can be handed in now: neither replaced by a newer version nor removed."""
        return self.filter(replaced_at__isnull=True, removed_at__isnull=True)

    def for_list(self) -> Self:
        """Newest first, ties by id; who uploaded it comes in the same query."""
        return self.select_related("uploaded_by").order_by("-uploaded_at", "-pk")
