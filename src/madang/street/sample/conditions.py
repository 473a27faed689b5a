"""Who may apply: conditions drawn as often as 274 measured public calls name them, each as a rule leaf and as words.

The same drawn line stands in the text of the call and as the quote of its leaf, so the two cannot drift apart.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from typing import Any

from madang.engines.taxonomy import REGIONS, ROUNDS, SECTORS, SUPPORTS

from .institutions import read
from .wording import Tri, fill, listed, money, split, tri

CAPITAL = ["KR-11", "KR-28", "KR-41"]
AGE_LIMITS = ((7, 14), (3, 13), (10, 6), (1, 5), (5, 1), (2, 1))
AGE_WEIGHTS = tuple(weight for _limit, weight in AGE_LIMITS)
SHARES = {"arrears": 0.65, "region": 0.62, "sanction": 0.54, "duplicate": 0.41, "age": 0.62, "sector": 0.5}
TRAIT_OF_PLACE = {"dasom": ("woman", 0.7), "apricot": ("student", 0.8), "second": ("restart", 0.8)}


@dataclass(frozen=True, slots=True)
class Basis:
    """What the draw needs to know of a call."""

    institution: str
    city: str
    region: str
    support: str
    sectors: tuple[str, ...]
    stage: str
    currency: str
    joint: bool


@dataclass(frozen=True, slots=True)
class Condition:
    """One line of the text and the rule leaf it stands for; `leaf` is JSON without its quote."""

    line: Tri
    values: Mapping[str, Any]
    leaf: Mapping[str, Any]
    excludes: bool = False

    def said(self, language: str) -> str:
        return fill(self.line, language, self.values)


def name(terms: Mapping[str, Any], code: str) -> Tri:
    """A taxonomy term as words; English in lower case unless it is a name of its own."""
    term = terms[code]
    english = term.en if code in ("none",) or term.en[:2].isupper() else term.en[0].lower() + term.en[1:]
    return tri(term.ko, term.zh, english)


class Draw:
    """Draws the conditions of one call; the order of the draws is fixed, so one seed gives one result."""

    def __init__(self, rng: Random, basis: Basis) -> None:
        self.rng = rng
        self.basis = basis
        self.found: list[Condition] = []

    def put(self, group: str, leaf: Mapping[str, Any], *, excludes: bool = False, **values: Any) -> None:
        """Add one condition in one of its wordings."""
        lines = read("rules")["excluded" if excludes else "lines"][group]
        line = split(lines[self.rng.randrange(len(lines))])
        self.found.append(Condition(line, values, leaf, excludes))

    def conditions(self) -> list[Condition]:
        """All conditions, those to be met first, those that exclude after them."""
        before_founding = self.basis.stage == "pre_founding"
        self._founding(before_founding)
        if self.rng.random() < SHARES["region"] or self.basis.joint:
            self._region(before_founding)
        if self.rng.random() < SHARES["sector"]:
            names = listed([name(SECTORS, code) for code in self.basis.sectors])
            self.put("sector", {"type": "sector", "any_of": list(self.basis.sectors)}, sectors=names)
        self._people()
        if not before_founding:
            self._company()
        if self.basis.support == "demonstration" and self.rng.random() < 0.45:
            self.put("site", self._statement())
        self._exclusions(before_founding)
        return self.found

    def _founding(self, before: bool) -> None:
        rng, stage = self.rng, self.basis.stage
        if before:
            self.put("pre_only", {"type": "founding_type", "any_of": ["pre_founder"]})
            return
        if rng.random() >= SHARES["age"]:
            kinds = ("corporation",) if rng.random() < 0.25 else ("sole_trader", "corporation")
            if rng.random() < 0.6:
                self.put(
                    "corporation" if len(kinds) == 1 else "business", {"type": "founding_type", "any_of": list(kinds)}
                )
            return
        limits = [limit for limit, _weight in AGE_LIMITS]
        limit = rng.choices(limits, AGE_WEIGHTS)[0] if stage != "growth" else rng.choice((7, 7, 7, 10))
        if stage == "growth" and rng.random() < 0.6:
            low, high = rng.choice(((3, 7), (3, 7), (3, 10), (1, 5), (2, 7)))
            self.put("age_range", {"type": "age_window", "min_years": low, "max_years": high}, min=low, max=high)
        elif stage == "scale":
            low = rng.choice((3, 5, 7))
            self.put("age_min", {"type": "age_window", "min_years": low}, min=low)
        elif stage == "early" and rng.random() < 0.35:
            self.put("age_max_pre", {"type": "age_window", "max_years": limit, "pre_founder": True}, max=limit)
        elif rng.random() < 0.08:
            either = [{"type": "age_window", "max_years": limit}, {"type": "restart"}]
            self.put("restart_or_young", {"any": either}, max=limit)
        else:
            self.put("age_max", {"type": "age_window", "max_years": limit}, max=limit)

    def _region(self, before: bool) -> None:
        rng = self.rng
        if self.basis.joint:
            codes, where = ["KR-11", "CN-11"], "both"
        elif self.basis.city == "Seoul":
            where = rng.choices(("KR-11", "capital", "KR", self.basis.region), (55, 12, 25, 8))[0]
            codes = CAPITAL if where == "capital" else [where]
        else:
            where = rng.choices(("CN-11", "CN", self.basis.region, "both"), (55, 22, 15, 8))[0]
            codes = ["KR-11", "CN-11"] if where == "both" else [where]
        named = split(
            read("rules")["places"].get(where) or "|".join((REGIONS[where].ko, REGIONS[where].zh, REGIONS[where].en))
        )
        leaf: dict[str, Any] = {"type": "region", "any_of": codes}
        if before:
            self.put("region_home", {**leaf, "places": ["head_office", "founder_home"]}, where=named)
        elif rng.random() < 0.18:
            self.put("region_lab", {**leaf, "places": ["head_office", "lab"]}, where=named)
        else:
            self.put("region", leaf, where=named)

    def _people(self) -> None:
        rng = self.rng
        trait, chance = TRAIT_OF_PLACE.get(self.basis.institution, ("", 0.0))
        asked = any("any" in condition.leaf for condition in self.found)
        if trait == "restart" and self.basis.stage != "pre_founding" and not asked and rng.random() < chance:
            self.put("restart", {"type": "restart"})
        elif trait in ("woman", "student") and rng.random() < chance:
            self.put(trait, {"type": "founder_trait", "any_of": [trait]})
        elif self.basis.institution == "labfirm" and rng.random() < 0.5:
            self.put("researcher", {"type": "founder_trait", "any_of": ["researcher"]})
        elif rng.random() < 0.12:
            age = rng.choice((39, 39, 39, 34, 45))
            self.put("youth", {"type": "founder_age", "max_age": age}, age=age)

    def _company(self) -> None:
        rng, stage, currency = self.rng, self.basis.stage, self.basis.currency
        scale = 1 if currency == "KRW" else 1 / 200
        if rng.random() < 0.10:
            people = rng.choice((5, 10, 20, 30, 50))
            self.put("headcount", {"type": "headcount", "max_people": people}, people=people)
        elif stage in ("growth", "scale") and rng.random() < 0.12:
            people = rng.choice((3, 5, 10))
            self.put("headcount_min", {"type": "headcount", "min_people": people}, people=people)
        if rng.random() < 0.07:
            most = int(rng.choice((500_000_000, 1_000_000_000, 2_000_000_000, 5_000_000_000)) * scale)
            self.put(
                "revenue", {"type": "revenue", "max_amount": most, "currency": currency}, sum=money(most, currency)
            )
        elif stage == "scale" and rng.random() < 0.3:
            least = int(rng.choice((300_000_000, 500_000_000, 1_000_000_000)) * scale)
            self.put(
                "revenue_min",
                {"type": "revenue", "min_amount": least, "currency": currency},
                sum=money(least, currency),
            )
        if self.basis.support == "investment" or rng.random() < 0.05:
            code = rng.choice(("seed", "pre_a", "series_a"))
            group, bound = rng.choice((("round_max", "max_round"), ("round_min", "min_round")))
            self.put(group, {"type": "investment_stage", bound: code}, round=_round(code))
        self._holds()

    def _holds(self) -> None:
        rng = self.rng
        patents = {"type": "intellectual_property", "any_of": ["patent", "utility_model"]}
        if self.basis.support in ("rnd", "commercialisation") and rng.random() < 0.14:
            self.put("ip", patents)
        elif self.basis.support == "rnd" and rng.random() < 0.2:
            self.put("ip_or_lab", {"any": [patents, {"type": "certificate", "any_of": ["lab"]}]})
        if rng.random() < 0.05:
            group, kind = ("venture", "venture") if self.basis.city == "Seoul" else ("high_tech", "high_tech")
            self.put(group, {"type": "certificate", "any_of": [kind]})
        if rng.random() < 0.09:
            self.put("small", {"not": {"type": "company_size", "any_of": ["mid_sized", "large"]}})

    def _statement(self) -> dict[str, Any]:
        text = {
            "ko": "실증 장소를 제공할 수요처의 서명된 확인서가 있습니까?",
            "zh": "是否已取得验证场地需求方签署的确认书？",
            "en": "Do you have the signed confirmation of a site owner?",
        }
        return {"type": "statement", "key": "site_confirmed", "text": text}

    def _exclusions(self, before: bool) -> None:
        rng = self.rng
        if rng.random() < SHARES["arrears"]:
            taxes = ["national_tax", "local_tax"]
            group, kinds, excepts = rng.choice(
                (
                    ("tax", taxes, []),
                    ("tax_except", taxes, ["paid", "deferred"]),
                    ("tax_except", taxes, ["paid", "deferred"]),
                    ("debt", [*taxes, "default"], []),
                    ("debt_except", [*taxes, "default"], ["court_plan", "instalments"]),
                )
            )
            leaf: dict[str, Any] = {"type": "no_arrears", "kinds": kinds}
            self.put(group, {**leaf, "excepts": excepts} if excepts else leaf, excludes=True)
        if rng.random() < 0.07 and not before:
            self.put("wages", {"type": "no_arrears", "kinds": ["wages"]}, excludes=True)
        if rng.random() < SHARES["duplicate"]:
            years = 3 if rng.random() < 0.2 else 1
            group = "duplicate" if years == 1 else "duplicate_3"
            leaf = {"type": "no_duplicate_support", "families": [self.basis.support]}
            leaf |= {"years": years} if years > 1 else {}
            self.put(group, leaf, excludes=True, family=_family(self.basis.support))
        if rng.random() < SHARES["sanction"]:
            self.put("sanction", {"type": "not_sanctioned"}, excludes=True)
        if rng.random() < 0.35 and not before:
            self.put("closed", {"type": "not_closed"}, excludes=True)


def _family(code: str) -> Tri:
    """A kind of support without its bracket, for it stands in brackets itself."""
    term = name(SUPPORTS, code)
    return tri(term.ko.split("(")[0], term.zh, term.en)


def _round(code: str) -> Tri:
    term = ROUNDS[code]
    return tri(term.ko, term.zh, term.en.lower() if code == "seed" else term.en)


def rule_of(conditions: list[Condition], language: str, *, machine: bool) -> dict[str, Any]:
    """The rule in the engine's JSON form, version 1, each leaf with the call's words in its source language."""
    return {"version": 1, "rule": {"all": [_quoted(c.leaf, {language: c.said(language)}, machine) for c in conditions]}}


def _quoted(form: Mapping[str, Any], quote: Mapping[str, str], machine: bool) -> dict[str, Any]:
    if "any" in form:
        return {"any": [_quoted(part, quote, machine) for part in form["any"]]}
    if "not" in form:
        return {"not": _quoted(form["not"], quote, machine)}
    return {**form, "quote": dict(quote), **({"source": "machine"} if machine else {})}
