import pytest
from hypothesis import given
from hypothesis import strategies as st

from madang.engines.retrieval import query_terms
from madang.engines.retrieval.highlight import MARK_LIMIT, marks


@pytest.mark.parametrize(
    ("text", "typed", "marked"),
    [
        ("창업지원센터에서 기업을 지원합니다", "창업 지원", ["창업지원", "지원"]),
        ("스마트 공장과 스마트공장을 구축", "스마트공장", ["스마트", "공장", "스마트공장"]),
        ("（ＴＩＰＳ）와 Robotics, tipsy", "TIPS robots", ["ＴＩＰＳ", "Robotics"]),
        ("機器人企業補貼政策", "机器人 补贴", ["機器人", "補貼"]),
        ("업력 7년 이내, 2026년", "7년 2026", ["7년", "2026년"]),
        ("빵집에서 찐빵을", "빵", ["빵"]),
        ("창업을 지원", "창업 -지원", ["창업"]),
        ("\u110e\u1161\u11bc\u110b\u1165\u11b8을 지원", "창업", ["\u110e\u1161\u11bc\u110b\u1165\u11b8"]),
        ("수출기업 통ㆍ번역 지원, 산ㆍ학ㆍ연", "통번역 산학연", ["통ㆍ번역", "산ㆍ학ㆍ연"]),
        ("R&D와 R & D", "r&d", ["R&D"]),
        ("아무것도 없다", "", []),
    ],
)
def test_hits_are_marked_where_they_stand(small, text, typed, marked):
    assert [text[start:end] for start, end in marks(text, query_terms(typed, small))] == marked


def test_a_word_still_being_typed_marks_what_begins_so(small):
    text = "Robotics와 로봇공학"

    assert [text[a:b] for a, b in marks(text, query_terms("robo", small, live=True))] == ["Robotics"]
    assert [text[a:b] for a, b in marks(text, query_terms("로", small, live=True))] == ["로"]


@given(st.text(st.sampled_from("창업을 지원機器人 robots TIPS,Ａ\u1100\u1161①\n"), max_size=80))
def test_marks_lie_in_the_text_in_order_and_apart(small, text):
    found = marks(text, query_terms("창업 지원 机器人 robot TIPS", small))

    flat = [place for mark in found for place in mark]
    assert flat == sorted(flat)
    assert all(0 <= start < end <= len(text) for start, end in found)


def test_a_text_full_of_hits_gets_a_bounded_number_of_marks(small):
    assert len(marks("창업 " * 100_000, query_terms("창업", small))) == MARK_LIMIT
