"""Words as they stand, for texts of the query's own language: BM25 over pairs of syllables or characters, and stems.

No Kiwi and no jieba: on short texts pairs do as well (docs/reference/retrieval.md), and both sides of the index can be
made in the web process.
"""

import re
from collections import Counter
from collections.abc import Iterator

from madang.engines.retrieval.tokens import STOP_EN, STOP_KO, STOP_ZH, Run, folded, latin_forms, number_forms, runs
from madang.engines.retrieval.vocabulary import PARTICLES

TEXT_LIMIT = 40_000
"""Characters of a text that are indexed by words."""

K = 1.2
B = 0.4
TYPICAL = 160.0
"""Terms of a usual text: a constant, so that one document's impacts do not depend on the others."""

TITLE = 2.0  # how often a word of the title counts

_PARTICLES = tuple(sorted(PARTICLES, key=len, reverse=True))


def terms(text: str) -> list[str]:
    """Index terms in reading order, with repetitions. Never raises."""
    source = folded(text[:TEXT_LIMIT])
    return [term for run in runs(source.text) for term in _terms(run, source.said(run.start, run.end))]


def impacts(title: str, text: str) -> dict[str, float]:
    """How strongly a document holds each term, 0 to 1: saturated by repetition, less in long texts."""
    counts: Counter[str] = Counter(terms(text))
    for term in terms(title):
        counts[term] += TITLE  # type: ignore[assignment]  # a Counter counts halves as well
    norm = K * (1 - B + B * sum(counts.values()) / TYPICAL)
    return {term: count / (count + norm) for term, count in counts.items()}


def bare(word: str) -> str:
    """A Korean word without the particle at its end, never shorter than two syllables."""
    for particle in _PARTICLES:
        if word.endswith(particle) and len(word) - len(particle) >= 2:
            return word[: -len(particle)]
    return word


def _terms(run: Run, said: str) -> Iterator[str]:
    match run.script:
        case "hangul":
            if run.text in STOP_KO:
                return
            word = bare(run.text)
            yield word
            if len(word) > 2:
                yield from (word[at : at + 2] for at in range(len(word) - 1))
        case "han":
            if len(run.text) == 1:
                yield run.text
            pairs = (run.text[at : at + 2] for at in range(len(run.text) - 1))
            yield from (pair for pair in pairs if pair not in STOP_ZH)
        case "latin":
            if run.text not in STOP_EN:
                forms = latin_forms(run.text, said=said)
                yield from (forms[1:] if len(forms) > 1 and re.fullmatch("[a-z]+", run.text) else forms)
        case "number":
            yield from number_forms(run.text)
