"""What matching holds about a person, what erasing removes, and what follows when the consent to mail is taken back."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from madang.people import consents
from madang.people.holdings import Holding, register, register_eraser
from madang.people.models import Consent, Person

from .models import Dismissal, Letter, MailChoices, SavedSearch, Told


def _held(person: Person) -> list[Holding]:
    searches = SavedSearch.objects.filter(person=person).select_related("startup").order_by("created_at", "pk")
    choices = MailChoices.objects.filter(person=person)
    return [
        Holding(
            key="saved_searches",
            title=_("Saved searches"),
            columns=(
                ("name", _("Name")),
                ("search", _("Address of the search")),
                ("startup", _("Startup")),
                ("pace", _("E-mail about new calls")),
                ("language", _("Language of the e-mail")),
                ("saved", _("Saved")),
                ("looked", _("Last looked at")),
                ("paused", _("Paused")),
            ),
            rows=tuple(
                (
                    one.name,
                    one.address,
                    one.startup.name if one.startup else None,
                    one.get_pace_display(),
                    one.get_language_display(),
                    one.created_at,
                    one.looked_at,
                    one.paused_at,
                )
                for one in searches
            ),
        ),
        Holding(
            key="mail_choices",
            title=_("When mail comes"),
            columns=(
                ("zone", _("Time zone")),
                ("hour", _("Hour")),
                ("reminds", _("Reminders of closing dates")),
                ("days", _("Days before")),
            ),
            rows=tuple((one.zone, one.hour, one.reminds, ", ".join(map(str, one.days))) for one in choices),
        ),
        _letters(person),
        _dismissed(person),
    ]


def _letters(person: Person) -> Holding:
    letters = Letter.objects.filter(person=person).order_by("made_at", "pk")
    return Holding(
        key="letters",
        title=_("Mail about searches and closing dates"),
        columns=(("kind", _("Kind")), ("day", _("Day")), ("sent", _("Sent"))),
        rows=tuple((one.get_kind_display(), one.day, one.sent_at) for one in letters),
    )


def _dismissed(person: Person) -> Holding:
    rows = (
        Dismissal.objects.filter(dismissed_by=person).select_related("call", "startup").order_by("dismissed_at", "pk")
    )
    return Holding(
        key="dismissals",
        title=_("Taken off the suggestions"),
        columns=(
            ("call", _("Call")),
            ("startup", _("Startup")),
            ("reason", _("Reason")),
            ("taken_off", _("Taken off")),
        ),
        rows=tuple((one.call.title, one.startup.name, one.get_reason_display(), one.dismissed_at) for one in rows),
    )


def _erase(person: Person, now: datetime) -> None:
    """Nothing of this is needed without the person."""
    Told.objects.filter(person=person).delete()
    Letter.objects.filter(person=person).delete()
    SavedSearch.objects.filter(person=person).delete()
    MailChoices.objects.filter(person=person).delete()


def _taken_back(consent: Consent, person: Person, now: datetime) -> None:
    """Nothing to undo: every mail asks for the consent when it is planned and again when it is sent."""


register("matching", _held)
register_eraser("matching", _erase)
consents.register(
    Consent.Purpose.DIGEST,
    consents.Consequence(
        says=_("No more e-mail about searches and closing dates is sent; the searches stay."),
        withdrawn=_taken_back,
        names=lambda abouts: {},
    ),
)
