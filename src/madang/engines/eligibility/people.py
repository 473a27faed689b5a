# ruff: noqa: RUF009 (`param` makes a dataclass field)
"""Leaves about the people who represent the startup."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from madang.engines.taxonomy import FOUNDER_TRAITS
from madang.engines.taxonomy.terms import Term

from .answers import UNKNOWN, Coded, Finding, Outcome, both, either, found, yes_if
from .calendar import age, anniversary
from .facts import Facts, Representative
from .leaf import Leaf, one_bound, param
from .lists import WHO
from .problems import Problem


def _of_the(people: tuple[Representative, ...], who: str, ask: Callable[[Representative], Outcome]) -> Outcome:
    match who:
        case "all":
            return both(ask(person) for person in people)
        case "any":
            return either(ask(person) for person in people)
        case _:
            return ask(people[0])


@dataclass(frozen=True, kw_only=True)
class FounderAge(Leaf):
    """Full years of age (만 나이) of the representatives: from `min_age` to `max_age`, both included."""

    code = "founder_age"
    label = Term("founder_age", "대표자 나이", "负责人年龄", "Founder's age")
    group = "people"

    min_age: int | None = param(
        "whole", "만 나이 이상", "年满(周岁)", "At least (full years)", default=None, low=1, high=120
    )
    max_age: int | None = param("whole", "만 나이 이하", "不超过(周岁)", "At most (full years)", default=None, high=120)
    who: str = param("choice", "공동대표", "共同代表", "Who must meet it", default="all", choices=WHO)
    at: date | None = param(
        "day", "기준일(비우면 공고일)", "基准日(空则为公告日)", "Counted on (else the call's day)", default=None
    )

    def conflicts(self) -> Iterable[Problem]:
        return one_bound("min_age", self.min_age, "max_age", self.max_age, equal=True)

    def judge(self, facts: Facts, on: date) -> Finding:
        on = self.at or on
        people = facts.representatives
        if not people:
            return found(UNKNOWN, "founder_missing", "representatives")
        outcome = _of_the(people, self.who, lambda person: self._age(person.born, on))
        asked = people[:1] if self.who == "lead" else people
        ages = tuple(age(person.born, on).years for person in asked if person.born and person.born <= on)
        code = "founder_age" if len(ages) == len(asked) else "founder_age_part" if ages else "founder_missing"
        return found(outcome, code, "representatives", ages=ages, on=on, who=Coded("WHO", (self.who,)))

    def turns(self, facts: Facts, on: date) -> Iterable[date]:
        for born in (person.born for person in facts.representatives or () if person.born and not self.at):
            if self.min_age:
                yield anniversary(born, self.min_age)
            if self.max_age is not None:
                yield anniversary(born, self.max_age + 1)

    def _age(self, born: date | None, on: date) -> Outcome:
        if born is None:
            return UNKNOWN
        old_enough = not self.min_age or anniversary(born, self.min_age) <= on
        young_enough = self.max_age is None or on < anniversary(born, self.max_age + 1)
        return yes_if(old_enough and young_enough)


@dataclass(frozen=True, kw_only=True)
class FounderTrait(Leaf):
    """The representatives belong to one of these groups: young founders, women, students, and so on."""

    code = "founder_trait"
    label = Term("founder_trait", "대표자 특성", "负责人身份", "Kind of founder")
    group = "people"

    any_of: tuple[str, ...] = param("choices", "해당 특성", "身份", "Any of", choices=FOUNDER_TRAITS)
    who: str = param("choice", "공동대표", "共同代表", "Who must meet it", default="any", choices=WHO)

    def judge(self, facts: Facts, on: date) -> Finding:
        wanted = Coded("FOUNDER_TRAITS", self.any_of)
        if not facts.representatives:
            return found(UNKNOWN, "founder_missing", "representatives")
        outcome = _of_the(facts.representatives, self.who, self._trait)
        have = {trait for person in facts.representatives for trait in person.traits}
        shown = tuple(trait for trait in self.any_of if trait in have)
        return found(outcome, "trait", "representatives", wanted=wanted, have=Coded("FOUNDER_TRAITS", shown))

    def _trait(self, person: Representative) -> Outcome:
        if person.traits & set(self.any_of):
            return yes_if(True)
        return yes_if(False) if person.lacks >= set(self.any_of) else UNKNOWN
