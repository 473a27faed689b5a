"""What must be true of people together with everything that hangs on them."""

from typing import Any

from django.db.models import F, Q, QuerySet

from madang.core.invariants import invariant

from .models import ApiToken, Consent, Person


@invariant("An erased person is neither active nor an operator.")
def erased_people_do_nothing() -> QuerySet[Any]:
    return Person.objects.filter(Q(is_active=True) | Q(is_operator=True), erased_at__isnull=False)


@invariant("An erased person has no address, second factor, provider or token left.")
def erased_people_cannot_sign_in() -> str:
    return """SELECT p.id FROM people_person p WHERE p.erased_at IS NOT NULL AND (
                EXISTS (SELECT 1 FROM account_emailaddress x WHERE x.user_id = p.id)
                OR EXISTS (SELECT 1 FROM mfa_authenticator x WHERE x.user_id = p.id)
                OR EXISTS (SELECT 1 FROM socialaccount_socialaccount x WHERE x.user_id = p.id)
                OR EXISTS (SELECT 1 FROM people_apitoken x WHERE x.person_id = p.id))"""


@invariant("The consents of an erased person have ended.")
def erased_people_agree_to_nothing() -> QuerySet[Any]:
    return Consent.objects.filter(person__erased_at__isnull=False, withdrawn_at__isnull=True)


@invariant("The primary address of a person is the one they sign in with.")
def the_primary_address_signs_in() -> str:
    return """SELECT p.id FROM people_person p JOIN account_emailaddress a ON a.user_id = p.id AND a."primary"
              WHERE lower(a.email) <> lower(p.email)"""


@invariant("Nobody has two primary addresses.")
def one_primary_address() -> str:
    return 'SELECT user_id FROM account_emailaddress WHERE "primary" GROUP BY user_id HAVING count(*) > 1'


@invariant("A token ends after it was made.")
def tokens_end_after_they_began() -> QuerySet[Any]:
    return ApiToken.objects.filter(expires_at__lte=F("created_at"))
