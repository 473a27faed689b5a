from datetime import datetime
from typing import Any, Self

from django.db import models
from django.db.models import F, Q

from madang.core.capacity import Capacity

# What has been published stays readable after it closes.
PUBLIC = ("published", "closed", "decided")


class ProgrammeQuerySet(models.QuerySet[Any]):
    def visible_to(self, capacity: Capacity) -> Self:
        """Offered programmes of listed institutions; a desk also sees its own that are not offered now."""
        if capacity.name == "staff":
            return self.filter(Q(is_active=True, institution__is_listed=True) | Q(institution=capacity.institution))  # type: ignore[attr-defined]
        return self.filter(is_active=True, institution__is_listed=True)

    def of_desk(self, institution: Any) -> Self:
        return self.filter(institution=institution)


class CallQuerySet(models.QuerySet[Any]):
    def visible_to(self, capacity: Capacity) -> Self:
        """Everyone reads what has been published; a desk reads its own and its partner calls in every state."""
        if capacity.name == "staff":
            own = capacity.institution  # type: ignore[attr-defined]
            return self.filter(
                Q(status__in=PUBLIC, institution__is_listed=True)
                | Q(institution=own)
                | Q(pk__in=self.model.objects.filter(partners__institution=own).values("pk"))
            )
        return self.filter(status__in=PUBLIC, institution__is_listed=True)

    def of_desk(self, institution: Any) -> Self:
        """Calls a desk runs, alone or as a partner."""
        return self.filter(
            Q(institution=institution)
            | Q(pk__in=self.model.objects.filter(partners__institution=institution).values("pk"))
        )

    def run_by(self, slug: str) -> Self:
        """Calls an institution runs in readers' eyes: its own, and those it has agreed to run with another."""
        agreed = self.model.objects.filter(partners__institution__slug=slug, partners__accepted_at__isnull=False)
        return self.filter(Q(institution__slug=slug) | Q(pk__in=agreed.values("pk")))

    def open_now(self, now: datetime) -> Q:
        """The condition of `open_at`, for counting beside other things."""
        started = Q(opens_at__isnull=True) | Q(opens_at__lte=now)
        return Q(status="published") & started & (Q(closes_at__isnull=True) | Q(closes_at__gt=now))

    def open_at(self, now: datetime) -> Self:
        """Published, already open, not yet closed."""
        return self.filter(self.open_now(now))

    def for_list(self) -> Self:
        """Everything a row of the catalogue shows, in one query; the nearest closing time first, open-ended ones last."""
        return (
            self.select_related("institution", "programme")
            .defer(
                "body",
                "search",
                "heading",
                "titles",
                "programme__summary",
                "institution__summary",
            )
            .order_by(F("closes_at").asc(nulls_last=True), "id")
        )

    def for_rows(self) -> Self:
        """`for_list` for readers without a startup: rows that are not weighed against a rule need none of it."""
        return self.for_list().defer(
            "body",
            "search",
            "heading",
            "titles",
            "rule",
            "documents",
            "contacts",
            "apply_note",
            "institution__summary",
            "institution__links",
            "programme__summary",
        )

    def for_page(self) -> Self:
        """Everything the page of one call shows, in a fixed number of queries."""
        return (
            self.select_related("institution", "programme")
            .prefetch_related("partners__institution", "attachments", "stages_set")
            .defer("search", "heading", "titles")
        )

    def for_desk(self) -> Self:
        """Everything a row of a desk's table shows: what was touched last comes first, ties broken by id."""
        return (
            self.select_related("institution", "programme")
            .prefetch_related("partners__institution")
            .defer("body", "search", "heading", "titles", "institution__summary")
            .order_by("-updated_at", "-id")
        )

    def for_index(self) -> Self:
        """Everything the indexer reads, in a fixed number of queries."""
        return (
            self.select_related("programme", "institution")
            .prefetch_related("partners__institution__aliases", "institution__aliases", "attachments")
            .order_by("pk")
        )


class ImportRunQuerySet(models.QuerySet[Any]):
    def visible_to(self, capacity: Capacity) -> Self:
        """A desk's own runs; the operator sees those of the whole street."""
        match capacity.name:
            case "staff":
                return self.filter(institution=capacity.institution)  # type: ignore[attr-defined]
            case "operator":
                return self.all()
            case _:
                return self.none()
