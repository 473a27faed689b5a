"""`madang import`: what it takes, says and returns."""

import json

import pytest
from django.core.management import CommandError, call_command

from madang.config.cli import translated
from madang.programmes.importers.records import ImportFailed
from madang.programmes.models import Call, ImportRun
from madang.programmes.sources import next_page
from tests.factories.programmes import NOW, make_institution

pytestmark = pytest.mark.django_db

HEADER = "사업,주관,끝\n"


@pytest.fixture(autouse=True)
def at_now(monkeypatch):
    monkeypatch.setattr("madang.core.clock.now", lambda: NOW)


@pytest.fixture
def table(tmp_path):
    def make(*rows, encoding="cp949", header=HEADER):
        file = tmp_path / "calls.csv"
        file.write_bytes((header + "\n".join(rows)).encode(encoding))
        return str(file)

    return make


def item(number, **fields):
    return {
        "pbanc_sn": number,
        "biz_pbanc_nm": f"견본 {number}호 실증",
        "pbanc_ntrp_nm": "견본원",
        "pbanc_rcpt_end_dt": "20261130",
    } | fields


def answer(*items, **around):
    return json.dumps({"data": list(items), **around}, ensure_ascii=False).encode()


def test_the_word_import_is_the_commands_own():
    assert translated("import", ["kstartup", "a.json"]) == ["import_calls", "kstartup", "a.json"]


def test_columns_are_named_by_hand(table, capsys):
    file = table("견본 실증,견본원,2026-11-30", "견본 공간,견본원,2026-13-40")

    call_command(
        "import_calls", "table", file, "--map", "사업=title", "--map", "주관=institution", "--map", "끝=closes"
    )

    told = capsys.readouterr().out
    assert "2 rows read: 1 made, 0 changed, 0 the same" in told
    assert "1 refused" in told
    assert (Call.objects.get().title.ko, Call.objects.get().institution.name.ko) == ("견본 실증", "견본원")


def test_a_dry_run_says_the_same_and_keeps_nothing(table, capsys):
    file = table("견본 실증,견본원,2026-11-30", header="공고명,기관,마감일\n")

    call_command("import_calls", "table", file, "--dry-run")

    assert "1 rows read: 1 would be made" in capsys.readouterr().out
    assert (Call.objects.count(), ImportRun.objects.count()) == (0, 0)


def test_the_report_is_json_with_every_row_and_reason(table, tmp_path):
    file = table("견본 실증,견본원,2026-11-30", "견본 공간,견본원,2026-13-40", header="공고명,기관,마감일\n")
    report = tmp_path / "report.json"

    call_command("import_calls", "table", file, "--json-report", str(report))

    told = json.loads(report.read_text(encoding="utf-8"))
    assert (told["total"], told["made"], told["refused"], told["rows"][0]["row"]) == (2, 1, 1, 3)
    assert (told["rows"][0]["column"], told["rows"][0]["value"], told["rows"][0]["taken"]) == (
        "마감일",
        "2026-13-40",
        False,
    )
    assert told["rows"][0]["reason"]


def test_all_calls_of_one_institution(table):
    house = make_institution()
    file = table("견본 실증,2026-11-30", header="공고명,마감일\n")

    call_command("import_calls", "table", file, "--institution", house.slug, "--draft")

    assert (Call.objects.get().institution, Call.objects.get().status) == (house, "draft")
    assert ImportRun.objects.get().institution == house


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["kstartup", "nowhere.json"], "nowhere.json"),
        (["table", "FILE", "--institution", "nobody"], "nobody"),
        (["table", "FILE", "--map", "없음=title"], "없음"),
        (["table", "FILE", "--map", "사업=nothing"], "nothing"),
        (["table", "FILE"], "사업"),
        (["kstartup", "FILE"], "JSON"),
    ],
)
def test_what_cannot_be_read_is_one_clear_error_and_leaves_nothing(table, arguments, words):
    file = table("견본 실증,견본원,2026-11-30")

    with pytest.raises(CommandError, match=words):
        call_command("import_calls", *(file if word == "FILE" else word for word in arguments))

    assert (Call.objects.count(), ImportRun.objects.count()) == (0, 0)


def test_a_file_whose_every_row_is_refused_is_an_error(table):
    file = table("견본 실증,견본원,2026-13-40", header="공고명,기관,마감일\n")

    with pytest.raises(CommandError):
        call_command("import_calls", "table", file)

    assert ImportRun.objects.get().refused == 1


def test_pages_are_one_source_and_a_full_reading_closes_what_none_of_them_shows(tmp_path):
    pages = []
    for number, items in enumerate([[item(1), item(2)], [item(3, pbanc_rcpt_end_dt="20261340"), item(2)]]):
        file = tmp_path / f"{number}.json"
        file.write_bytes(answer(*items, totalCount=4))
        pages.append(str(file))
    before = tmp_path / "before.json"
    before.write_bytes(answer(*(item(number) for number in (1, 2, 3, 4))))
    call_command("import_calls", "kstartup", str(before))

    call_command("import_calls", "kstartup", *pages, "--full")

    run = ImportRun.objects.latest("pk")
    assert (run.total, run.same, run.refused, run.expired) == (4, 2, 2, 1)
    assert sorted(run.refusals.values_list("row", "code")) == [(3, "bad_date"), (4, "duplicate_key")]
    assert dict(Call.objects.values_list("source_records__key", "status")) == {
        "1": "published",
        "2": "published",
        "3": "published",
        "4": "closed",
    }


def test_an_address_is_followed_to_its_last_page(monkeypatch):
    asked = []

    def fetch(place, **_options):
        asked.append(place)
        return answer(item(2 * len(asked) - 1), item(2 * len(asked)), totalCount=5)

    monkeypatch.setattr("madang.programmes.management.commands.import_calls.fetch", fetch)

    call_command("import_calls", "kstartup", "https://example.test/a?serviceKey=geheim&page=1&perPage=2")

    assert [place.partition("page=")[2] for place in asked] == ["1&perPage=2", "2&perPage=2", "3&perPage=2"]
    assert ImportRun.objects.get().origin == "https://example.test/a?serviceKey=***&page=1&perPage=2"
    assert Call.objects.count() == 6


def test_a_key_in_an_address_is_in_no_error(monkeypatch):
    def fetch(place, **_options):
        raise ImportFailed("http_status", host="example.test", status=500)

    monkeypatch.setattr("madang.programmes.management.commands.import_calls.fetch", fetch)

    with pytest.raises(CommandError) as error:
        call_command("import_calls", "kstartup", "https://example.test/a?serviceKey=geheim")

    assert "geheim" not in str(error.value)


@pytest.mark.parametrize(
    ("address", "after"),
    [
        ("https://example.test/a?page=9&perPage=10", "https://example.test/a?page=10&perPage=10"),
        ("https://example.test/a?crtfcKey=k&pageIndex=1", "https://example.test/a?crtfcKey=k&pageIndex=2"),
        ("https://example.test/a?perPage=10", ""),
        ("https://example.test/page=1", ""),
    ],
)
def test_the_page_after(address, after):
    assert next_page(address) == after
