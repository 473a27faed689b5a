"""The sign-in library's addresses, each with a declared policy."""

from typing import Any

from allauth import urls as allauth_urls

from madang.core.capacity import declare
from madang.core.checks import routes
from madang.people.capacity import AsSelf, AsVisitor

# These need someone signed in; allauth itself sends everyone else to sign in first. The rest is open to visitors.
FOR_ONESELF = frozenset(
    {
        "account_email",
        "account_change_password",
        "account_set_password",
        "account_reauthenticate",
        "mfa_index",
        "mfa_reauthenticate",
        "mfa_activate_totp",
        "mfa_deactivate_totp",
        "mfa_view_recovery_codes",
        "mfa_generate_recovery_codes",
        "mfa_download_recovery_codes",
        "mfa_list_webauthn",
        "mfa_add_webauthn",
        "mfa_reauthenticate_webauthn",
        "mfa_remove_webauthn",
        "mfa_edit_webauthn",
        "socialaccount_connections",
    }
)


def allauth_patterns() -> list[Any]:
    """allauth's routes. They check by themselves who may do what; the declared policy says whom each is for."""
    # Old addresses of earlier allauth versions, and its list of sessions, which asks the database once per session:
    # ours is `people:sessions`.
    left_out = ("social/", "sessions/")
    patterns: list[Any] = [entry for entry in allauth_urls.urlpatterns if not str(entry.pattern).startswith(left_out)]
    for _pattern, route in routes(patterns):
        declare(route.callback, AsSelf if route.name in FOR_ONESELF else AsVisitor)
    return patterns
