"""Signing up, confirming, signing in, resetting: the ways in, and what strangers can learn at the door (nothing)."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client

from madang.people.models import Consent, Person
from tests.factories.people import PASSWORD, make_person

from .conftest import link_in

FORM = {
    "email": "Bada@Example.test",
    "name": "Sample Bada",
    "language": "en",
    "password1": PASSWORD,
    "password2": PASSWORD,
    "consent": "on",
}


def sign_up(client: Client, **changes: str) -> Any:
    return client.post("/en/account/signup/", FORM | changes)


def without_chance(page: bytes) -> str:
    """A page without what differs at every request: CSRF tokens."""
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", page.decode())


def test_a_newcomer_signs_up_confirms_and_signs_in(client: Client, sign_in: Callable[..., Any]) -> None:
    answer = sign_up(client)

    person = Person.objects.get(email="bada@example.test")
    assert answer["Location"] == "/en/account/confirm-email/"
    assert (person.name, person.language, person.is_operator) == ("Sample Bada", "en", False)
    consent = Consent.objects.get(person=person)
    assert (consent.purpose, consent.text_version, consent.language, consent.withdrawn_at) == (
        "account",
        "2026-11",
        "en",
        None,
    )
    assert [message.to for message in mail.outbox] == [["bada@example.test"]]

    assert (
        sign_in("bada@example.test")["Location"] == "/en/account/confirm-email/"
    )  # not before the address is confirmed
    address = link_in(mail.outbox[0])
    assert client.get(address).status_code == 200
    assert not EmailAddress.objects.get(user=person).verified  # a mail scanner that opens the link confirms nothing
    client.post(address)
    assert EmailAddress.objects.get(user=person).verified

    client.logout()
    assert sign_in("BADA@example.test")["Location"] == "/en/desks/"


@pytest.mark.parametrize("missing", ["email", "name", "language", "password1", "consent"])
def test_a_sign_up_that_lacks_something_is_refused_and_leaves_no_trace(client: Client, missing: str) -> None:
    answer = sign_up(client, **{missing: ""})

    assert answer.status_code == 200
    assert missing in answer.context["form"].errors
    assert (Person.objects.count(), Consent.objects.count(), len(mail.outbox)) == (0, 0, 0)


def test_signing_up_with_a_known_address_looks_the_same_and_tells_only_its_owner(
    client: Client, person: Person
) -> None:
    fresh, known = Client(), Client()

    new = sign_up(fresh, email="new@example.test")
    old = sign_up(known, email=person.email)

    assert (new.status_code, new["Location"]) == (old.status_code, old["Location"])
    assert without_chance(fresh.get(new["Location"]).content) == without_chance(known.get(old["Location"]).content)
    assert [(message.to, message.subject) for message in mail.outbox] == [
        (["new@example.test"], "Confirm your address"),
        ([person.email], "You already have an account"),
    ]
    assert Person.objects.filter(email=person.email).count() == 1


@pytest.mark.parametrize(
    ("code", "empty", "short"),
    [
        ("en", "Please fill this in.", "This password is too short: it needs at least 10 characters."),
        ("ko", "내용을 적어 주십시오.", "비밀번호가 너무 짧습니다. 10자 이상이어야 합니다."),
        ("zh-hans", "请填写此项。", "密码太短，至少需要 10 个字符。"),
    ],
)
def test_what_is_wrong_with_a_sign_up_is_said_in_the_language_of_the_page(
    client: Client, code: str, empty: str, short: str
) -> None:
    wrong = client.post(f"/{code}/account/signup/", FORM | {"name": "", "password1": "q7vz", "password2": "q7vz"})

    errors = wrong.context["form"].errors
    assert (errors["name"], errors["password1"]) == ([empty], [short])


def test_who_comes_with_an_invitation_is_told_which_address_to_use(client: Client) -> None:
    told = [
        "You have been invited" in client.get(f"/en/account/{way}/?next={where}").content.decode()
        for way in ("login", "signup")
        for where in ("/en/s/invitation/abc/", "/en/desks/")
    ]

    assert told == [True, False, True, False]


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(client: Client, person: Person) -> None:
    wrong = client.post("/en/account/login/", {"login": person.email, "password": "not this one"})
    unknown = client.post("/en/account/login/", {"login": "nobody@example.test", "password": "not this one"})

    same = without_chance(wrong.content).replace(person.email, "?")
    assert same == without_chance(unknown.content).replace("nobody@example.test", "?")
    assert "The e-mail address or the password is not right." in same


def test_resetting_tells_nobody_whether_an_address_is_known(client: Client, person: Person) -> None:
    known = client.post("/en/account/password/reset/", {"email": person.email})
    unknown = client.post("/en/account/password/reset/", {"email": "nobody@example.test"})

    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert [message.subject for message in mail.outbox] == [
        "Set a new password",
        "There is no account with this address",
    ]


def test_a_reset_link_sets_a_new_password_once(client: Client, person: Person, sign_in: Callable[..., Any]) -> None:
    client.post("/en/account/password/reset/", {"email": person.email})
    address = link_in(mail.outbox[0])

    form_address = client.get(address)["Location"]
    client.post(form_address, {"password1": "a new long phrase", "password2": "a new long phrase"})

    person.refresh_from_db()
    assert person.check_password("a new long phrase")
    assert "This link no longer works" in Client().get(address).content.decode()


def test_the_sixth_wrong_password_in_five_minutes_is_stopped(client: Client, person: Person) -> None:
    pages = [
        client.post("/en/account/login/", {"login": person.email, "password": f"wrong {n}"}).content.decode()
        for n in range(6)
    ]

    assert ["Too many tries" in page for page in pages] == [False] * 5 + [True]


def test_axes_locks_an_address_after_ten_failures_whatever_its_case(
    client: Client, person: Person, settings: Any
) -> None:
    settings.AXES_ENABLED = True
    settings.ACCOUNT_RATE_LIMITS = False

    answers = [
        client.post("/en/account/login/", {"login": login, "password": "wrong"}).status_code
        for login in [person.email, person.email.upper()] * 5
    ]
    right = client.post("/en/account/login/", {"login": person.email, "password": PASSWORD})
    other = Client().post("/en/account/login/", {"login": make_person().email, "password": PASSWORD})

    assert answers == [200] * 9 + [429]
    assert (right.status_code, other.status_code) == (429, 302)


@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.example.test/", "//evil.example.test/", "/\\evil.example.test", "http://testserver/en/me/"],
)
def test_nothing_outside_this_site_is_followed_after_signing_in(client: Client, person: Person, elsewhere: str) -> None:
    answer = client.post("/en/account/login/", {"login": person.email, "password": PASSWORD, "next": elsewhere})

    assert answer["Location"] == "/en/desks/"


def test_a_relative_address_is_followed_after_signing_in(client: Client, person: Person) -> None:
    answer = client.post(
        "/en/account/login/", {"login": person.email, "password": PASSWORD, "next": "/en/me/security/"}
    )

    assert answer["Location"] == "/en/me/security/"


@pytest.mark.parametrize(
    ("language", "subject"),
    [("ko", "비밀번호를 새로 정하십시오"), ("zh-hans", "设置新密码"), ("en", "Set a new password")],
)
def test_mail_goes_out_in_the_language_of_its_reader(client: Client, language: str, subject: str) -> None:
    person = make_person(language=language)

    client.post("/en/account/password/reset/", {"email": person.email})

    assert [message.subject for message in mail.outbox] == [subject]


def test_links_in_mail_come_from_the_setting_not_from_the_host_header(
    client: Client, person: Person, settings: Any
) -> None:
    settings.MADANG_ORIGIN = "https://street.example.test"
    settings.ALLOWED_HOSTS = ["*"]

    client.post("/en/account/password/reset/", {"email": person.email}, headers={"host": "evil.example.test"})

    assert "https://street.example.test/en/account/password/reset/key/" in mail.outbox[0].body
    assert "evil" not in mail.outbox[0].body


def test_passwords_are_kept_as_argon2_where_people_use_the_system(settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["madang.people.hashers.Argon2"]

    person = make_person()

    assert person.password.startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")
    assert person.check_password(PASSWORD)


def test_a_provider_by_settings_is_offered_and_never_makes_an_account_without_consent(
    client: Client, settings: Any
) -> None:
    settings.SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {
            "APPS": [
                {
                    "provider_id": "oidc",
                    "name": "Sample ID",
                    "client_id": "x",
                    "secret": "x",
                    "settings": {"server_url": "https://id.example.test"},
                }
            ]
        }
    }

    page = client.get("/en/account/login/").content.decode()

    assert 'action="/en/account/oidc/oidc/login/?process=login' in page
    assert "Sign in with Sample ID" in page
    assert settings.SOCIALACCOUNT_AUTO_SIGNUP is False
    assert client.get("/en/account/oidc/oidc/login/").status_code == 200  # asks first: a link alone signs nobody in
