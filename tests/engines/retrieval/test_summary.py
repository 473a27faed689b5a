import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madang.engines.retrieval.summary import Span, reading_minutes, sentences, summarise

KOREAN = (
    "로봇 분야 창업기업의 해외 진출을 지원하는 사업입니다. ☞ 지원대상: 업력 7년 이내 로봇 기업 "
    "☞ 지원내용: 해외 진출 비용 최대 5천만원 지원\n"
    "① 신청서를 작성해 제출합니다.② 날씨가 좋습니다. "
    "문의: 담당자 연락처는 붙임을 참고하시기 바랍니다.\n1) 신청기간: 3월 1일부터 3월 31일까지"
)
CHINESE = (
    "一、支持对象：海淀区机器人企业。二、支持内容：房租补贴最高50万元；提供免费工位。天气很好。联系人：王某，电话咨询。"
)
ENGLISH = (
    "The programme helps robotics startups, e.g. in Seoul. Eligibility: startups under 7 years. Funding of up to 3.5 million won. "
    "It was sunny. Contact us on the web."
)


def said(text: str, spans: list[Span]) -> list[str]:
    return [text[span.start : span.end] for span in spans]


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        (
            KOREAN,
            [
                "로봇 분야 창업기업의 해외 진출을 지원하는 사업입니다.",
                "지원대상: 업력 7년 이내 로봇 기업",
                "지원내용: 해외 진출 비용 최대 5천만원 지원",
                "신청서를 작성해 제출합니다.",
                "날씨가 좋습니다.",
                "문의: 담당자 연락처는 붙임을 참고하시기 바랍니다.",
                "신청기간: 3월 1일부터 3월 31일까지",
            ],
        ),
        (
            CHINESE,
            [
                "一、支持对象：海淀区机器人企业。",
                "二、支持内容：房租补贴最高50万元；",
                "提供免费工位。",
                "天气很好。",
                "联系人：王某，电话咨询。",
            ],
        ),
        (
            ENGLISH,
            [
                "The programme helps robotics startups, e.g. in Seoul.",
                "Eligibility: startups under 7 years.",
                "Funding of up to 3.5 million won.",
                "It was sunny.",
                "Contact us on the web.",
            ],
        ),
        ("", []),
        (" \n ☞ ", []),
    ],
)
def test_sentences_and_list_items_come_apart_without_their_bullets(text, cut):
    assert said(text, sentences(text)) == cut


def test_a_korean_summary_says_what_for_whom_and_how_much():
    assert said(KOREAN, summarise(KOREAN, "ko")) == [
        "로봇 분야 창업기업의 해외 진출을 지원하는 사업입니다.",
        "지원대상: 업력 7년 이내 로봇 기업",
        "지원내용: 해외 진출 비용 최대 5천만원 지원",
    ]


def test_a_chinese_summary_leaves_weather_and_telephone_out():
    assert said(CHINESE, summarise(CHINESE, "zh", sentences=2)) == [
        "一、支持对象：海淀区机器人企业。",
        "二、支持内容：房租补贴最高50万元；",
    ]


def test_an_english_summary_keeps_the_conditions():
    assert said(ENGLISH, summarise(ENGLISH, "en")) == said(ENGLISH, sentences(ENGLISH)[:3])


def test_a_short_text_is_its_own_summary():
    assert said("로봇 기업을 지원합니다.", summarise("로봇 기업을 지원합니다.", "ko")) == ["로봇 기업을 지원합니다."]


def test_what_is_said_twice_is_summed_up_once():
    text = "로봇 기업에 자금을 지원합니다. 로봇 기업에 자금을 지원합니다. 사무실을 빌려 줍니다. 멘토가 매주 방문합니다."

    assert len(set(said(text, summarise(text, "ko", sentences=2)))) == 2


@given(st.text(st.one_of(st.characters(), st.sampled_from("가나다. ☞①。！1)\n")), max_size=300), st.integers(1, 5))
def test_a_summary_is_a_few_of_the_sentences_in_order_and_always_the_same(text, count):
    for lang in ("ko", "zh", "en"):
        spans = summarise(text, lang, sentences=count)
        assert len(spans) <= count
        assert spans == summarise(text, lang, sentences=count)
        flat = [place for span in spans for place in (span.start, span.end)]
        assert flat == sorted(flat)
        assert all(text[span.start : span.end].strip() for span in spans)


def test_a_very_long_text_is_summed_up_in_bounded_time():
    begin = time.perf_counter()
    summarise("로봇 기업의 해외 진출을 지원합니다. " * 20_000, "ko")

    assert time.perf_counter() - begin < 3


@pytest.mark.parametrize(
    ("text", "lang", "minutes"),
    [("", "ko", 1), ("가 " * 501, "ko", 2), ("中" * 900, "zh", 3), ("word " * 1_100, "en", 4)],
)
def test_reading_takes_whole_minutes_at_the_pace_of_the_language(text, lang, minutes):
    assert reading_minutes(text, lang) == minutes
