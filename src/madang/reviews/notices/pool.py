"""Mail to those who are asked to review."""

import structlog
from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from madang.core.jobs import job
from madang.people.models import Person
from madang.reviews.models import PanelMember, ReviewerInvitation

log = structlog.get_logger("madang.reviews")


def invite(invitation: ReviewerInvitation, token: str) -> None:
    """Send the link to someone who is not in the pool. Not a queued job: the queue would keep the token.

    A failure is logged without the address; who invited can invite again.
    """
    known = Person.objects.filter(email__iexact=invitation.email).first()
    with translation.override((known or invitation.invited_by).language):
        _send(invitation.email, {"call": invitation.selection.call, "path": reverse("reviews:join", args=[token])})


@job("reviews.asked")
def asked(*, member: int) -> None:
    """Tell someone of the pool that an institution asks for them."""
    own = PanelMember.objects.select_related("reviewer__person", "selection__call__institution").get(pk=member)
    person = own.reviewer.person
    with translation.override(person.language):
        _send(person.email, {"call": own.selection.call, "path": reverse("reviews:invited", args=[own.public_id])})


def _send(to: str, said: dict[str, object]) -> None:
    text = render_to_string("reviews/email/asked.txt", said | {"origin": settings.MADANG_ADDRESS}).strip()
    subject, _newline, body = text.partition("\n")
    try:
        send_mail(subject.strip(), body.strip() + "\n", settings.DEFAULT_FROM_EMAIL, [to])
    except OSError:
        log.warning("reviews.invitation_not_sent")
