"""Walking a list by cursor: nothing lost, nothing doubled, whatever is inserted meanwhile."""

import base64
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import orjson
import pytest

from tests.factories.programmes import NOW, make_call, make_institution, make_programme, make_searchable

pytestmark = pytest.mark.django_db

LISTS = ["/calls", "/calls?sort=newest", "/calls?q=sample", "/programmes", "/institutions", "/me/startups"]


def ident(row):
    return row.get("id") or row["slug"]


def walk(caller, path, limit, way="next", between=lambda: None):
    """Every row in the order met, following `next` (or `previous`) to the end."""
    url = f"{path}{'&' if '?' in path else '?'}limit={limit}"
    pages = []
    while url:
        page = caller.json(url)
        pages.append([ident(row) for row in page["items"]])
        url = page[way] and page[way].removeprefix("http://testserver/api/v1")
        between()
    return pages


def make_rows(path, many, startup):
    """Rows of the list at `path`, some of them level in its order."""
    if "programmes" in path:
        return [make_programme() for _ in range(many)]
    if "institutions" in path:
        return [make_institution("Sample House") for _ in range(many)]
    if "startups" in path:
        return [startup] + [startup_of_same_person(startup, number) for number in range(many - 1)]
    times = [None, NOW + timedelta(days=3), NOW + timedelta(days=3), NOW + timedelta(days=5)]
    house = make_programme()
    calls = [
        make_call(
            programme=house, closes_at=times[number % 4], window_note="" if times[number % 4] else "until it is used up"
        )
        for number in range(many)
    ]
    make_searchable(*calls)
    return calls


def startup_of_same_person(startup, number):
    owner = startup.memberships.get().person
    other = type(startup).objects.create(slug=f"sample-{number}", name=startup.name)
    other.memberships.create(person=owner, role="viewer")
    return other


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize("limit", [1, 3, 4, 100])
def test_following_next_meets_every_row_once_and_previous_leads_back(path, limit, token, startup):
    rows = make_rows(path, 8, startup)
    caller = token("read", "startups")

    pages = walk(caller, path, limit)

    met = [one for page in pages for one in page]
    assert sorted(met) == sorted(getattr(row, "public_id", None) or row.slug for row in rows)
    last = caller.json(last_url(caller, path, limit))
    back, url = [], last["previous"]
    while url:
        page = caller.json(url.removeprefix("http://testserver/api/v1"))
        back.insert(0, [ident(row) for row in page["items"]])
        url = page["previous"]
    assert [one for page in back for one in page] == [one for page in pages[:-1] for one in page]


def last_url(caller, path, limit):
    url = f"{path}{'&' if '?' in path else '?'}limit={limit}"
    while following := caller.json(url)["next"]:
        url = following.removeprefix("http://testserver/api/v1")
    return url


def test_calls_close_in_order_and_open_ended_ones_come_last(anyone):
    late, soon = make_call(closes_at=NOW + timedelta(days=9)), make_call(closes_at=NOW + timedelta(days=1))
    never = make_call(closes_at=None, window_note="until the money is used up")

    assert [page[0] for page in walk(anyone, "/calls", 1)] == [soon.public_id, late.public_id, never.public_id]


@pytest.mark.parametrize("path", ["/calls", "/calls?sort=newest", "/programmes"])
def test_rows_inserted_while_walking_lose_and_double_nothing(path, anyone, startup):
    before = {row.public_id for row in make_rows(path, 7, startup)}

    pages = walk(anyone, path, 2, between=lambda: make_call(closes_at=NOW + timedelta(hours=1), published_at=NOW))

    met = [one for page in pages for one in page]
    assert len(met) == len(set(met))
    assert before <= set(met)


def test_a_row_that_is_gone_still_marks_the_place(anyone, startup):
    rows = make_rows("/calls?sort=newest", 4, startup)
    first = anyone.json("/calls?sort=newest&limit=2")
    rows[2].delete()  # the last row of the first page

    second = anyone.json(first["next"].removeprefix("http://testserver/api/v1"))

    assert [ident(row) for row in second["items"]] == [rows[1].public_id, rows[0].public_id]


def test_the_neighbours_keep_the_search(anyone):
    for _ in range(3):
        make_call(supports=["rnd"])

    page = anyone.json("/calls?support=rnd&limit=1&lang=en")

    query = parse_qs(urlsplit(page["next"]).query)
    assert {name: query[name] for name in ("support", "limit", "lang")} == {
        "support": ["rnd"],
        "limit": ["1"],
        "lang": ["en"],
    }


def packed(*parts):
    return base64.urlsafe_b64encode(orjson.dumps(parts)).rstrip(b"=").decode()


@pytest.mark.parametrize(
    "cursor",
    [
        "x",
        "가나다",
        "!!!!",
        packed("calls.newest", False, "2026-11-18T01:48:00+00:00", 1),
        packed("calls.closing", False, "2026-11-18T01:48:00", 1),
        packed("calls.closing", False, "0001-01-01T00:00:00+14:00", 1),
        packed("calls.closing", False, 1, 1),
        packed("calls.closing", 1, None, 1),
        packed("calls.closing", False, None, True),
        packed("calls.closing", False, None, 0),
        packed("calls.closing", False, None, 2**63),
        packed("calls.closing", False, None, "1; DROP TABLE"),
        packed("calls.closing", False, None, 1, 1),
        packed({}),
        packed(*"abcd"),
        base64.urlsafe_b64encode(b"[" * 500).decode(),
    ],
)
def test_a_cursor_that_is_not_ours_is_a_clear_400(cursor, anyone):
    response = anyone.get(f"/calls?cursor={cursor}")

    assert (response.status_code, orjson.loads(response.content)["code"]) == (400, "cursor")


@pytest.mark.parametrize(
    "cursor", [packed("calls.relevance", False, 1e300, 1), packed("calls.relevance", False, "x", 1)]
)
def test_a_cursor_of_the_best_hits_holds_a_number(cursor, anyone):
    make_searchable(make_call("Robots"))

    assert anyone.get(f"/calls?q=robots&cursor={cursor}").status_code in {200, 400}


@pytest.mark.parametrize("limit", ["0", "101", "-1", "x", "1e3", "", "9" * 400])
def test_a_page_has_one_to_a_hundred_rows(limit, anyone):
    response = anyone.get(f"/calls?limit={limit}")

    body = orjson.loads(response.content)
    assert (response.status_code, body["code"], body["field"]) == (422, "invalid", "query.limit")
