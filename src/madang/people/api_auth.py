"""Who calls the API: a personal token, or the reader's own pages with their session and CSRF token."""

from typing import Any

from django.http import HttpRequest
from ninja.security import APIKeyCookie, HttpBearer

from . import tokens
from .models import ApiToken, Person


class TokenAuth(HttpBearer):
    """`Authorization: Bearer mdg_...`. Sets `request.user` and `request.scopes`; the session, if any, is not looked at."""

    def authenticate(self, request: HttpRequest, token: str) -> Person | None:
        found = tokens.authenticate(token, request.now)  # type: ignore[attr-defined]
        if found is None:
            return None
        person, scopes = found
        request.user = person
        request.scopes = scopes  # type: ignore[attr-defined]
        return person


class PageAuth(APIKeyCookie):
    """The session of someone signed in. Anything but reading needs the CSRF token, which the base class asks for."""

    param_name = "sessionid"

    def authenticate(self, request: HttpRequest, key: str | None) -> Person | None:
        person: Any = request.user
        if not isinstance(person, Person):
            return None
        request.scopes = frozenset(ApiToken.Scope.values)  # type: ignore[attr-defined]
        return person


SIGNED_IN = [TokenAuth(), PageAuth()]


def allows(request: HttpRequest, scope: str) -> bool:
    """Whether the caller's token (or session) carries a scope. No token: nothing."""
    return scope in getattr(request, "scopes", frozenset())
