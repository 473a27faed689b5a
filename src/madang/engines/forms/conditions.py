"""When a question is shown: a tree over earlier answers. Only earlier ones may be named, so there are no cycles."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any as Anything
from typing import Final, TypeAlias

from . import figures

OPERATORS: Final = ("equals", "any_of", "filled", "greater", "at_least", "less", "at_most")
DEEPEST: Final = 8
MOST_PARTS: Final = 50


@dataclass(frozen=True, slots=True)
class Test:
    """One look at one earlier answer.

    `equals` and `any_of` compare codes of choices (where several may be picked: one of them suffices), numbers, dates,
    and true or false for a consent. `greater`, `at_least`, `less`, `at_most` compare numbers, sums of the question's
    first currency, and dates. `filled` takes true or false. An answer that is missing or hidden satisfies only
    `"filled": false`.
    """

    __test__ = False  # not a case for pytest

    question: str
    operator: str
    value: Anything


@dataclass(frozen=True, slots=True)
class All:
    of: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class Any:
    of: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class Not:
    of: "Condition"


Condition: TypeAlias = Test | All | Any | Not


def named(condition: Condition) -> Iterator[str]:
    """The ids of the questions a condition looks at, repeats included."""
    match condition:
        case Test(question=question):
            yield question
        case Not(of=part):
            yield from named(part)
        case All(of=parts) | Any(of=parts):
            for part in parts:
                yield from named(part)


def holds(condition: Condition, answers: Mapping[str, Anything]) -> bool:
    """Whether the condition holds; `answers` are canonical values by question id, hidden ones left out."""
    match condition:
        case All(of=parts):
            return all(holds(part, answers) for part in parts)
        case Any(of=parts):
            return any(holds(part, answers) for part in parts)
        case Not(of=part):
            return not holds(part, answers)
        case Test(question=question, operator=operator, value=wanted):
            return _test(operator, answers.get(question), wanted)


def _test(operator: str, value: Anything, wanted: Anything) -> bool:
    if operator == "filled":
        return (value is not None) is wanted
    if value is None:
        return False
    if operator in ("equals", "any_of"):
        wishes = wanted if operator == "any_of" else (wanted,)
        return any(_same(value, wish) for wish in wishes)
    if isinstance(value, dict) and isinstance(wanted, dict) and value.get("currency") != wanted.get("currency"):
        return False
    have, bound = _ordered(value), _ordered(wanted)
    if have is None or bound is None or type(have) is not type(bound):
        return False
    return _compare(operator, have, bound)


def _compare(operator: str, have: Anything, bound: Anything) -> bool:
    match operator:
        case "greater":
            return bool(have > bound)
        case "at_least":
            return bool(have >= bound)
        case "less":
            return bool(have < bound)
        case _:
            return bool(have <= bound)


def _same(value: Anything, wish: Anything) -> bool:
    if isinstance(value, list):
        return wish in value
    if isinstance(value, dict) and "accepted" in value:
        return value["accepted"] is wish
    return type(value) is type(wish) and bool(value == wish)


def _ordered(value: Anything) -> Decimal | str | None:
    """What can be put in order: a number or a sum as Decimal, a date as its ISO text."""
    if isinstance(value, dict):
        value = value.get("amount")
    if not isinstance(value, str):
        return None
    if len(value) == 10 and value[4:5] == "-":
        return value
    return figures.number(value)
