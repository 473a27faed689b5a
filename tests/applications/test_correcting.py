"""Corrections from the founder's side: what may be mended can be handed in, and nothing else slips in with it."""

from datetime import timedelta
from uuid import uuid4

import pytest

from madang.applications.actions import corrections, on_behalf
from madang.applications.actions.files import attach, detach
from madang.applications.actions.locking import locked
from madang.applications.actions.submitting import withdraw
from madang.applications.models import Application, Correction
from madang.applications.reading import sheet_of
from madang.core.policy import Refused
from madang.engines.forms import depending, read
from madang.programmes.models import Call
from madang.startups import actions as wallet
from tests.factories import files
from tests.factories.institutions import make_staff
from tests.factories.programmes import NOW, make_call
from tests.factories.writing import FORM, hand_in, make_application, make_form, make_ready, write_answers

pytestmark = pytest.mark.django_db
TICK = timedelta(microseconds=1)


@pytest.fixture
def desk(call):
    return make_staff(call.institution)


def ask(application, by, *questions, now=NOW):
    values = {"reason": "There is a slip.", "until": now + timedelta(days=2), "by": by, "now": now}
    return corrections.ask_correction(application=application, questions=questions, **values)


def sent_with(owner, call, **answers):
    draft = make_ready(owner, call)
    write_answers(draft, owner, **answers)
    hand_in(draft, owner)
    return Application.objects.for_work().get(pk=draft.pk)


def put(owner, draft, mark, now=NOW):
    upload = files.upload(files.pdf(mark=mark), f"{mark}.pdf")
    kept = wallet.keep_document(
        startup=owner.startup, upload=upload, values={"kind": "business_plan"}, by=owner, now=now
    )
    return attach(application=draft, question="paper", document=kept.document, by=owner, now=now)


def test_what_a_mended_answer_asks_for_can_be_answered_and_handed_in(owner):
    form = FORM | {"sections": [dict(section) for section in FORM["sections"]]}
    first = form["sections"][0]
    first["questions"] = [
        question | {"required": "submit"} if question["id"] == "which" else question for question in first["questions"]
    ]
    call = make_call()
    make_form(call, form)
    desk = make_staff(call.institution)
    sent = sent_with(owner, call, field="arm")

    asked = ask(sent, desk, "field")
    write_answers(sent, owner, field="other")
    write_answers(sent, owner, which="Legs")

    assert asked.questions == ["field", "which"]
    assert hand_in(sent, owner).content["answers"]["which"] == "Legs"
    assert ask(Application.objects.get(), desk, "title").questions == ["title"]


def test_what_hangs_on_an_answer_is_found_over_several_steps():
    form = read(
        {
            "version": 1,
            "title": {"en": "Form"},
            "sections": [
                {
                    "id": "one",
                    "title": {"en": "One"},
                    "questions": [
                        {"id": "a", "kind": "text", "label": {"en": "A"}},
                        {"id": "b", "kind": "text", "label": {"en": "B"}, "shown_if": _filled("a")},
                        {"id": "c", "kind": "text", "label": {"en": "C"}},
                    ],
                },
                {
                    "id": "two",
                    "title": {"en": "Two"},
                    "shown_if": _filled("b"),
                    "questions": [{"id": "d", "kind": "text", "label": {"en": "D"}}],
                },
            ],
        }
    )

    assert depending(form, ["a"]) == ("b", "d")
    assert depending(form, ["b", "c"]) == ("d",)
    assert depending(form, ["d"]) == ()


def _filled(question):
    return {"question": question, "filled": True}


def test_what_an_earlier_request_left_half_mended_does_not_slip_in_with_the_next(owner, call, desk):
    sent = sent_with(owner, call, story="Old words.")
    first = ask(sent, desk, "title", "people")
    write_answers(sent, owner, title="Half mended", people="7")
    corrections.recall_correction(correction=first, by=desk, now=NOW + TICK)

    ask(sent, desk, "story", now=NOW + timedelta(hours=1))
    write_answers(sent, owner, now=NOW + timedelta(hours=2), story="New words.")
    mended = hand_in(sent, owner, now=NOW + timedelta(hours=2))

    answers = mended.content["answers"]
    assert (answers["title"], answers["story"], "people" in answers) == ("Arms that feel", "New words.", False)


def test_what_is_named_again_keeps_what_was_written_meanwhile(owner, call, desk):
    sent = sent_with(owner, call)
    first = ask(sent, desk, "title")
    write_answers(sent, owner, title="Half mended")
    corrections.recall_correction(correction=first, by=desk, now=NOW + TICK)

    ask(sent, desk, "title", now=NOW + timedelta(hours=1))

    assert sheet_of(locked(sent)).answers["title"] == "Half mended"


def test_files_that_are_not_named_again_go_back_to_what_was_handed_in(owner, call, desk):
    draft = make_ready(owner, call)
    kept = put(owner, draft, "first")
    hand_in(draft, owner)
    sent = Application.objects.for_work().get(pk=draft.pk)
    first = ask(sent, desk, "paper")
    detach(file=kept, by=owner, now=NOW)
    put(owner, sent, "second")
    corrections.recall_correction(correction=first, by=desk, now=NOW + TICK)

    ask(sent, desk, "title", now=NOW + timedelta(hours=1))

    assert [file.name for file in sheet_of(locked(sent)).files["paper"]] == ["first.pdf"]


def test_the_time_of_a_correction_ends_to_the_microsecond(owner, call, desk):
    sent = sent_with(owner, call)
    correction = ask(sent, desk, "title")

    assert write_answers(sent, owner, now=correction.until - TICK, title="In time").changed
    with pytest.raises(Refused, match="time for the correction is over"):
        write_answers(sent, owner, now=correction.until, title="Too late")
    with pytest.raises(Refused, match="time for the correction is over"):
        hand_in(sent, owner, now=correction.until)
    assert hand_in(sent, owner, now=correction.until - TICK).number == 2
    assert Correction.objects.get().answered_at == correction.until - TICK


def test_a_draft_filed_for_a_startup_is_given_back_for_its_key_after_closing_too(owner, call, desk):
    given = {"call": call, "startup": owner.startup, "language": "en", "title": "Arms", "authority": "Letter"}
    made = on_behalf.file_for(**given, key=(key := uuid4()), by=desk, now=NOW)
    Call.objects.update(status="closed", closes_at=NOW)
    given["call"] = Call.objects.get()

    assert on_behalf.file_for(**given, key=key, by=desk, now=NOW + TICK).pk == made.pk
    with pytest.raises(Refused):
        on_behalf.file_for(**given, key=uuid4(), by=desk, now=NOW + TICK)


def test_a_draft_that_was_withdrawn_is_begun_anew_without_its_number_and_consents(owner, call):
    sent = sent_with(owner, call)

    withdraw(application=sent, reason="A slip.", by=owner, now=NOW)
    again = make_application(owner, call)

    assert (again.number, "agreed" in sheet_of(again).answers) == (None, False)
