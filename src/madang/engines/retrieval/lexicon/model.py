"""The lexicon as a whole: concepts by id, their links both ways, and what finds them in a text."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from madang.engines.retrieval.tokens import Lang

from .concept import Concept, Problem, Spot
from .spotting import Spotter


@dataclass(frozen=True)
class Lexicon:
    """Concepts in the order of the files. Unchanging, so threads may share it; `problems` is what reading left out."""

    concepts: tuple[Concept, ...]
    problems: tuple[Problem, ...] = ()

    def __len__(self) -> int:
        return len(self.concepts)

    def __iter__(self) -> Iterator[Concept]:
        return iter(self.concepts)

    def __contains__(self, concept: str) -> bool:
        return concept in self._places

    def __getitem__(self, concept: str) -> Concept:
        """The concept of an id. Raises KeyError."""
        return self.concepts[self._places[concept]]

    def place(self, concept: str) -> int:
        """Where a concept stands in `concepts`, which is also its column in every index. Raises KeyError."""
        return self._places[concept]

    def broader(self, concept: str) -> tuple[str, ...]:
        """What it is a kind of, one step up; links that lead nowhere are left out."""
        return tuple(one for one in self[concept].broader if one in self._places)

    def narrower(self, concept: str) -> tuple[str, ...]:
        """The kinds of it, one step down, in the order of the files."""
        return self._narrower.get(concept, ())

    def related(self, concept: str) -> tuple[str, ...]:
        """What is linked to it sideways, from either end."""
        return self._related.get(concept, ())

    def spot(self, text: str, lang: Lang | None = None) -> list[Spot]:
        """Concepts of a text in reading order, with offsets into it: see `Spotter.spot`. Never raises."""
        return self.spotter.spot(text, lang)

    @cached_property
    def spotter(self) -> Spotter:
        return Spotter(self.concepts)

    @cached_property
    def _places(self) -> dict[str, int]:
        return {concept.id: place for place, concept in enumerate(self.concepts)}

    @cached_property
    def _narrower(self) -> dict[str, tuple[str, ...]]:
        return _turned([(upper, concept.id) for concept in self.concepts for upper in self.broader(concept.id)])

    @cached_property
    def _related(self) -> dict[str, tuple[str, ...]]:
        pairs = [(one.id, other) for one in self.concepts for other in one.related if other in self._places]
        return _turned([*pairs, *((other, one) for one, other in pairs)])


def _turned(pairs: Sequence[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = {}
    for key, value in pairs:
        found.setdefault(key, {})[value] = None
    return {key: tuple(values) for key, values in found.items()}
