"""Letters about results: their words in the applicant's language, kept as they were said, and the mail that brings them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from madang.core import moments
from madang.core.documents import pdf
from madang.core.text import DJANGO_CODES, Text
from madang.people.models import Person
from madang.reviews.models import Letter, Selection
from madang.startups.models import Startup


@dataclass(frozen=True)
class Words:
    """A letter's words: one line, and paragraphs parted by empty lines. `language`: ko, zh or en."""

    language: str
    subject: str
    body: str


@dataclass(frozen=True)
class Telling:
    """What one letter tells. `name`: its template. `until`: confirm before then. `object_by`: the last day to object."""

    name: str
    language: str
    until: datetime | None = None
    object_by: datetime | None = None
    reserve: int | None = None
    reserve_until: date | None = None
    reasons: Sequence[Any] = ()
    why: str = ""
    stage: Any = ""
    challenged: bool = False


def written(telling: Telling, selection: Selection) -> Words:
    """The words of a letter. They hold nothing but what this applicant is told: no rank, no other one, no reviewer."""
    call = selection.call
    with translation.override(DJANGO_CODES[telling.language]):
        context = {
            "call": _line(call.title),
            "institution": _line(call.institution.name),
            "until": moment_words(telling.until, call.zone) if telling.until else "",
            "object_by": _last_day(telling.object_by, call.zone) if telling.object_by else "",
            "reserve": telling.reserve,
            "reserve_until": moments.day(telling.reserve_until, form="full") if telling.reserve_until else "",
            "reasons": [_line(reason) for reason in telling.reasons],
            "why": " ".join(telling.why.split()),
            "stage": _line(telling.stage),
            "challenged": telling.challenged,
        }
        text = render_to_string(f"reviews/letters/{telling.name}.txt", context).strip()
    subject, _newline, body = text.partition("\n")
    paragraphs = [part.strip() for part in body.split("\n\n")]
    return Words(telling.language, subject.strip()[:200], "\n\n".join(part for part in paragraphs if part))


def _line(words: Any) -> str:
    """Words of anyone on one line: a line break in a title must not cut a letter in two."""
    said = words.said().text if isinstance(words, Text) else str(words)
    return " ".join(said.split())


def moment_words(moment: datetime, zone: str) -> str:
    """A moment with year, weekday and the zone by name: a letter is read in another year and another country."""
    words = moments.day(moments.day_of(moment, zone), form="full")
    return f"{words} {moments.clock(moment, zone)} {moments.zone_name(zone, moment)}"


def _last_day(moment: datetime, zone: str) -> str:
    """The day that ends at this midnight."""
    day = moments.day_of(moment - timedelta(seconds=1), zone)
    return f"{moments.day(day, form='full')} ({moments.zone_name(zone, moment)})"


def as_pdf(letter: Letter) -> bytes:
    """The letter on paper. Made when it is read, from what was kept: the same letter gives the same bytes."""
    case = letter.outcome.case
    application, call = case.application, letter.outcome.selection.call
    return pdf(
        "letter",
        {
            "title": letter.subject,
            "number": application.number or "",
            "issuer": call.institution.name,
            "at": letter.released_at or letter.made_at,
            "zone": call.zone,
            "to": [application.startup.name, application.title],
            "body": [part for part in letter.body.split("\n\n") if part],
            "signed": [call.institution.name],
        },
        lang=letter.language,
    )


def mail(letter: Letter, reader: Person) -> EmailMessage:
    """The letter as mail to one of the team. The Message-ID is the same each time it is made."""
    case = letter.outcome.case
    application, call = case.application, letter.outcome.selection.call
    startup: Startup = application.startup
    with translation.override(DJANGO_CODES[letter.language]):
        path = reverse("reviews:result", args=[startup.slug, application.public_id])
        context = {
            "startup": _line(startup.name),
            "number": application.number,
            "body": letter.body,
            "institution": _line(call.institution.name),
            "link": settings.MADANG_ADDRESS + path,
        }
        text = render_to_string("reviews/letters/mail.txt", context).strip() + "\n"
    message = EmailMessage(letter.subject, text, settings.DEFAULT_FROM_EMAIL, [reader.email])
    host = urlsplit(settings.MADANG_ADDRESS).hostname or "localhost"
    message.extra_headers = {
        "Message-ID": f"<result.{letter.public_id}.{reader.public_id}@{host}>",
        "Auto-Submitted": "auto-generated",
        "Content-Language": letter.language,
    }
    return message
