"""A run against judgements: per query language, over the whole pool and over the other languages only."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from madang.engines.retrieval.tokens import Lang

from .metrics import RELEVANT, ndcg, recall, reciprocal_rank

ROUNDS = 2_000
SEED = 20_26

Pool = Literal["mixed", "cross"]


@dataclass(frozen=True, slots=True)
class Judged:
    """One ranking of a run: `ranking` best first."""

    query: str
    lang: Lang
    ranking: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Score:
    """A mean over `topics` phrasings with its 95 % interval from a bootstrap over topics."""

    pool: Pool
    lang: Lang | Literal["all"]
    measure: str
    value: float
    low: float
    high: float
    topics: int


@dataclass(slots=True)
class _Cell:
    """The values of one measure, by topic: a topic's phrasings are drawn together."""

    values: dict[str, list[float]] = field(default_factory=dict)

    def add(self, topic: str, value: float) -> None:
        self.values.setdefault(topic, []).append(value)


def evaluate(
    run: Iterable[Judged], grades: Mapping[str, Mapping[str, int]], langs: Mapping[str, Lang], *, rounds: int = ROUNDS
) -> list[Score]:
    """nDCG@10, recall@10 and MRR for every query language and for all.

    Parameters
    ----------
    run : rankings; those of topics without judgements are passed over.
    grades : document to grade, by topic. langs : the language of every document.
    rounds : bootstrap samples of topics. The same input always gives the same intervals.

    Notes
    -----
    "mixed" ranks all documents, "cross" only those in another language than the query's; topics that have no relevant
    document there are left out of it.
    """
    cells: dict[tuple[Pool, str, str], _Cell] = {}
    for one in run:
        if one.query not in grades:
            continue
        mine = grades[one.query]
        others = {key: grade for key, grade in mine.items() if langs.get(key) != one.lang}
        abroad = [key for key in one.ranking if langs.get(key) != one.lang]
        pools: tuple[tuple[Pool, list[str], Mapping[str, int]], ...] = (
            ("mixed", list(one.ranking), mine),
            ("cross", abroad, others),
        )
        for pool, ranking, judged in pools:
            if not any(grade >= RELEVANT for grade in judged.values()):
                continue
            measures = (
                ("nDCG@10", ndcg(ranking, judged)),
                ("recall@10", recall(ranking, judged)),
                ("MRR", reciprocal_rank(ranking, judged)),
            )
            for name, value in measures:
                for lang in (one.lang, "all"):
                    cells.setdefault((pool, lang, name), _Cell()).add(one.query, value)
    order = {"ko": 0, "zh": 1, "en": 2, "all": 3}
    keys = sorted(cells, key=lambda key: (key[0] != "mixed", order[key[1]]))
    return [_score(key, cells[key], rounds) for key in keys]


def _score(key: tuple[Pool, str, str], cell: _Cell, rounds: int) -> Score:
    sums = np.array([sum(values) for values in cell.values.values()])
    counts = np.array([len(values) for values in cell.values.values()])
    drawn = np.random.default_rng(SEED).integers(0, len(sums), size=(rounds, len(sums)))
    means = sums[drawn].sum(axis=1) / counts[drawn].sum(axis=1)
    low, high = np.percentile(means, [2.5, 97.5])
    value = float(sums.sum() / counts.sum())
    return Score(key[0], key[1], key[2], value, float(low), float(high), len(sums))  # type: ignore[arg-type]
