"""Where a person is signed in. Sessions live in the database; allauth keeps the list that people see."""

from datetime import datetime

from allauth.usersessions.models import UserSession
from django.contrib.auth import HASH_SESSION_KEY
from django.contrib.sessions.models import Session

from .models import Person


def open_of(person: Person, *, now: datetime) -> list[UserSession]:
    """Where a person is signed in now, last seen first. Two queries, however many there are.

    A session from before the last change of password is no longer open, though its row is still there.
    """
    listed = list(UserSession.objects.filter(user=person).order_by("-last_seen_at", "-id"))
    kept = Session.objects.filter(expire_date__gt=now).in_bulk([one.session_key for one in listed])
    right = person.get_session_auth_hash()
    return [
        one
        for one in listed
        if one.session_key in kept and kept[one.session_key].get_decoded().get(HASH_SESSION_KEY) == right
    ]


def end_others(person: Person, *, keep: str) -> int:
    """End every listed session but the one with the key `keep`. Returns how many."""
    others = UserSession.objects.filter(user=person).exclude(session_key=keep)
    Session.objects.filter(session_key__in=others.values("session_key")).delete()
    return int(others.delete()[0])


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
