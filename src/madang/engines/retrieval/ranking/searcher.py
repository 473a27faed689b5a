"""The searcher: documents in, ranked answers out, each with the parts of its score and the concepts it shares."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from madang.engines.retrieval.lexicon import Lexicon
from madang.engines.retrieval.tokens import Lang

from . import concepts, words
from .concepts import Wanted, neighbours, wanted
from .documents import Document
from .exact import needles
from .feedback import ANSWERS, alike
from .fusion import BESIDE, WEIGHTS, Evidence, Scores, Weights, fuse, total
from .index import Index, Prepared
from .understanding import Reader, Understood

Again = Callable[[Sequence[tuple[str, float]]], Scores]

Numbered = tuple[str, list[tuple[int, float, str]]]
"""A concept asked for, and what may answer it: the key's number in the index, what holding it is worth, the concept."""

_HELD_LIMIT = 12  # shared concepts told of one hit


@dataclass(frozen=True, slots=True)
class Shared:
    """A concept asked for and the one the document holds for it: itself, a kind of it, or a neighbour.

    `gain` is what it adds to the hit's share of what was asked for, 0 to 1.
    """

    asked: str
    held: str
    gain: float


@dataclass(frozen=True, slots=True)
class Hit:
    """One answer. `score` is the sum of `parts` in their order; `shared` the concepts behind it, strongest first."""

    id: str
    score: float
    parts: Mapping[str, float]
    shared: tuple[Shared, ...] = ()


@dataclass(frozen=True)
class Ranking:
    """The documents that answer, and what each hit is made of while the index stays as it is.

    `rows`, int64 (N,), are in no order: whoever keeps only some of thousands need not sort them. `best` has them in theirs.
    """

    searcher: "Searcher"
    rows: NDArray[np.int64]
    scores: NDArray[np.float64]
    parts: Mapping[str, Scores]
    asked: list[Wanted]

    def __len__(self) -> int:
        return len(self.rows)

    @cached_property
    def best(self) -> list[tuple[int, str]]:
        """(row, id), the best first, equal ones by id."""
        return self.searcher.ordered(self.rows, self.scores)

    def part(self, name: str) -> Scores:
        """One part of the score of every document, in their order: float32 (N,)."""
        return self.parts[name][[row for row, _ in self.best]] if self.best else np.zeros(0, dtype=np.float32)

    def hit(self, at: int) -> Hit:
        """One answer in full, by its place from 0."""
        return self.hit_at(*self.best[at])

    def hit_at(self, row: int, document: str) -> Hit:
        """One answer in full, by its row and id."""
        mine = {name: float(values[row]) for name, values in self.parts.items()}
        return Hit(document, sum(mine.values()), mine, self.searcher.shared(row, self._numbered))

    @cached_property
    def _numbered(self) -> list[Numbered]:
        """What is asked for by the numbers of the index, once for all hits that are told of."""
        known = self.searcher.index.keys.known
        return [
            (want.concept, [(known("c:" + one), want.share * factor, one) for one, factor in want.held_by])
            for want in self.asked
        ]


class Searcher:
    """An index of documents in three languages, held in memory, and the ranking over it.

    Writing is for one thread at a time; reading while nobody writes is safe from several.
    """

    def __init__(
        self,
        lexicon: Lexicon,
        documents: Iterable[Document | Prepared] = (),
        *,
        weights: Weights = WEIGHTS,
        beside: Weights = BESIDE,
    ) -> None:
        self.lexicon = lexicon
        self.weights = weights
        self.beside = beside  # where meaning is given
        self.index = Index("c:" + concept.id for concept in lexicon)
        self._weights = np.array([concept.weight for concept in lexicon], dtype=np.float32)
        self._reader = Reader(lexicon)
        self._held: dict[str, tuple[tuple[str, float], ...]] = {}
        self.add(documents)

    def __len__(self) -> int:
        return len(self.index)

    def __contains__(self, document: str) -> bool:
        return document in self.index

    def prepare(self, document: Document) -> Prepared:
        """What the index will hold of a document: about 1 ms for 1,000 characters. Never raises."""
        title = self.lexicon.spot(document.title, document.lang)
        text = self.lexicon.spot(document.text, document.lang)
        keys = {"c:" + concept: impact for concept, impact in concepts.impacts(title, text).items()}
        keys |= {"w:" + term: impact for term, impact in words.impacts(document.title, document.text).items()}
        return Prepared(document.id, document.lang, keys)

    def add(self, documents: Iterable[Document | Prepared]) -> None:
        """Add documents; one whose id is there already is replaced, of one given twice the last counts."""
        self.index.put(one if isinstance(one, Prepared) else self.prepare(one) for one in documents)

    def remove(self, ids: Iterable[str]) -> None:
        """Forget documents; unknown ids are passed over."""
        self.index.remove(ids)

    def read(self, query: str, lang: Lang | None = None) -> Understood:
        """What a query is taken to mean."""
        return self._reader.read(query, lang)

    def search(
        self,
        query: str | Understood,
        lang: Lang | None = None,
        *,
        limit: int = 20,
        allowed: NDArray[np.bool_] | Iterable[str] | None = None,
        meaning: Scores | None = None,
        everything: bool = False,
    ) -> list[Hit]:
        """The best documents for a query, best first, equal ones by id.

        Parameters
        ----------
        query, lang : as typed, or as `read` gave it. The language is detected where not given.
        limit : how many at most.
        allowed : bool by row of `index`, or ids: the documents that may be found. None: all.
        meaning : float32 by row of `index`: how near each document's meaning is, NaN where unknown.
        everything : fill up to `limit` with documents for which nothing speaks.
        """
        found = self.rank(query, lang, limit=limit, allowed=allowed, meaning=meaning, everything=everything)
        hits = [found.hit(at) for at in range(len(found))]
        return sorted(hits, key=lambda hit: (-hit.score, hit.id))  # single precision may have swapped near equals

    def rank(
        self,
        query: str | Understood,
        lang: Lang | None = None,
        *,
        limit: int = 20,
        allowed: NDArray[np.bool_] | Iterable[str] | None = None,
        meaning: Scores | None = None,
        again: Again | None = None,
        everything: bool = False,
    ) -> "Ranking":
        """As `search`, but nothing is told of a hit before it is asked for: the way to rank thousands and show twenty.

        `again` is shown the best (id, score) of a first look, and gives the `meaning` of the look that counts.
        """
        read = query if isinstance(query, Understood) else self.read(query, lang)
        pool = self._pool(allowed)
        if limit < 1 or not pool.any():
            return Ranking(self, np.zeros(0, dtype=np.int64), np.zeros(0), {}, [])
        asked = self._wanted(read)
        weights = self.weights if meaning is None else self.beside
        evidence = self._evidence(read, asked, pool, meaning)
        parts, scores = self._fused(evidence, pool, weights)
        if again is not None:
            first = self.ordered(self._rows(scores, ANSWERS, -np.inf), scores)
            best = [(document, float(scores[row])) for row, document in first]
            parts, scores = self._fused(replace(evidence, meaning=again(best)), pool, weights)
        least = -np.inf if everything or meaning is not None else 0.0
        return Ranking(self, self._rows(scores, limit, least), scores, parts, asked)

    def _fused(
        self, evidence: Evidence, pool: NDArray[np.bool_], weights: Weights
    ) -> tuple[dict[str, Scores], NDArray[np.float64]]:
        parts = fuse(evidence, weights=weights)
        parts["alike"] = self._alike(total(parts), pool, weights.alike)
        return parts, np.where(pool, total(parts), -np.inf)

    def _pool(self, allowed: NDArray[np.bool_] | Iterable[str] | None) -> NDArray[np.bool_]:
        alive = self.index.alive()
        if allowed is None:
            return alive
        if isinstance(allowed, np.ndarray):
            return alive & allowed
        rows = self.index.rows_of(allowed)
        out = np.zeros_like(alive)
        out[rows[rows >= 0]] = True
        return alive & out

    def _wanted(self, read: Understood) -> list[Wanted]:
        documents = self.index.keys.documents
        return wanted(read.asked, self._neighbours, lambda one: documents("c:" + one), len(self), self.lexicon)

    def _neighbours(self, concept: str) -> tuple[tuple[str, float], ...]:
        if concept not in self._held:
            self._held[concept] = neighbours(self.lexicon, concept)
        return self._held[concept]

    def _evidence(
        self, read: Understood, asked: list[Wanted], pool: NDArray[np.bool_], meaning: Scores | None
    ) -> Evidence:
        index, size = self.index, len(pool)
        shares = np.zeros(size, dtype=np.float32)
        for want in asked:
            best = np.zeros(size, dtype=np.float32)
            index.strongest([(index.keys.known("c:" + one), factor) for one, factor in want.held_by], best)
            shares += np.float32(want.share) * best
        said = np.zeros(size, dtype=np.float32)
        index.summed(self._words(read), said)
        exact = np.zeros(size, dtype=np.float32)
        for needle in needles(read, index.keys.documents, len(self)):
            held = np.zeros(size, dtype=np.float32)
            index.held([index.keys.known(key) for key in needle.keys], held)
            exact += np.float32(needle.worth) * held
        return Evidence(shares, said, exact, meaning, pool, read.unread)

    def _alike(self, scores: Scores, pool: NDArray[np.bool_], weight: float) -> Scores:
        greatest = max(float(scores[pool].max()), 0.0)
        if not greatest or not weight:
            return np.zeros_like(scores)
        held = self.index.keys.counts(self.index.listed)
        telling = self._weights * np.log1p((len(self) + 1) / (held + 1)).astype(np.float32)
        return np.float32(weight * greatest) * alike(self.index, scores, pool, telling)

    def _words(self, read: Understood) -> list[tuple[int, float]]:
        """Terms of the query with their share of it by rarity; shares add up to 1."""
        keys = self.index.keys
        terms = ["w:" + term for term in dict.fromkeys(words.terms(read.text))]
        rarities = {key: concepts.rarity(keys.documents(key), len(self)) for key in terms}
        whole = sum(rarities.values())
        return [(keys.known(key), rarity / whole) for key, rarity in rarities.items()]

    def ordered(self, rows: NDArray[np.int64], scores: NDArray[np.float64]) -> list[tuple[int, str]]:
        """(row, id) of rows, the highest scores first, equal ones by id."""
        ids = self.index.ids_at(rows)
        ordered = sorted(zip((-scores[rows]).tolist(), ids, rows.tolist(), strict=True))
        return [(row, document) for _, document, row in ordered]

    def _rows(self, scores: NDArray[np.float64], limit: int, least: float) -> NDArray[np.int64]:
        """The rows of the highest scores above `least`, in no order; of those level at the limit the first ids."""
        rows = np.flatnonzero(scores > least)
        if len(rows) <= limit:
            return rows
        found = scores[rows]
        edge = np.partition(found, len(rows) - limit)[len(rows) - limit]
        above, level = rows[found > edge], rows[found == edge]
        kept = [row for row, _ in self.ordered(level, scores)[: limit - len(above)]]
        return np.concatenate([above, np.array(kept, dtype=np.int64)])

    def shared(self, row: int, asked: Sequence[Numbered]) -> tuple[Shared, ...]:
        """The concepts asked for that one row holds, strongest first."""
        out: list[Shared] = []
        numbers, impacts = self.index.listed_of(row)
        holds = dict(zip(numbers.tolist(), impacts.tolist(), strict=True))
        for concept, held_by in asked:
            gains = [(worth * holds[number], one) for number, worth, one in held_by if number in holds]
            if not gains:
                continue
            gain, held = max(gains, key=lambda pair: pair[0])
            if gain > 0:
                out.append(Shared(concept, held, gain))
        return tuple(sorted(out, key=lambda one: -one.gain)[:_HELD_LIMIT])
