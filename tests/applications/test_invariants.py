"""What must be true of applications as a whole: every sentence is broken here once, past all constraints, and found."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from madang.applications.actions.files import upload
from madang.applications.actions.submitting import sign
from madang.applications.models import Export, Extension
from madang.applications.reading import sheet_of
from madang.core import invariants
from tests.factories import files
from tests.factories.programmes import NOW
from tests.factories.startups import make_member
from tests.factories.writing import hand_in, make_correction, make_open_call, make_ready, write_answers

pytestmark = pytest.mark.django_db
OURS = [one.name for one in invariants.declared() if one.name.startswith("applications.")]
BREAKS = {
    "answered_corrections_have_their_submission": "UPDATE applications_correction SET submission_id = NULL",
    "applications_answer_their_calls_form": """
        UPDATE applications_application SET form_id = (SELECT max(id) FROM applications_formversion)""",
    "copies_live_a_day": "UPDATE applications_export SET file = ''",
    "corrections_name_answers": "UPDATE applications_correction SET questions = '[]'",
    "extensions_are_kept": """
        UPDATE programmes_call SET closes_at = e.closes_before FROM applications_extension e WHERE e.call_id = programmes_call.id""",
    "filed_for_says_by_what_right": "UPDATE applications_application SET filed_for_id = started_by_id",
    "form_versions_have_no_gap": "UPDATE applications_formversion SET number = 2",
    "files_are_the_startups_own": "UPDATE applications_attachedfile SET sha256 = repeat('0', 64)",
    "first_submission_gives_the_time": """
        UPDATE applications_application SET submitted_at = submitted_at + interval '1 microsecond'""",
    "handed_in_means_submitted": "UPDATE applications_application SET state = 'draft', submitted_at = NULL",
    "later_submissions_are_corrections": """
        UPDATE applications_correction SET submission_id = NULL, answered_at = NULL, recalled_at = now()""",
    "nothing_precedes_its_beginning": "UPDATE applications_application SET started_at = now() + interval '9 years'",
    "sign_offs_name_what_was_read": "UPDATE applications_signoff SET content_hash = ''",
    "submissions_have_no_gap": "UPDATE applications_submission SET number = 3 WHERE number = 2",
    "submissions_stand_on_the_thread_once": """
        INSERT INTO journey_entry (kind, version, payload, startup_id, capacity, at, recorded_at)
        SELECT kind, version, payload, startup_id, capacity, at, recorded_at FROM journey_entry
        WHERE payload->>'submission' = '2'""",
    "written_applications_have_a_number": """
        UPDATE applications_application SET number = NULL WHERE state = 'draft';
        UPDATE applications_entry SET edited_at = edited_at + interval '1 second'""",
}


@pytest.fixture
def sound():
    """One that was handed in, corrected and stood by, and a draft of another startup, to another call."""
    owner, call = make_member(), make_open_call()
    sent = make_ready(owner, call)
    paper = files.upload(files.pdf(mark="plan"), "plan.pdf")
    upload(application=sent, question="paper", upload=paper, kind="business_plan", by=owner, now=NOW)
    sign(application=sent, seen=sheet_of(sent).hash, by=owner, now=NOW)
    hand_in(sent, owner)
    make_correction(sent, "title")
    write_answers(sent, owner, title="Better arms")
    hand_in(sent, owner)
    make_ready(make_member(), make_open_call())
    more = {"call": call, "request_key": uuid4()}
    Extension.objects.create(
        closes_before=NOW,
        closes_after=call.closes_at,
        reason="An outage.",
        granted_by=owner.person,
        granted_at=NOW,
        **more,
    )
    Export.objects.create(
        kind="table",
        state="ready",
        file="exports/sample.xlsx",
        language="en",
        asked_by=owner.person,
        asked_at=NOW,
        ready_at=timezone.now(),
        expires_at=timezone.now() + timedelta(days=1),
        **more,
    )


def test_a_sound_street_breaks_none_of_them(sound):
    assert [found for found in invariants.broken() if found.name in OURS] == []


def test_every_sentence_is_broken_here():
    assert sorted(f"applications.{name}" for name in BREAKS) == OURS


@pytest.mark.parametrize("name", sorted(BREAKS))
def test_what_breaks_a_sentence_is_found(sound, name):
    with connection.cursor() as cursor:
        cursor.execute(BREAKS[name])

    assert f"applications.{name}" in [found.name for found in invariants.broken()]
