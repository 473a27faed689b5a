"""What is known of one startup. None always means "nobody knows"; an empty collection means "known to be none"."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from madang.engines.taxonomy.terms import Terms, table

from .lists import ARREARS


@dataclass(frozen=True)
class Money:
    """A sum in whole units of one currency (won, yuan, dollars); sums in two currencies are never compared."""

    amount: int
    currency: str = "KRW"


@dataclass(frozen=True, kw_only=True)
class Business:
    """Another business of the founder, running now or closed. `open`: whether it still runs, None if unknown."""

    started: date | None = None
    open: bool | None = None
    closed: date | None = None


@dataclass(frozen=True, kw_only=True)
class Representative:
    """One representative; the first in `Facts.representatives` is the lead.

    `traits` are known to hold, `lacks` are known not to; a trait in neither is unknown.
    """

    born: date | None = None
    traits: frozenset[str] = frozenset()
    lacks: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Site:
    """A place of work other than the head office: branch, lab or factory, with its region code."""

    kind: str
    region: str | None = None


@dataclass(frozen=True, kw_only=True)
class Certified:
    """A certificate the firm holds; `until` is its last valid day, None when it does not lapse."""

    kind: str
    until: date | None = None


@dataclass(frozen=True, kw_only=True)
class Document:
    """A paper in the wallet; `expires` is its last valid day, None when it does not lapse."""

    kind: str
    issued: date | None = None
    expires: date | None = None


@dataclass(frozen=True, kw_only=True)
class Support:
    """A place in a support programme, by programme family, the year it was agreed, and its state."""

    family: str
    year: int
    state: str = "running"


@dataclass(frozen=True)
class Sanction:
    """A bar from support, from `starts` to `ends`, both days included; `ends` None has no end yet."""

    starts: date
    ends: date | None = None


@dataclass(frozen=True, kw_only=True)
class Facts:
    """Everything a rule may ask about one startup.

    `arrears` holds a standing per kind somebody has checked; a kind left out is unknown. `revenues` is by calendar
    year, a year left out is unknown. `answers` are the startup's own yes and no to a call's statements, by key.
    `businesses` are the founder's other businesses. `intellectual_property` counts by kind; a kind left out is 0.
    """

    founding_type: str | None = None
    opened_on: date | None = None
    incorporated_on: date | None = None
    businesses: tuple[Business, ...] | None = None
    business_status: str | None = None
    representatives: tuple[Representative, ...] | None = None
    head_office: str | None = None
    sites: tuple[Site, ...] | None = None
    founder_home: str | None = None
    sectors: frozenset[str] | None = None
    size: str | None = None
    headcount: int | None = None
    revenues: Mapping[int, Money] = field(default_factory=dict)
    investment_round: str | None = None
    raised: Money | None = None
    intellectual_property: Mapping[str, int] | None = None
    certificates: tuple[Certified, ...] | None = None
    documents: tuple[Document, ...] | None = None
    arrears: Mapping[str, str] = field(default_factory=dict)
    supports: tuple[Support, ...] | None = None
    sanctions: tuple[Sanction, ...] | None = None
    answers: Mapping[str, bool] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.founding_type == "pre_founder" and self.business_status is None:
            object.__setattr__(self, "business_status", "none")  # who has not founded yet has nothing to close


FACTS: Terms = table(
    ("founding_type", "창업 형태", "创业形式", "Founding type"),
    ("opened_on", "개업일", "开业日期", "Opening date"),
    ("incorporated_on", "법인 설립일", "公司成立日期", "Incorporation date"),
    ("businesses", "대표자의 다른 사업", "负责人的其他企业", "Founder's other businesses"),
    ("business_status", "휴업·폐업 여부", "经营状态", "Whether the business is active"),
    ("representatives", "대표자 정보", "负责人信息", "Representatives"),
    ("head_office", "본사 소재지", "总部所在地", "Head office region"),
    ("sites", "지점·연구소·공장", "分公司、研发机构与工厂", "Branches, labs and factories"),
    ("founder_home", "대표자 거주지", "负责人住所", "Founder's home region"),
    ("sectors", "업종", "行业", "Sectors"),
    ("size", "기업 규모", "企业规模", "Company size"),
    ("headcount", "직원 수", "员工人数", "Headcount"),
    ("revenues", "연도별 매출", "年度营收", "Revenue by year"),
    ("investment_round", "투자 단계", "融资阶段", "Investment stage"),
    ("raised", "누적 투자액", "累计融资额", "Total raised"),
    ("intellectual_property", "지식재산권", "知识产权", "Intellectual property"),
    ("certificates", "기업 인증", "企业认证", "Certificates"),
    ("documents", "서류 보관함", "文件夹", "Document wallet"),
    ("arrears", "체납·채무", "欠缴与债务", "Arrears"),
    ("supports", "지원받은 사업", "已获扶持项目", "Support received"),
    ("sanctions", "참여 제한", "参与限制", "Sanctions"),
    ("answers", "공고의 확인 사항", "公告确认事项", "Statements of the call"),
)


def fact_label(key: str, lang: str) -> str:
    """The name of a fact key as `missing_facts` gives it: `head_office`, `arrears.local_tax`, `revenues.2025`."""
    head, _, part = key.partition(".")
    label = FACTS[head].said(lang) if head in FACTS else head
    if head == "arrears" and part in ARREARS:
        return ARREARS[part].said(lang)
    return f"{label} ({part})" if head == "revenues" else label
