"""Search by meaning and concepts together: the ranking of `ranking`, with what lies near in meaning counted in.

Two looks: the best of the first show what the query is after, and the query moves towards them for the second. That
carries it over into other languages, where its own words do not reach.
"""

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from madang.engines.retrieval.ranking.fusion import Scores
from madang.engines.retrieval.ranking.searcher import Hit, Ranking, Searcher
from madang.engines.retrieval.ranking.understanding import Understood
from madang.engines.retrieval.tokens import Lang

from .index import Asked, MeaningIndex

Allowed = NDArray[np.bool_] | Sequence[str] | None


class MeaningSearcher:
    """A `Searcher` and a `MeaningIndex` over the same documents; either may hold some the other lacks.

    Documents without a vector are ranked by words and concepts, as of middling meaning.
    """

    def __init__(self, searcher: Searcher, index: MeaningIndex) -> None:
        self.searcher = searcher
        self.index = index
        self._map: tuple[tuple[int, int], NDArray[np.int64]] | None = None

    def search(
        self,
        query: str | Understood,
        lang: Lang | None = None,
        *,
        vector: NDArray[np.floating] | None,
        limit: int = 20,
        allowed: Allowed = None,
        everything: bool = False,
    ) -> list[Hit]:
        """As `Searcher.search`, by meaning too. `vector` (dim,): the query's as the encoder gave it; None: without."""
        found = self.rank(query, lang, vector=vector, limit=limit, allowed=allowed, everything=everything)
        return sorted(map(found.hit, range(len(found))), key=lambda hit: (-hit.score, hit.id))

    def rank(
        self,
        query: str | Understood,
        lang: Lang | None = None,
        *,
        vector: NDArray[np.floating] | None,
        limit: int = 20,
        allowed: Allowed = None,
        everything: bool = False,
    ) -> Ranking:
        """As `Searcher.rank`, by meaning too."""
        read = query if isinstance(query, Understood) else self.searcher.read(query, lang)
        if vector is None or not len(self.index):
            return self.searcher.rank(read, limit=limit, allowed=allowed, everything=everything)
        asked = self.index.asked(vector, read.lang)
        return self.searcher.rank(
            read,
            limit=limit,
            allowed=allowed,
            meaning=self.nearness(asked),
            again=lambda best: self.nearness(self.guided(asked, best)),
            everything=everything,
        )

    def nearness(self, asked: Asked) -> Scores:
        """float32 by row of the searcher's index; NaN for documents without a vector."""
        rows = self._rows()
        out: Scores = np.append(self.index.scores(asked), np.float32(np.nan))[rows]
        return out

    def guided(self, asked: Asked, best: Iterable[tuple[str, float]]) -> Asked:
        """The query moved towards the best (id, score), the better the more: each by e to the power of its score."""
        guides = [(score, row) for document, score in best if (row := self.index.find(document)) >= 0]
        if not guides:
            return asked
        scores, rows = np.array([score for score, _ in guides]), np.array([row for _, row in guides], dtype=np.int64)
        return self.index.towards(asked, rows, np.exp(scores - scores.max()))

    def _rows(self) -> NDArray[np.int64]:
        """The meaning's row for each of the searcher's, -1 for none; made again after a change on either side."""
        state = (self.searcher.index.version, self.index.version)
        if self._map is None or self._map[0] != state or len(self._map[1]) != self.searcher.index.size:
            find = self.index.find
            rows = np.fromiter((find(one) for one in self.searcher.index.ids), dtype=np.int64)
            self._map = (state, rows)
        return self._map[1]
