import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madang.engines.retrieval import Vocabulary, did_you_mean, query_terms, tally, to_tsquery
from madang.engines.retrieval.expansion import expansion, taxonomy_expansion
from madang.engines.retrieval.query import QUERY_LIMIT, key

TYPED = st.text(
    st.one_of(
        st.characters(exclude_categories=["Cs"]),
        st.sampled_from("창업지원센터스마트공장机器人补贴robots \"-'\\&|!:*()<>ㅊ"),
    ),
    max_size=60,
)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("로봇을", "'로봇'"),
        ("로봇 바우처를 지원하는", "('로봇' & '바우처' & '지원')"),
        ("스마트공장", "(('스마트' | '스마트공장') & ('공장' | '스마트공장'))"),
        ("스마트 공장", "(('스마트' | '스마트공장') & ('공장' | '스마트공장'))"),
        ("스마트 공장구축", "(('스마트' | '스마트공장') & ('공장' | '스마트공장') & '구축')"),
        ("스타 트업", "'스타트업'"),
        ("청년창업사관학교", "('청년' & '창업' & '사관학교')"),
        ("창업자를위한지원금", "('창업자' & '지원금')"),
        ("청년을 위한 지원금을 찾고 있어요", "('청년' & '지원금')"),
        ("빵", "'빵'"),
        ("我想找机器人补贴", "('机器人' & '补贴')"),
        ("機器人的補貼", "('机器人' & '补贴')"),
        ("人工智能企业", "(('人工' | '人工智能') & ('智能' | '人工智能') & '企业')"),
        ("robots grant", "(('robots' | '~robot') & ('grant' | '~grant'))"),
        ("the grant for a startup", "(('grant' | '~grant') & ('startup' | '~startup'))"),
        ("TIPS", "'tips'"),
        ("R&D 지원", "('r&d' & '지원')"),
        ("7년 2026년", "('7년' & '2026')"),
        ("로봇 -제주", "'로봇' & !'제주'"),
        ("-제주", "!'제주'"),
        ('"투자 유치"', "('투자' <-> '유치')"),
        ('「투자 유치」 -"창업 지원"', "('투자' <-> '유치') & !('창업' <-> '지원')"),
        ("및 또는", ""),
        ("", ""),
        ("\" - '", ""),
    ],
)
def test_what_is_typed_becomes_one_query(small, text, written):
    assert to_tsquery(query_terms(text, small)) == written


def test_the_fallback_asks_for_any_word_and_keeps_the_exclusion(small):
    query = query_terms("로봇 바우처 -제주", small)

    assert to_tsquery(query, mode="any") == "('로봇' | '바우처') & !'제주'"


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("창ㅇ", "('창' | '창':*)"),
        ("창업지", "(('창업' | '창업지':*) & ('창업지':* | '지':*))"),
        ("로봇 스마", "('로봇' & ('스마' | '스마':*))"),
        ("robo", "('robo' | '~robo' | 'robo':*)"),
        ("로봇 ", "'로봇'"),
        ('"로봇"', "'로봇'"),
    ],
)
def test_an_unfinished_word_also_matches_as_it_begins(small, text, written):
    query = query_terms(text, small, live=True)

    assert to_tsquery(query) == written
    assert query.unknown == ()


def test_an_unknown_word_is_named_with_its_place_and_a_near_one_offered(small):
    text = "제주 스타드업을 지원"
    query = query_terms(text, small)

    assert [(miss.text, text[miss.start : miss.end]) for miss in query.unknown] == [("스타드업", "스타드업")]
    assert did_you_mean(text, query, small) == "제주 스타트업을 지원"


@pytest.mark.parametrize(
    ("typed", "near"),
    [
        ("바우쳐", ["바우처"]),
        ("소상공일", ["소상공인"]),
        ("kotar", ["kotra"]),
        ("stratup", ["startup"]),
        ("intelligense", ["intelligence"]),
        ("ckddjq", ["창업"]),
        ("tmxkxmdjq", ["스타트업"]),
        ("xyzzy", []),
        ("机器入", []),
    ],
)
def test_misspelt_words_meet_their_neighbours(small, typed, near):
    assert small.suggest(typed, limit=1) == near


def test_nothing_is_offered_for_a_query_that_is_understood(small):
    assert did_you_mean("로봇 지원", query_terms("로봇 지원", small), small) is None


def test_a_name_also_finds_its_names_in_other_languages(small):
    expand = taxonomy_expansion()

    def forms(text: str) -> list[set[tuple[str, ...]]]:
        return [set(group.forms) for group in query_terms(text, small, expand=expand).groups]

    robot = {("로봇",), ("机器人",), ("~robot",)}
    assert forms("로봇") == [robot]
    assert forms("机器人") == [robot]
    assert forms("robots") == [robot | {("robots",)}]
    assert forms("artificial intelligence") == [
        {("artificial",), ("~artifici",), ("인공", "지능"), ("人工", "智能")},
        {("intelligence",), ("~intellig",), ("인공", "지능"), ("人工", "智能")},
    ]


def test_a_name_no_document_holds_still_finds_the_other_languages():
    korean = Vocabulary([("로봇", 3), ("지원", 9)])

    query = query_terms("我想找机器人", korean, expand=taxonomy_expansion())

    assert to_tsquery(query) == "('机器人' | '로봇')"
    assert query.unknown == ()


def test_quotes_ask_for_the_word_itself(small):
    assert to_tsquery(query_terms('"机器人"', small, expand=taxonomy_expansion())) == "'机器人'"


def test_an_expansion_leads_each_name_to_the_others():
    assert expansion([("산업용 로봇", "工业机器人", "Industrial robots"), ("로봇", "机器人", "")]) == {
        "산업용로봇": ("工业机器人", "Industrial robots"),
        "工业机器人": ("산업용 로봇", "Industrial robots"),
        "industri robot": ("산업용 로봇", "工业机器人"),
        "로봇": ("机器人", ""),
        "机器人": ("로봇", ""),
    }


def test_a_key_is_the_same_however_the_name_is_written():
    assert key("산업용 로봇") == key("산업용로봇")
    assert key("Research and Developments") == key("research development")
    assert key("機器人") == key("机器人")


def test_languages_are_told_in_the_order_typed(small):
    assert query_terms("AI 로봇 机器人", small).languages == ("en", "ko", "zh")


def test_a_vocabulary_comes_back_from_its_bytes(small):
    again = Vocabulary.from_bytes(small.to_bytes())

    assert len(again) == len(small)
    assert again.documents("창업") == small.documents("창업") == 40
    assert again.to_bytes() == small.to_bytes()
    with pytest.raises(ValueError, match="not a vocabulary"):
        Vocabulary.from_bytes(b"anything")


def test_a_tally_counts_documents_not_words(analyser):
    documents = [analyser.index_terms(text, "ko") for text in ("로봇 로봇", "로봇과 공장")]

    assert tally(documents) == [("로봇", 2), ("공장", 1)]


@given(TYPED, st.booleans())
def test_any_query_is_read_and_its_unknown_words_lie_in_it(small, text, live):
    query = query_terms(text, small, expand=taxonomy_expansion(), live=live)

    for miss in query.unknown:
        assert 0 <= miss.start < miss.end <= len(text)
    did_you_mean(text, query, small)
    for mode in ("all", "any"):
        written = to_tsquery(query, mode=mode)
        assert written.count("'") % 2 == 0
        assert bool(written) == bool(query.clauses)


@pytest.mark.parametrize(
    "text", ["창업" * 50_000, "机器人" * 33_333, "a" * 100_000, "\0" * 100_000, "-\" '" * 25_000, "ㅊㅏ " * 30_000]
)
def test_a_hundred_thousand_characters_are_cut_and_said_so(small, text):
    begin = time.perf_counter()
    query = query_terms(text, small, expand=taxonomy_expansion(), live=True)

    assert time.perf_counter() - begin < 1
    assert query.cut
    assert sum(len(group.text) for group in query.groups) <= QUERY_LIMIT
