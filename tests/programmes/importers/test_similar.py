from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from madang.programmes.importers.records import CallRecord
from madang.programmes.importers.similar import SAME, duplicates, same_call, score

CLOSES = datetime(2026, 11, 30, 23, 59, tzinfo=ZoneInfo("Asia/Seoul"))


def call(title, *, source="kstartup", key="1", **fields):
    fields = {"institution": "견본진흥원", "closes_at": CLOSES} | fields
    return CallRecord(source=source, key=key, title=title, raw={}, sha256="", **fields)


def other(title, **fields):
    return call(title, **{"source": "bizinfo", "key": "2", **fields})


@pytest.mark.parametrize(
    ("title", "fields"),
    [
        ("[서울] 2026년 견본 로봇 실증 지원사업 참여기업 모집 공고", {}),
        ("견본 로봇 실증 지원사업 모집공고", {}),
        ("2026년도 「견본 로봇 실증」 참여기업 추가모집 안내", {}),
        ("2026년 견본 로봇 실증 지원사업", {"institution": "서울특별시", "executor": "(재)견본진흥원"}),
        ("2026년 견본 로봇 실증 지원사업", {"closes_at": CLOSES + timedelta(days=1)}),
    ],
)
def test_the_same_call_told_by_two_sources_is_one(title, fields):
    assert same_call(call("2026년 견본 로봇 실증 지원사업 참여기업 모집 공고"), other(title, **fields))


@pytest.mark.parametrize(
    ("title", "fields"),
    [
        ("2025년 견본 로봇 실증 지원사업", {}),
        ("2026년 2차 견본 로봇 실증 지원사업", {}),
        ("2026년 견본 로봇 실증 지원사업", {"institution": "다른진흥원"}),
        ("2026년 견본 로봇 실증 지원사업", {"closes_at": CLOSES + timedelta(days=30)}),
        ("2026년 견본 로봇 인력 지원사업", {}),
        ("[부산] 2026년 견본 로봇 실증 지원사업", {"regions": ("KR-26",)}),
        ("2026년 견본 로봇 실증 지원사업", {"institution": "", "closes_at": None}),
    ],
)
def test_calls_that_differ_in_year_round_body_window_or_place_stay_apart(title, fields):
    first = call("2026년 견본 로봇 실증 지원사업 참여기업 모집 공고", regions=("KR-11",))

    assert score(first, other(title, **fields)) < SAME


def test_the_score_does_not_depend_on_the_order():
    first, second = call("2026년 견본 로봇 실증 지원"), other("2026년 견본 로봇 인력 실증 지원")

    assert score(first, second) == score(second, first)


def test_duplicates_are_found_among_many_without_comparing_all():
    many = [call(f"{n}번째 견본 {chr(0xAC00 + n * 7)} 사업 공고", key=str(n)) for n in range(1000)]
    pair = [call("2026년 견본 로봇 실증 지원사업", key="a"), other("[서울] 견본 로봇 실증 지원사업 모집", key="b")]

    assert [(a.key, b.key) for a, b, _ in duplicates([*many, *pair])] == [("a", "b")]
