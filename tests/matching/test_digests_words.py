"""What mail about saved searches says, word for word, in three languages."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest

from madang.core.text import Text
from tests.factories.programmes import NOW, make_call, make_institution, make_programme
from tests.factories.saved import DAY, MORNING, keep_in_view, make_news, make_reader, make_search
from tests.factories.startups import make_member

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("origin")]


def house_of(name: str) -> Any:
    return make_programme(make_institution(Text(ko=f"{name} 집", zh=f"{name} 之家", en=f"{name} House", source="en")))


DIGEST_EN = """\
Closing dates
Calls that your startups keep in view.

- Robot field test
  Sample House
  Closes Tue 1 Dec, 15:00 KST · 7 days left
  https://street.example.test/en/calls/{due}/

Stop reminders of closing dates: {stop}

----------------------------------------

Robots
2 new calls in this search.

- Factory robots
  Sample House
  Closes Fri 18 Dec, 18:00 KST · 24 days left
  https://street.example.test/en/calls/{first}/

- Robot arms
  Sample House
  No closing time
  https://street.example.test/en/calls/{second}/

Stop e-mail about this search: {stop}

----------------------------------------

All times are in KST.
You get this mail because you asked for it on Madang.
Choose what you get and when: https://street.example.test/en/me/notices/
Stop all of these e-mails: {stop}
"""
DIGEST_KO = """\
마감일
창업기업이 눈여겨보는 공고입니다.

- 로봇 현장 실증
  Sample 집
  12. 1. (화) 15:00 KST 마감 · 7일 남음
  https://street.example.test/ko/calls/{due}/

마감일 알림 그만 받기: {stop}

----------------------------------------

Robots
이 검색에 새 공고가 2건 있습니다.

- 공장 로봇
  Sample 집
  12. 18. (금) 18:00 KST 마감 · 24일 남음
  https://street.example.test/ko/calls/{first}/

- 로봇 팔
  Sample 집
  마감 시각 없음
  https://street.example.test/ko/calls/{second}/

이 검색의 이메일 그만 받기: {stop}

----------------------------------------

모든 시각은 KST 기준입니다.
마당에서 신청하셔서 보내 드리는 이메일입니다.
받을 내용과 때 고르기: https://street.example.test/ko/me/notices/
이런 이메일 모두 그만 받기: {stop}
"""
DIGEST_ZH = """\
截止日期
您的企业关注的公告。

- 机器人现场示范
  Sample 之家
  12月1日 周二 14:00 北京时间截止 · 还有 7 天
  https://street.example.test/zh-hans/calls/{due}/

停止截止日期提醒: {stop}

----------------------------------------

Robots
此检索有 2 条新公告。

- 工厂机器人
  Sample 之家
  12月18日 周五 17:00 北京时间截止 · 还有 24 天
  https://street.example.test/zh-hans/calls/{first}/

- 机械臂
  Sample 之家
  无截止时间
  https://street.example.test/zh-hans/calls/{second}/

停止此检索的邮件: {stop}

----------------------------------------

所有时间均为北京时间。
您在 Madang 订阅了此邮件。
选择接收内容和时间: https://street.example.test/zh-hans/me/notices/
停止所有此类邮件: {stop}
"""
LANGUAGES = [
    ("en", DIGEST_EN, "1 call closes soon · 2 new calls"),
    ("ko", DIGEST_KO, "곧 마감 1건 · 새 공고 2건"),
    ("zh-hans", DIGEST_ZH, "1 条公告即将截止 · 2 条新公告"),
]


@pytest.mark.parametrize(("language", "wanted", "subject"), LANGUAGES, ids=["en", "ko", "zh"])
def test_the_digest_word_for_word(language: str, wanted: str, subject: str, send: Any):
    member = make_member(person=make_reader(language=language))
    programme = house_of("Sample")
    at = datetime.fromisoformat
    due = make_call(
        Text(ko="로봇 현장 실증", zh="机器人现场示范", en="Robot field test", source="ko"),
        programme=programme,
        closes_at=at("2026-12-01T15:00+09:00"),
    )
    keep_in_view(due, member.startup, at=NOW - 20 * DAY)
    search = make_search(member.person, "sector=robotics", name="Robots")
    first = make_news(
        search,
        Text(ko="공장 로봇", zh="工厂机器人", en="Factory robots", source="ko"),
        programme=programme,
        sectors=["robotics"],
        closes_at=at("2026-12-18T18:00+09:00"),
    )
    second = make_news(
        search,
        Text(ko="로봇 팔", zh="机械臂", en="Robot arms", source="ko"),
        programme=programme,
        sectors=["robotics"],
        closes_at=None,
        window_note="rolling",
    )

    (sent,) = send(MORNING + timedelta(hours=1))

    links = re.compile(rf"https://street.example.test/{language}/notices/stop/\S+")
    ids = {"due": due.public_id, "first": first.public_id, "second": second.public_id}
    assert sent.subject == subject
    assert links.sub("{stop}", sent.body) == wanted.format(stop="{stop}", **ids)
    assert sent.extra_headers["Content-Language"] == language


def test_the_html_part_says_the_same_and_runs_nothing(send: Any):
    search = make_search(name="<b>Robots</b> & more")
    make_news(search, '"><script>x</script>')

    (sent,) = send(MORNING)

    ((html, kind),) = sent.alternatives
    assert kind == "text/html"
    assert '<html lang="en">' in html
    assert "&lt;b&gt;Robots&lt;/b&gt; &amp; more" in html
    assert "<script>" not in html
    assert set(re.findall(r"https://street\S+?(?=[\s\"<])", html)) == set(re.findall(r"https://street\S+", sent.body))


def test_a_long_list_is_cut_and_says_how_many_more(send: Any):
    search = make_search()
    for number in range(13):
        make_news(search, f"Call {number}")

    (sent,) = send(MORNING)

    assert sent.subject == "13 new calls"
    assert sent.body.count("\n- ") == 10
    assert f"3 more new calls: https://street.example.test/en/me/searches/{search.public_id}/" in sent.body
    assert send(MORNING + DAY) == []


def test_each_search_speaks_its_own_language(send: Any):
    person = make_reader(language="en")
    one, two = (
        make_search(person, "sector=ai", language="ko", name="하나"),
        make_search(person, "sector=robotics", name="Two"),
    )
    make_news(one, sectors=["ai"])
    make_news(two, sectors=["robotics"])

    (sent,) = send(MORNING)

    ((html, _kind),) = sent.alternatives
    assert '<section lang="ko">' in html
    assert "이 검색에 새 공고가 1건 있습니다." in sent.body
    assert "1 new call in this search." in sent.body
    assert sent.body.rstrip().splitlines()[-1].startswith("Stop all of these e-mails")


def test_a_startups_search_says_how_it_stands(send: Any):
    member = make_member(person=make_reader())
    rule = {"version": 1, "rule": {"type": "region", "any_of": ["KR-26"]}}
    make_news(make_search(member.person, "sector=ai", startup=member.startup), sectors=["ai"], rule=rule)

    (sent,) = send(MORNING)

    assert "  Not met: " in sent.body
    assert f"https://street.example.test/en/s/{member.startup.slug}/calls/" in sent.body
