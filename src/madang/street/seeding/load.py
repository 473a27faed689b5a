"""The whole sample in one go."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from django.db import connection, transaction

from madang.core.jobs import enqueue
from madang.journey.models import Entry
from madang.matching.actions.profiles import index_changed
from madang.people.models import Person
from madang.programmes.actions.indexing import index, index_waiting, rebuild_vocabulary
from madang.programmes.models import Call, SavedCall
from madang.startups.models import Startup
from madang.street.sample.records import Street

from .institutions import load_institutions
from .keeping import load_keeping
from .people import load_people
from .programmes import load_programmes
from .searches import load_searches
from .selecting import World, load_selections
from .startups import load_startups

Depth = Literal["titles", "full", "later"]


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
def load(
    street: Street,
    *,
    now: datetime,
    depth: Depth = "titles",
    say: Callable[[str], None] = lambda _step: None,
) -> Loaded:
    """Store the sample and make it searchable. Raises `NotEmpty` when anything is there already.

    `depth` says what is indexed here: "titles" with names and summaries; "full" the 9 million characters of full text
    too, which takes half a minute; "later" nothing. The worker does the rest as soon as it runs.
    """
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
    entries = _journey(street, people, startups, calls)
    load_searches(people, now=now)
    load_keeping(people, now=now)
    say("selections")
    load_selections(World(street, people, institutions, startups, calls, now))
    with connection.cursor() as cursor:
        # The planner guesses badly about tables it has never counted, and the first pages would show it.
        cursor.execute("ANALYZE")
    say("search index")
    if depth != "later":
        found = Call.objects.for_index()
        index(
            (found if depth == "full" else found.defer("body")).iterator(chunk_size=500), now=now, body=depth == "full"
        )
        rebuild_vocabulary(now=now)
        index_changed()
    if depth != "full":
        enqueue(index_waiting, dedupe="programmes.index_waiting")
    return Loaded(len(people), len(institutions), len(startups), len(calls), entries)


def _journey(street: Street, people: dict[str, Person], startups: dict[str, Startup], calls: dict[str, Call]) -> int:
    rows = [
        Entry(
            startup=startups[line.startup],
            # What was done with a call passes through its institution's door.
            institution_id=calls[line.payload["call"]].institution_id if "call" in line.payload else None,
            kind=line.kind,
            payload=_with_ids(dict(line.payload), calls),
            actor=people[line.by.lower()] if line.by else None,
            capacity="member" if line.by else "system",
            at=line.at,
        )
        for line in street.journey
    ]
    Entry.objects.bulk_create(rows, batch_size=2000)
    saved = {
        (line.startup, line.payload["call"]): line for line in street.journey if line.kind == "programmes.call_saved"
    }
    SavedCall.objects.bulk_create(
        [SavedCall(call=calls[key], startup=startups[slug], saved_at=line.at) for (slug, key), line in saved.items()]
    )
    return len(rows)


def _with_ids(payload: dict[str, Any], calls: dict[str, Call]) -> dict[str, Any]:
    """The sample names a call by its key; the journey keeps its id."""
    return payload | {"call": calls[payload["call"]].pk} if "call" in payload else payload
