"""What Django turns away before any view is said on a page of the house, in the reader's language."""

import pytest
from django.core.exceptions import SuspiciousOperation
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en", "The street does not answer at this address."),
        ("ko", "이 주소로는 거리에 들어올 수 없습니다."),
        ("zh-hans", "本街不在这个网址上提供服务。"),
    ],
)
def test_a_foreign_host_is_refused_in_the_readers_language(client, lang, words):
    answer = client.get(f"/{lang}/", headers={"Host": "elsewhere.invalid"})

    assert (answer.status_code, words in answer.content.decode()) == (400, True)
    assert "elsewhere.invalid" not in answer.content.decode()


def test_an_address_for_forms_alone_says_so_when_it_is_opened(client):
    answers = [client.get(f"/{lang}/street/look") for lang in ("en", "ko", "zh-hans")]

    assert [(answer.status_code, answer["Allow"]) for answer in answers] == [(405, "POST")] * 3
    assert "This address only takes what a form sends" in answers[0].content.decode()
    assert "양식을 보낼 때만 쓰는 주소입니다" in answers[1].content.decode()
    assert "此网址仅用于提交表单" in answers[2].content.decode()


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("&".join(f"field{number}=" for number in range(20_000)), "There are more fields or files in it"),
        ("login=" + "a" * 30_000_000, "It is larger than can be taken at once."),
    ],
)
def test_too_much_at_once_is_refused_in_words(body, words):
    strict = Client(enforce_csrf_checks=True)
    strict.get("/en/account/login/")  # the cookie that a form is checked against

    answer = strict.post("/en/account/login/", body, content_type="application/x-www-form-urlencoded")

    assert (answer.status_code, words in answer.content.decode()) == (400, True)


def test_any_other_unreadable_request_gets_the_page_too(client, monkeypatch):
    def suspicious(request):
        raise SuspiciousOperation("never shown")

    monkeypatch.setattr("madang.core.middleware.clock.now", lambda: suspicious(None))

    page = client.get("/en/").content.decode()

    assert "This could not be read" in page
    assert "What your browser sent is not in a form the street can read." in page
    assert "never shown" not in page
