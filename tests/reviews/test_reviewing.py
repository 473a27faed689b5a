"""A reviewer scores, hands in once, takes back, steps back; and meets only what the stage shows."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from madang.core.policy import Refused
from madang.reviews.actions import reviewing as actions
from madang.reviews.capacity import AsReviewer
from madang.reviews.models import Assignment, Conflict, Criterion, Redaction, Review, Score, StaffQuestion, Stage
from tests.factories.reviews import AFTER, make_assignment, make_panel_member, make_running

pytestmark = pytest.mark.django_db


def _given(count: int = 1) -> tuple[list[Assignment], AsReviewer]:
    """Assignments of one reviewer in an open, blind document stage."""
    selection = make_running(count)
    stage = selection.stages.get(kind="documents")
    stage.state = Stage.State.OPEN
    stage.save()
    member = make_panel_member(selection)
    made = [make_assignment(stage, case, member) for case in selection.cases.order_by("label")]
    return made, AsReviewer(member.reviewer.person, member.reviewer)


def _score_all(assignment: Assignment, by: AsReviewer, share: str = "0.5") -> None:
    for line in assignment.stage.criteria.all():
        actions.save_score(
            assignment=assignment,
            criterion=line,
            value=f"{line.max_score * Decimal(share)}",
            comment=None,
            version=0,
            by=by,
            now=AFTER,
        )


def _first(assignment: Assignment) -> Criterion:
    return assignment.stage.criteria.order_by("position")[0]


def test_a_review_is_handed_in_once_with_its_unrounded_total() -> None:
    [assignment], by = _given()
    _score_all(assignment, by)
    key = uuid4()
    first = actions.hand_in(assignment=assignment, key=key, by=by, now=AFTER)
    again = actions.hand_in(assignment=assignment, key=key, by=by, now=AFTER)
    assert (first.pk, again.total, Assignment.objects.get().state) == (again.pk, Decimal(50), "done")
    with pytest.raises(Refused, match="Take it back"):
        actions.hand_in(assignment=assignment, key=uuid4(), by=by, now=AFTER)


def test_a_criterion_without_a_score_is_named() -> None:
    [assignment], by = _given()
    with pytest.raises(Refused, match="the score of “Problem”; the score of “Solution”"):
        actions.hand_in(assignment=assignment, key=uuid4(), by=by, now=AFTER)
    assert not Review.objects.filter(state="submitted").exists()


@pytest.mark.parametrize("typed", ["21", "-1", "many", "NaN", "1e3", "0.5", "Infinity"])
def test_a_score_the_scale_does_not_hold_is_refused_and_not_kept(typed: str) -> None:
    [assignment], by = _given()
    with pytest.raises(Refused):
        actions.save_score(
            assignment=assignment, criterion=_first(assignment), value=typed, comment=None, version=0, by=by, now=AFTER
        )
    assert Score.objects.count() == 0


def test_two_pages_do_not_overwrite_each_other() -> None:
    [assignment], by = _given()
    line = _first(assignment)
    save = {"assignment": assignment, "criterion": line, "comment": None, "by": by, "now": AFTER}
    actions.save_score(value="10", version=0, **save)
    with pytest.raises(actions.Clash) as caught:
        actions.save_score(value="12", version=0, **save)
    assert caught.value.theirs == "10"
    assert Score.objects.get().value == 10


def test_closed_scores_and_standing_conflicts_stop_the_pen() -> None:
    [assignment], by = _given()
    Conflict.objects.create(
        case=assignment.case, reviewer=assignment.reviewer, rule="kin", source="declared", found_at=AFTER
    )
    with pytest.raises(Refused, match="conflict of interest"):
        _score_all(assignment, by)
    Conflict.objects.all().delete()
    Stage.objects.update(state="closed")
    with pytest.raises(Refused, match="closed"):
        _score_all(assignment, by)
    assert Score.objects.count() == 0


def test_stepping_back_over_a_tie_keeps_the_pair_apart() -> None:
    [assignment], by = _given()
    actions.step_back(assignment=assignment, reason="We worked together.", is_tie=True, by=by, now=AFTER)
    assert Assignment.objects.get().state == "recused"
    assert Conflict.objects.get().evidence == {"said": "We worked together."}
    with pytest.raises(Refused, match="no longer"):
        _score_all(assignment, by)


def test_the_sample_comes_first() -> None:
    [one, other], by = _given(2)
    one.case.is_sample = True
    one.case.save()
    _score_all(other, by)
    with pytest.raises(Refused, match=f"sample {one.case.label} first"):
        actions.hand_in(assignment=other, key=uuid4(), by=by, now=AFTER)
    _score_all(one, by)
    actions.hand_in(assignment=one, key=uuid4(), by=by, now=AFTER)
    assert actions.hand_in(assignment=other, key=uuid4(), by=by, now=AFTER).state == "submitted"


def test_a_question_sent_twice_is_one() -> None:
    [assignment], by = _given()
    for _time in range(2):
        actions.ask_staff(assignment=assignment, text="Is the lab theirs?", by=by, now=AFTER)
    assert StaffQuestion.objects.get().text == "Is the lab theirs?"


def _page(client: Client, assignment: Assignment, by: AsReviewer) -> str:
    client.force_login(by.person)
    answer = client.get(reverse("reviews:review", args=[assignment.public_id]))
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_blind_stage_hides_names_titles_and_numbers(client: Client) -> None:
    [assignment], by = _given()
    application = assignment.case.application
    html = _page(client, assignment, by)
    answers = application.submissions.get().content["answers"]
    assert answers["problem"] in html
    for secret in (
        answers["company"],
        application.title,
        application.number,
        str(application.startup.name),
        application.public_id,
    ):
        assert secret not in html


def test_covered_words_stay_covered(client: Client) -> None:
    [assignment], by = _given()
    Redaction.objects.create(case=assignment.case, question="problem", passages=["sample problem"], made_at=AFTER)
    html = _page(client, assignment, by)
    assert "sample problem" not in html
    assert "█████" in html


def test_another_reviewers_work_is_absent(client: Client) -> None:
    [assignment], _by = _given()
    [_other], stranger = _given()
    client.force_login(stranger.person)
    address = reverse("reviews:review", args=[assignment.public_id])
    absent = reverse("reviews:review", args=["0" * 16])
    assert [client.get(one).status_code for one in (address, absent)] == [404, 404]
    assert client.post(address, {"do": "hand_in"}).status_code == 404


def test_what_is_left_to_do_stands_before_what_is_done_however_early_that_was_due(client: Client) -> None:
    [finished], by = _given()
    [open_one], _other = _given()
    member = make_panel_member(open_one.stage.selection, by.reviewer)
    Assignment.objects.filter(pk=open_one.pk).update(reviewer=member.reviewer)
    Assignment.objects.filter(pk=finished.pk).update(state="done")
    for one, days in ((finished, 1), (open_one, 9)):
        Stage.objects.filter(pk=one.stage_id).update(due_at=AFTER + timedelta(days=days))

    client.force_login(by.person)
    page = client.get(reverse("reviews:work")).content.decode()

    addresses = [reverse("reviews:review", args=[one.public_id]) for one in (open_one, finished)]
    assert 0 < page.index(addresses[0]) < page.index("The 1 you judged<") < page.index(addresses[1])


def test_a_review_is_written_and_handed_in_without_a_script(client: Client) -> None:
    [assignment, other], by = _given(2)
    html = _page(client, assignment, by)
    key = html.split('name="key" value="')[1].split('"')[0]
    form = {"do": "hand_in", "key": key, "to_applicant": "Clear and honest."}
    for line in assignment.stage.criteria.all():
        form |= {f"score.{line.code}": "15", f"v.{line.code}": "0", f"comment.{line.code}": ""}
    answer = client.post(reverse("reviews:review", args=[assignment.public_id]), form)
    assert (answer.status_code, answer["Location"].endswith(f"/review/{other.public_id}/")) == (302, True)
    review = Review.objects.get()
    assert (review.total, review.to_applicant) == (60, "Clear and honest.")


def test_one_wrong_field_keeps_the_others_and_is_said_beside_it(client: Client) -> None:
    [assignment], by = _given()
    client.force_login(by.person)
    codes = [line.code for line in assignment.stage.criteria.order_by("position")]
    form = {"do": "hand_in", "key": str(uuid4())}
    for code, value in zip(codes, ["15", "99", "12", "7"], strict=True):
        form |= {f"score.{code}": value, f"v.{code}": "0"}
    answer = client.post(reverse("reviews:review", args=[assignment.public_id]), form)
    assert answer.status_code == 409
    assert "Write a number from 0 to 30." in answer.content.decode()
    assert sorted(Score.objects.values_list("value", flat=True)) == [7, 12, 15]


def test_a_field_saves_itself(client: Client) -> None:
    [assignment], by = _given()
    client.force_login(by.person)
    code = _first(assignment).code
    address = reverse("reviews:review_field", args=[assignment.public_id, code])
    answer = client.post(address, {f"score.{code}": "18", f"v.{code}": "0"})
    assert answer.status_code == 200
    assert f'name="v.{code}" value="1"' in answer.content.decode()
    stale = client.post(address, {f"score.{code}": "11", f"v.{code}": "0"})
    assert stale.status_code == 409
    assert Score.objects.get().value == 18
