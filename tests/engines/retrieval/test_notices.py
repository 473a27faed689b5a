"""Twenty Korean searches over 1,113 real support notices, answered by an index of plain dictionaries."""

import gzip
import json
import math
from collections import defaultdict
from pathlib import Path

import pytest

from madang.engines.retrieval import Analyser, Vocabulary, query_terms, tally
from madang.engines.retrieval.query import Group, Query
from madang.engines.retrieval.summary import sentences, summarise

NOTICES = Path(__file__).parents[4] / "shared" / "data" / "bizinfo_ko_2021.jsonl.gz"

pytestmark = pytest.mark.skipif(not NOTICES.exists(), reason="the notices are not shipped")


class Index:
    """Titles weigh four times a body; a query asks for all its groups, and for any of them when that finds nothing."""

    def __init__(self, analyser: Analyser) -> None:
        with gzip.open(NOTICES, "rt", encoding="utf-8") as lines:
            self.rows = [json.loads(line) for line in lines]
        self.weights: dict[str, dict[int, float]] = defaultdict(lambda: defaultdict(float))
        documents = []
        for number, row in enumerate(self.rows):
            fields = [(4.0, row["pblancNm"]), (1.0, f"{row['bsnsSumryCn']} {row['excInsttNm']} {row['jrsdInsttNm']}")]
            analysed = [(weight, analyser.index_terms(text, "ko")) for weight, text in fields]
            for weight, terms in analysed:
                for text in {term.text for term in terms}:
                    self.weights[text][number] += weight
            documents.append([term for _, terms in analysed for term in terms])
        self.vocabulary = Vocabulary(tally(documents))

    def search(self, typed: str) -> list[str]:
        """The last six digits of every notice found, best first."""
        query = query_terms(typed, self.vocabulary)
        found = self.ranked(query, every=True) or self.ranked(query, every=False)
        return [self.rows[number]["pblancId"][-6:] for number in found]

    def ranked(self, query: Query, *, every: bool) -> list[int]:
        hits = [self.hits(group) for group in query.groups]
        wanted = set.intersection(*map(set, hits)) if every and hits else set().union(*hits)
        scores = {
            number: sum(found.get(number, 0.0) * math.log(1 + len(self.rows) / len(found)) for found in hits if found)
            for number in wanted
        }
        return sorted(wanted, key=lambda number: (-scores[number], number))

    def hits(self, group: Group) -> dict[int, float]:
        found: dict[int, float] = {}
        for form in group.forms:
            if len(form) == 1:
                for number, weight in self.weights.get(form[0], {}).items():
                    found[number] = max(found.get(number, 0.0), weight)
        return found


@pytest.fixture(scope="module")
def index(analyser):
    return Index(analyser)


@pytest.mark.parametrize(
    ("typed", "expected", "within"),
    [
        ("수출 바우처", {"071324"}, 3),
        ("수출바우처", {"071324"}, 3),
        ("스마트공장 구축", {"069480", "068545", "067999", "067119", "066768", "061991"}, 8),
        ("스마트 공장구축", {"069480", "068545", "067999", "067119", "066768", "061991"}, 8),
        ("제주 소상공인", {"070168", "062775"}, 5),
        ("로봇", {"062371", "060651", "059601", "068717"}, 5),
        ("마을기업을 찾고 있어요", {"071271", "071236", "071268", "071257", "071225", "071241"}, 20),
        ("온실을 스마트팜으로", {"071272", "071238"}, 2),
        ("택배 지원", {"061008", "060849"}, 3),
        ("춘천 단체관광객", {"059895", "059893"}, 2),
        ("경력단절 여성을 고용한 기업", {"067086"}, 1),
        ("통번역", {"063877", "063921", "063044", "062901", "061345"}, 5),
        ("산학연 R&D", {"071303"}, 2),
        ("AI바우처", {"071235"}, 2),
        ("KOTRA 해외IT지원센터 입주", {"060924"}, 1),
        ("손실 보상", {"071292", "070274"}, 3),
        ("조선업 지원", {"066283", "059904"}, 5),
        ("전통 시장 예비창업자", {"071085", "070956"}, 3),
        ("재창업 자금", {"059730"}, 5),
        ("3D프린팅", {"067331"}, 5),
        ("소상공인무이자특례보증", {"070826", "069086", "066659"}, 4),
        ("인천 창업펀드 투자유치", {"066661"}, 1),
    ],
)
def test_a_search_finds_the_notices_that_answer_it(index, typed, expected, within):
    assert expected - set(index.search(typed)[:within]) == set()


def test_a_school_that_is_not_there_still_shows_what_is_nearest(index):
    query = query_terms("청년창업사관학교", index.vocabulary)

    assert [group.forms[0] for group in query.groups] == [("청년",), ("창업",), ("사관학교",)]
    assert index.search("청년창업사관학교")


def test_misspelt_words_are_mended_from_the_notices(index):
    assert index.vocabulary.suggest("바우쳐", limit=1) == ["바우처"]
    assert index.vocabulary.suggest("소상공일", limit=1) == ["소상공인"]
    assert index.vocabulary.suggest("kotar", limit=1) == ["kotra"]


def test_the_words_of_a_thousand_notices_are_small(index):
    assert 5_000 < len(index.vocabulary) < 15_000
    assert len(index.vocabulary.to_bytes()) < 100_000


def test_every_notice_gets_a_summary_out_of_its_own_sentences(index):
    for row in index.rows:
        text = row["bsnsSumryCn"]
        spans = summarise(text, "ko", sentences=2)
        assert 1 <= len(spans) <= 2
        assert set(spans) <= set(sentences(text))


def test_nearly_every_word_of_a_title_finds_its_own_notice(index):
    """The query side cuts by vocabulary, the index by grammar: this holds the two together over 8,700 words."""
    asked = missed = 0
    for number, row in enumerate(index.rows):
        for word in row["pblancNm"].split():
            groups = query_terms(word, index.vocabulary).groups
            asked += 1
            missed += not all(
                any(all(number in index.weights.get(term, ()) for term in form) for form in group.forms)
                for group in groups
            )

    assert missed / asked < 0.005
