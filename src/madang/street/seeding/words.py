"""From the sample's plain records to the shapes that models keep."""

from datetime import date, datetime
from datetime import time as clock_time
from zoneinfo import ZoneInfo

from madang.core.text import EMPTY, Text
from madang.street.sample.records import Words

SEOUL = ZoneInfo("Asia/Seoul")


def text(words: Words | None) -> Text:
    """The same words as the models keep them."""
    if words is None:
        return EMPTY
    return Text(ko=words.ko, zh=words.zh, en=words.en, source=words.source, machine=frozenset(words.machine))


def midday(day: date) -> datetime:
    """Noon in Seoul of a day for which no time is known."""
    return datetime.combine(day, clock_time(12), SEOUL)
