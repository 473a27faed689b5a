"""Places: confirmed in time, given up, lapsed, taken back; the next in reserve moves up, once."""

from datetime import timedelta
from uuid import uuid4

import pytest

from madang.core.audit.models import Entry as Audited
from madang.core.policy import Refused
from madang.journey.models import Entry
from madang.reviews.actions import confirming
from madang.reviews.actions.deciding import Reused
from madang.reviews.models import Case, Letter, Outcome, Selection
from tests.factories.startups import make_member
from tests.reviews.deciding import TOLD, released

pytestmark = pytest.mark.django_db


def _confirm(outcome: Outcome, by: object, **given: object) -> Outcome:
    return confirming.confirm(outcome=outcome, **{"key": uuid4(), "by": by, "now": TOLD} | given)


def _states() -> list[tuple[str, str]]:
    return list(Outcome.objects.order_by("-score").values_list("result", "standing"))


def test_confirmed_twice_it_is_confirmed_once() -> None:
    _selection, _by, _cases, outcomes, members = released([90, 80])
    key = uuid4()
    for one in (key, key, uuid4()):
        assert _confirm(outcomes[0], members[0], key=one).standing == "confirmed"
    assert Entry.objects.filter(kind="reviews.place_confirmed").count() == 1
    assert Audited.objects.filter(action="reviews.place_answered").count() == 1


def test_until_the_very_moment_and_not_at_it() -> None:
    _selection, _by, _cases, outcomes, members = released([90, 80], places=2)
    ends = outcomes[0].confirm_by
    with pytest.raises(Refused, match="time to confirm is over"):
        _confirm(outcomes[0], members[0], now=ends)
    assert Outcome.objects.get(pk=outcomes[0].pk).standing == "offered"
    assert _confirm(outcomes[0], members[0], now=ends - timedelta(microseconds=1)).standing == "confirmed"


def test_viewers_strangers_and_those_in_reserve_confirm_nothing() -> None:
    _selection, _by, cases, outcomes, members = released([90, 80], places=1)
    viewer = make_member(cases[0].application.startup, role="viewer")
    for outcome, by in ((outcomes[0], viewer), (outcomes[0], members[1]), (outcomes[1], members[1])):
        with pytest.raises(Refused):
            _confirm(outcome, by)
    assert _states() == [("selected", "offered"), ("reserve", "final")]
    assert not Entry.objects.filter(kind="reviews.place_confirmed").exists()


def test_given_up_the_next_in_reserve_moves_up_at_once() -> None:
    _selection, _by, _cases, outcomes, members = released([90, 80, 70], places=1)
    _confirm(outcomes[0], members[0])
    key = uuid4()
    for _click in range(2):
        confirming.give_up(outcome=outcomes[0], reason="We moved away.", key=key, by=members[0], now=TOLD)
    assert _states() == [("selected", "declined"), ("selected", "offered"), ("reserve", "final")]
    letter = Letter.objects.get(kind="promoted")
    assert letter.outcome_id == outcomes[1].pk
    with pytest.raises(Reused):
        confirming.give_up(outcome=outcomes[0], reason="Other words.", key=key, by=members[0], now=TOLD)
    with pytest.raises(Refused):
        _confirm(outcomes[0], members[0])


def test_what_is_not_confirmed_in_time_lapses_once_and_the_reserve_has_new_days() -> None:
    selection, _by, _cases, outcomes, members = released([90, 80, 70, 60], places=2)
    _confirm(outcomes[0], members[0])
    ends = outcomes[1].confirm_by
    assert confirming.lapse(selection, now=ends - timedelta(seconds=1)) == []
    assert [one.pk for one in confirming.lapse(selection, now=ends)] == [outcomes[1].pk]
    assert confirming.lapse(selection, now=ends) == []
    assert _states() == [
        ("selected", "confirmed"),
        ("selected", "lapsed"),
        ("selected", "offered"),
        ("reserve", "final"),
    ]
    moved = Outcome.objects.get(pk=outcomes[2].pk)
    assert (moved.reserve_order, moved.offered_at) == (1, ends)
    assert moved.confirm_by > ends
    assert sorted(Letter.objects.exclude(kind="result").values_list("kind", flat=True)) == ["lapsed", "promoted"]
    confirming.lapse(selection, now=moved.confirm_by)
    assert _states()[2:] == [("selected", "lapsed"), ("selected", "offered")]


def test_an_expired_reserve_list_moves_nobody_up() -> None:
    selection, _by, _cases, outcomes, _members = released([90, 80], places=1)
    Selection.objects.update(reserve_until=TOLD.date())
    confirming.lapse(selection, now=outcomes[0].confirm_by)
    assert _states() == [("selected", "lapsed"), ("reserve", "final")]


def test_taken_back_with_a_reason_the_next_moves_up() -> None:
    _selection, by, cases, outcomes, _members = released([90, 80, 70], places=1)
    with pytest.raises(Refused, match="Say why"):
        confirming.revoke(outcome=outcomes[0], reason=" ", by=by, now=TOLD)
    assert _states()[0] == ("selected", "offered")
    for _click in range(2):
        confirming.revoke(outcome=outcomes[0], reason="The company was dissolved.", by=by, now=TOLD)
    assert _states() == [("selected", "revoked"), ("selected", "offered"), ("reserve", "final")]
    assert Case.objects.get(pk=cases[0].pk).state == "ineligible"
    assert "dissolved" in Letter.objects.get(kind="revoked").body


def test_one_in_reserve_can_be_taken_off_and_is_passed_over() -> None:
    _selection, by, _cases, outcomes, members = released([90, 80, 70], places=1)
    confirming.revoke(outcome=outcomes[1], reason="Not eligible any more.", by=by, now=TOLD)
    confirming.give_up(outcome=outcomes[0], reason="", key=uuid4(), by=members[0], now=TOLD)
    assert _states() == [("selected", "declined"), ("reserve", "revoked"), ("selected", "offered")]


def test_looked_at_again_the_machine_answers_for_those_with_places_alone() -> None:
    selection, by, cases, _outcomes, _members = released([90, 80, 70, 30], places=1)
    assert confirming.check_again(selection=selection, cases=cases, by=by, now=TOLD) == 3
