"""Reading selections: who sees which. Reviewers come to cases only through their own assignments."""

from typing import Any, Self

from django.db import models

from madang.core.capacity import Capacity
from madang.institutions.capacity import AsStaff


class SelectionQuerySet(models.QuerySet[Any]):
    def visible_to(self, capacity: Capacity) -> Self:
        """Staff of the institutions that run the call."""
        if isinstance(capacity, AsStaff):
            return self.filter(_run_by(capacity, "call__"))
        return self.none()


class CaseQuerySet(models.QuerySet[Any]):
    def visible_to(self, capacity: Capacity) -> Self:
        """Staff of the institutions that run the call. Reviewers read cases through `AssignmentQuerySet` alone."""
        if isinstance(capacity, AsStaff):
            return self.filter(_run_by(capacity, "selection__call__"))
        return self.none()


class AssignmentQuerySet(models.QuerySet[Any]):
    def visible_to(self, capacity: Capacity) -> Self:
        """A reviewer sees the own ones that still stand, once the stage is open to them; staff those of their calls."""
        if isinstance(capacity, AsStaff):
            return self.filter(_run_by(capacity, "stage__selection__call__"))
        if capacity.name == "reviewer":
            return self.filter(reviewer__person=capacity.person, state__in=["given", "done"]).exclude(
                stage__state="planned"
            )
        return self.none()


def _run_by(capacity: AsStaff, call: str) -> models.Q:
    return models.Q(**{f"{call}institution": capacity.institution})
