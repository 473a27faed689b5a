"""Reading the pool: who may be asked, with what a programme manager wants to know before asking."""

from datetime import date
from typing import Any, Self

from django.apps import apps
from django.db import models
from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from madang.core.capacity import Capacity
from madang.institutions.capacity import AsStaff
from madang.people.capacity import AsOperator


class ReviewerQuerySet(models.QuerySet[Any]):
    def matching(self, *, q: str = "", sector: str = "", language: str = "") -> Self:
        """By name or words of the expertise, by sector, by a language read; what is left empty does not narrow."""
        found = self
        if q:
            found = found.filter(
                Q(person__name__icontains=q)
                | Q(expertise__ko__icontains=q)
                | Q(expertise__zh__icontains=q)
                | Q(expertise__en__icontains=q)
                | Q(works__title__icontains=q)
            ).distinct()
        if sector:
            found = found.filter(sectors__contains=[sector])
        return found.filter(languages__contains=[language]) if language else found

    def with_history(self) -> Self:
        """`open_now`: reviews to do anywhere; `done_ever`, `late_ever`, `declined_ever`: how it went before."""
        return self.annotate(
            open_now=_count("assignments", Q(state="given")),
            done_ever=_count("assignments", Q(state="done")),
            late_ever=_count("assignments", Q(state="done", review__submitted_at__gt=F("due_at"))),
            declined_ever=_count("panels", Q(state="declined")),
        )


class SanctionQuerySet(models.QuerySet[Any]):
    def visible_to(self, capacity: Capacity) -> Self:
        """The street's office reads all, staff those that their institution noted, a reviewer the own ones that stand."""
        match capacity:
            case AsOperator():
                return self
            case AsStaff(institution=institution):
                return self.filter(institution=institution)
        if capacity.name == "reviewer":
            return self.filter(reviewer__person=capacity.person, lifted_at=None)
        return self.none()

    def in_force(self, on: date, house: int | None) -> Self:
        """Those that keep from judging on this day in a selection of this institution."""
        return self.filter(
            Q(institution=None) | Q(institution=house),
            Q(ends_on=None) | Q(ends_on__gte=on),
            starts_on__lte=on,
            lifted_at=None,
        )


def _count(relation: str, only: Q) -> Coalesce:
    """A count of its own, so that several do not multiply each other."""
    model = apps.get_model("reviews", {"assignments": "Assignment", "panels": "PanelMember"}[relation])
    rows = model.objects.filter(only, reviewer=OuterRef("pk")).order_by().values("reviewer").annotate(n=Count("pk"))
    return Coalesce(Subquery(rows.values("n")), 0)
