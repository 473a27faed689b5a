"""Beginning an application: what is known stands in it, and a startup applies once to a call."""

from datetime import date, timedelta

import pytest

from madang.applications.actions.opening import open_application
from madang.applications.actions.submitting import withdraw
from madang.applications.models import Application
from madang.applications.reading import sheet_of
from madang.core.policy import Refused
from madang.journey.models import Entry as Line
from madang.startups import actions as startup_actions
from madang.startups.actions.answers import Given, keep_answers
from tests.factories import files
from tests.factories.programmes import NOW, make_call
from tests.factories.startups import make_member, make_startup
from tests.factories.writing import make_application, make_form, make_open_call, write_answers

pytestmark = pytest.mark.django_db


def test_what_the_profile_and_the_bank_know_stands_in_the_draft(owner):
    call = make_call()
    make_form(call, "common")
    given = Given(meaning="plan_overview", value="Arms that feel.", lang="en", as_of=date(2026, 9, 1))
    keep_answers(startup=owner.startup, answers=[given], by=owner, now=NOW)

    draft = make_application(owner, call)

    entries = {entry.question: entry for entry in draft.entries.all()}
    assert entries["company_name"].value == str(owner.startup.name)
    assert (entries["company_name"].source, entries["company_name"].version) == ("profile", 1)
    overview = entries["plan_overview"]
    assert (overview.value, overview.source, overview.as_of) == ("Arms that feel.", "bank", date(2026, 9, 1))
    assert draft.number is None
    assert "consent_privacy" not in entries


def test_a_document_of_the_wallet_is_attached_where_it_is_asked_for(owner):
    call = make_call()
    make_form(call, "common")
    upload = files.upload(files.pdf(mark="plan"), "plan.pdf")
    values = {"kind": "business_plan"}
    kept = startup_actions.keep_document(startup=owner.startup, upload=upload, values=values, by=owner, now=NOW)

    draft = make_application(owner, call)

    assert [(file.question, file.document) for file in draft.files.all()] == [("doc_business_plan", kept.document)]


def test_opening_twice_gives_the_one_there_is(owner, call):
    first = make_application(owner, call)

    assert make_application(owner, call) == first
    assert Application.objects.count() == 1
    assert [line.kind for line in Line.objects.all()] == ["applications.opened"]


def test_it_answers_the_newest_form_and_keeps_to_it(owner, call):
    draft = make_application(owner, call)
    make_form(call)

    assert (draft.form.number, make_application(make_member(), call).form.number) == (1, 2)


def test_after_a_withdrawal_a_new_one_begins_with_what_was_written(owner, call):
    draft = make_application(owner, call)
    write_answers(draft, owner, title="Kept words", agreed="yes")
    withdraw(application=draft, reason="", by=owner, now=NOW)

    again = make_application(owner, call)

    assert again != draft
    # Consents are not carried over: they were given for what was withdrawn.
    assert sheet_of(again).answers == {"title": "Kept words"}
    assert again.number is None


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"closes_at": NOW}, "The call has closed."),
        ({"opens_at": NOW + timedelta(days=1)}, "has not opened yet"),
        ({"status": "decided"}, "The call has closed."),
    ],
)
def test_a_call_that_is_not_open_refuses_and_leaves_no_trace(owner, fields, reason):
    call = make_open_call(**fields)

    with pytest.raises(Refused, match=reason):
        make_application(owner, call)

    assert not Application.objects.exists()
    assert not Line.objects.exists()


def test_a_call_without_a_form_says_where_to_apply(owner):
    with pytest.raises(Refused, match="takes no applications here"):
        make_application(owner, make_call())


@pytest.mark.parametrize("who", ["viewer", "stranger", "closed"])
def test_who_may_not_write_for_the_startup_begins_nothing(who, startup, viewer, stranger, call):
    closed = make_member(make_startup(operation="closed"))
    by, of = {"viewer": (viewer, startup), "stranger": (stranger, startup), "closed": (closed, closed.startup)}[who]

    with pytest.raises(Refused):
        open_application(startup=of, call=call, language="en", by=by, now=NOW)

    assert not Application.objects.exists()
