"""What every leaf of a rule shares: typed parameters with labels, their checks, the call's words, who read them."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import MISSING, Field, dataclass, field, fields
from datetime import date
from functools import cache
from typing import Any, ClassVar

from madang.engines.taxonomy.terms import Term, Terms

from .answers import Finding
from .facts import Facts
from .lists import SOURCES
from .problems import Problem, RuleError

LANGUAGES = ("ko", "zh", "en")
LONGEST_TEXT = 4000
MOST_CHOICES = 200
_KEY = re.compile(r"[a-z0-9][a-z0-9_.-]{0,63}")


@dataclass(frozen=True)
class Param:
    """One parameter of a leaf, enough to draw a form field and to check what was typed.

    `kind`: whole (a number from `low` to `high`), yes_no, choice (one code of `choices`), choices (several), words
    (short free codes), day, text (ko, zh, en) or key (a short code). `unit` names what a number counts.
    """

    name: str
    kind: str
    label: Term
    choices: Terms | None
    required: bool
    default: Any
    low: int
    high: int
    unit: str


def param(
    kind: str, ko: str, zh: str, en: str, *, default: Any = MISSING, choices: Terms | None = None,
    low: int = 0, high: int = 10_000, unit: str = "",
) -> Any:  # fmt: skip
    """A dataclass field that carries its own label, choices and limits; no default makes it required."""
    metadata = {"kind": kind, "label": (ko, zh, en), "choices": choices, "low": low, "high": high, "unit": unit}
    hashed = None if kind != "text" else False
    return field(default=default, metadata=metadata, hash=hashed)


def _param(spec: Field[Any]) -> Param:
    meta = spec.metadata
    required = spec.default is MISSING
    return Param(
        name=spec.name,
        kind=meta["kind"],
        label=Term(spec.name, *meta["label"]),
        choices=meta["choices"],
        required=required,
        default=None if required else spec.default,
        low=meta["low"],
        high=meta["high"],
        unit=meta["unit"],
    )


def _no_quote() -> Mapping[str, str]:
    return {}


@dataclass(frozen=True, kw_only=True)
class Leaf:
    """One condition. `quote` holds the call's own words by language; `source` says who read them: person or machine.

    Creating a leaf with a parameter outside its limits raises `RuleError`.
    """

    code: ClassVar[str]
    label: ClassVar[Term]
    group: ClassVar[str]

    quote: Mapping[str, str] = field(default_factory=_no_quote, hash=False)
    source: str = "person"

    def __post_init__(self) -> None:
        problems = _check_quote(self.quote)
        if self.source not in SOURCES:
            problems.append(Problem("source", "choice", {"value": self.source, "choices": ", ".join(SOURCES)}))
        for spec in self.params():
            problems += _check(spec, getattr(self, spec.name))
        problems = problems or list(self.conflicts())
        if problems:
            raise RuleError(problems)

    @classmethod
    def params(cls) -> tuple[Param, ...]:
        """The leaf's own parameters, in the order a form shows them."""
        return _params(cls)  # type: ignore[arg-type]  # every class is hashable

    def conflicts(self) -> Iterable[Problem]:
        """What is wrong between parameters that are each fine alone."""
        return ()

    def judge(self, facts: Facts, on: date) -> Finding:
        """The answer for one startup, as it stands on the call's reference date."""
        raise NotImplementedError

    def turns(self, facts: Facts, on: date) -> Iterable[date]:
        """Days after `on` when this leaf's answer may change with nothing but time; some may change nothing."""
        return ()


@cache
def _params(kind: type[Any]) -> tuple[Param, ...]:
    return tuple(_param(spec) for spec in fields(kind) if "kind" in spec.metadata)


def one_bound(name_low: str, low: int | None, name_high: str, high: int | None, *, equal: bool) -> Iterable[Problem]:
    """The problems of a range: no bound at all, or a lower bound above the upper one (`equal`: may they be equal?)."""
    if low is None and high is None:
        yield Problem("", "no_bound", {"names": f"{name_low}, {name_high}"})
    elif low is not None and high is not None and (low > high or (low == high and not equal)):
        yield Problem(name_low, "crossed", {"low": low, "high": high})


def _check_quote(quote: object) -> list[Problem]:
    return _check_text("quote", quote) if quote != {} else []


def _check_text(name: str, value: object) -> list[Problem]:
    if not isinstance(value, Mapping) or not value:
        return [Problem(name, "not_text")]
    wrong = [str(lang) for lang in value if lang not in LANGUAGES]
    if wrong:
        return [Problem(f"{name}.{wrong[0]}", "language", {"value": wrong[0]})]
    for lang, words in value.items():
        if not isinstance(words, str) or not words.strip() or len(words) > LONGEST_TEXT:
            return [Problem(f"{name}.{lang}", "text_length", {"high": LONGEST_TEXT})]
    return []


def _check(spec: Param, value: object) -> list[Problem]:
    if value is None and not spec.required and spec.default is None:
        return []
    match spec.kind:
        case "whole":
            return _check_whole(spec, value)
        case "yes_no":
            return [] if isinstance(value, bool) else [Problem(spec.name, "not_yes_no")]
        case "choice":
            return _check_codes(spec, (value,))
        case "choices" | "words":
            if not isinstance(value, tuple) or (spec.required and not value) or len(value) > MOST_CHOICES:
                return [Problem(spec.name, "not_list", {"high": MOST_CHOICES})]
            return _check_codes(spec, value)
        case "day":
            return [] if type(value) is date else [Problem(spec.name, "not_day")]
        case "text":
            return _check_text(spec.name, value)
        case _:
            return [] if isinstance(value, str) and _KEY.fullmatch(value) else [Problem(spec.name, "not_key")]


def _check_whole(spec: Param, value: object) -> list[Problem]:
    if not isinstance(value, int) or isinstance(value, bool):
        return [Problem(spec.name, "not_whole")]
    if not spec.low <= value <= spec.high:
        return [Problem(spec.name, "out_of_range", {"value": value, "low": spec.low, "high": spec.high})]
    return []


def _check_codes(spec: Param, codes: tuple[object, ...]) -> list[Problem]:
    for place, code in enumerate(codes):
        path = f"{spec.name}[{place}]" if spec.kind != "choice" else spec.name
        if spec.choices is None:
            if not isinstance(code, str) or not _KEY.fullmatch(code):
                return [Problem(path, "not_key")]
        elif not isinstance(code, str) or code not in spec.choices:
            known = ", ".join(list(spec.choices)[:20]) + (", …" if len(spec.choices) > 20 else "")
            return [Problem(path, "choice", {"value": str(code)[:80], "choices": known})]
        if codes.index(code) != place:
            return [Problem(path, "twice", {"value": code})]
    return []
