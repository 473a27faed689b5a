"""Mail about saved searches and closing dates: planned with its ledger in one transaction, sent by a job that may run twice.

What a letter tells is written to the ledger (`Told`) in the transaction that makes the letter and queues its sending. The
ledger's unique constraint is the backstop: a second plan for the same finding cannot commit.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import structlog
from django.db import transaction
from django.db.models import Q

from madang.core import clock
from madang.core.jobs import enqueue, job
from madang.matching.models import Finding, Letter, SavedSearch, Told, choices_of
from madang.matching.notices import digests as notices
from madang.matching.policy.saved import can_mail
from madang.matching.queries import reminders
from madang.matching.queries.reminders import Due
from madang.matching.queries.saved import asked, matching
from madang.people.models import Consent, Person
from madang.programmes.models import SavedCall

log = structlog.get_logger("madang.matching")

# No morning mail goes out in the evening, though the worker stood still all day.
LAST_HOUR: Final = 21
# Two mails "at once" about one search are at least this far apart: an import of 500 calls is one mail, not 500.
BREATH: Final = timedelta(minutes=10)
# A letter whose job was lost or gave up is queued again after this, and given up after two days.
STUCK: Final = timedelta(minutes=30)
GIVEN_UP: Final = timedelta(days=2)
MONDAY: Final = 0


@job("matching.plan_letters", every="*/10 * * * *")
def plan_letters() -> None:
    """Every ten minutes: the morning mail of everyone whose morning it is, and letters that got stuck."""
    now = clock.now()
    for person in due_people(now):
        try:
            plan_morning(person, now=now)
        except Exception as error:
            log.warning("matching.morning_mail_not_planned", person=person.pk, error=type(error).__name__)
    waiting = Letter.objects.filter(sent_at__isnull=True, dropped_at__isnull=True)
    for pk in waiting.filter(made_at__lt=now - STUCK, made_at__gt=now - GIVEN_UP).values_list("pk", flat=True):
        enqueue(send_letter, letter=pk, lock=f"matching.letter:{pk}", dedupe=f"matching.letter:{pk}")


def due_people(now: datetime) -> list[Person]:
    """People who may have a morning mail coming: they agreed, and something of theirs is new or closes soon. One query."""
    agreed = Consent.objects.standing().filter(purpose=Consent.Purpose.DIGEST).values("person")
    searches = SavedSearch.objects.mailed().filter(pace__in=["daily", "weekly"])
    new = Finding.objects.untold().filter(search__in=searches).values("search__person")
    kept = SavedCall.objects.filter(call__closes_at__gt=now, call__closes_at__lte=now + timedelta(days=16))
    people = Person.objects.filter(is_active=True, pk__in=agreed)
    return list(people.filter(Q(pk__in=new) | Q(memberships__startup__in=kept.values("startup"))).distinct())


@transaction.atomic
def plan_morning(person: Person, *, now: datetime) -> Letter | None:
    """Plan a person's mail of this morning, if it is theirs and there is something to tell. Locks the person's row."""
    person = Person.objects.select_for_update().get(pk=person.pk)
    choices = choices_of(person)
    local = now.astimezone(ZoneInfo(choices.zone))
    if not choices.hour <= local.hour <= LAST_HOUR or not can_mail(person):
        return None
    if Letter.objects.filter(person=person, day=local.date(), kind=Letter.Kind.DIGEST).exists():
        return None
    paces = ["daily", "weekly"] if local.weekday() == MONDAY else ["daily"]
    searches = SavedSearch.objects.mailed().filter(person=person, pace__in=paces)
    news = [finding for search in searches.order_by("pk") for finding in untold(search, now=now)]
    due = (
        _not_yet_told(person, reminders.due(person, now=now, zone=choices.zone, days=choices.days))
        if (choices.reminds)
        else []
    )
    return _write(person, Letter.Kind.DIGEST, local.date(), news, due, now)


def untold(search: SavedSearch, *, now: datetime) -> list[Finding]:
    """What is new in a search, not in any mail yet, and still in it: what was taken back since is not told."""
    found = list(
        Finding.objects.untold().filter(search=search).select_related("search").order_by("found_at", "call_id")
    )
    if not found:
        return []
    here = matching(asked(search.address), now=now).filter(pk__in=[one.call_id for one in found])
    still = set(here.order_by().values_list("pk", flat=True))
    return [one for one in found if one.call_id in still]


def _not_yet_told(person: Person, due: Sequence[Due]) -> list[Due]:
    told = Told.objects.filter(person=person, search__isnull=True, call__in=[one.call_id for one in due])
    keys = set(told.values_list("call_id", "kind", "closes_on"))
    return [one for one in due if (one.call_id, one.kind, one.closes_on) not in keys]


def plan_at_once_all(*, now: datetime) -> None:
    """Plan the mail of every search that is told of at once. Each in its own transaction."""
    searches = SavedSearch.objects.mailed().filter(pace=SavedSearch.Pace.AT_ONCE)
    with_news = searches.filter(pk__in=Finding.objects.untold().values("search"))
    for search in with_news.select_related("person").order_by("pk"):
        try:
            plan_at_once(search, now=now)
        except Exception as error:
            log.warning("matching.mail_at_once_not_planned", search=search.pk, error=type(error).__name__)


@transaction.atomic
def plan_at_once(search: SavedSearch, *, now: datetime) -> Letter | None:
    """Plan a mail about one search, unless the person had one minutes ago; then it waits for the next look-out."""
    person = Person.objects.select_for_update().get(pk=search.person_id)
    if not can_mail(person):
        return None
    at_once = Letter.objects.filter(person=person, kind=Letter.Kind.AT_ONCE, told__search=search)
    if at_once.filter(made_at__gt=now - BREATH).exists():
        return None
    day = now.astimezone(ZoneInfo(choices_of(person).zone)).date()
    return _write(person, Letter.Kind.AT_ONCE, day, untold(search, now=now), [], now)


def _write(
    person: Person, kind: str, day: date, news: Sequence[Finding], due: Sequence[Due], now: datetime
) -> Letter | None:
    """The letter, its lines in the ledger and the job that sends it: all in the caller's transaction, or none."""
    if not news and not due:
        return None
    tongues = {finding.search.language for finding in news} | ({person.language} if due else set())
    letter = Letter.objects.create(
        person=person,
        kind=kind,
        day=day,
        language=tongues.pop() if len(tongues) == 1 else person.language,
        made_at=now,
    )
    lines = [
        Told(person=person, search=one.search, call_id=one.call_id, kind="new", letter=letter, at=now) for one in news
    ]
    lines += [
        Told(person=person, call_id=one.call_id, kind=one.kind, closes_on=one.closes_on, letter=letter, at=now)
        for one in due
    ]
    Told.objects.bulk_create(lines)
    enqueue(send_letter, letter=letter.pk, lock=f"matching.letter:{letter.pk}")
    return letter


@job("matching.send_letter")
def send_letter(*, letter: int) -> None:
    """Hand a letter to the mail server and note it, under the letter's lock: a second job waits, then finds it sent.

    A worker that dies before the server said yes leaves the letter waiting, and it is sent by the next try. One that dies
    between the server's yes and our note (one commit, milliseconds) leads to a second hand-over of the same message with the
    same Message-ID, which mail systems show once. No order of the two steps could do better without losing letters.
    """
    with transaction.atomic():
        found = Letter.objects.select_for_update(of=("self",)).select_related("person").filter(pk=letter).first()
        if found is None or found.sent_at or found.dropped_at:
            return
        now = clock.now()
        message = notices.compose(found, choices_of(found.person), now=now) if can_mail(found.person) else None
        if message is None:
            found.dropped_at = now
        else:
            message.send()
            found.sent_at = now
        found.save(update_fields=["sent_at", "dropped_at"])
