"""How calls are decided: stages and rubrics, the pool of reviewers and its ties, assignments, reviews, decisions, letters."""

from .deciding import Decision, Delivery, Letter, Objection, Outcome, StageStanding
from .pool import Bid, Conflict, PanelMember, PastWork, Relation, Reviewer, ReviewerInvitation, Sanction
from .reviewing import Arrangement, Assignment, Panel, Review, Scenario, Score, Slot, StaffQuestion
from .selections import Case, Criterion, EligibilityCheck, Redaction, Selection, Stage

__all__ = [
    "Arrangement",
    "Assignment",
    "Bid",
    "Case",
    "Conflict",
    "Criterion",
    "Decision",
    "Delivery",
    "EligibilityCheck",
    "Letter",
    "Objection",
    "Outcome",
    "Panel",
    "PanelMember",
    "PastWork",
    "Redaction",
    "Relation",
    "Review",
    "Reviewer",
    "ReviewerInvitation",
    "Sanction",
    "Scenario",
    "Score",
    "Selection",
    "Slot",
    "StaffQuestion",
    "Stage",
    "StageStanding",
]
