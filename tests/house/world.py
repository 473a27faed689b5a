"""A small street in which everything there is stands twice: on side A, which is open, and on side B, which is hidden.

Side A: a listed institution and a startup with a public page. Side B: the same, not listed, no public page, so that nothing of
it may ever be seen from outside. Every text field holds a word of its own (`canaries`).
"""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final

from madang.institutions.models import Institution
from madang.people.models import ApiToken, Person
from madang.people.tokens import digest
from madang.programmes.actions.indexing import index, rebuild_vocabulary
from madang.programmes.models import Call, Programme
from madang.startups.models import Startup
from tests.factories.people import make_consent, make_person
from tests.factories.programmes import NOW

from .canaries import Canaries
from .world_applications import make_applications
from .world_calls import make_calls, make_imports
from .world_decisions import make_decisions
from .world_houses import make_house, make_neighbour
from .world_reviews import JUDGES, make_judges, make_selections
from .world_searches import make_searches
from .world_startups import make_startup

TEAM: Final = ("owner", "editor", "viewer")
DESK: Final = ("head", "manager", "watcher")
__all__ = ["DESK", "JUDGES", "TEAM", "Side", "World", "make_world"]


@dataclass
class Side:
    """One side of the street. `things` are its other objects by name: "product", "alias", "invitation", ..."""

    word: str
    is_open: bool
    people: dict[str, Person] = field(default_factory=dict)
    institution: Institution = field(default_factory=Institution)
    startup: Startup = field(default_factory=Startup)
    programme: Programme = field(default_factory=Programme)
    calls: dict[str, Call] = field(default_factory=dict)
    things: dict[str, Any] = field(default_factory=dict)

    def seen_by(self, kind: str) -> str:
        """The audience of a thing of this side: "face" and "house" are open to all on side A."""
        return "public" if self.is_open and kind in {"face", "house"} else f"{kind}:{self.word}"


@dataclass
class World:
    """Both sides, the people who belong to neither, and the words."""

    canaries: Canaries
    sides: dict[str, Side]
    plain: Person
    operator: Person
    keys: dict[str, str]
    neighbour: Institution


def _person(canaries: Canaries, role: str, audience: str, *, named_to: str = "", **fields: Any) -> Person:
    email = f"{canaries.token(f'e-mail of {role}', audience)}@example.test"
    person = make_person(email, name=canaries.line(f"name of {role}", named_to or audience), **fields)
    make_consent(person, given_at=NOW - timedelta(days=30))
    return person


def make_world(payload: str = "") -> World:
    """Build the street. `payload` is appended to the words in every free text."""
    canaries = Canaries(payload)
    neighbour = make_neighbour(canaries)
    sides = {word: _side(canaries, word, neighbour) for word in ("A", "B")}
    plain = _person(canaries, "plain", "person:plain")
    operator = _person(canaries, "operator", "person:operator", is_operator=True)
    world = World(canaries, sides, plain, operator, {}, neighbour)
    people = {"plain": plain, "operator": operator} | {
        f"{side.word}.{role}": person for side in sides.values() for role, person in side.people.items()
    }
    world.keys = {name: _key(canaries, name, person) for name, person in people.items()}
    make_searches(canaries, people, sides)
    index(Call.objects.for_index(), now=NOW)
    rebuild_vocabulary(now=NOW)
    return world


def _side(canaries: Canaries, word: str, neighbour: Institution) -> Side:
    side = Side(word, is_open=word == "A")
    for role in TEAM:
        # Who handed in is told to those who receive it.
        named_to = f"filed:{word}" if role == "owner" else ""
        side.people[role] = _person(canaries, f"{word}.{role}", f"startup:{word}", named_to=named_to)
    for role in DESK:
        side.people[role] = _person(canaries, f"{word}.{role}", f"staff:{word}")
    make_house(canaries, side)
    make_startup(canaries, side)
    make_calls(canaries, side, neighbour)
    make_imports(canaries, side)
    make_applications(canaries, side)
    make_judges(canaries, side)
    make_selections(canaries, side)
    make_decisions(canaries, side)
    return side


def _key(canaries: Canaries, name: str, person: Person) -> str:
    """A personal API token with every scope. It was used just now, so that using it again writes nothing."""
    key = f"mdg_{name}-{'k' * 40}"
    ApiToken.objects.create(
        person=person,
        name=canaries.line(f"token of {name}", f"person:{name}"),
        hint=key[-4:],
        digest=digest(key),
        scopes=ApiToken.Scope.values,
        expires_at=NOW + timedelta(days=30),
        last_used_at=NOW,
    )
    return key
