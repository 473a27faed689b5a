"""From words to calls: what the index in memory answers, and what only the full texts hold."""

from dataclasses import dataclass

from madang.engines.retrieval.query import Query, did_you_mean
from madang.engines.retrieval.vocabulary import Vocabulary

from . import lexicon, resident
from .queries import CallQuerySet, catalogue

# With fewer answers than this the full texts are asked, too: a name, half a word, something said in passing.
FEW = 30
# A word met in the full text or a part of a title is worth less than an answer by what the call is about.
PASSING = 0.5


@dataclass(frozen=True)
class Finding:
    """What words came to. `scores`: calls that answer, by id, best first; `query`: the words for marking; `answer`: why."""

    text: str
    scores: dict[int, float]
    query: Query
    answer: resident.Answer
    words: Vocabulary

    @property
    def meant(self) -> str:
        """What may have been meant, where a word is unknown to every call; "" else."""
        return did_you_mean(self.text, self.query, self.words) or ""


def find(calls: CallQuerySet, text: str) -> Finding:
    """The calls of `calls` that answer `text`, and why. One query; up to three where few answer or words are quoted.

    Quotes and exclusions ("…", -word) are kept to the letter: then only the full texts say what is found, and the order
    alone comes from what calls are about.
    """
    words = lexicon.vocabulary()
    query = catalogue.understood(catalogue.Search(text=text), words, lexicon.expansion())
    answer = resident.answer(text)
    literal = any(clause.exact or clause.excluded for clause in query.clauses)
    scores = {} if literal else dict(answer.scores)
    if literal or len(scores) < FEW:
        loosely = not answer.scores
        for call, score in catalogue.hits(calls, query, text, loosely=loosely).items():
            scores[call] = answer.scores.get(call, 0.0) + PASSING * min(score, 1.0)
        # Equals stand newest first, as everywhere: the database gives them in the order its rows happen to lie.
        scores = dict(sorted(scores.items(), key=lambda pair: (-pair[1], -pair[0])))
    return Finding(text, scores, query, answer, words)
