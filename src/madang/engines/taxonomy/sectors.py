"""Sectors of technology and industry, each mapped to the section letters of ISIC, KSIC and GB/T 4754."""

from types import MappingProxyType

from .terms import Term, listed, within

# GB/T 4754-2017 sections that hold the activities of an ISIC Rev.4 section; KSIC 10 uses ISIC's letters.
_GB = {
    "A": ("A",), "C": ("C",), "D": ("D",), "E": ("D", "N"), "F": ("E",), "G": ("F",), "H": ("G",), "I": ("H",),
    "J": ("I", "R"), "K": ("J",), "L": ("K",), "M": ("M", "L"), "N": ("L",), "P": ("P",), "Q": ("Q",), "R": ("R",),
    "S": ("O", "S"),
}  # fmt: skip


def _sector(code: str, ko: str, zh: str, en: str, sections: str, parent: str = "") -> Term:
    isic = tuple(sections)
    gb = tuple(dict.fromkeys(letter for section in isic for letter in _GB[section]))
    return Term(code, ko, zh, en, parent, MappingProxyType({"isic": isic, "ksic": isic, "gb": gb}))


SECTORS = listed(
    (
        _sector("robotics", "로봇", "机器人", "Robotics", "C"),
        _sector("humanoid", "휴머노이드 로봇", "人形机器人", "Humanoid robots", "C", "robotics"),
        _sector("service_robot", "서비스 로봇", "服务机器人", "Service robots", "C", "robotics"),
        _sector("industrial_robot", "산업용 로봇", "工业机器人", "Industrial robots", "C", "robotics"),
        _sector("ai", "인공지능", "人工智能", "Artificial intelligence", "J"),
        _sector("data", "데이터·클라우드", "数据与云计算", "Data and cloud", "J"),
        _sector("iot", "사물인터넷", "物联网", "Internet of things", "CJ"),
        _sector("telecom", "통신", "通信", "Telecommunications", "CJ"),
        _sector("semiconductor", "반도체", "半导体", "Semiconductors", "C"),
        _sector("display", "디스플레이", "显示技术", "Displays", "C"),
        _sector("quantum", "양자 기술", "量子技术", "Quantum technology", "CM"),
        _sector("biotech", "바이오", "生物技术", "Biotechnology", "CM"),
        _sector("medical_device", "의료기기", "医疗器械", "Medical devices", "C"),
        _sector("digital_health", "디지털 헬스케어", "数字健康", "Digital health", "JQ"),
        _sector("battery", "이차전지", "电池", "Batteries", "C"),
        _sector("mobility", "모빌리티", "智能出行", "Mobility", "CH"),
        _sector("autonomous", "자율주행", "自动驾驶", "Autonomous driving", "CJ", "mobility"),
        _sector("drone", "드론", "无人机", "Drones", "C", "mobility"),
        _sector("space_tech", "우주항공", "航空航天", "Space and aviation", "CM"),
        _sector("fintech", "핀테크", "金融科技", "Fintech", "JK"),
        _sector("software", "소프트웨어", "软件", "Software", "J"),
        _sector("saas", "서비스형 소프트웨어(SaaS)", "软件即服务", "Software as a service", "J", "software"),
        _sector("security", "정보보안", "信息安全", "Information security", "J", "software"),
        _sector("games", "게임", "游戏", "Games", "J", "content"),
        _sector("metaverse", "가상·증강현실", "虚拟与增强现实", "Virtual and augmented reality", "CJ"),
        _sector("content", "콘텐츠·미디어", "内容与媒体", "Content and media", "JR"),
        _sector("culture", "문화예술·스포츠", "文化、艺术与体育", "Culture, arts and sport", "R"),
        _sector("fashion", "패션", "时尚", "Fashion", "CG"),
        _sector("beauty", "뷰티", "美妆", "Beauty", "CGS"),
        _sector("food", "식품·외식", "食品与餐饮", "Food", "CI"),
        _sector("agritech", "농수산·애그테크", "农业科技", "Agriculture and agritech", "A"),
        _sector("climate", "기후·환경", "气候与环保", "Climate and environment", "EM"),
        _sector("energy", "에너지", "能源", "Energy", "D"),
        _sector("materials", "소재·부품", "材料与零部件", "Materials and parts", "C", "manufacturing"),
        _sector("manufacturing", "제조", "制造", "Manufacturing", "C"),
        _sector("logistics", "물류", "物流", "Logistics", "H"),
        _sector("retail", "유통·커머스", "零售与电商", "Retail and commerce", "G"),
        _sector("education", "교육", "教育科技", "Education", "P"),
        _sector("travel", "관광·여행", "旅游", "Travel", "IN"),
        _sector("construction", "건설", "建筑", "Construction", "F"),
        _sector("proptech", "프롭테크", "房产科技", "Property technology", "JL"),
        _sector("legaltech", "리걸테크", "法律科技", "Legal technology", "JM"),
        _sector("hr", "인사·채용", "人力资源", "People and recruiting", "JN"),
        _sector("marketing", "광고·마케팅", "广告与营销", "Advertising and marketing", "M"),
        _sector("pet", "반려동물", "宠物", "Pets", "CGS"),
        _sector("silver", "실버·돌봄", "养老与照护", "Ageing and care", "Q"),
        _sector("social", "소셜벤처", "社会创新", "Social venture", "QS"),
    )
)


def sector_within(code: str, ancestor: str) -> bool:
    """Whether a sector is `ancestor` or a part of it: a humanoid maker is in robotics."""
    return within(SECTORS, code, ancestor)
