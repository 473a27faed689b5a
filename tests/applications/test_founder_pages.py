"""The pages a founder writes on: with and without script, for every role, with hostile input, at a fixed cost."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from madang.applications import shedding
from madang.applications.models import Application, AttachedFile, Submission
from madang.applications.reading import sheet_of
from madang.core import clock, load
from madang.programmes.models import SavedCall
from tests.factories import files
from tests.factories.programmes import NOW, make_call
from tests.factories.writing import (
    hand_in,
    make_application,
    make_correction,
    make_open_call,
    make_ready,
    write_answers,
)

pytestmark = pytest.mark.django_db
HX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def at_the_time_of_the_tests(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)


def at(name, application, *more):
    return reverse(f"applications:{name}", args=[application.startup.slug, application.public_id, *more])


@pytest.fixture
def as_owner(owner):
    client = Client()
    client.force_login(owner.person)
    return client


@pytest.fixture
def as_editor(editor):
    client = Client()
    client.force_login(editor.person)
    return client


@pytest.fixture
def as_viewer(viewer):
    client = Client()
    client.force_login(viewer.person)
    return client


@pytest.mark.parametrize("rows", [1, 20])
def test_the_list_costs_the_same_whatever_the_rows(as_owner, owner, rows, django_assert_num_queries):
    applications = [make_application(owner) for _ in range(rows)]
    for application in applications:
        write_answers(application, owner, title="Arms")

    with django_assert_num_queries(
        8
    ):  # session, person, membership, applications, extensions, entries, files, corrections
        page = as_owner.get(reverse("applications:index", args=[owner.startup.slug])).content.decode()

    assert sum(str(one.call.title) in page for one in applications) == rows


@pytest.mark.parametrize("rows", [1, 20])
def test_the_choice_of_calls_costs_the_same_whatever_the_calls(as_owner, owner, rows, django_assert_max_num_queries):
    calls = [make_open_call() for _ in range(rows)]
    for call in calls:
        SavedCall.objects.create(call=call, startup=owner.startup, saved_at=NOW)

    with django_assert_max_num_queries(32):
        page = as_owner.get(reverse("applications:choose", args=[owner.startup.slug])).content.decode()

    assert page.count("already answered") == rows


def test_several_are_begun_at_once_each_as_its_own(as_owner, owner):
    calls = [make_open_call(), make_open_call(), make_open_call(closes_at=NOW)]
    address = reverse("applications:choose", args=[owner.startup.slug])

    page = as_owner.post(address, {"call": [call.public_id for call in calls], "language": "en"}, follow=True)

    assert Application.objects.count() == 2
    assert "2 applications are open." in page.content.decode()
    assert "The call has closed." in page.content.decode()


def test_apply_here_stands_on_the_call_while_it_is_open_and_has_a_form(as_owner, owner, call):
    public = reverse("programmes:call", args=[call.public_id])
    own = reverse("programmes:startup_call", args=[owner.startup.slug, call.public_id])
    bare = reverse("programmes:call", args=[make_call().public_id])

    assert reverse("applications:apply", args=[call.public_id]) in as_owner.get(public).content.decode()
    assert f"applications/new?call={call.public_id}" in as_owner.get(own).content.decode()
    assert "Apply here" not in as_owner.get(bare).content.decode()

    application = make_application(owner, call)
    assert at("application", application) in as_owner.get(own).content.decode()


def test_one_startup_is_led_straight_to_the_choice(as_owner, owner, call):
    answer = as_owner.get(reverse("applications:apply", args=[call.public_id]))

    assert answer.url == f"{reverse('applications:choose', args=[owner.startup.slug])}?call={call.public_id}"


def test_an_answer_is_saved_by_itself_with_its_time_and_count(as_owner, draft):
    answer = as_owner.post(at("answer", draft, "title"), {"title": "Arms that feel", "v.title": "0"}, headers=HX)

    body = answer.content.decode()
    assert answer.status_code == 200
    assert 'name="v.title" value="1"' in body
    assert "Saved 10:48" in body
    assert "3 of 10 words" in body


def test_a_stale_answer_comes_back_with_both_texts_and_the_old_version(as_owner, as_editor, draft, editor):
    as_editor.post(at("answer", draft, "title"), {"title": "Hands", "v.title": "0"}, headers=HX)

    answer = as_owner.post(at("answer", draft, "title"), {"title": "Arms", "v.title": "0"}, headers=HX)

    body = answer.content.decode()
    assert answer.status_code == 409
    assert ("Hands" in body, "Arms" in body, str(editor.person) in body) == (True, True, True)
    # Writing on must not overwrite: only the button "Keep mine" carries the newer version.
    assert 'name="v.title" value="0"' in body
    assert sheet_of(draft).answers == {"title": "Hands"}


def test_what_cannot_be_read_is_said_beside_the_field(as_owner, draft):
    answer = as_owner.post(at("answer", draft, "people"), {"people": "a few", "v.people": "0"}, headers=HX)

    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()


def test_an_answer_that_opens_a_question_puts_it_in(as_owner, draft):
    opened = as_owner.post(at("answer", draft, "field"), {"field": "other", "v.field": "0"}, headers=HX)
    shut = as_owner.post(at("answer", draft, "field"), {"field": "arm", "v.field": "1"}, headers=HX)

    assert 'data-question="which" hx-swap-oob="true"' in opened.content.decode()
    assert '<div id="q-which" hidden hx-swap-oob="true">' in shut.content.decode()


def test_without_script_a_section_is_saved_as_a_whole(as_owner, draft):
    page = as_owner.get(at("section", draft, "plan")).content.decode()
    versions = dict.fromkeys(re.findall(r'name="(v\.\w+)"', page), "0")

    answer = as_owner.post(
        at("section", draft, "plan"),
        versions | {"title": "Arms", "asked-amount": "1억", "asked-currency": "KRW", "do.next": "1"},
    )

    assert answer.url == at("section", draft, "rest")
    assert sheet_of(draft).answers == {"title": "Arms", "asked": {"amount": "100000000", "currency": "KRW"}}


def test_without_script_what_could_not_be_saved_stays_in_its_field(as_owner, as_editor, draft):
    as_editor.post(at("answer", draft, "title"), {"title": "Hands", "v.title": "0"}, headers=HX)

    answer = as_owner.post(
        at("section", draft, "plan"),
        {"title": "Arms", "v.title": "0", "people": "a few", "v.people": "0", "page": "", "v.page": "0"},
    )

    body = answer.content.decode()
    assert answer.status_code == 409
    assert 'value="a few"' in body
    assert 'value="Arms"' in body
    assert "Hands" in body
    # Sent again it is a decision: the newer version stands in the page now.
    assert 'name="v.title" value="1"' in body


def test_rows_of_a_table_are_kept_and_an_emptied_one_goes(as_owner, draft):
    rows = {"budget-0-item": "Motors", "budget-0-sum-amount": "1,000", "budget-1-item": "", "budget-2-item": "Skin"}

    as_owner.post(at("section", draft, "rest"), rows | {"v.budget": "0"})

    assert sheet_of(draft).answers["budget"] == [
        {"item": "Motors", "sum": {"amount": "1000", "currency": "KRW"}},
        {"item": "Skin"},
    ]


def test_a_file_is_uploaded_to_the_wallet_attached_and_taken_off(as_owner, draft, owner):
    upload = files.upload(files.pdf(3, mark="plan"), "plan.pdf")
    as_owner.post(at("section", draft, "rest"), {"v.paper": "0", "file.paper": upload, "do.attach": "paper"})
    file = AttachedFile.objects.get()
    assert (file.document.kind, file.pages, file.document.startup) == ("business_plan", 3, owner.startup)
    assert as_owner.get(at("file", draft, file.public_id)).headers["Content-Disposition"].startswith("attachment")

    as_owner.post(at("section", draft, "rest"), {"v.paper": "0", "do.detach": file.public_id})

    assert sheet_of(draft).answers == {}
    second = make_application(owner)
    as_owner.post(at("section", second, "rest"), {"v.paper": "0", "wallet.paper": file.document.public_id})
    assert sheet_of(second).answers["paper"][0]["document"] == file.document.public_id


def test_a_file_that_is_none_is_refused_beside_its_field(as_owner, draft):
    upload = files.upload(b"MZ not a document", "plan.pdf")

    answer = as_owner.post(at("section", draft, "rest"), {"v.paper": "0", "file.paper": upload})

    assert answer.status_code == 422
    assert not AttachedFile.objects.exists()


def test_from_the_read_through_to_the_receipt(as_owner, complete):
    page = as_owner.get(at("submit", complete)).content.decode()
    key, seen = (re.search(rf'name="{name}" value="([^"]+)"', page)[1] for name in ("key", "seen"))

    answers = [as_owner.post(at("submit", complete), {"key": key, "seen": seen}) for _click in range(2)]

    assert [answer.url for answer in answers] == [at("receipt", complete, 1)] * 2
    receipt = as_owner.get(at("receipt", complete, 1)).content.decode()
    complete.refresh_from_db()
    for words in (complete.number, Submission.objects.get().content_hash, "10:48 KST", str(complete.call.title)):
        assert words in receipt
    for name in ("receipt_pdf", "application_pdf"):
        paper = as_owner.get(at(name, complete, 1))
        assert (paper.headers["Content-Type"], paper.content[:5]) == ("application/pdf", b"%PDF-")


@pytest.mark.parametrize("form", [{}, {"key": "no", "seen": ""}, {"key": "0" * 32, "seen": "x" * 5000}])
def test_a_form_that_was_bent_hands_in_nothing(as_owner, complete, form):
    answer = as_owner.post(at("submit", complete), form)

    assert answer.status_code in (409, 422)
    assert not Submission.objects.exists()


def test_a_correction_opens_only_what_it_names(as_owner, complete, owner):
    hand_in(complete, owner)
    make_correction(complete, "title", now=NOW)

    page = as_owner.get(at("section", complete, "plan")).content.decode()

    assert ('name="title"' in page, 'name="story"' in page) == (True, False)
    home = as_owner.get(at("application", complete)).content.decode()
    assert ("Please mend this." in home, f"{at('section', complete, 'plan')}#q-title" in home) == (True, True)
    assert as_owner.get(at("section", complete, "rest")).url == at("application", complete)


def test_after_closing_every_page_still_reads_and_none_writes(as_owner, complete, owner, monkeypatch):
    hand_in(complete, owner)
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(days=4000))

    for name in ("application", "print", "keep"):
        assert as_owner.get(at(name, complete)).status_code == 200
    assert "Arms that feel" in as_owner.get(at("application", complete)).content.decode()
    assert as_owner.post(at("answer", complete, "title"), {"title": "X", "v.title": "1"}, headers=HX).status_code == 409
    assert as_owner.get(at("section", complete, "plan")).url == at("application", complete)


def test_a_viewer_reads_and_changes_nothing(as_viewer, complete):
    assert as_viewer.get(at("application", complete)).status_code == 200
    before = complete.entries.count()

    for address, form in (
        (at("answer", complete, "story"), {"story": "x", "v.story": "0"}),
        (at("section", complete, "plan"), {"story": "x", "v.story": "0"}),
        (at("submit", complete), {"key": "0" * 32, "seen": ""}),
        (at("withdraw", complete), {"reason": "x"}),
        (at("sign", complete), {"seen": sheet_of(complete).hash}),
        (at("language", complete), {"language": "ko"}),
    ):
        assert as_viewer.post(address, form).status_code in (302, 409), address

    complete.refresh_from_db()
    assert (complete.state, complete.language, complete.entries.count()) == ("draft", "en", before)
    assert not complete.sign_offs.exists()


def test_a_foreign_application_is_as_absent(as_owner, owner, stranger, call):
    foreign = make_ready(stranger, call)

    def shown(public_id):
        answer = as_owner.get(reverse("applications:application", args=[owner.startup.slug, public_id]))
        bare = re.sub(r'(csrfmiddlewaretoken" value=")[^"]+', "", answer.content.decode()).replace(public_id, "")
        return answer.status_code, bare

    assert shown(foreign.public_id) == shown("0123456789abcdef")
    assert as_owner.get(at("application", foreign)).status_code == 404


@pytest.mark.parametrize(
    "sent",
    [
        {"title": "\x00<script>alert(1)</script>" * 20},
        {"title": "a" * 200_000},
        {"v.title": "９９"},
        {"v.title": "-1"},
        {"budget-999999-item": "x", "v.budget": "0"},
        {"budget-x-item": "x", "v.budget": "0"},
        {"team-0-name": "n" * 9000, "v.team": "0"},
        {"asked-amount": "1" * 90, "v.asked": "0"},
        {"begins": "2026-02-31", "v.begins": "0"},
        {"field": "none such", "v.field": "0"},
        {"page": "javascript:alert(1)", "v.page": "0"},
        {"agreed": "maybe", "v.agreed": "0"},
        {"wallet.paper": "x" * 3000, "v.paper": "0"},
        {"do.use": "title", "do.more": "<", "do.detach": "x"},
    ],
)
@pytest.mark.parametrize("section", ["plan", "rest"])
def test_hostile_input_breaks_nothing_and_is_never_run(as_owner, draft, section, sent):
    answer = as_owner.post(at("section", draft, section), {"v.title": "0"} | sent)

    assert answer.status_code in (302, 409, 422)
    assert b"<script>alert" not in answer.content


def test_drafts_give_way_when_too_many_are_saved_at_once(as_owner, draft, settings, monkeypatch):
    monkeypatch.setattr(shedding, "_within", settings.MADANG_DRAFTS_AT_ONCE)

    answer = as_owner.post(at("answer", draft, "title"), {"title": "Arms", "v.title": "0"}, headers=HX)

    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "5")
    assert as_owner.get(at("submit", draft)).status_code == 200
    assert not draft.entries.exists()


def test_drafts_give_way_while_every_thread_is_at_work_and_handing_in_does_not(
    as_owner, complete, settings, monkeypatch
):
    monkeypatch.setattr(load, "_answering", settings.MADANG_DRAFTS_BESIDE)

    draft = as_owner.post(at("answer", complete, "title"), {"title": "Arms", "v.title": "0"}, headers=HX)
    page = as_owner.get(at("submit", complete)).content.decode()
    form = {name: re.search(rf'name="{name}" value="([^"]+)"', page)[1] for name in ("key", "seen")}
    handed_in = as_owner.post(at("submit", complete), form)

    assert (draft.status_code, handed_in.url) == (429, at("receipt", complete, 1))
    assert load.answering() == settings.MADANG_DRAFTS_BESIDE


def test_the_team_sees_who_writes_where_and_what_was_saved(as_owner, as_editor, draft, editor):
    as_editor.post(at("here", draft), {"at": "budget", "since": NOW.isoformat()})
    as_editor.post(at("answer", draft, "title"), {"title": "Hands", "v.title": "0"}, headers=HX)

    since = (NOW - timedelta(seconds=5)).isoformat()
    seen = as_owner.post(at("here", draft), {"at": "title", "since": since}).content.decode()

    assert f"{editor.person} is writing in Rest" in seen
    assert f"{editor.person} saved “Title”." in seen


def test_the_desk_shows_what_is_to_be_finished(as_owner, complete):
    page = as_owner.get(reverse("street:startup_desk", args=[complete.startup.slug])).content.decode()

    assert at("application", complete) in page
    assert "ready to hand in" in page
