"""Every literal these engines write is one PostgreSQL reads: here it is asked."""

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from madang.engines.retrieval import Term, query_terms, to_tsquery, to_tsvector_text
from madang.engines.retrieval.expansion import taxonomy_expansion
from madang.engines.retrieval.vocabulary import Vocabulary, tally

TYPED = st.text(
    st.one_of(
        st.characters(exclude_categories=["Cs"]),
        st.sampled_from("창업지원스마트공장机器人 robots tips \"-'\\&|!:*()<>~ㅊ"),
    ),
    max_size=60,
)
LEXEMES = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=40)
PATIENT = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=150)

pytestmark = pytest.mark.django_db


def asked(sql: str, *values: str) -> object:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchone()[0]


@PATIENT
@given(
    st.dictionaries(
        st.sampled_from("ABCD"), st.lists(st.lists(st.builds(Term, LEXEMES, st.just("word"), st.integers(1, 20_000))))
    )
)
def test_postgresql_reads_every_vector_and_keeps_every_lexeme(fields):
    kept = asked("select tsvector_to_array(%s::tsvector)", to_tsvector_text(fields))

    assert set(kept) == {term.text for texts in fields.values() for terms in texts for term in terms}


@PATIENT
@given(TYPED, st.booleans(), st.sampled_from(["all", "any"]))
def test_postgresql_reads_every_query(small, text, live, mode):
    written = to_tsquery(query_terms(text, small, expand=taxonomy_expansion(), live=live), mode=mode)

    assert (asked("select numnode(%s::tsquery)", written) > 0) == bool(written)


def test_a_text_at_every_limit_is_accepted():
    terms = [Term(f"{'가' * 600}{number}", "word", number) for number in range(1, 4_000)]
    terms += [Term("창업", "word", number) for number in range(1, 40_000)]

    assert asked("select length(%s::tsvector)", to_tsvector_text({"A": [terms], "B": [terms]})) > 300


@pytest.mark.parametrize(
    ("document", "typed", "found"),
    [
        ("창업지원센터 스마트공장 구축", "스마트 공장구축", True),
        ("스마트 공장 구축", "스마트공장", True),
        ("창업을 지원하는 R&D", '"창업 지원"', True),
        ("창업 기업을 지원", '"창업 지원"', False),
        ("서울 R&D 지원", "R&D", True),
        ("서울 로봇 지원", "로봇 -서울", False),
        ("로봇 바우처", "로봇 바우", True),
        ("机器人企业补贴", "로봇", True),
        ("機器人企業補貼", "机器人补贴", True),
        ("Robotics startups", "robot", True),
        ("tips for founders", "TIPS", True),
        ("a tip for founders", "TIPS", False),
        ("O'Neil \\ 'startup'", "o'neil startup", True),
    ],
)
def test_what_is_indexed_is_found_by_what_is_typed(analyser, document, typed, found):
    terms = analyser.index_terms(document)
    other = analyser.index_terms("스마트 공장 스마트공장 로봇 서울 창업 지원 tip")
    query = query_terms(typed, Vocabulary(tally([terms, other])), expand=taxonomy_expansion(), live=True)

    assert asked("select %s::tsvector @@ %s::tsquery", to_tsvector_text({"A": [terms]}), to_tsquery(query)) is found
