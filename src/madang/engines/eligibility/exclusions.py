"""Leaves for what shuts a startup out, with the exceptions that calls grant, and what it must answer itself."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from madang.engines.taxonomy.terms import Term, listed

from .answers import MET, UNKNOWN, UNMET, Coded, Finding, found, yes_if
from .facts import Facts, Sanction, Support
from .leaf import Leaf, param
from .lists import ARREARS, BUSINESS_STATES, STANDINGS, SUPPORT_STATES

_EXCUSES = listed(term for code, term in STANDINGS.items() if code not in ("none", "owed"))
_SHUT = listed(BUSINESS_STATES[code] for code in ("suspended", "closed"))
_DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class NoArrears(Leaf):
    """Nothing owed of these kinds, unless it stands as one of the exceptions. A kind nobody checked is unknown."""

    code = "no_arrears"
    label = Term("no_arrears", "체납·채무 없음", "无欠缴与违约", "No arrears")
    group = "exclusions"

    kinds: tuple[str, ...] = param("choices", "종류", "种类", "Kinds", choices=ARREARS)
    excepts: tuple[str, ...] = param("choices", "예외", "例外", "Unless", default=(), choices=_EXCUSES)

    def judge(self, facts: Facts, on: date) -> Finding:
        allowed = {"none", *self.excepts}
        standings = {kind: facts.arrears.get(kind) for kind in self.kinds}
        bad = tuple(kind for kind, standing in standings.items() if standing is not None and standing not in allowed)
        unseen = tuple(kind for kind, standing in standings.items() if standing is None)
        if bad:
            return found(UNMET, "arrears", kinds=Coded("ARREARS", bad))
        if unseen:
            missing = [f"arrears.{kind}" for kind in unseen]
            return found(UNKNOWN, "arrears_missing", *missing, kinds=Coded("ARREARS", unseen))
        return found(MET, "arrears_none", kinds=Coded("ARREARS", self.kinds))


@dataclass(frozen=True, kw_only=True)
class NoDuplicateSupport(Leaf):
    """Not supported by these programme families (none named: by any) in the last `years`, save in excepted states."""

    code = "no_duplicate_support"
    label = Term("no_duplicate_support", "중복 지원 없음", "无重复扶持", "No duplicate support")
    group = "exclusions"

    families: tuple[str, ...] = param(
        "words", "사업군(비우면 전체)", "项目类别(空则全部)", "Programmes (empty: any)", default=()
    )
    years: int = param(
        "whole", "최근 몇 년(1=올해)", "最近几年(1=当年)", "Years counted (1 = this year)", default=1, low=1, high=50
    )
    excepts: tuple[str, ...] = param("choices", "예외", "例外", "Unless", default=(), choices=SUPPORT_STATES)

    def judge(self, facts: Facts, on: date) -> Finding:
        years = Coded("YEARS", tuple(str(year) for year in range(on.year - self.years + 1, on.year + 1)))
        if facts.supports is None:
            return found(UNKNOWN, "support_missing", "supports", years=years)
        bad = [one for one in facts.supports if self._counts(one, on)]
        if not bad:
            return found(MET, "support_none", years=years)
        families = tuple(dict.fromkeys(f"{one.family} ({one.year})" for one in bad))
        return found(UNMET, "support", families=Coded("WORDS", families), years=years)

    def turns(self, facts: Facts, on: date) -> Iterable[date]:
        for one in facts.supports or ():
            for year in (one.year, one.year + self.years):
                if date.min.year <= year <= date.max.year:
                    yield date(year, 1, 1)

    def _counts(self, one: Support, on: date) -> bool:
        recent = on.year - self.years < one.year <= on.year
        return recent and one.state not in self.excepts and (not self.families or one.family in self.families)


@dataclass(frozen=True, kw_only=True)
class NotSanctioned(Leaf):
    """Not barred from support on the day asked; the first and the last day of a bar both count."""

    code = "not_sanctioned"
    label = Term("not_sanctioned", "참여 제한 없음", "无参与限制", "Not sanctioned")
    group = "exclusions"

    def judge(self, facts: Facts, on: date) -> Finding:
        if facts.sanctions is None:
            return found(UNKNOWN, "sanction_missing", "sanctions")
        bars = [bar for bar in facts.sanctions if self._barred(bar, on)]
        if not bars:
            return found(MET, "sanction_none", on=on)
        if any(bar.ends is None for bar in bars):
            return found(UNMET, "sanction_open", date=min(bar.starts for bar in bars))
        return found(UNMET, "sanction", date=max(bar.ends for bar in bars if bar.ends))

    def turns(self, facts: Facts, on: date) -> Iterable[date]:
        for bar in facts.sanctions or ():
            yield bar.starts
            if bar.ends and bar.ends < date.max:
                yield bar.ends + _DAY

    @staticmethod
    def _barred(bar: Sanction, on: date) -> bool:
        return bar.starts <= on and (bar.ends is None or on <= bar.ends)


@dataclass(frozen=True, kw_only=True)
class NotClosed(Leaf):
    """The business is in none of these states: suspended, closed. A pre-founder has none to close."""

    code = "not_closed"
    label = Term("not_closed", "휴업·폐업 아님", "未停业或注销", "Not suspended or closed")
    group = "exclusions"

    states: tuple[str, ...] = param(
        "choices", "제외 상태", "排除状态", "Shut out", default=("suspended", "closed"), choices=_SHUT
    )

    def judge(self, facts: Facts, on: date) -> Finding:
        if facts.business_status is None:
            return found(UNKNOWN if self.states else MET, "status_missing", "business_status")
        have = Coded("BUSINESS_STATES", (facts.business_status,))
        return found(yes_if(facts.business_status not in self.states), "status", have=have)


@dataclass(frozen=True, kw_only=True)
class Statement(Leaf):
    """Something the startup must answer itself, yes or no. `expects` is the answer that meets it."""

    code = "statement"
    label = Term("statement", "확인 사항", "确认事项", "Statement")
    group = "statement"

    key: str = param("key", "코드", "代码", "Code")
    text: Mapping[str, str] = param("text", "질문", "问题", "Question")
    expects: bool = param("yes_no", "충족하는 답", "符合的回答", "Answer that meets it", default=True)

    def judge(self, facts: Facts, on: date) -> Finding:
        answer = facts.answers.get(self.key)
        wanted = Coded("YES_NO", (str(self.expects).lower(),))
        if answer is None:
            return found(UNKNOWN, "statement_missing", f"answers.{self.key}", wanted=wanted)
        have = Coded("YES_NO", (str(answer).lower(),))
        return found(yes_if(answer == self.expects), "statement", have=have, wanted=wanted)
