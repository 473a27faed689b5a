import json
from collections import Counter

import pytest

from madang.engines import eligibility
from madang.programmes.importers import bizinfo, similar


def read_one(**item):
    reading = bizinfo.read(
        json.dumps({"jsonArray": [{"pblancId": "PBLN_1", "pblancNm": "견본 공고", **item}]}).encode()
    )
    assert reading.refusals == ()
    return reading.records[0]


def test_the_sample_is_read_with_its_attachments(shared):
    reading = bizinfo.read((shared / "interfaces" / "samples" / "bizinfo.sample.json").read_bytes())
    first, second = reading.records

    assert (reading.total, reading.refusals) == (2, ())
    assert first.page_url.startswith("https://www.bizinfo.go.kr/sii/siia/")
    assert [(a.name, a.is_call_text) for a in first.attachments] == [
        ("공고문.pdf", True),
        ("신청서.hwp", False),
        ("동의서.hwp", False),
    ]
    assert first.body == "가상의 공고입니다.\n\n☞ 로봇 실증비 최대 1억원"
    assert (first.regions, first.sectors) == (("KR-11",), ("robotics",))
    assert (second.window_note, second.rolling, second.closes_at) == ("예산 소진시까지", True, None)


def test_every_real_notice_is_read_or_refused_with_a_reason(notices):
    reading = bizinfo.read(notices)

    assert (reading.rows, len(reading.records), len(reading.refusals)) == (1113, 1113, 0)
    assert len({record.key for record in reading.records}) == 1113
    assert sum(record.closes_at is not None for record in reading.records) == 208
    assert sum(bool(record.closes_at or record.window_note) for record in reading.records) == 1113
    assert Counter(m.code for r in reading.records for m in r.remarks) == {
        "regions_damaged": 451,
        "support_unknown": 18,
    }


def test_reading_the_real_notices_twice_gives_the_same_hashes(notices):
    first, second = bizinfo.read(notices), bizinfo.read(notices)

    assert first == second
    assert len({record.sha256 for record in first.records}) == 1113


def test_every_rule_derived_from_the_real_notices_is_valid_and_machine_read(notices):
    records = [record for record in bizinfo.read(notices).records if record.rule]
    leaves = [leaf for record in records for leaf in eligibility.rules.leaves(eligibility.loads(record.rule))]

    assert len(records) > 1000
    assert {leaf.source for leaf in leaves} == {"machine"}
    assert all(leaf.quote for leaf in leaves)


def test_reposts_among_the_real_notices_are_found_and_nothing_else(notices):
    pairs = {
        frozenset((a.key, b.key)): (a.title, b.title)
        for a, b, _ in similar.duplicates(bizinfo.read(notices).records)
    }  # fmt: skip

    assert len(pairs) == 4
    assert any("지역자산화" in a and "지역자산화" in b for a, b in pairs.values())


@pytest.mark.parametrize(
    ("area", "title", "regions"),
    [
        ("서울", "견본 공고", ("KR-11",)),
        (" @ @ @ @ @ @ @ @제주", "견본 공고", ()),
        (" @ @ @ @ @ @ @ @제주", "[대구ㆍ경북] 견본 공고", ("KR-27", "KR-47")),
        ("충북", "[경북] 견본 공고", ("KR-47",)),
        ("서울@경기", "견본 공고", ("KR-11", "KR-41")),
        ("", "[견본] 공고", ()),
    ],
)
def test_the_prefix_of_the_title_is_believed_before_a_damaged_list(area, title, regions):
    assert read_one(areaNm=area, pblancNm=title).regions == regions


@pytest.mark.parametrize(
    ("window", "opens", "closes", "note"),
    [
        ("2026-11-02 ~ 2026-11-27", "2026-11-02", "2026-11-27", ""),
        ("20261102 ~ 20261127", "2026-11-02", "2026-11-27", ""),
        ("2026-11-02 ~ 예산 소진시까지", "2026-11-02", None, "2026-11-02 ~ 예산 소진시까지"),
        ("추후 공지", None, None, "추후 공지"),
        ("매월 15일까지", None, None, "매월 15일까지"),
    ],
)
def test_windows_are_dates_or_the_notices_own_words(window, opens, closes, note):
    record = read_one(reqstBeginEndDe=window)

    assert [at and f"{at:%Y-%m-%d}" for at in (record.opens_at, record.closes_at)] == [opens, closes]
    assert record.window_note == note


def test_a_window_that_is_nearly_a_date_is_refused():
    reading = bizinfo.read(b'[{"pblancId":"1","pblancNm":"a title","reqstBeginEndDe":"20261102 ~ 20261131"}]')

    assert [(r.column, r.code) for r in reading.refusals] == [("reqstBeginEndDe", "bad_date")]


def test_names_of_the_rss_form_are_read():
    rss = (
        "<?xml version='1.0' encoding='UTF-8'?><rss><channel><title>기업마당</title><item><pblancId>PBLN_9</pblancId>"
        "<title>[부산] 견본 공고</title><author>부산광역시</author><link>/view.do?id=9</link>"
        "<description>&lt;p&gt;요약&lt;/p&gt;</description><lcategory>수출</lcategory><reqstDt>상시 접수</reqstDt>"
        "<pubDate>Mon, 02 Nov 2026 09:00:00 +0900</pubDate></item></channel></rss>"
    )
    record = bizinfo.read(rss.encode()).records[0]

    assert (record.title, record.institution, record.summary) == ("[부산] 견본 공고", "부산광역시", "요약")
    assert (record.supports, record.regions, record.rolling) == (("global",), ("KR-26",), True)
    assert record.page_url == "https://www.bizinfo.go.kr/view.do?id=9"
    assert record.made_at.isoformat() == "2026-11-02T09:00:00+09:00"


def test_views_do_not_change_the_hash():
    assert read_one(inqireCo=1, totCnt=5).sha256 == read_one(inqireCo=9, totCnt=7).sha256
    assert read_one(trgetNm="중소기업").sha256 != read_one(trgetNm="소상공인").sha256
