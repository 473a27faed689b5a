"""Reading selections: who sees which. Reviewers come to cases only through their own assignments."""

from .pool import ReviewerQuerySet, SanctionQuerySet
from .selections import AssignmentQuerySet, CaseQuerySet, SelectionQuerySet

__all__ = ["AssignmentQuerySet", "CaseQuerySet", "ReviewerQuerySet", "SanctionQuerySet", "SelectionQuerySet"]
