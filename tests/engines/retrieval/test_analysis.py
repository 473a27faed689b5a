import re
import subprocess
import sys

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from madang.engines.retrieval import Term, to_tsvector_text
from madang.engines.retrieval.analysis import LEXEME_BYTES, POSITION_LIMIT

LEXEME = re.compile(r"'((?:[^'\\]|''|\\\\)*)':((?:\d+[ABC]?)(?:,\d+[ABC]?)*)")


def words(terms: list[Term], *kinds: str) -> list[str]:
    return [term.text for term in terms if not kinds or term.kind in kinds]


def test_a_korean_compound_is_found_whole_and_by_its_parts_without_particles(analyser):
    terms = analyser.index_terms("창업지원센터에서는 기업들을 지원합니다.", "ko")

    assert words(terms, "word") == ["창업", "지원", "센터", "기업", "지원"]
    assert set(words(terms, "whole")) == {"창업지원센터"}


def test_prefixes_and_suffixes_stay_with_their_noun(analyser):
    terms = analyser.index_terms("신산업 분야 예비창업자", "ko")

    assert words(terms, "word") == ["신산업", "분야", "예비", "창업자"]
    assert words(terms, "part") == ["산업"]


@pytest.mark.parametrize(
    ("name", "bare"), [("춘천시", "춘천"), ("강원도", "강원"), ("제주특별자치도", "제주"), ("종로구", "종로")]
)
def test_a_place_is_found_without_its_rank(analyser, name, bare):
    assert {name, bare} <= set(words(analyser.index_terms(f"{name} 소재 기업", "ko")))


def test_a_name_is_kept_whole_although_its_first_part_is_no_noun(analyser):
    assert {"대출", "바로대출"} <= set(words(analyser.index_terms("바로대출을 받은 소공인", "ko")))


def test_a_verb_made_a_noun_is_a_word(analyser):
    assert "알림" in words(analyser.index_terms("사업 계획 알림 공고", "ko"))


def test_words_after_a_middle_dot_are_words_of_their_own(analyser):
    assert words(analyser.index_terms("발굴ㆍ육성", "ko")) == ["발굴", "육성"]


def test_abbreviations_and_numbers_stand_in_korean_text(analyser):
    terms = analyser.index_terms("TIPS와 R&D, AIㆍIoT 기업에 3억원 (KIC)", "ko")

    assert words(terms, "word") == ["tips", "r&d", "ai", "iot", "기업", "kic"]
    assert words(terms, "number") == ["3억원"]


def test_chinese_is_simplified_and_found_by_words_and_their_parts(analyser):
    terms = analyser.index_terms("機器人企業可獲人工智能補貼", "zh")

    assert {"机器人", "机器", "企业", "人工智能", "人工", "智能", "补贴"} <= set(words(terms))
    assert [term.position for term in terms if term.text == "人工智能"] == [
        term.position for term in terms if term.text in ("人工", "智能")
    ]


def test_a_chinese_name_of_single_characters_is_kept_together(analyser):
    terms = analyser.index_terms("水西机器人集群", "zh")

    assert [term.position for term in terms if term.text == "水西"] == [1, 2]


def test_chinese_function_words_are_not_glued_into_words(analyser):
    assert words(analyser.index_terms("并在中期提供资源", "zh")) == ["中期", "提供", "资源"]


def test_a_dictionary_word_across_two_words_is_found_too(analyser):
    assert "法定" in words(analyser.index_terms("有多名法定代表人", "zh"))


def test_english_words_carry_their_stem_and_function_words_go(analyser):
    terms = analyser.index_terms("The startups are funded by KIC and IT firms", "en")

    assert words(terms, "word") == ["startups", "funded", "kic", "it", "firms"]
    assert words(terms, "stem") == ["~startup", "~fund", "~firm"]


def test_english_inside_korean_is_stemmed_as_english(analyser):
    assert "~robot" in words(analyser.index_terms("Robotics 기업 모집", "ko"))


def test_positions_run_from_one_without_gaps(analyser):
    terms = analyser.index_terms("스마트공장 구축을 위한 AI robots 2026년 지원 政策补贴", None)

    assert sorted({term.position for term in terms}) == list(range(1, max(term.position for term in terms) + 1))


def test_a_vector_carries_weights_and_keeps_fields_apart(analyser):
    literal = analyser.tsvector({"A": [("창업 지원", "ko")], "C": [("창업", "ko")], "D": [("O'Neil R&D", "en")]})

    assert literal == "'창업':1A,11C '지원':2A 'o''neil':20 'neil':20 '~neil':20 'r&d':21"


def test_quotes_and_backslashes_in_a_lexeme_are_doubled():
    assert to_tsvector_text({"B": [[Term("a'b\\c", "word", 1)]]}) == "'a''b\\\\c':1B"


def test_a_lexeme_too_long_for_postgresql_is_left_out():
    terms = [Term("가" * 683, "word", 1), Term("가" * 682, "word", 2)]

    assert to_tsvector_text({"D": [terms]}) == f"'{'가' * 682}':2"


def test_a_long_text_stops_at_the_last_position_and_under_a_megabyte():
    terms = [Term(f"창업{number}", "word", number) for number in range(1, 90_000)]

    literal = to_tsvector_text({"A": [terms]})

    assert f":{POSITION_LIMIT}A" in literal
    assert len(literal.encode()) < 2**21


@given(st.dictionaries(st.sampled_from("ABCD"), st.lists(st.lists(st.builds(
    Term, st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=30),
    st.just("word"), st.integers(1, 20_000))))))  # fmt: skip
def test_a_vector_literal_holds_exactly_the_terms_within_their_limits(fields):
    literal = to_tsvector_text(fields)

    found = {match[1].replace("''", "'").replace("\\\\", "\\"): match[2] for match in LEXEME.finditer(literal)}
    assert " ".join(match.group() for match in LEXEME.finditer(literal)) == literal
    assert set(found) == {term.text for texts in fields.values() for terms in texts for term in terms if term.text}
    for lexeme, marks in found.items():
        places = [int(mark.rstrip("ABC")) for mark in marks.split(",")]
        assert len(lexeme.encode()) <= LEXEME_BYTES
        assert places == sorted(set(places))
        assert max(places) <= POSITION_LIMIT


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=150)
@given(text=st.text(max_size=200), lang=st.sampled_from(["ko", "zh", "en", None]))
def test_any_text_can_be_analysed(analyser, text, lang):
    for term in analyser.index_terms(text, lang):
        assert term.text.strip() == term.text != ""


@pytest.mark.parametrize("module", ["madang.engines.retrieval", "madang.engines.retrieval.expansion"])
def test_importing_the_query_side_wakes_neither_kiwi_nor_jieba(module):
    code = f"import sys, {module}; print(sorted({{'kiwipiepy', 'jieba', 'django'}} & set(sys.modules)))"

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"
