"""What must be true of the thread."""

from typing import Any

from django.db.models import F, QuerySet

from madang.core.invariants import invariant

from .log import KINDS
from .models import Entry


@invariant("Every line of the journey is of a kind the house knows.")
def kinds_are_known() -> QuerySet[Any]:
    return Entry.objects.exclude(kind__in=sorted(KINDS))


@invariant("No line of the journey tells of something later than it was recorded.")
def nothing_is_told_in_advance() -> QuerySet[Any]:
    return Entry.objects.filter(at__gt=F("recorded_at"))


@invariant("A line written in a capacity names who held it.")
def capacities_have_people() -> QuerySet[Any]:
    return Entry.objects.exclude(capacity="system").filter(actor__isnull=True)


@invariant("What a line of the journey holds is a set of named values.")
def payloads_are_named_values() -> str:
    return "SELECT id FROM journey_entry WHERE jsonb_typeof(payload) <> 'object'"
