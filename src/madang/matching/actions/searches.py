"""Counting searches without people: a raw ask for a day at most, under a key that is thrown away with it, then only numbers.

A text is shown only once `ENOUGH` different askers typed it (on one day or over several); before that it is kept as a keyed
hash with a number. What looks like an address, a telephone or another long number is never kept, not even for a day.
"""

import re
import secrets
import threading
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import blake2b
from typing import Final

from django.conf import settings
from django.db import connection

from madang.core.moments import day_of
from madang.core.text import reader_language
from madang.engines.retrieval.tokens import detect, fold
from madang.matching.models import Ask, DaySalt
from madang.programmes.asked import Asked

TEXT_LENGTH: Final = 120
# "@", a web address, or six digits and more with whatever stands between the digits of a number.
_OF_SOMEONE: Final = re.compile(r"@|://|www\.|(?:\d[\s().,/+-]{0,3}){6,}")

_lock = threading.Lock()
_held: tuple[date, bytes] | None = None


@dataclass(frozen=True, slots=True)
class Asker:
    """What one request tells apart from another within a day; kept nowhere."""

    address: str
    browser: str


def plain_words(text: str) -> tuple[str, bool]:
    """A text as it is counted: folded, one space between words, cut; and whether it was withheld for what it looks like."""
    words = " ".join(fold(text).split())[:TEXT_LENGTH]
    # Folding takes some signs away, an "@" among them: look at the text before it, too.
    shown = unicodedata.normalize("NFKC", text).casefold()
    return ("", True) if _OF_SOMEONE.search(shown) or _OF_SOMEONE.search(words) else (words, False)


def record(asked: Asked, *, asker: Asker, now: datetime) -> None:
    """Keep one search until tonight: one small insert that need not survive a power cut."""
    words, withheld = plain_words(asked.search.text)
    filters = [f"{name}:{code}" for name, codes in sorted(asked.search.chosen.items()) for code in codes]
    filters += [f"when:{asked.search.when}"] if asked.search.when != "open" else []
    filters += ["institution"] if asked.search.institution else []
    _keep(
        Ask(
            at=now,
            mark=_mark(asker, now),
            place=asked.place,
            page_language=reader_language(),
            text=words,
            text_language=detect(words) if words else "",
            withheld=withheld,
            filters=[name[:40] for name in filters],
            found=asked.found,
        )
    )


def record_opened(rank: int, *, asker: Asker, now: datetime) -> None:
    """Keep that a call was opened from this place of a list of results."""
    _keep(Ask(at=now, mark=_mark(asker, now), place="call", page_language=reader_language(), rank=rank))


# One statement, one round trip. A count is not worth waiting for the disk.
_KEEP: Final = """
    WITH quick AS (SELECT set_config('synchronous_commit', 'off', true))
    INSERT INTO matching_ask ({}) SELECT {} FROM quick
"""


def _keep(ask: Ask) -> None:
    fields = [field for field in Ask._meta.concrete_fields if not field.primary_key]
    names, values = ", ".join(str(field.column) for field in fields), ", ".join(["%s"] * len(fields))
    with connection.cursor() as cursor:
        held = [field.get_db_prep_save(getattr(ask, field.attname), connection) for field in fields]
        cursor.execute(_KEEP.format(names, values), held)


def _mark(asker: Asker, now: datetime) -> str:
    words = f"{asker.address}\n{asker.browser}".encode()
    return blake2b(words, key=_salt(day_of(now)), digest_size=8).hexdigest()


def _salt(day: date) -> bytes:
    """The day's random key: made once by whoever asks first, shared by all processes, asked once a day by each."""
    global _held
    with _lock:
        if _held is None or _held[0] != day:
            DaySalt.objects.bulk_create([DaySalt(day=day, salt=secrets.token_bytes(32))], ignore_conflicts=True)
            _held = (day, bytes(DaySalt.objects.get(day=day).salt))
        return _held[1]


def forget() -> None:
    """Ask for the day's key again (for tests, whose database goes back after each)."""
    global _held
    with _lock:
        _held = None


def mac(words: str) -> str:
    """A keyed hash of a text: tells whether it is the same text as before, and to nobody without the key which."""
    return blake2b(
        words.encode(), key=settings.SECRET_KEY.encode()[:64], digest_size=16, person=b"madang.rare"
    ).hexdigest()
