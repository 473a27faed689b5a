"""Eligibility rules from the structured fields of a notice: every leaf marked as machine-read, with its words.

Only what a field says outright becomes a leaf, for a wrong leaf turns people away: where fields contradict each other,
or a sentence offers alternatives, nothing is derived. A person confirms or mends the rule later.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from madang.engines import eligibility as rules
from madang.engines.taxonomy import SECTORS

from .exclusions import exclusion_leaves

NATION: Final = "KR"
MACHINE: Final = "machine"
_QUOTE_LENGTH: Final = 1000
_YEARS = re.compile(r"(\d{1,2})\s*(?:년|年|years?|yrs?)?", re.IGNORECASE)
_LOWER_BOUND = re.compile(r"이상|초과|以上|over|\d\s*년?\s*[~～-]\s*\d")
_SPAN = re.compile(r"(\d{1,2})\s*년?\s*[~～-]\s*(\d{1,2})\s*년?")
_ALL_YEARS: Final = frozenset({1, 2, 3, 5, 7, 10})
_PRE_FOUNDER = re.compile(r"예비|预创业|創業者预备|创业预备|pre.?founder", re.IGNORECASE)
_AGE_BAND = re.compile(r"(\d{1,3})\s*(?:세|岁|years?)?\s*(미만|이상|이하|초과|以上|以下|不满)?")
_OLDEST: Final = 120
_PEOPLE: Final = frozenset({"청소년", "대학생", "일반인"})
_FIRMS: Final = frozenset({"일반기업", "1인 창조기업", "1인창조기업"})
_SIZES: Final = {"중소기업": ("micro", "small", "medium"), "소상공인": ("micro",), "소기업": ("micro", "small")}
_CERTIFICATES: Final = {"여성기업": "woman_owned", "장애인기업": "disabled_owned", "벤처기업": "venture"}
# More sections than this, and the field describes the economy, not a condition.
_MOST_SECTIONS: Final = 3
_FOUNDED = re.compile(
    r"(?:창업|업력|설립|개업)\s*(?:후|한\s*지|일로부터)?\s*(?:(?P<low>\d{1,2})\s*년\s*(?:이상|초과)\s*[~,]?\s*)?"
    r"(?:(?P<high>\d{1,2})\s*년\s*(?:미만|이내|이하))?"
)
_ALTERNATIVES = re.compile(r"또는|혹은|우대|가점|무관|제한\s*없|일반\s")


@dataclass(frozen=True, kw_only=True)
class Fields:
    """What a notice says about who may apply, as its fields have it. `*_words` are its own words, for the quotes."""

    language: str = "ko"
    regions: tuple[str, ...] = ()
    region_words: str = ""
    years: tuple[str, ...] = ()
    ages: tuple[str, ...] = ()
    applicants: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    section_words: str = ""
    sectors: tuple[str, ...] = ()
    target: str = ""
    exclusion: str = ""

    def marks(self, words: str) -> dict[str, Any]:
        """What every leaf gets: who read it, and from which words."""
        words = words.strip()[:_QUOTE_LENGTH]
        return {"source": MACHINE, "quote": {self.language: words} if words else {}}


def rule(fields: Fields) -> Mapping[str, Any] | None:
    """The rule in its JSON form (`madang.engines.eligibility.dumps`), or None where the fields hold no condition."""
    parts = (
        *_founding(fields),
        *_founder_age(fields),
        *_region(fields),
        *_applicants(fields),
        *_sectors(fields),
        *exclusion_leaves(fields.exclusion, fields.language),
    )
    return rules.dumps(rules.All(of=parts)) if parts else None


def stages(years: Iterable[str]) -> tuple[str, ...]:
    """Codes of STAGES for the ages of a business a notice accepts; () where it accepts them all or names none."""
    limits, pre_founder = _limits(years)
    if (not limits and not pre_founder) or limits >= _ALL_YEARS:
        return ()
    found = ["pre_founding"] if pre_founder else []
    for stage, low, high in (("early", 1, 3), ("growth", 4, 7), ("scale", 8, 99)):
        if any(low <= limit <= high for limit in limits):
            found.append(stage)
    return tuple(found)


def _limits(years: Iterable[str]) -> tuple[frozenset[int], bool]:
    words = [word for word in years if word.strip() and not _LOWER_BOUND.search(word)]
    numbers = (_YEARS.search(word) for word in words)
    limits = frozenset(int(found[1]) for found in numbers if found and int(found[1]) > 0)
    return limits, any(_PRE_FOUNDER.search(word) for word in words)


def _founding(fields: Fields) -> Iterator[rules.Rule]:
    """K-Startup lists every bound that holds, so the widest counts; all seven stand for no limit at all."""
    limits, pre_founder = _limits(fields.years)
    marks = fields.marks(", ".join(fields.years))
    if limits >= _ALL_YEARS and pre_founder:
        return
    if any(_LOWER_BOUND.search(word) for word in fields.years):
        words = _SPAN.sub(r"\1년 이상 \2년 미만", ", ".join(fields.years))
        yield from _founded(f"업력 {words}", marks)
    elif limits:
        yield rules.AgeWindow(max_years=max(limits), pre_founder=pre_founder, **marks)
    elif pre_founder:
        yield rules.FoundingType(any_of=("pre_founder",), **marks)
    else:
        yield from _founded(fields.target, fields.marks(fields.target))


def _founded(text: str, marks: Mapping[str, Any]) -> Iterator[rules.Rule]:
    """The age of the business in the words of the target, where there is one sentence about it and no alternative."""
    matches = [found for found in _FOUNDED.finditer(text) if found["low"] or found["high"]]
    if len(matches) != 1 or _ALTERNATIVES.search(text):
        return
    if text[: matches[0].start()].rstrip().endswith(",") and not _PRE_FOUNDER.search(text):
        return  # "벤처기업, 창업 7년 이내 기업": one of two kinds, not both conditions
    low, high = (int(bound) if bound and int(bound) else None for bound in matches[0].group("low", "high"))
    if (low is None and high is None) or (low is not None and high is not None and low >= high):
        return
    pre_founder = high is not None and low is None and bool(_PRE_FOUNDER.search(text))
    yield rules.AgeWindow(min_years=low, max_years=high, pre_founder=pre_founder, **marks)


def _founder_age(fields: Fields) -> Iterator[rules.Rule]:
    bands = sorted(band for band in map(_band, fields.ages) if band)
    joined: list[tuple[int, int]] = []
    for low, high in bands:
        if joined and low <= joined[-1][1] + 1:
            joined[-1] = (joined[-1][0], max(high, joined[-1][1]))
        else:
            joined.append((low, high))
    marks = fields.marks(", ".join(fields.ages))
    leaves = [
        rules.FounderAge(min_age=low or None, max_age=high if high < _OLDEST else None, **marks)
        for low, high in joined
        if low or high < _OLDEST
    ]
    if leaves and len(leaves) == len(joined):
        yield leaves[0] if len(leaves) == 1 else rules.Any(of=tuple(leaves))


def _band(words: str) -> tuple[int, int] | None:
    low, high = 0, _OLDEST
    found = False
    for number, bound in _AGE_BAND.findall(words):
        age = int(number)
        found = found or bool(bound)
        match bound:
            case "이상" | "以上":
                low = age
            case "초과":
                low = age + 1
            case "이하" | "以下":
                high = age
            case "미만" | "不满":
                high = age - 1
    return (low, high) if found and 0 <= low <= high <= _OLDEST else None


def _region(fields: Fields) -> Iterator[rules.Rule]:
    """Head office in the region; for pre-founders, who have none, the founder's home."""
    if not fields.regions or NATION in fields.regions or "CN" in fields.regions:
        return
    limits, pre_founder = _limits(fields.years)
    marks = fields.marks(fields.region_words)
    office = rules.Region(any_of=fields.regions, **marks)
    home = rules.Region(any_of=fields.regions, places=("founder_home",), **marks)
    if not pre_founder:
        yield office
    elif not limits:
        yield home
    else:
        not_yet = rules.FoundingType(any_of=("pre_founder",), **marks)
        yield rules.Any(of=(office, rules.All(of=(not_yet, home))))


def _applicants(fields: Fields) -> Iterator[rules.Rule]:
    kinds = frozenset(fields.applicants)
    limits, pre_founder = _limits(fields.years)
    marks = fields.marks(", ".join(fields.applicants))
    if kinds and kinds <= _FIRMS and not pre_founder and not limits:  # a limit on years asks for a business already
        yield rules.FoundingType(any_of=("sole_trader", "corporation"), **marks)
    if kinds and kinds <= _PEOPLE and not pre_founder and not limits:
        yield rules.FoundingType(any_of=("pre_founder",), **marks)
    if kinds == {"대학생"}:
        yield rules.FounderTrait(any_of=("student",), **marks)
    if kinds and kinds <= {"1인 창조기업", "1인창조기업"}:
        yield rules.FounderTrait(any_of=("solo",), **marks)
    if kinds and kinds <= set(_SIZES):
        sizes = dict.fromkeys(size for kind in fields.applicants for size in _SIZES[kind])
        yield rules.CompanySize(any_of=tuple(sizes), **marks)
    if len(kinds) == 1 and (certificate := _CERTIFICATES.get(next(iter(kinds)), "")):
        yield rules.Certificate(any_of=(certificate,), **marks)
    if kinds == {"사회적기업"}:
        firm = rules.Certificate(any_of=("social_enterprise",), **marks)
        yield rules.Any(of=(firm, rules.FounderTrait(any_of=("social",), **marks)))


def _sectors(fields: Fields) -> Iterator[rules.Rule]:
    """Sections of the industry list as all the sectors that have work in them; many to many, so never too narrow."""
    if fields.sectors:
        yield rules.Sector(any_of=fields.sectors, **fields.marks(fields.section_words))
    elif 0 < len(fields.sections) <= _MOST_SECTIONS:
        wanted = set(fields.sections)
        sectors = tuple(code for code, term in SECTORS.items() if wanted & set(term.maps.get("ksic", ())))
        if sectors:
            yield rules.Sector(any_of=sectors, **fields.marks(fields.section_words))
