"""Searches as founders type them, in three languages: whole phrases, particles, no spaces, slips of the finger."""

KOREAN = (
    "예비창업자 지원", "청년창업 지원금", "로봇 실증", "수출 바우처", "수출바우처", "스마트공장 구축", "해외진출 지원사업",
    "바이오 스타트업 입주공간", "사무실을 무료로", "여성 창업자", "기술창업", "팁스", "TIPS 운영사", "R&D 자금", "시제품 제작",
    "특허 출원 비용을 지원하는 곳", "중국 진출", "베이징 진출 프로그램", "중관촌", "초기창업패키지", "멘토링 받고 싶어요",
    "투자유치 데모데이", "인공지능 반도체", "창업 3년 이내", "7년 미만 기업", "서울 창업기업", "경기도 성남", "소상공인 정책자금",
    "글로벌 엑셀러레이팅", "인증 지원", "대학생 창업 동아리", "연구소 기업", "장비 대여", "바우쳐", "관광 벤처",
)  # fmt: skip
CHINESE = (
    "创业补贴", "机器人企业", "入驻孵化器", "免费办公室", "人工智能", "海外留学人员创业", "韩国落地", "首尔", "中韩合作",
    "生物医药加速器", "大学生创业", "种子轮投资", "芯片 设计", "知识产权资助", "路演", "科技型中小企业", "机器人補貼", "示范应用场景",
)  # fmt: skip
ENGLISH = (
    "robotics", "soft landing korea", "free office space", "grants for early stage startups", "accelerator beijing",
    "AI semiconductor", "women founders", "demo day", "seed investment", "prototype funding", "how to enter china",
    "biotech lab", "mentoring", "visa for founders", "acelerator", "university spin-off",
)  # fmt: skip
SEARCHES = (
    *(("ko", words) for words in KOREAN),
    *(("zh-hans", words) for words in CHINESE),
    *(("en", words) for words in ENGLISH),
)
