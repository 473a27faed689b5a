"""What the API tells of institutions, programmes and calls, to anyone."""

from datetime import date, timedelta

import orjson
import pytest

from madang.core.text import Text
from madang.institutions.models import Alias, Site, SourcedFact
from madang.programmes.models import Attachment, CallPartner, Stage
from tests.factories.programmes import NOW, make_call, make_institution, make_programme, make_searchable

pytestmark = pytest.mark.django_db

RULE = {"version": 1, "rule": {"all": [{"type": "age_window", "max_years": 7}]}}
NOTHING = {"ko": None, "zh": None, "en": None, "source": None}


def english(words, status="original"):
    return {"ko": None, "zh": None, "en": {"text": words, "status": status}, "source": "en"}


def said(words):
    return {"text": words, "lang": "en", "status": "original"}


def test_a_row_of_calls_says_exactly_this(anyone):
    house = make_institution("Sample House", slug="sample-house")
    programme = make_programme(house, sectors=["robotics"])
    call = make_call("Robots wanted", programme=programme, places=10, money_max=50_000_000, regions=["KR-11"])
    partner = make_institution("Sample Partner", slug="sample-partner")
    CallPartner.objects.create(call=call, institution=partner, accepted_at=NOW)
    CallPartner.objects.create(call=call, institution=make_institution("Not yet"))

    page = anyone.json("/calls")

    assert page == {
        "items": [
            {
                "id": call.public_id,
                "title": said("Robots wanted"),
                "institution": {"slug": "sample-house", "name": said("Sample House")},
                "partners": [{"slug": "sample-partner", "name": said("Sample Partner")}],
                "programme": programme.public_id,
                "status": "published",
                "is_open": True,
                "opens_at": "2026-11-18T01:48:00+00:00",
                "closes_at": "2026-12-03T01:48:00+00:00",
                "zone": "Asia/Seoul",
                "window_note": "",
                "supports": ["commercialisation"],
                "sectors": ["robotics"],
                "stages": [],
                "regions": ["KR-11"],
                "languages": [],
                "funding": "public",
                "money_max": 50_000_000,
                "currency": "KRW",
                "places": 10,
                "updated_at": call.updated_at.isoformat(),
            }
        ],
        "next": None,
        "previous": None,
        "mode": None,
    }


def test_one_call_holds_text_rule_documents_steps_contacts_and_files(anyone):
    call = make_call(
        Text(ko="로봇을 찾습니다", en="Robots wanted", source="ko", machine=frozenset({"en"})),
        body=Text(en="Everything about it.", source="en"),
        rule=RULE,
        documents=[{"kind": "pitch_deck", "name": {"en": "Deck", "_src": "en"}, "required": False, "within_days": 90}],
        contacts=[{"name": "Desk", "phone": "02-000-0000", "email": "desk@example.test"}],
    )
    Stage.objects.create(call=call, kind="document", starts_on=date(2026, 12, 7), position=1)
    Attachment.objects.create(call=call, name="Notice.pdf", url="https://example.test/notice.pdf")
    Attachment.objects.create(call=call, name="Lost.pdf")

    one = anyone.json(f"/calls/{call.public_id}")

    assert one["title"] == {
        "ko": {"text": "로봇을 찾습니다", "status": "original"},
        "zh": None,
        "en": {"text": "Robots wanted", "status": "machine"},
        "source": "ko",
    }
    assert one["body"] == english("Everything about it.")
    assert (one["rule"], one["rule_source"]) == (RULE, "machine")
    assert one["rule_lines"] == [
        {"depth": 0, "text": "All of these"},
        {"depth": 1, "text": "Founded less than 7 years ago"},
    ]
    assert one["documents"] == [{"kind": "pitch_deck", "name": english("Deck"), "required": False, "within_days": 90}]
    assert one["steps"] == [{"kind": "document", "starts_on": "2026-12-07", "ends_on": None, "note": NOTHING}]
    assert [(desk["name"]["ko"], desk["email"]) for desk in one["contacts"]] == [
        ({"text": "Desk", "status": "original"}, "desk@example.test")
    ]
    assert one["attachments"] == [{"name": "Notice.pdf", "url": "https://example.test/notice.pdf"}]
    assert one["page"] == f"http://testserver/en/calls/{call.public_id}/"


def test_an_institution_tells_its_other_names_places_and_sourced_facts(anyone):
    family = make_institution("Sample Family", slug="sample-family")
    house = make_institution("Sample House", slug="sample-house", family=family, founded_on=date(2014, 6, 1))
    Alias.objects.create(institution=house, text="S.H.", language="en", kind="abbreviation")
    Site.objects.create(institution=house, name=Text(en="Main building", source="en"), is_main=True, area_m2=1200)
    SourcedFact.objects.create(
        institution=house,
        label=Text(en="Startups housed", source="en"),
        value=Text(en="40", source="en"),
        source="Sample yearbook",
        as_of="2024",
        confidence="read",
    )

    assert anyone.json("/institutions/sample-house") == {
        "slug": "sample-house",
        "name": english("Sample House"),
        "summary": NOTHING,
        "kind": "incubator",
        "region": "",
        "sectors": [],
        "languages": ["en"],
        "is_public_body": False,
        "door": None,
        "website": "",
        "founded_on": "2014-06-01",
        "family": {"slug": "sample-family", "name": said("Sample Family")},
        "aliases": [{"text": "S.H.", "language": "en", "kind": "abbreviation", "correction": NOTHING, "source": ""}],
        "facts": [
            {
                "label": english("Startups housed"),
                "value": english("40"),
                "source": "Sample yearbook",
                "source_url": "",
                "as_of": "2024",
                "confidence": "read",
            }
        ],
        "sites": [
            {
                "name": english("Main building"),
                "address": NOTHING,
                "region": "",
                "area_m2": 1200,
                "is_main": True,
            }
        ],
    }


def test_a_programme_shows_its_published_calls_only(anyone):
    programme = make_programme()
    shown = make_call("Shown", programme=programme)
    make_call("Hidden", programme=programme, status="draft", published_at=None)

    one = anyone.json(f"/programmes/{programme.public_id}")

    assert [(call["id"], call["title"]["text"]) for call in one["calls"]] == [(shown.public_id, "Shown")]


@pytest.mark.parametrize("made", [{"status": "draft", "published_at": None}, {"status": "archived"}])
def test_what_is_not_published_answers_exactly_as_what_is_absent(anyone, made):
    hidden = make_call(**made)
    unlisted = make_institution(is_listed=False)
    retired = make_programme(is_active=False)

    pairs = [
        (f"/calls/{hidden.public_id}", "/calls/0123456789abcdef"),
        (f"/institutions/{unlisted.slug}", "/institutions/none-such"),
        (f"/programmes/{retired.public_id}", "/programmes/0123456789abcdef"),
    ]
    for there, absent in pairs:
        one, other = anyone.get(there), anyone.get(absent)
        assert (one.status_code, one.content, one.headers) == (404, other.content, other.headers)


def test_calls_are_narrowed_by_the_parameters_of_the_catalogue(anyone):
    robots = make_call("Robots", programme=make_programme(sectors=["robotics"]), regions=["KR-11"])
    make_call("Games", programme=make_programme(sectors=["games"]), regions=["KR-26"])
    past = make_call("Past", opens_at=NOW - timedelta(days=9), closes_at=NOW - timedelta(days=1))
    make_searchable(robots, past)

    def ids(query):
        return [row["id"] for row in anyone.json(f"/calls?{query}")["items"]]

    assert ids("sector=robotics") == [robots.public_id]
    assert ids("region=KR-11-680&sector=robotics&sector=games") == [robots.public_id]
    assert ids("when=closed") == [past.public_id]
    assert ids("q=robots") == [robots.public_id]
    assert ids(f"institution={past.institution.slug}&when=all") == [past.public_id]


def test_a_call_of_several_partners_stands_once_in_a_search_by_institution(anyone):
    call = make_call()
    for _ in range(2):
        CallPartner.objects.create(call=call, institution=make_institution(), accepted_at=NOW)

    rows = anyone.json(f"/calls?institution={call.institution.slug}")["items"]

    assert [row["id"] for row in rows] == [call.public_id]


def test_the_search_finds_calls_by_words_and_institutions_by_any_name(anyone):
    house = make_institution("Sample House")
    Alias.objects.create(institution=house, text="Robot Barn", language="en")
    call = make_call("Robot grants")
    make_searchable(call)

    found = anyone.json("/search?q=robot")

    assert (found["q"], found["meant"]) == ("robot", None)
    assert [row["id"] for row in found["calls"]] == [call.public_id]
    assert [row["slug"] for row in found["institutions"]] == [house.slug]


@pytest.mark.parametrize(
    ("lang", "words", "named"),
    [("ko", "찾습니다", "ko"), ("zh", "Wanted", "en"), ("zh-hans", "Wanted", "en"), ("en", "Wanted", "en")],
)
def test_the_language_asked_decides_the_wording(anyone, lang, words, named):
    make_call(Text(ko="찾습니다", en="Wanted", source="ko"))

    response = anyone.get(f"/calls?lang={lang}", accept_language="fr")

    title = orjson.loads(response.content)["items"][0]["title"]
    assert (title["text"], title["lang"]) == (words, named)
    assert response.headers["Content-Language"] == {"zh": "zh-hans"}.get(lang, lang)


def test_the_language_of_the_header_counts_when_none_is_asked_and_a_cookie_never_does(anyone):
    make_call(Text(ko="찾습니다", en="Wanted", source="ko"))
    anyone.client.cookies["django_language"] = "en"

    assert anyone.json("/calls", accept_language="ko-KR,ko;q=0.9")["items"][0]["title"]["text"] == "찾습니다"


def test_every_code_is_named_in_three_languages(anyone):
    terms = anyone.json("/terms")

    assert {
        "code": "rnd",
        "ko": "기술개발(R&D)",
        "zh": "技术研发",
        "en": "Research and development",
        "parent": "",
    } in terms["supports"]
    assert all(term["ko"] and term["zh"] and term["en"] for rows in terms.values() for term in rows)


@pytest.mark.parametrize("rows", [1, 20])
@pytest.mark.parametrize(
    ("path", "queries"),
    [("/calls", 2), ("/calls?q=sample", 5), ("/programmes", 1), ("/institutions", 1), ("/search?q=sample", 5)],
)
def test_a_list_costs_the_same_whatever_the_rows(anyone, rows, path, queries, django_assert_num_queries):
    calls = [make_call() for _ in range(rows)]
    for call in calls:
        CallPartner.objects.create(call=call, institution=make_institution(), accepted_at=NOW)
    make_searchable(*calls)
    anyone.get(path)  # the words of the catalogue are held from here on

    with django_assert_num_queries(queries):
        page = anyone.json(path)

    assert len(page.get("items", page.get("calls"))) == min(rows, 10 if "search" in path else rows) or "inst" in path
