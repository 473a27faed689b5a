"""Mail to applicants: when and where they present, with an entry for the calendar."""

from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from madang.core import moments
from madang.core.jobs import enqueue, job
from madang.people.models import Person
from madang.reviews.models import Slot


@job("reviews.tell_slots")
def tell_slots(*, slots: list[int]) -> None:
    """One job for each person of each team, so that each has one mail whatever happens to the others."""
    told = Slot.objects.filter(pk__in=slots, told_case__isnull=False).values_list(
        "pk", "told_at", "told_case__application__startup__memberships__person"
    )
    for slot, at, person in told.order_by("pk", "told_case__application__startup__memberships__person"):
        if person is not None and at is not None:
            enqueue(tell_slot, slot=slot, person=person, at=at.isoformat())


@job("reviews.tell_slot")
def tell_slot(*, slot: int, person: int, at: str) -> None:
    """In the reader's language. Nothing where another time was told meanwhile: that has a mail of its own."""
    own = (
        Slot.objects.select_related(
            "panel__stage", "told_case__application__call__institution", "told_case__application__startup"
        )
        .filter(pk=slot, told_case__isnull=False)
        .first()
    )
    reader = Person.objects.filter(pk=person, is_active=True).first()
    if own is None or reader is None or own.told_at is None or own.told_at.isoformat() != at or own.told_case is None:
        return
    application = own.told_case.application
    call = application.call
    with translation.override(reader.language):
        link = settings.MADANG_ADDRESS + reverse(
            "reviews:presentation", args=[application.startup.slug, application.public_id]
        )
        context = {
            "call": call,
            "application": application,
            "room": own.told_room,
            "when": moments.moment(own.starts_at, call.zone, now=own.told_at),
            "minutes": int((own.ends_at - own.starts_at).total_seconds() // 60),
            "link": link,
        }
        text = render_to_string("reviews/email/slot.txt", context).strip()
        entry = calendar_of(own, link=link)
    subject, _newline, body = text.partition("\n")
    message = EmailMessage(subject.strip(), body.strip() + "\n", settings.DEFAULT_FROM_EMAIL, [reader.email])
    stamp = int(own.told_at.timestamp())
    message.extra_headers = {"Message-ID": f"<slot.{application.public_id}.{stamp}.{reader.public_id}@{_host()}>"}
    message.attach("presentation.ics", entry.decode(), "text/calendar")
    message.send()


def calendar_of(slot: Slot, *, link: str) -> bytes:
    """An iCalendar file of the time that was told. The same event each time: a later one takes the place of the earlier."""
    assert slot.told_case is not None
    assert slot.told_at is not None
    application = slot.told_case.application
    calendar, event = Calendar(), Event()
    calendar.add("prodid", "-//Madang//presentations//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    event.add("uid", f"presentation-{application.public_id}@{_host()}")
    event.add("sequence", int(slot.told_at.timestamp()) // 60)
    event.add("dtstamp", slot.told_at)
    event.add("dtstart", slot.starts_at)
    event.add("dtend", slot.ends_at)
    event.add("summary", _("Presentation: %(title)s") % {"title": application.call.title})
    if slot.told_room:
        event.add("location", slot.told_room)
    event.add("url", link)
    calendar.add_component(event)
    return bytes(calendar.to_ical())


def _host() -> str:
    return urlsplit(settings.MADANG_ADDRESS).hostname or "madang"
