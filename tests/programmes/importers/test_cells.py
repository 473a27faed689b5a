"""Dates, windows and addresses, cell by cell, and every importer under noise."""

import json
from time import perf_counter
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from madang.programmes.importers import bizinfo, kstartup, table
from madang.programmes.importers.dates import read_moment, read_window
from madang.programmes.importers.links import clean_url
from madang.programmes.importers.records import ImportFailed, RowRefused


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("20261130", "2026-11-30 00:00"),
        ("202611301500", "2026-11-30 15:00"),
        ("2026. 11. 30(월) 15:00", "2026-11-30 15:00"),
        ("2026년 11월 30일 오후 3시 30분", "2026-11-30 15:30"),
        ("2026年11月30日 24:00", "2026-11-30 00:00"),
        ("2026/1/2", "2026-01-02 00:00"),
        ("2026-11-30T06:00:00Z", "2026-11-30 15:00"),
        ("2026-11-30 18시까지", "2026-11-30 18:00"),
    ],
)
def test_a_date_is_read_as_people_and_portals_write_it(written, read):
    moment = read_moment(written, column="closes")

    assert f"{moment.at.astimezone(ZoneInfo('Asia/Seoul')):%Y-%m-%d %H:%M}" == read


@pytest.mark.parametrize("written", ["20261131", "2026-13-01", "2026-11-30 25:00", "오후 3시", "99999999", "1/2/2026"])
def test_a_date_that_cannot_be_is_refused(written):
    with pytest.raises(RowRefused) as refused:
        read_moment(written, column="closes")

    assert (refused.value.column, refused.value.code) == ("closes", "bad_date")


def test_midnight_at_the_end_of_a_day_is_that_day():
    for written in ("2026-11-30 24:00", "2026-11-30", "2026-11-30 00:00:00"):
        assert f"{read_window(written, column='w').closes_at:%m-%d %H:%M:%S}" == "11-30 23:59:59"


def test_words_beside_dates_are_kept():
    window = read_window("2026-11-02 ~ 2026-11-27 (예산 소진시 조기마감)", column="w")

    assert (f"{window.closes_at:%m-%d}", window.note) == ("11-27", "2026-11-02 ~ 2026-11-27 (예산 소진시 조기마감)")


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("example.test/view?a=1", "https://example.test/view?a=1"),
        ("/view.do?a=1", "https://base.example.test/view.do?a=1"),
        ("https://a.example.test/web/a.do/web/a.do", "https://a.example.test/web/a.do"),
        ("https://a.example.test/https://a.example.test/x?y=1", "https://a.example.test/x?y=1"),
        ("https://a.example.test/a.example.test/x/y", "https://a.example.test/x/y"),
        ("https://a.example.test/?a=1&amp;b=2", "https://a.example.test/?a=1&b=2"),
        ("//a.example.test/x", "https://a.example.test/x"),
        ("javascript:alert(1)", ""),
        ("mailto:a@example.test", ""),
        ("https://me:pw@example.test/", ""),
        ("https://localhost/x", ""),
        ("신청서.hwp", ""),
        ("홈페이지 참조", ""),
        ("https://example.test:99999/", ""),
    ],
)
def test_addresses_are_mended_or_dropped(written, read):
    assert clean_url(written, base="https://base.example.test") == read


@given(st.text(max_size=300))
def test_a_cleaned_address_is_clean_and_stays_so(text):
    url = clean_url(text, base="https://base.example.test")

    assert url == "" or url.lower().startswith(("http://", "https://"))
    assert clean_url(url) == url or clean_url(clean_url(url)) == clean_url(url)


@pytest.mark.parametrize("text", ["~" * 100_000, " ~" * 50_000, "2" * 100_000, "2026-" * 20_000, "(" * 100_000])
def test_a_hundred_thousand_signs_in_a_window_cost_nothing(text):
    start = perf_counter()
    try:
        read_window(text, column="w")
    except RowRefused as refused:
        assert refused.code == "bad_date"  # noqa: PT017
    clean_url(text)

    assert perf_counter() - start < 1


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=40),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
NAMES = [
    "pbanc_sn",
    "biz_pbanc_nm",
    "pbanc_rcpt_end_dt",
    "pblancId",
    "pblancNm",
    "reqstBeginEndDe",
    "areaNm",
    "industNm",
    "flpthNm",
    "data",
    "items",
    "item",
    "response",
    "body",
    "header",
    "resultCode",
    "jsonArray",
    "biz_enyy",
    "biz_trgt_age",
    "supt_regin",
    "detl_pg_url",
    "aply_excl_trgt_ctnt",
    "totCnt",
]
names = st.sampled_from(NAMES)
documents = st.recursive(
    values | st.dictionaries(names, values, max_size=10),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(names, inner, max_size=4),
    max_leaves=12,
)


@settings(max_examples=400, deadline=None)
@given(documents)
def test_any_json_is_read_or_refused_with_the_documented_error(document):
    data = json.dumps(document).encode()
    for importer in (kstartup, bizinfo):
        try:
            reading = importer.read(data)
        except ImportFailed:
            continue
        assert len(reading.records) + len(reading.refusals) == reading.rows
        assert [r.sha256 for r in reading.records] == [r.sha256 for r in importer.read(data).records]
        assert all(json.dumps(record.raw, ensure_ascii=False).encode() for record in reading.records)


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=400) | st.text(alphabet="<>/?!&;\"'= \nabitemcolname[]{},:가", max_size=400).map(str.encode))
def test_any_bytes_are_read_or_refused_with_the_documented_error(data):
    for read in (kstartup.read, bizinfo.read, lambda noise: table.read(table.open_table(noise))):
        try:
            reading = read(data)
        except ImportFailed as failed:
            assert all(failed.reason(lang) for lang in ("ko", "zh", "en"))  # noqa: PT017
        else:
            assert len(reading.records) + len(reading.refusals) == reading.rows
