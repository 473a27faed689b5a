"""Which column of a table holds what: suggested from Korean, Chinese and English headers, decided by the caller."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from .records import ImportFailed


@dataclass(frozen=True)
class Field:
    """A field a column can be mapped to, named for the mapping page, with the headers that suggest it."""

    code: str
    ko: str
    zh: str
    en: str
    headers: tuple[str, ...]

    def said(self, lang: str) -> str:
        """The name in ko, zh or en (Django's codes too)."""
        return {"ko": self.ko, "zh": self.zh}.get(lang[:2], self.en)


def _field(code: str, ko: str, zh: str, en: str, headers: str) -> Field:
    return Field(
        code, ko, zh, en, tuple(dict.fromkeys(_plain(word) for word in (code, ko, zh, en, *headers.split("|"))))
    )


_NOT_PLAIN = re.compile(r"[\s_\-·ㆍ./:：*※'\"]+|\([^()]*\)|（[^（）]*）|\[[^\[\]]*\]")


def _plain(header: str) -> str:
    """A header without spaces, marks and what stands in brackets."""
    return _NOT_PLAIN.sub("", header.casefold())


_ROWS: Final = (
    _field(
        "key", "번호", "编号", "Number",
        "공고번호|사업번호|관리번호|id|no|연번|序号|公告编号|项目编号|notice number|pbanc_sn|pblancid",
    ),
    _field(
        "title", "공고명", "名称", "Title",
        "사업명|공고 제목|제목|과제명|프로그램명|지원사업명|项目名称|公告名称|标题|活动名称|name|call|"
        "programme|program|call title|biz_pbanc_nm|pblancnm",
    ),
    _field(
        "title_ko", "공고명(한국어)", "韩文名称", "Title in Korean",
        "국문명|한글명|국문 제목|韩语名称|korean title|title korean|name ko",
    ),
    _field(
        "title_zh", "공고명(중국어)", "中文名称", "Title in Chinese",
        "중문명|중국어명|중문 제목|中文标题|chinese title|title chinese|name zh",
    ),
    _field(
        "title_en", "공고명(영어)", "英文名称", "Title in English",
        "영문명|영어명|영문 제목|英文标题|english title|title english|name en",
    ),
    _field(
        "summary", "요약", "摘要", "Summary",
        "개요|사업개요|사업목적|목적|简介|概要|项目简介|abstract|overview",
    ),
    _field(
        "body", "내용", "内容", "Text",
        "본문|사업내용|지원내용|공고내용|상세내용|项目内容|支持内容|详情|正文|description|details|content|"
        "support details",
    ),
    _field(
        "institution", "기관", "主办单位", "Institution",
        "주관기관|공고기관|소관기관|기관명|주최|소관부처|부처|主管部门|发布单位|单位|机构|organiser|organizer|"
        "organisation|organization|agency|host",
    ),
    _field(
        "executor", "수행기관", "承办单位", "Run by",
        "운영기관|전담기관|집행기관|执行单位|协办单位|实施单位|executing institution|operator",
    ),
    _field(
        "department", "부서", "部门", "Department",
        "담당부서|科室|处室|division|team",
    ),
    _field(
        "supports", "지원분야", "支持类别", "Kind of support",
        "분야|지원유형|사업유형|지원형태|类别|支持方式|支持类型|category|type|kind|support type|support field",
    ),
    _field(
        "regions", "지역", "地区", "Region",
        "소재지|지원지역|대상지역|区域|所在地|适用地区|area|location|regions",
    ),
    _field(
        "sectors", "업종", "行业", "Sector",
        "산업|산업분야|대상업종|기술분야|领域|行业领域|产业|industry|sectors|field",
    ),
    _field(
        "years", "업력", "成立年限", "Years since founding",
        "창업연차|업력조건|창업기간|企业年限|公司年限|company age|years|business age",
    ),
    _field(
        "ages", "연령", "年龄", "Founder's age",
        "나이|대표자연령|대상연령|年龄要求|founder age|age",
    ),
    _field(
        "applicants", "신청대상", "申请对象", "Applicants",
        "지원대상|대상|모집대상|申报对象|支持对象|对象|applicant|eligible applicants|target|audience|who",
    ),
    _field(
        "target", "신청자격", "申请条件", "Conditions",
        "자격|지원자격|자격요건|신청자격 상세|申报条件|资格|eligibility|requirements|conditions",
    ),
    _field(
        "exclusion", "제외대상", "不予支持", "Excluded",
        "신청제외|지원제외|제외조건|제한대상|不予受理|排除条件|限制条件|exclusions|not eligible",
    ),
    _field(
        "preference", "우대사항", "优先条件", "Preference",
        "가점|우대조건|优先|加分项|bonus|preferred",
    ),
    _field(
        "opens", "접수 시작", "开始日期", "Opens",
        "시작일|접수시작일|모집시작일|신청시작|신청시작일|공고일|申报开始|开始时间|报名开始|start|start date|"
        "opening date|open date|opens at|from",
    ),
    _field(
        "closes", "접수 마감", "截止日期", "Closes",
        "마감일|종료일|접수마감일|모집마감일|신청마감|신청마감일|마감일시|마감|申报截止|截止时间|报名截止|"
        "截止|deadline|end|end date|closing date|close date|closes at|due|due date|until",
    ),
    _field(
        "window", "접수기간", "申请期限", "Window",
        "신청기간|모집기간|공고기간|기간|申报时间|申报期限|报名时间|期限|period|application period|dates",
    ),
    _field(
        "page_url", "공고 주소", "公告网址", "Page",
        "링크|상세주소|홈페이지|url|주소|상세페이지|链接|网址|公告链接|link|website|web page|detail page",
    ),
    _field(
        "apply_url", "신청 주소", "申请网址", "Apply at",
        "신청링크|접수처|신청페이지|접수페이지|报名链接|申报网址|申报链接|application link|apply link|"
        "apply url",
    ),
    _field(
        "contacts", "문의처", "联系方式", "Contact",
        "문의|연락처|담당자|전화|전화번호|이메일|联系人|联系电话|咨询电话|contact|contacts|phone|email|e mail|"
        "enquiries",
    ),
    _field(
        "how_to_apply", "신청방법", "申请方式", "How to apply",
        "접수방법|신청절차|제출방법|申报方式|报名方式|how|application method|procedure",
    ),
    _field(
        "tags", "태그", "标签", "Tags",
        "해시태그|키워드|关键词|hashtags|keywords",
    ),
    _field(
        "language", "언어", "语言", "Language",
        "lang",
    ),
    _field(
        "zone", "시간대", "时区", "Time zone",
        "timezone|tz",
    ),
)  # fmt: skip

FIELDS: Final[Mapping[str, Field]] = MappingProxyType({field.code: field for field in _ROWS})
TITLE_FIELDS: Final = ("title", "title_ko", "title_zh", "title_en")
_SHORTEST_PART: Final = 2


def suggest(headers: Iterable[str]) -> dict[str, str]:
    """A mapping from fields to headers: equal names first, then the longest name a header contains. Each used once."""
    headers = [header for header in headers if header]
    plain = {header: _plain(header) for header in headers}
    raw = {header: re.sub(r"[\s_\-]+", "", header.casefold()) for header in headers}
    found: dict[str, str] = {}
    # A header that names its language in brackets, "공고명(영어)", is told apart before the brackets go.
    for code in TITLE_FIELDS[1:]:
        names = {
            re.sub(r"[\s_\-]+", "", name.casefold()) for name in (FIELDS[code].ko, FIELDS[code].zh, FIELDS[code].en)
        }
        for header in headers:
            if raw[header] in names and code not in found:
                found[code] = header
    for code, field in FIELDS.items():
        for header in headers:
            if code not in found and header not in found.values() and plain[header] in _names(field):
                found[code] = header
    scored = sorted(
        ((len(name), code, header) for code, field in FIELDS.items() for header in headers for name in _names(field)
         if _is_part(name, plain[header])),
        key=lambda row: (-row[0], list(FIELDS).index(row[1]), headers.index(row[2])),
    )  # fmt: skip
    for _, code, header in scored:
        if code not in found and header not in found.values():
            found[code] = header
    return {code: found[code] for code in FIELDS if code in found}


def known(headers: Iterable[str]) -> int:
    """How many headers are, word for word, names of fields: a row of data has none or one."""
    names = {name for field in FIELDS.values() for name in field.headers}
    return sum(_plain(header) in names for header in headers if header)


def _names(field: Field) -> tuple[str, ...]:
    """For the title in one language, only its own names: brackets are gone, so "공고명" is the plain title."""
    return field.headers if field.code not in TITLE_FIELDS[1:] else field.headers[3:]


def _is_part(name: str, header: str) -> bool:
    short = name.isascii() and len(name) < 5  # "no", "to", "end" stand inside too many words
    return len(name) >= _SHORTEST_PART and not short and name in header


def checked(mapping: Mapping[str, str], headers: Iterable[str]) -> dict[str, str]:
    """The caller's mapping of fields to headers, empty choices left out.

    Raises ImportFailed: `unknown_field`, `unknown_column`, `no_title_column`.
    """
    headers = list(headers)
    kept = {field: header for field, header in mapping.items() if header}
    for field, header in kept.items():
        if field not in FIELDS:
            raise ImportFailed("unknown_field", field=field[:100])
        if header not in headers:
            raise ImportFailed("unknown_column", header=header[:100])
    if not any(field in kept for field in TITLE_FIELDS):
        raise ImportFailed("no_title_column", headers=", ".join(header for header in headers if header)[:500])
    return kept
