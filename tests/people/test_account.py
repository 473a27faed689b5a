"""One's own account: profile, consents, tokens, export, erasure."""

import json
import unicodedata
from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from axes.models import AccessAttempt
from django.apps import apps
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.cache import cache
from django.db import IntegrityError, connection, transaction
from django.test import Client

from madang.core.policy import Refused
from madang.people import actions, consents, holdings, policy, tokens
from madang.people.models import ApiToken, Consent, Person
from tests.factories.people import NOW, PASSWORD, as_operator, as_self, make_consent, make_person


def make_token(person: Person, **changes: Any) -> tuple[ApiToken, str]:
    values: dict[str, Any] = {"name": "Sample program", "scopes": ["read"], "days": 30, "now": NOW} | changes
    return actions.create_token(person=person, by=as_self(person), **values)


# Profile


def test_a_person_changes_name_and_language_and_reads_on_in_it(signed_in: Client, person: Person) -> None:
    answer = signed_in.post("/en/me/", {"name": "새 이름", "language": "ko"})

    person.refresh_from_db()
    assert (answer["Location"], person.name, person.language) == ("/ko/me/", "새 이름", "ko")


def test_a_name_is_kept_composed_and_without_signs_nobody_sees(signed_in: Client, person: Person) -> None:
    signed_in.post("/en/me/", {"name": unicodedata.normalize("NFD", "견본") + "\u200b \u202e하늘", "language": "en"})

    person.refresh_from_db()
    assert person.name == "견본 하늘"


@pytest.mark.parametrize("name", ["", "\u200b\u2060"])
def test_a_profile_without_a_name_is_refused_and_leaves_no_trace(signed_in: Client, person: Person, name: str) -> None:
    answer = signed_in.post("/en/me/", {"name": name, "language": "ko"})

    person.refresh_from_db()
    assert (answer.status_code, person.name, person.language) == (422, "Sample Haneul", "en")


def test_nobody_else_may_change_an_account_not_even_the_operator(person: Person) -> None:
    for capacity in (as_self(make_person()), as_operator()):
        with pytest.raises(Refused, match="Only you"):
            actions.set_profile(person=person, name="x", language="ko", by=capacity)

    person.refresh_from_db()
    assert person.name == "Sample Haneul"


# Consents


def test_a_consent_given_twice_stands_once(person: Person) -> None:
    first = actions.give_consent(person=person, purpose="digest", language="ko", by=as_self(person), now=NOW)
    second = actions.give_consent(person=person, purpose="digest", language="en", by=as_self(person), now=NOW)

    assert second == first
    with pytest.raises(IntegrityError, match="people_one_standing_consent_per_purpose"), transaction.atomic():
        make_consent(person, "digest")


def test_new_words_end_the_old_consent_and_keep_it(person: Person) -> None:
    old = make_consent(person, "digest", text_version="2020-01")

    new = actions.give_consent(person=person, purpose="digest", language="ko", by=as_self(person), now=NOW)

    old.refresh_from_db()
    assert (old.withdrawn_at, new.text_version, new.withdrawn_at) == (NOW, "2026-12", None)


def test_taking_a_consent_back_undoes_what_it_allowed(
    signed_in: Client, person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    undone: list[tuple[str, int]] = []
    consequence = consents.Consequence(
        says="The page disappears.",
        withdrawn=lambda consent, who, now: undone.append((consent.about, who.pk)),
        names=lambda abouts: dict.fromkeys(abouts, "Sample Startup"),
    )
    monkeypatch.setattr(consents, "_consequences", {"public_page": consequence})
    consent = make_consent(person, "public_page", about="abc")
    page = signed_in.get("/en/me/consents/").content.decode()
    assert "The page disappears." in page
    assert "Sample Startup" in page

    signed_in.post(f"/en/me/consents/{consent.pk}/withdraw/")

    consent.refresh_from_db()
    assert consent.withdrawn_at is not None
    assert undone == [("abc", person.pk)]


def test_the_account_consent_is_taken_back_only_by_deleting_the_account(signed_in: Client, person: Person) -> None:
    consent = make_consent(person)

    signed_in.post(f"/en/me/consents/{consent.pk}/withdraw/")

    consent.refresh_from_db()
    assert consent.withdrawn_at is None
    assert "To take it back, delete your account." in signed_in.get("/en/me/consents/").content.decode()


def test_a_foreign_consent_or_token_answers_as_an_absent_one(signed_in: Client) -> None:
    stranger = make_person()
    consent, (token, _key) = make_consent(stranger, "digest"), make_token(stranger)

    answers = [
        signed_in.post(address)
        for address in (
            f"/en/me/consents/{consent.pk}/withdraw/",
            "/en/me/consents/999999/withdraw/",
            f"/en/me/tokens/{token.pk}/revoke/",
            "/en/me/tokens/999999/revoke/",
        )
    ]

    assert [answer.status_code for answer in answers] == [404] * 4
    consent.refresh_from_db()
    token.refresh_from_db()
    assert (consent.withdrawn_at, token.revoked_at) == (None, None)


def test_list_rule_and_object_rule_agree(person: Person) -> None:
    mine, theirs = make_consent(person, "digest"), make_consent(make_person(), "digest")

    for capacity in (as_self(person), as_self(theirs.person), as_operator()):
        allowed = {consent for consent in (mine, theirs) if policy.can_withdraw(capacity, consent)}
        assert set(Consent.objects.visible_to(capacity)) == allowed


@pytest.mark.parametrize("rows", [1, 20])
def test_the_list_of_consents_costs_the_same_whatever_the_rows(
    signed_in: Client, person: Person, rows: int, django_assert_num_queries: Any
) -> None:
    for number in range(rows):
        make_consent(person, "public_page", about=f"startup-{number}")

    with django_assert_num_queries(4):  # session, person, consents, names of the startups
        page = signed_in.get("/en/me/consents/").content.decode()

    assert page.count("Take back</button>") == rows


# Tokens


def test_a_token_is_shown_once_and_kept_as_a_hash(
    lately: Client, person: Person, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        page = lately.post(
            "/en/me/tokens/create/", {"name": "Sample CRM", "scopes": ["read", "startups"], "days": "30"}
        )

    key = page.context["key"]
    token = ApiToken.objects.get(person=person)
    assert key.startswith("mdg_")
    assert key in page.content.decode()
    assert key not in lately.get("/en/me/tokens/").content.decode()
    assert (token.digest, token.hint, token.scopes) == (tokens.digest(key), key[-4:], ["read", "startups"])
    assert (mail.outbox[0].to, mail.outbox[0].subject) == ([person.email], "A new API token was made")
    assert key not in mail.outbox[0].body


@pytest.mark.parametrize(
    "changes", [{"name": ""}, {"scopes": []}, {"scopes": ["everything"]}, {"days": "3650"}, {"days": "forever"}]
)
def test_a_token_asked_for_wrongly_is_refused_and_leaves_no_trace(lately: Client, changes: dict[str, Any]) -> None:
    answer = lately.post("/en/me/tokens/create/", {"name": "x", "scopes": ["read"], "days": "30"} | changes)

    assert (answer.status_code, ApiToken.objects.count(), mail.outbox) == (422, 0, [])


def test_the_eleventh_valid_token_is_refused(person: Person) -> None:
    for _ in range(policy.MAX_TOKENS):
        make_token(person)

    with pytest.raises(Refused, match="10 valid tokens"):
        make_token(person)

    assert ApiToken.objects.count() == policy.MAX_TOKENS


def test_a_token_opens_until_it_is_revoked_expires_or_its_owner_leaves(person: Person) -> None:
    token, key = make_token(person, scopes=["read", "write"])
    assert tokens.authenticate(key, NOW) == (person, frozenset({"read", "write"}))

    assert tokens.authenticate(key, NOW + timedelta(days=30)) is None
    assert tokens.authenticate(key + "x", NOW) is None
    assert tokens.authenticate("", NOW) is None
    actions.revoke_token(token=token, by=as_self(person), now=NOW)
    assert tokens.authenticate(key, NOW) is None

    _other, second = make_token(person)
    Person.objects.filter(pk=person.pk).update(is_active=False)
    assert tokens.authenticate(second, NOW) is None


def test_use_of_a_token_is_noted_at_most_once_an_hour(person: Person, django_assert_num_queries: Any) -> None:
    token, key = make_token(person)

    with django_assert_num_queries(2):
        tokens.authenticate(key, NOW)
    with django_assert_num_queries(1):
        tokens.authenticate(key, NOW + timedelta(minutes=59))
    token.refresh_from_db()
    assert token.last_used_at == NOW


@pytest.mark.parametrize("rows", [1, 20])
def test_the_list_of_tokens_costs_the_same_whatever_the_rows(
    signed_in: Client, person: Person, rows: int, django_assert_num_queries: Any
) -> None:
    for number in range(rows):
        ApiToken.objects.create(
            person=person,
            name=f"Program {number}",
            hint="abcd",
            digest=f"{number:064}",
            expires_at=NOW + timedelta(days=9999),
        )

    with django_assert_num_queries(3):  # session, person, tokens
        page = signed_in.get("/en/me/tokens/").content.decode()

    assert page.count("Revoke</button>") == rows


# Export and erasure


def test_the_export_holds_everything_about_the_person_and_nothing_of_others(lately: Client, person: Person) -> None:
    stranger = make_person("stranger@example.test", name="Sample Stranger")
    make_consent(stranger, "digest")
    make_consent(person, "digest")
    make_token(person, name="My sample program")

    answer = lately.get("/en/me/export/json/")
    page = lately.get("/en/me/export/page/").content.decode()

    held = json.loads(answer.content)["held"]
    assert answer["Content-Disposition"] == f'attachment; filename="madang-{person.public_id}.json"'
    assert held["people.account"][0]["email"] == "haneul@example.test"
    assert [row["purpose"] for row in held["people.consents"]] == ["Sending reminders by e-mail"]
    assert held["people.consents"][0]["words"]["ko"].startswith("마감일과")
    assert [row["name"] for row in held["people.tokens"]] == ["My sample program"]
    assert len(held["people.sessions"]) == 1
    for canary in ("haneul@example.test", "Sample Haneul", "My sample program", "127.0.0.1"):
        assert canary in answer.content.decode()
        assert canary in page
    for foreign in ("stranger@example.test", "Sample Stranger", person.password):
        assert foreign not in answer.content.decode()
        assert foreign not in page


def everything_kept() -> str:
    """Every row of every table as text, sessions decoded."""
    with connection.cursor() as cursor:
        tables = [
            name for name in connection.introspection.table_names(cursor) if not name.startswith("django_migrations")
        ]
        rows = []
        for table in tables:
            cursor.execute(f'SELECT t::text FROM "{table}" AS t')
            rows += [f"{table}: {row[0]}" for row in cursor.fetchall()]
    sessions = [str(session.get_decoded()) for session in Session.objects.all()]
    return "\n".join(rows + sessions)


def test_erasure_leaves_nothing_of_the_person_in_any_table(
    lately: Client, person: Person, django_capture_on_commit_callbacks: Any
) -> None:
    canaries = ["haneul@example.test", "Sample Haneul", "My canary program", "Canary Browser", "198.51.100.7"]
    other = Client(headers={"user-agent": "Canary Browser"}, REMOTE_ADDR="198.51.100.7")
    other.post("/en/account/login/", {"login": person.email, "password": PASSWORD})
    make_token(person, name="My canary program")
    make_consent(person)
    AccessAttempt.objects.create(
        username=person.email, ip_address="198.51.100.7", user_agent="Canary Browser", failures_since_start=1
    )
    lately.get("/en/account/2fa/totp/activate/")
    assert all(canary in everything_kept() for canary in canaries)

    with django_capture_on_commit_callbacks(execute=True):
        answer = lately.post("/en/me/erase/", {"email": "Haneul@example.test"})

    cache.clear()  # rate limits count by network address for a minute, tied to no person; swept at night
    kept = everything_kept()
    assert [canary for canary in canaries if canary in kept] == []
    assert answer["Location"] == "/en/"
    person.refresh_from_db()
    assert (person.email, person.is_active) == (f"erased-{person.public_id}@erased.invalid", False)
    assert not person.has_usable_password()
    assert str(person) == "Someone who left"
    assert not Consent.objects.standing().filter(person=person).exists()
    assert (mail.outbox[-1].to, mail.outbox[-1].subject) == (["haneul@example.test"], "Your account has been deleted")
    assert other.get("/en/me/").status_code == 302
    assert lately.get("/en/me/").status_code == 302


def test_a_mistyped_address_erases_nobody(lately: Client, person: Person) -> None:
    answer = lately.post("/en/me/erase/", {"email": "somebody@example.test"})

    person.refresh_from_db()
    assert (answer.status_code, person.email, person.erased_at) == (422, "haneul@example.test", None)
    assert EmailAddress.objects.filter(user=person).exists()


def test_an_erasure_that_others_depend_on_is_refused_with_what_to_do(
    lately: Client, person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(holdings._vetoes, "startups", lambda who: ["Hand Sample Startup over to someone else first."])

    answer = lately.post("/en/me/erase/", {"email": person.email})

    person.refresh_from_db()
    assert (answer.status_code, person.erased_at) == (409, None)
    assert "Hand Sample Startup over to someone else first." in answer.content.decode()
    assert mail.outbox == []


@pytest.mark.django_db(transaction=True)
def test_the_erasure_page_opens_outside_any_transaction(lately: Client) -> None:
    Person.objects.update(is_operator=True)

    page = lately.get("/en/me/erase/").content.decode()

    assert "You are the only operator of the street." in page


def test_the_only_operator_cannot_vanish() -> None:
    capacity = as_operator()

    with pytest.raises(Refused, match="only operator"):
        actions.erase(person=capacity.person, by=as_self(capacity.person), now=NOW)

    as_operator()
    assert actions.erase(person=capacity.person, by=as_self(capacity.person), now=NOW).erased_at == NOW


def test_an_app_above_that_fails_to_erase_its_part_stops_all_of_it(
    person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(who: Person, now: Any) -> None:
        raise RuntimeError("not now")

    monkeypatch.setitem(holdings._erasers, "zzz", broken)

    with pytest.raises(RuntimeError), transaction.atomic():
        actions.erase(person=person, by=as_self(person), now=NOW)

    person.refresh_from_db()
    assert (person.email, person.is_active) == ("haneul@example.test", True)


def test_an_erased_row_may_hold_nothing_personal(person: Person) -> None:
    for wrong in ({"name": "x"}, {"email": "still@example.test"}, {"is_active": True}, {"is_operator": True}):
        values = {"erased_at": NOW, "name": "", "email": "erased-1@erased.invalid", "is_active": False} | wrong
        with pytest.raises(IntegrityError, match="people_erased_person_keeps_nothing_personal"), transaction.atomic():
            Person.objects.filter(pk=person.pk).update(**values)


def test_no_table_of_people_was_forgotten_by_the_erasure_test() -> None:
    """A new model that points at a person must be thought of: erased, or kept for a reason written in the register."""
    kept_or_erased = {
        "people.Consent", "people.ApiToken", "account.EmailAddress", "mfa.Authenticator", "socialaccount.SocialAccount",
        "usersessions.UserSession",
    }  # fmt: skip
    pointing = {
        model._meta.label
        for model in apps.get_models()
        if model._meta.managed and not model._meta.proxy
        if not model.__module__.startswith("madang.") or model.__module__.startswith("madang.people")
        if any(field.related_model is Person for field in model._meta.concrete_fields if field.is_relation)
    }

    assert pointing == kept_or_erased
