"""The whole sample in one go."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from madang.journey.models import Entry
from madang.people.models import Person
from madang.programmes.actions.indexing import index, rebuild_vocabulary
from madang.programmes.models import Call
from madang.startups.models import Startup
from madang.street.sample.records import Street

from .institutions import load_institutions
from .people import load_people
from .programmes import load_programmes
from .startups import load_startups


@dataclass(frozen=True)
class Loaded:
    """How much there is now."""

    people: int
    institutions: int
    startups: int
    calls: int
    entries: int


class NotEmpty(Exception):  # noqa: N818 -- reads as a sentence where it is raised
    """The street already has institutions or people; the sample is only for an empty one."""


@transaction.atomic
def load(street: Street, *, now: datetime, say: Callable[[str], None] = lambda _step: None) -> Loaded:
    """Store the sample and make it searchable. Raises `NotEmpty` when anything is there already."""
    if Person.objects.exists() or Call.objects.exists():
        raise NotEmpty("The street is not empty. The sample is only loaded into an empty one.")
    say("people")
    people = load_people(street)
    say("institutions")
    institutions = load_institutions(street, people)
    say("startups")
    startups = load_startups(street, people)
    say("calls")
    calls = load_programmes(street, institutions, now=now)
    say("journey")
    entries = _journey(street, people, startups)
    with connection.cursor() as cursor:
        # The planner guesses badly about tables it has never counted, and the first pages would show it.
        cursor.execute("ANALYZE")
    say("search index")
    index(Call.objects.for_index().iterator(chunk_size=200), now=now)
    rebuild_vocabulary(now=now)
    return Loaded(len(people), len(institutions), len(startups), len(calls), entries)


def _journey(street: Street, people: dict[str, Person], startups: dict[str, Startup]) -> int:
    rows = [
        Entry(
            startup=startups[line.startup],
            kind=line.kind,
            payload=dict(line.payload),
            actor=people[line.by.lower()] if line.by else None,
            capacity="member" if line.by else "system",
            at=line.at,
        )
        for line in street.journey
    ]
    Entry.objects.bulk_create(rows, batch_size=2000)
    return len(rows)
