"""Leaves about money: revenue of a year, the investment stage, the sum raised."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from madang.engines.taxonomy import CURRENCIES, ROUNDS
from madang.engines.taxonomy.terms import Term

from .answers import UNKNOWN, Coded, Finding, found, yes_if
from .company import in_range
from .facts import Facts, Money
from .leaf import Leaf, one_bound, param
from .problems import Problem

_MOST = 10**15
_ORDER = {code: place for place, code in enumerate(ROUNDS)}


@dataclass(frozen=True, kw_only=True)
class Revenue(Leaf):
    """Revenue of a calendar year, from `min_amount` to `max_amount`, both included, in one currency."""

    code = "revenue"
    label = Term("revenue", "매출", "营收", "Revenue")
    group = "money"

    min_amount: int | None = param("whole", "최소 금액", "最低金额", "At least", default=None, low=1, high=_MOST)
    max_amount: int | None = param("whole", "최대 금액", "最高金额", "At most", default=None, high=_MOST)
    currency: str = param("choice", "통화", "货币", "Currency", default="KRW", choices=CURRENCIES)
    years_back: int = param(
        "whole", "몇 년 전(1=직전 연도)", "几年前(1=上一年)", "Years back (1 = last year)", default=1, high=10
    )

    def conflicts(self) -> Iterable[Problem]:
        return one_bound("min_amount", self.min_amount, "max_amount", self.max_amount, equal=True)

    def judge(self, facts: Facts, on: date) -> Finding:
        year = on.year - self.years_back
        have = facts.revenues.get(year)
        if have is None:
            return found(UNKNOWN, "revenue_missing", f"revenues.{year}", year=year)
        if have.currency != self.currency:
            wanted = Coded("CURRENCIES", (self.currency,))
            return found(UNKNOWN, "revenue_currency", f"revenues.{year}", year=year, have=have, wanted=wanted)
        fits = in_range(have.amount, self.min_amount, self.max_amount)
        return found(yes_if(fits), "revenue", year=year, have=have, **bounds(self))

    def turns(self, facts: Facts, on: date) -> Iterable[date]:
        if on.year < date.max.year:
            yield date(on.year + 1, 1, 1)


@dataclass(frozen=True, kw_only=True)
class InvestmentStage(Leaf):
    """The latest round, from `min_round` to `max_round` in the order of rounds, both included."""

    code = "investment_stage"
    label = Term("investment_stage", "투자 단계", "融资阶段", "Investment stage")
    group = "money"

    min_round: str | None = param("choice", "최소 단계", "最低阶段", "At least", default=None, choices=ROUNDS)
    max_round: str | None = param("choice", "최대 단계", "最高阶段", "At most", default=None, choices=ROUNDS)

    def conflicts(self) -> Iterable[Problem]:
        if self.min_round is None and self.max_round is None:
            yield Problem("", "no_bound", {"names": "min_round, max_round"})
        elif self._low() > self._high():
            yield Problem("min_round", "crossed", {"low": str(self.min_round), "high": str(self.max_round)})

    def judge(self, facts: Facts, on: date) -> Finding:
        place = _ORDER.get(facts.investment_round or "")
        if facts.investment_round is None or place is None:  # a round of another list says nothing about this order
            whole = self._low() == 0 and self._high() == len(ROUNDS) - 1
            return found(yes_if(True) if whole else UNKNOWN, "round_missing", "investment_round")
        fits = self._low() <= place <= self._high()
        return found(yes_if(fits), "round", have=Coded("ROUNDS", (facts.investment_round,)))

    def _low(self) -> int:
        return _ORDER[self.min_round] if self.min_round else 0

    def _high(self) -> int:
        return _ORDER[self.max_round] if self.max_round else len(ROUNDS) - 1


@dataclass(frozen=True, kw_only=True)
class Raised(Leaf):
    """All investment raised so far, from `min_amount` to `max_amount`, both included, in one currency."""

    code = "raised"
    label = Term("raised", "누적 투자액", "累计融资额", "Total raised")
    group = "money"

    min_amount: int | None = param("whole", "최소 금액", "最低金额", "At least", default=None, low=1, high=_MOST)
    max_amount: int | None = param("whole", "최대 금액", "最高金额", "At most", default=None, high=_MOST)
    currency: str = param("choice", "통화", "货币", "Currency", default="KRW", choices=CURRENCIES)

    def conflicts(self) -> Iterable[Problem]:
        return one_bound("min_amount", self.min_amount, "max_amount", self.max_amount, equal=True)

    def judge(self, facts: Facts, on: date) -> Finding:
        have = facts.raised
        if have is None:
            return found(UNKNOWN, "raised_missing", "raised")
        if have.currency != self.currency and have.amount:
            return found(UNKNOWN, "raised_currency", "raised", have=have, wanted=Coded("CURRENCIES", (self.currency,)))
        return found(
            yes_if(in_range(have.amount, self.min_amount, self.max_amount)), "raised", have=have, **bounds(self)
        )


def bounds(leaf: Revenue | Raised) -> dict[str, Money]:
    """The sums a reason needs to say what was asked: those of the two that the leaf sets."""
    limits = {"low": leaf.min_amount, "high": leaf.max_amount}
    return {name: Money(amount, leaf.currency) for name, amount in limits.items() if amount is not None}
