"""Who calls the API: a personal token, or the reader's own pages with their session and CSRF token."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja.security import APIKeyCookie, HttpBearer

from madang.core.api import ApiError

from . import tokens
from .models import ApiToken, Person


class Anonymous:
    """Who calls a public operation without a token. True, so that ninja lets the call pass."""


class TokenAuth(HttpBearer):
    """`Authorization: Bearer mdg_...`. Sets `request.user` and `request.scopes`; the session, if any, is not looked at.

    `scopes`: what the token must carry, all of them; the first one it lacks is named by a 403. Not `required`: the
    operation is public, and only a token that was sent is looked at: a wrong one is refused, never passed over.
    """

    def __init__(self, *scopes: str, required: bool = True) -> None:
        self.scopes = scopes
        self.required = required
        super().__init__()
        self.openapi_description = "A personal token, made under your account: `Authorization: Bearer mdg_…`."

    def __call__(self, request: HttpRequest) -> Any:
        if not self.required and "Authorization" not in request.headers:
            request.scopes = frozenset()  # type: ignore[attr-defined]
            return Anonymous()
        return super().__call__(request)

    def authenticate(self, request: HttpRequest, token: str) -> Person | None:
        found = tokens.authenticate(token, request.now)  # type: ignore[attr-defined]
        if found is None:
            return None
        person, scopes = found
        request.user = person
        request.scopes = scopes  # type: ignore[attr-defined]
        for scope in self.scopes:
            if scope not in scopes:
                words = _("This token lacks the scope “%(scope)s”. Make one that has it under your account.")
                raise ApiError(403, "scope", words % {"scope": scope})
        return person


class PageAuth(APIKeyCookie):
    """The session of someone signed in. Anything but reading needs the CSRF token, which the base class asks for."""

    param_name = "sessionid"

    def __call__(self, request: HttpRequest) -> Person | None:
        # A token that was sent decides alone, and without a session there is nothing to protect from other sites.
        if "Authorization" in request.headers or self.param_name not in request.COOKIES:
            return None
        person: Person | None = super().__call__(request)
        return person

    def authenticate(self, request: HttpRequest, key: str | None) -> Person | None:
        person: Any = request.user
        if not isinstance(person, Person):
            return None
        request.scopes = frozenset(ApiToken.Scope.values)  # type: ignore[attr-defined]
        return person


def anyone(scope: str = ApiToken.Scope.READ) -> list[Any]:
    """The auth of a public operation: no token, or one that carries `read`."""
    return [TokenAuth(scope, required=False)]


def signed_in(*scopes: str) -> list[Any]:
    """The auth of an operation on one's own things: a token with these scopes, or the session of a page."""
    return [TokenAuth(*scopes), PageAuth()]


SIGNED_IN = signed_in()


def allows(request: HttpRequest, scope: str) -> bool:
    """Whether the caller's token (or session) carries a scope. No token: nothing."""
    return scope in getattr(request, "scopes", frozenset())
