"""One startup asked about many rules: conditions that calls share are read and looked at once, not once for each call."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any as Anything
from typing import Final

import orjson

from .answers import MET, UNKNOWN, UNMET, Outcome, opposite
from .facts import Facts
from .json_form import VERSION, loads
from .leaf import Leaf
from .problems import RuleError
from .rules import LEAVES, All, Any, Not, Rule

# More different conditions than any street has; a bound all the same.
_MOST_KNOWN: Final = 50_000
_WORDS: Final = frozenset({"quote", "source"})
_known: dict[bytes, Leaf] = {}


@dataclass(frozen=True, slots=True)
class Group:
    """Parts of which one with the outcome `enough` is enough: not met for an All, met for an Any."""

    enough: Outcome
    parts: tuple["Question", ...]


@dataclass(frozen=True, slots=True)
class Turned:
    """A Not: the opposite of its part."""

    part: "Question"


# What `Asking` is asked: a rule without the words that quote it, equal conditions of all calls in one and the same leaf.
Question = Leaf | Group | Turned


def question(form: object) -> Question | None:
    """A rule's JSON form made ready for `Asking`; None when it asks nothing: open to everyone.

    Ten times as fast as `loads` where many rules share conditions. Raises `RuleError` as `loads` does.
    """
    try:
        usual = isinstance(form, Mapping) and len(form) == 2 and form["version"] == VERSION
        made = _question(form["rule"]) if usual else None  # type: ignore[index]
    except (KeyError, TypeError, RuleError):
        made = None
    if made is None:  # written by hand or in a form to come: read with care
        made = _prepared(loads(form))
    return None if made == Group(UNMET, ()) else made


def _question(form: Mapping[str, Anything]) -> Question | None:
    """None where a form is not just as `dumps` writes it."""
    if len(form) == 1:
        if "all" in form or "any" in form:
            read = [_question(part) for part in (form["all"] if "all" in form else form["any"])]
            parts = tuple(part for part in read if part is not None)
            whole = len(parts) == len(read) and (parts or "all" in form)
            return Group(UNMET if "all" in form else MET, parts) if whole else None
        if "not" in form:
            part = _question(form["not"])
            return None if part is None else Turned(part)
    return _leaf(form) if form["type"] in LEAVES else None


def _leaf(form: Mapping[str, Anything]) -> Leaf:
    asked = {name: value for name, value in form.items() if name not in _WORDS}
    key = orjson.dumps(asked, option=orjson.OPT_SORT_KEYS)
    known = _known.get(key)
    if known is None:
        read = loads({"version": VERSION, "rule": asked})
        assert isinstance(read, Leaf)
        if len(_known) >= _MOST_KNOWN:
            _known.clear()
        known = _known.setdefault(key, read)
    return known


def _prepared(rule: Rule) -> Question:
    match rule:
        case All(of=of):
            return Group(UNMET, tuple(map(_prepared, of)))
        case Any(of=of):
            return Group(MET, tuple(map(_prepared, of)))
        case Not(of=part):
            return Turned(_prepared(part))
        case _:
            return rule


class Asking:
    """The answers of one startup, by the leaf and for as long as time alone does not change them.

    Questions asked in the order of their days are answered fastest. Not for several threads at once.
    """

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        # Each leaf's last answer: from which day, before which day (None: for ever). The leaf is held, so its id stays its own.
        self._said: dict[int, tuple[Leaf, date, date | None, Outcome]] = {}

    def decide(self, question: Question, *, on: date) -> Outcome:
        """The outcome on a day, exactly as `evaluating.decide` gives it for the rule."""
        if isinstance(question, Turned):
            return opposite(self.decide(question.part, on=on))
        if isinstance(question, Leaf):
            return self._leaf(question, on)
        enough, unsure = question.enough, False
        for part in question.parts:
            outcome = self._leaf(part, on) if isinstance(part, Leaf) else self.decide(part, on=on)
            if outcome is enough:
                return enough
            unsure = unsure or outcome is UNKNOWN
        return UNKNOWN if unsure else opposite(enough)

    def _leaf(self, leaf: Leaf, on: date) -> Outcome:
        said = self._said.get(id(leaf))
        if said is not None and said[1] <= on and (said[2] is None or on < said[2]):
            return said[3]
        outcome = leaf.judge(self._facts, on).outcome
        until = min((turn for turn in leaf.turns(self._facts, on) if turn > on), default=None)
        self._said[id(leaf)] = leaf, on, until, outcome
        return outcome
