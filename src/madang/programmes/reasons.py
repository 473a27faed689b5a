"""Why a call stands where it stands in a search: the words that met, in both languages, and the parts of its score."""

from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation import gettext as _

from madang.core.text import LANGUAGES, Said, Text, reader_language
from madang.engines.retrieval.lexicon import lexicon
from madang.engines.retrieval.ranking.fusion import PARTS
from madang.engines.retrieval.ranking.searcher import Hit, Shared
from madang.engines.retrieval.ranking.understanding import Understood

from .models import Call
from .spotted import remembering

# Pairs told of one row; the first ones carry nearly all of the score.
MOST = 3


@dataclass(frozen=True)
class Pair:
    """What was asked for in the reader's words, and the words of the call that answer it. `gain`: its part of the score."""

    asked: Said
    held: Said
    gain: float

    is_plain: bool
    """The reader's own words stand in what the row shows: nothing to explain."""


@dataclass(frozen=True)
class Part:
    """One kind of evidence, in the reader's language, with its points."""

    name: str
    points: float
    is_concepts: bool
    is_meaning: bool = False


@dataclass(frozen=True)
class Reason:
    """One hit in words. The points of `parts` add up to `score` as shown, to two decimals."""

    pairs: tuple[Pair, ...]
    parts: tuple[Part, ...]
    score: float
    concepts: frozenset[str]
    # What was asked, and the sentence that says it most nearly; only where the model was asked for it (`nearest`).
    nearest: tuple[Said, Said] | None = None

    @property
    def telling(self) -> tuple[Pair, ...]:
        """The pairs whose words differ: another language, another word for it, a kind of it."""
        return tuple(pair for pair in self.pairs if not pair.is_plain)


def reason(call: Call, hit: Hit, read: Understood) -> Reason:
    """Why a call answers a query, in the reader's language. Needs nothing but what a row holds."""
    points = hit.parts.get("concepts", 0.0)
    gains = sum(shared.gain for shared in hit.shared) or 1.0
    pairs = [_pair(call, shared, read, points * shared.gain / gains) for shared in hit.shared[:MOST]]
    named = _part_names(reader_language())
    worth = {name: round(hit.parts.get(name, 0.0), 2) for name in (*PARTS, "named")}
    parts = [
        Part(named[name], points, name == "concepts", name == "meaning") for name, points in worth.items() if points
    ]
    score = round(sum(part.points for part in parts), 2)
    return Reason(tuple(pairs), tuple(parts), score, frozenset(shared.held for shared in hit.shared))


@lru_cache(maxsize=len(LANGUAGES))
def _part_names(_lang: str) -> dict[str, str]:
    """Once for each language, not for each row of a page."""
    return {
        "meaning": _("Meaning"),
        "concepts": _("What it is about"),
        "words": _("Same words"),
        "exact": _("Exact"),
        "alike": _("Near the best answers"),
        "named": _("In the title"),
    }


def _pair(call: Call, shared: Shared, read: Understood, gain: float) -> Pair:
    asked = next(
        (Said(read.text[spot.start : spot.end], read.lang, "human") for spot in read.spots if spot.concept == shared.asked),
        None,
    )  # fmt: skip
    mine, theirs = asked or _name(shared.asked), _phrase(call, shared.held) or _name(shared.held)
    shown = f"{call.title.said()} {theirs}".casefold()
    return Pair(mine, theirs, round(gain, 2), is_plain=mine.text.casefold() in shown)


def _phrase(call: Call, concept: str) -> Said | None:
    """The words of the call's title, offer or summary that name a concept; the reader's language first."""
    return _named_in((call.title, call.programme.name, call.summary), concept, reader_language())


@lru_cache(maxsize=20_000)
def _named_in(texts: tuple[Text, ...], concept: str, mine: str) -> Said | None:
    for text in texts:
        for lang, said in _languages(text, mine):
            for spot in remembering().spot(said, lang):  # type: ignore[arg-type]
                if spot.concept == concept:
                    return Said(said[spot.start : spot.end], lang, "human")
    return None


def _languages(text: Text, mine: str) -> list[tuple[str, str]]:
    return sorted(((lang, said) for lang, said in text if said.strip()), key=lambda one: one[0] != mine)


def _name(concept: str) -> Said:
    lang = reader_language()
    return Said(lexicon()[concept].name(lang) if concept in lexicon() else concept, lang, "human")  # type: ignore[arg-type]
