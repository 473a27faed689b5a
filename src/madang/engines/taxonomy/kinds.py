"""The short lists: kinds of support, institution, founder, stage, document and so on."""

from .terms import table

SUPPORTS = table(
    ("loan", "융자", "贷款与担保", "Loans and guarantees"),
    ("commercialisation", "사업화", "产业化扶持", "Commercialisation"),
    ("rnd", "기술개발(R&D)", "技术研发", "Research and development"),
    ("space", "시설·공간·보육", "场地与孵化", "Space and incubation"),
    ("global", "글로벌 진출", "海外拓展", "Going abroad"),
    ("event", "행사·네트워크", "活动与交流", "Events and networks"),
    ("mentoring", "멘토링·컨설팅·교육", "辅导、咨询与培训", "Mentoring, advice and training"),
    ("talent", "인력", "人才", "People"),
    ("equipment", "장비·시제품", "设备与样机", "Equipment and prototypes"),
    ("investment", "투자", "投资", "Investment"),
    ("demonstration", "실증", "示范验证", "Field demonstration"),
    ("market", "판로·마케팅", "市场与营销", "Markets and sales"),
)

INSTITUTION_KINDS = table(
    ("incubator", "창업보육센터", "孵化器", "Incubator"),
    ("accelerator", "액셀러레이터", "加速器", "Accelerator"),
    ("university_camp", "대학 창업 캠프", "高校创业营", "University start-up camp"),
    ("bridge_office", "해외 진출 거점", "海外桥梁机构", "Bridge office"),
    ("shared_platform", "공용 기술 플랫폼", "共享技术平台", "Shared technology platform"),
    ("government", "정부·공공기관", "政府与公共机构", "Government body"),
    ("investor", "투자기관", "投资机构", "Investor"),
    ("corporate", "기업", "企业", "Corporate"),
)

FOUNDING_TYPES = table(
    ("pre_founder", "예비창업자", "预创业者", "Pre-founder"),
    ("sole_trader", "개인사업자", "个体经营者", "Sole trader"),
    ("corporation", "법인사업자", "公司法人", "Corporation"),
)

FOUNDER_TRAITS = table(
    ("youth", "청년", "青年", "Young founder"),
    ("woman", "여성", "女性", "Woman founder"),
    ("student", "대학생", "大学生", "Student"),
    ("restart", "재창업자", "再创业者", "Founder starting again"),
    ("foreigner", "외국인", "外国人", "Foreign founder"),
    ("disabled", "장애인", "残障人士", "Founder with a disability"),
    ("social", "사회적 기업가", "社会企业家", "Social entrepreneur"),
    ("solo", "1인 창조기업", "一人创意企业", "One-person creative company"),
    ("returnee", "귀국 창업자", "归国创业者", "Returnee founder"),
    ("researcher", "연구원·교수", "科研人员", "Researcher or professor"),
)

STAGES = table(
    ("pre_founding", "예비창업", "预创业期", "Before founding"),
    ("early", "초기", "初创期", "Early"),
    ("growth", "도약", "成长期", "Growth"),
    ("scale", "스케일업", "规模化期", "Scale-up"),
)

ROUNDS = table(  # in order: a later round counts as past every earlier one
    ("none", "투자 유치 전", "未融资", "No investment yet"),
    ("seed", "시드", "种子轮", "Seed"),
    ("pre_a", "프리 A", "Pre-A轮", "Pre-A"),
    ("series_a", "시리즈 A", "A轮", "Series A"),
    ("series_b", "시리즈 B", "B轮", "Series B"),
    ("series_c", "시리즈 C 이후", "C轮及以后", "Series C or later"),
    ("pre_ipo", "상장 전 투자", "Pre-IPO轮", "Pre-IPO"),
    ("listed", "상장", "已上市", "Listed"),
)

IP_KINDS = table(
    ("patent", "특허", "发明专利", "Patent"),
    ("utility_model", "실용신안", "实用新型", "Utility model"),
    ("design", "디자인", "外观设计", "Registered design"),
    ("trademark", "상표", "商标", "Trade mark"),
    ("copyright", "저작권", "著作权", "Copyright"),
    ("software", "소프트웨어 등록", "软件著作权", "Registered software"),
)

DOCUMENTS = table(
    ("application_form", "신청서", "申请表", "Application form"),
    ("business_plan", "사업계획서", "商业计划书", "Business plan"),
    ("business_registration", "사업자등록증", "营业执照", "Business registration certificate"),
    ("corporate_register", "법인 등기사항증명서", "法人登记证明", "Extract from the company register"),
    ("national_tax", "국세 납세증명서", "国税完税证明", "National tax certificate"),
    ("local_tax", "지방세 납세증명서", "地方税完税证明", "Local tax certificate"),
    ("privacy_consent", "개인정보 수집·이용 동의서", "个人信息同意书", "Privacy consent"),
    ("credit_consent", "신용정보 조회 동의서", "信用信息查询同意书", "Credit check consent"),
    ("pledge", "서약서", "承诺书", "Pledge"),
    ("financial_statements", "재무제표", "财务报表", "Financial statements"),
    ("insurance_list", "4대보험 가입자명부", "社会保险参保名单", "Social insurance list"),
    ("sme_certificate", "중소기업 확인서", "中小企业证明", "SME certificate"),
    ("venture_certificate", "벤처기업 확인서", "风险企业证书", "Venture company certificate"),
    ("patent_certificate", "특허 등록증", "专利证书", "Patent certificate"),
    ("lab_certificate", "기업부설연구소 인정서", "企业研发机构认定书", "Company research lab certificate"),
    ("factory_registration", "공장 등록증", "工厂登记证", "Factory registration"),
    ("bank_account", "통장 사본", "银行账户复印件", "Copy of the bank account"),
    ("shareholder_list", "주주명부", "股东名册", "List of shareholders"),
    ("pitch_deck", "발표 자료", "路演材料", "Pitch deck"),
    ("quotation", "견적서", "报价单", "Quotation"),
    ("identity", "신분증", "身份证明", "Proof of identity"),
)

NATIONS = table(("KR", "대한민국", "韩国", "Korea"), ("CN", "중국", "中国", "China"))

CURRENCIES = table(
    ("KRW", "원", "韩元", "Korean won"),
    ("CNY", "위안", "人民币", "Chinese yuan"),
    ("USD", "미국 달러", "美元", "US dollar"),
    ("EUR", "유로", "欧元", "Euro"),
)

LANGUAGES = table(
    ("ko", "한국어", "韩语", "Korean"), ("zh", "중국어", "中文", "Chinese"), ("en", "영어", "英语", "English")
)
