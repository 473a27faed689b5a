"""Decisions of the test street: one approved and not told, one told, with letters, a reserve list and an objection."""

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import NAMESPACE_URL, UUID, uuid5

from madang.institutions.capacity import AsStaff
from madang.programmes.models import Call
from madang.reviews.actions import deciding, releasing
from madang.reviews.models import (
    Assignment,
    Case,
    Decision,
    Letter,
    Objection,
    Outcome,
    Review,
    Score,
    Selection,
    Stage,
)
from tests.factories.programmes import NOW

from .canaries import Canaries
from .world_applications import YESTERDAY
from .world_reviews import _assigned, _seat, _selection, make_extra_call

if TYPE_CHECKING:
    from .world import Side

# The own startup first, then its siblings: one place, two in reserve, one out.
TOTALS = (90, 80, 70, 30)


def make_decisions(canaries: Canaries, side: "Side") -> None:
    """What is approved and not told concerns the own startup too: it is second in reserve there, and knows nothing of it."""
    waiting = _decided(canaries, side, "deciding", (70, 90, 80, 30))
    side.things["waiting"], side.things["decision"] = waiting.selection, waiting
    side.things["waiting case"] = waiting.selection.cases.get(application__startup=side.startup)
    told = _decided(canaries, side, "decided", TOTALS)
    _told(canaries, side, told)


def _decided(canaries: Canaries, side: "Side", name: str, totals: tuple[int, ...]) -> Decision:
    word = side.word
    call = side.calls.get(name) or make_extra_call(canaries, side, name)
    call.places, call.status = 1, Call.Status.CLOSED  # it is decided by the telling
    call.save(update_fields=["places", "status"])
    manager = AsStaff(side.people["manager"], side.institution, "manager")
    selection = _selection(canaries, side, call, "residency", manager)
    side.things[f"{name} application"] = side.startup.applications.get(call=call)
    Selection.objects.filter(pk=selection.pk).update(reserves=2, places=1)
    stage = selection.stages.get(kind="presentation")
    stage.scoring, stage.state = {"minimum_reviews": 1, "pass_mark": 40}, Stage.State.CLOSED
    stage.save()
    seat = _seat(selection, side.things["colleague"])
    cases = {case.application.startup_id: case for case in selection.cases.select_related("application")}
    startups = [side.startup, *side.things["siblings"]]
    for startup, total in zip(startups, totals, strict=True):
        _scored(canaries, side, stage, cases[startup.pk], total, f"{word}.{name}.{startup.slug}", seat)
    decision = deciding.propose(
        stage=stage,
        settled=[],
        calibrated=False,
        minutes=canaries.line(f"{word}.{name}.minutes", f"staff:{word}"),
        present=[canaries.line(f"{word}.{name}.present", f"staff:{word}")],
        key=_key(f"{word}.{name}"),
        by=manager,
        now=YESTERDAY,
    )
    return deciding.approve(
        decision=decision, by=AsStaff(side.people["head"], side.institution, "owner"), now=YESTERDAY
    )


def _key(words: str) -> UUID:
    return uuid5(NAMESPACE_URL, words)


def _scored(canaries: Canaries, side: "Side", stage: Stage, case: Case, total: int, where: str, seat: object) -> Review:
    side.things["colleague's seat"], kept = seat, side.things["colleague's seat"]
    assignment = _assigned(side, stage, case, "colleague", Assignment.State.DONE)
    side.things["colleague's seat"] = kept
    review = Review.objects.create(
        assignment=assignment,
        state="submitted",
        total=total,
        to_applicant=canaries.line(f"{where}.to_applicant", f"staff:{side.word}"),
        language="en",
        submitted_at=YESTERDAY,
        changed_at=YESTERDAY,
    )
    for line in stage.criteria.all():
        Score.objects.create(
            review=review, criterion=line, value=line.max_score * Decimal(total) / 100, changed_at=YESTERDAY
        )
    return review


def _told(canaries: Canaries, side: "Side", decision: Decision) -> None:
    """Letters have gone, words of the review for the own startup are released, the last in the list objects."""
    word = side.word
    manager = AsStaff(side.people["manager"], side.institution, "manager")
    releasing.release(decision=decision, by=manager, now=NOW)
    outcomes = {
        one.case.application.startup_id: one
        for one in Outcome.objects.filter(selection=decision.selection).select_related("case__application")
    }
    own, last = outcomes[side.startup.pk], outcomes[side.things["siblings"][-1].pk]
    review = Review.objects.get(assignment__case=own.case)
    review.released = canaries.line(f"{word}.released comment", f"filed:{word}")
    review.released_by, review.released_at = side.people["manager"], NOW
    review.save()
    letter = Letter.objects.get(outcome=own)
    letter.body += canaries.line(f"{word}.letter", f"filed:{word}")
    letter.save()
    side.things |= {"told": decision.selection, "told decision": decision, "outcome": own, "letter": letter}
    side.things["told case"] = own.case
    side.things["objection"] = Objection.objects.create(
        outcome=last,
        text=canaries.line(f"{word}.objection", f"staff:{word}"),
        made_by=side.things["colleague"].person,
        made_at=NOW,
        answer="",
        request_key=_key(f"{word}.objection"),
    )
    Outcome.objects.filter(pk=own.pk).update(confirm_by=NOW + timedelta(days=4))
