"""Search by meaning: found across languages without the lexicon, kept up to date, switched whole, and never in the way."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from madang.core.text import Text
from madang.engines.retrieval.meaning.service import Service
from madang.people.capacity import AsVisitor
from madang.programmes import meaning, resident
from madang.programmes.actions import concepts, embedding
from madang.programmes.finding import find
from madang.programmes.management.commands.meaning import House
from madang.programmes.models import Call, CallVector, MeaningModel
from tests.factories.programmes import NOW, make_call, make_institution, make_programme, make_searchable

from .meaning_world import DIM, THINGS, KnowingEncoder, searching_by

pytestmark = pytest.mark.django_db
OTHERS = 24
RESTING = "Search by meaning is resting; words and concepts only."


@pytest.fixture
def encoder(monkeypatch: pytest.MonkeyPatch) -> Iterator[KnowingEncoder]:
    with searching_by(monkeypatch, KnowingEncoder()) as knowing:
        yield knowing


def make_things() -> dict[str, Call]:
    """A call about each of THINGS, in one language each, among others: nothing stands out from a handful."""
    calls = {}
    others = [make_call(Text(en=f"Other matters {number}", source="en")) for number in range(OTHERS)]
    for place, names in enumerate(THINGS):
        lang = ("en", "ko", "zh")[place % 3]
        name = dict(zip(("en", "ko", "zh"), names, strict=True))[lang]
        calls[names[0]] = make_call(Text(**{lang: f"{name} 2026"}, source=lang))
    make_searchable(*calls.values(), *others)
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


def test_hidden_calls_are_held_nowhere_and_enter_no_mean(encoder):
    shown = make_call("Zxorb one")
    draft = make_call("Zxorb two", status="draft", published_at=None)
    unlisted = make_call("Zxorb three", programme=make_programme(make_institution(is_listed=False)))
    make_searchable(shown, draft, unlisted, *(make_call(f"Quillet {n}") for n in range(19)))
    embedding.embed_waiting()

    model = MeaningModel.objects.get()
    assert (model.state, model.counts, CallVector.objects.count()) == ("active", [0, 0, 20], 22)
    assert list(resident.answer("조르브").scores) == [shown.pk]

    Call.objects.filter(pk=draft.pk).update(status="published", published_at=NOW)
    assert concepts.turn() == 1
    assert sorted(resident.answer("조르브").scores) == [shown.pk, draft.pk]

    Call.objects.filter(pk=shown.pk).update(status="archived")
    assert concepts.turn() == 1
    assert list(resident.answer("조르브").scores) == [draft.pk]


@pytest.mark.django_db(transaction=True)
def test_a_text_is_encoded_once_and_again_only_when_it_has_changed(encoder):
    calls = make_things()
    embedding.embed_waiting()
    first = len(encoder.asked)
    make_searchable(*calls.values())  # written anew with the same words, as after a change of the lexicon
    embedding.embed_waiting()
    assert len(encoder.asked) == first

    calls["mordle"].title = Text(en="sprindel 2027", source="en")
    calls["mordle"].save(update_fields=["title"])
    make_searchable(calls["mordle"])
    assert calls["mordle"].pk not in found("스프린델")
    embedding.embed_waiting()

    assert encoder.asked[first:] == ["스프린델", "sprindel 2027", calls["mordle"].programme.name.en]
    assert sorted(found("스프린델")) == sorted([calls["mordle"].pk, calls["sprindel"].pk])
    assert calls["mordle"].pk not in found("모들")


def test_a_job_cut_off_in_the_middle_goes_on_where_it_stopped(encoder):
    make_searchable(*(make_call(f"Zxorb {n}") for n in range(20)))
    model = embedding.model_of(encoder, now=NOW)
    encoder.asked.clear()

    assert embedding.embed(model, encoder, until=0.0) is True
    assert CallVector.objects.count() == 0
    embedding._embed(model, encoder, embedding._waiting(model))
    assert CallVector.objects.count() == embedding.BATCH
    assert embedding.embed(model, encoder) is False
    assert CallVector.objects.count() == 20
    assert len(encoder.asked) == 40  # a title and a text each, none twice


def test_search_stays_on_the_old_model_until_the_new_one_is_complete(encoder, monkeypatch):
    calls = make_things()
    embedding.embed_waiting()
    newer = KnowingEncoder("knowing/2", DIM * 2)
    monkeypatch.setattr(meaning, "wanted", lambda: newer)
    model = embedding.model_of(newer, now=NOW)
    embedding._embed(model, newer, embedding._waiting(model)[:2])

    assert [(one.model_id, one.state) for one in MeaningModel.objects.order_by("pk")] == [
        ("knowing/1", "active"),
        ("knowing/2", "building"),
    ]
    assert (found("조르브"), resident.answer("조르브").model.model_id) == ([calls["zxorb"].pk], "knowing/1")

    with Service(newer, meaning.socket_of("knowing/2")):
        embedding.embed_waiting()
        assert (found("조르브"), resident.answer("조르브").model.model_id) == ([calls["zxorb"].pk], "knowing/2")
    assert [(one.model_id, one.state) for one in MeaningModel.objects.order_by("pk")] == [
        ("knowing/1", "retired"),
        ("knowing/2", "active"),
    ]


def test_a_retired_model_goes_later_with_its_vectors(encoder, monkeypatch):
    make_things()
    embedding.embed_waiting()
    monkeypatch.setattr(meaning, "wanted", lambda: KnowingEncoder("knowing/2"))
    embedding.embed_waiting()
    assert CallVector.objects.count() == 2 * (6 + OTHERS)

    MeaningModel.objects.filter(state="retired").update(changed_at=NOW - timedelta(days=400))
    embedding.embed_waiting()
    embedding.embed_waiting()
    assert [one.model_id for one in MeaningModel.objects.all()] == ["knowing/2"]
    assert CallVector.objects.count() == 6 + OTHERS


def test_a_model_half_built_is_given_up_when_the_old_one_is_wanted_again(encoder, monkeypatch):
    make_things()
    embedding.embed_waiting()
    embedding.model_of(KnowingEncoder("knowing/2"), now=NOW)

    embedding.embed_waiting()

    assert {one.model_id: one.state for one in MeaningModel.objects.all()} == {
        "knowing/1": "active",
        "knowing/2": "retired",
    }


def test_an_active_model_nobody_serves_any_more_leaves_words_and_concepts(encoder, client):
    make_things()
    embedding.embed_waiting()
    robots = make_call(Text(zh="机器人示范项目征集", source="zh"))
    make_searchable(robots)
    MeaningModel.objects.update(model_id="gone/1")

    assert (found("로봇"), resident.answer("로봇").mode) == ([robots.pk], "resting")


def test_a_service_that_ends_and_comes_back_is_told_and_forgotten_again(monkeypatch, client):
    with searching_by(monkeypatch, KnowingEncoder(), serving=False) as encoder:
        calls = make_things()
        embedding.embed_waiting()
        page = client.get("/en/calls/", {"q": "조르브"})
        assert (page.status_code, RESTING in page.content.decode()) == (200, True)
        street = client.get("/en/search/", {"q": "조르브"})
        assert (street.status_code, RESTING in street.content.decode()) == (200, True)
        assert client.get("/api/v1/search", {"q": "조르브"}).json()["mode"] == "resting"

        with Service(encoder, meaning.socket_of(encoder.model_id)):
            page = client.get("/en/calls/", {"q": "조르브"}).content.decode()
            assert (RESTING in page, calls["zxorb"].public_id in page) == (False, True)
            answer = client.get("/api/v1/calls", {"q": "조르브"}).json()
            assert (answer["mode"], [one["id"] for one in answer["items"]]) == ("meaning", [calls["zxorb"].public_id])

        page = client.get("/ko/calls/", {"q": "佐尔布"})
        assert (page.status_code, "낱말과 개념으로만" in page.content.decode()) == (200, True)


def test_nothing_is_asked_and_nothing_said_where_search_is_lexical(client, django_assert_num_queries):
    make_things()
    embedding.embed_waiting()

    assert MeaningModel.objects.count() == 0
    with django_assert_num_queries(1):
        assert resident.answer("zxorb").mode == "lexical"
    assert RESTING not in client.get("/en/calls/", {"q": "zxorb"}).content.decode()


@pytest.mark.parametrize("rows", [1, 20])
def test_a_search_by_meaning_costs_one_query_more_whatever_the_calls(encoder, rows, django_assert_num_queries):
    make_searchable(*(make_call(f"Zxorb {n}") for n in range(rows)))
    embedding.embed_waiting()
    resident.answer("조르브")

    with django_assert_num_queries(2):
        resident.answer("조르브 둘")


def test_the_page_of_a_call_shows_the_sentence_that_is_nearest(encoder, client):
    calls = make_things()
    call = calls["vantic"]  # written in Korean or Chinese
    call.body = Text(**{call.title.source: "First nothing. Then 万提克 반틱 stands here. At last nothing."}, source="")
    call.save(update_fields=["body"])
    make_searchable(call)
    embedding.embed_waiting()

    page = client.get(f"/en/calls/{call.public_id}/", {"q": "vantic", "from": "1"}).content.decode()

    assert "Meaning" in page
    assert 'lang="en">vantic</' in page or "vantic → " in page


def test_only_what_stands_out_is_an_answer_and_no_words_ask_nothing(encoder):
    calls = make_things()
    embedding.embed_waiting()
    encoder.asked.clear()

    assert (found("?!"), found("%"), encoder.asked) == ([], [], [])
    assert calls["zxorb"].pk not in found("wholly unlike")
    assert len(found("wholly unlike")) < OTHERS / 4


@pytest.mark.parametrize("words", ["조르브" * 50_000, "\x00\x07\u202ezxorb\u2069", "-", "𝕣𝕠𝕓𝕠𝕥 🤖", "\ud800"])
def test_hostile_words_are_answered(encoder, client, words):
    make_things()
    embedding.embed_waiting()

    assert resident.answer(words) is not None
    if words.isprintable() or len(words) < 20:
        assert client.get("/en/calls/", {"q": words.encode("utf-8", "replace")}).status_code == 200


def test_the_command_serves_the_wanted_model_and_the_active_one_until_it_is_replaced(monkeypatch):
    with searching_by(monkeypatch, KnowingEncoder("knowing/2"), serving=False) as wanted:
        monkeypatch.setattr(House, "_let_go", lambda self: None)  # a test's connection stays
        make_things()
        embedding.embed_waiting()
        active = MeaningModel.objects.get()
        MeaningModel.objects.update(model_id="gone/1")
        said: list[str] = []
        house = House(said.append)
        try:
            house.look()
            house.look()
            assert [line.partition(" ")[0] for line in sorted(said)] == ["gone/1", "knowing/2"]
            assert meaning.asker(resident_model(wanted)).encode(["zxorb"], "query").shape == (1, DIM)

            MeaningModel.objects.filter(pk=active.pk).update(state="retired")
            house.look()
            assert set(house.served) == {"knowing/2"}
        finally:
            house.close()
        assert not meaning.socket_of("knowing/2").exists()


def resident_model(encoder: KnowingEncoder) -> meaning.Model:
    return meaning.Model(encoder.model_id, "embedded", encoder.dim)
