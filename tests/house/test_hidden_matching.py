"""What is hidden moves no suggestion, no count and no order of those who may not see it: byte for byte."""

from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.urls import reverse
from django.utils import translation

from madang.core.text import Text
from madang.matching import gaps, street_known
from madang.matching.actions.profiles import index_changed
from madang.matching.models import Dismissal
from madang.matching.queries import concepts
from madang.programmes import trial
from madang.programmes.models import Call, SavedCall
from madang.startups.models import Product, Startup
from tests.factories.programmes import NOW

from .asking import Actor, ask
from .test_hidden import WORLDS, _in_another_world
from .world import World

pytestmark = pytest.mark.django_db
Seen = dict[str, tuple[int, str]]


def _dismissals(world: World) -> None:
    """Another team takes calls off, for every reason."""
    other = world.sides["B"]
    for reason, call in zip(("field", "small"), Call.objects.filter(status="published"), strict=False):
        Dismissal.objects.create(
            startup=other.startup, call=call, reason=reason, concepts=["robot"],
            dismissed_by=other.people["owner"], dismissed_at=NOW,
        )  # fmt: skip
    SavedCall.objects.create(startup=other.startup, call=world.sides["A"].calls["published"], saved_at=NOW)


def _words_of_a_quiet_startup(world: World) -> None:
    """A startup without a public page writes something else of itself."""
    startup = world.sides["B"].startup
    words = Text(ko="배송로봇을 만듭니다", en="We make delivery robots", source="ko")
    Startup.objects.filter(pk=startup.pk).update(summary=words)
    Product.objects.filter(startup=startup).update(name=words, summary=words)


MORE: dict[str, Callable[[World], None]] = {
    "dismissals of others": _dismissals,
    "words of a quiet startup": _words_of_a_quiet_startup,
}
# A page says who is acting: of other people it knows nothing, but the world "people" renames everyone.
OF_A_TEAM = {name: change for name, change in {**WORLDS, **MORE}.items() if name != "people"}
# What a desk drafts itself it may see.
OF_A_DESK = {name: OF_A_TEAM[name] for name in ("a private startup", "an unlisted institution", *MORE)}


def _addresses(world: World) -> dict[str, list[str]]:
    a = world.sides["A"]
    mine, house, call = a.startup.slug, a.institution.slug, a.calls["published"].public_id
    with translation.override("en"):
        team = [reverse(f"matching:{name}", args=[mine]) for name in ("suggestions", "dismissed")]
        desk = [reverse(f"matching:{name}", args=[house, call]) for name in ("reach", "call_startups")]
        return {
            "A.owner": [
                *team,
                team[0] + "?all=1",
                reverse("street:startup_desk", args=[mine]),
                f"/api/v1/me/startups/{mine}/suggestions?limit=40",
            ],
            "A.head": [*desk, reverse("matching:desk_gaps", args=[house])],
        }


def _seen(actor: Actor, before: dict[str, str], addresses: list[str]) -> Seen:
    for kept in (concepts, gaps, street_known, trial):
        kept.forget()
    index_changed()
    with time_machine.travel(NOW, tick=False):
        return {address: ask(actor, "GET", address, before=before).bare(address, {}) for address in addresses}


def _compared(world: World, actor: Actor, before: dict[str, str], change: Callable[[World], None]) -> Any:
    addresses = _addresses(world)[actor.name]
    here = _seen(actor, before, addresses)
    with _in_another_world(change, world):
        there = _seen(actor, before, addresses)
    for kept in (concepts, gaps, street_known, trial):
        kept.forget()
    return here, there


@pytest.mark.parametrize("name", OF_A_TEAM)
def test_a_team_cannot_tell_two_streets_apart_that_differ_in(
    world: World, people: dict[str, Actor], before: dict[str, str], name: str
):
    here, there = _compared(world, people["A.owner"], before, OF_A_TEAM[name])

    assert {status for status, _body in here.values()} == {200}
    for address in here:
        assert there[address] == here[address], address


@pytest.mark.parametrize("name", OF_A_DESK)
def test_a_desk_cannot_tell_two_streets_apart_that_differ_in(
    world: World, people: dict[str, Actor], before: dict[str, str], name: str
):
    here, there = _compared(world, people["A.head"], before, OF_A_DESK[name])

    assert {status for status, _body in here.values()} == {200}
    for address in here:
        assert there[address] == here[address], address
