"""Messages about one's own account that the sign-in library does not send."""

from typing import Any

import structlog
from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.utils import translation

from madang.core.jobs import job

from .models import ApiToken

log = structlog.get_logger("madang.people")


def _send(template: str, *, to: str, language: str, **context: Any) -> None:
    """One plain-text mail in the reader's language. The template's first line is the subject, the rest the text."""
    with translation.override(language):
        subject, _newline, body = render_to_string(f"people/email/{template}.txt", context).strip().partition("\n")
    send_mail(subject.strip(), body.strip() + "\n", settings.DEFAULT_FROM_EMAIL, [to])


@job("people.token_created")
def token_created(*, token: int) -> None:
    """Tell the owner that a key to their account was made, in case it was not they who made it."""
    made = ApiToken.objects.select_related("person").filter(pk=token, person__is_active=True).first()
    if made:
        _send("token_created", to=made.person.email, language=made.person.language, token=made)


def say_goodbye(*, to: str, language: str) -> None:
    """Confirm an erasure to the address that was just erased.

    Not a queued job: its arguments would keep the very address in the database that the person asked to have erased.
    A failure is logged without the address, for the erasure itself is already done.
    """
    try:
        _send("erased", to=to, language=language)
    except OSError:
        log.warning("people.goodbye_not_sent")
