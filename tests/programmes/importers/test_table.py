import zipfile
from datetime import UTC, date, datetime
from io import BytesIO
from time import perf_counter

import pytest
from openpyxl import Workbook
from openpyxl.utils.datetime import MAC_EPOCH

from madang.programmes.importers import table
from madang.programmes.importers.mapping import suggest
from madang.programmes.importers.records import ImportFailed

CALLS = (
    "공고명,주관기관,접수 시작,마감일,지원대상,지역,업력,공고명(영어),링크,지원분야\n"
    '로봇 실증 지원,견본진흥원,2026.11.1,2026.11.30 18:00,중소기업,서울,7년 이내,Robot trial,example.test/x,"실증, 사업화"\n'
    ",견본기관,2026-1-1,2026-2-1,,,,,,\n"
    "창업 지원,견본기관,2026-13-01,2026-2-1,,,,,,\n"
    "늦은 공고,견본기관,2026-03-01,2026-02-01,,,,,,\n"
    "상시 공고,견본기관,,예산 소진시까지,,부산,,,,\n"
)


def workbook(*rows, change=None):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    if change:
        change(book)
    data = BytesIO()
    book.save(data)
    return data.getvalue()


def package(**files):
    data = BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr("[Content_Types].xml", "spreadsheetml")
        for name, content in files.items():
            out.writestr(name.replace("__", "/"), content)
    return data.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp949", "gb18030"])
def test_the_same_table_is_read_in_every_encoding(encoding):
    reading = table.read(table.open_table(CALLS.encode(encoding)))

    assert [r.title for r in reading.records] == ["로봇 실증 지원", "상시 공고"]
    assert [(r.row, r.column, r.code) for r in reading.refusals] == [
        (3, "공고명", "missing_title"),
        (4, "접수 시작", "bad_date"),
        (5, "마감일", "closes_before_opens"),
    ]


def test_a_row_becomes_a_record_with_a_rule():
    record = table.read(table.open_table(CALLS.encode()), source="desk-7").records[0]

    assert (record.source, record.titles, record.language) == ("desk-7", {"en": "Robot trial"}, "ko")
    assert record.closes_at == datetime(2026, 11, 30, 9, tzinfo=UTC)
    assert (record.regions, record.supports) == (("KR-11",), ("demonstration", "commercialisation"))
    assert record.page_url == "https://example.test/x"
    assert [leaf["type"] for leaf in record.rule["rule"]["all"]] == ["age_window", "region", "company_size"]


def test_a_chinese_table_is_read_in_beijing_time():
    data = (
        "项目名称;主管部门;申报截止;地区;企业年限\n机器人创新项目;견본管委会;2026年11月30日;北京;成立5年以内\n".replace(
            "견본", "样本"
        )
    )
    opened = table.open_table(data.encode("gb18030"))
    record = table.read(opened, zone="Asia/Shanghai").records[0]

    assert (opened.encoding, opened.delimiter) == ("gb18030", ";")
    assert (record.language, record.zone, record.regions) == ("zh", "Asia/Shanghai", ("CN-11",))
    assert record.closes_at == datetime(2026, 11, 30, 15, 59, 59, 999999, tzinfo=UTC)


def test_rows_without_a_number_keep_their_key_when_read_again_in_another_order():
    lines = ["사업명,기관,마감일", "가 공고,견본기관,2026-11-30", "나 공고,견본기관,2026-12-30"]
    keys = [
        {r.title: r.key for r in table.read(table.open_table("\n".join(order).encode())).records}
        for order in (lines, [lines[0], lines[2], lines[1]])
    ]

    assert keys[0] == keys[1]
    assert len(set(keys[0].values())) == 2


def test_the_same_call_twice_without_numbers_is_refused_in_words_a_person_knows():
    data = "사업명,접수시작\n가 공고,2027-01-02\n가 공고,2027-01-02\n"

    (refusal,) = table.read(table.open_table(data.encode())).refusals

    assert refusal.reason("en") == (
        "It has the title, institution and opening day of row 2. Keep one of the two, or give each a number."
    )


def test_a_repeated_row_is_refused_and_points_to_the_first():
    data = "번호,사업명\n1,가 공고\n1,나 공고\n"

    reading = table.read(table.open_table(data.encode()))

    assert [(r.row, r.code, dict(r.params)) for r in reading.refusals] == [(3, "duplicate_key", {"first": "2"})]


def test_the_caller_may_map_columns_otherwise():
    opened = table.open_table("갑,을,병\n첫 공고,견본기관,20261130\n".encode())
    reading = table.read(opened, mapping={"title": "갑", "institution": "을", "closes": "병", "body": ""})

    assert [(r.title, r.institution) for r in reading.records] == [("첫 공고", "견본기관")]


@pytest.mark.parametrize(
    ("mapping", "code"),
    [
        ({"title": "없음"}, "unknown_column"),
        ({"nonsense": "갑"}, "unknown_field"),
        ({"institution": "을"}, "no_title_column"),
        (None, "no_title_column"),
    ],
)
def test_a_mapping_that_does_not_fit_is_refused(mapping, code):
    with pytest.raises(ImportFailed) as failed:
        table.read(table.open_table("갑,을\n첫 공고,견본기관\n".encode()), mapping=mapping)

    assert failed.value.code == code


@pytest.mark.parametrize(
    ("headers", "fields"),
    [
        (["공고명", "주관기관", "신청기간", "문의처"], ["title", "institution", "window", "contacts"]),
        (["项目名称", "申报开始", "申报截止", "联系电话"], ["title", "opens", "closes", "contacts"]),
        (["Call title", "Organisation", "Opening date", "Deadline"], ["title", "institution", "opens", "closes"]),
        (["사업명(국문)", "공고명(영어)", "접수 마감일시"], ["title", "title_en", "closes"]),
    ],
)
def test_headers_of_three_languages_suggest_their_fields(headers, fields):
    assert suggest(headers) == dict(zip(fields, headers, strict=True))


def test_the_preview_shows_twenty_rows_with_records_and_reasons():
    data = "사업명,마감일\n" + "".join(f"공고 {n},{'2026-11-30' if n % 2 else '언제나 20261350'}\n" for n in range(50))

    rows = table.preview(table.open_table(data.encode()))

    assert len(rows) == 20
    assert [(r.record is not None, r.refusal is not None) for r in rows[:2]] == [(True, False), (True, False)]
    assert rows[1].record.title == "공고 1"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        ('제목,값\n"열린 따옴표,1\n'.encode(), "broken_quotes"),
        (b"1,2,3\n4,5,6\n", "no_header"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00", "not_text"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 100, "old_xls"),
        (b"PK\x03\x04broken", "not_xlsx"),
        (("a," * 300 + "\n").encode() * 2, "too_many_columns"),
        (b"title\n" + b"x\n" * 20_001, "too_many_rows"),
    ],
)
def test_a_file_that_is_no_table_is_refused_as_a_whole(data, code):
    with pytest.raises(ImportFailed) as failed:
        table.open_table(data)

    assert failed.value.code == code


def test_a_row_with_more_cells_than_the_header_is_refused():
    reading = table.read(table.open_table("사업명,기관\n가, 나 공고,견본기관\n".encode()))

    assert [(r.row, r.code, dict(r.params)) for r in reading.refusals] == [(2, "too_many_cells", {"extra": "1"})]


def test_line_ends_inside_quotes_keep_the_row_numbers_right():
    reading = table.read(table.open_table('사업명,내용\r\n"가 공고","두\r\n줄"\r\n,빈 제목\r\n'.encode()))

    assert [(r.row, r.body) for r in reading.records] == [(2, "두\n줄")]
    assert [r.row for r in reading.refusals] == [4]


def test_a_workbook_with_a_title_row_dates_and_merged_cells_is_read():
    data = workbook(
        ["2026년 사업 목록"],
        ["사업명", "기관", "마감일"],
        ["가 공고", "견본기관", datetime(2026, 11, 30, 18, 0)],  # noqa: DTZ001
        ["나 공고", None, date(2026, 12, 1)],
        ["다 공고", "다른기관", 20261201],
        change=lambda book: book.active.merge_cells("B3:B4"),
    )

    reading = table.read(table.open_table(data))

    assert [(r.row, r.institution, f"{r.closes_at:%m-%d %H}") for r in reading.records] == [
        (3, "견본기관", "11-30 18"),
        (4, "견본기관", "12-01 23"),
        (5, "다른기관", "12-01 23"),
    ]
    assert [[m.code for m in r.remarks] for r in reading.records] == [[], ["merged_cell"], []]


def test_dates_counted_from_1904_are_the_same_days():
    def change(book):
        book.epoch = MAC_EPOCH

    rows = (["사업명", "마감일"], ["가 공고", datetime(2026, 11, 30)])  # noqa: DTZ001
    days = {table.read(table.open_table(workbook(*rows, change=c))).records[0].closes_at for c in (None, change)}

    assert {f"{day:%Y-%m-%d}" for day in days} == {"2026-11-30"}


def test_a_formula_without_a_saved_value_is_refused_and_one_elsewhere_does_no_harm():
    data = workbook(["사업명", "마감일", "금액"], ["가 공고", "=TODAY()", 1], ["나 공고", "2026-11-30", "=1+2"])

    reading = table.read(table.open_table(data))

    assert [r.title for r in reading.records] == ["나 공고"]
    assert [(r.row, r.column, r.code) for r in reading.refusals] == [(2, "마감일", "formula_without_value")]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (package(xl__worksheets__sheet1=b"0" * 50_000_000), "zip_bomb"),
        (package(**{"xl/vbaProject.bin": b"x"}), "has_macros"),
        (package(**{"xl/externalLinks/externalLink1.xml": b"<a/>"}), "has_external_links"),
        (package(**{"xl/a.xml": b"<!DOCTYPE a []><a/>"}), "unsafe_xml"),
        (package(**{f"xl/{n}.xml": b"" for n in range(1200)}), "zip_bomb"),
    ],
    ids=["bomb", "macros", "links", "entities", "entries"],
)
def test_a_dangerous_workbook_is_not_opened(data, code):
    start = perf_counter()
    with pytest.raises(ImportFailed) as failed:
        table.open_table(data)

    assert failed.value.code == code
    assert perf_counter() - start < 1


def test_a_cell_in_the_last_of_a_million_rows_is_found_without_reading_emptiness():
    data = workbook(["사업명"], change=lambda book: book.active.cell(1_048_576, 1, "끝 공고"))

    assert [r.row for r in table.read(table.open_table(data)).records] == [1_048_576]


def test_a_sheet_is_chosen_by_name():
    def change(book):
        page = book.create_sheet("둘째")
        page.append(["사업명"])
        page.append(["나 공고"])

    data = workbook(["사업명"], ["가 공고"], change=change)

    assert table.open_table(data).sheets == ("Sheet", "둘째")
    assert [r.title for r in table.read(table.open_table(data, sheet="둘째")).records] == ["나 공고"]
    with pytest.raises(ImportFailed, match="no sheet"):
        table.open_table(data, sheet="셋째")
