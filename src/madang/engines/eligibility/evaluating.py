"""Asking a rule about one startup: the answer as a tree, what decided it, what is missing, when it changes."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from .answers import MET, UNKNOWN, UNMET, Finding, Outcome, Reason, both, either, opposite
from .facts import Facts
from .leaf import Leaf
from .rules import All, Any, Not, Rule, leaves

MOST_TURNS = 400


@dataclass(frozen=True)
class Result:
    """One rule's answer within a tree.

    `reason` and `missing` belong to leaves. `negated`: an odd number of `Not` stands above, so that a leaf which is
    met counts against. `changes_on` is the next day on which time alone gives this leaf another outcome, `changes_to`.
    """

    rule: Rule
    outcome: Outcome
    parts: tuple["Result", ...] = ()
    reason: Reason | None = None
    missing: tuple[str, ...] = ()
    negated: bool = False
    changes_on: date | None = None
    changes_to: Outcome | None = None

    @property
    def helps(self) -> Outcome:
        """The outcome as it counts for the startup: turned round under a `Not`."""
        return opposite(self.outcome) if self.negated else self.outcome


@dataclass(frozen=True)
class Answer:
    """The whole answer on the day `on`, the call's reference date."""

    outcome: Outcome
    root: Result
    on: date


def evaluate(rule: Rule, facts: Facts, *, on: date) -> Answer:
    """What the rule says of one startup on the reference date `on`: met, not met or unknown, and why.

    All and Any combine by Kleene's tables: a missing fact matters only where it could still change the answer.
    """
    root = _result(rule, facts, on, negated=False)
    return Answer(root.outcome, root, on)


def decide(rule: Rule, facts: Facts, *, on: date) -> Outcome:
    """The outcome alone, as `evaluate` gives it, without reasons; stops as soon as it is sure."""
    match rule:
        case All(of=of):
            return _until(UNMET, of, facts, on)
        case Any(of=of):
            return _until(MET, of, facts, on)
        case Not(of=part):
            return opposite(decide(part, facts, on=on))
        case _:
            return rule.judge(facts, on).outcome


def _until(enough: Outcome, rules: tuple[Rule, ...], facts: Facts, on: date) -> Outcome:
    unsure = False
    for rule in rules:
        outcome = decide(rule, facts, on=on)
        if outcome is enough:
            return enough
        unsure = unsure or outcome is UNKNOWN
    return UNKNOWN if unsure else opposite(enough)


def _result(rule: Rule, facts: Facts, on: date, *, negated: bool) -> Result:
    match rule:
        case All(of=of):
            parts = tuple(_result(part, facts, on, negated=negated) for part in of)
            return Result(rule, both(part.outcome for part in parts), parts, negated=negated)
        case Any(of=of):
            parts = tuple(_result(part, facts, on, negated=negated) for part in of)
            return Result(rule, either(part.outcome for part in parts), parts, negated=negated)
        case Not(of=of_one):
            part = _result(of_one, facts, on, negated=not negated)
            return Result(rule, opposite(part.outcome), (part,), negated=negated)
        case _:
            return _leaf(rule, facts, on, negated=negated)


def _leaf(leaf: Leaf, facts: Facts, on: date, *, negated: bool) -> Result:
    here = leaf.judge(facts, on)
    day, there = next(_changes(leaf, facts, on, here), (None, None))
    return Result(leaf, here.outcome, (), here.reason, here.missing, negated, day, there)


def _changes(leaf: Leaf, facts: Facts, on: date, here: Finding) -> Iterator[tuple[date, Outcome]]:
    for day in sorted({turn for turn in leaf.turns(facts, on) if turn > on}):
        if (there := leaf.judge(facts, day).outcome) is not here.outcome:
            yield day, there


def leaf_results(answer: Answer) -> list[Result]:
    """The result of every leaf, in the order the rule reads."""
    return list(_leaf_results(answer.root))


def _leaf_results(result: Result) -> Iterator[Result]:
    if result.reason is not None:
        yield result
    for part in result.parts:
        yield from _leaf_results(part)


def deciders(answer: Answer) -> list[Result]:
    """The leaves that decided the answer, every one of them: all the failures of a rule that is not met, all the
    grounds of one that is met, all the open questions of one that is unknown. None for an empty rule.
    """
    return list(_deciders(answer.root))


def _deciders(result: Result) -> Iterator[Result]:
    """Parts that share their parent's outcome decided it (under Not: the one part, turned round)."""
    if result.reason is not None:
        yield result
    for part in result.parts:
        if isinstance(result.rule, Not) or part.outcome is result.outcome:
            yield from _deciders(part)


def missing_facts(answer: Answer) -> list[str]:
    """The keys of the facts that could still change the answer, in reading order; [] once it is decided.

    Keys are fields of `Facts`, where needed with the part asked for: `arrears.local_tax`, `revenues.2025`,
    `answers.<key>`. With all of them known the answer is decided.
    """
    return list(dict.fromkeys(key for result in deciders(answer) for key in result.missing))


def opens_or_shuts(rule: Rule, facts: Facts, *, on: date) -> tuple[date, Outcome] | None:
    """The next day after `on` on which time alone changes the whole answer, and what it becomes; None if it does not.

    Looks at most 400 changes of single leaves ahead.
    """
    now = decide(rule, facts, on=on)
    day = on
    for _ in range(MOST_TURNS):
        turns = [turn for leaf in leaves(rule) for turn in leaf.turns(facts, day) if turn > day]
        if not turns:
            return None
        day = min(turns)
        if (then := decide(rule, facts, on=day)) is not now:
            return day, then
    return None
