"""Saved searches for tests, kept through the action so that what they knew at first is known."""

from datetime import datetime, timedelta
from typing import Any

from django.http import QueryDict

from madang.matching.actions import saved, saved_findings
from madang.matching.models import SavedSearch
from madang.people.capacity import AsSelf
from madang.people.models import Consent, Person
from madang.programmes.models import Call, SavedCall
from madang.programmes.queries import catalogue
from madang.startups.models import Startup
from tests.factories.people import make_consent, make_person
from tests.factories.programmes import NOW, make_call

# 07:48 on a Monday in Beijing, 08:48 in Seoul would be NOW plus an hour less; the morning mail of Seoul goes at eight.
MORNING = datetime.fromisoformat("2026-11-24T08:05:00+09:00")
DAY = timedelta(days=1)


def make_reader(email: str = "", **fields: Any) -> Person:
    """Somebody who agreed to mail and confirmed the address."""
    person = make_person(email, **fields)
    make_consent(person, Consent.Purpose.DIGEST, given_at=NOW - DAY)
    return person


def make_search(
    person: Person | None = None,
    address: str = "",
    *,
    startup: Startup | None = None,
    now: datetime = NOW,
    **fields: Any,
) -> SavedSearch:
    """A search of somebody's, saved at `now`."""
    person = person or make_reader()
    values = {"name": "Sample search", "pace": "daily", "language": person.language} | fields
    asked = catalogue.read(QueryDict(address))
    return saved.save(search=asked, startup=startup, by=AsSelf(person), now=now, **values)


def make_news(search: SavedSearch, title: Any = "", *, now: datetime = NOW, **fields: Any) -> Call:
    """A call that is published after the search was saved, and is found in it."""
    values = {"closes_at": now + timedelta(days=30), "opens_at": now - DAY, "published_at": now} | fields
    call = make_call(title, **values)
    saved_findings.find(search, now=now + timedelta(minutes=1))
    return call


def keep_in_view(call: Call, startup: Startup, *, at: datetime = NOW) -> SavedCall:
    return SavedCall.objects.create(call=call, startup=startup, saved_at=at)
