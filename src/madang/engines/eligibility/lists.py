"""The choices that only eligibility rules use, in three languages."""

from madang.engines.taxonomy.terms import table

SIZES = table(
    ("micro", "소상공인", "小微商户", "Micro business"),
    ("small", "소기업", "小型企业", "Small company"),
    ("medium", "중기업", "中型企业", "Medium company"),
    ("mid_sized", "중견기업", "中坚企业", "Mid-sized company"),
    ("large", "대기업", "大型企业", "Large company"),
)

ARREARS = table(
    ("national_tax", "국세 체납", "国税欠缴", "Unpaid national tax"),
    ("local_tax", "지방세 체납", "地方税欠缴", "Unpaid local tax"),
    ("default", "채무불이행", "债务违约", "Default on a debt"),
    ("agency_debt", "기관 반납금 미납", "未缴回的扶持资金", "Money owed back to an agency"),
    ("wages", "임금 체불", "拖欠工资", "Unpaid wages"),
)

STANDINGS = table(  # how a kind of arrears stands; whatever is not `none` is excused only where a rule says so
    ("none", "없음", "无", "None"),
    ("owed", "미납", "尚未缴纳", "Owed"),
    ("paid", "완납", "已缴清", "Paid since"),
    ("deferred", "납부 유예", "获准缓缴", "Deferral granted"),
    ("instalments", "분납 이행", "分期缴纳中", "Instalments kept"),
    ("court_plan", "법원 회생·변제 계획", "法院重整或清偿计划", "Court-approved plan"),
)

SUPPORT_STATES = table(
    ("running", "수행 중", "执行中", "Running"),
    ("finished", "종료", "已结束", "Finished"),
    ("returned", "반납", "已退还", "Given back"),
    ("dropped", "중도 포기", "中途放弃", "Given up"),
)

BUSINESS_STATES = table(
    ("active", "계속사업자", "正常经营", "Active"),
    ("suspended", "휴업", "停业", "Suspended"),
    ("closed", "폐업", "注销", "Closed"),
    ("none", "사업자 없음", "尚无企业", "No business yet"),
)

CERTIFICATES = table(
    ("venture", "벤처기업", "风险企业", "Venture company"),
    ("innobiz", "이노비즈", "技术创新型企业(Innobiz)", "Innobiz"),
    ("mainbiz", "메인비즈", "经营革新型企业(Mainbiz)", "Mainbiz"),
    ("lab", "기업부설연구소", "企业研发机构", "Company research lab"),
    ("woman_owned", "여성기업", "女性企业", "Woman-owned company"),
    ("disabled_owned", "장애인기업", "残障人士企业", "Company of a founder with a disability"),
    ("social_enterprise", "사회적기업", "社会企业", "Social enterprise"),
    ("high_tech", "고신기술기업(중국)", "高新技术企业", "High-tech enterprise (China)"),
)

PLACES = table(
    ("head_office", "본사", "总部", "Head office"),
    ("branch", "지점", "分公司", "Branch"),
    ("lab", "연구소", "研发机构", "Research lab"),
    ("factory", "공장", "工厂", "Factory"),
    ("founder_home", "대표자 거주지", "负责人住所", "Founder's home"),
)

WHO = table(
    ("all", "공동대표 전원", "全体共同代表", "Every representative"),
    ("any", "공동대표 중 한 명 이상", "至少一名代表", "At least one representative"),
    ("lead", "대표자", "首席代表", "The lead representative"),
)

COUNTED = table(
    ("this", "신청 기업만", "仅本企业", "This business only"),
    (
        "oldest_open",
        "대표자의 운영 중인 사업 중 가장 오래된 것",
        "负责人现有企业中最早的一家",
        "Founder's oldest open business",
    ),
    (
        "oldest",
        "폐업을 포함해 가장 오래된 사업",
        "负责人最早的企业(含已注销)",
        "Founder's oldest business, closed ones too",
    ),
)

SOURCES = table(
    ("person", "사람이 확인", "人工确认", "Confirmed by a person"),
    ("machine", "기계 판독", "机器识别", "Read by a machine"),
)

YES_NO = table(("true", "예", "是", "Yes"), ("false", "아니요", "否", "No"))
