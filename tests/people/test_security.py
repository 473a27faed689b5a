"""Second factors, sessions, e-mail and password changes, each asked for once more when it matters."""

from collections.abc import Callable
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from allauth.usersessions.models import UserSession
from django.core import mail
from django.test import Client

from madang.people import actions, middleware, tokens
from madang.people.models import Person
from madang.people.templatetags.browsers import browser
from tests.factories.people import NOW, PASSWORD, as_self

from .conftest import link_in


def code_for(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


def turn_on_totp(client: Client) -> str:
    page = client.get("/en/account/2fa/totp/activate/")
    secret = str(page.context["form"].secret)
    client.post("/en/account/2fa/totp/activate/", {"code": code_for(secret)})
    return secret


@pytest.mark.django_db(transaction=True)  # the library tells of it once the change is kept
def test_an_authenticator_app_is_asked_for_at_the_next_sign_in(
    lately: Client, person: Person, sign_in: Callable[..., Any]
) -> None:
    turn_on_totp(lately)
    kinds = set(Authenticator.objects.filter(user=person).values_list("type", flat=True))
    assert kinds == {"totp", "recovery_codes"}
    codes = Authenticator.objects.get(user=person, type="recovery_codes").wrap().get_unused_codes()

    lately.logout()
    assert sign_in(person)["Location"] == "/en/account/2fa/authenticate/"
    assert "/en/account/login/" in lately.get("/en/me/")["Location"]  # the password alone opens nothing
    assert "code" in lately.post("/en/account/2fa/authenticate/", {"code": "000000"}).context["form"].errors

    assert lately.post("/en/account/2fa/authenticate/", {"code": codes[0]})["Location"] == "/en/desks/"
    assert [message.subject for message in mail.outbox] == ["The authenticator app was turned on"]


def test_secrets_of_second_factors_lie_encrypted(lately: Client, person: Person, settings: Any) -> None:
    secret = turn_on_totp(lately)

    assert secret not in str(list(Authenticator.objects.filter(user=person).values()))
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "x" * 60, [settings.SECRET_KEY]
    assert Authenticator.objects.get(user=person, type="totp").wrap().validate_code(code_for(secret))


def test_every_page_of_security_opens(lately: Client, person: Person) -> None:
    turn_on_totp(lately)

    opened = {
        page: lately.get(f"/en/{page}").status_code
        for page in [
            "me/", "me/security/", "me/consents/", "me/tokens/", "me/export/", "me/export/page/", "me/erase/", "me/terms/",
            "account/email/", "account/password/change/", "account/logout/", "me/sessions/", "account/reauthenticate/",
            "account/2fa/", "account/2fa/webauthn/", "account/2fa/webauthn/add/", "account/2fa/reauthenticate/",
            "account/2fa/recovery-codes/", "account/2fa/recovery-codes/generate/", "account/2fa/recovery-codes/download/",
            "account/2fa/totp/deactivate/", "account/3rdparty/",
        ]
    }  # fmt: skip

    assert opened == dict.fromkeys(opened, 200)


def test_every_page_at_the_door_opens_to_a_stranger(client: Client) -> None:
    opened = {
        page: client.get(f"/en/account/{page}").status_code
        for page in [
            "login/", "signup/", "password/reset/", "password/reset/done/", "password/reset/key/done/", "confirm-email/",
            "confirm-email/no-such-key/", "inactive/", "3rdparty/login/cancelled/",
        ]
    }  # fmt: skip

    assert opened == dict.fromkeys(opened, 200)


@pytest.mark.parametrize("where", ["me/", "me/security/", "me/consents/", "me/tokens/", "me/export/json/", "me/erase/"])
def test_a_stranger_is_sent_to_sign_in_from_every_page_of_an_account(client: Client, where: str) -> None:
    answer = client.get(f"/en/{where}")

    assert (answer.status_code, answer["Location"]) == (302, f"/en/account/login/?next=/en/{where}")


def test_ending_other_sessions_signs_the_other_browser_out(lately: Client, person: Person) -> None:
    other = Client(headers={"user-agent": "Another Browser"})
    other.post("/en/account/login/", {"login": person.email, "password": PASSWORD})
    assert UserSession.objects.filter(user=person).count() == 2
    assert '<p class="name">Another</p>' in lately.get("/en/me/sessions/").content.decode()

    lately.post("/en/me/sessions/")

    assert UserSession.objects.filter(user=person).count() == 1
    assert other.get("/en/me/").status_code == 302
    assert lately.get("/en/me/").status_code == 200


@pytest.mark.parametrize("rows", [1, 20])
def test_the_list_of_sessions_costs_the_same_whatever_the_rows(
    signed_in: Client, person: Person, rows: int, django_assert_num_queries: Any
) -> None:
    for _ in range(rows - 1):
        Client().post("/en/account/login/", {"login": person.email, "password": PASSWORD})

    with django_assert_num_queries(4):  # session, person, sessions, what they hold
        page = signed_in.get("/en/me/sessions/").content.decode()

    assert page.count('<p class="name">') == rows


def test_a_new_password_ends_other_sessions_and_all_tokens(signed_in: Client, person: Person) -> None:
    other = Client()
    other.post("/en/account/login/", {"login": person.email, "password": PASSWORD})
    _token, key = actions.create_token(person=person, name="x", scopes=["read"], days=30, by=as_self(person), now=NOW)

    signed_in.post(
        "/en/account/password/change/",
        {"oldpassword": PASSWORD, "password1": "a new long phrase", "password2": "a new long phrase"},
    )

    person.refresh_from_db()
    assert person.check_password("a new long phrase")
    assert tokens.authenticate(key, NOW) is None
    assert other.get("/en/me/").status_code == 302
    assert signed_in.get("/en/me/").status_code == 200
    assert signed_in.get("/en/me/sessions/").content.decode().count('<p class="name">') == 1


def test_a_new_address_holds_only_once_confirmed_and_the_old_one_is_told(lately: Client, person: Person) -> None:
    lately.post("/en/account/email/", {"action_add": "1", "email": "moon@example.test"})
    person.refresh_from_db()
    assert person.email == "haneul@example.test"

    lately.post(link_in(mail.outbox[0]))

    person.refresh_from_db()
    assert person.email == "moon@example.test"
    assert list(EmailAddress.objects.filter(user=person).values_list("email", "verified", "primary")) == [
        ("moon@example.test", True, True)
    ]
    assert (mail.outbox[-1].to, mail.outbox[-1].subject) == (["haneul@example.test"], "Your e-mail address was changed")


def test_what_touches_the_account_asks_for_the_password_again(client: Client, person: Person) -> None:
    client.force_login(person)  # signed in, but not lately

    asked = {
        address: client.get(f"/en/{address}").headers.get("Location", "").split("?")[0]
        for address in ["me/export/json/", "me/export/page/", "me/erase/", "account/2fa/totp/activate/"]
    }
    changed = client.post("/en/account/email/", {"action_add": "1", "email": "moon@example.test"})

    assert asked == dict.fromkeys(asked, "/en/account/reauthenticate/")
    assert changed["Location"].startswith("/en/account/reauthenticate/")
    answer = client.post(
        "/en/account/reauthenticate/?next=/en/me/erase/", {"password": PASSWORD, "next": "/en/me/erase/"}
    )
    assert answer["Location"] == "/en/me/erase/"


def test_no_page_holds_a_script_that_the_policy_would_stop(lately: Client) -> None:
    pages = ["me/", "me/security/", "account/2fa/webauthn/add/", "account/2fa/totp/activate/", "account/email/"]

    for page in pages:
        answer = lately.get(f"/en/{page}")
        text = answer.content.decode()
        assert "script-src 'self'" in answer["Content-Security-Policy"]
        assert " style=" not in text
        assert "onclick=" not in text
        inline = [part.split(">")[0] for part in text.split("<script")[1:]]
        assert all("src=" in head or 'type="application/json"' in head for head in inline), page


def test_the_last_use_of_a_session_is_noted_every_five_minutes_not_at_every_page(
    signed_in: Client, person: Person, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Any
) -> None:
    UserSession.objects.update(last_seen_at=NOW)
    with django_assert_num_queries(2):  # session, person
        signed_in.get("/en/me/export/")
    assert UserSession.objects.get().last_seen_at == NOW

    monkeypatch.setattr(middleware, "NOTE_EVERY_SECONDS", 0.0)
    signed_in.get("/en/me/export/")
    assert UserSession.objects.get().last_seen_at > NOW


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/130.0 Safari/537.36 Edg/130.0",
            "Edge, Windows",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1 Version/17.0 Mobile Safari/604.1",
            "Safari, iPhone",
        ),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0", "Firefox, Linux"),
        ("curl/8.5.0", "curl"),
        ("", "–"),
    ],
)
def test_a_browser_is_told_in_two_words(agent: str, words: str) -> None:
    assert browser(agent) == words
