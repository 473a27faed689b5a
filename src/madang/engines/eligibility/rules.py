"""A rule: leaves joined by all, any and not. `LEAVES` lists every leaf type for forms and documentation."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from madang.engines.taxonomy.terms import Terms, table

from .assets import Certificate, HasDocument, IntellectualProperty
from .company import CompanySize, Headcount, Region, Sector
from .exclusions import NoArrears, NoDuplicateSupport, NotClosed, NotSanctioned, Statement
from .founding import AgeWindow, FoundingType, Restart
from .leaf import Leaf
from .money import InvestmentStage, Raised, Revenue
from .people import FounderAge, FounderTrait
from .problems import Problem, RuleError

MOST_CONDITIONS = 200
DEEPEST = 8


@dataclass(frozen=True)
class All:
    """Every part must be met. With no parts it is met: open to everyone."""

    of: tuple["Rule", ...] = ()


@dataclass(frozen=True)
class Any:
    """One part met is enough. Without a part nobody could meet it, so that is refused with `RuleError`."""

    of: tuple["Rule", ...]

    def __post_init__(self) -> None:
        if not self.of:
            raise RuleError([Problem("any", "not_list", {"high": MOST_CONDITIONS})])


@dataclass(frozen=True)
class Not:
    """The part must not be met."""

    of: "Rule"


Rule = All | Any | Not | Leaf

LEAVES: Mapping[str, type[Leaf]] = MappingProxyType(
    {
        leaf.code: leaf
        for leaf in (
            AgeWindow,
            FoundingType,
            Restart,
            FounderAge,
            FounderTrait,
            Region,
            Sector,
            CompanySize,
            Headcount,
            Revenue,
            InvestmentStage,
            Raised,
            IntellectualProperty,
            Certificate,
            HasDocument,
            NoArrears,
            NoDuplicateSupport,
            NotSanctioned,
            NotClosed,
            Statement,
        )
    }
)

GROUPS: Terms = table(
    ("founding", "창업", "创业", "Founding"),
    ("people", "대표자", "负责人", "People"),
    ("company", "기업", "企业", "Company"),
    ("money", "매출·투자", "营收与融资", "Money"),
    ("assets", "보유 자격·서류", "资质与文件", "What it holds"),
    ("exclusions", "제외 대상", "排除情形", "Exclusions"),
    ("statement", "확인 사항", "确认事项", "Statements"),
)


def parts(rule: Rule) -> tuple[Rule, ...]:
    """The rules directly below this one; none below a leaf."""
    match rule:
        case All(of=of) | Any(of=of):
            return of
        case Not(of=of):
            return (of,)
        case _:
            return ()


def leaves(rule: Rule) -> Iterator[Leaf]:
    """Every leaf of a rule, in the order it reads."""
    if isinstance(rule, Leaf):
        yield rule
    for part in parts(rule):
        yield from leaves(part)
