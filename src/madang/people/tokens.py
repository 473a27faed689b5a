"""Keys to the API: made once, kept as a hash, looked up by that hash."""

import hashlib
import secrets
from datetime import datetime, timedelta

from .models import ApiToken, Person

PREFIX = "mdg_"
TOUCH_EVERY = timedelta(hours=1)


def new_key() -> str:
    """256 random bits behind a prefix that secret scanners can recognise."""
    return PREFIX + secrets.token_urlsafe(32)


def digest(key: str) -> str:
    """SHA-256 in hexadecimal. A key has too much chance in it to be guessed, so no slow hash is needed."""
    return hashlib.sha256(key.encode()).hexdigest()


def authenticate(key: str, now: datetime) -> tuple[Person, frozenset[str]] | None:
    """The person and scopes a key stands for, or None. One query; a second at most once an hour, to note its use.

    The database compares hashes by index, so the time taken tells nothing about any stored key.
    """
    if not key.startswith(PREFIX):
        return None
    token = ApiToken.objects.valid(now=now).select_related("person").filter(digest=digest(key)).first()
    if token is None:
        return None
    if token.last_used_at is None or now - token.last_used_at >= TOUCH_EVERY:
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)
    return token.person, frozenset(token.scopes)
