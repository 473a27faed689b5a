"""What is hidden leaves no trace: two streets that differ only in hidden things look the same from outside, byte for byte."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import time_machine
from django.db import transaction

from madang.core.text import Text
from madang.institutions.models import Institution, SourcedFact
from madang.people.models import Person
from madang.programmes import lexicon, resident
from madang.programmes.actions.indexing import index, rebuild_vocabulary
from madang.programmes.models import Call, Programme
from madang.programmes.queries import CallQuerySet
from madang.startups.models import Founder, Product, Startup, YearFigures
from tests.factories.programmes import NOW, make_call

from .addresses import all_routes
from .asking import Actor, ask
from .matrix import kinds_of
from .world import World

pytestmark = pytest.mark.django_db
HIDDEN = ("draft", "scheduled", "archived")
NEWS = Text(ko="새로운 낱말 로봇", zh="全新词语 机器人", en="Brandnewword robot", source="ko")
QUERIES = (
    "",
    "?q=Brandnewword",
    "?q=로봇",
    "?q=机器人",
    "?q=Brandnewwerd",
    "?sector=robotics&when=all",
    "?when=all&sort=newest",
    "?institution=house-b-x&when=all",
    "?page=2&when=all",
)
# Pages about accounts, and pages that ask no table.
ELSEWHERE = (
    "account/",
    "street/style",
    "street/look",
    "street/about",
    "healthz",
    "readyz",
    "i18n/",
    "me/",
    "api/v1/openapi",
    "api/v1/terms",
)


@contextmanager
def _in_another_world(change: Callable[[World], None], world: World) -> Iterator[None]:
    with transaction.atomic():
        change(world)
        index(Call.objects.for_index(), now=NOW)
        rebuild_vocabulary(now=NOW)
        yield
        transaction.set_rollback(True)
    lexicon.forget()
    resident.forget()


def _drafts(world: World) -> None:
    """Other words, other codes, other days in calls nobody may read yet."""
    Call.objects.filter(status__in=HIDDEN).update(
        title=NEWS,
        summary=NEWS,
        body=NEWS,
        sectors=["robotics"],
        supports=["rnd"],
        regions=["KR-26"],
        number="N-1",
        money_max=1,
        rule=None,
    )


def _one_draft_more(world: World) -> None:
    side = world.sides["A"]
    make_call(
        NEWS,
        programme=side.programme,
        institution=side.institution,
        status="draft",
        published_at=None,
        sectors=["robotics"],
    )


def _private_startup(world: World) -> None:
    startup = world.sides["B"].startup
    Startup.objects.filter(pk=startup.pk).update(name=NEWS, summary=NEWS, region="KR-26", sectors=["robotics"])
    Product.objects.filter(startup=startup).update(name=NEWS)
    Founder.objects.filter(startup=startup).update(name="Brandnewword")
    YearFigures.objects.all().update(revenue=1, headcount=99)


def _unlisted_institution(world: World) -> None:
    house = world.sides["B"].institution
    Institution.objects.filter(pk=house.pk).update(
        name=NEWS, summary=NEWS, sort_en="aaa", sort_ko="aaa", sort_zh="aaa", sectors=["robotics"]
    )
    SourcedFact.objects.filter(institution=house).update(label=NEWS)
    Programme.objects.filter(institution=house).update(name=NEWS)
    Call.objects.filter(institution=house).update(title=NEWS, sectors=["robotics"], closes_at=NOW.replace(hour=20))


def _people(world: World) -> None:
    for person in Person.objects.exclude(pk=world.plain.pk):
        Person.objects.filter(pk=person.pk).update(
            name="Brandnewword", email=f"brandnewword{person.pk}@example.test", language="zh-hans"
        )


WORLDS = {
    "drafts": _drafts,
    "one draft more": _one_draft_more,
    "a private startup": _private_startup,
    "an unlisted institution": _unlisted_institution,
    "people": _people,
}


def _addresses(visitor: Actor) -> list[str]:
    """Everything a visitor may ask for: each page in each language, every list with every search in one."""
    found = []
    for route in all_routes():
        if (
            "GET" not in route.methods()
            or "visitor" not in kinds_of(route, "GET")
            or route.pattern.startswith(ELSEWHERE)
        ):
            continue
        path = route.path({name: route.value(name, visitor.side, visitor) for name, _ in route.parts})
        found += [path.replace("/en/", f"/{lang}/", 1) for lang in ("en", "ko", "zh-hans")]
        found += [path + query for query in QUERIES if not route.parts and "?" not in path]
    return list(dict.fromkeys(found))


def _seen(actor: Actor, before: dict[str, str], addresses: list[str]) -> dict[str, tuple[int, str, str]]:
    lexicon.forget()
    resident.forget()
    with time_machine.travel(NOW, tick=False):
        answers = {address: ask(actor, "GET", address, before=before) for address in addresses}
    return {address: (*answer.bare(address, {}), answer.headers) for address, answer in answers.items()}


@pytest.fixture(scope="module")
def here(
    world: World, people: dict[str, Actor], before: dict[str, str], django_db_blocker: Any
) -> dict[str, tuple[int, str, str]]:
    """What a visitor sees of the street as it is."""
    with django_db_blocker.unblock():
        return _seen(people["visitor"], before, _addresses(people["visitor"]))


@pytest.mark.parametrize("name", WORLDS)
def test_a_visitor_cannot_tell_two_streets_apart_that_differ_in(
    world: World, people: dict[str, Actor], before: dict[str, str], here: dict[str, tuple[int, str, str]], name: str
):
    with _in_another_world(WORLDS[name], world):
        there = _seen(people["visitor"], before, list(here))

    for address in here:
        assert there[address] == here[address], address


def test_a_catalogue_that_forgets_what_is_hidden_is_told_apart(
    world: World,
    people: dict[str, Actor],
    before: dict[str, str],
    here: dict[str, tuple[int, str, str]],
    monkeypatch: pytest.MonkeyPatch,
):
    searches = [address for address in here if address.startswith("/en/calls/?")]
    monkeypatch.setattr(CallQuerySet, "visible_to", lambda self, capacity: self.all())

    with _in_another_world(_drafts, world):
        there = _seen(people["visitor"], before, searches)

    assert len([address for address in searches if here[address] != there[address]]) >= 4
