"""What made a call near in meaning: the sentence of it that says most nearly what was asked.

Told on a call's own page alone: the model must read the call's sentences for it, about 0.1 s.
"""

from functools import lru_cache
from typing import Final

from madang.core.text import Said
from madang.engines.retrieval.meaning import MeaningError, Means, NearestPair, nearest_pair

from . import meaning
from .models import Call
from .resident import Answer

READ: Final = 2_000
"""Characters of a call that are read for it."""

SECONDS: Final = 1.0
"""What a page waits at most; without an answer it does without."""


def nearest(call: Call, answer: Answer) -> tuple[Said, Said] | None:
    """The words asked and the sentence of the call, as the reader sees it; None when the model was not or cannot be asked."""
    if answer.model is None or answer.means is None:
        return None
    title = call.title.said()
    parts = [title.text, *(getattr(text, title.lang) for text in (call.summary, call.body))]
    text = "\n".join(part for part in parts if part)[:READ]
    try:
        pair = _pair(_Asked(answer.model, answer.means), answer.read.text, text, answer.read.lang, title.lang)
    except MeaningError:
        return None
    if pair is None:
        return None
    said = text[pair.found.start : pair.found.end].strip()
    asked = answer.read.text[pair.asked.start : pair.asked.end].strip()
    return Said(asked, answer.read.lang, "human"), Said(said, title.lang, title.status)


class _Asked:
    """A model with its means, known by the model alone: the pair hardly changes with the catalogue."""

    def __init__(self, model: meaning.Model, means: Means) -> None:
        self.model, self.means = model, means

    def __hash__(self) -> int:
        return hash(self.model)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Asked) and self.model == other.model


@lru_cache(maxsize=200)
def _pair(asked: _Asked, query: str, text: str, query_lang: str, lang: str) -> NearestPair | None:
    encoder = meaning.asker(asked.model, seconds=SECONDS)
    return nearest_pair(encoder, asked.means, query, text, query_lang=query_lang, lang=lang)  # type: ignore[arg-type]
