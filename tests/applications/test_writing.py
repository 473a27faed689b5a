"""Saving answers one by one: merged by field, nothing overwritten unseen, nothing lost."""

import re
from datetime import timedelta

import pytest

from madang.applications.actions.writing import Change, be_here, choose_language, save_answers
from madang.applications.models import Application, Presence
from madang.applications.reading import sheet_of
from madang.core.policy import Refused
from tests.factories.programmes import NOW
from tests.factories.writing import hand_in, make_application, make_correction, make_open_call, write_answers

pytestmark = pytest.mark.django_db
TICK = timedelta(microseconds=1)


def save(draft, by, *, now=NOW, **changes):
    given = {key: Change(raw, seen) for key, (raw, seen) in changes.items()}
    return save_answers(application=draft, changes=given, by=by, now=now)


def test_the_first_save_gives_a_number_one_can_read_out(draft, owner):
    saved = save(draft, owner, title=("Arms", 0))

    assert re.fullmatch(r"[2-9A-HJKMNP-TV-Z]{4}-[2-9A-HJKMNP-TV-Z]{4}", saved.application.number)
    save(draft, owner, title=("Arms 2", 1))
    draft.refresh_from_db()
    assert (draft.number, draft.version) == (saved.application.number, 2)


def test_two_editors_of_different_answers_both_keep_theirs(draft, owner, editor):
    save(draft, owner, title=("Arms", 0))
    saved = save(draft, editor, story=("They feel.", 0))

    assert saved.is_whole
    assert sheet_of(draft).answers == {"title": "Arms", "story": "They feel."}


def test_a_stale_answer_overwrites_nothing_and_shows_both(draft, owner, editor):
    save(draft, owner, title=("Arms", 0))

    saved = save(draft, editor, title=("Hands", 0), story=("They feel.", 0))

    assert (saved.clashes["title"].mine, saved.clashes["title"].theirs.value) == ("Hands", "Arms")
    assert saved.clashes["title"].theirs.edited_by == owner.person
    assert sheet_of(draft).answers == {"title": "Arms", "story": "They feel."}


def test_saving_the_same_again_is_no_clash_and_no_change(draft, owner, editor):
    save(draft, owner, title=("Arms", 0))

    saved = save(draft, editor, title=(" Arms ", 0))

    assert (saved.is_whole, saved.changed) == (True, set())
    entry = draft.entries.get()
    assert (entry.version, entry.edited_by) == (1, owner.person)


def test_what_cannot_be_read_is_told_and_the_rest_is_saved(draft, owner):
    saved = save(draft, owner, people=("many", 0), asked=({"amount": "1억 5천만", "currency": ""}, 0))

    assert [problem.code for problem in saved.faults["people"]] == ["not_number"]
    assert sheet_of(draft).answers == {"asked": {"amount": "150000000", "currency": "KRW"}}


def test_a_text_over_its_limit_is_kept_and_stands_on_the_checklist(draft, owner):
    save(draft, owner, title=(" ".join(["word"] * 11), 0), agreed=("yes", 0))

    problems = sheet_of(draft).problems(now=NOW)

    assert [(problem.question, problem.code) for problem in problems] == [("title", "long_words")]


def test_emptying_an_answer_keeps_its_place_and_version(draft, owner):
    save(draft, owner, title=("Arms", 0))
    save(draft, owner, title=("", 1))

    entry = draft.entries.get()
    assert (entry.value, entry.version) == (None, 2)
    assert sheet_of(draft).answers == {}


def test_an_answer_typed_over_one_of_the_bank_is_no_longer_of_the_bank(owner, draft):
    entry = draft.entries.create(
        question="title", value="Old", source="bank", as_of=NOW.date(), edited_by=owner.person, edited_at=NOW
    )
    save(draft, owner, title=("New", 1))

    entry.refresh_from_db()
    assert (entry.value, entry.source, entry.as_of) == ("New", "typed", None)


def test_questions_of_no_such_form_and_files_are_passed_over(draft, owner):
    saved = save(draft, owner, nothing=("x", 0), paper=([{"document": "a", "sha256": "0" * 64}], 0))

    assert (saved.changed, draft.entries.count()) == (set(), 0)


@pytest.mark.parametrize("who", ["viewer", "stranger"])
def test_who_may_not_write_changes_nothing(who, draft, viewer, stranger):
    with pytest.raises(Refused):
        save(draft, {"viewer": viewer, "stranger": stranger}[who], title=("Arms", 0))

    draft.refresh_from_db()
    assert (draft.version, draft.number, draft.entries.count()) == (0, None, 0)


def test_a_numbered_draft_is_written_until_the_end_of_the_grace_and_not_one_microsecond_longer(owner):
    call = make_open_call(grace_minutes=30)
    draft, end = make_application(owner, call), call.closes_at + timedelta(minutes=30)
    save(draft, owner, now=call.closes_at - TICK, title=("Arms", 0))

    save(draft, owner, now=end - TICK, title=("Arms 2", 1))
    with pytest.raises(Refused, match="The call has closed"):
        save(draft, owner, now=end, title=("Arms 3", 2))

    assert sheet_of(draft).answers == {"title": "Arms 2"}


def test_a_draft_nobody_saved_before_closing_has_no_grace(owner):
    call = make_open_call(grace_minutes=30)
    draft = make_application(owner, call)

    with pytest.raises(Refused, match="The grace is for drafts that were saved"):
        save(draft, owner, now=call.closes_at, title=("Arms", 0))

    assert not Application.objects.get().number


def test_after_handing_in_only_what_a_request_names_can_be_changed(complete, owner):
    hand_in(complete, owner)
    with pytest.raises(Refused, match="handed in"):
        save(complete, owner, title=("Other", 1))
    make_correction(complete, "title")

    saved = save(complete, owner, title=("Better arms", 1), story=("New", 0))

    assert (saved.changed, set(saved.refused)) == ({"title"}, {"story"})


def test_a_request_whose_time_is_over_opens_nothing(complete, owner):
    hand_in(complete, owner)
    correction = make_correction(complete, "title")

    with pytest.raises(Refused, match="time for the correction is over"):
        save(complete, owner, now=correction.until, title=("Better arms", 1))


def test_the_language_decides_how_lengths_are_counted(draft, owner):
    write_answers(draft, owner, title="a b c d e f g h i j k", agreed="yes")
    in_english = len(sheet_of(draft).problems(now=NOW))

    draft = choose_language(application=draft, language="ko", by=owner, now=NOW)

    assert (in_english, sheet_of(draft).problems(now=NOW)) == (1, [])


def test_presence_is_one_place_a_person_and_names_only_questions_of_the_form(draft, owner):
    be_here(application=draft, question="title", by=owner, now=NOW)
    be_here(application=draft, question="<script>", by=owner, now=NOW + timedelta(seconds=5))

    here = Presence.objects.get()
    assert (here.person, here.question, here.seen_at) == (owner.person, "", NOW + timedelta(seconds=5))
