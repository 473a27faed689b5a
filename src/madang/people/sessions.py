"""Where a person is signed in. Sessions live in the database; allauth keeps the list that people see."""

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session

from .models import Person


def end_all(person: Person) -> int:
    """Delete every session of a person, half-finished sign-ins included (they hold the e-mail address). Returns how many.

    Reads all sessions of the site, because a sign-in that waits for its second step is not on the person's list.
    """
    keys = set(UserSession.objects.filter(user=person).values_list("session_key", flat=True))
    for session in Session.objects.iterator(chunk_size=2000):
        data = session.get_decoded()
        pending = data.get("account_login") or {}
        if str(person.pk) in {str(data.get("_auth_user_id", "")), str(pending.get("user_pk", ""))}:
            keys.add(session.session_key)
    UserSession.objects.filter(user=person).delete()
    deleted, _by_model = Session.objects.filter(session_key__in=keys).delete()
    return deleted
