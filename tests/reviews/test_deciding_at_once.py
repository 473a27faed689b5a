"""Two people, or two workers, at the same moment: real transactions, exactly one winner."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core import mail
from django.db import connection

from madang.core.policy import Refused
from madang.reviews.actions import confirming, deciding, objecting, releasing
from madang.reviews.actions.posting import send_letters
from madang.reviews.models import Decision, Delivery, Letter, Objection, Outcome, StageStanding
from tests.factories.reviews import AFTER, make_manager
from tests.factories.startups import make_member
from tests.reviews.deciding import TOLD, approved, propose, released, scored

pytestmark = pytest.mark.django_db(transaction=True)


def _at_once(*calls: Callable[[], Any]) -> list[Any]:
    """Run all of them together; what each gave, or the refusal it met."""
    gate, given = threading.Barrier(len(calls)), [None] * len(calls)

    def run(place: int, call: Callable[[], Any]) -> None:
        try:
            gate.wait(timeout=20)
            given[place] = call()
        except Refused as refused:
            given[place] = refused
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place, call)) for place, call in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return given


def _refused(given: list[Any]) -> int:
    return sum(isinstance(one, Refused) for one in given)


def test_two_colleagues_deciding_at_once_decide_once() -> None:
    selection, stage, by, _cases = scored([90, 80, 70], places=1)
    decision = propose(stage, by)
    others = [make_manager(selection.call) for _one in range(3)]
    given = _at_once(
        lambda: deciding.approve(decision=decision, by=others[0], now=AFTER),
        lambda: deciding.approve(decision=decision, by=others[1], now=AFTER),
        lambda: deciding.send_back(decision=decision, reason="Look again.", by=others[2], now=AFTER),
    )
    assert _refused(given) == 2
    state = Decision.objects.get().state
    assert StageStanding.objects.count() == {"approved": 3, "returned": 0}[state]


def test_two_proposals_at_once_make_one() -> None:
    selection, stage, by, _cases = scored([90, 80])
    other = make_manager(selection.call)
    given = _at_once(lambda: propose(stage, by), lambda: propose(stage, other))
    assert (_refused(given), Decision.objects.count()) == (1, 1)


def test_released_by_two_at_once_each_letter_exists_once() -> None:
    _selection, stage, by, cases = scored([90, 80, 70], places=1)
    for case in cases:
        make_member(case.application.startup)
    decision = approved(stage, by)
    given = _at_once(*[lambda: releasing.release(decision=decision, by=by, now=TOLD)] * 3)
    assert (_refused(given), Letter.objects.count()) == (0, 3)
    _at_once(send_letters, send_letters, send_letters)
    assert len(mail.outbox) == len({one.extra_headers["Message-ID"] for one in mail.outbox}) == 3
    assert Delivery.objects.filter(sent_at=None).count() == 0


def test_one_reserve_place_raced_by_several_lapses_goes_to_one() -> None:
    selection, _by, _cases, outcomes, members = released([90, 80, 70, 60], places=3, reserves=1)
    ends = outcomes[0].confirm_by
    just_before = ends - timedelta(seconds=1)
    _at_once(
        lambda: confirming.lapse(selection, now=ends),
        lambda: confirming.lapse(selection, now=ends),
        lambda: confirming.give_up(outcome=outcomes[0], reason="", key=uuid4(), by=members[0], now=just_before),
        lambda: confirming.give_up(outcome=outcomes[1], reason="", key=uuid4(), by=members[1], now=just_before),
    )
    assert Outcome.objects.filter(standing="offered").values_list("pk", flat=True).get() == outcomes[3].pk
    assert Letter.objects.filter(kind="promoted").count() == 1
    assert Outcome.objects.filter(standing__in=["lapsed", "declined"]).count() == 3


def test_a_confirmation_and_a_lapse_at_once_leave_one_of_the_two() -> None:
    selection, _by, _cases, outcomes, members = released([90, 80], places=1)
    ends = outcomes[0].confirm_by
    given = _at_once(
        lambda: confirming.confirm(
            outcome=outcomes[0], key=uuid4(), by=members[0], now=ends - timedelta(microseconds=1)
        ),
        lambda: confirming.lapse(selection, now=ends),
    )
    first, second = (Outcome.objects.get(pk=one.pk).standing for one in outcomes)
    assert (first, second, _refused(given)) in {("confirmed", "final", 0), ("lapsed", "offered", 1)}


def test_two_of_the_team_confirming_and_objecting_at_once_do_it_once() -> None:
    _selection, _by, cases, outcomes, members = released([90, 30], places=1)
    mate, other = make_member(cases[0].application.startup), make_member(cases[1].application.startup)
    given = _at_once(
        lambda: confirming.confirm(outcome=outcomes[0], key=uuid4(), by=members[0], now=TOLD),
        lambda: confirming.confirm(outcome=outcomes[0], key=uuid4(), by=mate, now=TOLD),
    )
    assert (_refused(given), Outcome.objects.get(pk=outcomes[0].pk).version) == (0, 3)
    given = _at_once(
        *(
            lambda one=one: objecting.object_to(  # type: ignore[misc]
                outcome=outcomes[1], text="No.", challenged=[], key=uuid4(), by=one, now=TOLD
            )
            for one in (members[1], other)
        )
    )
    assert (_refused(given), Objection.objects.count()) == (1, 1)
