"""Letters on their way: kept with one line for each of the team, sent by a job that may run twice."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

import structlog
from django.db import transaction

from madang.core import clock
from madang.core.jobs import enqueue, job
from madang.reviews.models import Delivery, Letter, Outcome, Selection
from madang.reviews.notices.letters import Telling, mail, written
from madang.reviews.outbox import letter_of
from madang.startups.models import Membership

log = structlog.get_logger("madang.reviews")
# A letter that could not be handed over for so long is left to the office.
GIVEN_UP: Final = timedelta(days=3)


def post(letters: Sequence[Letter]) -> list[Letter]:
    """Keep letters with a line for each member of the team, and queue their sending: in the caller's transaction."""
    made = Letter.objects.bulk_create(letters)
    team: dict[int, list[int]] = {}
    startups = [one.outcome.case.application.startup_id for one in made]
    rows = Membership.objects.filter(startup__in=startups, person__is_active=True).order_by("pk")
    for startup, person in rows.values_list("startup_id", "person_id"):
        team.setdefault(startup, []).append(person)
    Delivery.objects.bulk_create(
        [
            Delivery(letter=letter, person_id=person)
            for letter in made
            for person in team.get(letter.outcome.case.application.startup_id, ())
        ]
    )
    if made:
        enqueue(send_letters, dedupe="reviews.send_letters")
    return made


def tell(outcome: Outcome, kind: str, telling: Telling, selection: Selection, *, now: datetime) -> Letter:
    """One letter by itself, told at once. `outcome` comes with its case, application and startup."""
    return post([letter_of(outcome, kind, written(telling, selection), now=now)])[0]


@job("reviews.send_letters", every="*/5 * * * *")
def send_letters() -> None:
    """Hand over what waits. Run twice at one time, each letter goes once: a line that another holds is passed over."""
    waiting = Delivery.objects.filter(sent_at__isnull=True, dropped_at__isnull=True)
    recent = waiting.filter(letter__released_at__gt=clock.now() - GIVEN_UP)
    for pk in list(recent.order_by("pk").values_list("pk", flat=True)):
        try:
            _send(pk)
        except OSError as error:  # the mail server is away: the next run tries again
            log.warning("reviews.letter_not_sent", delivery=pk, error=type(error).__name__)


@transaction.atomic
def _send(pk: int) -> None:
    """One letter to one person, under the lock of its line.

    A worker that dies before the server said yes leaves the line waiting. One that dies between the yes and our note leads
    to a second hand-over with the same Message-ID, which mail systems show once.
    """
    own = (
        Delivery.objects.select_for_update(of=("self",), skip_locked=True)
        .filter(pk=pk, sent_at__isnull=True, dropped_at__isnull=True)
        .select_related("person", "letter__outcome__case__application__startup")
        .select_related("letter__outcome__selection__call__institution")
        .first()
    )
    if own is None:
        return
    startup = own.letter.outcome.case.application.startup_id
    now = clock.now()
    stays = own.person.is_active and Membership.objects.filter(startup=startup, person=own.person).exists()
    if stays:
        mail(own.letter, own.person).send()
        own.sent_at = now
    else:
        own.dropped_at = now
    own.save(update_fields=["sent_at", "dropped_at"])
    copies = Delivery.objects.filter(letter=own.letter)
    waits = copies.filter(sent_at__isnull=True, dropped_at__isnull=True).exists()
    if not waits and copies.filter(sent_at__isnull=False).exists():
        Letter.objects.filter(pk=own.letter_id, mailed_at__isnull=True).update(mailed_at=now)
