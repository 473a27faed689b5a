"""The page for when the street does not answer: static, in three languages, made without a database too."""

import io
import re
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError
from django.utils import timezone

from madang.core.text import Text
from madang.programmes.queries import CallQuerySet
from madang.street import standby
from tests.factories.programmes import make_call

NOW = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
SAID = {"ko": "15시에 다시 엽니다.", "zh": "15点恢复。", "en": "Back at 15:00."}


@pytest.fixture(autouse=True)
def place(tmp_path, settings, db):
    settings.DATA = tmp_path
    return tmp_path / "notice"


def call(hours=20, **fields):
    title = Text(ko="예비창업 모집", zh="预备创业征集", en="Sample call", source="ko")
    return make_call(title, opens_at=NOW - timedelta(days=9), closes_at=NOW + timedelta(hours=hours), **fields)


def test_it_says_in_three_languages_what_closes_soon_and_when(place):
    call()
    call(200)

    text = standby.write(now=NOW).read_text()

    assert text == (place / "index.html").read_text()
    assert [text.count(words) for words in ("예비창업 모집", "预备创业征集", "Sample call")] == [1, 1, 1]
    assert [text.count(f'<section lang="{lang}">') for lang in ("ko", "zh-Hans", "en")] == [1, 1, 1]
    assert all(words in text for words in ("10:00 KST", "10:00 韩国时间", "Beijing time", "北京时间", "베이징 시각"))
    assert "CST" not in text


def test_it_stands_alone_and_runs_nothing(place):
    text = standby.write(now=NOW).read_text()

    assert re.findall(r"<script|<link|src=|href=|url\(|https?:", text) == []


def test_without_a_database_the_calls_of_the_last_time_stand(monkeypatch):
    call()
    standby.write(now=NOW)

    def away(*_: object) -> None:
        raise OperationalError

    monkeypatch.setattr(CallQuerySet, "visible_to", away)

    assert "Sample call" in standby.write(now=NOW).read_text()


def test_what_the_office_says_stands_until_its_moment():
    standby.announce(standby.Announcement(**SAID, until="2026-11-23T15:00+09:00"))

    before, after = (standby.write(now=NOW + timedelta(hours=hours)).read_text() for hours in (0, 2))

    assert [words in before for words in SAID.values()] == [True, True, True]
    assert [words in after for words in SAID.values()] == [False, False, False]


def test_what_the_office_says_is_text_and_not_markup():
    standby.announce(standby.Announcement(**SAID | {"en": "<script>x</script>"}))

    assert "&lt;script&gt;x" in standby.write(now=NOW).read_text()


def test_the_command_announces_writes_and_clears(place):
    said = io.StringIO()
    call_command("notice", **SAID, until=(timezone.now() + timedelta(hours=1)).isoformat(), stdout=said)
    assert said.getvalue() == f"{place}/index.html is written.\n"
    assert "Back at 15:00." in (place / "index.html").read_text()

    call_command("notice", stdout=said)
    assert "Back at 15:00." in (place / "index.html").read_text()

    call_command("notice", clear=True, stdout=said)
    assert "Back at 15:00." not in (place / "index.html").read_text()


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"ko": "곧"}, "all three languages"),
        (SAID | {"until": "2026-11-30T18:00"}, "distance from UTC"),
        (SAID | {"until": "soon"}, "distance from UTC"),
    ],
)
def test_the_command_refuses_half_an_announcement_and_a_time_without_zone(options, reason, place):
    with pytest.raises(CommandError, match=reason):
        call_command("notice", **options)

    assert not (place / "announcement.json").exists()
