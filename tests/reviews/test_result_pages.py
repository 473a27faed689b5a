"""The applicant's page: the same for everyone until it is told, then everything that may be read and done."""

import re
from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from madang.applications.models import Application
from madang.reviews.actions import commenting, confirming, objecting
from madang.reviews.models import Assignment, Case, Conflict, Objection, Outcome, Review
from madang.startups.capacity import AsMember
from tests.factories.applications import make_application
from tests.factories.programmes import make_call
from tests.factories.startups import make_member
from tests.reviews.deciding import TOLD, approved, released, scored

pytestmark = pytest.mark.django_db
_OFTEN = re.compile(r"csrfmiddlewaretoken[^>]+>|<meta[^>]+csrf[^>]+>")


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[object], None]:
    """Let requests happen at a moment."""

    def set_now(moment: object) -> None:
        monkeypatch.setattr("madang.core.clock.now", lambda: moment)

    return set_now


def _address(application: Application, name: str = "result", *more: str) -> str:
    return reverse(f"reviews:{name}", args=[application.startup.slug, application.public_id, *more])


def _read(client: Client, application: Application) -> tuple[int, str, int]:
    with CaptureQueriesContext(connection) as queries:
        page = client.get(_address(application))
    words = _OFTEN.sub("", page.content.decode())
    for own in (
        application.startup.slug,
        application.public_id,
        application.number or "",
        str(application.startup.name),
    ):
        words = words.replace(own, "…")
    return page.status_code, words, len(queries)


def test_before_the_release_every_world_looks_the_same(client: Client) -> None:
    """Selected, in reserve, out, not eligible, reviewed or not, approved or not: one page, byte for byte."""
    _selection, stage, by, cases = scored([90, 80, 70, 30], places=1)
    person = make_member(cases[0].application.startup).person
    for case in cases[1:]:
        make_member(case.application.startup, person)
    client.force_login(person)
    Case.objects.filter(pk=cases[3].pk).update(state="ineligible")
    client.get(_address(cases[0].application))  # whatever the first page of a session costs
    pages = [_read(client, case.application) for case in cases]
    approved(stage, by)
    pages += [_read(client, case.application) for case in cases]
    Review.objects.update(released="Well done.", released_at=TOLD)
    pages += [_read(client, case.application) for case in cases]
    seen = {(status, re.sub(r"Sample Startup \d+", "…", words), queries) for status, words, queries in pages}
    assert len(seen) == 1
    assert next(iter(seen))[0] == 200


def test_the_approval_of_the_end_changes_nothing_for_who_was_told_of_a_stage(client: Client) -> None:
    _selection, _by, _cases, outcomes, members = released([90, 80, 70], places=1)
    outcome = outcomes[0]
    Outcome.objects.filter(pk=outcome.pk).update(result="goes_on", standing="final", reserve_order=None)
    client.force_login(members[0].person)
    client.get(_address(outcome.case.application))
    before = _read(client, outcome.case.application)
    Outcome.objects.filter(pk=outcome.pk).update(result="selected", released_at=None, score=1)
    assert _read(client, outcome.case.application) == before


def test_foreign_draft_and_absent_are_alike(client: Client) -> None:
    _selection, _by, cases, _outcomes, members = released([90, 80])
    draft = make_application(make_call(), members[0].startup, state="draft")
    client.force_login(members[0].person)
    foreign = reverse("reviews:result", args=[members[0].startup.slug, cases[1].application.public_id])
    absent = reverse("reviews:result", args=[members[0].startup.slug, "0" * 16])
    assert [client.get(one).status_code for one in (foreign, absent, _address(draft))] == [404] * 3
    letter = cases[1].outcome.letters.get()
    mine = _address(cases[0].application, "result_letter", letter.public_id)
    assert client.get(mine).status_code == 404


def test_nothing_is_answered_before_it_is_told(client: Client) -> None:
    _selection, stage, by, cases = scored([90, 80])
    member = make_member(cases[0].application.startup)
    approved(stage, by)
    client.force_login(member.person)
    for name in ("result_answer", "result_objection"):
        sent = client.post(_address(cases[0].application, name), {"verb": "confirm", "key": uuid4(), "text": "x"})
        assert sent.status_code == 404
    assert Outcome.objects.filter(standing="confirmed").count() == 0


def test_the_page_tells_scores_comments_and_the_moment(client: Client, at: Callable[[object], None]) -> None:
    _selection, by, cases, outcomes, members = released([90, 80, 70, 60, 50, 45], places=2)
    stage = outcomes[0].decision.stage
    label = Assignment.objects.get(case=cases[4]).label
    Review.objects.filter(assignment__case=cases[4]).update(to_applicant="Show the costs.")
    assert commenting.accept_all(stage=stage, by=by, now=TOLD) == 1
    at(TOLD + timedelta(hours=1))
    client.force_login(members[0].person)
    page = client.get(_address(cases[0].application)).content.decode()
    assert "Confirm before" in page
    assert "above the upper quarter" in page
    client.force_login(members[4].person)
    page = client.get(_address(cases[4].application)).content.decode()
    assert "Show the costs." in page
    assert f"Reviewer {label}" in page
    assert "Confirm before" not in page
    letter = outcomes[4].letters.get()
    paper = client.get(_address(cases[4].application, "result_letter", letter.public_id))
    assert (paper["Content-Type"], paper.content[:5]) == ("application/pdf", b"%PDF-")


def test_confirmed_and_given_up_through_the_page(client: Client, at: Callable[[object], None]) -> None:
    _selection, _by, cases, outcomes, members = released([90, 80], places=1)
    at(TOLD + timedelta(hours=1))
    client.force_login(members[0].person)
    address, key = _address(cases[0].application, "result_answer"), uuid4()
    for _click in range(2):
        assert client.post(address, {"verb": "confirm", "key": key}).status_code == 302
    assert Outcome.objects.get(pk=outcomes[0].pk).standing == "confirmed"
    assert client.post(address, {"verb": "give_up", "key": uuid4()}).status_code == 422
    assert client.post(address, {"verb": "give_up", "key": key, "sure": "1"}).status_code == 422
    assert client.post(address, {"verb": "give_up", "key": uuid4(), "sure": "1"}).status_code == 302
    assert Outcome.objects.get(pk=outcomes[1].pk).standing == "offered"
    assert client.post(address, {"verb": "confirm", "key": uuid4()}).status_code == 409


def _object(outcome: Outcome, by: AsMember, **given: object) -> Objection:
    said = {"text": "The second patent was overlooked.", "challenged": [], "key": uuid4(), "now": TOLD} | given
    return objecting.object_to(outcome=outcome, by=by, **said)


def test_objected_through_the_page_once_with_a_challenge(client: Client, at: Callable[[object], None]) -> None:
    _selection, by, cases, outcomes, members = released([90, 30], places=1)
    stage = outcomes[1].decision.stage
    Review.objects.filter(assignment__case=cases[1]).update(to_applicant="Too early.")
    commenting.accept_all(stage=stage, by=by, now=TOLD)
    assignment = Assignment.objects.get(case=cases[1])
    at(TOLD + timedelta(days=1))
    client.force_login(members[1].person)
    sent = {
        "text": "The judge works for a rival.",
        "challenged": f"{stage.public_id}:{assignment.label}",
        "key": uuid4(),
    }
    address = _address(cases[1].application, "result_objection")
    assert [client.post(address, sent).status_code for _click in range(2)] == [302, 302]
    assert client.post(address, sent | {"key": uuid4()}).status_code == 409
    conflict = Conflict.objects.get()
    assert (conflict.reviewer, conflict.case, conflict.source) == (assignment.reviewer, cases[1], "challenged")
    assert "The judge works for a rival." in client.get(_address(cases[1].application)).content.decode()


def test_a_letter_of_a_reviewer_whose_words_stayed_inside_is_unknown() -> None:
    _selection, _by, cases, outcomes, members = released([90, 30], places=1)
    stage, assignment = outcomes[1].decision.stage, Assignment.objects.get(case=cases[1])
    for named in (f"{stage.public_id}:{assignment.label}", f"{stage.public_id}:?"):
        with pytest.raises(objecting.Refused, match="not known here"):
            _object(outcomes[1], members[1], challenged=[named])
    assert (Objection.objects.count(), Conflict.objects.count()) == (0, 0)


def test_objections_come_in_time_and_not_against_a_place() -> None:
    selection, _by, _cases, outcomes, members = released([90, 30], places=1)
    late = TOLD + timedelta(days=selection.objection_days + 1)
    with pytest.raises(objecting.Refused, match="time to object"):
        _object(outcomes[1], members[1], now=late)
    with pytest.raises(objecting.Refused, match="nothing to object"):
        _object(outcomes[0], members[0])
    assert Objection.objects.count() == 0


def test_comments_are_read_only_where_the_rules_let_them(client: Client) -> None:
    selection, _by, cases, _outcomes, members = released([90, 30], places=1)
    Review.objects.update(released="Hidden after all.")
    selection.comments_are_released = False
    selection.save()
    client.force_login(members[1].person)
    assert "Hidden after all." not in client.get(_address(cases[1].application)).content.decode()


def test_revoked_the_reason_stands_on_the_page(client: Client) -> None:
    _selection, by, cases, outcomes, members = released([90, 80], places=1)
    confirming.revoke(outcome=outcomes[0], reason="The company was dissolved.", by=by, now=TOLD)
    client.force_login(members[0].person)
    assert "The company was dissolved." in client.get(_address(cases[0].application)).content.decode()
