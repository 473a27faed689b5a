"""A small world of rules and facts: few enough values to try them all, enough to meet every side of every limit."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import product
from typing import Any as Anything

from hypothesis import strategies as st

from madang.engines.eligibility import (
    LEAVES,
    AgeWindow,
    All,
    Any,
    Business,
    Certificate,
    Certified,
    CompanySize,
    Document,
    Facts,
    FounderAge,
    FounderTrait,
    FoundingType,
    HasDocument,
    Headcount,
    IntellectualProperty,
    InvestmentStage,
    Leaf,
    Money,
    NoArrears,
    NoDuplicateSupport,
    Not,
    NotClosed,
    NotSanctioned,
    Raised,
    Region,
    Representative,
    Restart,
    Revenue,
    Rule,
    Sanction,
    Sector,
    Site,
    Statement,
    Support,
)

ON = date(2026, 11, 2)
LANGS = ("ko", "zh", "en")
YOUNG, OLD, ANCIENT, COMING = date(2025, 3, 1), date(2021, 11, 2), date(2010, 5, 31), date(2027, 2, 1)

_TRAITS = ("woman", "youth")
# Every value a fact may turn out to have; for the leaves below, these stand for all others.
DOMAINS: dict[str, list[Anything]] = {
    "founding_type": ["pre_founder", "sole_trader", "corporation"],
    "opened_on": [YOUNG, OLD, ANCIENT, COMING],
    "incorporated_on": [YOUNG, OLD, ANCIENT, COMING],
    "businesses": [
        (),
        (Business(started=YOUNG, open=True),),
        (Business(started=OLD, open=True),),
        (Business(started=ANCIENT, open=True),),
        (Business(started=ANCIENT, open=False, closed=date(2025, 1, 1)),),
        (Business(started=ANCIENT, open=False, closed=date(2012, 1, 1)),),
    ],
    "business_status": ["active", "suspended", "closed", "none"],
    "representatives": [
        (Representative(born=date(1990, 2, 28), traits=frozenset(_TRAITS)),),
        (Representative(born=date(1960, 1, 1), lacks=frozenset(_TRAITS)),),
        (
            Representative(born=date(1990, 2, 28), lacks=frozenset(_TRAITS)),
            Representative(born=date(1960, 1, 1), traits=frozenset({"woman"}), lacks=frozenset({"youth"})),
        ),
    ],
    "head_office": ["KR-11-680", "KR-11-650", "KR-26", "CN-11-0108"],
    "sites": [(), (Site(kind="branch", region="KR-11-680"),), (Site(kind="lab", region="KR-26"),)],
    "founder_home": ["KR-11-680", "KR-26"],
    "sectors": [frozenset(), frozenset({"humanoid"}), frozenset({"games"})],
    "size": ["micro", "small", "large"],
    "headcount": [0, 5, 500],
    "revenues.2025": [Money(0), Money(50_000_000), Money(9_000_000_000)],
    "investment_round": ["none", "seed", "series_a", "listed"],
    "raised": [Money(0), Money(100_000_000), Money(10**12)],
    "intellectual_property": [{}, {"patent": 1}, {"patent": 4, "design": 2}],
    "certificates": [
        (),
        (Certified(kind="venture", until=date(2026, 11, 2)),),
        (Certified(kind="venture", until=OLD),),
    ],
    "documents": [
        (),
        (Document(kind="local_tax", issued=date(2026, 10, 20), expires=date(2026, 11, 30)),),
        (Document(kind="local_tax", issued=date(2026, 1, 1)),),
    ],
    "arrears.national_tax": ["none", "owed", "paid"],
    "arrears.local_tax": ["none", "owed", "deferred"],
    "supports": [
        (),
        (Support(family="package", year=2026),),
        (Support(family="package", year=2025, state="finished"),),
    ],
    "sanctions": [(), (Sanction(date(2026, 1, 1), ON),), (Sanction(date(2026, 1, 1)),), (Sanction(COMING),)],
    "answers.listed": [True, False],
}

POOL: list[Leaf] = [
    AgeWindow(max_years=3),
    AgeWindow(min_years=3, max_years=7, pre_founder=True),
    AgeWindow(min_years=3),
    AgeWindow(max_years=7, counts="oldest_open"),
    AgeWindow(max_years=7, counts="oldest", pre_founder=True),
    AgeWindow(min_years=3, counts="oldest_open"),
    AgeWindow(min_years=3, counts="oldest", pre_founder=True),
    AgeWindow(max_years=7, at=date(2024, 1, 1)),
    FoundingType(any_of=("sole_trader", "corporation")),
    FoundingType(any_of=("pre_founder",)),
    FoundingType(any_of=("pre_founder", "sole_trader", "corporation")),
    Restart(),
    Restart(within_years=3),
    FounderAge(max_age=39),
    FounderAge(min_age=40, who="any"),
    FounderAge(max_age=39, who="lead"),
    FounderTrait(any_of=("youth", "woman")),
    FounderTrait(any_of=("woman",), who="all"),
    Region(any_of=("KR-11",)),
    Region(any_of=("KR-11-680", "KR-26"), places=("head_office", "branch", "lab")),
    Region(any_of=("KR-26",), places=("founder_home",)),
    Sector(any_of=("robotics",)),
    CompanySize(any_of=("micro", "small")),
    CompanySize(any_of=("micro", "small", "medium", "mid_sized", "large")),
    Headcount(min_people=5),
    Headcount(max_people=50),
    Revenue(min_amount=10_000_000),
    Revenue(max_amount=1_000_000_000),
    InvestmentStage(max_round="pre_a"),
    InvestmentStage(min_round="none", max_round="listed"),
    Raised(min_amount=100_000_000),
    IntellectualProperty(any_of=("patent", "design"), minimum=2),
    Certificate(any_of=("venture", "innobiz")),
    HasDocument(kind="local_tax"),
    HasDocument(kind="local_tax", issued_within_days=30),
    NoArrears(kinds=("national_tax", "local_tax"), excepts=("paid",)),
    NoArrears(kinds=("national_tax",)),
    NoDuplicateSupport(families=("package",)),
    NoDuplicateSupport(years=2, excepts=("finished",)),
    NotSanctioned(),
    NotClosed(),
    NotClosed(states=("closed",)),
    Statement(key="listed", text={"ko": "상장사가 아닙니까?", "en": "Is the firm unlisted?"}),
    Statement(key="listed", text={"zh": "是否为上市公司？"}, expects=False),
]

READS: dict[str, tuple[str, ...]] = {
    "age_window": ("founding_type", "opened_on", "incorporated_on", "businesses"),
    "founding_type": ("founding_type",),
    "restart": ("businesses",),
    "founder_age": ("representatives",),
    "founder_trait": ("representatives",),
    "region": ("head_office", "sites", "founder_home"),
    "sector": ("sectors",),
    "company_size": ("size",),
    "headcount": ("headcount",),
    "revenue": ("revenues.2025",),
    "investment_stage": ("investment_round",),
    "raised": ("raised",),
    "intellectual_property": ("intellectual_property",),
    "certificate": ("certificates",),
    "has_document": ("documents",),
    "no_arrears": ("arrears.national_tax", "arrears.local_tax"),
    "no_duplicate_support": ("supports",),
    "not_sanctioned": ("sanctions",),
    "not_closed": ("business_status",),
    "statement": ("answers.listed",),
}
assert set(READS) == set(LEAVES)


def learn(facts: Facts, key: str, value: Anything) -> Facts:
    """The facts with one more known."""
    name, _, part = key.partition(".")
    if not part:
        return replace(facts, **{name: value})
    known = dict(getattr(facts, name))
    return replace(facts, **{name: {**known, int(part) if part.isdigit() else part: value}})


def facts_of(known: dict[str, Anything]) -> Facts:
    """Facts from values by key."""
    facts = Facts()
    for key, value in known.items():
        facts = learn(facts, key, value)
    return facts


def completions(known: dict[str, Anything], keys: list[str]) -> Iterator[dict[str, Anything]]:
    """Every way the unknown keys may turn out."""
    for values in product(*(DOMAINS[key] for key in keys)):
        yield known | dict(zip(keys, values, strict=True))


known_facts = st.fixed_dictionaries({}, optional={key: st.sampled_from(values) for key, values in DOMAINS.items()})
pool_leaves = st.sampled_from(POOL)
rules: st.SearchStrategy[Rule] = st.recursive(
    pool_leaves,
    lambda part: st.one_of(
        st.lists(part, max_size=4).map(lambda of: All(tuple(of))),
        st.lists(part, min_size=1, max_size=4).map(lambda of: Any(tuple(of))),
        part.map(Not),
    ),
    max_leaves=10,
).filter(lambda rule: depth(rule) <= 8)


def depth(rule: Rule) -> int:
    """Levels of a rule, a leaf being one."""
    match rule:
        case All(of=of) | Any(of=of):
            return 1 + max((depth(part) for part in of), default=0)
        case Not(of=part):
            return 1 + depth(part)
    return 1
