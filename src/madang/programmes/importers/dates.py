"""Dates and application windows in the forms that portals and spreadsheets use."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from madang.core.clean import one_line

from .records import RowRefused

SEOUL: Final = ZoneInfo("Asia/Seoul")
_YEARS: Final = range(2000, 2101)
_LONGEST: Final = 60

_DATE = r"(?P<y>\d{4})(?:\s*[-./年년]\s*(?P<m>\d{1,2})\s*[-./月월]\s*(?P<d>\d{1,2})\s*[일日号.]?|(?P<md>\d{4}))"
_TIME = (
    r"(?P<ap>오전|오후|上午|下午|am|pm)?\s*(?P<h>\d{1,2})(?:[:：]|시\s*|时|時|点)"
    r"(?P<min>\d{1,2})?[분分]?(?::(?P<s>\d{2})(?:\.\d+)?)?"
)
_WEEKDAY = r"(?:\(\s*[월화수목금토일]\s*\)|\(?(?:周|星期)[一二三四五六日天]\)?)?"
_TIGHT_TIME = r"(?P<tight>\d{4}(?:\d{2})?)"
_MOMENT = re.compile(
    rf"{_DATE}\s*{_WEEKDAY}(?:\s*T?\s*{_TIME}|(?<=\d){_TIGHT_TIME}|\s+{_TIGHT_TIME.replace('tight', 'tight2')})?"
    r"\s*(?P<zone>Z|[+-]\d{2}:?\d{2})?\s*(?:까지|截止|截至)?",
    re.IGNORECASE,
)
_TILDE = re.compile(r"\s*(?:[~∼〜～–—]|\bto\b|至)\s*")
_ROLLING = re.compile(
    r"상시|수시|연중|예산|소진|선착순|마감\s*시|완료\s*시|长期|常年|rolling|ongoing|always|open.ended", re.IGNORECASE
)
_START = re.compile(r"\D{0,6}?(?=\d)")


@dataclass(frozen=True)
class Moment:
    """A point in time as written: `has_time` is False for a bare date or a midnight that stands for one."""

    at: datetime
    has_time: bool

    def as_closing(self) -> datetime:
        """The last instant at which one may still apply: a bare date counts to the end of its day."""
        return self.at if self.has_time else self.at.replace(hour=23, minute=59, second=59, microsecond=999_999)


@dataclass(frozen=True)
class Window:
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    note: str = ""
    rolling: bool = False


def read_moment(value: object, *, column: str, zone: ZoneInfo = SEOUL) -> Moment | None:
    """A date or date with time, None for an empty cell.

    Reads 20261130, 202611301500, 2026-11-30 15:00:00, 2026.11.30., 2026년 11월 30일 오후 3시, 2026年11月30日, ISO with
    offset, 24:00, and date or datetime objects of a spreadsheet. Raises RowRefused (`bad_date`, `date_out_of_range`).
    """
    match value:
        case None:
            return None
        case datetime():
            moment = Moment(value if value.tzinfo else value.replace(tzinfo=zone), value.time() != time.min)
        case date():
            moment = Moment(datetime.combine(value, time.min, zone), has_time=False)
        case _:
            text = one_line(str(value))
            if not text or set(text) <= {"-", " ", "."}:
                return None
            found = _MOMENT.fullmatch(text) if len(text) <= _LONGEST else None
            read = _moment(found, zone) if found else None
            if read is None:
                raise RowRefused(column, value, "bad_date")
            moment = read
    if moment.at.year not in _YEARS:
        raise RowRefused(column, value, "date_out_of_range")
    return moment


def _moment(found: re.Match[str], zone: ZoneInfo) -> Moment | None:
    month_day = found["md"] or f"{int(found['m']):02}{int(found['d']):02}"
    hour, minute, second = _clock(found)
    if hour > 24 or minute > 59 or second > 59 or (hour == 24 and (minute or second)):
        return None
    try:
        day = datetime(int(found["y"]), int(month_day[:2]), int(month_day[2:]), tzinfo=zone)
        if found["zone"]:
            day = datetime.fromisoformat(f"{day:%Y-%m-%d}T00:00:00{found['zone'].replace('z', 'Z')}")
    except ValueError:
        return None
    if hour == 24:  # the end of the day, never the start of the next
        return Moment(day, has_time=False)
    return Moment(day + timedelta(hours=hour, minutes=minute, seconds=second), bool(hour or minute or second))


def _clock(found: re.Match[str]) -> tuple[int, int, int]:
    tight = found["tight"] or found["tight2"]
    if tight:
        return int(tight[:2]), int(tight[2:4]), int(tight[4:] or 0)
    hour = int(found["h"] or 0)
    match (found["ap"] or "").casefold():
        case "오후" | "下午" | "pm" if hour < 12:
            hour += 12
        case "오전" | "上午" | "am" if hour == 12:
            hour = 0
    return hour, int(found["min"] or 0), int(found["s"] or 0)


def make_window(opens: Moment | None, closes: Moment | None, *, column: str, note: str = "") -> Window:
    """Both ends together. Raises RowRefused (`closes_before_opens`)."""
    closes_at = closes.as_closing() if closes else None
    rolling = closes_at is None and bool(_ROLLING.search(note))
    return in_order(Window(opens.at if opens else None, closes_at, note, rolling), column=column)


def in_order(window: Window, *, column: str) -> Window:
    """The window as it is. Raises RowRefused (`closes_before_opens`)."""
    opens, closes = window.opens_at, window.closes_at
    if opens and closes and closes < opens:
        first, last = f"{opens:%Y-%m-%d %H:%M}", f"{closes:%Y-%m-%d %H:%M}"
        raise RowRefused(column, f"{first} ~ {last}", "closes_before_opens", opens=first, closes=last)
    return window


def read_window(text: str, *, column: str, zone: ZoneInfo = SEOUL) -> Window:
    """A window written in one cell: "2026-11-02 ~ 2026-11-27", an open end, or the notice's own words.

    Words (예산 소진시까지, 추후 공지) are kept as `note`. A date that cannot be raises RowRefused, for it
    must not pass as words.
    """
    text = one_line(text)
    ends = _TILDE.split(text)
    if len(ends) > 2:
        ends = [text]
    moments, loose = [], False
    for end in ends:
        moment, rest = _leading_moment(end, column=column, zone=zone)
        moments.append(moment)
        loose = loose or bool(rest)
    if not any(moments):
        return Window(note=text, rolling=bool(_ROLLING.search(text)))
    opens, closes = moments if len(moments) == 2 else (None, moments[0])
    return make_window(opens, closes, column=column, note=text if loose else "")


def _leading_moment(text: str, *, column: str, zone: ZoneInfo) -> tuple[Moment | None, str]:
    """The date a text starts with, and the words left over."""
    found = _MOMENT.match(text[:_LONGEST])
    if not found:
        return None, text
    rest = text[found.end() :].strip()
    if rest[:1].isdigit():
        raise RowRefused(column, text, "bad_date")
    return read_moment(found[0].strip(), column=column, zone=zone), rest
