"""What would change a leaf's answer: a fact to add, a step to take, or a day to wait for."""

from .answers import MET, UNKNOWN, Coded, Outcome
from .assets import Certificate, HasDocument, IntellectualProperty
from .company import Region, Sector
from .describing import describe
from .evaluating import Result
from .exclusions import NoArrears, NotClosed, Statement
from .facts import fact_label
from .founding import FoundingType
from .leaf import Leaf
from .saying import coded, listing, said, say


def remedy_text(result: Result, lang: str) -> str:
    """What would change this leaf's answer, in ko, zh or en; "" where nothing would and nothing needs to.

    A leaf that helps only says until when; one that stands in the way says what to do, from when it is met, or what
    the call asks; an unknown one says what to add.
    """
    leaf = result.rule
    if not isinstance(leaf, Leaf):
        return ""
    match result.helps:
        case Outcome.MET:
            return _until(result, lang)
        case Outcome.UNKNOWN:
            return _add(result, lang)
    steps = [_step(result, leaf, lang), _until(result, lang)]
    text = " ".join(step for step in steps if step)
    return text or _asked(leaf, lang, negated=result.negated)


def _until(result: Result, lang: str) -> str:
    """The day on which time alone changes the answer, as it counts for the startup."""
    day, there = result.changes_on, result.changes_to
    if day is None or there is None:
        return ""
    on = say(day, lang)
    if there is UNKNOWN:
        return said(lang, f"{on}에 다시 확인해야 합니다.", f"{on}起需重新确认。", f"To be checked again on {on}.")
    if (there is MET) is not result.negated:
        return said(lang, f"{on}부터 충족합니다.", f"自{on}起符合。", f"Becomes eligible on {on}.")
    return said(lang, f"{on}부터 충족하지 않습니다.", f"自{on}起不再符合。", f"Becomes ineligible on {on}.")


def _add(result: Result, lang: str) -> str:
    leaf = result.rule
    if isinstance(leaf, Statement):
        return said(
            lang, "이 공고의 질문에 답해 주십시오.", "请回答本公告的问题。", "Answer this question of the call."
        )
    if isinstance(leaf, HasDocument):
        kind = coded("DOCUMENTS", (leaf.kind,), lang)
        return said(
            lang,
            f"서류 보관함에 발급일과 함께 추가해 주십시오: {kind}",
            f"请将文件连同签发日期加入文件夹：{kind}",
            f"Add to your wallet, with its date of issue: {kind}",
        )
    facts = listing(dict.fromkeys(fact_label(key, lang) for key in result.missing), lang)
    return said(
        lang, f"회사 정보에 추가해 주십시오: {facts}", f"请在资料中补充：{facts}", f"Add to your profile: {facts}"
    )


def _step(result: Result, leaf: Leaf, lang: str) -> str:
    """Something the startup can do about a leaf that is not met; "" where it can do nothing, or under a Not."""
    if result.negated:
        return ""
    match leaf:
        case Region(any_of=regions, places=places):
            where, place = coded("REGIONS", regions, lang), coded("PLACES", places, lang)
            either = " or ".join(coded("PLACES", (one,), "en").lower() for one in places)
            return said(
                lang,
                f"해당 지역에 {place} 소재지를 등록해 주십시오: {where}",
                f"请在以下地区登记{place}：{where}",
                f"Register your {either} in {where}.",
            )
        case FoundingType(any_of=kinds):
            names = coded("FOUNDING_TYPES", kinds, lang)
            return said(lang, f"신청 가능한 형태: {names}", f"可申请的形式：{names}", f"Open to: {names}.")
        case Sector(any_of=sectors):
            names = coded("SECTORS", sectors, lang)
            return said(
                lang,
                f"해당 업종이라면 회사 정보에 추가해 주십시오: {names}",
                f"如从事以下行业，请在资料中补充：{names}",
                f"If you work in one of these, add it to your profile: {names}.",
            )
        case Statement():
            return said(
                lang,
                "답이 잘못되었다면 고쳐 주십시오.",
                "如回答有误，请更正。",
                "Change your answer if it was given by mistake.",
            )
        case NotClosed():
            return said(
                lang,
                "영업을 재개했다면 사업자 상태를 갱신해 주십시오.",
                "如已恢复经营，请更新经营状态。",
                "If the business runs again, bring its state up to date.",
            )
        case NoArrears():
            return _clear(result, leaf, lang)
        case _:
            return _obtain(leaf, lang)


def _clear(result: Result, leaf: NoArrears, lang: str) -> str:
    owed = result.reason.params["kinds"] if result.reason else None
    kinds = coded("ARREARS", owed.codes if isinstance(owed, Coded) else leaf.kinds, lang)
    text = said(lang, f"해소해 주십시오: {kinds}.", f"请先清偿：{kinds}。", f"Clear this first: {kinds}.")
    if not leaf.excepts:
        return text
    grounds = coded("STANDINGS", leaf.excepts, lang)
    return text + said(lang, f" 인정되는 예외: {grounds}.", f"可接受的例外：{grounds}。", f" Also accepted: {grounds}.")


def _obtain(leaf: Leaf, lang: str) -> str:
    match leaf:
        case HasDocument(kind=kind):
            name = coded("DOCUMENTS", (kind,), lang)
            return said(
                lang,
                f"서류 보관함에 유효한 서류를 추가해 주십시오: {name}",
                f"请将有效文件加入文件夹：{name}",
                f"Add to your wallet, still valid: {name}.",
            )
        case Certificate(any_of=kinds):
            names = coded("CERTIFICATES", kinds, lang)
        case IntellectualProperty(any_of=kinds):
            names = coded("IP_KINDS", kinds, lang)
        case _:
            return ""
    return said(
        lang,
        f"취득했다면 회사 정보에 추가해 주십시오: {names}",
        f"如已取得，请在资料中补充：{names}",
        f"If you hold one, add it to your profile: {names}.",
    )


def _asked(leaf: Leaf, lang: str, *, negated: bool) -> str:
    asked = describe(leaf, lang)
    if negated:
        return said(lang, f"제외 대상: {asked}", f"排除对象：{asked}", f"The call shuts out: {asked}.")
    return said(lang, f"공고 조건: {asked}", f"公告要求：{asked}", f"The call asks: {asked}.")
