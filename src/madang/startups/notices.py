"""Messages about a startup."""

import structlog
from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from madang.people.models import Person

from .models import Invitation

log = structlog.get_logger("madang.startups")


def path(token: str) -> str:
    """The address of an invitation, in the active language."""
    return reverse("startups:invitation", args=[token])


def invite(invitation: Invitation, token: str) -> None:
    """Send the link. Not a queued job: the queue would keep the token, which is to exist nowhere.

    Written in the language of the account behind the address, or of who invites. A failure is logged without the
    address; who invited sees the link once and can pass it on.
    """
    known = Person.objects.filter(email__iexact=invitation.email).first()
    with translation.override((known or invitation.invited_by).language):
        context = {
            "invitation": invitation,
            "startup": invitation.startup,
            "link": settings.MADANG_ADDRESS + path(token),
        }
        text = render_to_string("startups/email/invitation.txt", context).strip()
    subject, _newline, body = text.partition("\n")
    try:
        send_mail(subject.strip(), body.strip() + "\n", settings.DEFAULT_FROM_EMAIL, [invitation.email])
    except OSError:
        log.warning("startups.invitation_not_sent", invitation=str(invitation.public_id))
