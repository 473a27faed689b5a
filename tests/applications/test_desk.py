"""What staff do with applications: read, ask for corrections, file on behalf, take copies; and the operator's extensions."""

import zipfile
from datetime import timedelta
from io import BytesIO
from uuid import uuid4

import openpyxl
import pytest
from django.urls import reverse

from madang.applications import jobs
from madang.applications.actions import corrections, exporting, on_behalf
from madang.applications.actions.extending import extend
from madang.applications.actions.locking import KeyReused
from madang.applications.actions.weighing import due, weigh
from madang.applications.arrived import Choice, arrived
from madang.applications.deadline import deadline_of
from madang.applications.models import Application, Correction, Export, Extension, Submission
from madang.core import clock
from madang.core.audit.models import Entry as Audited
from madang.core.policy import Refused
from madang.journey.models import Entry as Line
from madang.programmes.models import Call
from tests.factories.institutions import make_staff
from tests.factories.people import as_operator
from tests.factories.programmes import NOW, make_call
from tests.factories.startups import make_member
from tests.factories.writing import hand_in, make_application, make_ready, write_answers

pytestmark = pytest.mark.django_db
UNTIL = NOW + timedelta(days=3)


@pytest.fixture(autouse=True)
def at_the_time_of_the_tests(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def desk(call):
    return make_staff(call.institution)


@pytest.fixture
def sent(owner, complete):
    """Handed in by the owner of the startup."""
    hand_in(complete, owner)
    return Application.objects.for_work().get(pk=complete.pk)


@pytest.fixture
def staffed(client, desk):
    client.force_login(desk.person)
    return client


def at(name, call, *more):
    return reverse(f"applications:{name}", args=[call.institution.slug, call.public_id, *more])


def ask(application, by, *questions, **fields):
    values = {"reason": "The title has a slip.", "until": UNTIL} | fields
    return corrections.ask_correction(application=application, questions=questions, by=by, now=NOW, **values)


@pytest.mark.parametrize("rows", [1, 20])
def test_the_list_costs_the_same_whatever_the_rows(staffed, call, rows, django_assert_num_queries):
    for _ in range(rows):
        member = make_member()
        hand_in(make_ready(member, call), member)

    with django_assert_num_queries(8):  # session, person, role, call, counts, page count, rows, extensions
        shown = staffed.get(at("desk_list", call))

    assert len(shown.context["page"].object_list) == rows


def test_drafts_are_a_number_and_nothing_else(staffed, call, draft, startup):
    shown = staffed.get(at("desk_list", call))

    assert shown.context["numbers"] == {"submitted": 0, "withdrawn": 0, "drafts": 1}
    assert str(startup.name) not in shown.content.decode()
    assert staffed.get(at("desk_application", call, draft.public_id)).status_code == 404


def test_the_list_is_narrowed_by_words_language_hint_and_state(desk, call, sent, startup):
    weigh(applications=due(NOW), now=NOW)
    sent.refresh_from_db()

    def found(**choice):
        return list(arrived(call, desk, Choice.of(choice)).values_list("pk", flat=True))

    assert found(q=sent.number.lower()) == [sent.pk]
    assert found(q=startup.name.en[:10]) == [sent.pk]
    assert found(q="nothing like it") == []
    assert (found(language="en"), found(language="ko")) == ([sent.pk], [])
    assert found(hint=sent.eligibility or "") == [sent.pk]
    assert (found(show="late"), found(show="asked"), found(show="corrected")) == ([], [], [])


def test_reading_an_application_is_written_down(staffed, call, sent):
    shown = staffed.get(at("desk_application", call, sent.public_id))

    assert "Arms that feel" in shown.content.decode()
    assert Audited.objects.filter(action="viewed", thing=str(sent.pk)).count() == 1


def test_a_stranger_reads_nothing(client, call, sent):
    client.force_login(make_staff().person)

    answers = [client.get(at(name, call)).status_code for name in ("desk_list", "desk_exports", "desk_file_for")]
    answers += [client.get(at("desk_application", call, sent.public_id)).status_code]

    assert answers == [404] * 4
    assert not Audited.objects.exists()


def test_a_correction_opens_the_named_answers_and_tells_the_team(
    sent, desk, owner, django_capture_on_commit_callbacks, mailoutbox
):
    with django_capture_on_commit_callbacks(execute=True):
        asked = ask(sent, desk, "title")

    assert (asked.questions, asked.until) == (["title"], UNTIL)
    assert [message.to for message in mailoutbox if "correct" in message.subject] == [[owner.person.email]]
    assert write_answers(sent, owner, title="Arms").changed
    write_answers(sent, owner, story="Another story.")
    assert not sent.entries.filter(question="story").exists()


def test_a_corrected_application_stands_beside_the_first(sent, desk, owner, staffed, call):
    ask(sent, desk, "title")
    write_answers(sent, owner, title="Arms two")
    hand_in(sent, owner)

    shown = staffed.get(at("desk_compare", call, sent.public_id)).content.decode()

    assert ("Arms that feel" in shown, "Arms two" in shown) == (True, True)
    assert Submission.objects.filter(application=sent).count() == 2
    assert staffed.get(at("desk_application", call, sent.public_id) + "?submission=1").context["submission"].number == 1


def test_asking_twice_is_one_request_and_another_waits(sent, desk):
    first = ask(sent, desk, "title")
    again = ask(sent, desk, "title")

    assert first.pk == again.pk
    with pytest.raises(Refused, match="waiting already"):
        ask(sent, desk, "story")
    assert Correction.objects.count() == 1


@pytest.mark.parametrize(
    ("questions", "until", "reason"),
    [(["nothing"], UNTIL, "at least one answer"), (["title"], NOW, "still to come")],
)
def test_a_request_that_cannot_be_met_leaves_no_trace(sent, desk, questions, until, reason):
    lines = Line.objects.count()

    with pytest.raises(Refused, match=reason):
        ask(sent, desk, *questions, until=until)

    assert (Correction.objects.count(), Line.objects.count()) == (0, lines)


def test_a_recalled_request_closes_the_answers_again(sent, desk, owner):
    asked = ask(sent, desk, "title")
    corrections.recall_correction(correction=asked, by=desk, now=NOW)

    with pytest.raises(Refused, match="no longer be changed"):
        write_answers(sent, owner, title="Arms")
    with pytest.raises(Refused, match="taken back already"):
        corrections.recall_correction(correction=asked, by=desk, now=NOW)


@pytest.mark.parametrize("role", ["space", "expansion", "viewer"])
def test_who_only_looks_asks_for_nothing(sent, call, role):
    by = make_staff(call.institution, role=role)

    with pytest.raises(Refused):
        ask(sent, by, "title")
    with pytest.raises(Refused):
        exporting.ask_export(call=call, kind="table", choice=Choice(), language="en", key=uuid4(), by=by, now=NOW)

    assert (Correction.objects.count(), Export.objects.count()) == (0, 0)


def test_a_draft_on_behalf_belongs_to_the_startup(call, desk, owner, django_capture_on_commit_callbacks, mailoutbox):
    key = uuid4()

    def begin(authority="Letter of attorney"):
        return on_behalf.file_for(
            call=call,
            startup=owner.startup,
            language="en",
            title="Arms",
            authority=authority,
            key=key,
            by=desk,
            now=NOW,
        )

    with django_capture_on_commit_callbacks(execute=True):
        made = begin()

    assert begin().pk == made.pk
    with pytest.raises(KeyReused):
        begin("Another letter")
    assert (made.state, bool(made.number), made.filed_for) == ("draft", True, desk.person)
    assert [message.to for message in mailoutbox] == [[owner.person.email]]
    assert write_answers(made, owner, title="Arms").changed
    assert not Application.objects.visible_to(desk).exists()


def test_nothing_is_filed_beside_a_draft(call, desk, draft):
    with pytest.raises(Refused, match="has an application"):
        on_behalf.file_for(
            call=call, startup=draft.startup, language="en", title="", authority="A", key=uuid4(), by=desk, now=NOW
        )

    assert Application.objects.count() == 1


def export_of(call, by, kind, **more):
    values = {"choice": Choice(), "language": "en", "key": uuid4()} | more
    made = exporting.ask_export(call=call, kind=kind, by=by, now=NOW, **values)
    exporting.make_export(export=made.pk)
    made.refresh_from_db()
    return made


def test_a_table_holds_text_and_no_formula(sent, call, desk, owner, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    Submission.objects.filter(application=sent).update(
        content={"answers": {"title": '=HYPERLINK("https://example.test")', "people": "3"}}
    )

    made = export_of(call, desk, "table")

    sheet = openpyxl.load_workbook(BytesIO(made.file.read())).active
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert (made.state, made.total) == ("ready", 1)
    assert '=HYPERLINK("https://example.test")' in {cell.value for cell in cells}
    assert {cell.data_type for cell in cells} == {"s"}
    assert Audited.objects.filter(action="exported", thing=str(sent.pk)).count() == 1


def test_papers_come_in_one_archive_and_expire(sent, call, desk, staffed, settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = tmp_path
    made = export_of(call, desk, "papers")
    names = zipfile.ZipFile(BytesIO(made.file.read())).namelist()

    fetched = staffed.get(at("desk_export_file", call, made.public_id))
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(days=2))
    exporting.sweep_exports()

    assert [name.endswith(".pdf") and sent.number in name for name in names] == [True]
    assert (fetched.status_code, fetched["Content-Type"]) == (200, "application/zip")
    assert staffed.get(at("desk_export_file", call, made.public_id)).status_code == 404
    made.refresh_from_db()
    assert (made.state, made.file.name) == ("expired", "")


def test_the_same_key_is_the_same_export(sent, call, desk):
    key = uuid4()
    values = {"call": call, "choice": Choice(), "language": "en", "key": key, "by": desk, "now": NOW}

    first = exporting.ask_export(kind="table", **values)

    assert exporting.ask_export(kind="table", **values).pk == first.pk
    with pytest.raises(KeyReused):
        exporting.ask_export(kind="papers", **values)


def more_time(*calls, by=None, key=None, closes_at=None, reason="The street did not answer for an hour."):
    return extend(
        calls=calls,
        closes_at=closes_at or NOW + timedelta(days=20),
        reason=reason,
        key=key or uuid4(),
        by=by or as_operator(),
        now=NOW,
    )


def test_an_extension_moves_the_call_and_tells_the_drafts(
    call, draft, owner, django_capture_on_commit_callbacks, mailoutbox
):
    before = call.closes_at
    with django_capture_on_commit_callbacks(execute=True):
        done = more_time(call)

    call.refresh_from_db()
    window = deadline_of(call)
    assert (call.closes_at, window.closes_at) == (NOW + timedelta(days=20), NOW + timedelta(days=20))
    assert (window.extended_from, window.reason) == (before, "The street did not answer for an hour.")
    assert (done.drafts, [message.to for message in mailoutbox]) == (1, [[owner.person.email]])
    assert Audited.objects.get(action="applications.extended").detail["reason"] == window.reason


def test_a_call_that_its_time_closed_takes_applications_again(owner, call):
    Call.objects.filter(pk=call.pk).update(status="closed", closes_at=NOW - timedelta(hours=1))

    more_time(call)

    call.refresh_from_db()
    assert call.status == "published"
    assert make_application(owner, call).pk


def test_the_same_key_extends_once(call):
    key, by = uuid4(), as_operator()

    more_time(call, key=key, by=by)
    more_time(call, key=key, by=by)

    assert Extension.objects.count() == 1
    with pytest.raises(KeyReused):
        more_time(call, key=key, by=by, reason="Another reason.")


def test_all_calls_get_more_time_or_none(call):
    decided = make_call(status="decided")

    with pytest.raises(Refused, match="takes no applications"):
        more_time(call, decided)

    before = call.closes_at
    call.refresh_from_db()
    assert (call.closes_at, Extension.objects.count(), Audited.objects.count()) == (before, 0, 0)


def test_a_call_that_closed_long_ago_stays_closed(call):
    Call.objects.filter(pk=call.pk).update(status="closed", closes_at=NOW - timedelta(days=8), opens_at=None)

    with pytest.raises(Refused, match="more than a week ago"):
        more_time(call)

    call.refresh_from_db()
    assert (call.status, Extension.objects.count()) == ("closed", 0)


def test_only_the_operator_gives_more_time(call, desk, client):
    with pytest.raises(Refused, match="street’s office"):
        more_time(call, by=desk)
    client.force_login(desk.person)

    assert client.get(reverse("applications:extensions")).status_code == 404
    assert not Extension.objects.exists()


def test_the_operator_extends_by_the_page(client, call, draft):
    client.force_login(as_operator().person)
    address = reverse("applications:extensions")
    found = client.get(
        address, {"closes_from_day": "2020-01-01", "closes_from_time": "00:00", "closes_from_zone": "Asia/Seoul"}
    )
    sent = {
        "call": call.public_id,
        "key": str(uuid4()),
        "closes_at_day": "2099-01-02",
        "closes_at_time": "15:00",
        "closes_at_zone": "Asia/Seoul",
        "reason": "An outage.",
    }

    answer = client.post(address, sent)

    assert [one.drafts for one in found.context["calls"]] == [1]
    assert (answer.status_code, Extension.objects.count()) == (302, 1)
    assert "An outage." in client.get(address).content.decode()


def test_every_page_of_the_desk_opens_with_and_without_rows(staffed, call, sent):
    bare = make_call(programme=call.programme)
    for one in (bare, call):
        for name in ("desk_list", "desk_exports", "desk_file_for"):
            assert staffed.get(at(name, one)).status_code == 200, name
    made = staffed.post(at("desk_exports", call), {"kind": "table", "key": str(uuid4())})
    assert staffed.get(made["Location"]).status_code == 200
    assert staffed.get(at("desk_compare", call, sent.public_id)).status_code == 200
    pdf = staffed.get(at("desk_application_pdf", call, sent.public_id, 1))
    assert (pdf.status_code, pdf.content[:4]) == (200, b"%PDF")
    wrong = staffed.post(at("desk_correction", call, sent.public_id), {"reason": "x"})
    assert wrong.status_code == 422


def test_the_worker_knows_every_job_of_applications():
    """A job that `jobs` does not import is queued and never done."""
    queued = {name for name in jobs.__all__ if hasattr(getattr(jobs, name), "madang_task")}

    assert {"make_export", "sweep_exports", "send_note", "send_receipt", "weigh_hints"} <= queued
