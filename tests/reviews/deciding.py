"""Selections decided for tests: scores given, proposed, approved, told, without going through the pages."""

from datetime import datetime, timedelta
from decimal import Decimal
from uuid import uuid4

from madang.institutions.capacity import AsStaff
from madang.reviews.actions import deciding, releasing
from madang.reviews.models import Assignment, Case, Decision, Outcome, Review, Score, Selection, Stage
from madang.startups.capacity import AsMember
from tests.factories.reviews import AFTER, make_assignment, make_manager, make_panel_member, make_running
from tests.factories.startups import make_member

TOLD = AFTER + timedelta(days=1)


def score(stage: Stage, case: Case, member: object, total: int) -> Assignment:
    """A review handed in whose criteria are each `total` per cent of their full marks."""
    assignment = make_assignment(stage, case, member, state="done")
    review = Review.objects.create(
        assignment=assignment, state="submitted", total=total, submitted_at=AFTER, changed_at=AFTER
    )
    Score.objects.bulk_create(
        [
            Score(review=review, criterion=line, value=line.max_score * Decimal(total) / 100, changed_at=AFTER)
            for line in stage.criteria.all()
        ]
    )
    return assignment


def scored(totals: list[int], *, reserves: int = 2, **fields: object) -> tuple[Selection, Stage, AsStaff, list[Case]]:
    """A selection of one scored stage, closed, with a review for each case, in the order of `totals`."""
    selection = make_running(len(totals), "residency", **fields)
    Selection.objects.filter(pk=selection.pk).update(reserves=reserves)
    stage = selection.stages.get(kind="presentation")
    stage.scoring = {"minimum_reviews": 1, "pass_mark": 40}
    stage.state = Stage.State.CLOSED
    stage.save()
    member = make_panel_member(selection)
    cases = list(selection.cases.order_by("pk"))
    for case, total in zip(cases, totals, strict=True):
        score(stage, case, member, total)
    selection.refresh_from_db()
    return selection, stage, make_manager(selection.call), cases


def propose(stage: Stage, by: AsStaff, **given: object) -> Decision:
    said = {"settled": [], "calibrated": False, "minutes": "", "present": [], "key": uuid4()} | given
    return deciding.propose(stage=stage, by=by, now=AFTER, **said)


def approved(stage: Stage, by: AsStaff) -> Decision:
    decision = propose(stage, by)
    return deciding.approve(decision=decision, by=make_manager(decision.selection.call), now=AFTER)


def released(
    totals: list[int], *, at: datetime = TOLD, **fields: object
) -> tuple[Selection, AsStaff, list[Case], list[Outcome], list[AsMember]]:
    """A selection told to everyone, each startup with one owner who confirms."""
    selection, stage, by, cases = scored(totals, **fields)
    members = [make_member(case.application.startup) for case in cases]
    releasing.release(decision=approved(stage, by), by=by, now=at)
    selection.refresh_from_db()
    return selection, by, cases, [Outcome.objects.get(case=case) for case in cases], members
