"""The lexicon read line by line, each line once: public notices share most of their sentences."""

from functools import cache, lru_cache

from madang.engines.retrieval.lexicon import Lexicon, Spot, lexicon
from madang.engines.retrieval.tokens import Lang


class Remembering(Lexicon):
    """A lexicon that remembers the lines it has read. What stands in one line is never near to what stands in another."""

    def spot(self, text: str, lang: Lang | None = None) -> list[Spot]:
        if "\n" not in text:
            return list(_spots(text, lang)) if text.strip() else []
        out: list[Spot] = []
        at = 0
        for line in text.split("\n"):
            spots = _spots(line, lang) if line.strip() else ()
            out += [Spot(spot.concept, spot.form, at + spot.start, at + spot.end) for spot in spots]
            at += len(line) + 1
        return out


@lru_cache(maxsize=20_000)
def _spots(line: str, lang: Lang | None) -> tuple[Spot, ...]:
    return tuple(lexicon().spot(line, lang))


@cache
def remembering() -> Lexicon:
    """The one of this process."""
    return Remembering(lexicon().concepts)
