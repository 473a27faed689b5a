"""A short summary made of the text's own sentences, and how long the whole takes to read.

Extractive on purpose: a call's conditions must not be reworded by a machine. No model, no Kiwi: words are taken by
script (see `_words`), so the web process can do it, though it is cheaper computed once and stored.
"""

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .tokens import STOP_EN, STOP_KO, Lang, fold, runs, stem
from .vocabulary import PARTICLES

TEXT_LIMIT = 40_000
"""Characters of a text that are summarised."""

SENTENCE_LIMIT = 300
SHORTEST, LONGEST = 8, 400

_BREAK = re.compile(
    r"(?<=[.!?])[\"'”’)\]]*\s+(?=[^\sa-z])"  # a stop needs a space after it; "e.g. in Seoul" goes on
    r"|(?<=[다요음임함됨])\.(?=[^\s.\d])"  # ... but notices often leave it out after a Korean ending
    r"|(?<=[。！？；])"
    r"|\s*(?:\r?\n)+\s*"
    r"|\s+(?=(?:☞|※|○|●|◎|■|□|◆|◇|▶|▷|•|✓|[①-⑳]|[㉠-㉻]|[가나다라마바사]\.\s|[(（]?\d{1,2}[.)）]\s|[-–]\s))"
)
_BULLET = re.compile(r"^(?:[☞※○●◎■□◆◇▶▷•✓–-]|[①-⑳]|[㉠-㉻]|[(（]?\d{1,2}[.)）]\s|[가나다라마바사]\.\s|\s)+")
_CUES = re.compile(
    r"(?:지원|모집)\s?(?:대상|내용|규모|자격)|(?:신청|접수|모집)\s?(?:자격|기간|방법)"
    r"|선정\s?규모|최대|이내 지원|[을를] 지원"
    r"|对象|条件|支持内容|资助|补贴|申报|申请时间|截止|奖励|最高|扶持"
    r"|eligib|who can apply|deadline|appl(?:y|ication)|fund|grant|award|support|up to|offers?|provides?"
)
_NOISE = re.compile(r"문의|연락처|붙임|첨부|홈페이지|咨询|联系|附件|contact|attachment|https?:|www\.|☎|\btel\b")
_SPEED: dict[Lang, float] = {"ko": 500.0, "zh": 300.0, "en": 1_100.0}  # characters a minute, silent reading
_PARTICLES = tuple(sorted((one for one in PARTICLES if len(one) <= 3), key=len, reverse=True))


@dataclass(frozen=True, slots=True)
class Span:
    """`text[start:end]`, a sentence without the bullet before it and the space around it."""

    start: int
    end: int


def sentences(text: str) -> list[Span]:
    """Sentences and list items of a text in Korean, Chinese or English, at most `SENTENCE_LIMIT`, none empty."""
    text = text[:TEXT_LIMIT]
    out: list[Span] = []
    start = 0
    ends = [(found.start(), found.end()) for found in _BREAK.finditer(text)]
    for end, following in [*ends, (len(text), len(text))]:
        if end < len(text) and text[end] == ".":  # the Korean stop without a space belongs to its sentence
            end += 1
        piece = text[start:end]
        bullet = _BULLET.match(piece)
        first = start + (bullet.end() if bullet else 0)
        last = start + len(piece.rstrip())
        if first < last:
            out.append(Span(first, last))
        start = following
        if len(out) >= SENTENCE_LIMIT:
            break
    return out


def summarise(text: str, lang: Lang, *, sentences: int = 3) -> list[Span]:
    """The sentences that say most, in the order of the text; all of them when there are no more than asked for.

    Parameters
    ----------
    text : the full text; `TEXT_LIMIT` characters are read.
    lang : its language, for where the weight lies: Chinese and English notices open with the matter.
    sentences : how many at most, at least 1.

    Notes
    -----
    TextRank (Mihalcea, Tarau 2004) over cosine of rare-weighted words, times position and cue words such as 지원대상,
    对象, eligibility; sentences that repeat a chosen one are passed over. The same text always gives the same spans.
    """
    spans = _sentences(text)
    spans = [span for span in spans if span.end - span.start >= SHORTEST] or spans
    if len(spans) <= sentences:
        return spans
    pieces = [text[span.start : span.end] for span in spans]
    alike = _alike([_words(piece) for piece in pieces])
    score = _centrality(alike) * np.array(
        [_prior(piece, place, len(pieces), lang) for place, piece in enumerate(pieces)]
    )
    chosen: list[int] = []
    for place in np.argsort(-score, kind="stable"):
        if all(alike[place, other] < 0.6 for other in chosen):
            chosen.append(int(place))
        if len(chosen) == sentences:
            break
    return [spans[place] for place in sorted(chosen)]


_sentences = sentences  # `summarise` takes a count of the same name


def reading_minutes(text: str, lang: Lang) -> int:
    """Whole minutes of silent reading, at least 1: 500 (ko), 300 (zh) or 1,100 (en) characters a minute, no spaces."""
    size = sum(1 for char in text if not char.isspace())
    return max(1, math.ceil(size / _SPEED[lang]))


def _words(sentence: str) -> Counter[str]:
    """Words to compare sentences by: Korean without particles, Chinese as pairs of characters, English stems."""
    out: Counter[str] = Counter()
    for run in runs(fold(sentence)):
        if run.script == "han":
            out.update(run.text[at : at + 2] for at in range(max(1, len(run.text) - 1)))
        elif run.script == "hangul":
            if run.text not in STOP_KO:
                out[_bare(run.text)] += 1
        elif run.script == "latin" and run.text not in STOP_EN:
            out[stem(run.text)] += 1
    return out


def _bare(word: str) -> str:
    for particle in _PARTICLES:
        if word.endswith(particle) and len(word) - len(particle) >= 2:
            return word[: -len(particle)]
    return word


def _alike(bags: Sequence[Counter[str]]) -> NDArray[np.float64]:
    """Cosine between sentences, float (N, N), words weighed by how few sentences hold them."""
    places = {word: place for place, word in enumerate(sorted(set().union(*bags)))}
    matrix = np.zeros((len(bags), max(1, len(places))))
    for row, bag in enumerate(bags):
        for word, count in bag.items():
            matrix[row, places[word]] = 1.0 + math.log(count)
    matrix *= np.log(1.0 + len(bags) / np.maximum(1, np.count_nonzero(matrix, axis=0)))
    matrix /= np.maximum(np.linalg.norm(matrix, axis=1, keepdims=True), 1e-12)
    found: NDArray[np.float64] = matrix @ matrix.T
    np.fill_diagonal(found, 0.0)
    return found


def _centrality(alike: NDArray[np.float64], *, damping: float = 0.85, rounds: int = 60) -> NDArray[np.float64]:
    size = len(alike)
    total = alike.sum(axis=1, keepdims=True)
    step = np.where(total > 0, alike / np.maximum(total, 1e-12), 1.0 / size)
    rank = np.full(size, 1.0 / size)
    for _ in range(rounds):
        rank = (1 - damping) / size + damping * (step.T @ rank)
    return rank * size


def _prior(sentence: str, place: int, count: int, lang: Lang) -> float:
    """How far a sentence's place, length and cue words speak for it; 1 is neutral."""
    first = 2.0 if lang == "ko" else 1.8
    weight = first if place == 0 else 1.0 + 0.5 * (1 - place / count)
    weight *= 1.0 + 0.35 * min(3, len(set(_CUES.findall(sentence.lower()))))
    if _NOISE.search(sentence.lower()):
        weight *= 0.4
    size = len(sentence)
    return weight * (0.5 if size < 16 or size > LONGEST else 1.0)
