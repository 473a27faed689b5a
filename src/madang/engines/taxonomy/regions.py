"""Regions of Korea and China by ISO 3166-2 code, with the districts of Seoul and Beijing below them.

`maps` carries the long official name forms and, for Chinese districts, the GB/T 2260 code. The district codes are the
last digits of the national administrative codes: 11680 Gangnam is `KR-11-680`, 110108 Haidian is `CN-11-0108`.
"""

from types import MappingProxyType

from .terms import Term, listed, within

# code, short Korean, long Korean, Chinese, English
_PROVINCES = (
    ("KR-11", "서울", "서울특별시", "首尔", "Seoul"),
    ("KR-26", "부산", "부산광역시", "釜山", "Busan"),
    ("KR-27", "대구", "대구광역시", "大邱", "Daegu"),
    ("KR-28", "인천", "인천광역시", "仁川", "Incheon"),
    ("KR-29", "광주", "광주광역시", "光州", "Gwangju"),
    ("KR-30", "대전", "대전광역시", "大田", "Daejeon"),
    ("KR-31", "울산", "울산광역시", "蔚山", "Ulsan"),
    ("KR-50", "세종", "세종특별자치시", "世宗", "Sejong"),
    ("KR-41", "경기", "경기도", "京畿道", "Gyeonggi"),
    ("KR-42", "강원", "강원특별자치도", "江原道", "Gangwon"),
    ("KR-43", "충북", "충청북도", "忠清北道", "North Chungcheong"),
    ("KR-44", "충남", "충청남도", "忠清南道", "South Chungcheong"),
    ("KR-45", "전북", "전북특별자치도", "全北", "North Jeolla"),
    ("KR-46", "전남", "전라남도", "全罗南道", "South Jeolla"),
    ("KR-47", "경북", "경상북도", "庆尚北道", "North Gyeongsang"),
    ("KR-48", "경남", "경상남도", "庆尚南道", "South Gyeongsang"),
    ("KR-49", "제주", "제주특별자치도", "济州", "Jeju"),
)

# last three digits of the administrative code, Korean, Chinese, English
_SEOUL = (
    ("110", "종로구", "钟路区", "Jongno-gu"),
    ("140", "중구", "中区", "Jung-gu"),
    ("170", "용산구", "龙山区", "Yongsan-gu"),
    ("200", "성동구", "城东区", "Seongdong-gu"),
    ("215", "광진구", "广津区", "Gwangjin-gu"),
    ("230", "동대문구", "东大门区", "Dongdaemun-gu"),
    ("260", "중랑구", "中浪区", "Jungnang-gu"),
    ("290", "성북구", "城北区", "Seongbuk-gu"),
    ("305", "강북구", "江北区", "Gangbuk-gu"),
    ("320", "도봉구", "道峰区", "Dobong-gu"),
    ("350", "노원구", "芦原区", "Nowon-gu"),
    ("380", "은평구", "恩平区", "Eunpyeong-gu"),
    ("410", "서대문구", "西大门区", "Seodaemun-gu"),
    ("440", "마포구", "麻浦区", "Mapo-gu"),
    ("470", "양천구", "阳川区", "Yangcheon-gu"),
    ("500", "강서구", "江西区", "Gangseo-gu"),
    ("530", "구로구", "九老区", "Guro-gu"),
    ("545", "금천구", "衿川区", "Geumcheon-gu"),
    ("560", "영등포구", "永登浦区", "Yeongdeungpo-gu"),
    ("590", "동작구", "铜雀区", "Dongjak-gu"),
    ("620", "관악구", "冠岳区", "Gwanak-gu"),
    ("650", "서초구", "瑞草区", "Seocho-gu"),
    ("680", "강남구", "江南区", "Gangnam-gu"),
    ("710", "송파구", "松坡区", "Songpa-gu"),
    ("740", "강동구", "江东区", "Gangdong-gu"),
)

_CHINA = (
    ("CN-11", "베이징", "北京", "Beijing"),
    ("CN-31", "상하이", "上海", "Shanghai"),
    ("CN-32", "장쑤성", "江苏", "Jiangsu"),
    ("CN-33", "저장성", "浙江", "Zhejiang"),
    ("CN-44", "광둥성", "广东", "Guangdong"),
)

# last four digits of the GB/T 2260 code; 0400 is used in practice for the Yizhuang zone and not in the standard
_BEIJING = (
    ("0101", "둥청구", "东城区", "Dongcheng"),
    ("0102", "시청구", "西城区", "Xicheng"),
    ("0105", "차오양구", "朝阳区", "Chaoyang"),
    ("0106", "펑타이구", "丰台区", "Fengtai"),
    ("0107", "스징산구", "石景山区", "Shijingshan"),
    ("0108", "하이뎬구", "海淀区", "Haidian"),
    ("0109", "먼터우거우구", "门头沟区", "Mentougou"),
    ("0111", "팡산구", "房山区", "Fangshan"),
    ("0112", "퉁저우구", "通州区", "Tongzhou"),
    ("0113", "순이구", "顺义区", "Shunyi"),
    ("0114", "창핑구", "昌平区", "Changping"),
    ("0115", "다싱구", "大兴区", "Daxing"),
    ("0116", "화이러우구", "怀柔区", "Huairou"),
    ("0117", "핑구구", "平谷区", "Pinggu"),
    ("0118", "미윈구", "密云区", "Miyun"),
    ("0119", "옌칭구", "延庆区", "Yanqing"),
    ("0400", "이좡 경제기술개발구", "北京经济技术开发区", "Beijing E-Town (Yizhuang)"),
)


def _all() -> list[Term]:
    rows = [Term("KR", "대한민국", "韩国", "Korea")]
    for code, short, long, zh, en in _PROVINCES:
        rows.append(Term(code, short, zh, en, "KR", MappingProxyType({"long_ko": (long,)})))
        if code == "KR-11":
            rows += [Term(f"KR-11-{last}", ko, z, e, "KR-11") for last, ko, z, e in _SEOUL]
    rows.append(Term("CN", "중국", "中国", "China"))
    for code, ko, zh, en in _CHINA:
        rows.append(Term(code, ko, zh, en, "CN"))
        if code == "CN-11":
            for last, k, z, e in _BEIJING:
                rows.append(Term(f"CN-11-{last}", k, z, e, "CN-11", MappingProxyType({"gb2260": (f"11{last}",)})))
    return rows


REGIONS = listed(_all())


def region_within(code: str, ancestor: str) -> bool:
    """Whether a region is `ancestor` or lies in it: Gangnam is in Seoul and in Korea."""
    return within(REGIONS, code, ancestor)
