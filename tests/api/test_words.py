"""Refusals speak the reader's language."""

import orjson
import pytest

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("ko", "해당 항목이 없거나 귀하의 것이 아닙니다."),
        ("zh", "没有此项，或不属于您。"),
        ("en", "There is no such thing, or it is not yours."),
    ],
)
def test_what_is_absent_is_said_in_three_languages(anyone, lang, words):
    assert orjson.loads(anyone.get(f"/calls/none?lang={lang}").content)["detail"] == words


@pytest.mark.parametrize(
    ("lang", "words"), [("ko", "100 이하여야 합니다."), ("zh", "不得大于 100。"), ("en", "The most is 100.")]
)
def test_what_is_wrong_in_a_field_is_said_in_three_languages(anyone, lang, words):
    problem = orjson.loads(anyone.get(f"/calls?limit=101&lang={lang}").content)

    assert problem["errors"] == [{"field": "query.limit", "code": "less_than_equal", "detail": words}]
