"""Two streets that differ only in hidden calls answer every search by meaning alike, byte for byte."""

import re
from collections.abc import Callable, Iterator

import pytest
import time_machine
from django.db import transaction
from django.test import Client
from django.utils import timezone

from madang.core.text import Text
from madang.institutions.models import Institution
from madang.programmes import lexicon, resident
from madang.programmes.actions import concepts, embedding
from madang.programmes.actions.indexing import index, rebuild_vocabulary
from madang.programmes.models import Call, CallVector, MeaningModel
from tests.factories.programmes import NOW, make_call, make_institution, make_programme

from .meaning_world import THINGS, KnowingEncoder, searching_by

pytestmark = pytest.mark.django_db
WORDS = ("zxorb", "조르브", "佐尔布", "quillet 2026", "mordle", "unlike anything", "sprindel brumfel")
ADDRESSES = (
    *(f"/{lang}/calls/?q={words}" for lang in ("en", "ko", "zh-hans") for words in WORDS),
    *(f"/en/calls/?q={words}&when=all&view=table" for words in WORDS),
    *(f"/en/search/?q={words}" for words in WORDS),
    *(f"/api/v1/search?q={words}" for words in WORDS),
    *(f"/api/v1/calls?q={words}&when=all" for words in WORDS),
)
TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="\w+"')  # another for each answer
HIDDEN = Text(ko="조르브 퀼렛 모들", zh="佐尔布 莫德尔", en="Zxorb quillet mordle sprindel", source="ko")


@pytest.fixture
def encoder(monkeypatch: pytest.MonkeyPatch) -> Iterator[KnowingEncoder]:
    with searching_by(monkeypatch, KnowingEncoder()) as knowing:
        yield knowing


@pytest.fixture
def unlisted() -> Institution:
    return make_institution(is_listed=False)


@pytest.fixture
def street(unlisted: Institution) -> None:
    for number in range(30):
        names = THINGS[number % len(THINGS)]
        lang = ("en", "ko", "zh")[number % 3]
        make_call(Text(**{lang: f"{names[number % 3]} {number}"}, source=lang))
    make_call("Nothing yet", status="draft", published_at=None)
    make_call("Nothing there", programme=make_programme(unlisted))


def _work() -> None:
    """What the worker does: index, vectors, and the means anew."""
    index(Call.objects.for_index(), now=NOW)
    rebuild_vocabulary(now=NOW)
    concepts.turn()
    CallVector.objects.update(seen_in=0)  # a test is one transaction, and numbers of transactions say what is new
    MeaningModel.objects.update(changed_at=NOW.replace(year=2020))
    while embedding.embed(
        embedding.model_of(embedding.meaning.wanted(), now=timezone.now()), embedding.meaning.wanted()
    ):
        pass
    embedding.settle(MeaningModel.objects.get(model_id="knowing/1"), now=timezone.now())


def _seen(client: Client) -> dict[str, tuple[int, bytes]]:
    lexicon.forget()
    resident.forget()
    with time_machine.travel(NOW, tick=False):
        answers = {address: client.get(address) for address in ADDRESSES}
    return {address: (answer.status_code, TOKEN.sub(b"", answer.content)) for address, answer in answers.items()}


def _drafts_say_more(unlisted: Institution) -> None:
    Call.objects.filter(status="draft").update(title=HIDDEN, summary=HIDDEN, body=HIDDEN)


def _one_draft_more(unlisted: Institution) -> None:
    make_call(HIDDEN, status="draft", published_at=None)


def _an_unlisted_institution_calls(unlisted: Institution) -> None:
    Call.objects.filter(institution=unlisted).update(title=HIDDEN)
    make_call(HIDDEN, programme=make_programme(unlisted))


@pytest.mark.parametrize("change", [_drafts_say_more, _one_draft_more, _an_unlisted_institution_calls])
def test_nobody_can_tell_by_searching(encoder, street, unlisted, client, change: Callable[[Institution], None]):
    _work()
    here = _seen(client)
    assert resident.answer("조르브").mode == "meaning"

    with transaction.atomic():
        change(unlisted)
        _work()
        there = _seen(client)
        transaction.set_rollback(True)

    assert {address for address in here if here[address] != there[address]} == set()
    assert {status for status, _ in here.values()} == {200}


def test_the_same_words_in_a_public_call_are_told_apart(encoder, street, unlisted, client):
    _work()
    here = _seen(client)

    make_call(HIDDEN)
    _work()
    there = _seen(client)

    assert sum(here[address] != there[address] for address in here) > len(ADDRESSES) / 2
