"""What taking calls off the suggestions changes: each reason its own rule, and nothing that cannot be taken back.

- not our field: the concepts of the profile that had brought the call up count for 0.7 of what they did, again for each
  further call, never less than a quarter: a robot maker stays one.
- too small: calls that give no more, in the same currency, are left out.
- wrong stage: calls that are for no other stage than that call was are left out.
- done already: the other calls of the same programme are left out.
- another reason: that call alone.

The call itself is always left out. Bringing it back undoes all that it had changed.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from .models import Dismissal

Reason = Dismissal.Reason
LOWERED: Final = 0.7
LEAST: Final = 0.25


@dataclass(frozen=True)
class Taste:
    """What a startup's dismissals come to. `small` is the highest sum that was too small, by currency."""

    calls: frozenset[int] = frozenset()
    programmes: frozenset[int] = frozenset()
    stages: tuple[frozenset[str], ...] = ()
    small: Mapping[str, int] = field(default_factory=dict)
    lowered: Mapping[str, float] = field(default_factory=dict)

    def leaves_out(self, *, programme: int, stages: Iterable[str], money: int | None, currency: str) -> bool:
        """Whether a call that was not itself dismissed is left out because of others that were."""
        asked = frozenset(stages)
        return (
            programme in self.programmes
            or bool(asked and any(asked <= dismissed for dismissed in self.stages))
            or (money is not None and money <= self.small.get(currency, -1))
        )

    def lower(self, weights: Mapping[str, float]) -> dict[str, float]:
        """The profile's concepts with those lowered that brought up what was not its field."""
        return {concept: weight * self.lowered.get(concept, 1.0) for concept, weight in weights.items()}


def taste(dismissals: Iterable[Dismissal]) -> Taste:
    """From dismissals with their calls (`for_list`)."""
    rows = list(dismissals)
    small: dict[str, int] = {}
    for one in _with(rows, Reason.SMALL):
        if one.call.money_max is not None:
            small[one.call.currency] = max(one.call.money_max, small.get(one.call.currency, -1))
    against = Counter(concept for one in _with(rows, Reason.FIELD) for concept in one.concepts)
    return Taste(
        calls=frozenset(one.call_id for one in rows),
        programmes=frozenset(one.call.programme_id for one in _with(rows, Reason.DONE)),
        stages=tuple(frozenset(one.call.stages) for one in _with(rows, Reason.STAGE) if one.call.stages),
        small=small,
        lowered={concept: max(LEAST, LOWERED**times) for concept, times in against.items()},
    )


def _with(rows: list[Dismissal], reason: str) -> list[Any]:
    return [one for one in rows if one.reason == reason]
