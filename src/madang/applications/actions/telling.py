"""What the worker does for those who write: mail about what was handed in, and forgetting where somebody was writing."""

from datetime import timedelta

from django.db import transaction

from madang.applications import notices
from madang.applications.models import Presence, Submission
from madang.core import clock
from madang.core.jobs import after_commit, job
from madang.people.models import Person
from madang.startups.models import Membership


def tell(submission: Submission) -> None:
    """Queue the receipt for every member of the startup, in the caller's transaction."""
    team = Membership.objects.filter(startup=submission.application.startup_id, person__is_active=True)
    for person in team.order_by("pk").values_list("person_id", flat=True):
        after_commit(send_receipt, submission=submission.pk, person=person)


@job("applications.send_receipt")
def send_receipt(*, submission: int, person: int) -> None:
    """Send one receipt. Sent twice (a worker died after the server said yes) it has the same Message-ID: shown once."""
    with transaction.atomic():
        found = (
            Submission.objects.select_related("application__call__institution", "application__startup", "submitted_by")
            .filter(pk=submission)
            .first()
        )
        reader = Person.objects.filter(pk=person, is_active=True).first()
        stays = found and Membership.objects.filter(startup=found.application.startup_id, person=person).exists()
    if found and reader and stays:
        notices.receipt(found, reader).send()


@job("applications.sweep_presence", every="*/10 * * * *")
def sweep_presence() -> None:
    """Where somebody was writing is forgotten: rows older than a minute mean nothing."""
    Presence.objects.filter(seen_at__lt=clock.now() - timedelta(minutes=1)).delete()
