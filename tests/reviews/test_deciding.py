"""A decision: proposed from closed scores, approved by someone else, refused when anything has changed meanwhile."""

from decimal import Decimal
from uuid import uuid4

import pytest

from madang.applications.models import Application
from madang.core.policy import Refused
from madang.institutions.capacity import AsStaff
from madang.reviews.actions import deciding
from madang.reviews.models import Assignment, Case, Decision, Outcome, Review, Score, Selection, Stage, StageStanding
from tests.factories.reviews import AFTER, make_assignment, make_manager, make_panel_member, make_running

pytestmark = pytest.mark.django_db


def _score(stage: Stage, case: Case, member: object, total: int) -> Assignment:
    """A review handed in whose criteria are each `total` per cent of their full marks."""
    assignment = make_assignment(stage, case, member, state="done")
    review = Review.objects.create(
        assignment=assignment, state="submitted", total=total, submitted_at=AFTER, changed_at=AFTER
    )
    for criterion in stage.criteria.all():
        Score.objects.create(
            review=review, criterion=criterion, value=criterion.max_score * Decimal(total) / 100, changed_at=AFTER
        )
    return assignment


def _scored(totals: list[int], **fields: object) -> tuple[Selection, Stage, AsStaff, list[Case]]:
    """A document stage with one closed review for each case, in the order of labels."""
    selection = make_running(len(totals), **fields)
    stage = selection.stages.get(kind="documents")
    stage.scoring |= {"minimum_reviews": 1, "trim_from": None, "multiple": {"times": "2"}}
    stage.state = Stage.State.CLOSED
    stage.save()
    member = make_panel_member(selection)
    cases = list(selection.cases.order_by("pk"))
    for case, total in zip(cases, totals, strict=True):
        _score(stage, case, member, total)
    return selection, stage, make_manager(selection.call), cases


def _propose(stage: Stage, by: AsStaff, **given: object) -> Decision:
    said = {"settled": [], "calibrated": False, "minutes": "", "present": [], "key": uuid4()} | given
    return deciding.propose(stage=stage, by=by, now=AFTER, **said)


def test_twice_the_places_go_on_and_the_rest_is_out() -> None:
    selection, stage, by, cases = _scored([90, 80, 70, 65, 50], places=2)
    decision = deciding.approve(decision=_propose(stage, by), by=make_manager(selection.call), now=AFTER)
    assert decision.kind == "shortlist"
    assert [Outcome.objects.get(case=case).result for case in cases] == [
        "goes_on", "goes_on", "goes_on", "goes_on", "not_selected",
    ]  # fmt: skip
    assert [Case.objects.get(pk=case.pk).state for case in cases] == ["in_field"] * 4 + ["out"]
    assert [str(standing.score) for standing in StageStanding.objects.order_by("-score")] == [
        "90.00", "80.00", "70.00", "65.00", "50.00",
    ]  # fmt: skip
    assert Stage.objects.get(pk=stage.pk).state == "decided"
    assert Outcome.objects.filter(released_at=None).count() == 5


def test_who_proposed_does_not_approve() -> None:
    _selection, stage, by, _cases = _scored([90, 80])
    decision = _propose(stage, by)
    with pytest.raises(Refused, match="yourself"):
        deciding.approve(decision=decision, by=by, now=AFTER)
    assert (Decision.objects.get().state, Outcome.objects.count()) == ("proposed", 0)


def test_nothing_is_proposed_from_open_scores() -> None:
    _selection, stage, by, _cases = _scored([90])
    Stage.objects.update(state="open")
    with pytest.raises(Refused, match="Close the scores"):
        _propose(stage, by)
    assert Decision.objects.count() == 0


def test_a_missing_review_is_told_and_never_a_zero() -> None:
    selection, stage, by, cases = _scored([90, 80])
    make_assignment(stage, cases[0], make_panel_member(selection))
    with pytest.raises(deciding.Unsettled) as caught:
        _propose(stage, by)
    assert caught.value.problems
    assert Decision.objects.count() == 0


def test_a_score_changed_after_the_proposal_stops_the_approval() -> None:
    selection, stage, by, _cases = _scored([90, 80])
    decision = _propose(stage, by)
    score = Score.objects.order_by("pk")[0]
    Score.objects.filter(pk=score.pk).update(value=score.value - 1)
    with pytest.raises(Refused, match="changed"):
        deciding.approve(decision=decision, by=make_manager(selection.call), now=AFTER)
    assert Outcome.objects.count() == 0


def test_a_withdrawal_after_the_proposal_stops_the_approval() -> None:
    selection, stage, by, cases = _scored([90, 80, 70])
    decision = _propose(stage, by)
    Application.objects.filter(pk=cases[0].application_id).update(state="withdrawn", withdrawn_at=AFTER)
    with pytest.raises(Refused, match="withdrawn"):
        deciding.approve(decision=decision, by=make_manager(selection.call), now=AFTER)
    assert Decision.objects.get().state == "proposed"


def test_the_same_key_answers_with_the_same_proposal() -> None:
    _selection, stage, by, _cases = _scored([90])
    key = uuid4()
    assert _propose(stage, by, key=key).pk == _propose(stage, by, key=key).pk
    with pytest.raises(deciding.Reused):
        _propose(stage, by, key=key, minutes="Other words.")
    assert Decision.objects.count() == 1


def test_sent_back_with_a_reason_leaves_room_for_another() -> None:
    selection, stage, by, _cases = _scored([90])
    decision = _propose(stage, by)
    with pytest.raises(Refused, match="Say why"):
        deciding.send_back(decision=decision, reason=" ", by=make_manager(selection.call), now=AFTER)
    deciding.send_back(decision=decision, reason="The minutes are missing.", by=make_manager(selection.call), now=AFTER)
    assert _propose(stage, by, minutes="Here they are.").state == "proposed"
    assert sorted(Decision.objects.values_list("state", flat=True)) == ["proposed", "returned"]


def test_who_withdraws_after_the_shortlist_does_not_bring_another_back() -> None:
    selection, stage, by, cases = _scored([90, 80, 70], places=1)
    deciding.approve(decision=_propose(stage, by), by=make_manager(selection.call), now=AFTER)
    Application.objects.filter(pk=cases[0].application_id).update(state="withdrawn", withdrawn_at=AFTER)
    final = selection.stages.get(kind="presentation")
    final.scoring |= {"minimum_reviews": 1, "trim_from": None}
    final.state = Stage.State.CLOSED
    final.save()
    _score(final, cases[1], make_panel_member(selection), 75)
    deciding.approve(decision=_propose(final, by), by=make_manager(selection.call), now=AFTER)
    assert [Outcome.objects.get(case=case).result for case in cases] == ["withdrawn", "selected", "not_selected"]
    # 30 % of 80 and 70 % of 75.
    assert str(Outcome.objects.get(case=cases[1]).score) == "76.50"
    assert Selection.objects.get().state == "decided"
