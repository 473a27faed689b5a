"""The mean of each language is taken away; a young corpus leans on the seeds."""

from typing import Literal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from madang.engines.retrieval.meaning.encoders import clean, unit
from madang.engines.retrieval.meaning.means import (
    ENOUGH,
    LANGS,
    Means,
    made_seeds,
    none,
    of_corpus,
    seed_texts,
    seeds_of,
)
from madang.engines.retrieval.tokens import Lang, detect

from .world import PlainEncoder

AXES = np.eye(3, dtype=np.float32)
SEEDS = Means("m", dict(zip(LANGS, AXES, strict=True)), dict(zip(LANGS, -AXES, strict=True)), dict.fromkeys(LANGS, 0))


def test_without_texts_the_seeds_stand():
    means = of_corpus(np.empty((0, 3)), [], seeds=SEEDS)

    assert all(np.array_equal(means.documents[lang], SEEDS.documents[lang]) for lang in LANGS)
    assert means.counts == {"ko": 0, "zh": 0, "en": 0}


def test_a_language_with_enough_texts_has_its_own_mean_and_others_keep_a_part_of_the_seed():
    rows = np.vstack([np.tile([0.0, 0.0, 0.6], (ENOUGH, 1)), np.tile([0.9, 0.0, 0.0], (10, 1))])
    langs: list[Lang] = ["ko"] * ENOUGH + ["zh"] * 10

    means = of_corpus(rows, langs, seeds=SEEDS)

    assert np.allclose(means.documents["ko"], [0, 0, 0.6])
    assert np.allclose(means.documents["zh"], [0.3, 2 / 3, 0])
    assert np.allclose(means.documents["en"], [0, 0, 1])
    assert means.counts == {"ko": 30, "zh": 10, "en": 0}


def test_centred_rows_have_length_one_and_what_equals_the_mean_has_none():
    rows = SEEDS.centred(np.array([[1, 0, 0], [1, 2, 0]], np.float32), ["ko", "ko"])

    assert np.allclose(rows, [[0, 0, 0], [0, 1, 0]])


def test_queries_have_a_mean_of_their_own_which_the_corpus_does_not_change():
    means = of_corpus(np.ones((40, 3)), ["ko"] * 40, seeds=SEEDS)

    assert np.allclose(means.centred(np.array([[-1, 0, 3]]), ["ko"], "query"), [[0, 0, 1]])
    assert np.array_equal(means.of(LANGS, "query"), -AXES)


def test_taking_nothing_away_changes_nothing():
    rows = unit(np.random.default_rng(0).standard_normal((5, 8)))

    assert np.allclose(none("m", 8).centred(rows, ["ko", "zh", "en", "ko", "zh"]), rows, atol=1e-6)


def test_an_unknown_model_gets_its_seeds_from_the_shipped_texts(plain: PlainEncoder):
    means = seeds_of(plain)

    texts, queries = seed_texts("texts"), seed_texts("queries")
    assert np.allclose(means.documents["zh"], plain.encode(texts["zh"]).mean(axis=0), atol=1e-3)
    assert np.allclose(means.queries["ko"], plain.encode(queries["ko"]).mean(axis=0), atol=1e-3)
    assert np.array_equal(means.of(LANGS), made_seeds(PlainEncoder()).of(LANGS))


@pytest.mark.parametrize("name", ["texts", "queries"])
def test_the_shipped_texts_say_the_same_in_three_languages(name: Literal["texts", "queries"]):
    texts = seed_texts(name)

    assert {lang: len(rows) for lang, rows in texts.items()} == {"ko": 36, "zh": 36, "en": 36}
    assert [(lang, text) for lang, rows in texts.items() for text in rows if detect(text) != lang] == []


@given(st.lists(st.lists(st.floats(allow_nan=True, allow_infinity=True, width=32), min_size=3, max_size=3), max_size=5))
def test_rows_are_of_length_one_or_none(rows: list[list[float]]):
    lengths = np.linalg.norm(unit(np.array(rows, np.float32).reshape(-1, 3)), axis=1)

    assert all(length == 0 or abs(length - 1) < 1e-3 for length in lengths)


@given(st.text())
def test_any_text_can_be_given_to_a_model(text: str):
    out = clean(text)

    assert out.encode("utf-8")
    assert "\x00" not in out
    assert out.strip()


@pytest.mark.parametrize("text", ["", " ", "\x00", "\ud800", "a" * 100_000])
def test_hostile_texts_too(text: str):
    assert 0 < len(clean(text)) <= 4_000
