"""The catalogue finds, counts, orders and costs the same for one call and for twenty."""

import re
import unicodedata
from datetime import timedelta

import pytest
from django.http import QueryDict
from django.urls import reverse

from madang.core.text import Text
from madang.people.capacity import AsVisitor
from madang.programmes import lexicon, resident
from madang.programmes.models import Call
from madang.programmes.queries import catalogue
from madang.programmes.shelf import count, shown
from madang.programmes.views.catalogue import look
from tests.factories.programmes import NOW, make_call, make_institution, make_programme, make_searchable

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_now(monkeypatch):
    monkeypatch.setattr("madang.core.clock.now", lambda: NOW)
    lexicon.forget()
    resident.forget()


def titles(query: str) -> list[str]:
    found = look(catalogue.read(QueryDict(query)), AsVisitor(), now=NOW)
    return [str(call.title) for call in found.page.object_list]


@pytest.mark.parametrize("rows", [1, 20])
@pytest.mark.parametrize("view", ["list", "table"])
def test_the_list_costs_four_queries_whatever_the_rows(client, rows, view, django_assert_num_queries):
    calls = [make_call(sectors=["robotics"], regions=["KR-11"]) for _ in range(rows)]

    with django_assert_num_queries(4):  # count, page, partners, every facet and time at once
        page = client.get(reverse("programmes:index"), {"view": view}).content.decode()

    assert all(str(call.title) in page for call in calls)


def test_only_what_is_published_and_open_now_is_shown_first():
    make_call("open")
    make_call("draft", status="draft", published_at=None)
    make_call("not yet", opens_at=NOW + timedelta(days=1))
    make_call("over", closes_at=NOW)
    make_call("unlisted", programme=make_programme(make_institution(is_listed=False)))

    assert titles("") == ["open"]
    assert titles("when=upcoming") == ["not yet"]
    assert titles("when=closed") == ["over"]
    assert sorted(titles("when=all")) == ["not yet", "open", "over"]


def test_what_closes_first_comes_first_and_what_never_closes_last():
    make_call("later")
    make_call("rolling", closes_at=None, window_note="Rolling admission")
    make_call("sooner", closes_at=NOW + timedelta(hours=2))

    assert titles("") == ["sooner", "later", "rolling"]
    assert titles("when=week") == ["sooner"]


@pytest.mark.parametrize(
    ("asked", "title"),
    [
        ("로봇 실증", "서비스로봇 현장 실증 지원사업 참여기업 모집"),
        ("서비스 로봇을", "서비스로봇 현장 실증 지원사업 참여기업 모집"),
        ("机器人", "面向初创企业的机器人示范项目征集"),
        ("incubating", "Incubation space for young firms"),
        ("TIPS", "TIPS 연계 시드 투자 프로그램"),
    ],
)
def test_words_are_found_in_the_three_languages(asked, title):
    calls = [
        make_call(Text(ko="서비스로봇 현장 실증 지원사업 참여기업 모집", source="ko")),
        make_call(Text(zh="面向初创企业的机器人示范项目征集", source="zh")),
        make_call("Incubation space for young firms"),
        make_call(Text(ko="TIPS 연계 시드 투자 프로그램", source="ko")),
    ]
    make_searchable(*calls)

    assert title in titles(f"q={asked}")[:2]  # the robots of the other language are as good an answer


def test_a_query_crosses_languages_by_the_names_of_sectors():
    robot = make_call(Text(ko="현장 적용 참여기업 모집", source="ko"), sectors=["robotics"])
    other = make_call(Text(ko="수출 상담회 참여기업 모집", source="ko"), sectors=["food"])
    make_searchable(robot, other)

    assert titles("q=机器人") == ["현장 적용 참여기업 모집"]
    assert titles("q=robotics") == ["현장 적용 참여기업 모집"]


def test_a_facet_counts_what_choosing_it_would_show():
    seoul = make_programme(supports=["rnd"], sectors=["robotics"])
    make_call(programme=seoul, regions=["KR-11"])
    make_call(programme=seoul, regions=[])
    make_call(programme=make_programme(supports=["space"]), regions=["CN-11"])
    search = catalogue.read(QueryDict("support=rnd"))

    counted = count(shown(Call.objects.visible_to(AsVisitor())), search, NOW).facets["support"]

    assert {option.code: (option.count, option.chosen) for option in counted} == {"rnd": (2, True), "space": (1, False)}
    for option in counted:
        assert len(titles(f"support={option.code}")) == option.count


@pytest.mark.parametrize(
    "query", ["", "support=rnd&region=KR-11", "when=all&sector=robotics&language=ko", "q=words&when=closed"]
)
def test_every_choice_of_every_facet_and_time_counts_what_it_would_show(query):
    robots = make_programme(supports=["rnd", "space"], sectors=["robotics"])
    calls = [
        make_call("words", programme=robots, regions=["KR-11"], languages=["ko", "en"]),
        make_call("more words", programme=robots, regions=["KR"], closes_at=NOW),
        make_call(regions=["CN-11"], stages=["early"], funding="private"),
        make_call("words ahead", opens_at=NOW + timedelta(days=1), languages=["ko"]),
    ]
    make_searchable(*calls)
    search = catalogue.read(QueryDict(query))
    found = look(search, AsVisitor(), now=NOW)

    counted = count(found.shown, search, NOW)

    for name, options in counted.facets.items():
        for option in options:
            shown = titles(search.address(chosen={**search.chosen, name: (option.code,)}))
            assert len(shown) == option.count, (name, option)
    assert {when: len(titles(search.address(when=when))) for when in catalogue.WHENS} == counted.times


def test_the_calls_of_an_institution_are_its_own_and_those_it_agreed_to_run_each_once():
    house, other = make_institution(), make_institution()
    together = make_call("together", programme=make_programme(house))
    for partner in (other, make_institution()):
        together.partners.create(institution=partner, accepted_at=NOW)
    asked = make_call("only asked")
    asked.partners.create(institution=other)
    search = catalogue.read(QueryDict(f"institution={house.slug}"))

    counted = count(look(search, AsVisitor(), now=NOW).shown, search, NOW)

    assert (titles(f"institution={house.slug}"), titles(f"institution={other.slug}")) == (["together"], ["together"])
    assert counted.times["open"] == 1


def test_a_partner_that_was_only_asked_is_no_word_to_find_the_call_by():
    call = make_call("Field tests")
    call.partners.create(institution=make_institution("Zephyria House"))
    make_searchable(call)

    assert titles("q=Zephyria") == []


def test_words_typed_as_parts_of_letters_are_found_as_the_letters():
    make_searchable(make_call(Text(ko="협동로봇가나다라", source="ko")))

    assert titles("q=" + unicodedata.normalize("NFD", "봇가나다")) == ["협동로봇가나다라"]


def test_a_region_takes_in_what_is_open_to_the_whole_country():
    make_call("Seoul", regions=["KR-11"])
    make_call("Korea", regions=["KR"])
    make_call("anywhere", regions=[])
    make_call("Beijing", regions=["CN-11"])

    assert sorted(titles("region=KR-11")) == ["Korea", "Seoul", "anywhere"]


@pytest.mark.parametrize(
    "query",
    [
        *("page=999999", "page=x", "sort=evil", "support=nothing", "view=3"),
        *("when=%00", "q=%00%00", "institution=%00", "q=" + "가" * 5000, "q='(|&!<->"),
    ],
)
def test_a_strange_address_is_answered_and_nothing_breaks(client, query):
    make_searchable(make_call("one"))

    assert client.get(reverse("programmes:index") + "?" + query).status_code == 200


def test_the_address_of_a_search_reads_back_as_the_same_search():
    query = "q=robot&support=rnd&support=space&region=KR-11&when=all&view=table&page=2"
    search = catalogue.read(QueryDict(query))

    assert catalogue.read(QueryDict(search.address(page=2))) == search


def test_a_draft_shows_neither_in_results_nor_in_counts_nor_in_spelling(client):
    def page() -> str:
        shown = client.get(reverse("programmes:index"), {"q": "zanzibar"}).content.decode()
        return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", shown)

    make_searchable(make_call("visible words"))
    before = page()
    make_searchable(make_call("zanzibar", status="draft", published_at=None))
    lexicon.forget()
    resident.forget()

    assert page() == before


def test_other_intakes_stand_newest_first_and_those_that_name_no_opening_last(client):
    programme = make_programme()
    shown = make_call(programme=programme)
    days = [None, NOW - timedelta(days=400), NOW - timedelta(days=30), None]
    made = [make_call(programme=programme, opens_at=day) for day in days]

    page = client.get(reverse("programmes:call", args=[shown.public_id])).content.decode()

    others = page[page.index('id="oth"') :]
    places = [others.index(made[number].public_id) for number in (2, 1, 3, 0)]
    assert places == sorted(places)
