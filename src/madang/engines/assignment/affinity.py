"""How well each reviewer suits each application: what both have written, what is declared, and bids that cannot buy a place.

Words count between texts of one language (TF-IDF of stems, pairs of syllables or characters, and pairs of stems; the mean
over a reviewer's texts, which did best on the gold standard of Stelmakh, Wieting, Neubig and Shah, 2023). Concepts of the
lexicon count between all, and alone between languages. Both are put on one scale by what is high in this round, so values
compare within a round and not between two.
"""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from itertools import pairwise
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from madang.engines.retrieval.lexicon import LANGS, Lexicon, lexicon
from madang.engines.retrieval.ranking.affinity import Passage, expand, hear, worth
from madang.engines.retrieval.ranking.nearness import Nearness
from madang.engines.retrieval.ranking.words import terms
from madang.engines.retrieval.tokens import STEM_MARK, Lang, detect

WORDS: Final = 0.6
"""Share of the words where both sides wrote in one language; the rest is the concepts'."""
DECLARED: Final = 0.3
"""What declaring all sectors and concepts of an application adds, in parts of the affinity."""
BIDS: Final = {-1: 0.6, 0: 1.0, 1: 1.0, 2: 1.25}
"""What a bid multiplies by: rather not, none, if needed, gladly."""
FLOOR: Final = 0.2
"""The least affinity, before the multipliers, of a reviewer who declares all of an application's sectors and concepts."""
HIGH: Final = 99
"""The percentile of the positive values that counts as 1 on the common scale."""
SAMPLE: Final = 300  # applications from which that percentile is taken
ROWS: Final = 500  # applications held densely at once
OWN: Final = 10
"""Best applications of each reviewer kept as candidates beside each application's best reviewers: lower loads need them."""

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Described:
    """An application, or a reviewer: texts (each of any language, kept apart), concepts of the lexicon and sectors declared."""

    texts: Sequence[str] = ()
    concepts: frozenset[str] = frozenset()
    sectors: frozenset[str] = frozenset()


def affinities(
    applications: Sequence[Described],
    reviewers: Sequence[Described],
    *,
    bids: Iterable[tuple[int, int, int]] = (),
    candidates: int = 40,
    known: Lexicon | None = None,
) -> Any:
    """Affinities from 0 to 1 of the best candidates.

    Parameters
    ----------
    bids : (application, reviewer, bid), a bid being a key of `BIDS`. candidates : reviewers kept for each application;
        each reviewer's `OWN` best applications are kept as well. known : the lexicon, if not the one that ships.

    Returns
    -------
    scipy.sparse.csr_array, float64 (applications, reviewers): what `assign` takes. Stored zeros are candidates too.

    Raises
    ------
    ValueError : `candidates` below 1, or a bid for a pair that is not there or of another value.

    Notes
    -----
    Same texts, same values: nothing is random. 3,000 applications and 300 reviewers of five texts: 10 s of processor time.
    """
    if candidates < 1:
        raise ValueError(f"candidates: {candidates} is below 1")
    size, width = len(applications), len(reviewers)
    wished = _bids(bids, (size, width))
    sides = _sides(applications, reviewers, known or lexicon())
    rows, columns, values = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)], [np.zeros(0)]
    best = np.full((min(OWN, size), width), -1.0)
    owners = np.full((min(OWN, size), width), -1)
    for start in range(0, size, ROWS):
        block = _suited(sides, range(start, min(start + ROWS, size)))
        for application, reviewer, bid in wished[(wished[:, 0] >= start) & (wished[:, 0] < start + ROWS)].tolist():
            block[application - start, reviewer] *= BIDS[bid]
        block /= (1 + DECLARED) * max(BIDS.values())
        row, column = _top(block, candidates, start)
        rows.append(row + start)
        columns.append(column)
        values.append(block[row, column])
        best, owners = _kept(best, owners, block, start)
    who = np.flatnonzero(owners >= 0)
    rows.append(owners.ravel()[who])
    columns.append(who % max(1, width))
    values.append(best.ravel()[who])
    return _csr(np.concatenate(rows), np.concatenate(columns), np.concatenate(values), (size, width))


@dataclass(frozen=True, eq=False)
class Sides:
    """Both sides read. Words by language: unit rows of applications, means of unit rows of reviewers' texts."""

    words: list[tuple[Any, Any]]
    named: list[dict[str, float]]
    nearness: Nearness
    marks: NDArray[np.bool_]  # application x mark
    declared: NDArray[np.bool_]  # reviewer x mark
    known: Lexicon
    scale: list[float] = field(default_factory=lambda: [1.0, 1.0])


def _sides(applications: Sequence[Described], reviewers: Sequence[Described], known: Lexicon) -> Sides:
    said = [[(text, detect(text)) for text in one.texts if text.strip()] for one in (*applications, *reviewers)]
    counted = {lang: [[_counts(text) for text, its in texts if its == lang] for texts in said] for lang in LANGS}
    size = len(applications)
    named = [_named(texts, one, known) for texts, one in zip(said, (*applications, *reviewers), strict=True)]
    marks = sorted({mark for one in applications for mark in one.sectors | one.concepts})
    place = {mark: at for at, mark in enumerate(marks)}
    flags = np.zeros((len(said), len(marks)), bool)
    for at, one in enumerate((*applications, *reviewers)):
        flags[at, [place[mark] for mark in one.sectors | one.concepts if mark in place]] = True
    rows = ((at, list(weights), list(weights.values())) for at, weights in enumerate(named[size:]))
    sides = Sides(
        [_weighed(counted[lang], size) for lang in LANGS],
        named[:size],
        Nearness(rows),
        flags[:size],
        flags[size:],
        known,
    )
    sample = np.unique(np.linspace(0, max(0, size - 1), min(SAMPLE, size)).astype(np.int64))
    for at, part in enumerate((_words(sides, sample)[0], _concepts(sides, sample))):
        positive = part[part > 0]
        sides.scale[at] = float(np.percentile(positive, HIGH)) if len(positive) else 1.0
    return sides


def _counts(text: str) -> Counter[str]:
    """Terms of a text, and pairs of English stems that follow each other."""
    found = terms(text)
    pairs = [f"{a} {b}" for a, b in pairwise(found) if a[0] == STEM_MARK == b[0]]
    return Counter(found + pairs)


def _named(texts: Sequence[tuple[str, Lang]], one: Described, known: Lexicon) -> dict[str, float]:
    """Concepts by weight, spotted or declared; those declared count as named once outright."""
    weights = dict(hear((Passage(text, lang, "text") for text, lang in texts), known).weights)
    for concept in sorted(one.concepts):
        weights[concept] = max(weights.get(concept, 0.0), worth(known, concept))
    return {concept: weight for concept, weight in weights.items() if weight > 0}


def _weighed(counted: list[list[Counter[str]]], size: int) -> tuple[Any, Any]:
    """(unit TF-IDF rows of applications, mean of the unit rows of each reviewer's texts), for one language."""
    numbers: dict[str, int] = {}
    owners: list[int] = []
    ids: list[int] = []
    tfs: list[float] = []
    texts: list[int] = []  # whose each text is
    at = 0
    for owner, its in enumerate(counted):
        for counts in [sum(its, Counter())] if owner < size and its else its:
            texts.append(owner)
            owners += [at] * len(counts)
            ids += [numbers.setdefault(term, len(numbers)) for term in counts]
            tfs += [1 + math.log(count) for count in counts.values()]
            at += 1
    column, row = np.array(ids, np.int64), np.array(owners, np.int64)
    held = np.bincount(column, minlength=len(numbers))
    value = np.array(tfs) * np.log((1 + at) / (1 + held))[column]
    norm = np.sqrt(np.bincount(row, value**2, minlength=at))
    value = np.divide(value, norm[row], out=np.zeros(len(value)), where=norm[row] > 0)
    owner_of = np.array(texts, np.int64)
    share = 1 / np.maximum(1, np.bincount(owner_of, minlength=len(counted)))
    sparse: Any = import_module("scipy.sparse")
    means = (value * share[owner_of[row]], (owner_of[row], column))
    whole = sparse.csr_array(means, shape=(len(counted), max(1, len(numbers))))  # adds up what is given twice
    return whole[:size], whole[size:]


def _suited(sides: Sides, rows: range) -> Floats:
    """Affinity of some applications to all reviewers, before bids and at most 1 + `DECLARED`."""
    at = np.arange(rows.start, rows.stop)
    words, common = _words(sides, at)
    words, concepts = (
        np.minimum(1.0, part / top) for part, top in zip((words, _concepts(sides, at)), sides.scale, strict=True)
    )
    text = np.where(common, WORDS * words + (1 - WORDS) * concepts, concepts)
    marks = sides.marks[at].astype(np.float64)
    share = marks @ sides.declared.T / np.maximum(1, marks.sum(axis=1, keepdims=True))
    suited: Floats = np.maximum(text, FLOOR * share) * (1 + DECLARED * share)
    return suited


def _words(sides: Sides, at: NDArray[np.int64]) -> tuple[Floats, NDArray[np.bool_]]:
    """(cosine of words in the language where it is greatest, whether there is a language both wrote in)."""
    found = np.zeros((len(at), len(sides.declared)))
    common = np.zeros(found.shape, bool)
    for applications, reviewers in sides.words:
        some = applications[at]
        found = np.maximum(found, (some @ reviewers.T).toarray())
        common |= (np.diff(some.indptr) > 0)[:, None] & (np.diff(reviewers.indptr) > 0)
    return found, common


def _concepts(sides: Sides, at: NDArray[np.int64]) -> Floats:
    """Cosine of the concepts that both name, widened on the application's side to what is near them."""
    if not len(at):
        return np.zeros((0, len(sides.declared)))
    return np.stack([sides.nearness.near(expand(sides.named[one], sides.known)) for one in at.tolist()])


def _bids(bids: Iterable[tuple[int, int, int]], shape: tuple[int, int]) -> NDArray[np.int64]:
    """(n, 3), by application; of several bids for one pair the last."""
    told = {(application, reviewer): bid for application, reviewer, bid in bids}
    given = np.array([(*pair, bid) for pair, bid in sorted(told.items())], np.int64).reshape(-1, 3)
    outside = (given[:, :2] < 0).any(axis=1) | (given[:, :2] >= np.array(shape)).any(axis=1)
    unknown = ~np.isin(given[:, 2], list(BIDS))
    if (outside | unknown).any():
        wrong = tuple(given[outside | unknown][0].tolist())
        raise ValueError(f"bids: {wrong} is no (application, reviewer, one of {sorted(BIDS)})")
    return given


def _top(block: Floats, candidates: int, start: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """(row, column) of each row's best; among equals each row begins at another reviewer, so that none is favoured."""
    count, width = block.shape
    shift = (np.arange(width) + np.arange(start, start + count)[:, None]) % max(1, width)
    order = np.lexsort((shift, -block), axis=1)[:, :candidates]
    return np.repeat(np.arange(count), order.shape[1]), order.ravel()


def _kept(best: Floats, owners: NDArray[np.int64], block: Floats, start: int) -> tuple[Floats, NDArray[np.int64]]:
    """Each reviewer's best applications so far, `best` from the top down."""
    values = np.concatenate([best, block])
    numbers = np.concatenate([owners, np.broadcast_to(np.arange(start, start + len(block))[:, None], block.shape)])
    order = np.argsort(-values, axis=0, kind="stable")[: len(best)]
    return np.take_along_axis(values, order, axis=0), np.take_along_axis(numbers, order, axis=0)


def _csr(rows: Any, columns: Any, values: Any, shape: tuple[int, int]) -> Any:
    """Each pair once, stored zeros kept."""
    sparse: Any = import_module("scipy.sparse")
    keys, first = np.unique(rows * max(1, shape[1]) + columns, return_index=True)
    starts = np.searchsorted(keys, np.arange(shape[0] + 1) * max(1, shape[1]))
    return sparse.csr_array((values[first], keys % max(1, shape[1]), starts), shape=shape)
