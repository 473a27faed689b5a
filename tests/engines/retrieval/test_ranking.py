"""Search over an index in memory: what is found, what it is made of, and what a hostile query does not do."""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from madang.engines.retrieval.lexicon import Lexicon, read_texts
from madang.engines.retrieval.ranking import (
    WEIGHTS,
    DataError,
    Document,
    Evidence,
    Hit,
    Prepared,
    Searcher,
    Weights,
    explain,
    fuse,
    read_documents,
    read_topics,
    standardised,
    total,
)
from madang.engines.retrieval.ranking.fusion import PARTS

ROWS = """id,kind,ko,zh,en,broader,related,weight,rule,source,status,note
robot,technology,로봇,机器人,robot,,,,,usage,draft,
humanoid,technology,휴머노이드,人形机器人,humanoid,robot,,,,usage,draft,
office,space,사무실,办公室,office,,,,,usage,draft,
rent,money,임대료,租金,rent,,office,,,usage,draft,
export,procedure,수출,出口,export,,,,,usage,draft,
free,need,무료,免费,free,,,0.3,,usage,draft,
beijing,place,베이징 ; 북경,北京,Beijing,,,,,usage,draft,
"""
TEXTS = [
    Document("ko1", "ko", "로봇 실증 지원", "로봇 기업의 현장 실증을 돕습니다. 최대 3억원."),
    Document("zh1", "zh", "人形机器人专项", "为人形机器人企业提供资金。"),
    Document("en1", "en", "Free office for founders", "An office in Beijing, free for a year. Ask KIC first."),
    Document("ko2", "ko", "수출 지원", "수출 기업에 바우처를 드립니다."),
    Document("zh2", "zh", "租金补贴", "北京企业的租金补贴，办公室也可以。"),
    Document("en2", "en", "Export school", "Learn to export."),
]


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return read_texts([("a.csv", ROWS.encode())])


@pytest.fixture
def searcher(lexicon) -> Searcher:
    return Searcher(lexicon, TEXTS)


def ids(hits: list[Hit]) -> list[str]:
    return [hit.id for hit in hits]


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("로봇", {"ko1", "zh1"}),
        ("机器人", {"ko1", "zh1"}),
        ("robots", {"ko1", "zh1"}),
        ("robtos", {"ko1", "zh1"}),
        ("fhqht", {"ko1", "zh1"}),  # 로봇 with the keyboard in English
        ("機器人", {"ko1", "zh1"}),
        ("로 봇", {"ko1", "zh1"}),
        ("휴머노이드", {"zh1"}),
        ("export", {"ko2", "en2"}),
        ("북경 사무실", {"en1", "zh2"}),
        ("KIC", {"en1"}),
        ("바우처", {"ko2"}),  # no concept: by its letters
        ('"founders"', {"en1"}),
    ],
)
def test_the_right_documents_come_first_in_whatever_language_they_are(searcher, query, first):
    assert set(ids(searcher.search(query))[: len(first)]) == first


def test_a_score_is_the_sum_of_its_parts_and_they_come_best_first(searcher):
    for query in ("로봇 3억원", "free office Beijing", "机器人 出口", "KIC"):
        hits = searcher.search(query)
        assert [hit.score for hit in hits] == [sum(hit.parts.values()) for hit in hits]
        assert [tuple(hit.parts) for hit in hits] == [PARTS] * len(hits)
        assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


def test_a_hit_says_which_concept_answers_which(searcher):
    [hit] = [hit for hit in searcher.search("로봇") if hit.id == "zh1"]

    assert [(shared.asked, shared.held) for shared in hit.shared] == [("robot", "humanoid")]


def test_an_explanation_shows_the_words_on_both_sides_and_points_that_add_up(lexicon, searcher):
    read = searcher.read("北京 무료 사무실")
    hit = searcher.search(read)[0]

    told = explain(hit, read, TEXTS[2], lexicon)

    assert hit.id == "en1"
    assert (told.score, sum(told.parts.values())) == (hit.score, hit.score)
    assert sum(phrase.points for phrase in told.phrases) == pytest.approx(hit.parts["concepts"])
    assert {
        (read.text[slice(*phrase.in_query[0])], *(TEXTS[2].text[slice(*place)] for place in phrase.in_text))
        for phrase in told.phrases
    } == {("北京", "Beijing"), ("무료", "free"), ("사무실", "office")}


def test_same_words_weigh_at_most_a_tenth_of_a_point_where_concepts_explain_the_query(searcher):
    assert searcher.read("로봇 수출").unread == 0.0
    assert 0 < max(hit.parts["words"] for hit in searcher.search("로봇 수출")) <= WEIGHTS.words


def test_same_words_weigh_more_the_less_of_a_query_is_explained(searcher):
    assert searcher.read("로봇 실증 trial").unread == 0.75
    assert max(hit.parts["words"] for hit in searcher.search("로봇 실증 trial")) > WEIGHTS.words


def test_only_allowed_documents_are_found_and_only_they_count_as_best_answers(lexicon, searcher):
    mask = np.array([one in ("ko2", "en2", "zh1") for one in searcher.index.ids])

    assert ids(searcher.search("로봇", allowed=mask)) == ids(
        searcher.search("로봇", allowed=["ko2", "en2", "zh1", "?"])
    )
    assert ids(searcher.search("로봇", allowed=mask))[0] == "zh1"
    assert searcher.search("로봇", allowed=[]) == []


def test_everything_fills_up_with_what_nothing_speaks_for(searcher):
    assert len(searcher.search("로봇", everything=True)) == len(TEXTS)
    assert len(searcher.search("로봇", everything=True, limit=2)) == 2
    assert ids(searcher.search("@@@", everything=True)) == sorted(document.id for document in TEXTS)
    assert searcher.search("@@@") == []


def test_meaning_is_one_more_part(searcher):
    near = np.full(searcher.index.size, np.nan, dtype=np.float32)
    near[searcher.index.rows_of(["en2", "ko2"])] = (0.9, 0.1)

    hits = searcher.search("그 무엇", meaning=near, limit=1)

    assert (hits[0].id, round(hits[0].parts["meaning"], 4)) == ("en2", 1.0)


def test_changed_documents_are_found_as_if_the_index_were_made_anew(lexicon):
    changed = Searcher(lexicon)
    for document in TEXTS:
        changed.add([Document(document.id, document.lang, "옛 제목", "机器人 robot 로봇")])
    changed.remove(["en2", "nobody"])
    for _ in range(3):
        changed.add(TEXTS[:3])
        for document in TEXTS[3:]:
            changed.add([document])
    changed.remove(["ko2"])
    fresh = Searcher(lexicon, [document for document in TEXTS if document.id != "ko2"])

    for query in ("로봇 무료", "office rent", "北京 出口", "KIC"):
        assert changed.search(query) == fresh.search(query)
    assert (len(changed), "ko2" in changed, "en2" in changed) == (5, False, True)


def test_what_a_worker_prepared_can_be_kept_as_json(lexicon, searcher):
    lines = [json.dumps([one.id, one.lang, one.keys]) for one in map(searcher.prepare, TEXTS)]
    again = Searcher(lexicon, (Prepared(*json.loads(line)) for line in lines))

    assert again.search("로봇 사무실") == searcher.search("로봇 사무실")


@settings(max_examples=150, deadline=None)
@given(
    st.text(max_size=120) | st.text(st.sampled_from("로봇 机器人robot사무실무료3억원\"'-&\0\u202e「」"), max_size=60)
)
def test_any_query_is_answered_with_scores_that_add_up(lexicon, query):
    searcher = Searcher(lexicon, TEXTS[:3])

    hits = searcher.search(query, everything=True)

    assert sorted(ids(hits)) == ["en1", "ko1", "zh1"]
    assert all(hit.score == sum(hit.parts.values()) and np.isfinite(hit.score) for hit in hits)


@pytest.mark.parametrize(
    "query", ["a" * 100_000, "로" * 100_000, "\0\u202e" * 50_000, '"' * 100_000, "1 " * 50_000, "の"]
)
def test_a_hostile_query_is_answered_in_bounded_time(searcher, query):
    assert len(searcher.search(query, everything=True)) == len(TEXTS)


def test_a_document_of_a_hundred_thousand_characters_is_prepared(searcher):
    assert searcher.prepare(Document("x", "ko", "", "로봇 " * 33_000)).keys["c:robot"] > 0.5


# Fusion


def test_meaning_is_measured_in_standard_deviations_of_the_pool():
    pool = np.array([True, True, True, False])

    found = standardised(np.array([1.0, 2.0, 3.0, 99.0], dtype=np.float32), pool)

    assert [round(float(value), 3) for value in found[:3]] == [-1.225, 0.0, 1.225]


@pytest.mark.parametrize("values", [[np.nan, np.nan], [2.0, 2.0]])
def test_meaning_that_tells_nothing_is_nothing(values):
    assert standardised(np.array(values, dtype=np.float32)).tolist() == [0.0, 0.0]


def test_words_lead_only_where_nothing_else_does():
    none, some = np.zeros(2, dtype=np.float32), np.array([0.5, 1.0], dtype=np.float32)
    weights = Weights(words=0.1, alone=3.0)

    assert fuse(Evidence(none, some, none), weights=weights)["words"].tolist() == [1.5, 3.0]
    assert fuse(Evidence(some, some, none), weights=weights)["words"].tolist() == pytest.approx([0.05, 0.1])
    assert total(fuse(Evidence(none, none, none))).tolist() == [0.0, 0.0]


# Files


def test_documents_and_topics_are_read(tmp_path):
    (tmp_path / "d.jsonl").write_text(
        '\ufeff{"id": 7, "lang": "ko", "title": "가", "text": null, "more": 1}\n\n{"id": "b", "lang": "zh", "text": "甲"}\n'
    )
    (tmp_path / "q.jsonl").write_text('{"id": "t", "ko": "가", "zh": "", "en": null}\n')

    assert read_documents(tmp_path / "d.jsonl") == [Document("7", "ko", "가", ""), Document("b", "zh", "", "甲")]
    assert [topic.phrasings() for topic in read_topics(tmp_path / "q.jsonl")] == [[("ko", "가")]]


def test_every_unusable_line_is_told_with_its_number(tmp_path):
    path = tmp_path / "d.jsonl"
    path.write_bytes(
        b'{"id": "a", "lang": "ko", "title": "x", "text": "y"}\n{"id": "a", "lang": "ko", "title": "x", "text": "y"}\n'
        b'{"id": "b", "lang": "jp", "title": "x", "text": "y"}\n{"lang": "ko", "text": 5}\n[]\n{\n\xff\n'
        b'{"id": "c", "lang": "ko"}\n'
    )

    with pytest.raises(DataError) as caught:
        read_documents(path)

    said = [problem[:52] for problem in caught.value.problems]
    assert said[:5] == [
        'd.jsonl:2: id "a" is given twice',
        'd.jsonl:3: lang "jp" is none of ko, zh, en',
        'd.jsonl:4: lacks "id"',
        'd.jsonl:4: "text" is no text',
        "d.jsonl:5: is no JSON object but list",
    ]
    assert [line[:29] for line in said[5:7]] == ["d.jsonl:6: is no JSON object:", "d.jsonl:7: is no JSON object:"]
    assert said[7] == "d.jsonl:8: has neither title nor text"


def test_an_empty_file_of_topics_is_told(tmp_path):
    (tmp_path / "q.jsonl").write_text("\n")

    with pytest.raises(DataError, match=r"q.jsonl: is empty"):
        read_topics(tmp_path / "q.jsonl")
