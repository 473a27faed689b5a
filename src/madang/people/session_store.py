"""Sessions in the database, with one difference: a database that fails is not a session that was deleted."""

from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import UpdateError
from django.db import InterfaceError, OperationalError


class SessionStore(db.SessionStore):
    """Django turns every database error at saving into "the session was deleted", and that into a 400.

    Whoever gets a 400 believes that nothing was done, though the action had committed before the session was saved.
    """

    def save(self, must_create: bool = False) -> None:
        try:
            super().save(must_create=must_create)
        except UpdateError as error:
            if isinstance(error.__context__, OperationalError | InterfaceError):
                raise error.__context__ from None
            raise
