"""What must be true of programmes, calls and what search holds of them."""

from datetime import timedelta
from typing import Any

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Now

from madang.core.invariants import invariant

from .models import Call, CallPartner, ImportRun, SourceRecord


@invariant("A call is run by the institution of its programme.")
def calls_are_at_their_programmes_desk() -> QuerySet[Any]:
    return Call.objects.exclude(institution=F("programme__institution"))


@invariant("A call has a title in some language.")
def calls_have_a_title() -> str:
    return """SELECT id FROM programmes_call
              WHERE coalesce(title->>'ko', '') || coalesce(title->>'zh', '') || coalesce(title->>'en', '') = ''"""


@invariant("A call that was to be published an hour ago has been.")
def scheduled_calls_are_published() -> QuerySet[Any]:
    return Call.objects.filter(status=Call.Status.SCHEDULED, publish_at__lt=Now() - timedelta(hours=1))


@invariant("No call was published in a time to come.")
def nothing_is_published_in_advance() -> QuerySet[Any]:
    return Call.objects.filter(published_at__gt=Now() + timedelta(hours=1))


@invariant("No institution is a partner of its own call.")
def partners_are_others() -> QuerySet[Any]:
    return CallPartner.objects.filter(institution=F("call__institution"))


@invariant("Conditions that somebody confirmed have a time of it.")
def confirmed_rules_say_when() -> QuerySet[Any]:
    return Call.objects.filter(rule_checked_by__isnull=False, rule_checked_at__isnull=True)


@invariant("What search shows is published, and its institution listed.")
def search_shows_what_is_public() -> str:
    return """SELECT c.id FROM programmes_callindex x JOIN programmes_call c ON c.id = x.call_id
              JOIN institutions_institution i ON i.id = c.institution_id
              WHERE x.is_public AND NOT (c.status IN ('published', 'closed', 'decided') AND i.is_listed)
                AND greatest(c.updated_at, i.updated_at) < now() - interval '1 hour'"""


@invariant("An import counts no more rows than it read.")
def imports_count_what_they_read() -> QuerySet[Any]:
    counted = F("made") + F("changed") + F("same") + F("refused")
    return ImportRun.objects.filter(finished_at__isnull=False).filter(Q(total__lt=counted) | Q(total__lt=F("done")))


@invariant("A record doubles one that is itself no double.")
def doubles_point_at_the_first() -> QuerySet[Any]:
    return SourceRecord.objects.filter(duplicate_of__duplicate_of__isnull=False)
