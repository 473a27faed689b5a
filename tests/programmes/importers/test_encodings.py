import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from madang.programmes.importers.encodings import SURE, detect, read_text
from madang.programmes.importers.records import ImportFailed

KOREAN = [
    "2026년 창업기업 모집 공고",
    "중소기업 지원사업 참여기업 모집",
    "로봇 실증 지원",
    "예비창업자 시제품 제작 지원 안내",
    "서울 소재 기업의 해외 진출을 지원합니다",
    "신청 자격은 창업 7년 이내",
    "국세 및 지방세 체납 기업 제외",
    "온라인 접수",
    "경기도경제과학진흥원",
    "스마트공장 구축 지원",
    "소상공인 정책자금 융자",
    "청년 일자리 사업",
    "제출서류와 선정 절차",
]
CHINESE = [
    "2026年创业企业征集公告",
    "中关村科技型企业支持资金",
    "机器人示范应用项目",
    "申报单位应当在北京市注册",
    "海外创业团队服务平台",
    "符合条件的企业可以申请",
    "申报材料一式三份",
    "截止日期为十一月三十日",
    "高新技术企业认定",
    "孵化器运营评价",
    "人才引进与培训",
    "产业化项目融资需求",
    "联系人及电话",
]


def lines(phrases):
    return st.lists(st.lists(st.sampled_from(phrases), min_size=3, max_size=6).map(",".join), min_size=5, max_size=40)


@settings(max_examples=300)
@given(lines(KOREAN), st.sampled_from(["cp949", "euc-kr", "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"]))
def test_korean_files_come_back_as_they_were_written(rows, encoding):
    text = "\n".join(rows)

    assert read_text(text.encode(encoding))[0] == text


@settings(max_examples=300)
@given(lines(CHINESE), st.sampled_from(["gb18030", "gbk", "gb2312", "utf-8", "utf-8-sig", "utf-16", "utf-16-be"]))
def test_chinese_files_come_back_as_they_were_written(rows, encoding):
    text = "\n".join(rows)

    assert read_text(text.encode(encoding))[0] == text


def test_at_least_99_of_100_real_titles_of_three_lines_are_detected_and_none_wrongly(notices):
    titles = [line.split('"pblancNm": "', 1)[1].split('"', 1)[0] for line in notices.decode().splitlines()]
    chance = random.Random(7)
    right = asked = 0
    for _ in range(500):
        text = "\n".join(chance.sample(titles, 3))
        try:
            right += read_text(text.encode("cp949"))[0] == text
        except UnicodeEncodeError:
            continue
        except ImportFailed:
            asked += 1

    assert right >= 0.99 * (right + asked)


@given(st.binary(max_size=2000))
def test_no_bytes_are_read_with_anything_but_the_documented_error(data):
    code = ""
    try:
        text, encoding = read_text(data)
    except ImportFailed as failed:
        code = failed.code
    else:
        assert data.decode(encoding).removeprefix("\ufeff") == text

    assert code in {"", "empty", "not_text", "encoding_unsure"}


def test_a_few_ambiguous_signs_are_asked_about():
    with pytest.raises(ImportFailed) as failed:
        read_text("견본".encode("cp949"))

    assert failed.value.code == "encoding_unsure"
    assert "cp949" in failed.value.params["candidates"]
    assert detect("견본".encode("cp949"))[0].probability < SURE


def test_the_encoding_a_person_chose_is_used_and_its_faults_are_placed():
    assert read_text("견본".encode("cp949"), encoding="cp949") == ("견본", "cp949")
    with pytest.raises(ImportFailed) as failed:
        read_text(b"ok\n\xff\xff", encoding="utf-8")
    assert (failed.value.code, failed.value.params["line"]) == ("encoding_wrong", "2")
