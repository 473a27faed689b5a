"""Mail to a startup's team about what staff did with its application, to each in their own language."""

from collections.abc import Sequence

from django.db import transaction

from madang.applications import notices
from madang.applications.models import Application
from madang.core.jobs import after_commit, job
from madang.people.models import Person
from madang.startups.models import Membership


def tell_team(note: str, application: Application, *, ref: int, questions: Sequence[str] = ()) -> None:
    """Queue a note to every member of the startup, in the caller's transaction.

    `note`: a template of `applications/email/`. `ref`: the row it is about (a correction, an extension, the form version
    that was left); `questions`: ids of the questions it names.
    """
    team = Membership.objects.filter(startup=application.startup_id, person__is_active=True).order_by("pk")
    for person in team.values_list("person_id", flat=True):
        after_commit(
            send_note, note=note, application=application.pk, person=person, ref=ref, questions=list(questions)
        )


@job("applications.send_note")
def send_note(*, note: str, application: int, person: int, ref: int, questions: list[str]) -> None:
    """Send one note. Sent twice (a worker died after the server said yes) it has the same Message-ID: shown once."""
    with transaction.atomic():
        rows = Application.objects.for_work().prefetch_related("call__extensions", "corrections")
        found = rows.filter(pk=application).first()
        reader = Person.objects.filter(pk=person, is_active=True).first()
        stays = found and Membership.objects.filter(startup=found.startup_id, person=person).exists()
        message = (
            notices.note(note, found, reader, ref=ref, questions=questions) if found and reader and stays else None
        )
    if message is not None:
        message.send()
