"""What people, and the sign-in library under it, hold about a person."""

from typing import Final

from .register import PersonalField

_ACCOUNT: Final = "until the account is deleted"
_SESSION: Final = "until the session ends, two weeks at most"
_PROOF: Final = "as proof of the consent; after the account is deleted it points at a row without name"
_FAILED: Final = "one day"
_AUDIT: Final = (
    "for good, at least the two years the law asks; after the account is deleted it points at a row without name"
)

FIELDS: Final = [
    PersonalField(
        "people.Person.email", "Signing in and writing to the person", ("self", "members", "operator"), _ACCOUNT
    ),
    PersonalField(
        "people.Person.name", "Telling colleagues who someone is", ("self", "members", "staff", "operator"), _ACCOUNT
    ),
    PersonalField("people.Person.language", "Writing in a language the person reads", ("self",), _ACCOUNT),
    PersonalField("people.Person.password", "Signing in; an Argon2 hash", ("nobody",), _ACCOUNT),
    PersonalField("people.Person.last_login", "Noticing foreign use", ("self",), _ACCOUNT),
    PersonalField("people.Person.is_operator", "Letting the city office do its work", ("operator",), _ACCOUNT),
    PersonalField(
        "people.Person.joined_at",
        "Removing sign-ups nobody confirmed",
        ("self",),
        "for good, without name after deletion",
    ),
    PersonalField("people.Consent.person", "Knowing who agreed", ("self",), _PROOF),
    PersonalField("people.Consent.purpose", "Knowing to what", ("self",), _PROOF),
    PersonalField("people.Consent.about", "Knowing for which startup", ("self",), _PROOF),
    PersonalField("people.Consent.text_version", "Knowing in which words", ("self",), _PROOF),
    PersonalField("people.Consent.language", "Knowing in which language", ("self",), _PROOF),
    PersonalField("people.Consent.given_at", "Knowing since when", ("self",), _PROOF),
    PersonalField("people.Consent.withdrawn_at", "Knowing until when", ("self",), _PROOF),
    PersonalField("people.ApiToken.person", "Acting for the person by the API", ("self",), "90 days after it ends"),
    PersonalField("people.ApiToken.name", "Telling one's tokens apart", ("self",), "90 days after it ends"),
    PersonalField("people.ApiToken.last_used_at", "Noticing foreign use", ("self",), "90 days after it ends"),
    # The audit log lies in core, which knows no people.
    PersonalField("audit.Entry.actor", "Answering who saw and who changed a thing", ("operator",), _AUDIT),
    PersonalField("audit.Entry.capacity", "Answering in which capacity", ("operator",), _AUDIT),
    # The libraries' tables.
    PersonalField("account.EmailAddress.email", "Confirming the address", ("self",), _ACCOUNT),
    PersonalField("mfa.Authenticator.data", "Second factors: secrets and public keys", ("self",), _ACCOUNT),
    PersonalField("usersessions.UserSession.ip", "Seeing one's sessions", ("self",), _SESSION),
    PersonalField("usersessions.UserSession.user_agent", "Seeing one's sessions", ("self",), _SESSION),
    PersonalField("usersessions.UserSession.last_seen_at", "Seeing one's sessions", ("self",), _SESSION),
    PersonalField("sessions.Session.session_data", "Staying signed in", ("nobody",), _SESSION),
    PersonalField("socialaccount.SocialAccount.uid", "Signing in through a provider", ("self",), _ACCOUNT),
    PersonalField("socialaccount.SocialAccount.extra_data", "Signing in through a provider", ("self",), _ACCOUNT),
    PersonalField("axes.AccessAttempt.username", "Stopping guessed passwords", ("nobody",), _FAILED),
    PersonalField("axes.AccessAttempt.ip_address", "Stopping guessed passwords", ("nobody",), _FAILED),
    PersonalField("axes.AccessAttempt.user_agent", "Stopping guessed passwords", ("nobody",), _FAILED),
]

NOT_PERSONAL: Final = [
    *(f"audit.Entry.{name}" for name in ("at", "recorded_at", "action", "kind", "thing", "detail")),
    "audit.Link",
    "audit.Head",
    "people.Person.public_id",
    "people.Person.is_active",
    "people.Person.erased_at",
    "people.ApiToken.hint",
    "people.ApiToken.digest",
    "people.ApiToken.scopes",
    "people.ApiToken.created_at",
    "people.ApiToken.expires_at",
    "people.ApiToken.revoked_at",
]
