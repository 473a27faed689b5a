"""Letters: all at once, in each applicant's language, once."""

from datetime import timedelta

import pytest
from django.core import mail

from madang.applications.models import Application
from madang.core.audit.models import Entry as Audited
from madang.core.policy import Refused
from madang.journey.models import Entry
from madang.programmes.models import Call
from madang.reviews.actions import releasing
from madang.reviews.actions.posting import send_letters
from madang.reviews.models import Decision, Delivery, Letter, Outcome, Selection
from madang.reviews.notices.letters import as_pdf
from tests.factories.startups import make_member
from tests.reviews.deciding import TOLD, approved, propose, released, scored

pytestmark = pytest.mark.django_db


def test_everyone_is_told_in_one_go_with_offers_reserve_and_letters(django_capture_on_commit_callbacks) -> None:
    selection, _by, _cases, outcomes, _members = released([90, 80, 70, 60, 50, 30], places=2)
    assert [(one.result, one.standing, one.reserve_order) for one in outcomes] == [
        ("selected", "offered", None), ("selected", "offered", None), ("reserve", "final", 1), ("reserve", "final", 2),
        ("not_selected", "final", None), ("not_selected", "final", None),
    ]  # fmt: skip
    assert {one.released_at for one in outcomes} == {TOLD}
    assert [one.letters.get().subject.split(":")[0] for one in outcomes] == [
        "Selected", "Selected", "On the reserve list", "On the reserve list", "Result of the selection",
        "Result of the selection",
    ]  # fmt: skip
    assert (selection.state, Call.objects.get(pk=selection.call_id).status) == ("released", "decided")
    assert Decision.objects.get().state == "released"
    told = Entry.objects.filter(kind="reviews.result_told")
    assert (told.count(), {entry.institution_id for entry in told}) == (6, {None})
    assert Audited.objects.filter(action="reviews.decision_released").count() == 1
    assert [len(one.feedback["stages"]) for one in outcomes] == [1] * 6


def test_each_letter_is_in_the_language_of_its_application() -> None:
    _selection, stage, by, cases = scored([90, 80, 70], places=1)
    for case, language in zip(cases, ("ko", "zh", "en"), strict=True):
        Application.objects.filter(pk=case.application_id).update(language=language)
    releasing.release(decision=approved(stage, by), by=by, now=TOLD)
    letters = [Letter.objects.get(outcome__case=case) for case in cases]
    assert [letter.language for letter in letters] == ["ko", "zh", "en"]
    assert "KST" in letters[0].body
    assert [as_pdf(letter)[:5] for letter in letters] == [b"%PDF-"] * 3
    assert as_pdf(letters[0]) == as_pdf(letters[0])


def test_letters_go_exactly_once_when_the_job_runs_twice() -> None:
    _selection, stage, by, cases = scored([90, 80], places=1)
    for case in cases:
        make_member(case.application.startup)
        make_member(case.application.startup, role="viewer")
    releasing.release(decision=approved(stage, by), by=by, now=TOLD)
    assert Delivery.objects.filter(sent_at=None).count() == 4
    send_letters()
    send_letters()
    assert len({message.extra_headers["Message-ID"] for message in mail.outbox}) == len(mail.outbox) == 4
    assert Letter.objects.filter(mailed_at=None).count() == 0


def test_who_left_the_team_gets_no_letter() -> None:
    _selection, stage, by, cases = scored([90])
    member = make_member(cases[0].application.startup)
    releasing.release(decision=approved(stage, by), by=by, now=TOLD)
    cases[0].application.startup.memberships.filter(person=member.person).delete()
    send_letters()
    assert (len(mail.outbox), Delivery.objects.get().dropped_at is not None) == (0, True)


def test_released_twice_it_is_told_once() -> None:
    _selection, stage, by, _cases = scored([90, 80])
    decision = approved(stage, by)
    releasing.release(decision=decision, by=by, now=TOLD)
    again = releasing.release(decision=decision, by=by, now=TOLD + timedelta(minutes=1))
    assert (again.released_at, Letter.objects.count()) == (TOLD, 2)


def test_what_nobody_approved_is_not_told_and_leaves_no_trace() -> None:
    _selection, stage, by, _cases = scored([90])
    decision = propose(stage, by)
    with pytest.raises(Refused, match="approved"):
        releasing.release(decision=decision, by=by, now=TOLD)
    assert (Letter.objects.count(), Selection.objects.get().state) == (0, "running")


def test_who_withdrew_after_the_approval_is_told_nothing_and_the_next_has_the_place() -> None:
    _selection, stage, by, cases = scored([90, 80, 70, 60], places=1)
    decision = approved(stage, by)
    Application.objects.filter(pk=cases[0].application_id).update(state="withdrawn", withdrawn_at=TOLD)
    releasing.release(decision=decision, by=by, now=TOLD)
    outcomes = [Outcome.objects.get(case=case) for case in cases]
    assert [(one.result, one.reserve_order) for one in outcomes] == [
        ("withdrawn", None), ("selected", None), ("reserve", 1), ("not_selected", None),
    ]  # fmt: skip
    assert sorted(Letter.objects.values_list("outcome__case", flat=True)) == sorted(case.pk for case in cases[1:])
