"""From the words of portals to the shared codes of `madang.engines.taxonomy`."""

import re
from collections.abc import Iterable
from typing import Final

from madang.engines.taxonomy import SECTORS, SUPPORTS, find_region

# First match in a word wins. The field names of K-Startup and Bizinfo, and their Chinese and English peers.
_SUPPORT_WORDS: Final = (
    ("rnd", r"기술개발|연구개발|공동개발|단독개발|R&D|研发|研究开发|단독\+공동|^기술$|技术开发|research"),
    ("demonstration", r"실증|示范|demonstration|testbed"),
    ("loan", r"융자|보증|금융|대출|정책자금|이차보전|^보험|수출\+무역|贷款|担保|融资|loan|guarantee"),
    ("investment", r"투자|펀드|投资|基金|investment|equity"),
    ("space", r"시설|공간|보육|입지|입주|场地|空间|孵化|入驻|space|incubation|residency"),
    ("equipment", r"장비|시제품|시험|设备|样机|equipment|prototype"),
    ("talent", r"인력|고용|인건비|채용|人才|talent|hiring|people"),
    (
        "mentoring",
        r"멘토링|컨설팅|교육|훈련|연수|지도|자문|경영|창업교육|辅导|咨询|培训|mentoring|training|advice|consult",
    ),
    ("global", r"해외|글로벌|수출|FTA|海外|出海|国际|global|abroad|export|overseas"),
    ("market", r"판로|마케팅|홍보|내수|온라인|오프라인|시장개척|营销|市场|market|sales"),
    ("event", r"행사|네트워크|전시|活动|交流|路演|event|network|demo day"),
    ("commercialisation", r"사업화|상품화|디자인|창업|기술이전|이전|인증|产业化|创业|commerciali[sz]ation"),
)
_SUPPORTS = tuple((code, re.compile(words, re.IGNORECASE)) for code, words in _SUPPORT_WORDS)
_NOT_SUPPORT = re.compile(r"^(?:제도|기타|조세|동반성장|대응|비재정|other|其他)$", re.IGNORECASE)
_SUPPORT_PARTS = re.compile(r"[,@/|、，;·\n]+")

_SECTOR_WORDS: Final = {
    "humanoid": "휴머노이드|人形机器人|humanoid",
    "robotics": "로봇|机器人|robot",
    "ai": "인공지능|人工智能|artificial intelligence",
    "data": "빅데이터|클라우드|데이터|大数据|云计算|big data|cloud",
    "iot": "사물인터넷|物联网|internet of things",
    "semiconductor": "반도체|半导体|semiconductor",
    "display": "디스플레이|display",
    "quantum": "양자|量子|quantum",
    "biotech": "바이오|신약|生物|医药|biotech",
    "medical_device": "의료기기|医疗器械|medical device",
    "digital_health": "헬스케어|数字健康|digital health",
    "battery": "이차전지|배터리|电池|battery",
    "autonomous": "자율주행|自动驾驶|autonomous driving",
    "drone": "드론|无人机|drone",
    "mobility": "모빌리티|자동차|미래차|汽车|mobility|automotive",
    "space_tech": "우주|항공|航天|航空|aerospace",
    "fintech": "핀테크|金融科技|fintech",
    "security": "정보보호|정보보안|사이버보안|信息安全|cyber ?security",
    "software": "소프트웨어|软件|software",
    "games": "게임|游戏|game",
    "metaverse": "메타버스|가상현실|증강현실|元宇宙|metaverse|virtual reality",
    "content": "콘텐츠|영상|미디어|웹툰|内容产业|数字内容",
    "fashion": "패션|섬유|의류|时尚|纺织|fashion|textile",
    "beauty": "뷰티|화장품|美妆|化妆品|beauty|cosmetic",
    "food": "식품|외식|푸드|食品|餐饮|food",
    "agritech": "농업|농식품|수산|어업|축산|임업|스마트팜|农业|agri",
    "climate": "(?<!근로)(?<!작업)환경|탄소중립|기후|녹색|环保|碳中和|climate|carbon",
    "energy": "에너지|수소|태양광|신재생|能源|氢能|energy|hydrogen",
    "materials": "소재ㆍ부품|소재·부품|소부장|뿌리산업|뿌리기업|新材料|advanced material",
    "logistics": "물류(?!비)|物流|logistics",
    "travel": "관광|여행|旅游|tourism|travel",
    "construction": "건설|建筑业|construction",
    "education": "에듀테크|教育科技|edtech",
    "social": "사회적기업|소셜벤처|마을기업|社会企业|social enterprise|social venture",
    "culture": "스포츠|공연|문화예술|体育|文化艺术",
    "silver": "고령친화|실버|돌봄|养老|age.?tech",
    "pet": "반려동물|펫|宠物|pet ",
}
_SECTORS = tuple((code, re.compile(words, re.IGNORECASE)) for code, words in _SECTOR_WORDS.items())

_KSIC_ROWS: Final = (
    ("A", 1, 3), ("B", 5, 8), ("C", 10, 34), ("D", 35, 35), ("E", 36, 39), ("F", 41, 42), ("G", 45, 47), ("H", 49, 52),
    ("I", 55, 56), ("J", 58, 63), ("K", 64, 66), ("L", 68, 68), ("M", 70, 73), ("N", 74, 76), ("O", 84, 84),
    ("P", 85, 85), ("Q", 86, 87), ("R", 90, 91), ("S", 94, 96), ("T", 97, 98), ("U", 99, 99),
)  # fmt: skip
_KSIC = {first: letter for letter, first, _ in _KSIC_ROWS}
_KSIC_RANGE = re.compile(r"\((\d{2})(?:~\d{2})?\)")
# A list of nearly every section is how Bizinfo writes "no limit".
_MOST_SECTIONS: Final = 15

_INSTITUTION_KINDS: Final = (
    ("university_camp", re.compile(r"교육기관|대학|高校|大学|university", re.IGNORECASE)),
    ("accelerator", re.compile(r"액셀러레이터|창업기획자|加速器|accelerator", re.IGNORECASE)),
    ("incubator", re.compile(r"보육센터|창업보육|孵化器|incubator", re.IGNORECASE)),
    ("investor", re.compile(r"투자|벤처캐피탈|投资|capital", re.IGNORECASE)),
    ("government", re.compile(r"공공기관|지자체|정부|부처|政府|government|public", re.IGNORECASE)),
    ("corporate", re.compile(r"민간|기업|企业|private|corporate", re.IGNORECASE)),
)
_TITLE_REGION = re.compile(r"^\s*[\[［(]([^\])］]{1,30})[\]］)]")


def supports_of(words: Iterable[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Codes of SUPPORTS for the field names of a portal, and the names nobody knows. Codes given as such are kept."""
    found: list[str] = []
    unknown: list[str] = []
    for part in (part.strip() for word in words for part in _SUPPORT_PARTS.split(word)):
        if not part or _NOT_SUPPORT.search(part):
            continue
        code = part if part in SUPPORTS else next((code for code, known in _SUPPORTS if known.search(part)), "")
        (found if code else unknown).append(code or part)
    return tuple(dict.fromkeys(found)), tuple(dict.fromkeys(unknown))


def sectors_of(text: str) -> tuple[str, ...]:
    """Codes of SECTORS that a title or a list of tags names; humanoid alone where robotics stands beside it."""
    found = [code for code, words in _SECTORS if words.search(text)]
    parents = {SECTORS[code].parent for code in found}
    return tuple(code for code in found if code not in parents)


def sector_codes(words: Iterable[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Codes of SECTORS for cells of codes, names in any language or known words; and what is unknown."""
    found: list[str] = []
    unknown: list[str] = []
    for word in words:
        codes = [word] if word in SECTORS else [c for c, t in SECTORS.items() if word.casefold() in _names(t)]
        codes = codes or list(sectors_of(word))
        found += codes
        if not codes:
            unknown.append(word)
    return tuple(dict.fromkeys(found)), tuple(dict.fromkeys(unknown))


def _names(term: object) -> set[str]:
    return {str(getattr(term, lang)).casefold() for lang in ("ko", "zh", "en")}


def sections_of(text: str) -> tuple[str, ...]:
    """Letters of the KSIC sections in "제조업(10~34)@정보통신업(58~63)"; () where nearly all are named: no limit."""
    numbers = (int(found) for found in _KSIC_RANGE.findall(text))
    letters = tuple(dict.fromkeys(_KSIC[number] for number in numbers if number in _KSIC))
    return () if len(letters) >= _MOST_SECTIONS else letters


def regions_of(words: Iterable[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Codes of REGIONS, and the words that name none. 전국 and 全国 give the nation's code."""
    found: list[str] = []
    unknown: list[str] = []
    for word in words:
        codes = find_region(word)
        found += codes
        if not codes and word.strip():
            unknown.append(word.strip())
    return tuple(dict.fromkeys(found)), tuple(dict.fromkeys(unknown))


def title_regions(title: str) -> tuple[str, ...]:
    """Regions of a title's prefix, such as [서울] or [대구·경북]; () where the bracket holds something else."""
    found = _TITLE_REGION.match(title)
    return tuple(find_region(found[1])) if found else ()


def institution_kind(name: str, words: str = "") -> str:
    """A code of INSTITUTION_KINDS: from the body's name where it says so, else from the portal's word (지자체, 민간), or ""."""
    for code, known in _INSTITUTION_KINDS[:3]:
        if known.search(name):
            return code
    return next((code for code, known in _INSTITUTION_KINDS if known.search(words)), "")
