"""The index gives the same cosines as the plain formula, however documents come and go."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from madang.engines.retrieval.meaning import index as rooms
from madang.engines.retrieval.meaning.encoders import Vectors, unit
from madang.engines.retrieval.meaning.index import Asked, MeaningIndex
from madang.engines.retrieval.meaning.means import LANGS, Means, of_corpus
from madang.engines.retrieval.tokens import Lang

DIM = 24
RNG = np.random.default_rng(7)
SEEDS = Means(
    "m",
    {lang: (0.3 * unit(RNG.standard_normal((1, DIM))))[0] for lang in LANGS},
    {lang: (0.3 * unit(RNG.standard_normal((1, DIM))))[0] for lang in LANGS},
    dict.fromkeys(LANGS, 0),
)


def some(count: int, seed: int = 0) -> tuple[list[str], list[Lang], Vectors]:
    rng = np.random.default_rng(seed)
    shared = rng.standard_normal((8, DIM))
    rows = unit(shared[rng.integers(0, 8, count)] + rng.standard_normal((count, DIM)))
    return [f"d{number}" for number in range(count)], [LANGS[int(one)] for one in rng.integers(0, 3, count)], rows


def like(index: MeaningIndex, document: str) -> Asked:
    """A query that says just what a document says."""
    row = np.array([index.find(document)])
    return index.towards(Asked(np.zeros(DIM, dtype=np.float32)), row, np.ones(1))


def test_scores_are_cosines_of_what_is_left_without_the_means():
    ids, langs, rows = some(90)
    index = MeaningIndex(DIM, SEEDS)
    index.put(ids, langs, rows)
    index.recentre(SEEDS)
    means = of_corpus(rows, langs, seeds=SEEDS)
    query = unit(RNG.standard_normal((1, DIM)))[0]

    wanted = means.centred(rows, langs) @ means.centred(query[None], ["ko"], "query")[0]

    assert np.allclose(index.scores(index.asked(query, "ko")), wanted, atol=1e-5)
    assert index.means.counts == means.counts
    best = index.nearest(index.asked(query, "ko"), 10)
    assert [index.ids[row] for row in best] == [ids[row] for row in np.argsort(-wanted, kind="stable")[:10]]


def test_a_removed_document_is_not_found_and_its_row_is_used_again():
    ids, langs, rows = some(10)
    index = MeaningIndex(DIM, SEEDS)
    index.put(ids, langs, rows)
    asked = like(index, "d3")
    assert index.ids[index.nearest(asked, 1)[0]] == "d3"

    index.remove(["d3", "never there"])

    assert len(index) == 9
    assert "d3" not in [index.ids[row] for row in index.nearest(asked, 10)]
    assert index.scores(asked)[3] == -1
    index.put(["new"], ["en"], rows[3:4])
    assert (index.find("new"), len(index), len(index.ids)) == (3, 10, 10)


def test_an_edited_document_is_found_by_its_new_text_alone():
    ids, langs, rows = some(50)
    index = MeaningIndex(DIM, SEEDS)
    index.put(ids, langs, rows)

    index.put(["d0"], ["zh"], -rows[:1])

    asked = like(index, "d0")
    assert index.ids[index.nearest(asked, 1)[0]] == "d0"
    assert index.scores(asked)[index.find("d0")] == pytest.approx(1.0, abs=1e-5)


def test_an_empty_index_answers_with_nothing():
    index = MeaningIndex(DIM, SEEDS)
    index.recentre(SEEDS)
    asked = index.asked(np.ones(DIM), "en")

    assert (index.nearest(asked, 5).tolist(), index.scores(asked).tolist(), index.find("d0")) == ([], [], -1)


def test_a_query_moves_towards_the_documents_it_is_shown():
    ids, langs, rows = some(30)
    index = MeaningIndex(DIM, SEEDS)
    index.put(ids, langs, rows)
    asked = index.asked(np.ones(DIM), "ko")

    moved = index.towards(asked, np.array([4, 7]), np.array([1.0, 0.5]))

    assert np.linalg.norm(moved.vector) == pytest.approx(1, abs=1e-5)
    gained = index.scores(moved) - index.scores(asked)
    assert gained[4] > 0.2
    assert gained[4] > gained[7] > 0


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.sampled_from("abcdefgh"), st.booleans()), max_size=30))
def test_after_any_edits_it_answers_as_a_fresh_one(edits: list[tuple[str, bool]]):
    _, langs, rows = some(len(edits), seed=3)
    index, held = MeaningIndex(DIM, SEEDS), dict[str, int]()
    for number, (name, there) in enumerate(edits):
        if there:
            index.put([name], [langs[number]], rows[number : number + 1])
            held[name] = number
        else:
            index.remove([name])
            held.pop(name, None)
    index.recentre(SEEDS)
    fresh = MeaningIndex(DIM, SEEDS)
    fresh.put(list(held), [langs[number] for number in held.values()], rows[list(held.values())])
    fresh.recentre(SEEDS)

    for asked in (index.asked(np.ones(DIM), "ko"),):
        scores = index.scores(asked)
        mine = {name: scores[index.find(name)] for name in held}
        other = fresh.scores(fresh.asked(np.ones(DIM), "ko"))
        assert mine == pytest.approx({name: other[fresh.find(name)] for name in held}, abs=1e-5)


def test_a_large_index_finds_nearly_all_of_what_the_full_product_finds(monkeypatch: pytest.MonkeyPatch):
    ids, langs, rows = some(6_000)
    exact = MeaningIndex(DIM, SEEDS)
    exact.put(ids, langs, rows)
    monkeypatch.setattr(rooms, "EXACT", 1_000)
    monkeypatch.setattr(rooms, "CANDIDATES", 1_500)
    large = MeaningIndex(DIM, SEEDS)
    large.put(ids, langs, rows)
    large.remove(["d5"])
    found = []
    for query in unit(np.random.default_rng(5).standard_normal((20, DIM))):
        asked = large.asked(query, "ko")
        exact_scores, scores = exact.scores(asked), large.scores(asked)
        truth = np.argsort(-exact_scores, kind="stable")[:10]
        found.append(len(set(truth.tolist()) & set(large.nearest(asked, 10).tolist())) / 10)
        assert np.count_nonzero(np.abs(scores - exact_scores) < 2e-3) >= 1_500
        assert np.corrcoef(scores, exact_scores)[0, 1] > 0.8
        assert scores[5] == -1

    assert np.mean(found) > 0.9
