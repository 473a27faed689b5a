"""Leaves about the company itself: where it is, what it does, how large it is."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from madang.engines.taxonomy import REGIONS, SECTORS, region_within, sector_within
from madang.engines.taxonomy.terms import Term

from .answers import MET, UNKNOWN, UNMET, Coded, Count, Finding, Outcome, either, found, yes_if
from .facts import Facts
from .leaf import Leaf, one_bound, param
from .lists import PLACES, SIZES
from .problems import Problem


@dataclass(frozen=True, kw_only=True)
class Region(Leaf):
    """The head office, or another of the `places` that count, lies in one of the regions."""

    code = "region"
    label = Term("region", "소재지", "所在地区", "Region")
    group = "company"

    any_of: tuple[str, ...] = param("choices", "지역", "地区", "Any of", choices=REGIONS)
    places: tuple[str, ...] = param(
        "choices", "인정하는 사업장", "认可的场所", "Places that count", default=("head_office",), choices=PLACES
    )

    def conflicts(self) -> Iterable[Problem]:
        if not self.places:
            yield Problem("places", "not_list", {"high": len(PLACES)})

    def judge(self, facts: Facts, on: date) -> Finding:
        outcomes: list[Outcome] = []
        missing: list[str] = []
        known: list[str] = []
        for place in self.places:
            key = place if place in ("head_office", "founder_home") else "sites"
            regions = self._regions(facts, place)
            outcome = either(map(self._inside, regions)) if regions is not None else UNKNOWN
            outcomes.append(outcome)
            missing += [key] if outcome is UNKNOWN else []
            known += [region for region in regions or () if region]
        wanted, places = Coded("REGIONS", self.any_of), Coded("PLACES", self.places)
        code = "region" if known else "region_none"
        have = Coded("REGIONS", tuple(dict.fromkeys(known)))
        return found(either(outcomes), code, *dict.fromkeys(missing), wanted=wanted, places=places, have=have)

    @staticmethod
    def _regions(facts: Facts, place: str) -> list[str | None] | None:
        if place == "head_office":
            return [facts.head_office]
        if place == "founder_home":
            return [facts.founder_home]
        return None if facts.sites is None else [site.region for site in facts.sites if site.kind == place]

    def _inside(self, region: str | None) -> Outcome:
        """A region known too roughly (Seoul, where Gangnam is asked) is unknown."""
        if region is None:
            return UNKNOWN
        if any(region_within(region, wanted) for wanted in self.any_of):
            return MET
        return UNKNOWN if any(region_within(wanted, region) for wanted in self.any_of) else UNMET


@dataclass(frozen=True, kw_only=True)
class Sector(Leaf):
    """The startup works in one of these sectors; a part counts for its whole, a humanoid maker for robotics."""

    code = "sector"
    label = Term("sector", "업종", "行业", "Sector")
    group = "company"

    any_of: tuple[str, ...] = param("choices", "업종", "行业", "Any of", choices=SECTORS)

    def judge(self, facts: Facts, on: date) -> Finding:
        wanted = Coded("SECTORS", self.any_of)
        if facts.sectors is None:
            return found(UNKNOWN, "sector_missing", "sectors", wanted=wanted)
        fits = any(sector_within(code, want) for code in facts.sectors for want in self.any_of)
        return found(yes_if(fits), "sector", wanted=wanted, have=Coded("SECTORS", tuple(sorted(facts.sectors))))


@dataclass(frozen=True, kw_only=True)
class CompanySize(Leaf):
    """The legal size class: micro, small, medium, mid-sized, large."""

    code = "company_size"
    label = Term("company_size", "기업 규모", "企业规模", "Company size")
    group = "company"

    any_of: tuple[str, ...] = param("choices", "규모", "规模", "Any of", choices=SIZES)

    def judge(self, facts: Facts, on: date) -> Finding:
        wanted = Coded("SIZES", self.any_of)
        if facts.size is None:
            outcome = MET if set(self.any_of) == set(SIZES) else UNKNOWN
            return found(outcome, "size_missing", "size", wanted=wanted)
        return found(yes_if(facts.size in self.any_of), "size", wanted=wanted, have=Coded("SIZES", (facts.size,)))


@dataclass(frozen=True, kw_only=True)
class Headcount(Leaf):
    """The number of people employed, from `min_people` to `max_people`, both included."""

    code = "headcount"
    label = Term("headcount", "직원 수", "员工人数", "Headcount")
    group = "company"

    min_people: int | None = param(
        "whole", "최소(명)", "至少（人）", "At least (people)", default=None, low=1, high=1_000_000
    )
    max_people: int | None = param("whole", "최대(명)", "至多（人）", "At most (people)", default=None, high=1_000_000)

    def conflicts(self) -> Iterable[Problem]:
        return one_bound("min_people", self.min_people, "max_people", self.max_people, equal=True)

    def judge(self, facts: Facts, on: date) -> Finding:
        if facts.headcount is None:
            return found(UNKNOWN, "headcount_missing", "headcount")
        fits = in_range(facts.headcount, self.min_people, self.max_people)
        return found(yes_if(fits), "headcount", have=Count(facts.headcount, "person"))


def in_range(value: int, low: int | None, high: int | None) -> bool:
    """Whether a number lies between two bounds, both included, either of them absent."""
    return (low is None or value >= low) and (high is None or value <= high)
