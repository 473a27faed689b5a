"""Search by meaning: found across languages without the lexicon, kept up to date, switched whole, and never in the way."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import override_settings

from madang.core.text import Text
from madang.engines.retrieval.meaning.service import Service
from madang.people.capacity import AsVisitor
from madang.programmes import meaning, resident
from madang.programmes.actions import concepts, embedding
from madang.programmes.finding import find
from madang.programmes.models import Call, CallVector, MeaningModel
from tests.factories.programmes import NOW, make_call, make_institution, make_programme, make_searchable

from .meaning_world import DIM, THINGS, KnowingEncoder, searching_by

pytestmark = pytest.mark.django_db
RESTING = "Search by meaning is resting; words and concepts only."


@pytest.fixture
def encoder(monkeypatch: pytest.MonkeyPatch) -> Iterator[KnowingEncoder]:
    with searching_by(monkeypatch, KnowingEncoder()) as knowing:
        yield knowing


def make_things() -> dict[str, Call]:
    """A call about each of THINGS, in one language each."""
    calls = {}
    for place, names in enumerate(THINGS):
        lang = ("en", "ko", "zh")[place % 3]
        name = dict(zip(("en", "ko", "zh"), names, strict=True))[lang]
        calls[names[0]] = make_call(Text(**{lang: f"{name} 2026"}, source=lang))
    make_searchable(*calls.values())
    return calls


def found(words: str) -> list[int]:
    return list(find(Call.objects.visible_to(AsVisitor()), words).scores)


def test_a_query_finds_by_meaning_what_the_lexicon_lacks(encoder):
    calls = make_things()
    assert found("조르브") == []

    embedding.embed_waiting()

    assert {words: found(words) for words in ("조르브", "佐尔布", "quillet", "万提克")} == {
        "조르브": [calls["zxorb"].pk],
        "佐尔布": [calls["zxorb"].pk],
        "quillet": [calls["quillet"].pk],
        "万提克": [calls["vantic"].pk],
    }
    assert resident.answer("조르브").mode == "meaning"
