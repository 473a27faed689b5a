"""The one thing between a startup and a call: a fact to tell, a step to take, a day to wait for; with exact days.

Nothing is guessed from the wording of a rule: each step is tried on the facts, and the rule itself is asked again.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Final

from .answers import MET, UNKNOWN, UNMET, Coded, Outcome, both, either, opposite
from .assets import Certificate, HasDocument, IntellectualProperty
from .company import Region
from .evaluating import decide, opens_or_shuts
from .exclusions import NoArrears
from .facts import Certified, Document, Facts, Site
from .founding import AgeWindow, FoundingType
from .leaf import Leaf
from .rules import All, Any, Not, Rule, leaves


class Stand(StrEnum):
    """How a startup stands to a rule: all met, only papers missing, one step away, more than that, or shut out."""

    MET = "met"
    PAPERS = "papers"
    STEP = "step"
    UNKNOWN = "unknown"
    UNMET = "unmet"


class StepKind(StrEnum):
    """What kind of step: tell a fact, answer a call's question, found, incorporate, obtain, open a place, pay, wait."""

    TELL = "tell"
    ANSWER = "answer"
    FOUND = "found"
    INCORPORATE = "incorporate"
    CERTIFICATE = "certificate"
    RIGHT = "right"
    PLACE = "place"
    CLEAR = "clear"
    WAIT = "wait"


# Easiest first: what takes a minute, a day at an office, weeks, a move of the firm.
EFFORT: Final = {kind: place for place, kind in enumerate(StepKind)}


@dataclass(frozen=True)
class Step:
    """`what` are codes by kind: fact keys, founding types, certificates, kinds of right, a place and its regions, debts.

    `by` is the last day on which the step still opens the call (None: until it closes, or not a matter of days); for a
    wait, `by` is the day on which the call opens for the startup. `parts` are the finer keys of a fact to tell.
    """

    kind: StepKind
    what: tuple[str, ...]
    by: date | None = None
    parts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Way:
    """How the startup stands, which papers are missing or out of date, and the one step there is, if there is one."""

    stand: Stand
    papers: tuple[str, ...] = ()
    step: Step | None = None


def way(rule: Rule, facts: Facts, *, on: date, today: date, last: date | None, moves: bool = False) -> Way:
    """How a startup stands to a rule counted on the day `on`, and what single step would open it.

    `today`: the first day on which a step can be taken. `last`: the last day to apply, None without one. `moves`: the
    call counts on the day one applies, so that time alone may change the answer.

    A step counts only if with it everything else but papers is met. A firm that is shut out by two rules, or that two
    facts keep undecided, is more than one step away.
    """
    outcome = decide(rule, facts, on=on)
    if outcome is MET:
        return Way(Stand.MET)
    full = _with_papers(rule, facts, on)
    outcome = outcome if full is facts else decide(rule, full, on=on)
    if outcome is MET:
        return Way(Stand.PAPERS, _papers(rule, facts, on))
    if outcome is UNKNOWN:
        step = _telling(_open(rule, full, on)[1])
        return Way(Stand.STEP, _papers(rule, facts, on), step) if step else Way(Stand.UNKNOWN)
    if not moves and _is_hopeless(rule, full, on):
        return Way(Stand.UNMET)
    for step in _tried(rule, full, on=on, today=today, last=last, moves=moves):
        return Way(Stand.STEP, _papers(rule, facts, on), step)
    return Way(Stand.UNMET)


def _is_hopeless(rule: Rule, facts: Facts, on: date) -> bool:
    """Whether a part that must be met is not, and nothing in it can be changed: most calls that shut out, told at once."""
    return isinstance(rule, All) and any(
        not any(_may_change(leaf, facts) for leaf in leaves(part)) and decide(part, facts, on=on) is not MET
        for part in rule.of
    )


def _may_change(leaf: Leaf, facts: Facts) -> bool:
    match leaf:
        case FoundingType() | AgeWindow():
            return facts.founding_type in _FURTHER
        case Region(places=places):
            return facts.founding_type == "pre_founder" or not _SITES.isdisjoint(places)
        case _:
            return isinstance(leaf, NoArrears | Certificate | IntellectualProperty)


_FURTHER: Final = {"pre_founder": ("sole_trader", "corporation"), "sole_trader": ("corporation",)}
_SITES: Final = frozenset({"branch", "lab", "factory"})


def _with_papers(rule: Rule, facts: Facts, on: date) -> Facts:
    """The same startup with every paper the rule asks for, fresh on the day."""
    asked = tuple(
        Document(kind=kind, issued=on)
        for kind in dict.fromkeys(leaf.kind for leaf in leaves(rule) if isinstance(leaf, HasDocument))
    )
    return replace(facts, documents=(*(facts.documents or ()), *asked)) if asked else facts


def _papers(rule: Rule, facts: Facts, on: date) -> tuple[str, ...]:
    asked = [leaf for leaf in leaves(rule) if isinstance(leaf, HasDocument)]
    return tuple(dict.fromkeys(leaf.kind for leaf in asked if leaf.judge(facts, on).outcome is not MET))


def _open(rule: Rule, facts: Facts, on: date) -> tuple[Outcome, frozenset[str]]:
    """The outcome and the facts that keep it open, as `missing_facts` has them, without reasons or turning days."""
    match rule:
        case All(of=of) | Any(of=of):
            found = [_open(part, facts, on) for part in of]
            outcome = (both if isinstance(rule, All) else either)(one for one, _keys in found)
            return outcome, frozenset().union(*(keys for one, keys in found if one is outcome))
        case Not(of=part):
            outcome, keys = _open(part, facts, on)
            return opposite(outcome), keys
        case _:
            finding = rule.judge(facts, on)
            return finding.outcome, frozenset(finding.missing)


def _telling(missing: frozenset[str]) -> Step | None:
    """The one fact to tell; parts of one fact (two kinds of arrears) are asked together. None where several are open."""
    keys = sorted(missing)
    heads = {key if key.startswith("answers.") else key.partition(".")[0] for key in keys}
    if len(heads) != 1:
        return None
    head = heads.pop()
    kind = StepKind.ANSWER if head.startswith("answers.") else StepKind.TELL
    return Step(kind, (head,), parts=tuple(keys))


def _tried(rule: Rule, facts: Facts, *, on: date, today: date, last: date | None, moves: bool) -> Iterator[Step]:
    """The steps that open the call, easiest first. Each is tried on the facts."""
    for kind in _foundings(rule, facts):
        named = StepKind.FOUND if facts.founding_type == "pre_founder" else StepKind.INCORPORATE
        if _opens(rule, _founded(facts, kind, today), on):
            latest = [
                day for day in (last, on) if day and day >= today and _opens(rule, _founded(facts, kind, day), on)
            ]
            yield Step(named, (kind,), by=latest[0] if latest else None)
    for leaf in leaves(rule):
        if leaf.judge(facts, on).outcome is MET:
            continue
        for step, changed in _changes(leaf, facts, on):
            if _opens(rule, changed, on):
                yield step
    if moves and (turn := opens_or_shuts(rule, facts, on=on)) and turn[1] is MET and (last is None or turn[0] <= last):
        yield Step(StepKind.WAIT, (), by=turn[0])


def _opens(rule: Rule, facts: Facts, on: date) -> bool:
    return decide(rule, facts, on=on) is MET


def _foundings(rule: Rule, facts: Facts) -> tuple[str, ...]:
    """The forms a firm could still take, where the rule asks about its form or its age."""
    asks = any(isinstance(leaf, FoundingType | AgeWindow) for leaf in leaves(rule))
    return _FURTHER.get(facts.founding_type or "", ()) if asks else ()


def _founded(facts: Facts, kind: str, day: date) -> Facts:
    field = {"sole_trader": "opened_on", "corporation": "incorporated_on"}[kind]
    dated = replace(facts, **{field: day})  # type: ignore[arg-type]  # both are days
    return replace(dated, founding_type=kind, business_status="active")


def _changes(leaf: Leaf, facts: Facts, on: date) -> Iterator[tuple[Step, Facts]]:
    """What a startup could do about one leaf, and its facts once it has."""
    match leaf:
        case NoArrears():
            finding = leaf.judge(facts, on)
            owed = finding.reason.params.get("kinds")
            kinds = owed.codes if isinstance(owed, Coded) else leaf.kinds
            if finding.outcome is UNMET:
                cleared = {**facts.arrears, **dict.fromkeys(kinds, "none")}
                yield Step(StepKind.CLEAR, tuple(kinds)), replace(facts, arrears=cleared)
        case Certificate(any_of=kinds):
            held = (*(facts.certificates or ()), Certified(kind=kinds[0]))
            yield Step(StepKind.CERTIFICATE, tuple(kinds)), replace(facts, certificates=held)
        case IntellectualProperty(any_of=kinds, minimum=least):
            rights = {**(facts.intellectual_property or {}), kinds[0]: least}
            yield Step(StepKind.RIGHT, tuple(kinds)), replace(facts, intellectual_property=rights)
        case Region(any_of=regions, places=places):
            for place in ("branch", "lab", "factory"):
                if place in places:
                    sites = (*(facts.sites or ()), Site(kind=place, region=regions[0]))
                    yield Step(StepKind.PLACE, (place, *regions)), replace(facts, sites=sites)
            # A firm that stands does not move for one call; one still to be founded may choose where.
            if "head_office" in places and facts.founding_type == "pre_founder":
                yield Step(StepKind.PLACE, ("head_office", *regions)), replace(facts, head_office=regions[0])
