"""What applications hold about a person, and what erasing removes.

What was handed in stays: a funder must be able to show what it decided on. Erasing empties the person's own row, so no
name is left on it.
"""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from madang.people.holdings import Holding, register, register_eraser
from madang.people.models import Person

from .models import Application, AttachedFile, Entry, Presence, SignOff, Submission


def _held(person: Person) -> list[Holding]:
    begun = Application.objects.filter(started_by=person).select_related("call", "startup").order_by("started_at", "pk")
    sent = Submission.objects.filter(submitted_by=person).select_related("application__call", "application__startup")
    signed = SignOff.objects.filter(person=person).select_related("application__call", "application__startup")
    return [
        Holding(
            key="applications",
            title=_("Applications you began"),
            columns=(("call", _("Call")), ("startup", _("Startup")), ("number", _("Number")), ("begun", _("Begun"))),
            rows=tuple((one.call.title, one.startup.name, one.number, one.started_at) for one in begun),
        ),
        Holding(
            key="submissions",
            title=_("Applications you handed in"),
            columns=(
                ("call", _("Call")),
                ("startup", _("Startup")),
                ("number", _("Number")),
                ("sent", _("Handed in")),
            ),
            rows=tuple(
                (one.application.call.title, one.application.startup.name, one.application.number, one.submitted_at)
                for one in sent.order_by("submitted_at", "pk")
            ),
        ),
        Holding(
            key="sign_offs",
            title=_("Applications you stood by"),
            columns=(("call", _("Call")), ("startup", _("Startup")), ("signed", _("Signed off"))),
            rows=tuple(
                (one.application.call.title, one.application.startup.name, one.signed_at)
                for one in signed.order_by("signed_at", "pk")
            ),
        ),
        _written(person),
    ]


def _written(person: Person) -> Holding:
    """The answers themselves belong to the startup; what is the person's is that they wrote them."""
    wrote = Entry.objects.filter(edited_by=person).select_related("application__call").order_by("edited_at", "pk")
    put = AttachedFile.objects.filter(attached_by=person).select_related("application__call").order_by("attached_at")
    rows = [(one.application.call.title, one.question, one.edited_at) for one in wrote]
    rows += [(one.application.call.title, one.name, one.attached_at) for one in put]
    return Holding(
        key="application_answers",
        title=_("Answers and files of applications you saved last"),
        columns=(("call", _("Call")), ("what", _("Question or file")), ("at", _("Time"))),
        rows=tuple(rows),
    )


def _erase(person: Person, now: datetime) -> None:
    """Where someone is writing is of no use without the person."""
    Presence.objects.filter(person=person).delete()


register("applications", _held)
register_eraser("applications", _erase)
