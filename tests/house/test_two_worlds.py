"""Blind is blind: two streets that differ only in what is hidden of a selection answer alike, byte for byte, statement for statement.

Seven pairs, each looked at by those who apply, a reviewer who may not judge the applicant, the public, and another institution's
staff: every address there is, with guessed names in every list, in three languages, and the letters that go out. Time is
compared as work: the same statements in the same order, with as many rows each.
"""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

import pytest
from django.db import transaction
from django.http import HttpResponse

from madang.reviews.models import Review
from madang.reviews.views import results
from tests.sizes import FULL, sized

from .addresses import Route, all_routes
from .asking import Actor
from .conftest import _forget
from .looking import MAIL, Answer, Asked, Seen, differing, look_at_all
from .pairs import BODIES, LEAKS, PAIRS, make_bystanders
from .world import World

# Nine streets, crawled by everyone: minutes. `make storm` runs it.
pytestmark = [pytest.mark.django_db, pytest.mark.slow]

# Who looks, and whether in every language and with every guess. The first two are of teams that apply.
READERS: Final = {"A.owner": True, "B.owner": False, "visitor": False, "A.tied": False, "B.head": False}
APPLICANTS: Final = ("A.owner", "B.owner")
AT_LEAST: Final = sized(short=250, full=2_000)
OF_APPLICANTS: Final = sized(short=100, full=2_000)
Leak = Callable[[HttpResponse], Any]
# What concerns selections, and where a stranger would look first: half of a short run.
CLOSE: Final = ("/result", "/review/", "q=", "/selection/", "/presentation")


def _queries(world: World) -> list[str]:
    """Guesses: who judges, who else applies, what was given, in which order. The same whatever language was spoken last."""
    a = world.sides["A"]
    guesses = [a.things["colleague"].person.name, a.things["judge"].person.email, str(a.things["siblings"][0].name.ko)]
    guesses += [a.things["case"].label, "Brandnewword", "Quite other words", "71.25"]
    return ["?q=" + guess.replace(" ", "+") for guess in guesses] + ["?sort=score", "?order=-reserve_order", "?page=2"]


def _paths(world: World, route: Route, actor: Actor) -> Iterator[str]:
    path = route.path({name: route.value(name, world.sides["A"], actor) for name, _ in route.parts})
    yield path
    if READERS[actor.name] and path.startswith("/en/"):
        yield from (path.replace("/en/", f"/{language}/", 1) for language in ("ko", "zh-hans"))
    if not route.parts and (READERS[actor.name] or actor.name in APPLICANTS or "search" in path):
        yield from (path + query for query in _queries(world))


def _of_results(world: World) -> Iterator[tuple[str, str]]:
    """The own applications in every state, and what can be sent to those: a place taken or given up, an objection."""
    side = world.sides["A"]
    for name in ("closed", "deciding", "decided"):
        base = f"/en/s/{side.startup.slug}/applications/{side.things[f'{name} application'].public_id}/"
        yield from (("GET", base + end) for end in ("", "result", "print"))
        yield from (
            (f"POST {body}", base + end) for body in BODIES if body for end in ("result/answer", "result/objection")
        )


def _addresses(world: World, actor: Actor) -> list[Asked]:
    """What one reader asks for. Everyone asks about side A: for most of them it is another's."""
    found: list[Asked] = []
    for route in all_routes():
        if route.pattern.startswith(("account/", "healthz", "readyz", "metrics", "i18n/")):
            continue
        for path in _paths(world, route, actor):
            sent = "?" not in path and path.startswith(("/en/", "/api/"))
            found += [
                Asked(actor.name, method, path) for method in ("GET", "POST")[: 1 + sent] if method in route.methods()
            ]
    found += [Asked(actor.name, method, path) for method, path in _of_results(world)]
    found = [one for one in dict.fromkeys(found) if not _is_known_to(actor, one.path)]
    return found if FULL else _some(found, AT_LEAST // len(READERS))


def _some(found: list[Asked], most: int) -> list[Asked]:
    """As many, evenly: half of them where a leak would be likelier. No PDF, which takes long."""
    found = [one for one in found if not one.path.endswith(".pdf")]
    close = [one for one in found if any(part in one.path for part in CLOSE)]
    others = [one for one in found if one not in close]
    close = close[:: max(1, len(close) // (most // 2))][: most // 2]
    return close + others[:: max(1, len(others) // (most - len(close)))][: most - len(close)]


def _is_known_to(actor: Actor, path: str) -> bool:
    """Someone who sits in a selection is told who applies, to say whom they know: that is no secret to them."""
    return actor.name == "A.tied" and "/review/asked/" in path


@contextmanager
def _in_the_other_world(change: Callable[[World], None], world: World) -> Iterator[None]:
    with transaction.atomic():
        change(world)
        yield
        transaction.set_rollback(True)
    _forget()


@pytest.fixture(scope="module", autouse=True)
def bystanders(world: World, django_db_blocker: Any) -> None:
    with django_db_blocker.unblock():
        make_bystanders(world)


@pytest.fixture(scope="module")
def here(world: World, people: dict[str, Actor]) -> Callable[[], Seen]:
    """What the readers see of the street as it is, looked at once; twice, to begin with, so that what a process learns once
    and keeps is learnt before anything is compared.
    """
    asked = [one for name in READERS for one in _addresses(world, people[name])]
    held: list[Seen] = []

    def at() -> Seen:
        if not held:
            cold, warm = look_at_all(people, asked), look_at_all(people, asked)
            assert differing(_without_work(cold), _without_work(warm)) == [], "One street does not look the same twice."
            held.append(warm)
        return held[0]

    return at


def _without_work(seen: Seen) -> Seen:
    return {one: answer[:3] if one != MAIL else answer for one, answer in seen.items()}


def test_enough_is_looked_at_and_most_of_it_is_there(here: Callable[[], Seen]):
    seen = here()
    answers = {one: answer for one, answer in seen.items() if isinstance(answer, Answer)}
    asked = [one.reader for one in answers]
    print(json.dumps({"requests in each of eight worlds": len(asked)} | Counter(asked)))

    assert len(answers) >= AT_LEAST
    assert sum(reader in APPLICANTS for reader in asked) >= OF_APPLICANTS
    assert [answer.status for answer in answers.values()].count(200) > AT_LEAST // 8
    assert [one for one, answer in answers.items() if answer.status in (429, 500)] == []
    assert len(seen[MAIL]) >= 1


@pytest.mark.parametrize("pair", PAIRS)
def test_nobody_outside_can_tell_two_streets_apart_that_differ_in(
    world: World, people: dict[str, Actor], here: Callable[[], Seen], pair: str
):
    first = here()
    with _in_the_other_world(PAIRS[pair], world):
        second = look_at_all(people, [one for one in first if one != MAIL])

    assert differing(first, second) == []


@pytest.fixture
def told(world: World, people: dict[str, Actor], monkeypatch: pytest.MonkeyPatch) -> Callable[[str, Leak], list[str]]:
    """What can be told of a pair from the applicant's three pages of results, when each lets something slip."""
    side, plain = world.sides["A"], results.render
    applications = [side.things[f"{name} application"].public_id for name in ("closed", "deciding", "decided")]
    pages = [Asked("A.owner", "GET", f"/en/s/{side.startup.slug}/applications/{one}/result") for one in applications]

    def of(pair: str, leak: Leak) -> list[str]:
        def leaking(*words: Any, **more: Any) -> HttpResponse:
            response = plain(*words, **more)
            leak(response)
            return response

        monkeypatch.setattr(results, "render", leaking)
        first = look_at_all(people, pages)
        with _in_the_other_world(PAIRS[pair], world):
            second = look_at_all(people, pages)
        return differing(first, second)

    return of


@pytest.mark.parametrize("pair", PAIRS)
def test_a_slip_that_tells_of_it_is_caught(told: Callable[[str, Leak], list[str]], pair: str):
    assert len(told(pair, LEAKS[pair])) == 3


def test_a_slip_that_takes_longer_alone_is_caught(told: Callable[[str, Leak], list[str]]):
    """The same page by as many statements: one of them read a row more."""
    found = told("reviewer count and times", lambda _response: list(Review.objects.values_list("pk")))

    assert len(found) == 3
    assert all(re.search(r": '\d+ rows: SELECT .* is not '\d+ rows: SELECT", one) for one in found)
