"""Dates and times as each language writes them. A time is never shown without the name of its zone, and never as "CST"."""

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from babel.dates import format_date, get_timezone_gmt
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .figures import LOCALES
from .text import reader_language

SEOUL: Final = "Asia/Seoul"
SHANGHAI: Final = "Asia/Shanghai"

_DAYS: Final = {
    "ko": {"full": "y. M. d. (E)", "year": "y. M. d.", "plain": "M. d. (E)", "short": "M. d."},
    "zh": {"full": "y年M月d日 E", "year": "y年M月d日", "plain": "M月d日 E", "short": "M月d日"},
    "en": {"full": "E d MMM y", "year": "d MMM y", "plain": "E d MMM", "short": "d MMM"},
}
_BETWEEN: Final = {"ko": " ", "zh": " ", "en": ", "}


def zone_name(zone: str, at: datetime, lang: str | None = None) -> str:
    """What a reader calls a zone: KST, Beijing time; any other by its distance from Greenwich (GMT+09:00)."""
    lang = lang or reader_language()
    match zone:
        case "Asia/Seoul":
            return "韩国时间" if lang == "zh" else "KST"
        case "Asia/Shanghai" | "Asia/Beijing" | "PRC":
            return {"ko": "베이징 시각", "zh": "北京时间", "en": "Beijing time"}[lang]
        case _:
            return str(get_timezone_gmt(at.astimezone(ZoneInfo(zone)), width="long", locale=LOCALES[lang]))


def day(value: date, *, form: str = "year", lang: str | None = None) -> str:
    """A date. `form`: "full" (year and weekday), "year", "plain" (weekday, no year), "short" (neither)."""
    return _day(value.timetuple()[:3], form, lang or reader_language())


@lru_cache(maxsize=4_000)
def _day(value: tuple[int, ...], form: str, lang: str) -> str:
    """Remembered: babel takes 0.1 ms for a date, and a list is full of the same ones."""
    return str(format_date(date(*value), _DAYS[lang][form], locale=LOCALES[lang]))


def day_of(moment: datetime, zone: str = SEOUL) -> date:
    """The day a moment falls on in a zone: at 00:30 in Seoul it is still yesterday in UTC."""
    return moment.astimezone(ZoneInfo(zone)).date()


def clock(moment: datetime, zone: str = SEOUL) -> str:
    """The time of day in a zone, 24 hours: 15:00. A mention of the zone belongs beside it."""
    return moment.astimezone(ZoneInfo(zone)).strftime("%H:%M")


def moment(
    value: datetime, zone: str = SEOUL, *, now: datetime | None = None, lang: str | None = None, named: bool = True
) -> str:
    """A moment in its zone: 11. 23. (월) 15:00 KST. The year stands when it is not the year of `now`."""
    lang = lang or reader_language()
    local = value.astimezone(ZoneInfo(zone))
    this_year = (now or timezone.now()).astimezone(ZoneInfo(zone)).year
    form = "plain" if local.year == this_year else "full"
    words = day(local.date(), form=form, lang=lang) + _BETWEEN[lang]
    words += f"{local:%H:%M}"
    return f"{words} {zone_name(zone, value, lang)}" if named else words


def days_between(now: datetime, then: datetime, zone: str = SEOUL) -> int:
    """Calendar days from now to then, counted by midnights of the zone; negative when it is past."""
    return (day_of(then, zone) - day_of(now, zone)).days


def is_urgent(then: datetime, *, now: datetime, zone: str = SEOUL) -> bool:
    """What cannot wait: it ends today or tomorrow, and has not ended."""
    return then > now and days_between(now, then, zone) <= 1


def left(then: datetime, *, now: datetime, zone: str = SEOUL) -> str:
    """How long there is, in words: minutes and hours on the day itself, then days. Past: "Closed"."""
    if then <= now:
        return _("Closed")
    days = days_between(now, then, zone)
    rest = then - now
    if days == 0 or rest < timedelta(hours=6):
        hours, minutes = divmod(int(rest.total_seconds()) // 60, 60)
        if hours and minutes:
            return _("%(hours)s h %(minutes)s min left") % {"hours": hours, "minutes": minutes}
        if hours:
            return ngettext("%(hours)s hour left", "%(hours)s hours left", hours) % {"hours": hours}
        return ngettext("%(minutes)s minute left", "%(minutes)s minutes left", minutes) % {"minutes": max(minutes, 1)}
    if days == 1:
        return _("Tomorrow")
    return ngettext("%(days)s day left", "%(days)s days left", days) % {"days": days}


def d_day(then: datetime, *, now: datetime, zone: str = SEOUL) -> str:
    """The count of days as Korean notices write it: D-3, D-day; empty once it is past."""
    days = days_between(now, then, zone)
    if then <= now:
        return ""
    return "D-day" if days == 0 else f"D-{days}"


def machine(value: datetime | date) -> str:
    """For a `datetime` attribute: ISO 8601, in UTC when it has a time."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    return value.isoformat()
