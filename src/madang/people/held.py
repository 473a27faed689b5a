"""What people and the sign-in library hold about a person, for the export; and who must not vanish."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.db.models import Exists, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from madang.core.policy import Reason

from . import terms
from .holdings import Holding
from .models import ApiToken, Consent, Person


def holdings_of(person: Person) -> list[Holding]:
    """Everything but secrets: hashes of passwords and keys are named as held, not shown."""
    return [
        _account(person),
        _addresses(person),
        _consents(person),
        _factors(person),
        _sessions(person),
        _tokens(person),
        _social(person),
    ]


def locked(person: Person) -> Person:
    """The person's row locked until the transaction ends, and with an operator's those of all operators.

    In the order of their numbers: two operators who leave at once wait for each other in turn instead of for ever. Rows
    that merely point at a person may still be written, so that what the person does elsewhere just now is not in the way.
    """
    operators = Q(is_operator=True) & Exists(Person.objects.filter(pk=person.pk, is_operator=True))
    rows = Person.objects.select_for_update(no_key=True).filter(Q(pk=person.pk) | operators).order_by("pk")
    return next(row for row in rows if row.pk == person.pk)


def reasons_against(person: Person) -> list[Reason]:
    """The street must keep an operator."""
    if person.is_operator:
        locked(person)
        if not Person.objects.filter(is_operator=True, is_active=True).exclude(pk=person.pk).exists():
            return [_("You are the only operator of the street. Make someone else operator first.")]
    return []


def _account(person: Person) -> Holding:
    columns = (
        ("id", _("Account number")),
        ("email", _("E-mail")),
        ("name", pgettext_lazy("of a person", "Name")),
        ("language", _("Language")),
        ("joined_at", _("Signed up")),
        ("last_login", _("Last sign-in")),
        ("has_password", _("Has a password (kept as a hash)")),
        ("is_operator", _("Operator of the street")),
    )
    row = (
        person.public_id,
        person.email,
        person.name,
        person.get_language_display(),
        person.joined_at,
        person.last_login,
        person.has_usable_password(),
        person.is_operator,
    )
    return Holding("people.account", _("Account"), columns, (row,))


def _addresses(person: Person) -> Holding:
    columns = (("email", _("E-mail")), ("verified", _("Confirmed")), ("primary", _("Used to sign in")))
    rows = EmailAddress.objects.filter(user=person).order_by("id").values_list("email", "verified", "primary")
    return Holding("people.addresses", _("E-mail addresses"), columns, tuple(rows))


def _consents(person: Person) -> Holding:
    columns = (
        ("purpose", _("Purpose")),
        ("about", _("About")),
        ("words", _("Words agreed to")),
        ("version", _("Version")),
        ("language", _("Language")),
        ("given_at", _("Given")),
        ("withdrawn_at", _("Taken back")),
    )
    rows = tuple(
        (
            consent.get_purpose_display(),
            consent.about,
            terms.words(consent.purpose, consent.text_version),
            consent.text_version,
            consent.language,
            consent.given_at,
            consent.withdrawn_at,
        )
        for consent in Consent.objects.filter(person=person).order_by("given_at", "id")
    )
    return Holding("people.consents", _("Consents"), columns, rows)


def _factors(person: Person) -> Holding:
    columns = (("type", _("Kind")), ("name", _("Name")), ("created_at", _("Added")), ("last_used_at", _("Last used")))
    rows = tuple(
        (factor.get_type_display(), str(factor.data.get("name", "")), factor.created_at, factor.last_used_at)
        for factor in Authenticator.objects.filter(user=person).order_by("id")
    )
    return Holding("people.factors", _("Second factors"), columns, rows)


def _sessions(person: Person) -> Holding:
    columns = (
        ("created_at", _("Started")),
        ("last_seen_at", _("Last seen")),
        ("ip", _("Network address")),
        ("user_agent", _("Browser")),
    )
    rows = UserSession.objects.filter(user=person).order_by("id").values_list(*(key for key, _label in columns))
    return Holding("people.sessions", _("Sessions"), columns, tuple(rows))


def _tokens(person: Person) -> Holding:
    columns = (
        ("name", _("What it is for")),
        ("scopes", _("What it may do")),
        ("created_at", _("Made")),
        ("expires_at", _("Valid until")),
        ("last_used_at", _("Last used")),
        ("revoked_at", _("Revoked")),
    )
    rows = tuple(
        (token.name, ", ".join(token.scopes), token.created_at, token.expires_at, token.last_used_at, token.revoked_at)
        for token in ApiToken.objects.filter(person=person).order_by("id")
    )
    return Holding("people.tokens", _("API tokens"), columns, rows)


def _social(person: Person) -> Holding:
    columns = (
        ("provider", _("Provider")),
        ("uid", _("Number there")),
        ("told", _("What it told us")),
        ("date_joined", _("Connected")),
    )
    rows = tuple(
        (account.provider, account.uid, str(account.extra_data), account.date_joined)
        for account in SocialAccount.objects.filter(user=person).order_by("id")
    )
    return Holding("people.providers", _("Sign-in providers"), columns, rows)
