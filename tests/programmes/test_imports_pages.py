"""The import pages: upload, preview, progress, result; what they cost, what they refuse, to whom they do not exist."""

import io
import zipfile
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.translation import override

from madang.programmes.actions import import_runs
from madang.programmes.importers.records import ImportFailed
from madang.programmes.models import Call, ImportRun, Refusal, SourceRecord
from tests.factories.desks import as_staff
from tests.factories.imports import bring, make_record, make_run
from tests.factories.people import as_operator
from tests.factories.programmes import NOW, make_institution, text

pytestmark = pytest.mark.django_db

TABLE = """번호,공고명,기관,접수 시작,접수 마감,지역,비고
1,견본 로봇 실증 참여기업 모집,,2026-11-01,2026-11-30,서울,
2,견본 창업 공간 입주기업 모집,,2026-11-01,2026-12-15 15:00,서울,
3,견본 수출 상담회,,2026-11-01,2026-13-40,부산,
"""


@pytest.fixture(autouse=True)
def at_now(monkeypatch, settings, tmp_path):
    monkeypatch.setattr("madang.core.clock.now", lambda: NOW)
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def desk(client):
    staff = as_staff(make_institution(text("견본진흥원", "ko")))
    client.force_login(staff.person)
    return staff


@pytest.fixture
def office(client):
    operator = as_operator()
    client.force_login(operator.person)
    return operator


def url(name, *rest):
    with override("en"):
        return reverse(f"programmes:{name}", args=rest)


def upload(client, desk, data=b"", *, name="calls.csv", source="table"):
    file = SimpleUploadedFile(name, data or TABLE.encode())
    return client.post(url("imports", desk.institution.slug), {"source": source, "file": file})


def page_of(run):
    return url("import_run", run.institution.slug, run.public_id)


def choices(**some):
    """What the preview's form sends when nothing is changed."""
    return {"outcome": "publish", "encoding": "", "then": "start"} | some


COLUMNS = {
    "column_0": "key",
    "column_1": "title",
    "column_2": "institution",
    "column_3": "opens",
    "column_4": "closes",
    "column_5": "regions",
}


def test_a_table_goes_from_upload_over_preview_to_published_calls(client, desk, django_capture_on_commit_callbacks):
    answer = upload(client, desk)
    run = ImportRun.objects.get()
    assert (answer.status_code, answer.url, run.status, run.origin) == (302, page_of(run), "preview", "calls.csv")

    shown = client.get(page_of(run)).content.decode()
    assert "견본 창업 공간 입주기업 모집" in shown
    assert "This is not a date: 2026-13-40." in shown
    assert '<option value="closes" selected>' in shown
    assert not Call.objects.exists()

    with django_capture_on_commit_callbacks(execute=True):
        started = client.post(page_of(run), choices(**COLUMNS))

    assert (started.status_code, started.url) == (302, page_of(run))
    run.refresh_from_db()
    assert (run.status, run.total, run.made, run.refused, run.done) == ("done", 3, 2, 1, 3)
    assert set(Call.objects.values_list("institution", "status")) == {(desk.institution.pk, "published")}
    assert not Call.objects.filter(indexed_at=None).exists()
    result = client.get(page_of(run)).content.decode()
    assert "Rows to look at" in result
    assert "견본 로봇 실증 참여기업 모집" in result


def test_looking_again_keeps_the_choices_and_imports_nothing(client, desk):
    upload(client, desk)
    run = ImportRun.objects.get()

    answer = client.post(page_of(run), choices(**COLUMNS, then="look") | {"column_6": "summary", "outcome": "draft"})

    run.refresh_from_db()
    assert (answer.status_code, run.status, run.mapping["summary"], run.options["draft"]) == (
        302,
        "preview",
        "비고",
        True,
    )
    assert not Call.objects.exists()


def test_two_columns_for_one_thing_and_no_title_are_refused_beside_the_field(client, desk):
    upload(client, desk)
    run = ImportRun.objects.get()

    doubled = client.post(page_of(run), choices(**COLUMNS) | {"column_6": "closes"})
    untitled = client.post(page_of(run), choices(**COLUMNS) | {"column_1": ""})

    assert (doubled.status_code, untitled.status_code) == (422, 422)
    assert "already holds this" in doubled.content.decode()
    assert "Say which column holds the title" in untitled.content.decode()
    run.refresh_from_db()
    assert run.status == "preview"


def test_an_uncertain_encoding_is_asked_for_with_samples(client, desk):
    upload(client, desk, "title,deadline\nCafé,2026-11-30\nÉté,2026-12-01\n".encode("cp1252"))
    run = ImportRun.objects.get()

    shown = client.get(page_of(run)).content.decode()

    assert "The encoding is not certain." in shown
    assert "cp1252" in shown
    client.post(page_of(run), {"encoding": "cp1252", "then": "look"})
    assert "Café" in client.get(page_of(run)).content.decode()


def test_a_file_that_cannot_be_read_says_why_and_starts_nothing(client, desk):
    upload(client, desk, b"\x00\x01\x02" * 50)
    run = ImportRun.objects.get()

    shown = client.get(page_of(run)).content.decode()

    assert "Save it as CSV or XLSX" in shown
    assert "Nothing can be read yet." in shown


def test_a_zip_bomb_is_told_and_not_opened(client, desk):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("[Content_Types].xml", "<Types/>")
        bomb.writestr("xl/workbook.xml", "<workbook/>")
        bomb.writestr("xl/worksheets/sheet1.xml", b"0" * 300_000_000)
    upload(client, desk, held.getvalue(), name="calls.xlsx")
    run = ImportRun.objects.get()

    answer = client.get(page_of(run))

    assert answer.status_code == 200
    assert 'role="alert"' in answer.content.decode()
    assert not Call.objects.exists()


def test_more_than_twenty_megabytes_are_refused_next_to_the_field(client, desk, monkeypatch):
    monkeypatch.setattr("madang.programmes.forms.imports.LARGEST", 100)

    answer = upload(client, desk)

    assert answer.status_code == 422
    assert "larger than 20 MB" in answer.content.decode()
    assert not ImportRun.objects.exists()


def test_no_file_is_refused_next_to_the_field(client, desk):
    answer = client.post(url("imports", desk.institution.slug), {"source": "table"})

    assert (answer.status_code, ImportRun.objects.count()) == (422, 0)


def test_a_desk_gives_no_address(client, desk, monkeypatch):
    monkeypatch.setattr("madang.programmes.views.imports.fetch", lambda *a, **k: pytest.fail("fetched"))

    answer = client.post(
        url("imports", desk.institution.slug), {"source": "kstartup", "address": "https://example.test/a"}
    )

    assert (answer.status_code, ImportRun.objects.count()) == (422, 0)


@pytest.mark.parametrize("address", ["file:///etc/passwd", "/etc/passwd", "ftp://example.test/a"])
def test_the_office_reads_no_file_of_the_server_by_address(client, office, address, monkeypatch):
    monkeypatch.setattr("madang.programmes.views.imports.fetch", lambda *a, **k: pytest.fail("fetched"))

    answer = client.post(url("street_imports"), {"source": "kstartup", "address": address})

    assert (answer.status_code, ImportRun.objects.count()) == (422, 0)


def test_an_inner_address_is_refused_with_its_reason(client, office):
    answer = client.post(
        url("street_imports"), {"source": "kstartup", "address": "http://127.0.0.1:9/a?serviceKey=geheim"}
    )

    assert answer.status_code == 422
    assert ImportFailed("private_address", host="127.0.0.1").reason("en") in answer.content.decode().replace(
        "&#x27;", "'"
    )
    assert not ImportRun.objects.exists()


def test_a_key_in_an_address_is_never_kept(client, office, monkeypatch):
    monkeypatch.setattr("madang.programmes.views.imports.fetch", lambda *a, **k: b'{"data": []}')

    client.post(
        url("street_imports"), {"source": "kstartup", "address": "https://example.test/a?serviceKey=geheim&page=1"}
    )

    assert ImportRun.objects.get().origin == "https://example.test/a?serviceKey=***&page=1"


def test_the_office_imports_for_the_whole_street(client, office, django_capture_on_commit_callbacks):
    items = '{"data": [{"pbanc_sn": 1, "biz_pbanc_nm": "견본 실증 모집", "pbanc_ntrp_nm": "견본원", "pbanc_rcpt_end_dt": "20261130"}]}'
    client.post(url("street_imports"), {"source": "kstartup", "file": SimpleUploadedFile("a.json", items.encode())})
    run = ImportRun.objects.get()
    here = url("street_import_run", run.public_id)
    assert "견본 실증 모집" in client.get(here).content.decode()

    with django_capture_on_commit_callbacks(execute=True):
        client.post(here, {"outcome": "publish", "encoding": "", "then": "start"})

    run.refresh_from_db()
    assert (run.status, run.made, SourceRecord.objects.get().source) == ("done", 1, "kstartup")
    assert client.get(here).status_code == 200


@pytest.mark.parametrize("rows", [1, 20])
def test_the_list_of_imports_costs_the_same_whatever_the_rows(client, desk, rows, django_assert_num_queries):
    for _ in range(rows):
        make_run(institution=desk.institution, status="done")

    with django_assert_num_queries(5):  # session, person, desk, count, runs
        page = client.get(url("imports", desk.institution.slug)).content.decode()

    assert page.count("notices-") == rows


@pytest.mark.parametrize("rows", [1, 20])
def test_the_result_costs_the_same_whatever_the_rows(client, desk, rows, django_assert_num_queries):
    titles = ["로봇", "공간", "수출", "인력", "투자", "교육", "장비", "행사", "융자", "상담"]
    names = [f"견본 {title} {place}호" for place in "가나" for title in titles][:rows]
    run = bring(*(make_record(name, key=name) for name in names), by=desk, institution=desk.institution)
    Refusal.objects.bulk_create([Refusal(run=run, row=n, code="bad_date", value="x") for n in range(rows)])
    ImportRun.objects.update(status="done")

    with django_assert_num_queries(8):  # session, person, desk, run, two lists counted and read
        page = client.get(page_of(run)).content.decode()

    assert all(name in page for name in names)


def test_progress_is_a_native_bar_that_ends_by_itself(client, desk):
    run = make_run(institution=desk.institution, status="running", total=200, done=50, started_at=NOW)

    page = client.get(page_of(run)).content.decode()
    part = client.get(page_of(run), {"part": "bar"}, headers={"HX-Request": "true"}).content.decode()

    assert '<progress id="done" value="50" max="200">' in page
    assert 'hx-trigger="every 2s"' in part
    assert "<html" not in part
    ImportRun.objects.update(status="done")
    over = client.get(page_of(run), {"part": "bar"}, headers={"HX-Request": "true"})
    assert over.headers["HX-Refresh"] == "true"


def test_an_import_that_was_cut_off_can_be_started_again(client, desk, django_capture_on_commit_callbacks):
    upload(client, desk)
    run = ImportRun.objects.get()
    ImportRun.objects.update(status="running", started_at=NOW - timedelta(hours=1))
    assert "This has stood still for a while." in client.get(page_of(run)).content.decode()

    with django_capture_on_commit_callbacks(execute=True):
        client.post(page_of(run))

    run.refresh_from_db()
    assert (run.status, run.made) == ("done", 2)


def test_starting_twice_imports_once(client, desk, django_capture_on_commit_callbacks):
    upload(client, desk)
    run = ImportRun.objects.get()

    with django_capture_on_commit_callbacks() as queued:
        import_runs.start(run=run, by=desk, now=NOW)
        import_runs.start(run=run, by=desk, now=NOW)

    assert len(queued) == 1


def test_a_file_that_is_gone_fails_with_a_reason_and_may_be_tried_again(
    client, desk, django_capture_on_commit_callbacks
):
    upload(client, desk)
    run = ImportRun.objects.get()
    run.file.storage.delete(run.file.name)

    with django_capture_on_commit_callbacks(execute=True):
        import_runs.start(run=run, by=desk, now=NOW)

    page = client.get(page_of(run)).content.decode()
    assert "The uploaded file is no longer there." in page
    assert "Try again" in page


def test_who_lost_the_role_before_the_worker_came_imports_nothing(client, desk, django_capture_on_commit_callbacks):
    upload(client, desk)
    run = ImportRun.objects.get()
    with django_capture_on_commit_callbacks() as queued:
        import_runs.start(run=run, by=desk, now=NOW)
    desk.institution.staff.update(role="viewer")

    for work in queued:
        work()

    run.refresh_from_db()
    assert (run.status, Call.objects.count()) == ("failed", 0)


def test_cells_of_the_refusals_table_are_no_formulas(client, desk):
    run = make_run(institution=desk.institution, status="done")
    for value in ("=HYPERLINK(1)", "+1", "-1", "@a", "\t=1", "plain"):
        Refusal.objects.create(run=run, row=1, column="a", value=value, code="bad_date")

    answer = client.get(url("import_csv", desk.institution.slug, run.public_id))

    lines = answer.content.decode("utf-8-sig").splitlines()
    assert [line.split(",")[2] for line in lines[1:]] == ["'=HYPERLINK(1)", "'+1", "'-1", "'@a", "'\t=1", "plain"]
    assert "attachment" in answer.headers["Content-Disposition"]


def test_a_file_only_looked_at_can_be_thrown_away(client, desk, django_capture_on_commit_callbacks):
    upload(client, desk)
    run = ImportRun.objects.get()

    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(url("import_discard", desk.institution.slug, run.public_id))

    assert (answer.status_code, ImportRun.objects.count()) == (302, 0)
    assert not run.file.storage.exists(run.file.name)


def test_who_only_looks_sees_the_runs_and_why_nothing_can_be_started(client):
    viewer = as_staff(role="viewer")
    client.force_login(viewer.person)
    run = make_run(institution=viewer.institution, status="done")

    page = client.get(url("imports", viewer.institution.slug)).content.decode()
    refused = upload(client, viewer)

    assert run.origin in page
    assert "Ask an owner to make you programme manager." in page
    assert (refused.status_code, ImportRun.objects.count()) == (409, 1)


def test_another_desks_import_is_absent(client, desk):
    foreign = make_run(institution=as_staff().institution, status="done")
    street = make_run(status="done")

    for run in (foreign, street):
        for name in ("import_run", "import_csv"):
            assert client.get(url(name, desk.institution.slug, run.public_id)).status_code == 404
        assert client.post(url("import_discard", desk.institution.slug, run.public_id)).status_code == 404
    assert client.get(url("street_imports")).status_code == 404
    assert client.get(url("imports", foreign.institution.slug)).status_code == 404


@pytest.mark.parametrize("lang", ["ko", "zh-hans", "en"])
def test_every_state_of_an_import_opens_in_three_languages(client, desk, lang):
    upload(client, desk)
    gone = import_runs.problem("file_gone", {})
    states = [make_run(institution=desk.institution, status=status) for status in ("waiting", "running", "done")]
    states.append(make_run(institution=desk.institution, status="failed", problem=gone))
    for run in (ImportRun.objects.first(), *states):
        with override(lang):
            here = reverse("programmes:import_run", args=[desk.institution.slug, run.public_id])
        assert client.get(here).status_code == 200
