"""Blind is blind: two streets that differ only in what is hidden of a selection answer alike, byte for byte, query for query.

Seven pairs, each looked at by an applicant, a reviewer who may not judge the applicant, the public, and another institution's
staff and team: every address there is, with guessed names in every search, in three languages, and the letters that go out.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

import pytest
import time_machine
from django.core import mail
from django.core.cache import cache
from django.db import connection, transaction
from django.http import HttpResponse

from madang.reviews.actions import posting
from madang.reviews.models import Delivery
from madang.reviews.views import results
from tests.factories.programmes import NOW

from .addresses import Route, all_routes
from .asking import Actor
from .conftest import _forget
from .pairs import LEAKS, PAIRS, WORDS
from .world import World

# Two streets, crawled by everyone: minutes. `make storm` runs it.
pytestmark = [pytest.mark.django_db, pytest.mark.slow]
READERS: Final = ("A.owner", "A.tied", "visitor", "B.head", "B.owner")
_MASKS: Final = [
    (re.compile(r'(name="csrfmiddlewaretoken" value="|"X-CSRFToken": "|nonce="|nonce-)[^"\']+'), r"\1"),
    # The key that makes a form repeatable, and the identity of a PDF: drawn anew for every answer.
    (re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}"), "uuid"),
    (re.compile(r"csrftoken=[^;]+|sessionid=[^;]+"), "cookie"),
    (re.compile(r"={5,}\d+==|(?<=Message-ID: <)[^@>]+"), "random"),
]
# What concerns selections, and where a stranger would look first. The whole run looks at everything.
CLOSE: Final = (
    "s/<",
    "review",
    "calls/",
    "api/v1/me",
    "i/<slug:institution>/calls/<slug:public_id>/selection/",
    "search",
)
AT_LEAST: Final = {"squeezed": 250, "whole": 2_000}
Asked = tuple[str, str, str]
Seen = dict[Asked, tuple[Any, ...]]


def _masked(text: str) -> str:
    for pattern, instead in _MASKS:
        text = pattern.sub(instead, text)
    return text


@contextmanager
def _counted() -> Iterator[list[str]]:
    """The statements inside, without their values."""
    made: list[str] = []

    def note(execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
        made.append(str(sql).split(" ", 1)[0])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield made


def _look(actor: Actor, method: str, path: str) -> tuple[Any, ...]:
    """All that an answer tells: status, headers, body, and how many statements it took. Nothing stays of the request."""
    client, kept = actor.client, actor.client.cookies.copy()
    headers = {"Authorization": f"Bearer {actor.key}"} if path.startswith("/api/") and actor.key else {}
    with transaction.atomic(), _counted() as made:
        body = {"text": WORDS, "challenged": "documents:A", "verb": "confirm", "seen": "0" * 64}
        if method == "GET":
            response = client.get(path, headers=headers)
        elif path.startswith("/api/"):
            response = client.generic(method, path, "{}", content_type="application/json", headers=headers)
        else:
            response = client.post(path, body)
        content = b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[attr-defined]
        transaction.set_rollback(True)
    client.cookies = kept
    told = "\n".join(f"{name}: {value}" for name, value in sorted(response.items()))
    return response.status_code, _masked(told), _masked(content.decode("latin-1")), len(made)


def _queries(world: World) -> list[str]:
    """Guesses: who judges, who else applies, what was given, in which order."""
    a = world.sides["A"]
    guesses = [a.things["colleague"].person.name, a.things["judge"].person.email, str(a.things["siblings"][0].name)]
    guesses += [a.things["case"].label, "Brandnewword", "Quite other words", "71.25"]
    return ["?q=" + guess.replace(" ", "+") for guess in guesses] + ["?sort=score", "?order=-reserve_order", "?page=2"]


def _addresses(world: World, actor: Actor, depth: str) -> list[Asked]:
    """What one reader asks for. Everyone asks about side A: for most of them it is another's."""
    side, found = world.sides["A"], []
    for route in all_routes():
        if route.pattern.startswith(("account/", "healthz", "readyz", "metrics", "i18n/")):
            continue
        if depth == "squeezed" and not route.pattern.startswith(CLOSE):
            continue
        for path in _paths(world, route, actor, depth):
            asked = ("GET", "POST") if path.startswith(("/en/", "/api/")) else ("GET",)
            found += [(actor.name, method, path) for method in asked if method in route.methods()]
    found += [
        (
            actor.name,
            "GET",
            f"/en/s/{side.startup.slug}/applications/{side.things[f'{name} application'].public_id}/{end}",
        )
        for name in ("closed", "deciding", "decided")
        for end in ("", "result", "print")
    ]
    found = [one for one in dict.fromkeys(found) if not _is_known_to(actor, one[2])]
    if depth == "squeezed":
        found = [one for one in found if not one[2].endswith(".pdf")]
        most = AT_LEAST["squeezed"] // len(READERS)
        close = [one for one in found if "result" in one[2] or "/review/" in one[2] or "q=" in one[2]]
        others = [one for one in found if one not in close]
        close = close[:: max(1, len(close) // (most // 2))][: most // 2]
        found = (close + others[:: max(1, len(others) // (most - len(close)))])[:most]
    return found


def _paths(world: World, route: Route, actor: Actor, depth: str) -> Iterator[str]:
    values = {name: route.value(name, world.sides["A"], actor) for name, _ in route.parts}
    path = route.path(values)
    if not route.parts and "?" not in path:
        yield from (path + query for query in _queries(world))
    yield path
    if depth == "whole":
        yield path.replace("/en/", "/ko/" if len(route.pattern) % 2 else "/zh-hans/", 1)


def _is_known_to(actor: Actor, path: str) -> bool:
    """Someone who sits in a selection is told who applies, to say whom they know: that is no secret to them."""
    return actor.name == "A.tied" and "/review/asked/" in path


def _letters() -> list[str]:
    """Every letter that waits, sent, as the reader of side A's startup gets it."""
    mail.outbox.clear()
    with transaction.atomic():
        Delivery.objects.filter(dropped_at__isnull=True).update(sent_at=None)
        posting.send_letters()
        transaction.set_rollback(True)
    return [_masked(one.message().as_bytes().decode("latin-1")) for one in mail.outbox]


def _seen(people: dict[str, Actor], asked: list[Asked]) -> Seen:
    _forget()
    cache.clear()
    with time_machine.travel(NOW, tick=False):
        found: Seen = {one: _look(people[one[0]], one[1], one[2]) for one in asked}
        found[("mail", "", "")] = tuple(_letters())
    return found


@contextmanager
def _in_the_other_world(change: Callable[[World], None], world: World) -> Iterator[None]:
    with transaction.atomic():
        change(world)
        yield
        transaction.set_rollback(True)
    _forget()


@pytest.fixture(scope="module")
def asked(world: World, people: dict[str, Actor]) -> Callable[[str], list[Asked]]:
    def of(depth: str) -> list[Asked]:
        return [one for name in READERS for one in _addresses(world, people[name], depth)]

    return of


@pytest.fixture(scope="module")
def here(world: World, people: dict[str, Actor], asked: Callable[[str], list[Asked]], django_db_blocker: Any) -> Any:
    """What the readers see of the street as it is, looked at once for each depth."""
    held: dict[str, Seen] = {}

    def at(depth: str) -> Seen:
        if depth not in held:
            cold = _seen(
                people, asked(depth)
            )  # what a process learns once and keeps is learnt before anything is compared
            held[depth] = _seen(people, asked(depth))
            again = {one: (*answer[:3], held[depth][one][3]) for one, answer in cold.items() if one[0] != "mail"}
            assert _differing(again, held[depth]) == [], "One street does not look the same twice."
        return held[depth]

    return at


def _differing(one: Seen, other: Seen) -> list[str]:
    return [f"{' '.join(key)}: {_first(one[key], other[key])}" for key in one if one[key] != other[key]]


def _first(one: tuple[Any, ...], other: tuple[Any, ...]) -> str:
    for a, b in zip(one, other, strict=False):
        if a != b and isinstance(a, str):
            at = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
            return f"{a[max(0, at - 60) : at + 60]!r} is not {b[max(0, at - 60) : at + 60]!r}"
        if a != b:
            return f"{a} is not {b}"
    return f"{len(one)} parts are not {len(other)}"


DEPTHS = ["squeezed", pytest.param("whole", marks=pytest.mark.slow)]


@pytest.mark.parametrize("depth", DEPTHS)
def test_enough_is_looked_at_and_most_of_it_is_there(here: Any, depth: str):
    first = here(depth)
    statuses = [answer[0] for one, answer in first.items() if one[0] != "mail"]

    assert len(statuses) >= AT_LEAST[depth]
    assert statuses.count(200) > AT_LEAST[depth] // 8
    assert len(first[("mail", "", "")]) >= 1


@pytest.mark.parametrize("depth", DEPTHS)
@pytest.mark.parametrize("pair", PAIRS)
def test_nobody_outside_can_tell_two_streets_apart_that_differ_in(
    world: World, people: dict[str, Actor], here: Any, pair: str, depth: str
):
    first = here(depth)
    with _in_the_other_world(PAIRS[pair], world):
        second = _seen(people, [one for one in first if one[0] != "mail"])

    assert _differing(first, second) == []


@pytest.mark.parametrize("pair", PAIRS)
def test_a_slip_that_tells_of_it_is_caught(
    world: World, people: dict[str, Actor], monkeypatch: pytest.MonkeyPatch, pair: str
):
    side, plain = world.sides["A"], results.render

    def leaking(*words: Any, **more: Any) -> HttpResponse:
        response = plain(*words, **more)
        LEAKS[pair](response)
        return response

    pages: list[Asked] = [
        (
            "A.owner",
            "GET",
            f"/en/s/{side.startup.slug}/applications/{side.things[f'{name} application'].public_id}/result",
        )
        for name in ("closed", "deciding", "decided")
    ]
    monkeypatch.setattr(results, "render", leaking)
    first = _seen(people, pages)
    with _in_the_other_world(PAIRS[pair], world):
        second = _seen(people, pages)

    assert len(_differing(first, second)) == len(pages)
