"""One analyser for all tests here: Kiwi takes three seconds to load, and only where a test asks for it."""

import pytest

from madang.engines.retrieval import Analyser, Vocabulary

SMALL = {
    "창업": 40, "지원": 60, "센터": 12, "창업지원센터": 3, "스마트": 9, "공장": 9, "스마트공장": 7, "구축": 6, "기업": 50,
    "수출": 15, "바우처": 8, "수출바우처": 3, "청년": 14, "사관학교": 2, "제주": 5, "소상공인": 11, "로봇": 4, "스타트업": 10,
    "투자": 9, "유치": 5, "지원금": 4, "창업자": 6, "인공": 2, "지능": 2, "인공지능": 3, "빵": 1,
    "机器人": 5, "机器": 5, "补贴": 7, "创业": 9, "大街": 2, "人工": 3, "智能": 3, "人工智能": 3, "企业": 9,
    "robotics": 3, "~robot": 6, "robots": 3, "startup": 5, "~startup": 6, "tips": 2, "~tip": 1, "r&d": 6, "grant": 3,
    "~grant": 3, "artificial": 1, "~artifici": 1, "intelligence": 1, "~intellig": 1, "kotra": 2, "~kotra": 2, "7년": 5,
    "2026": 8,
}  # fmt: skip


@pytest.fixture(scope="session")
def analyser() -> Analyser:
    return Analyser()


@pytest.fixture(scope="session")
def small() -> Vocabulary:
    return Vocabulary(SMALL.items())
