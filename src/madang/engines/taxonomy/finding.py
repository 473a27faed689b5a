"""Reading region names as people and portals write them."""

import re
import unicodedata

from .regions import REGIONS, region_within

_SEOUL_AREA = ("KR-11", "KR-28", "KR-41")
_PROVINCES = tuple(code for code in REGIONS if code.startswith("KR-") and code.count("-") == 1)

# Words for several regions at once, and names that the official lists no longer or never held.
_KOREAN: dict[str, tuple[str, ...]] = {
    "전국": ("KR",), "한국": ("KR",), "국내": ("KR",), "수도권": _SEOUL_AREA,
    "비수도권": tuple(code for code in _PROVINCES if code not in _SEOUL_AREA),
    "충청권": ("KR-30", "KR-50", "KR-43", "KR-44"), "호남권": ("KR-29", "KR-45", "KR-46"),
    "영남권": ("KR-26", "KR-27", "KR-31", "KR-47", "KR-48"), "대경권": ("KR-27", "KR-47"),
    "동남권": ("KR-26", "KR-31", "KR-48"), "부울경": ("KR-26", "KR-31", "KR-48"),
    "서울시": ("KR-11",), "부산시": ("KR-26",), "대구시": ("KR-27",), "인천시": ("KR-28",), "광주시": ("KR-29",),
    "대전시": ("KR-30",), "울산시": ("KR-31",), "세종시": ("KR-50",), "강원도": ("KR-42",), "전라북도": ("KR-45",),
    "제주도": ("KR-49",), "북경": ("CN-11",), "상해": ("CN-31",), "하이덴구": ("CN-11-0108",),
    "중관촌": ("CN-11-0108",),
    "이좡": ("CN-11-0400",), "광둥": ("CN-44",), "광동성": ("CN-44",), "절강성": ("CN-33",), "장쑤": ("CN-32",),
    "강소성": ("CN-32",), "베이징시": ("CN-11",), "상하이시": ("CN-31",), "심천": ("CN-44",),
}  # fmt: skip
_CHINESE: dict[str, tuple[str, ...]] = {
    "全国": ("CN",), "首爾": ("KR-11",), "京畿": ("KR-41",), "江原": ("KR-42",), "全罗北道": ("KR-45",),
    "海淀": ("CN-11-0108",), "中关村": ("CN-11-0108",), "朝阳": ("CN-11-0105",), "望京": ("CN-11-0105",),
    "亦庄": ("CN-11-0400",), "深圳": ("CN-44",), "广州": ("CN-44",), "杭州": ("CN-33",), "南京": ("CN-32",),
    "苏州": ("CN-32",), "韓國": ("KR",), "中國": ("CN",),
}  # fmt: skip
_ENGLISH: dict[str, tuple[str, ...]] = {
    "nationwide": ("KR",), "chungbuk": ("KR-43",), "chungnam": ("KR-44",), "jeonbuk": ("KR-45",),
    "jeonnam": ("KR-46",), "gyeongbuk": ("KR-47",), "gyeongnam": ("KR-48",), "gyeonggi-do": ("KR-41",),
    "gangwon-do": ("KR-42",), "jeju-do": ("KR-49",), "pusan": ("KR-26",), "yizhuang": ("CN-11-0400",),
    "beijing e-town": ("CN-11-0400",), "zhongguancun": ("CN-11-0108",), "shenzhen": ("CN-44",),
    "guangzhou": ("CN-44",), "hangzhou": ("CN-33",), "seoul metropolitan area": _SEOUL_AREA,
}  # fmt: skip
_AMBIGUOUS = {"KR-11-140": "KR-11", "KR-11-500": "KR-11"}  # Jung-gu and Gangseo-gu exist in other cities too

# What may follow a region's name in one run of Hangul, so that 대전환 and 경기침체 are no regions.
_TAIL = (
    r"(?:지역|권|시|도|소재|관내|내|전역|전체|거주|본사|등|및|외|의|에|은|는|이|가|을|를|로|과|와|에서|기업|소재기업)*"
)


def _names() -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]:
    korean, chinese, english = dict(_KOREAN), dict(_CHINESE), dict(_ENGLISH)
    for code, term in REGIONS.items():
        for word in (term.ko, *term.maps.get("long_ko", ())):
            korean.setdefault(word.split()[0], (code,))
        chinese.setdefault(term.zh, (code,))
        english.setdefault(term.en.casefold(), (code,))
        if term.en.endswith("-gu"):
            english.setdefault(term.en[:-3].casefold(), (code,))
    return korean, chinese, english


def _either(words: dict[str, tuple[str, ...]]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


_KO, _ZH, _EN = _names()
_KO_WORD = re.compile(_either(_KO))
_KO_RUN = re.compile(rf"(?:{_either(_KO)})+{_TAIL}")
_ZH_WORD = re.compile(_either(_ZH))
_EN_WORD = re.compile(rf"(?<![a-z])(?:{_either(_EN)})(?![a-z])")
_HANGUL = re.compile(r"[가-힣]+")


def _korean(text: str) -> list[str]:
    found: list[str] = []
    for run in _HANGUL.findall(text):
        if not _KO_RUN.fullmatch(run):
            continue
        for word in _KO_WORD.findall(run):
            if word == "광주시" and "KR-41" in found:  # the town of Gwangju in Gyeonggi, not the city
                continue
            found += _KO[word]
    return found


def find_region(text: str) -> list[str]:
    """The region codes that a text names, in its order, each once; [] when it names none.

    Reads short, long and former names in Korean, Chinese and English, names written together (전남광주) and words for
    several regions (수도권). Only the narrowest is kept: "서울 강남구" is Gangnam alone. A district whose name several
    cities share counts only beside its own city.
    """
    text = unicodedata.normalize("NFKC", text).replace("ㆍ", " ").replace("·", " ")
    found = _korean(text)
    for word in _ZH_WORD.findall(text):
        found += _ZH[word]
    for word in _EN_WORD.findall(text.casefold()):
        found += _EN[word]
    found = [code for code in dict.fromkeys(found) if _AMBIGUOUS.get(code, code) in found]
    return [code for code in found if not any(other != code and region_within(other, code) for other in found)]
