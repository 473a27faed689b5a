"""A database that fails while the session is saved is a fault of ours, never "Bad Request"."""

import pytest
from django.contrib.sessions.backends.base import UpdateError
from django.db import OperationalError

from madang.people.session_store import SessionStore

pytestmark = pytest.mark.django_db


def test_a_failing_database_is_said_as_such(monkeypatch):
    session = SessionStore()
    session.create()

    def fail(*args, **kwargs):
        raise OperationalError("the server closed the connection")

    monkeypatch.setattr("django.contrib.sessions.models.Session.save", fail)

    with pytest.raises(OperationalError, match="closed the connection"):
        session.save()


def test_a_session_ended_elsewhere_meanwhile_is_still_noticed():
    session = SessionStore()
    session.create()
    SessionStore(session.session_key).delete()

    with pytest.raises(UpdateError):
        session.save()
