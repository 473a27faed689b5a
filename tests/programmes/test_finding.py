"""Words to calls: across languages, with reasons, following the database, and never by what is hidden."""

import re
from datetime import timedelta

import psycopg
import pytest
from django.db import connection
from django.http import QueryDict
from django.urls import reverse
from django.utils import translation

from madang.core.text import Text
from madang.people.capacity import AsVisitor
from madang.programmes import resident
from madang.programmes.actions import concepts
from madang.programmes.actions.indexing import index
from madang.programmes.finding import find
from madang.programmes.models import Call, CallIndex
from madang.programmes.queries import catalogue
from madang.programmes.views.catalogue import look
from tests.factories.programmes import NOW, make_call, make_institution, make_programme, make_searchable

pytestmark = pytest.mark.django_db


def test_a_query_finds_calls_in_languages_it_was_not_written_in():
    robots = make_call(Text(zh="面向初创企业的机器人示范项目征集", source="zh"))
    make_searchable(robots, make_call(Text(en="Bakery tax seminar", source="en")))

    for words in ("로봇 실증", "robot demonstration", "机器人示范"):
        assert list(find(Call.objects.visible_to(AsVisitor()), words).scores) == [robots.pk]


def test_a_reason_names_the_words_of_both_languages_and_its_parts_add_up():
    make_searchable(make_call(Text(zh="机器人示范项目征集", source="zh")))

    with translation.override("ko"):
        found = look(catalogue.read(QueryDict("q=로봇")), AsVisitor(), now=NOW)

    (reason,) = found.why.values()
    assert [(pair.asked.text, pair.held.text, pair.held.lang) for pair in reason.telling] == [("로봇", "机器人", "zh")]
    assert reason.score == round(sum(part.points for part in reason.parts), 2)


def test_a_title_that_holds_the_very_words_comes_first_and_says_so():
    near = make_call(Text(ko="로봇 실증 로봇 실증 로봇 시험", source="ko"))
    named = make_call(Text(ko="자율 주행로봇 활용 안내", source="ko"))
    make_searchable(near, named)

    with translation.override("en"):
        found = look(catalogue.read(QueryDict("q=주행 로봇")), AsVisitor(), now=NOW)

    assert next(call.pk for call in found.page.object_list) == named.pk
    assert ("In the title", 3.0) in [(part.name, part.points) for part in found.why[named.pk].parts]


def test_the_readers_own_word_in_the_title_needs_no_reason():
    make_searchable(make_call(Text(ko="서비스로봇 실증 지원", source="ko")))

    found = look(catalogue.read(QueryDict("q=로봇")), AsVisitor(), now=NOW)

    assert [reason.telling for reason in found.why.values()] == [()]


def test_the_page_of_a_call_says_why_the_words_found_it(client):
    call = make_call(Text(zh="机器人示范项目征集", source="zh"))
    make_searchable(call)

    page = client.get(f"/ko/calls/{call.public_id}/", {"q": "로봇", "from": "1"}).content.decode()
    other = client.get(f"/ko/calls/{call.public_id}/", {"q": "세무 상담"}).content.decode()

    assert "이 검색어로 찾은 까닭" in page
    assert "이 검색어로 찾은 까닭" not in other


def test_a_change_shows_at_the_next_search_and_a_call_put_away_is_gone():
    call = make_call("Robot trial")
    make_searchable(call)
    calls = Call.objects.visible_to(AsVisitor())
    assert list(find(calls, "robot").scores) == [call.pk]

    call.title = Text(en="Bakery hygiene", source="en")
    call.save(update_fields=["title"])
    index(Call.objects.for_index(), now=NOW)

    assert list(find(calls, "robot").scores) == []
    assert list(find(calls, "bakery").scores) == [call.pk]

    Call.objects.update(status="archived")
    assert concepts.turn() == 1
    assert resident.answer("bakery").scores == {}


def test_only_what_everyone_may_read_is_held_in_memory():
    shown = make_call("Robot trial")
    draft = make_call("Robot trial", status="draft", published_at=None)
    unlisted = make_call("Robot trial", programme=make_programme(make_institution(is_listed=False)))
    make_searchable(shown, draft, unlisted)

    assert list(resident.answer("robot").scores) == [shown.pk]
    assert CallIndex.objects.count() == 3


@pytest.mark.django_db(transaction=True)
def test_what_an_older_transaction_commits_late_is_not_missed():
    early, late = make_call("Robot trial"), make_call("Robot fair")
    make_searchable(early, late)
    assert len(resident.answer("robot").scores) == 2
    target = connection.get_connection_params() | {"autocommit": False}
    target = {key: target[key] for key in ("dbname", "host", "user", "port", "password") if target.get(key)}

    with psycopg.connect(**target) as slow:
        slow.execute(
            "UPDATE programmes_callindex SET is_public = false, written_in = pg_current_xact_id()::text::bigint"
            " WHERE call_id = %s",
            [late.pk],
        )
        index(Call.objects.for_index().filter(pk=early.pk), now=NOW)  # a younger transaction commits first
        assert len(resident.answer("robot").scores) == 2
        slow.commit()

    assert list(resident.answer("robot").scores) == [early.pk]


def test_a_search_that_shows_nothing_says_which_filter_emptied_it(client):
    make_searchable(make_call("Robot trial", sectors=["robotics"]), make_call("Robot fair", sectors=["robotics"]))

    page = client.get("/en/calls/", {"q": "robot", "sector": "fintech", "when": "open"}).content.decode()

    assert "Without “Fintech”: 2 calls" in page
    assert "Without “the application period”" not in page


def test_the_filters_that_alone_keep_calls_away_are_counted():
    make_call("one", sectors=["robotics"], closes_at=NOW - timedelta(days=1), status="closed")
    search = catalogue.read(QueryDict("sector=robotics&when=open"))

    assert catalogue.relaxed(Call.objects.visible_to(AsVisitor()), search, NOW) == {"when": 1}


HOSTILE = (
    "로봇" * 50_000,
    "\x00\x07\u202e\u2066robot\u2069",
    "the of and",
    "'; DROP TABLE x; --",
    "مرحبا بالعالم",
    "-",
    '"',
    "𝕣𝕠𝕓𝕠𝕥 🤖",
    "%",
    "a" * 299,
)


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_are_answered(client, words):
    make_searchable(make_call("Robot trial"))

    assert client.get(reverse("programmes:index"), {"q": words}).status_code == 200


def test_quotes_and_exclusions_are_kept_to_the_letter():
    trial, fair = make_call("Robot trial"), make_call("Robot fair")
    make_searchable(trial, fair)
    calls = Call.objects.visible_to(AsVisitor())

    assert list(find(calls, "robot -fair").scores) == [trial.pk]
    assert list(find(calls, '"robot fair"').scores) == [fair.pk]


def test_calls_that_only_their_full_texts_name_stand_best_first_and_equals_newest_first():
    passing = [
        make_call(Text(ko=f"안내 {n}", source="ko"), body=Text(ko="줄바가지 이야기", source="ko")) for n in range(4)
    ]
    make_searchable(*passing)
    Call.objects.filter(pk=passing[1].pk).update(summary=Text(ko="새 글", source="ko"))  # its row now lies last

    scores = find(Call.objects.visible_to(AsVisitor()), "줄바가지").scores

    assert len(scores) == 4
    assert list(scores) == [pk for pk, _score in sorted(scores.items(), key=lambda pair: (-pair[1], -pair[0]))]


def test_marked_words_of_a_title_stay_in_one_piece_in_the_table(client):
    make_searchable(make_call("Field robot trial"))

    page = client.get("/en/calls/", {"q": "robot", "view": "table"}).content.decode()

    # The link lays its children out side by side.
    assert re.search(r'<a class="go"[^>]*><span>[^\n]*<mark>[^\n]*</span></a>', page)
