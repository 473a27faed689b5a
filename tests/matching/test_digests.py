"""Mail about saved searches: what it says, when it comes, and that nothing comes twice or is lost."""

import re
from datetime import date, datetime, timedelta
from smtplib import SMTPServerDisconnected
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client

from madang.core import clock
from madang.core.text import Text
from madang.matching.actions import digests, saved, saved_findings, saved_mail
from madang.matching.models import Letter, MailChoices, SavedSearch, Told
from madang.people.actions import withdraw_consent
from madang.people.capacity import AsSelf
from madang.people.models import Consent, Person
from madang.programmes.models import Call
from tests.factories.people import make_person
from tests.factories.programmes import NOW, make_call, make_institution, make_programme
from tests.factories.saved import DAY, MORNING, keep_in_view, make_news, make_reader, make_search
from tests.factories.startups import make_member

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _origin(settings: Any) -> None:
    settings.MADANG_ADDRESS = "https://street.example.test"


@pytest.fixture
def send(monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any) -> Any:
    """The worker's ten minutes at a moment: plan, and do what was queued. Returns the mails of that moment."""

    def at(moment: datetime) -> list[Any]:
        monkeypatch.setattr(clock, "now", lambda: moment)
        before = len(mail.outbox)
        with django_capture_on_commit_callbacks(execute=True):
            digests.plan_letters()
            digests.plan_at_once_all(now=moment)
        return mail.outbox[before:]

    return at


def house_of(name: str) -> Any:
    return make_programme(make_institution(Text(ko=f"{name} 집", zh=f"{name} 之家", en=f"{name} House", source="en")))


# When it comes


def test_new_calls_come_once_in_the_morning_of_the_readers_zone(send: Any):
    search = make_search()
    make_news(search, "Fresh call")

    night = send(MORNING - timedelta(hours=1))
    morning = send(MORNING)
    noon = send(MORNING + timedelta(hours=4))
    next_day = send(MORNING + DAY)

    assert [len(mails) for mails in (night, morning, noon, next_day)] == [0, 1, 0, 0]
    assert morning[0].to == [search.person.email]
    assert Told.objects.count() == 1


def test_beijings_morning_is_an_hour_later(send: Any):
    search = make_search(make_reader(language="zh-hans"))
    make_news(search)

    assert len(send(MORNING)) == 0
    assert len(send(MORNING + timedelta(hours=1))) == 1


def test_a_day_without_the_worker_is_made_up_for_but_not_at_night(send: Any):
    make_news(make_search())

    assert len(send(MORNING.replace(hour=22))) == 0
    assert len(send((MORNING + DAY).replace(hour=19))) == 1


def test_what_comes_after_the_morning_mail_waits_for_the_next(send: Any):
    search = make_search()
    make_news(search, "First")
    first = send(MORNING)
    make_news(search, "Second", now=MORNING + timedelta(hours=1))

    same_day, next_day = send(MORNING + timedelta(hours=2)), send(MORNING + DAY)

    assert [mail.subject for mail in (*first, *same_day, *next_day)] == ["New call: First", "New call: Second"]


def test_several_searches_share_one_mail(send: Any):
    person = make_reader()
    one, two = make_search(person, "sector=ai", name="On AI"), make_search(person, "sector=robotics", name="On robots")
    make_news(one, "First", sectors=["ai"])
    make_news(two, "Second", sectors=["robotics"])

    (mail,) = send(MORNING)

    assert mail.subject == "2 new calls"
    assert (
        mail.body.index("On AI") < mail.body.index("First") < mail.body.index("On robots") < mail.body.index("Second")
    )


def test_weekly_mail_comes_on_monday(send: Any):
    search = make_search(pace="weekly")
    make_news(search)

    days = [len(send(MORNING + n * DAY)) for n in range(14)]

    assert MORNING.weekday() == 1
    assert days == [0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0]


def test_at_once_is_not_held_until_morning_but_ten_minutes_apart(send: Any):
    search = make_search(pace="at_once", name="Now")
    make_news(search, "First")
    night = MORNING - timedelta(hours=5)

    first = send(night)
    make_news(search, "Second", now=night)
    too_soon, later = send(night + timedelta(minutes=5)), send(night + timedelta(minutes=11))

    assert [len(mails) for mails in (first, too_soon, later)] == [1, 0, 1]
    assert later[0].subject == "New call: Second"
    assert send(MORNING) == []


def test_looking_out_finds_and_tells_at_once(monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any):
    make_search(pace="at_once")
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(minutes=1))
    make_call("Straight away")

    with django_capture_on_commit_callbacks(execute=True):
        saved_findings.look_out()
        saved_findings.look_out()

    assert [one.subject for one in mail.outbox] == ["New call: Straight away"]


# Who gets none


def test_nothing_is_sent_to_who_has_not_agreed_or_not_confirmed_the_address_or_left(send: Any):
    agreed, unconfirmed, left = make_reader(), make_reader(), make_reader()
    for person in (agreed, unconfirmed, left):
        for pace in ("daily", "at_once"):
            make_news(
                make_search(person, "sector=ai" if pace == "daily" else "sector=robotics", pace=pace),
                sectors=["ai", "robotics"],
            )
    withdraw_consent(consent=agreed.consents.get(purpose="digest"), by=AsSelf(agreed), now=NOW)
    EmailAddress.objects.filter(user=unconfirmed).update(verified=False)
    Person.objects.filter(pk=left.pk).update(is_active=False)

    assert send(MORNING) == []
    assert not Letter.objects.exists()


def test_a_paused_search_and_one_without_mail_tell_nothing_but_are_not_forgotten(send: Any):
    search = make_search()
    make_news(search, "While paused")
    saved.pause(search=search, by=AsSelf(search.person), now=NOW)

    assert send(MORNING) == []
    assert search.findings.count() == 1


def test_turning_mail_on_does_not_send_what_was_there_before(send: Any):
    search = make_search(pace="never")
    make_news(search, "Before")
    saved.change(
        search=search, name="x", pace="daily", language="en", by=AsSelf(search.person), now=NOW + timedelta(hours=1)
    )
    make_news(search, "After", now=NOW + timedelta(hours=2))

    assert [mail.subject for mail in send(MORNING)] == ["New call: After"]


# What is no longer so when its turn comes


def plan(search: SavedSearch, at: datetime = MORNING) -> Letter:
    """A letter that is made and queued, but not yet sent."""
    letter = digests.plan_morning(search.person, now=at)
    assert letter is not None
    return letter


def test_a_call_taken_back_between_planning_and_sending_is_left_out():
    search = make_search()
    stays, goes = make_news(search, "Stays"), make_news(search, "Goes")
    letter = plan(search)
    Call.objects.filter(pk=goes.pk).update(status="archived")

    digests.send_letter(letter=letter.pk)

    (sent,) = mail.outbox
    assert (str(stays) in sent.body, "Goes" in sent.body) == (True, False)


@pytest.mark.parametrize("change", ["archived", "paused", "never", "consent", "removed"])
def test_a_letter_with_nothing_left_to_tell_is_dropped(change: str):
    search = make_search()
    call = make_news(search)
    letter = plan(search)
    match change:
        case "archived":
            Call.objects.filter(pk=call.pk).update(status="archived")
        case "paused":
            saved.pause(search=search, by=AsSelf(search.person), now=NOW)
        case "never":
            saved_mail.stop(person=search.person, scope=search.public_id, now=NOW)
        case "consent":
            saved_mail.stop(person=search.person, scope="all", now=NOW)
        case "removed":
            saved.remove(search=search, by=AsSelf(search.person))

    digests.send_letter(letter=letter.pk)

    letter.refresh_from_db()
    assert mail.outbox == []
    assert (letter.sent_at, letter.dropped_at is not None) == (None, True)


# Never twice, never lost


def test_the_database_itself_refuses_to_note_the_same_twice():
    search = make_search()
    make_news(search)
    plan(search)
    line = Told.objects.get()

    line.pk = None
    with pytest.raises(IntegrityError, match="matching_nothing_is_told_twice"), transaction.atomic():
        line.save(force_insert=True)
    due = {"person": search.person, "call": line.call, "kind": "due3", "closes_on": date(2026, 12, 1), "at": NOW}
    Told.objects.create(**due)
    with pytest.raises(IntegrityError, match="matching_nothing_is_told_twice"), transaction.atomic():
        Told.objects.create(**due)


def test_two_morning_mails_of_one_day_cannot_be():
    search = make_search()
    make_news(search)
    letter = plan(search)
    letter.pk, letter.public_id = None, "another"

    with pytest.raises(IntegrityError, match="matching_one_morning_mail_a_day"), transaction.atomic():
        letter.save(force_insert=True)


@pytest.mark.parametrize("step", ["Letter.objects.create", "Told.objects.bulk_create", "enqueue"])
def test_a_plan_that_fails_at_any_step_leaves_nothing_and_is_made_whole_by_the_next(
    step: str, send: Any, monkeypatch: pytest.MonkeyPatch
):
    make_news(make_search())

    def fail(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError(step)

    with monkeypatch.context() as patch:
        target, _dot, name = f"madang.matching.actions.digests.{step}".rpartition(".")
        patch.setattr(f"{target}.{name}", fail)
        assert send(MORNING) == []
        assert (Letter.objects.count(), Told.objects.count()) == (0, 0)

    assert len(send(MORNING + timedelta(minutes=10))) == 1
    assert send(MORNING + timedelta(minutes=20)) == []


def test_a_mail_server_that_is_down_is_tried_again_and_gets_the_mail_once(monkeypatch: pytest.MonkeyPatch):
    search = make_search()
    make_news(search)
    letter = plan(search)
    monkeypatch.setattr(clock, "now", lambda: MORNING)

    with monkeypatch.context() as patch:
        patch.setattr("django.core.mail.EmailMultiAlternatives.send", _down)
        with pytest.raises(SMTPServerDisconnected), transaction.atomic():
            digests.send_letter(letter=letter.pk)
    for _again in range(3):
        digests.send_letter(letter=letter.pk)

    assert len(mail.outbox) == 1


def _down(*args: Any, **kwargs: Any) -> int:
    raise SMTPServerDisconnected


def test_a_letter_whose_job_was_lost_is_queued_again(send: Any):
    search = make_search()
    make_news(search)
    plan(search, MORNING)  # its job is gone: nothing ran on commit

    soon, later, after = (
        send(MORNING + timedelta(minutes=10)),
        send(MORNING + timedelta(minutes=31)),
        send(MORNING + DAY),
    )

    assert [len(mails) for mails in (soon, later, after)] == [0, 1, 0]


def test_a_letter_handed_over_again_has_the_same_message_id():
    search = make_search()
    make_news(search)
    letter = plan(search)
    digests.send_letter(letter=letter.pk)
    Letter.objects.update(sent_at=None)  # the worker died before its note was kept

    digests.send_letter(letter=letter.pk)

    assert len({sent.extra_headers["Message-ID"] for sent in mail.outbox}) == 1


# What it says

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
스타트업이 눈여겨보는 공고입니다.

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


# Stopping


def stop_link(sent: Any) -> str:
    return str(sent.extra_headers["List-Unsubscribe"]).removeprefix("<https://street.example.test").removesuffix(">")


def test_one_click_stops_without_signing_in_and_looking_changes_nothing(send: Any):
    search = make_search()
    make_news(search)
    (sent,) = send(MORNING)
    client = Client(enforce_csrf_checks=True)

    looked = client.get(stop_link(sent))
    search.refresh_from_db()
    still = search.pace
    clicked = client.post(
        stop_link(sent), "List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded"
    )
    again = client.post(stop_link(sent))
    search.refresh_from_db()

    assert sent.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert (looked.status_code, clicked.status_code, again.status_code) == (200, 200, 200)
    assert (still, search.pace) == ("daily", "never")
    assert Consent.objects.standing().filter(purpose="digest").exists()


@pytest.mark.parametrize("scope", ["all", "reminders"])
def test_each_kind_and_everything_can_be_stopped(scope: str, send: Any):
    member = make_member(person=make_reader())
    keep_in_view(make_call(closes_at=MORNING + 3 * DAY), member.startup, at=NOW - 20 * DAY)
    make_news(make_search(member.person))

    saved_mail.stop(person=member.person, scope=scope, now=NOW)
    sent = send(MORNING)

    assert [one.subject for one in sent] == ([] if scope == "all" else [sent[0].subject])
    assert all("Closing dates" not in one.body for one in sent)
    assert Consent.objects.standing().filter(purpose="digest").exists() == (scope == "reminders")


def test_the_header_stops_everything_where_a_mail_is_about_several_things(send: Any):
    person = make_reader()
    for sector in ("ai", "robotics"):
        make_news(make_search(person, f"sector={sector}"), sectors=[sector])

    (sent,) = send(MORNING)
    Client().post(stop_link(sent))

    assert not Consent.objects.standing().filter(purpose="digest").exists()


@pytest.mark.parametrize("token", ["x", "0123456789abcdef-all", "0123456789abcdef-all.AAAA", "%00", "a-b.c"])
def test_a_made_up_stop_link_leads_nowhere(token: str):
    assert Client().get(f"/en/notices/stop/{token}").status_code == 404
    assert Client().post(f"/en/notices/stop/{token}").status_code == 404


def test_the_notices_page_says_what_comes_and_keeps_what_was_chosen(send: Any):
    member = make_member(person=make_reader())
    make_news(make_search(member.person, name="My robots"))
    send(MORNING)
    client = Client()
    client.force_login(member.person)

    page = client.get("/en/me/notices/").content.decode()
    wrong = client.post("/en/me/notices/", {"reminds": "on", "zone": "Asia/Seoul", "hour": "9"})
    right = client.post("/en/me/notices/", {"reminds": "on", "days": ["14", "1"], "zone": "Europe/Berlin", "hour": "9"})

    assert "My robots" in page
    assert "Morning mail" in page
    assert wrong.status_code == 422
    assert "Choose at least one day" in wrong.content.decode()
    assert right.status_code == 302
    chosen = MailChoices.objects.get()
    assert (chosen.zone, chosen.hour, chosen.reminds, chosen.days) == ("Europe/Berlin", 9, True, [14, 1])


def test_nobody_is_asked_twice_for_what_they_agreed_to_and_nothing_is_sent_before():
    person = make_person()
    client = Client()
    client.force_login(person)

    before = client.get("/en/me/notices/").content.decode()
    unticked = client.post("/en/me/notices/", {"reminds": "on", "days": ["7"], "zone": "Asia/Seoul", "hour": "8"})
    ticked = client.post(
        "/en/me/notices/", {"reminds": "on", "days": ["7"], "zone": "Asia/Seoul", "hour": "8", "agrees": "on"}
    )
    after = client.get("/en/me/notices/").content.decode()

    assert "because you have not agreed" in before
    assert (unticked.status_code, ticked.status_code) == (422, 302)
    assert "I agree to this" not in after
    client.post("/en/me/notices/stop")
    assert not Consent.objects.standing().exists()
