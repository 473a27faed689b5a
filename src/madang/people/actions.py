"""What changes an account. Sign-in, passwords and second factors are the sign-in library's; the rest is written here."""

from collections.abc import Collection
from datetime import datetime, timedelta
from functools import partial

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from madang.core.capacity import Capacity
from madang.core.jobs import after_commit
from madang.core.policy import Refused, require

from . import consents, held, holdings, notices, policy, sessions, terms, tokens
from .models import ApiToken, Consent, Person

TOKEN_DAYS = (30, 90, 365)


@transaction.atomic
def set_profile(*, person: Person, name: str, language: str, by: Capacity) -> Person:
    require(policy.can_manage(by, person))
    person.name, person.language = name, language
    person.save(update_fields=["name", "language"])
    return person


@transaction.atomic
def give_consent(
    *, person: Person, purpose: str, language: str, by: Capacity, now: datetime, about: str = ""
) -> Consent:
    """Record a consent to the words in force today, in the language they were read in.

    One consent stands per purpose and thing; giving it again keeps the first unless the words have changed since,
    in which case the old one ends now. Locks the person's row.
    """
    require(policy.can_manage(by, person))
    Person.objects.select_for_update().get(pk=person.pk)
    version = terms.CURRENT[purpose]
    standing: Consent | None = Consent.objects.standing().filter(person=person, purpose=purpose, about=about).first()
    if standing and standing.text_version == version:
        return standing
    if standing:
        standing.withdrawn_at = now
        standing.save(update_fields=["withdrawn_at"])
    return Consent.objects.create(
        person=person, purpose=purpose, about=about, text_version=version, language=language, given_at=now
    )


@transaction.atomic
def withdraw_consent(*, consent: Consent, by: Capacity, now: datetime) -> Consent:
    """Take a consent back; what it allowed ends in the same transaction. Raises `Refused` for the account's own."""
    consent = Consent.objects.select_for_update(of=("self",)).select_related("person").get(pk=consent.pk)
    require(policy.can_withdraw(by, consent))
    _end(consent, now)
    return consent


def _end(consent: Consent, now: datetime) -> None:
    consent.withdrawn_at = now
    consent.save(update_fields=["withdrawn_at"])
    if consequence := consents.consequence_of(consent.purpose):
        consequence.withdrawn(consent, consent.person, now)


@transaction.atomic
def create_token(
    *, person: Person, name: str, scopes: Collection[str], days: int, by: Capacity, now: datetime
) -> tuple[ApiToken, str]:
    """Make a key to the API and return it with its row; the key itself is kept nowhere. Locks the person's row."""
    Person.objects.select_for_update().get(pk=person.pk)
    require(policy.can_create_token(by, person, now=now))
    unknown = set(scopes) - set(ApiToken.Scope.values)
    if unknown or not scopes:
        raise Refused(_("Choose what the token may do."))
    if days not in TOKEN_DAYS:
        raise Refused(_("Choose how long the token is valid."))
    key = tokens.new_key()
    token = ApiToken.objects.create(
        person=person,
        name=name,
        hint=key[-4:],
        digest=tokens.digest(key),
        scopes=sorted(scopes),
        expires_at=now + timedelta(days=days),
    )
    after_commit(notices.token_created, token=token.pk)
    return token, key


@transaction.atomic
def revoke_token(*, token: ApiToken, by: Capacity, now: datetime) -> ApiToken:
    """End a key at once."""
    token = ApiToken.objects.select_for_update().get(pk=token.pk)
    require(policy.can_revoke(by, token))
    token.revoked_at = now
    token.save(update_fields=["revoked_at"])
    return token


@transaction.atomic
def erase(*, person: Person, by: Capacity, now: datetime) -> Person:
    """Erase a person: empty the row, delete everything else that is personal, end every session.

    Their consents end, and with them what these allowed: a public page that nobody else agreed to disappears.
    The row stays, for decisions and the journey point at it. Apps above erase their part in the same transaction.
    Raises `Refused` while someone depends on the person (a startup's only owner), with what to do first.
    """
    person = held.locked(person)
    require(policy.can_erase(by, person))
    for eraser in holdings.erasers():
        eraser(person, now)
    email, language = person.email, person.language
    addresses = {email, *EmailAddress.objects.filter(user=person).values_list("email", flat=True)}
    for model in (AccessAttempt, AccessFailureLog, AccessLog):
        model.objects.filter(username__in=addresses).delete()
    for owned in (EmailAddress, Authenticator, SocialAccount):
        owned.objects.filter(user=person).delete()
    ApiToken.objects.filter(person=person).delete()
    for consent in Consent.objects.standing().filter(person=person).select_related("person").order_by("about", "pk"):
        _end(consent, now)
    sessions.end_all(person)

    person.email = f"erased-{person.public_id}@erased.invalid"
    person.name, person.is_active, person.is_operator, person.last_login, person.erased_at = "", False, False, None, now
    person.set_unusable_password()
    person.save()
    transaction.on_commit(partial(notices.say_goodbye, to=email, language=language))
    return person
