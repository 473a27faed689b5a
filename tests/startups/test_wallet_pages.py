"""The pages of the wallet and the bank: who gets in, what they cost, what a wrong or stale form keeps."""

from datetime import date

import pytest
from django.urls import reverse

from madang.core import clock
from madang.startups import actions
from madang.startups.actions.answers import Given
from madang.startups.models import Answer, Document
from tests.factories import files
from tests.factories.startups import NOW, make_startup

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_disk(settings, tmp_path, english, monkeypatch):
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(clock, "now", lambda: NOW)


def at(name, *args):
    return reverse(f"startups:{name}", args=args).replace("/ko/", "/en/", 1)


def keep(by, mark="", kind="local_tax", **values):
    values = {"kind": kind, "issued_on": date(2026, 10, 20)} | values
    upload = files.upload(files.pdf(mark=mark or kind), "가 paper.pdf")
    return actions.keep_document(startup=by.startup, upload=upload, values=values, by=by, now=NOW).document


def say(by, *given):
    return actions.keep_answers(startup=by.startup, answers=given, by=by, now=NOW)


@pytest.mark.parametrize("lang", ["ko", "zh-hans", "en"])
def test_every_page_opens_for_every_member_in_every_language(client, owner, viewer, lang):
    document = keep(owner)
    slug = owner.startup.slug
    paths = [
        at("documents", slug),
        at("add_document", slug) + "?kind=national_tax",
        at("document", slug, document.public_id),
        at("replace_document", slug, document.public_id),
        at("answers", slug),
        *(at("answer", slug, meaning) for meaning in ("pitch", "hiring_plan", "team_members", "space_kind", "sectors")),
    ]

    for who in (owner, viewer):
        client.force_login(who.person)
        for path in paths:
            page = client.get(path.replace("/en/", f"/{lang}/", 1))
            assert (page.status_code, page["Cache-Control"]) == (200, "private, no-store"), path


def test_another_startup_s_document_is_absent_by_every_way(client, owner, stranger):
    theirs, slug = keep(stranger).public_id, owner.startup.slug
    client.force_login(owner.person)

    for name in ("document", "document_file", "replace_document"):
        assert client.get(at(name, slug, theirs)).status_code == 404
        assert client.get(at(name, slug, "0" * 16)).status_code == 404
    for name in ("remove_document", "restore_document", "document", "replace_document"):
        assert client.post(at(name, slug, theirs)).status_code == 404
    assert client.get(at("document_file", stranger.startup.slug, theirs)).status_code == 404
    assert Document.objects.get().removed_at is None


@pytest.mark.parametrize("rows", [1, 20])
def test_the_documents_cost_five_queries_whatever_the_rows(client, owner, rows, django_assert_num_queries):
    for number in range(rows):
        Document.objects.create(
            startup=owner.startup,
            kind="pledge",
            title=f"Paper {number}",
            file="x",
            name="x.pdf",
            size=1,
            sha256=f"{number:064d}",
            content_type="application/pdf",
            uploaded_by=owner.person,
            uploaded_at=NOW,
        )
    client.force_login(owner.person)

    with django_assert_num_queries(5):  # session, person, membership, documents, papers
        page = client.get(at("documents", owner.startup.slug)).content.decode()

    assert all(f"Paper {number}<" in page for number in range(rows))


@pytest.mark.parametrize("rows", [1, 20])
def test_the_answers_cost_six_queries_whatever_the_rows(client, owner, rows, django_assert_num_queries):
    codes = ["pitch", "esg_value", "customers", "competitors", "difference", "purpose", "plan_title"]
    wanted = [(code, lang) for code in codes for lang in ("ko", "zh", "en")][:rows]
    say(owner, *(Given(meaning=code, lang=lang, value=f"Words {code} {lang}") for code, lang in wanted))
    client.force_login(owner.person)

    with django_assert_num_queries(6):  # session, person, membership, profile, bank, wallet
        page = client.get(at("answers", owner.startup.slug)).content.decode()

    assert all(f'id="answer-{code}"' in page for code, _lang in wanted)


def test_a_file_is_uploaded_and_comes_back_as_a_download_that_can_run_nothing(client, owner):
    client.force_login(owner.person)
    data = files.pdf(3)
    sent = {"kind": "local_tax", "issued_on": "2026-10-20", "file": files.upload(data, "..\\가.exe")}

    answer = client.post(at("add_document", owner.startup.slug), sent)
    row = Document.objects.get()
    back = client.get(at("document_file", owner.startup.slug, row.public_id))

    assert (answer.status_code, answer.url) == (302, at("documents", owner.startup.slug))
    assert (row.name, row.issued_on) == ("가.pdf", date(2026, 10, 20))
    assert b"".join(back.streaming_content) == data
    assert back["Content-Type"] == "application/pdf"
    assert back["Content-Disposition"] == "attachment; filename*=utf-8''%EA%B0%80.pdf"
    assert back["X-Content-Type-Options"] == "nosniff"
    assert back["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert back["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize(
    ("change", "status", "words"),
    [
        ({"file": None}, 422, "Please fill this in."),
        ({"kind": ""}, 422, "Please choose one of the list."),
        ({"issued_on": ""}, 422, "Please give the date on the paper"),
        ({"issued_on": "2026-12-31"}, 422, "This day has not come yet."),
        ({"valid_until": "2026-01-01"}, 422, "before the day of issue"),
        ({"kind": "other"}, 422, "Please name the document."),
        ({"file": b"words"}, 409, "Only PDF, HWP"),
    ],
)
def test_a_wrong_upload_says_why_beside_the_field_and_keeps_what_was_typed(client, owner, change, status, words):
    client.force_login(owner.person)
    sent = {"kind": "local_tax", "issued_on": "2026-10-20", "issuer": "Sample office", "file": files.pdf()} | change
    sent["file"] = files.upload(sent["file"]) if sent["file"] else ""

    page = client.post(at("add_document", owner.startup.slug), sent)

    shown = page.content.decode()
    assert (page.status_code, words in shown, "Sample office" in shown) == (status, True, True)
    assert not Document.objects.exists()


def test_a_newer_version_keeps_the_kind_and_both_versions_are_shown(client, owner):
    old, slug = keep(owner), owner.startup.slug
    client.force_login(owner.person)
    sent = {"kind": "pledge", "issued_on": "2026-11-01", "file": files.upload(files.pdf(4))}

    answer = client.post(at("replace_document", slug, old.public_id), sent)

    new = Document.objects.current().get()
    assert answer.url == at("document", slug, new.public_id)
    assert new.kind == "local_tax"
    for one in (old, new):
        page = client.get(at("document", slug, one.public_id)).content.decode()
        assert ("This is an older version" in page) == (one == old)
        assert "Versions" in page


def test_details_saved_meanwhile_are_shown_beside_what_was_typed(client, owner, editor):
    document, slug = keep(owner), owner.startup.slug
    client.force_login(editor.person)
    page = client.get(at("document", slug, document.public_id))
    seen = page.context["form"].initial["seen"]
    sent = {"kind": "local_tax", "issued_on": "2026-10-20", "issuer": "Second", "seen": seen}
    first = client.post(at("document", slug, document.public_id), sent | {"issuer": "First"})

    second = client.post(at("document", slug, document.public_id), sent)

    shown = second.content.decode()
    assert (first.status_code, second.status_code) == (302, 409)
    assert ("First" in shown, 'value="Second"' in shown) == (True, True)
    document.refresh_from_db()
    assert document.issuer == "First"


def test_removing_and_putting_back(client, owner):
    document, slug = keep(owner), owner.startup.slug
    client.force_login(owner.person)

    gone = client.post(at("remove_document", slug, document.public_id), follow=True).content.decode()
    back = client.post(at("restore_document", slug, document.public_id), follow=True).content.decode()

    assert ("Removed lately" in gone, "Removed lately" in back) == (True, False)


def test_a_viewer_sees_why_nothing_can_be_changed(client, owner, viewer):
    document, slug = keep(owner), owner.startup.slug
    client.force_login(viewer.person)

    page = client.get(at("documents", slug)).content.decode()
    refused = client.post(at("remove_document", slug, document.public_id))
    upload = client.post(at("add_document", slug), {"kind": "pledge", "file": files.upload(files.pdf())})

    assert "You may look but not change." in page
    assert (refused.status_code, upload.status_code) == (409, 409)
    assert Document.objects.current().count() == 1


def test_an_answer_is_written_without_script_and_shown_with_its_age(client, owner):
    client.force_login(owner.person)
    path = at("answer", owner.startup.slug, "pitch") + "?lang=ko"
    sent = {"pitch": "샘플 소개", "as_of": "2026-08-01", "version": "0"}

    answer = client.post(path, sent)
    page = client.get(at("answers", owner.startup.slug)).content.decode()

    row = Answer.objects.get()
    assert (answer.status_code, row.value, row.lang, row.as_of) == (302, "샘플 소개", "ko", date(2026, 8, 1))
    assert '<p class="meta" lang="ko">샘플 소개</p>' in page
    assert "3 months old, typed here" in page


def test_with_htmx_the_line_becomes_the_form_and_the_line_again(client, owner):
    client.force_login(owner.person)
    path, htmx = at("answer", owner.startup.slug, "trl"), {"HX-Request": "true"}

    form = client.get(path, headers=htmx).content.decode()
    wrong = client.post(path, {"trl": "high", "as_of": "2026-11-01", "version": "0"}, headers=htmx)
    line = client.post(path, {"trl": "6", "as_of": "2026-11-01", "version": "0"}, headers=htmx).content.decode()

    assert form.startswith('<li id="answer-trl">')
    assert (wrong.status_code, 'value="high"' in wrong.content.decode()) == (422, True)
    assert line.startswith('<li id="answer-trl">')
    assert "<form" not in line


def test_rows_money_and_choices_are_read_as_forms_read_them(client, owner):
    client.force_login(owner.person)
    slug, rest = owner.startup.slug, {"as_of": "2026-11-01", "version": "0"}
    hiring = {
        "hiring_plan-0-role": "제어",
        "hiring_plan-0-count": "2",
        "hiring_plan-1-role": "",
        "hiring_plan-3-role": "영업",
    }
    client.post(at("answer", slug, "hiring_plan") + "?lang=ko", hiring | rest)
    client.post(
        at("answer", slug, "amount_asked"), {"amount_asked-amount": "3천만", "amount_asked-currency": "KRW"} | rest
    )
    client.post(at("answer", slug, "space_kind"), {"space_kind": ["office", "seat"]} | rest)
    client.post(at("answer", slug, "move_in_on"), {"move_in_on": "2027-03-01"} | rest)

    held = dict(Answer.objects.values_list("meaning", "value"))

    assert held == {
        "hiring_plan": [{"role": "제어", "count": "2"}, {"role": "영업"}],
        "amount_asked": {"amount": "30000000", "currency": "KRW"},
        "space_kind": ["seat", "office"],
        "move_in_on": "2027-03-01",
    }
    page = client.get(at("answers", slug)).content.decode()
    assert "Workspace" in page or "Coworking seat, Office of our own" in page


def test_a_bad_cell_says_so_beside_itself_and_loses_nothing(client, owner):
    client.force_login(owner.person)
    sent = {"hiring_plan-0-role": "제어", "hiring_plan-1-role": "영업", "hiring_plan-1-count": "many", "version": "0"}

    page = client.post(at("answer", owner.startup.slug, "hiring_plan") + "?lang=ko", sent | {"as_of": "2026-11-01"})

    form = page.context["form"]
    assert page.status_code == 422
    assert list(form.errors) == ["hiring_plan-1-count"]
    assert [form[f"hiring_plan-{number}-role"].value() for number in (0, 1)] == ["제어", "영업"]
    assert not Answer.objects.exists()


def test_an_answer_saved_meanwhile_is_shown_beside_what_was_typed(client, owner, editor):
    client.force_login(owner.person)
    path = at("answer", owner.startup.slug, "pitch") + "?lang=en"
    say(editor, Given(meaning="pitch", lang="en", value="Saved meanwhile."))
    sent = {"pitch": "My own words.", "as_of": "2026-11-01", "version": "0"}

    clash = client.post(path, sent)
    version = clash.context["form"].data["version"]
    again = client.post(path, sent | {"version": version})

    shown = clash.content.decode()
    assert (clash.status_code, "Saved meanwhile." in shown, "My own words." in shown) == (409, True, True)
    assert (again.status_code, Answer.objects.get().value) == (302, "My own words.")


def test_a_fact_of_the_profile_is_changed_there(client, owner):
    client.force_login(owner.person)
    slug = owner.startup.slug

    page = client.get(at("answer", slug, "head_office")).content.decode()
    answer = client.post(
        at("answer", slug, "head_office"), {"head_office": "KR-26", "as_of": "2026-11-01", "version": "0"}
    )

    assert f'href="{at("section", slug, "place")}"' in page
    assert (answer.status_code, Answer.objects.exists()) == (409, False)


@pytest.mark.parametrize("meaning", ["nosuch", "doc_pledge", "consent_privacy"])
def test_what_the_bank_does_not_keep_has_no_page(client, owner, meaning):
    client.force_login(owner.person)

    assert client.get(at("answer", owner.startup.slug, meaning)).status_code == 404
    assert client.post(at("remove_answer", owner.startup.slug, meaning)).status_code == 404


def test_an_answer_is_removed(client, owner, viewer):
    say(owner, Given(meaning="pitch", lang="en", value="Words."))
    path = at("remove_answer", owner.startup.slug, "pitch")
    client.force_login(viewer.person)
    refused = client.post(path, {"lang": "en"})
    client.force_login(owner.person)

    answer = client.post(path, {"lang": "en"})

    assert (refused.status_code, answer.status_code, Answer.objects.exists()) == (409, 302, False)


def test_the_desk_tells_what_is_missing_or_ends_soon(client, owner):
    keep(owner, issued_on=date(2026, 10, 4))
    client.force_login(owner.person)

    page = client.get(reverse("street:startup_desk", args=[owner.startup.slug])).content.decode()

    assert ("Ends soon" in page, "documents that most calls ask for have no file here" in page) == (True, True)


def test_a_startup_before_founding_is_not_told_to_upload_what_comes_later(client, owner):
    owner.startup.founding_type = "pre_founder"
    owner.startup.incorporated_on = None
    owner.startup.save()
    client.force_login(owner.person)

    page = client.get(at("documents", owner.startup.slug)).content.decode()

    assert page.count("After founding") == 3
    assert make_startup().founding_type == "corporation"
