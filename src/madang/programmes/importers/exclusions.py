"""Who is shut out, from the sentences of a notice: arrears, duplicate support, sanctions, closed businesses.

274 real calls were counted: arrears in 65 %, sanctions in 54 %, duplicate support in 41 %, each often with exceptions
after 단 or 다만. Clauses are read one by one, and each leaf carries its clause as the quote.
"""

import re
from collections.abc import Iterator
from typing import Any, Final

from madang.engines import eligibility as rules

_LONGEST: Final = 20_000
_QUOTE_LENGTH: Final = 1000
_MOST_CLAUSES: Final = 60
_BREAK = re.compile(r"\n+|(?=[①-⑳❶-❿■□◦○●▪☞])|(?<=[^\d\s][.;])\s+|\s+(?=[-–•*]\s)|\s*(?=(?<!\d)\d{1,2}[.)]\s)")
_CONTINUES = re.compile(r"^[\s(\[*※◦-]*(?:단|다만|예외|但)[\s,:：，)]|^[\s(*]*※")
_EXCEPTION = re.compile(r"(?:^|[\s(,※*])(?:단|다만|예외)[\s,:：]|제외|예외|경우에는?\s*(?:가능|허용)|신청\s*가능|인정")

_ARREARS: Final = (
    ("national_tax", re.compile(r"국세")),
    ("local_tax", re.compile(r"지방세")),
    ("default", re.compile(r"채무\s*불이행|신용\s*불량|신용도판단정보|금융기관[^.\n]{0,20}불이행|연체")),
    ("wages", re.compile(r"임금\s*(?:등을?\s*)?체불|체불\s*사업주")),
    ("agency_debt", re.compile(r"(?:환수금|반납금|기술료|정산금|제재부가금)[^.\n]{0,15}(?:미납|미반납|체납|납부하지)")),
)
_TAX_ARREARS = re.compile(r"체납")
_ARREARS_EXCUSES: Final = (
    ("paid", re.compile(r"완납|납부\s*(?:완료|한|를?\s*마친)|변제\s*(?:완료|한)|해소|상환\s*(?:완료|한)")),
    ("deferred", re.compile(r"유예|납부\s*기한\s*연장|연장\s*승인")),
    ("instalments", re.compile(r"분납|분할\s*납부|분할\s*상환|상환\s*중")),
    ("court_plan", re.compile(r"회생|법원|변제\s*계획|파산\s*면책|면책\s*결정")),
)
_DUPLICATE = re.compile(
    r"중복\s*(?:지원|수혜|참여|신청|선정)|(?:동일|유사)[^.\n]{0,25}(?:지원|수행|선정|참여)|기\s*(?:수혜|지원|선정)(?:자|기업|\s)"
)
_DUPLICATE_EXCUSES: Final = (
    ("finished", re.compile(r"종료|완료|수료")),
    ("dropped", re.compile(r"중도\s*포기|포기")),
    ("returned", re.compile(r"반납|반환")),
)
_RUNNING = re.compile(r"수행\s*중|진행\s*중|참여\s*중|지원받고\s*있는")
_RECENT = re.compile(r"최근\s*(\d{1,2})\s*년")
_SANCTION = re.compile(r"참여\s*제한|참여가\s*제한|제재|부정당|수행\s*배제|지원\s*제한\s*중")
_CLOSED = re.compile(r"휴\s*[·ㆍ/,‧]?\s*폐업|휴업|폐업")
_ANOTHER_STORY = re.compile(r"재창업|경험|이력|년\s*이내|개월\s*이내|폐업\s*후")


def exclusion_leaves(text: str, language: str = "ko") -> Iterator[rules.Leaf]:
    """One leaf per kind of exclusion, in the order read; the first clause that names a kind gives it. Korean only."""
    if language != "ko":
        return
    seen: set[str] = set()
    for clause in clauses(text):
        for leaf in _leaves(clause):
            if leaf.code not in seen:
                yield leaf
        seen |= {leaf.code for leaf in _leaves(clause)}


def clauses(text: str) -> list[str]:
    """The sentences and list items of a text; what begins with 단, 다만 or ※ stays with the one before it."""
    found: list[str] = []
    for part in (part.strip() for part in _BREAK.split(text[:_LONGEST])):
        if found and _CONTINUES.match(part):
            found[-1] = f"{found[-1]} {part}"
        elif part:
            found.append(part)
    return found[:_MOST_CLAUSES]


def _leaves(clause: str) -> Iterator[rules.Leaf]:
    marks: dict[str, Any] = {"source": "machine", "quote": {"ko": clause[:_QUOTE_LENGTH]}}
    main, exception = _parted(clause)
    if kinds := _arrears(main):
        yield rules.NoArrears(kinds=kinds, excepts=_excuses(exception, _ARREARS_EXCUSES), **marks)
    if _DUPLICATE.search(main):
        yield _duplicate(main, exception, marks)
    if _SANCTION.search(main):
        yield rules.NotSanctioned(**marks)
    if (closed := _CLOSED.search(main)) and not _ANOTHER_STORY.search(main):
        named = ("suspended", "휴"), ("closed", "폐")
        yield rules.NotClosed(states=tuple(state for state, sign in named if sign in closed[0]), **marks)


def _parted(clause: str) -> tuple[str, str]:
    """A clause and its exception: from 단 or 다만 on, or the bracket that says 제외."""
    found = re.search(r"(?:^|[\s(,※*])(?:단|다만|예외)[\s,:：]", clause)
    if found and found.start() > 0:
        return clause[: found.start()], clause[found.start() :]
    bracket = re.search(r"\(([^()]{0,300}(?:제외|예외|가능)[^()]{0,100})\)", clause)
    if bracket:
        return clause[: bracket.start()] + clause[bracket.end() :], bracket[1]
    return clause, ""


def _arrears(main: str) -> tuple[str, ...]:
    kinds = [kind for kind, words in _ARREARS if words.search(main)]
    taxes = {"national_tax", "local_tax"} & set(kinds)
    if _TAX_ARREARS.search(main):
        if not taxes:
            kinds = ["national_tax", "local_tax", *kinds]
    else:
        kinds = [kind for kind in kinds if kind not in taxes]  # a tax named without arrears is another matter
    return tuple(kinds)


def _duplicate(main: str, exception: str, marks: dict[str, Any]) -> rules.Leaf:
    recent = _RECENT.search(main)
    years = max(1, min(int(recent[1]), 50)) if recent else 1
    excepts = _excuses(exception, _DUPLICATE_EXCUSES)
    if _RUNNING.search(main):  # only what still runs shuts out
        excepts = tuple(code for code, _ in _DUPLICATE_EXCUSES)
    return rules.NoDuplicateSupport(years=years, excepts=excepts, **marks)


def _excuses(exception: str, known: tuple[tuple[str, re.Pattern[str]], ...]) -> tuple[str, ...]:
    if not exception or not _EXCEPTION.search(exception):
        return ()
    return tuple(code for code, words in known if words.search(exception))
