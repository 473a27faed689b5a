"""What must be true of saved searches, mail and what was told."""

from typing import Any

from django.db.models import F, Q, QuerySet

from madang.core.invariants import invariant

from .models import Finding, Letter, Told


@invariant("Who is told of a search's find is the person of the search.")
def finds_are_told_to_their_person() -> QuerySet[Any]:
    return Told.objects.filter(~Q(search__person=F("person")), search__isnull=False)


@invariant("A letter tells only its own reader.")
def letters_tell_their_reader() -> QuerySet[Any]:
    return Told.objects.filter(~Q(letter__person=F("person")), letter__isnull=False)


@invariant("A saved search speaks for a startup that its person works on.")
def searches_speak_for_ones_own_startup() -> str:
    return """SELECT s.id FROM matching_savedsearch s WHERE s.startup_id IS NOT NULL AND NOT EXISTS (
                SELECT 1 FROM startups_membership m WHERE m.startup_id = s.startup_id AND m.person_id = s.person_id)"""


@invariant("No erased person has searches saved or letters waiting.")
def nothing_waits_for_the_erased() -> str:
    return """SELECT p.id FROM people_person p WHERE p.erased_at IS NOT NULL AND (
                EXISTS (SELECT 1 FROM matching_savedsearch s WHERE s.person_id = p.id)
                OR EXISTS (SELECT 1 FROM matching_letter l
                           WHERE l.person_id = p.id AND l.sent_at IS NULL AND l.dropped_at IS NULL))"""


@invariant("No saved search has found a call that was never published.")
def finds_were_published() -> QuerySet[Any]:
    return Finding.objects.filter(call__published_at__isnull=True)


@invariant("Every concept read from a profile has its weight.")
def profiles_weigh_every_concept() -> str:
    return "SELECT startup_id FROM matching_profileindex WHERE cardinality(concepts) <> cardinality(weights)"


@invariant("No letter was sent before it was made.")
def letters_are_sent_after_they_were_made() -> QuerySet[Any]:
    return Letter.objects.filter(sent_at__lt=F("made_at"))
