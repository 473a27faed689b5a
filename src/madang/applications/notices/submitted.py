"""The mail that an application was handed in."""

from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from madang.applications.models import Submission
from madang.core import moments
from madang.people.models import Person


def receipt(submission: Submission, reader: Person) -> EmailMessage:
    """What one member of the team is told, in their language: number, time with its zone, and where the receipt is.

    No answers: mail is read on the way. The Message-ID is the same each time it is made.
    """
    application = submission.application
    call, slug = application.call, application.startup.slug
    with translation.override(reader.language):
        path = reverse("applications:receipt", args=[slug, application.public_id, submission.number])
        context = {
            "submission": submission,
            "application": application,
            "call": call,
            "startup": application.startup,
            "when": moments.moment(submission.submitted_at, call.zone, now=submission.submitted_at),
            "link": settings.MADANG_ADDRESS + path,
        }
        text = render_to_string("applications/email/submitted.txt", context).strip()
    subject, _newline, body = text.partition("\n")
    host = urlsplit(settings.MADANG_ADDRESS).hostname or "madang"
    message = EmailMessage(subject.strip(), body.strip() + "\n", settings.DEFAULT_FROM_EMAIL, [reader.email])
    message.extra_headers = {
        "Message-ID": f"<receipt.{application.public_id}.{submission.number}.{reader.public_id}@{host}>"
    }
    return message
