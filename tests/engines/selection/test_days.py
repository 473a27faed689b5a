"""The n-th working day after the local date of the notice, in Korea and in China."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from madang.engines.selection import Confirmation, SelectionError, announced, confirm_by, day_off

KOREA = {"calendar": "KR", "zone": "Asia/Seoul"}
CHINA = {"calendar": "CN", "zone": "Asia/Shanghai"}


@pytest.mark.parametrize(
    ("notice", "rule", "until"),
    [
        ("2026-11-16T10:00+09:00", KOREA, "2026-11-19T17:00:00+09:00"),  # Monday: Tuesday, Wednesday, Thursday
        ("2026-11-19T23:59+09:00", KOREA, "2026-11-24T17:00:00+09:00"),  # Thursday: over the weekend
        ("2026-11-21T09:00+09:00", KOREA, "2026-11-25T17:00:00+09:00"),  # a notice on a Saturday
        ("2026-02-12T18:00+09:00", KOREA, "2026-02-20T17:00:00+09:00"),  # over Seollal
        ("2026-02-27T18:00+09:00", KOREA, "2026-03-05T17:00:00+09:00"),  # 1 March is a Sunday: Monday in its place
        ("2025-10-02T09:00+09:00", KOREA, "2025-10-14T17:00:00+09:00"),  # Chuseok of 2025, its substitute and Hangul Day
        ("2025-05-02T09:00+09:00", KOREA, "2025-05-09T17:00:00+09:00"),  # two holidays fall on one day
        ("2026-12-30T09:00+09:00", KOREA, "2027-01-05T17:00:00+09:00"),  # over the turn of the year
        ("2026-11-16T15:30+00:00", KOREA, "2026-11-20T17:00:00+09:00"),  # already the 17th in Seoul
        ("2026-09-17T10:00+08:00", CHINA, "2026-09-21T17:00:00+08:00"),  # Sunday the 20th is worked
        ("2026-09-30T10:00+08:00", CHINA, "2026-10-10T17:00:00+08:00"),  # Golden Week; Saturday the 10th is worked
        ("2026-02-12T10:00+08:00", CHINA, "2026-02-24T17:00:00+08:00"),  # Saturday the 14th is worked, then the Festival
        ("2026-02-25T10:00+08:00", CHINA, "2026-02-28T17:00:00+08:00"),  # ends on a worked Saturday
        ("2006-12-28T10:00+08:00", CHINA, "2006-12-31T17:00:00+08:00"),  # worked for the holiday of the year after
    ],
)  # fmt: skip
def test_confirmation_falls_on_the_third_working_day(notice: str, rule: dict[str, Any], until: str):
    assert confirm_by(datetime.fromisoformat(notice), Confirmation(**rule)).moment.isoformat() == until


def test_every_day_in_between_is_accounted_for():
    found = confirm_by(datetime(2026, 2, 12, 9, tzinfo=UTC), Confirmation(working_days=2))

    assert found.notice == date(2026, 2, 12)
    assert found.counted == (date(2026, 2, 13), date(2026, 2, 19))
    assert [(skip.day.day, skip.why) for skip in found.skipped] == [
        (14, "weekend"), (15, "weekend"), (16, "holiday"), (17, "holiday"), (18, "holiday"),
    ]  # fmt: skip
    assert found.skipped[3].name == "Korean New Year"


def test_the_body_may_shut_or_work_on_days_of_its_own():
    rule = Confirmation(working_days=1, closed=(date(2026, 11, 17),), open=(date(2026, 11, 21),))

    assert confirm_by(datetime(2026, 11, 16, tzinfo=UTC), rule).moment.date() == date(2026, 11, 18)
    assert confirm_by(datetime(2026, 11, 20, 1, tzinfo=UTC), rule).moment.date() == date(2026, 11, 21)


def test_a_day_both_closed_and_open_is_refused():
    rule = Confirmation(closed=(date(2026, 11, 17),), open=(date(2026, 11, 17),))

    with pytest.raises(SelectionError, match="cannot be both"):
        confirm_by(datetime(2026, 11, 16, tzinfo=UTC), rule)


def test_a_notice_needs_its_zone_and_the_zone_must_exist():
    with pytest.raises(ValueError, match="needs its zone"):
        confirm_by(datetime(2026, 11, 16), Confirmation())  # noqa: DTZ001
    with pytest.raises(SelectionError, match="not known"):
        confirm_by(datetime(2026, 11, 16, tzinfo=UTC), Confirmation(zone="Asia/Nowhere"))


def test_the_deadline_is_over_at_its_very_moment():
    found = confirm_by(datetime(2026, 11, 16, tzinfo=UTC), Confirmation())

    assert not found.over(datetime(2026, 11, 19, 7, 59, 59, tzinfo=UTC))
    assert found.over(datetime(2026, 11, 19, 8, tzinfo=UTC))


def test_a_year_whose_exchanged_days_are_not_announced_is_provisional():
    assert [announced("CN", year) for year in (2025, 2026, 2060)] == [True, True, False]
    assert announced("KR", 2060)
    assert confirm_by(datetime(2059, 12, 30, tzinfo=UTC), Confirmation(**CHINA)).provisional
    assert not confirm_by(datetime(2026, 2, 12, tzinfo=UTC), Confirmation(**CHINA)).provisional


def test_a_worked_saturday_in_china_is_a_weekend_in_korea():
    assert day_off(date(2026, 2, 28), "CN") is None
    assert day_off(date(2026, 2, 28), "KR") is not None
