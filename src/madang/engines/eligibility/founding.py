# ruff: noqa: RUF009 (`param` makes a dataclass field)
"""Leaves about the founding: how old the business is, what form it has, whether the founder starts again."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from madang.engines.taxonomy import FOUNDING_TYPES
from madang.engines.taxonomy.terms import Term

from .answers import MET, UNKNOWN, UNMET, Coded, Count, Finding, Outcome, Value, agreed, found, yes_if
from .calendar import age, anniversary
from .facts import Facts
from .leaf import Leaf, one_bound, param
from .lists import COUNTED
from .problems import Problem

_START = {"sole_trader": "opened_on", "corporation": "incorporated_on"}


@dataclass(frozen=True)
class _Starts:
    """What is known of the day that counts.

    `sure` surely counts; each of `maybe` counts if the business still runs, which nobody knows; `older` says that a
    day nobody knows may lie before all of them. `missing` names the facts that would settle it.
    """

    sure: date | None
    maybe: tuple[date, ...]
    older: bool
    missing: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class AgeWindow(Leaf):
    """Founded within `max_years` and at least `min_years` ago, counted from opening or incorporation."""

    code = "age_window"
    label = Term("age_window", "업력", "成立年限", "Age of the business")
    group = "founding"

    min_years: int | None = param(
        "whole", "업력 하한(년 이상)", "成立满（年）", "At least (years)", default=None, low=1, high=100
    )
    max_years: int | None = param(
        "whole", "업력 상한(년 미만)", "成立不满（年）", "Less than (years)", default=None, low=1, high=100
    )
    pre_founder: bool = param(
        "yes_no", "예비창업자 신청 가능", "预创业者可申请", "Pre-founders may apply", default=False
    )
    counts: str = param(
        "choice", "기준이 되는 사업", "以哪家企业计算", "Business that counts", default="this", choices=COUNTED
    )
    at: date | None = param(
        "day", "기준일(비우면 공고일)", "基准日(空则为公告日)", "Counted on (else the call's day)", default=None
    )

    def conflicts(self) -> Iterable[Problem]:
        return one_bound("min_years", self.min_years, "max_years", self.max_years, equal=False)

    def judge(self, facts: Facts, on: date) -> Finding:
        on = self.at or on
        if facts.founding_type:
            return self._look(facts.founding_type, facts, on)
        looks = [self._look(kind, facts, on) for kind in FOUNDING_TYPES]
        if agreed(look.outcome for look in looks) is not UNKNOWN:
            return max(looks, key=lambda look: "date" in look.reason.params)
        missing = dict.fromkeys(key for look in looks for key in look.missing)
        return found(UNKNOWN, "age_type_missing", "founding_type", *missing)

    def turns(self, facts: Facts, on: date) -> Iterable[date]:
        if self.at:
            return
        starts = [facts.opened_on, facts.incorporated_on, *(other.started for other in facts.businesses or ())]
        for start in filter(None, starts):
            yield start
            for years in filter(None, (self.min_years, self.max_years)):
                yield anniversary(start, years)

    def _look(self, kind: str, facts: Facts, on: date) -> Finding:
        """The finding if the founding type is `kind`."""
        own = getattr(facts, _START[kind]) if kind in _START else None
        starts = self._starts(kind, own, facts)
        outcome = agreed(self._outcomes(starts, on))
        if starts.sure is None:
            code = "age_date_missing" if outcome is UNKNOWN else "age_pre_founder"
            return found(outcome, code, *starts.missing)
        event = Coded("EVENTS", (_START[kind] if starts.sure == own else "other",))
        params: dict[str, Value] = {"date": starts.sure, "event": event, "on": on}
        if starts.sure > on:
            return found(outcome, "age_not_yet", *starts.missing, **params)
        return found(outcome, "age", *starts.missing, age=age(starts.sure, on), **params)

    def _starts(self, kind: str, own: date | None, facts: Facts) -> _Starts:
        """The days that may count. Every unknown can only make the business older."""
        missing = [_START[kind]] if kind in _START and own is None else []
        if self.counts == "this" or (kind == "pre_founder" and not self.pre_founder):
            return _Starts(own, (), bool(missing), tuple(missing))
        if facts.businesses is None:
            return _Starts(own, (), True, (*missing, "businesses"))
        counted = [other for other in facts.businesses if self.counts == "oldest" or other.open is not False]
        sure = [other.started for other in counted if other.started and (self.counts == "oldest" or other.open)]
        maybe = [other.started for other in counted if other.started and self.counts != "oldest" and not other.open]
        undated = any(other.started is None for other in counted)
        if undated or maybe:
            missing.append("businesses")
        first = min([own, *sure] if own else sure, default=None)
        return _Starts(first, tuple(maybe), undated or bool(kind in _START and own is None), tuple(missing))

    def _outcomes(self, starts: _Starts, on: date) -> set[Outcome]:
        """Every outcome that some truth behind the unknowns would give."""
        sure = starts.sure
        if not starts.older:
            days = [sure, *(min(sure, day) if sure else day for day in starts.maybe)]
            return {self._at(day, on) for day in days}
        if sure is None or sure > on:
            return {MET, UNMET}
        if self.max_years is not None and anniversary(sure, self.max_years) <= on:
            return {UNMET}
        return {MET} if self.max_years is None and self._at(sure, on) is MET else {MET, UNMET}

    def _at(self, start: date | None, on: date) -> Outcome:
        """The outcome for one start; none, or one still to come, is a pre-founder on the day."""
        if start is None or start > on:
            return yes_if(self.pre_founder)
        old_enough = self.min_years is None or anniversary(start, self.min_years) <= on
        young_enough = self.max_years is None or on < anniversary(start, self.max_years)
        return yes_if(old_enough and young_enough)


@dataclass(frozen=True, kw_only=True)
class FoundingType(Leaf):
    """The applicant is one of these: pre-founder, sole trader, corporation."""

    code = "founding_type"
    label = Term("founding_type", "창업 형태", "创业形式", "Founding type")
    group = "founding"

    any_of: tuple[str, ...] = param("choices", "대상", "对象", "Any of", choices=FOUNDING_TYPES)

    def judge(self, facts: Facts, on: date) -> Finding:
        if not facts.founding_type:
            outcome = MET if set(self.any_of) == set(FOUNDING_TYPES) else UNKNOWN
            return found(outcome, "type_missing", "founding_type", wanted=Coded("FOUNDING_TYPES", self.any_of))
        return found(
            yes_if(facts.founding_type in self.any_of),
            "type",
            wanted=Coded("FOUNDING_TYPES", self.any_of),
            have=Coded("FOUNDING_TYPES", (facts.founding_type,)),
        )


@dataclass(frozen=True, kw_only=True)
class Restart(Leaf):
    """The founder has closed an earlier business and starts again, where asked within so many years."""

    code = "restart"
    label = Term("restart", "재창업", "再创业", "Starting again")
    group = "founding"

    within_years: int | None = param(
        "whole",
        "폐업 후 경과(년 미만)",
        "注销后不满（年）",
        "Closed less than (years) ago",
        default=None,
        low=1,
        high=50,
    )

    def judge(self, facts: Facts, on: date) -> Finding:
        if facts.businesses is None:
            return found(UNKNOWN, "restart_missing", "businesses")
        outcomes = [self._closed(other.open, other.closed, on) for other in facts.businesses]
        if MET in outcomes:
            return found(MET, "restart_met", count=Count(outcomes.count(MET), "business"))
        return found(UNKNOWN if UNKNOWN in outcomes else UNMET, "restart_unmet", "businesses")

    def turns(self, facts: Facts, on: date) -> Iterable[date]:
        for closed in (other.closed for other in facts.businesses or () if other.closed):
            yield closed
            if self.within_years:
                yield anniversary(closed, self.within_years)

    def _closed(self, still_open: bool | None, closed: date | None, on: date) -> Outcome:
        if still_open:
            return UNMET
        if closed is None:
            return UNKNOWN if still_open is None or self.within_years else MET
        return yes_if(closed <= on and (self.within_years is None or on < anniversary(closed, self.within_years)))
