"""The words of the corpus, small enough for every web process: how a query is cut without Kiwi or jieba.

The index side knows grammar; the query side only needs to know which words there are to be found. So it keeps every
indexed term with its document count, and cuts an unspaced or misspaced Korean or Chinese query into the likeliest row
of them (Viterbi over unigram costs). Particles and endings fall away because no index term is made of them.
"""

import math
import zlib
from collections import Counter
from collections.abc import Container, Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from .analysis import Term
from .hangul import from_keys, letters
from .tokens import HANGUL, STEM_MARK, fold, word_list

LONGEST = 16
"""Characters of the longest word the cut tries."""

RUN_LIMIT = 400
"""Characters of one unspaced run that are cut; the rest counts as unknown."""

PARTICLES = word_list("particles_ko")
_SINGLE = 3.0  # a syllable alone is seldom what is meant
_PARTICLE = 2.5
_UNKNOWN = 9.0


@dataclass(frozen=True, slots=True)
class Piece:
    """One stretch of a cut run: a word of the corpus, a particle, or something unknown."""

    text: str
    start: int
    known: bool
    particle: bool = False


def tally(documents: Iterable[Iterable[Term]]) -> list[tuple[str, int]]:
    """(term, number of documents that hold it), most frequent first: what a `Vocabulary` is made of."""
    counts: Counter[str] = Counter()
    for terms in documents:
        counts.update({term.text for term in terms})
    return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))


class Vocabulary:
    """Every term of the corpus with its document count.

    Parameters
    ----------
    pairs : (term, document count) as `tally` gives them, or as PostgreSQL's `ts_stat` does (word, ndoc). Terms whose
        count is below 1 are left out; of a term given twice the counts are added.

    Notes
    -----
    30,000 terms take about 4 MB. Unchanging once made, so threads may share it.
    """

    def __init__(self, pairs: Iterable[tuple[str, int]] = ()) -> None:
        counts: dict[str, int] = {}
        for term, count in pairs:
            if count >= 1 and term:
                counts[term] = counts.get(term, 0) + count
        self._counts = counts
        self._log_all = math.log(1 + max(counts.values(), default=1)) + 2.0

    def __len__(self) -> int:
        return len(self._counts)

    def __contains__(self, term: str) -> bool:
        return term in self._counts

    def documents(self, term: str) -> int:
        """How many documents hold the term; 0 for one that is not in the corpus."""
        return self._counts.get(term, 0)

    def to_bytes(self) -> bytes:
        """Compressed lines of term and count; `from_bytes` reads them. About 6 bytes a term."""
        lines = "\n".join(f"{term}\t{count}" for term, count in self._counts.items())
        return zlib.compress(lines.encode("utf-8", "surrogatepass"), 6)

    @classmethod
    def from_bytes(cls, data: bytes) -> "Vocabulary":
        """The vocabulary that `to_bytes` wrote. Raises ValueError for anything else."""
        try:
            lines = zlib.decompress(data).decode("utf-8", "surrogatepass").split("\n")
        except zlib.error as error:
            raise ValueError("not a vocabulary") from error
        pairs = (line.rsplit("\t", 1) for line in lines if line)
        return cls((term, int(count)) for term, count in pairs)

    def cut(self, run: str, *, whole: bool = True, also: Container[str] = ()) -> list[Piece]:
        """Cut a run of Hangul or Han into the likeliest row of corpus words.

        `whole=False` forbids the run itself as one word, which gives a compound's parts. `also` holds further words to
        cut out although no document has them (names that lead to others elsewhere). Neighbouring unknown
        characters come as one piece. Time grows with the length of the run; past `RUN_LIMIT` all is one unknown piece.
        """
        head, tail = run[:RUN_LIMIT], run[RUN_LIMIT:]
        best: list[tuple[float, int, int]] = [(0.0, 0, 0)]  # cost, start of the last piece, its sort
        for end in range(1, len(head) + 1):
            best.append(min(self._steps(head, end, best, whole, also), key=lambda step: step[0]))
        pieces: list[Piece] = [Piece(tail, RUN_LIMIT, known=False)] if tail else []
        end = len(head)
        while end:
            _, start, sort = best[end]
            known, particle = sort == 0, sort == 1
            if sort == 2 and pieces and not pieces[-1].known and not pieces[-1].particle:
                pieces[-1] = Piece(run[start:end] + pieces[-1].text, start, known=False)
            else:
                pieces.append(Piece(run[start:end], start, known, particle))
            end = start
        return pieces[::-1]

    def _steps(
        self, run: str, end: int, best: list[tuple[float, int, int]], whole: bool, also: Container[str]
    ) -> Iterable[tuple[float, int, int]]:
        yield best[end - 1][0] + _UNKNOWN, end - 1, 2
        for start in range(max(0, end - LONGEST), end):
            piece = run[start:end]
            before = best[start][0]
            count: float = self._counts.get(piece) or (0.5 if piece in also else 0.0)
            if count and (whole or len(piece) < len(run)):
                cost = self._log_all - math.log(count) + 1.0 + (_SINGLE if end - start == 1 else 0.0)
                yield before + cost, start, 0
            if start and end - start <= 4 and best[start][2] != 2 and piece in PARTICLES:
                yield before + _PARTICLE, start, 1

    def parts(self, word: str) -> tuple[str, ...]:
        """A long word cut into corpus words of two characters and more; (word,) when it does not come apart so."""
        if len(word) < 4:
            return (word,)
        pieces = self.cut(word, whole=False)
        if all(piece.known and len(piece.text) > 1 for piece in pieces):
            return tuple(part for piece in pieces for part in self.parts(piece.text))
        return (word,)

    def suggest(self, word: str, *, limit: int = 3) -> list[str]:
        """Corpus words one or two typing errors away from an unknown one, nearest and most frequent first.

        Latin words by letters (one error from 4 letters, two from 7), Hangul by the letters inside the syllables (one
        error from 2 syllables, two from 4); also Hangul typed with the keyboard in English. Empty when nothing is near.
        """
        word = fold(word).strip()
        found: list[str] = []
        if word.isascii() and word.isalpha():
            if typed := self._known(from_keys(word)):
                found.append(typed)
            found += self._latin.nearest(word, 2 if len(word) >= 7 else 1 if len(word) >= 4 else 0, limit)
        elif word and all(_is_syllable(char) for char in word):
            found += self._hangul.nearest(letters(word), 2 if len(word) >= 4 else 1 if len(word) >= 2 else 0, limit)
        return list(dict.fromkeys(one for one in found if one != word))[:limit]

    def _known(self, typed: str | None) -> str | None:
        if typed and len(typed) > 1 and all(piece.known for piece in self.cut(typed)):
            return typed
        return None

    @cached_property
    def _latin(self) -> "_Speller":
        return _Speller(
            (term, term, count)
            for term, count in self._counts.items()
            if term.isascii() and term.isalpha() and len(term) > 2
        )

    @cached_property
    def _hangul(self) -> "_Speller":
        return _Speller(
            (term, letters(term), count)
            for term, count in self._counts.items()
            if 1 < len(term) <= 12 and all(_is_syllable(char) for char in term)
        )


def _is_syllable(char: str) -> bool:
    return HANGUL[0] <= char <= "힣"


class _Speller:
    """Words by length as rows of code points, so that one word is measured against thousands at once."""

    def __init__(self, words: Iterable[tuple[str, str, int]]) -> None:
        by_length: dict[int, list[tuple[str, str, int]]] = {}
        for word, spelling, count in words:
            if not word.startswith(STEM_MARK) and len(spelling) <= 40:
                by_length.setdefault(len(spelling), []).append((word, spelling, count))
        self._rows = {
            length: (
                [word for word, _, _ in rows],
                _codes([spelling for _, spelling, _ in rows]),
                _counts(rows),
                np.array([_letters_of(spelling) for _, spelling, _ in rows], dtype=np.uint64),
            )
            for length, rows in by_length.items()
        }

    def nearest(self, spelling: str, furthest: int, limit: int) -> list[str]:
        if not furthest or len(spelling) > 40:
            return []
        found: list[tuple[float, int, str]] = []
        mine = np.uint64(_letters_of(spelling))
        for length in range(len(spelling) - furthest, len(spelling) + furthest + 1):
            if length not in self._rows:
                continue
            words, codes, counts, letters_of = self._rows[length]
            # An error changes at most two members of the set of letters, so most words need not be measured.
            among = np.flatnonzero(np.bitwise_count(letters_of ^ mine) <= 2 * furthest)
            if not len(among):
                continue
            distance = osa(codes[among], spelling)
            distance = distance + 0.5 * (codes[among, 0] != ord(spelling[0]))  # first letters are seldom wrong
            near = np.flatnonzero(distance < furthest + 1)
            found += ((float(distance[row]), -int(counts[among[row]]), words[among[row]]) for row in near)
        return [word for _, _, word in sorted(found)[:limit]]


def _letters_of(spelling: str) -> int:
    """The set of a spelling's letters as bits; letters 64 code points apart share one."""
    bits = 0
    for char in spelling:
        bits |= 1 << ord(char) % 64
    return bits


def _codes(spellings: list[str]) -> NDArray[np.uint32]:
    return np.array([[ord(char) for char in spelling] for spelling in spellings], dtype=np.uint32)


def _counts(rows: list[tuple[str, str, int]]) -> NDArray[np.int64]:
    return np.array([count for _, _, count in rows], dtype=np.int64)


def osa(codes: NDArray[np.uint32], word: str) -> NDArray[np.int64]:
    """Optimal string alignment distance (insert, delete, replace, swap neighbours: 1 each) of one word to many.

    Parameters
    ----------
    codes : uint (N, L), code points of N spellings of L characters each, L at least 1.
    word : the word to measure from, at least one character.

    Returns
    -------
    int (N,): errors between `word` and each row.
    """
    rows, length = codes.shape
    before = np.zeros((length + 1, rows), dtype=np.int64)
    line = np.repeat(np.arange(length + 1)[:, None], rows, axis=1)
    for i, char in enumerate(word, start=1):
        following = np.empty_like(line)
        following[0] = i
        for j in range(1, length + 1):
            differs = codes[:, j - 1] != ord(char)
            cost = np.minimum(np.minimum(following[j - 1], line[j]) + 1, line[j - 1] + differs)
            if i > 1 and j > 1:
                swapped = (codes[:, j - 2] == ord(char)) & (codes[:, j - 1] == ord(word[i - 2]))
                cost = np.where(swapped, np.minimum(cost, before[j - 2] + 1), cost)
            following[j] = cost
        before, line = line, following
    return line[length]
