"""What is thrown away by itself, so that the retention the register promises is kept."""

from datetime import timedelta

from allauth.usersessions.models import UserSession
from axes.models import AccessAttempt
from django.contrib.sessions.models import Session
from django.db import connection
from django.db.models import Exists, OuterRef

from madang.core import clock
from madang.core.jobs import job

from . import invitations
from .models import ApiToken, Person

UNCONFIRMED_FOR = timedelta(days=14)
FAILED_SIGN_INS_FOR = timedelta(days=1)
DEAD_TOKENS_FOR = timedelta(days=90)


@job("people.sweep", every="17 18 * * *")
def sweep() -> None:
    """Every night: ended sessions, failed sign-ins, expired rate limits, dead tokens, unconfirmed sign-ups."""
    now = clock.now()
    Session.objects.filter(expire_date__lt=now).delete()
    UserSession.objects.exclude(Exists(Session.objects.filter(session_key=OuterRef("session_key")))).delete()
    AccessAttempt.objects.filter(attempt_time__lt=now - FAILED_SIGN_INS_FOR).delete()
    ApiToken.objects.filter(expires_at__lt=now - DEAD_TOKENS_FOR).delete()
    ApiToken.objects.filter(revoked_at__lt=now - DEAD_TOKENS_FOR).delete()
    invitations.forget_old(now=now)
    with connection.cursor() as cursor:
        # Rate limits are counted by network address; Django removes what expired only when the table is full.
        cursor.execute("DELETE FROM core_cache WHERE expires < %s", [now])
    # Never confirmed, so never signed in and in no role: nothing can point at them.
    Person.objects.filter(
        emailaddress__verified=False, joined_at__lt=now - UNCONFIRMED_FOR, last_login__isnull=True, is_operator=False
    ).exclude(emailaddress__verified=True).delete()
