"""Who may do what about a decision and a place: one table, and the API that tells it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from madang.core.policy import Verdict
from madang.institutions.capacity import AsStaff
from madang.people.capacity import AsSelf
from madang.reviews.models import Decision, Objection, Outcome, Stage
from madang.reviews.policy import deciding, objecting, results
from tests.factories.people import make_person
from tests.factories.reviews import make_manager, make_running
from tests.factories.startups import make_member
from tests.reviews.deciding import TOLD, approved, propose, released, scored

pytestmark = pytest.mark.django_db


def _who(by: AsStaff, decision: Decision) -> dict[str, Any]:
    call = decision.selection.call
    return {
        "proposer": by,
        "owner": make_manager(call, role="owner"),
        "manager": make_manager(call),
        "viewer": make_manager(call, role="viewer"),
        "space": make_manager(call, role="space"),
        "stranger": make_manager(make_running(1).call),
        "member": make_member(decision.selection.cases.first().application.startup),
        "visitor": AsSelf(make_person()),
    }


def _may(who: dict[str, Any], ask: Callable[[Any], Verdict]) -> set[str]:
    verdicts = {name: ask(one) for name, one in who.items()}
    assert all(verdict.ok or str(verdict.reason) for verdict in verdicts.values())
    return {name for name, verdict in verdicts.items() if verdict}


def test_deciding_table() -> None:
    _selection, stage, by, _cases = scored([90, 80])
    decision = propose(stage, by)
    who = _who(by, decision)
    own = Stage.objects.select_related("selection__call").get(pk=stage.pk)
    runs = {"proposer", "owner", "manager"}
    assert _may(who, lambda one: deciding.can_propose(one, own)) == runs
    assert _may(who, lambda one: deciding.can_approve(one, decision)) == {"owner", "manager"}
    assert _may(who, lambda one: deciding.can_release(one, decision)) == set()
    assert _may(who, lambda one: deciding.can_see_decisions(one, decision.selection)) == {*runs, "viewer", "space"}
    decision.state = Decision.State.APPROVED
    assert _may(who, lambda one: deciding.can_release(one, decision)) == runs
    assert _may(who, lambda one: deciding.can_approve(one, decision)) == set()


def test_table_after_the_release() -> None:
    _selection, by, cases, outcomes, members = released([90, 30], places=1, reserves=0)
    place, out = (Outcome.objects.select_related("case__application", "selection__call").get(pk=o.pk) for o in outcomes)
    who = _who(by, place.decision) | {
        "member": members[0],
        "team viewer": make_member(cases[0].application.startup, role="viewer"),
        "other member": members[1],
    }
    runs, now = {"proposer", "owner", "manager"}, TOLD + timedelta(hours=1)
    assert _may(who, lambda one: deciding.can_revoke(one, place)) == runs
    assert _may(who, lambda one: deciding.can_revoke(one, out)) == set()
    assert _may(who, lambda one: results.can_confirm(one, place, now=now)) == {"member"}
    assert _may(who, lambda one: results.can_give_up(one, place, now=now)) == {"member"}
    assert _may(who, lambda one: results.can_object(one, place, now=now)) == set()
    assert _may(who, lambda one: results.can_object(one, out, now=now)) == {"other member"}
    assert _may(who, lambda one: results.can_object(one, out, now=now, objected=True)) == set()
    objection = Objection(outcome=out, state=Objection.State.OPEN)
    assert _may(who, lambda one: objecting.can_answer(one, objection)) == runs
    assert _may(who, lambda one: objecting.can_rereview(one, objection, out.decision.stage)) == set()
    objection.state = Objection.State.UPHELD
    assert _may(who, lambda one: objecting.can_answer(one, objection)) == set()
    assert _may(who, lambda one: objecting.can_rereview(one, objection, out.decision.stage)) == runs
    place.released_at = None
    assert _may(who, lambda one: results.can_confirm(one, place, now=now)) == set()


def test_the_api_tells_results_after_the_release_alone(client: Client) -> None:
    _selection, stage, by, cases = scored([90, 80])
    member = make_member(cases[0].application.startup)
    approved(stage, by)
    client.force_login(member.person)
    address = f"/api/v1/me/startups/{member.startup.slug}/results"
    assert client.get(address).json() == {"items": []}
    assert client.get(f"/api/v1/me/startups/{cases[1].application.startup.slug}/results").status_code == 404
    _selection, _by, told, _outcomes, members = released([90, 80, 70, 60, 50], places=1)
    client.force_login(members[0].person)
    (item,) = client.get(f"/api/v1/me/startups/{members[0].startup.slug}/results").json()["items"]
    assert (item["result"], item["standing"], item["application"]) == (
        "selected", "offered", told[0].application.number,
    )  # fmt: skip
    assert [len(item["letters"]), len(item["scores"]), item["comments"]] == [1, 4, []]
