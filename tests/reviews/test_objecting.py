"""Objections answered, and one second judgement that moves nobody else's result."""

from decimal import Decimal
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from madang.core.policy import Refused
from madang.institutions.capacity import AsStaff
from madang.reviews.actions import commenting, confirming, deciding, objecting, rereviewing
from madang.reviews.models import (
    Assignment,
    Case,
    Conflict,
    Decision,
    Letter,
    Objection,
    Outcome,
    Review,
    Selection,
    Stage,
)
from tests.factories.reviews import make_manager, make_panel_member
from tests.factories.startups import make_member
from tests.reviews.deciding import TOLD, released, score

pytestmark = pytest.mark.django_db


def _objected(totals: list[int], place: int, **fields: object) -> tuple[Objection, AsStaff, Stage, list[Case]]:
    """An objection against the result of one case that names its only reviewer."""
    _selection, by, cases, outcomes, members = released(totals, **fields)
    stage = outcomes[place].decision.stage
    Review.objects.update(to_applicant="Too early.")
    commenting.accept_all(stage=stage, by=by, now=TOLD)
    label = Assignment.objects.get(case=cases[place]).label
    made = objecting.object_to(
        outcome=outcomes[place],
        text="They overlooked the patent.",
        challenged=[f"{stage.public_id}:{label}"],
        key=uuid4(),
        by=members[place],
        now=TOLD,
    )
    return made, by, stage, cases


def _answer(objection: Objection, by: AsStaff, **given: object) -> Objection:
    said = {"upheld": True, "words": "You are right.", "now": TOLD} | given
    return objecting.answer(objection=objection, by=by, **said)


def _again(objection: Objection, by: AsStaff, **given: object) -> Decision:
    said = {"settled": [], "minutes": "", "present": [], "key": uuid4(), "now": TOLD} | given
    return rereviewing.propose_again(objection=objection, by=by, **said)


def _judged_again(objection: Objection, by: AsStaff) -> Decision:
    decision = _again(objection, by)
    second = make_manager(decision.selection.call)
    rereviewing.approve_again(decision=decision, by=second, now=TOLD)
    return rereviewing.release_again(decision=decision, by=by, now=TOLD)


def test_refused_with_a_reason_the_challenge_falls_and_the_applicant_is_told_once() -> None:
    objection, by, _stage, _cases = _objected([90, 50], 1, places=1, reserves=0)
    with pytest.raises(Refused, match="Say why"):
        _answer(objection, by, words=" ")
    for _click in range(2):
        _answer(objection, by, upheld=False, words="All reviewers saw the patent.")
    with pytest.raises(Refused, match="answered already"):
        _answer(objection, by, upheld=True)
    assert (Objection.objects.get().state, Conflict.objects.get().state) == ("rejected", "gone")
    letter = Letter.objects.get(kind="objection")
    assert "All reviewers saw the patent." in letter.body
    with pytest.raises(Refused, match="upheld"):
        _again(objection, by)
    assert Decision.objects.count() == 1


def test_judged_once_more_without_the_challenged_reviewer_it_wins_a_place_beside_the_others() -> None:
    objection, by, stage, cases = _objected([90, 80, 50], 2, places=2, reserves=0)
    _answer(objection, by)
    with pytest.raises(deciding.Unsettled):
        _again(objection, by)
    score(stage, cases[2], make_panel_member(stage.selection), 95)
    before = list(Outcome.objects.exclude(case=cases[2]).order_by("pk").values())
    decision = _judged_again(objection, by)
    assert (decision.kind, decision.state) == ("rereview", "released")
    outcome = Outcome.objects.get(case=cases[2])
    assert (outcome.result, outcome.standing, outcome.score) == ("selected", "offered", Decimal("95.00"))
    assert outcome.confirm_by is not None
    assert list(Outcome.objects.exclude(case=cases[2]).order_by("pk").values()) == before
    assert Letter.objects.filter(kind="objection").latest("pk").subject.startswith("Selected")
    assert outcome.decision_id == decision.pk
    with pytest.raises(Refused, match="once"):
        _again(objection, by)


def test_a_place_beyond_the_others_is_not_passed_on_and_takes_none_of_theirs() -> None:
    objection, by, stage, cases = _objected([90, 80, 70, 50], 3, places=1, reserves=2)
    _answer(objection, by)
    score(stage, cases[3], make_panel_member(stage.selection), 95)
    _judged_again(objection, by)
    first, beyond = Outcome.objects.get(case=cases[0]), Outcome.objects.get(case=cases[3])
    members = [make_member(one.case.application.startup) for one in (first, beyond)]
    confirming.give_up(outcome=beyond, reason="", key=uuid4(), by=members[1], now=TOLD)
    assert not Outcome.objects.filter(case__in=cases[1:3], standing="offered").exists()
    confirming.give_up(outcome=first, reason="", key=uuid4(), by=members[0], now=TOLD)
    assert Outcome.objects.filter(standing="offered").get().case == cases[1]


def test_a_second_judgement_never_worsens_a_result() -> None:
    objection, by, stage, cases = _objected([90, 80, 60], 1, places=1, reserves=2)
    _answer(objection, by)
    score(stage, cases[1], make_panel_member(stage.selection), 41)
    _judged_again(objection, by)
    outcome = Outcome.objects.get(case=cases[1])
    assert (outcome.result, outcome.reserve_order) == ("reserve", 1)
    assert "stays as it was" in Letter.objects.filter(kind="objection").latest("pk").body


def test_a_second_judgement_has_its_own_second_pair_of_eyes() -> None:
    objection, by, stage, cases = _objected([90, 50], 1, places=1, reserves=0)
    _answer(objection, by)
    score(stage, cases[1], make_panel_member(stage.selection), 95)
    key = uuid4()
    decision = _again(objection, by, key=key)
    assert _again(objection, by, key=key).pk == decision.pk
    with pytest.raises(Refused, match="yourself"):
        rereviewing.approve_again(decision=decision, by=by, now=TOLD)
    with pytest.raises(Refused, match="approved"):
        rereviewing.release_again(decision=decision, by=by, now=TOLD)
    Review.objects.filter(assignment__case=cases[1]).latest("pk").scores.update(value=1)
    with pytest.raises(Refused, match="changed"):
        rereviewing.approve_again(decision=decision, by=make_manager(decision.selection.call), now=TOLD)
    assert Outcome.objects.get(case=cases[1]).result == "not_selected"


def test_answered_and_judged_again_through_the_pages(client: Client) -> None:
    objection, by, stage, cases = _objected([90, 50], 1, places=1, reserves=0)
    call = Selection.objects.select_related("call__institution").get().call
    args = [call.institution.slug, call.public_id]
    address = reverse("reviews:objection", args=[*args, objection.public_id])
    client.force_login(by.person)
    assert "They overlooked the patent." in client.get(address).content.decode()
    assert client.post(address, {"upheld": "yes", "words": ""}).status_code == 422
    assert client.post(address, {"upheld": "yes", "words": "You are right."}).status_code == 302
    score(stage, cases[1], make_panel_member(stage.selection), 95)
    page = client.get(address).content.decode()
    assert ("challenged" in page, cases[1].label in page) == (True, True)
    again = reverse("reviews:rereview", args=[*args, objection.public_id])
    assert client.post(again, {"key": uuid4(), "minutes": "Heard."}).status_code == 302
    decision = Decision.objects.get(kind="rereview")
    shown = reverse("reviews:decision", args=[*args, decision.public_id])
    do = [reverse("reviews:decision_do", args=[*args, decision.public_id, verb]) for verb in ("approve", "release")]
    client.force_login(make_manager(call).person)
    assert client.get(shown).status_code == 200
    assert [client.post(one).status_code for one in do] == [302, 302]
    assert Outcome.objects.get(case=cases[1]).result == "selected"
    assert client.get(reverse("reviews:objections", args=args)).status_code == 200
