"""How the street is searched, counted without people."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from madang.core import clock
from madang.matching import middleware
from madang.matching.actions import searches, searches_tally
from madang.matching.models import Ask, DaySalt, Letter, Rare, Tally, Told
from tests.factories.people import make_person
from tests.factories.programmes import NOW, make_call
from tests.factories.saved import make_news, make_search

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def _counting(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.MADANG_COUNT_SEARCHES = True
    monkeypatch.setattr(clock, "now", lambda: NOW)
    searches.forget()


def ask(text: str = "", *, asker: int = 1, place: str = "/en/calls/", query: str = "", browser: str = "") -> Any:
    """A search by one of several browsers."""
    headers = {"user-agent": browser or f"Mozilla/5.0 ({asker})"}
    return Client(headers=headers).get(f"{place}?q={text}{query}", REMOTE_ADDR=f"192.0.2.{asker}")


def at(monkeypatch: pytest.MonkeyPatch, **later: float) -> None:
    moment = NOW + timedelta(**later)
    monkeypatch.setattr(clock, "now", lambda: moment)


def count(monkeypatch: pytest.MonkeyPatch, *, days: int = 1) -> None:
    """The count of the night after."""
    at(monkeypatch, days=days)
    searches_tally.count_searches()


def tally(kind: str) -> dict[str, int]:
    return dict(Tally.objects.filter(kind=kind).values_list("word", "n"))


# What is kept until tonight


def test_a_search_leaves_one_line_that_names_nobody():
    ask("Robot  ARM", query="&sector=robotics&when=all")

    (kept,) = Ask.objects.all()
    assert (kept.text, kept.text_language, kept.page_language, kept.place) == ("robot arm", "en", "en", "catalogue")
    assert (kept.filters, kept.found, kept.withheld) == (["sector:robotics", "when:all"], 0, False)
    assert "192.0.2.1" not in str(vars(kept))
    assert re.fullmatch("[0-9a-f]{16}", kept.mark)


def test_two_people_are_told_apart_within_a_day_and_nobody_from_one_day_to_the_next(monkeypatch: pytest.MonkeyPatch):
    ask("robot", asker=1)
    ask("robot", asker=1)
    ask("robot", asker=2)
    at(monkeypatch, days=1)
    searches.forget()
    ask("robot", asker=1)

    one, again, other, tomorrow = Ask.objects.order_by("pk").values_list("mark", flat=True)
    assert one == again
    assert len({one, other, tomorrow}) == 3


def test_being_signed_in_makes_no_difference():
    person = make_person()
    client = Client(headers={"user-agent": "Mozilla/5.0 (1)"})
    client.force_login(person)

    client.get("/en/calls/?q=robot", REMOTE_ADDR="192.0.2.1")
    ask("robot", asker=1)

    first, second = Ask.objects.values("mark", "text", "filters", "place")
    assert first == second


@pytest.mark.parametrize(
    "text",
    [
        "hong.gildong@example.test",
        "call 010-1234-5678 please",
        "01012345678",
        "８２ １０ １２３４ ５６７８",
        "900101-1234567",
        "123-45-67890",
        "https://example.test/me",
        "www.example.test",
        "+82 (10) 1234.5678",
        "110101199003074233",
    ],
)
def test_what_looks_like_an_address_or_a_number_of_someone_is_never_kept(text: str):
    assert searches.plain_words(text) == ("", True)


@pytest.mark.parametrize("text", ["robot 2026", "3천만원 지원", "7년 미만 창업", "5g 实证", "24시간 100개 사"])
def test_years_and_amounts_are_words(text: str):
    assert searches.plain_words(text)[1] is False


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.text(max_size=40), st.integers(10**5, 10**14).map(str), st.text(max_size=40))
def test_no_long_number_passes_whatever_stands_around_it(before: str, number: str, after: str):
    assert searches.plain_words(before + number + after) == ("", True)


def test_plain_lists_later_pages_and_machines_are_not_counted():
    Client(headers={"user-agent": "Mozilla/5.0"}).get("/en/calls/")
    ask("robot", query="&page=2")
    ask("robot", browser="Somebot/1.0 (+https://bot.example.test)")

    assert not Ask.objects.exists()


def test_a_failing_count_never_breaks_a_search(monkeypatch: pytest.MonkeyPatch):
    def fail(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr(middleware.searches, "record", fail)

    assert ask("robot").status_code == 200
    assert not Ask.objects.exists()


def test_the_count_is_written_when_the_page_has_gone_out(monkeypatch: pytest.MonkeyPatch, rf: Any):
    written = []
    monkeypatch.setattr(middleware.searches, "record", lambda *args, **kwargs: written.append(True))
    handler = Client().handler
    handler.load_middleware()
    request = rf.get("/en/calls/?q=robot", headers={"user-agent": "Mozilla/5.0"})

    response = handler.get_response(request)
    before = list(written)
    response.close()

    assert (response.status_code, before, written) == (200, [], [True])


def test_a_call_opened_from_a_list_counts_its_place():
    call = make_call()
    client = Client(headers={"user-agent": "Mozilla/5.0"})

    for rank in ("3", "0", "x", "999", "-1", "3.5"):
        client.get(reverse("programmes:call", args=[call.public_id]) + f"?from={rank}")

    assert list(Ask.objects.values_list("rank", "text")) == [(3, "")]


def test_the_rows_of_a_list_know_their_place():
    for number in range(3):
        make_call(f"Call {number}")

    listed = ask("", query="&when=all").content.decode()

    assert re.findall(r"/\?from=(\d+)", listed) == ["1", "2", "3"]


# The night's count


def test_a_text_is_shown_once_five_have_typed_it(monkeypatch: pytest.MonkeyPatch):
    for asker in range(5):
        ask("robot", asker=asker)
    for asker in range(4):
        ask("secret", asker=asker)
    ask("robot", asker=1)

    count(monkeypatch)

    assert tally("query") == {"robot": 6}
    assert tally("rare") == {"": 4}
    assert tally("search") == {"": 10}
    assert not Ask.objects.exists()
    assert "secret" not in str(list(Tally.objects.values()) + list(Rare.objects.values()))


def test_five_on_different_days_are_enough_and_only_for_four_weeks(monkeypatch: pytest.MonkeyPatch):
    for day in (0, 1, 2, 3, 40, 41):
        at(monkeypatch, days=day)
        searches.forget()
        ask("wheels", asker=1)
        count(monkeypatch, days=day + 1)
    assert tally("query") == {}

    for day in (42, 43, 44):
        at(monkeypatch, days=day)
        searches.forget()
        ask("wheels", asker=1)
        count(monkeypatch, days=day + 1)

    assert list(Tally.objects.filter(kind="query").values_list("day", "word", "n")) == [
        (TODAY + timedelta(days=44), "wheels", 1)
    ]


def test_one_person_asking_often_is_one(monkeypatch: pytest.MonkeyPatch):
    for _ in range(20):
        ask("my own name", asker=1)

    count(monkeypatch)

    assert tally("query") == {}


def test_the_words_on_the_way_to_a_longer_one_are_not_counted(monkeypatch: pytest.MonkeyPatch):
    for second, text in enumerate(("ro", "robot", "robot ar", "robot arm")):
        at(monkeypatch, seconds=second)
        ask(text)
    at(monkeypatch, seconds=90)
    ask("robot")

    count(monkeypatch)

    assert tally("search") == {"": 2}


def test_everything_else_is_counted_without_texts(monkeypatch: pytest.MonkeyPatch):
    call = make_call("Robot arm")
    ask("로봇", asker=1, place="/ko/calls/", query="&sector=robotics")
    ask("robot", asker=2, place="/en/search/")
    ask("a@example.test", asker=3)
    Client(headers={"user-agent": "Mozilla/5.0"}).get(f"/en/calls/{call.public_id}/?from=2")

    count(monkeypatch)

    assert tally("search") == {"": 3}
    assert tally("page") == {"ko": 1, "en": 2}
    assert tally("words") == {"ko": 1, "en": 1}
    assert tally("place") == {"catalogue": 2, "street": 1}
    assert tally("filter") == {"sector:robotics": 1}
    assert tally("withheld") == {"": 1}
    assert tally("rank") == {"2": 1}
    assert sum(tally("zero").values()) >= 1


def test_today_is_counted_tonight_and_the_key_of_a_day_goes_with_it(monkeypatch: pytest.MonkeyPatch):
    ask("robot")
    searches_tally.count_searches()
    kept = (Ask.objects.count(), DaySalt.objects.count(), Tally.objects.count())

    count(monkeypatch)
    searches_tally.count_searches()

    assert kept == (1, 1, 0)
    assert (Ask.objects.count(), DaySalt.objects.count()) == (0, 0)
    assert tally("search") == {"": 1}


def test_the_nightly_sweep_keeps_what_the_register_promises(monkeypatch: pytest.MonkeyPatch):
    old = TODAY - timedelta(days=401)
    Tally.objects.create(day=old, kind="search", word="", n=1)
    Tally.objects.create(day=TODAY, kind="search", word="", n=1)
    search = make_search()
    call = make_news(search)
    letter = Letter.objects.create(
        person=search.person, kind="digest", day=old, language="en", made_at=NOW - timedelta(days=91)
    )
    kept = Told.objects.create(person=search.person, search=search, call=call, kind="new", letter=letter, at=NOW)
    Told.objects.create(person=search.person, call=call, kind="due7", closes_on=TODAY - timedelta(days=91), at=NOW)

    searches_tally.sweep()

    assert [one.day for one in Tally.objects.all()] == [TODAY]
    assert not Letter.objects.exists()
    assert [(one.pk, one.letter) for one in Told.objects.all()] == [(kept.pk, None)]


# The page of the street's office


def test_the_office_reads_counts_and_nobody_else_does(monkeypatch: pytest.MonkeyPatch):
    for asker in range(5):
        ask("nothing like this", asker=asker)
    ask("too rare", asker=9)
    count(monkeypatch)
    office, stranger = Client(), Client()
    office.force_login(make_person(is_operator=True))
    stranger.force_login(make_person())

    page = office.get("/en/street/searches/").content.decode()

    assert page.count("nothing like this") == 2  # what was typed, and what found nothing
    assert "too rare" not in page
    assert "1 search with a text that fewer people typed is not shown." in page
    assert stranger.get("/en/street/searches/").status_code == 404
    assert Client().get("/en/street/searches/").status_code == 302


@pytest.mark.parametrize("rows", [1, 20])
def test_the_page_costs_four_queries_whatever_was_searched(rows: int, django_assert_num_queries: Any):
    day = TODAY - timedelta(days=1)
    for number in range(rows):
        Tally.objects.create(day=day, kind="query", word=f"word {number}", n=9)
        Tally.objects.create(day=day, kind="filter", word=f"sector:s{number}", n=9)
    Tally.objects.create(day=day, kind="search", word="", n=9)
    client = Client()
    client.force_login(make_person(is_operator=True))

    with django_assert_num_queries(4):  # session, person, sums, days
        page = client.get("/en/street/searches/").content.decode()

    assert page.count("word ") >= rows
