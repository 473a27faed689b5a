"""Every route, asked by everyone, about everything: who gets in, what is told, what is changed."""

import pytest

from .addresses import all_routes
from .asking import Actor
from .matrix import walk
from .world import DESK, JUDGES, TEAM, World

pytestmark = pytest.mark.django_db
EVERYONE = [
    "visitor",
    "plain",
    "operator",
    *(f"A.{role}" for role in (*TEAM, *DESK, *JUDGES)),
    "B.owner",
    "B.head",
    "B.judge",
]


@pytest.mark.parametrize("name", EVERYONE)
def test_every_route_opens_for_whom_it_is_and_tells_nobody_else(
    world: World, people: dict[str, Actor], before: dict[str, str], name: str
):
    wrong = walk(all_routes(), people[name], world, before)

    assert not wrong, "\n".join(wrong)
