"""Search by meaning and concepts together, with nothing lost where there is no meaning to go by."""

import numpy as np
import pytest

from madang.engines.retrieval.lexicon import lexicon
from madang.engines.retrieval.meaning import MeaningIndex, MeaningSearcher, MemoryStore, document_vectors, seeds_of
from madang.engines.retrieval.meaning.encoders import unit
from madang.engines.retrieval.ranking import Document, Searcher
from madang.engines.retrieval.ranking.fusion import PARTS

from .world import PlainEncoder

DOCUMENTS = [
    Document("robot-ko", "ko", "로봇 실증 지원", "물류센터에서 로봇을 시험할 수 있도록 비용을 지원합니다."),
    Document("robot-zh", "zh", "机器人示范验证", "为机器人企业提供测试场地。"),
    Document("office-en", "en", "Free offices", "Desks and meeting rooms for young companies, for a year."),
    Document("qqqq-en", "en", "Zzxq wvvk", "zzxq wvvk qqqq zzxq"),
    Document("loan-ko", "ko", "정책자금 융자", "중소기업에 낮은 금리로 빌려 드립니다."),
]


@pytest.fixture
def both(plain: PlainEncoder) -> MeaningSearcher:
    return over(plain, DOCUMENTS)


def over(encoder: PlainEncoder, documents: list[Document], *, held: int | None = None) -> MeaningSearcher:
    index = MeaningIndex(encoder.dim, seeds_of(encoder))
    some = documents[:held]
    rows = document_vectors(encoder, [(one.title, one.text) for one in some], store=MemoryStore())
    index.put([one.id for one in some], [one.lang for one in some], rows)
    index.recentre(seeds_of(encoder))
    return MeaningSearcher(Searcher(lexicon(), documents), index)


def test_a_title_and_a_text_make_one_vector_and_an_empty_one_is_passed_over(plain: PlainEncoder):
    rows = document_vectors(plain, [("a", "bcd"), ("", "bcd"), ("a", "")], store=MemoryStore())
    title, text = plain.encode(["a", "bcd"])

    assert np.allclose(rows, unit(np.stack([0.5 * title + text, text, title])), atol=1e-3)


def test_parts_add_up_and_meaning_is_one_of_them(both: MeaningSearcher, plain: PlainEncoder):
    hits = both.search("로봇 실증", vector=plain.encode(["로봇 실증"], "query")[0])

    assert [hit.id for hit in hits][:1] == ["robot-ko"]
    assert len(hits) == len(DOCUMENTS)
    assert all(tuple(hit.parts) == PARTS and hit.score == pytest.approx(sum(hit.parts.values())) for hit in hits)
    assert hits[0].parts["meaning"] > 0


def test_what_no_concept_knows_is_found_by_its_meaning(both: MeaningSearcher, plain: PlainEncoder):
    hits = both.search("qqzzwwvvxk", "en", vector=plain.encode(["qqzzwwvvxk"], "query")[0])

    assert hits[0].id == "qqqq-en"


def test_without_a_vector_the_answer_is_that_of_words_and_concepts(both: MeaningSearcher):
    for query in ("로봇 실증", "机器人", "office", ""):
        assert both.search(query, vector=None) == both.searcher.search(query)


def test_documents_without_a_vector_are_ranked_all_the_same(plain: PlainEncoder):
    both = over(plain, DOCUMENTS, held=2)

    hits = both.search("office", vector=plain.encode(["office"], "query")[0])

    assert hits[0].id == "office-en"
    assert hits[0].parts["meaning"] == 0


def test_only_what_is_allowed_is_found_or_shows_the_way(both: MeaningSearcher, plain: PlainEncoder):
    vector = plain.encode(["로봇 실증"], "query")[0]
    alone = over(plain, [one for one in DOCUMENTS if one.id in ("robot-zh", "loan-ko")])
    alone.index = both.index

    hits = both.search("로봇 실증", vector=vector, allowed=["robot-zh", "loan-ko"])

    assert {hit.id for hit in hits} == {"robot-zh", "loan-ko"}
    meant = {hit.id: hit.parts["meaning"] for hit in alone.search("로봇 실증", vector=vector)}
    assert {hit.id: hit.parts["meaning"] for hit in hits} == pytest.approx(meant, abs=1e-4)


def test_documents_come_and_go_on_both_sides(both: MeaningSearcher, plain: PlainEncoder):
    vector = plain.encode(["로봇 실증"], "query")[0]
    both.search("로봇 실증", vector=vector)

    both.searcher.remove(["robot-ko"])
    both.index.remove(["robot-ko"])
    both.searcher.add([Document("new-en", "en", "Robot test site", "Robots may be tried here.")])
    first = {hit.id: hit for hit in both.search("로봇 실증", vector=vector)}
    both.index.put(["new-en"], ["en"], plain.encode(["Robot test site"]))
    second = {hit.id: hit for hit in both.search("로봇 실증", vector=vector)}

    assert "robot-ko" not in first
    assert first["new-en"].parts["meaning"] == 0
    assert second["new-en"].parts["meaning"] != 0


def test_a_mean_empty_or_endless_query_is_answered(both: MeaningSearcher, plain: PlainEncoder):
    for query in ("", " ", "\x00", "!!!", "로봇 " * 5_000, "\u202eabc"):
        assert len(both.search(query, vector=plain.encode([query], "query")[0])) == len(DOCUMENTS)
