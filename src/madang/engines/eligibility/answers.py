"""The three answers, how they combine (Kleene), and what a leaf says beside them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from .calendar import Age
from .facts import Money


class Outcome(StrEnum):
    """Met, not met, or not known yet."""

    MET = "met"
    UNMET = "unmet"
    UNKNOWN = "unknown"


MET, UNMET, UNKNOWN = Outcome.MET, Outcome.UNMET, Outcome.UNKNOWN


def both(outcomes: Iterable[Outcome]) -> Outcome:
    """All of them: one failure fails, else one unknown leaves it unknown; none at all is met."""
    seen = set(outcomes)
    return UNMET if UNMET in seen else UNKNOWN if UNKNOWN in seen else MET


def either(outcomes: Iterable[Outcome]) -> Outcome:
    """Any of them: one met is enough, else one unknown leaves it unknown; none at all is not met."""
    seen = set(outcomes)
    return MET if MET in seen else UNKNOWN if UNKNOWN in seen else UNMET


def opposite(outcome: Outcome) -> Outcome:
    """Met for not met and the other way round; unknown stays unknown."""
    return {MET: UNMET, UNMET: MET, UNKNOWN: UNKNOWN}[outcome]


def yes_if(condition: bool) -> Outcome:
    """Met where the condition holds, else not met."""
    return MET if condition else UNMET


def agreed(outcomes: Iterable[Outcome]) -> Outcome:
    """The one outcome that every possibility gives; unknown where they differ."""
    seen = set(outcomes)
    return seen.pop() if len(seen) == 1 else UNKNOWN


@dataclass(frozen=True)
class Coded:
    """Codes of a named list (a key of `saying.LISTS`), shown by their names."""

    terms: str
    codes: tuple[str, ...]


@dataclass(frozen=True)
class Count:
    """A number with what it counts: a key of `saying.NOUNS`."""

    number: int
    noun: str


Value = str | int | date | Age | Money | Coded | Count | tuple[date, ...] | tuple[int, ...]


@dataclass(frozen=True)
class Reason:
    """Why a leaf answers as it does: a code, and the facts used, to be put in words by `reason_text`."""

    code: str
    params: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True)
class Finding:
    """A leaf's answer for one startup on one day. `missing` names the facts that could still change it."""

    outcome: Outcome
    reason: Reason
    missing: tuple[str, ...] = ()


def found(outcome: Outcome, code: str, *missing: str, **params: Value) -> Finding:
    """A finding in one line: missing facts count only while the outcome is unknown."""
    return Finding(outcome, Reason(code, params), missing if outcome is UNKNOWN else ())
