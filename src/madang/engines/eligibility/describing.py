"""A rule in plain sentences, for readers with no startup in hand: what the call asks, leaf by leaf."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any as Anything

from .answers import Count
from .assets import Certificate, HasDocument, IntellectualProperty
from .company import CompanySize, Headcount, Region, Sector
from .exclusions import NoArrears, NoDuplicateSupport, NotClosed, NotSanctioned, Statement
from .facts import Money
from .founding import AgeWindow, FoundingType, Restart
from .leaf import Leaf
from .money import InvestmentStage, Raised, Revenue
from .people import FounderAge, FounderTrait
from .rules import All, Any, Not, Rule, parts
from .saying import coded, said, say


def describe(rule: Rule, lang: str) -> str:
    """What a rule asks, in one text of ko, zh or en; groups are joined into it in brackets."""
    match rule:
        case All(of=()):
            return said(lang, "누구나 신청할 수 있습니다", "不限申请条件", "Open to everyone")
        case All(of=of):
            inner = said(lang, "; ", "；", "; ").join(describe(part, lang) for part in of)
            return said(lang, f"모두 충족 ({inner})", f"同时满足（{inner}）", f"All of ({inner})")
        case Any(of=of):
            inner = said(lang, "; ", "；", "; ").join(describe(part, lang) for part in of)
            return said(lang, f"하나 이상 충족 ({inner})", f"满足其一（{inner}）", f"One of ({inner})")
        case Not(of=part):
            inner = describe(part, lang)
            return said(lang, f"다음에 해당하지 않음: {inner}", f"不属于：{inner}", f"Not: {inner}")
        case _:
            return _LEAVES[type(rule)](rule, lang)


def outline(rule: Rule, lang: str) -> list[tuple[int, str]]:
    """The same as lines with their depth, from 0, for a page that shows the rule as a nested list."""
    return _outline(rule, lang, 0)


def _outline(rule: Rule, lang: str, depth: int) -> list[tuple[int, str]]:
    if isinstance(rule, Leaf) or rule == All() or (isinstance(rule, Not) and isinstance(rule.of, Leaf)):
        return [(depth, describe(rule, lang))]
    lines = [(depth, group_label(rule, lang))]
    for part in parts(rule):
        lines += _outline(part, lang, depth + 1)
    return lines


def group_label(rule: Rule, lang: str) -> str:
    """The heading of a group: all of these, one of these, none of these; "" for a leaf."""
    match rule:
        case All():
            return said(lang, "다음을 모두 충족", "同时满足以下各项", "All of these")
        case Any():
            return said(lang, "다음 중 하나 이상 충족", "满足以下任意一项", "At least one of these")
        case Not():
            return said(lang, "다음에 해당하지 않음", "不属于以下情形", "Not this")
        case _:
            return ""


def _span(low: str | None, high: str | None, lang: str) -> str:
    """Both bounds included, either of them absent."""
    if low is not None and high is not None:
        if low == high:
            return low
        return said(lang, f"{low} 이상 {high} 이하", f"{low}至{high}", f"{low} to {high}")
    if low is not None:
        return said(lang, f"{low} 이상", f"不少于{low}", f"at least {low}")
    return said(lang, f"{high} 이하", f"不超过{high}", f"at most {high}")


def _age_window(leaf: AgeWindow, lang: str) -> str:
    low, high = leaf.min_years, leaf.max_years
    if low and high:
        text = said(
            lang,
            f"업력 {low}년 이상 {high}년 미만",
            f"成立满{low}年、不满{high}年",
            f"Founded at least {low} and less than {high} years ago",
        )
    elif low:
        text = said(lang, f"업력 {low}년 이상", f"成立满{low}年", f"Founded at least {_years(low)} ago")
    else:
        text = said(lang, f"업력 {high}년 미만", f"成立不满{high}年", f"Founded less than {_years(high or 0)} ago")
    if leaf.pre_founder:
        text += said(lang, ", 예비창업자 가능", "，预创业者亦可", ", or not founded yet")
    if leaf.counts != "this":
        which = coded("COUNTED", (leaf.counts,), lang)
        text += said(lang, f" (기준: {which})", f"（以{which}计算）", f" (counted by: {which.lower()})")
    return text + _at(leaf.at, lang)


def _years(number: int) -> str:
    return f"{number} year{'s' * (number != 1)}"


def _at(at: date | None, lang: str) -> str:
    if at is None:
        return ""
    day = say(at, lang)
    return said(lang, f" ({day} 기준)", f"（截至{day}）", f" (on {day})")


def _founding_type(leaf: FoundingType, lang: str) -> str:
    have = coded("FOUNDING_TYPES", leaf.any_of, lang)
    return said(lang, f"창업 형태: {have}", f"创业形式：{have}", f"Applies as: {have}")


def _restart(leaf: Restart, lang: str) -> str:
    years = leaf.within_years
    if years is None:
        return said(lang, "폐업 후 재창업", "注销后再创业", "Starting again after closing a business")
    return said(
        lang,
        f"폐업 후 {years}년 미만의 재창업",
        f"注销后不满{years}年的再创业",
        f"Starting again less than {_years(years)} after closing a business",
    )


def _founder_age(leaf: FounderAge, lang: str) -> str:
    low, high = (str(age) if age is not None else None for age in (leaf.min_age, leaf.max_age))
    who = coded("WHO", (leaf.who,), lang)
    ko_low, ko_high = (f"만 {age}세" if age else None for age in (low, high))
    zh_low, zh_high = (f"{age}周岁" if age else None for age in (low, high))
    text = said(
        lang,
        f"{who}: {_span(ko_low, ko_high, 'ko')}",
        f"{who}：{_span(zh_low, zh_high, 'zh')}",
        f"{who}: aged {_span(low, high, 'en')}",
    )
    return text + _at(leaf.at, lang)


def _founder_trait(leaf: FounderTrait, lang: str) -> str:
    who, have = coded("WHO", (leaf.who,), lang), coded("FOUNDER_TRAITS", leaf.any_of, lang)
    return said(lang, f"{who}: {have}", f"{who}：{have}", f"{who}: {have}")


def _region(leaf: Region, lang: str) -> str:
    place, where = coded("PLACES", leaf.places, lang), coded("REGIONS", leaf.any_of, lang)
    return said(lang, f"{place} 소재지: {where}", f"{place}所在地：{where}", f"{place} in: {where}")


def _sector(leaf: Sector, lang: str) -> str:
    have = coded("SECTORS", leaf.any_of, lang)
    return said(lang, f"업종: {have}", f"行业：{have}", f"Works in: {have}")


def _size(leaf: CompanySize, lang: str) -> str:
    have = coded("SIZES", leaf.any_of, lang)
    return said(lang, f"기업 규모: {have}", f"企业规模：{have}", f"Company size: {have}")


def _headcount(leaf: Headcount, lang: str) -> str:
    low, high = (say(Count(n, "person"), lang) if n is not None else None for n in (leaf.min_people, leaf.max_people))
    span = _span(low, high, lang)
    return said(lang, f"직원 수: {span}", f"员工人数：{span}", f"Headcount: {span}")


def _amounts(leaf: Revenue | Raised, lang: str) -> str:
    sums = (leaf.min_amount, leaf.max_amount)
    low, high = (say(Money(n, leaf.currency), lang) if n is not None else None for n in sums)
    return _span(low, high, lang)


def _revenue(leaf: Revenue, lang: str) -> str:
    span, back = _amounts(leaf, lang), leaf.years_back
    match back:
        case 0:
            return said(lang, f"올해 매출: {span}", f"当年营收：{span}", f"Revenue this year: {span}")
        case 1:
            return said(lang, f"직전 연도 매출: {span}", f"上一年营收：{span}", f"Revenue last year: {span}")
    return said(lang, f"{back}년 전 매출: {span}", f"{back}年前营收：{span}", f"Revenue {back} years ago: {span}")


def _stage(leaf: InvestmentStage, lang: str) -> str:
    low, high = (coded("ROUNDS", (code,), lang) if code else None for code in (leaf.min_round, leaf.max_round))
    span = _span(low, high, lang)
    return said(lang, f"투자 단계: {span}", f"融资阶段：{span}", f"Investment stage: {span}")


def _raised(leaf: Raised, lang: str) -> str:
    span = _amounts(leaf, lang)
    return said(lang, f"누적 투자액: {span}", f"累计融资额：{span}", f"Total raised: {span}")


def _ip(leaf: IntellectualProperty, lang: str) -> str:
    have, count = coded("IP_KINDS", leaf.any_of, lang), say(Count(leaf.minimum, "right"), lang)
    return said(lang, f"{have}: {count} 이상", f"{have}：不少于{count}", f"{have}: at least {count}")


def _certificate(leaf: Certificate, lang: str) -> str:
    have = coded("CERTIFICATES", leaf.any_of, lang)
    return said(lang, f"유효한 인증 보유: {have}", f"持有有效认证：{have}", f"Holds a valid certificate: {have}")


def _document(leaf: HasDocument, lang: str) -> str:
    kind, days = coded("DOCUMENTS", (leaf.kind,), lang), leaf.issued_within_days
    text = said(lang, f"유효한 서류: {kind}", f"有效文件：{kind}", f"Valid document: {kind}")
    if days is None:
        return text
    return text + said(lang, f" (발급 {days}일 이내)", f"（签发不超过{days}天）", f" (issued at most {days} days ago)")


def _arrears(leaf: NoArrears, lang: str) -> str:
    kinds = coded("ARREARS", leaf.kinds, lang)
    text = said(lang, f"다음이 없음: {kinds}", f"不存在：{kinds}", f"None of: {kinds}")
    return text + _unless("STANDINGS", leaf.excepts, lang)


def _unless(terms: str, codes: tuple[str, ...], lang: str) -> str:
    if not codes:
        return ""
    words = coded(terms, codes, lang)
    return said(lang, f" (예외: {words})", f"（例外：{words}）", f" (unless: {words})")


def _duplicate(leaf: NoDuplicateSupport, lang: str) -> str:
    years = leaf.years
    when = said(
        lang,
        "올해" if years == 1 else f"올해 포함 최근 {years}년간",
        "当年" if years == 1 else f"含当年在内的最近{years}年",
        "this year" if years == 1 else f"in the last {years} years, this one counted",
    )
    if leaf.families:
        names = coded("WORDS", leaf.families, lang)
        text = said(
            lang,
            f"{when} 다음 사업의 지원을 받지 않음: {names}",
            f"{when}未获以下项目扶持：{names}",
            f"No support {when} from: {names}",
        )
    else:
        text = said(lang, f"{when} 다른 지원을 받지 않음", f"{when}未获其他扶持", f"No other support {when}")
    return text + _unless("SUPPORT_STATES", leaf.excepts, lang)


def _sanctioned(leaf: NotSanctioned, lang: str) -> str:
    del leaf
    return said(lang, "참여 제한 중이 아님", "未受参与限制", "Not barred from support")


def _closed(leaf: NotClosed, lang: str) -> str:
    states = coded("BUSINESS_STATES", leaf.states, lang)
    return said(lang, f"다음 상태가 아님: {states}", f"不处于：{states}", f"The business is not: {states}")


def _statement(leaf: Statement, lang: str) -> str:
    """The startup's own language first, then whichever the call has."""
    texts = leaf.text
    words = texts.get(said(lang, "ko", "zh", "en")) or texts.get("ko") or texts.get("en") or texts["zh"]
    answer = coded("YES_NO", (str(leaf.expects).lower(),), lang)
    return (
        words
        if leaf.expects
        else said(lang, f"{words} (답: {answer})", f"{words}（回答：{answer}）", f"{words} (answer: {answer})")
    )


_LEAVES: Mapping[type[Leaf], Callable[[Anything, str], str]] = {
    AgeWindow: _age_window,
    FoundingType: _founding_type,
    Restart: _restart,
    FounderAge: _founder_age,
    FounderTrait: _founder_trait,
    Region: _region,
    Sector: _sector,
    CompanySize: _size,
    Headcount: _headcount,
    Revenue: _revenue,
    InvestmentStage: _stage,
    Raised: _raised,
    IntellectualProperty: _ip,
    Certificate: _certificate,
    HasDocument: _document,
    NoArrears: _arrears,
    NoDuplicateSupport: _duplicate,
    NotSanctioned: _sanctioned,
    NotClosed: _closed,
    Statement: _statement,
}
