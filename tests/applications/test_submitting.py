"""Handing in and what follows: once, in time, whole; corrected on request; withdrawn; kept for the next time."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core import mail

from madang.applications.actions.keeping import keep
from madang.applications.actions.locking import KeyReused
from madang.applications.actions.submitting import Changed, Incomplete, sign, submit, withdraw
from madang.applications.models import Application, SignOff, Submission
from madang.applications.reading import sheet_of
from madang.core.policy import Refused
from madang.engines.forms import content_hash
from madang.journey.models import Entry as Line
from madang.startups.models import Answer
from tests.factories.programmes import NOW, make_call
from tests.factories.writing import (
    hand_in,
    make_application,
    make_correction,
    make_form,
    make_open_call,
    make_ready,
    write_answers,
)

pytestmark = pytest.mark.django_db
TICK = timedelta(microseconds=1)


def lines():
    return [line.kind for line in Line.objects.order_by("pk") if line.kind != "applications.opened"]


def nothing_was_handed_in(application):
    application.refresh_from_db()
    return (application.state, Submission.objects.count(), lines(), mail.outbox) == ("draft", 0, [], [])


def test_handing_in_keeps_state_content_thread_and_mail_together(
    complete, owner, editor, django_capture_on_commit_callbacks
):
    editor.person.language = "ko"
    editor.person.save()

    with django_capture_on_commit_callbacks(execute=True):
        submission = hand_in(complete, owner)

    complete.refresh_from_db()
    assert (complete.state, complete.submitted_at) == ("submitted", NOW)
    assert (submission.number, submission.submitted_at, submission.in_grace) == (1, NOW, False)
    assert submission.content["answers"]["title"] == "Arms that feel"
    assert submission.content_hash == content_hash(sheet_of(complete).form, submission.content["answers"])
    line = Line.objects.get(kind="applications.submitted")
    assert (line.startup, line.institution, line.actor) == (owner.startup, complete.call.institution, owner.person)
    assert sorted(message.to[0] for message in mail.outbox) == sorted([owner.person.email, editor.person.email])
    by_reader = {message.to[0]: message for message in mail.outbox}
    assert by_reader[owner.person.email].subject.startswith(f"Handed in: {complete.number}")
    assert by_reader[editor.person.email].subject.startswith(f"제출 완료: {complete.number}")
    assert "Arms that feel" not in "".join(message.body for message in mail.outbox)


def test_the_same_key_again_gives_the_same_receipt_even_after_closing(complete, owner):
    key = uuid4()
    first = hand_in(complete, owner, key=key)

    again = submit(
        application=complete,
        key=key,
        seen=first.content_hash,
        by=owner,
        now=complete.call.closes_at + timedelta(days=9),
    )

    assert (again, Submission.objects.count(), lines()) == (first, 1, ["applications.submitted"])


def test_the_same_key_with_other_content_or_another_application_is_refused(complete, owner, editor):
    key = uuid4()
    hand_in(complete, owner, key=key)
    other = make_ready(owner, make_open_call())

    with pytest.raises(KeyReused):
        submit(application=complete, key=key, seen="0" * 64, by=owner, now=NOW)
    with pytest.raises(KeyReused):
        hand_in(other, owner, key=key)

    assert Submission.objects.count() == 1


def test_handing_in_again_with_another_key_is_refused(complete, owner):
    hand_in(complete, owner)

    with pytest.raises(Refused, match="already been handed in"):
        hand_in(complete, owner)

    assert Submission.objects.count() == 1


def test_an_incomplete_draft_is_refused_with_its_checklist_and_leaves_no_trace(draft, owner):
    write_answers(draft, owner, story="Only this")

    with pytest.raises(Incomplete) as refused:
        hand_in(draft, owner)

    assert [problem.question for problem in refused.value.problems] == ["title", "agreed"]
    assert nothing_was_handed_in(draft)


def test_what_a_teammate_changed_meanwhile_is_not_handed_in_unread(complete, owner, editor):
    seen = sheet_of(complete).hash
    write_answers(complete, editor, story="One word more")

    with pytest.raises(Changed):
        submit(application=complete, key=uuid4(), seen=seen, by=owner, now=NOW)

    assert nothing_was_handed_in(complete)


def test_in_time_to_the_microsecond(owner):
    call = make_open_call()
    early, late = make_ready(owner, call), call.closes_at

    with pytest.raises(Refused, match="The call has closed"):
        hand_in(early, owner, now=late)
    assert nothing_was_handed_in(early)

    assert hand_in(early, owner, now=late - TICK).submitted_at == late - TICK


def test_a_draft_with_a_number_is_handed_in_within_the_grace_and_says_so(owner):
    call = make_open_call(grace_minutes=30)
    draft = make_ready(owner, call)
    end = call.closes_at + timedelta(minutes=30)

    with pytest.raises(Refused):
        hand_in(draft, owner, now=end)

    assert hand_in(draft, owner, now=end - TICK).in_grace


def test_a_viewer_and_a_stranger_hand_in_nothing(complete, viewer, stranger):
    for by in (viewer, stranger):
        with pytest.raises(Refused):
            hand_in(complete, by)

    assert nothing_was_handed_in(complete)


def test_a_hidden_answer_is_not_handed_in(complete, owner):
    write_answers(complete, owner, field="other", which="Rescue")
    write_answers(complete, owner, field="arm")

    submission = hand_in(complete, owner)

    assert "which" not in submission.content["answers"]


def test_a_correction_makes_the_next_submission_and_keeps_the_first(complete, owner):
    first = hand_in(complete, owner)
    correction = make_correction(complete, "title")
    write_answers(complete, owner, title="Better arms")

    second = hand_in(complete, owner, now=NOW + timedelta(hours=1))

    first.refresh_from_db()
    correction.refresh_from_db()
    assert [one.content["answers"]["title"] for one in (first, second)] == ["Arms that feel", "Better arms"]
    assert (second.number, correction.submission, correction.answered_at) == (2, second, NOW + timedelta(hours=1))
    complete.refresh_from_db()
    assert complete.submitted_at == NOW
    with pytest.raises(Refused, match="already been handed in"):
        hand_in(complete, owner)


def test_a_sign_off_is_bound_to_what_was_read(complete, owner, editor):
    seen = sheet_of(complete).hash
    signed = sign(application=complete, seen=seen, by=editor, now=NOW)
    assert sign(application=complete, seen=seen, by=editor, now=NOW) == signed
    write_answers(complete, owner, story="One word more")

    with pytest.raises(Changed):
        sign(application=complete, seen=seen, by=owner, now=NOW)

    assert [one.person for one in SignOff.objects.all()] == [editor.person]
    assert lines() == ["applications.signed_off"]


def test_withdrawing_keeps_what_was_handed_in_and_frees_the_place(complete, owner):
    hand_in(complete, owner)

    withdrawn = withdraw(application=complete, reason="We merged.", by=owner, now=NOW)

    assert (withdrawn.state, withdrawn.withdrawn_at, withdrawn.withdrawn_reason) == ("withdrawn", NOW, "We merged.")
    assert Submission.objects.count() == 1
    assert Line.objects.get(kind="applications.withdrawn").institution == complete.call.institution
    assert make_application(owner, complete.call) != complete
    with pytest.raises(Refused, match="already been withdrawn"):
        withdraw(application=complete, reason="Twice", by=owner, now=NOW)


def test_a_draft_given_up_leaves_nothing_at_the_door(draft, owner):
    withdraw(application=draft, reason="", by=owner, now=NOW)

    line = Line.objects.get(kind="applications.withdrawn")
    assert (line.institution, line.payload["was_draft"]) == (None, True)


def test_after_the_selection_one_asks_the_institution(complete, owner):
    hand_in(complete, owner)
    complete.call.status = "decided"
    complete.call.save()

    with pytest.raises(Refused, match="The selection is over"):
        withdraw(application=complete, reason="Late", by=owner, now=NOW)

    assert Application.objects.get().state == "submitted"


def test_only_the_answers_chosen_are_kept_and_only_once(owner):
    call = make_call()
    asked = [
        {"id": "overview", "meaning": "plan_overview", "required": "submit"},
        {"id": "market", "meaning": "target_market"},
    ]
    title = {"en": "Sample"}
    make_form(call, {"version": 1, "title": title, "sections": [{"id": "a", "title": title, "questions": asked}]})
    draft = make_application(owner, call)
    write_answers(draft, owner, overview="Arms that feel", market="Hospitals")
    submission = hand_in(draft, owner)

    for _time in range(2):
        keep(submission=submission, questions={"overview"}, by=owner, now=NOW)

    kept = Answer.objects.get()
    assert (kept.meaning, kept.lang, kept.value, kept.source) == (
        "plan_overview",
        "en",
        "Arms that feel",
        "application",
    )
    assert (kept.version, kept.source_ref) == (1, draft.public_id)
