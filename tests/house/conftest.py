"""One street for a whole file of tests, emptied at its end."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.test import override_settings

from madang.core import clock
from madang.core.api import limits
from madang.matching import gaps, street_known
from madang.matching.actions import searches
from madang.matching.queries import concepts
from madang.programmes import lexicon, resident, shelf, trial
from madang.street import doors
from tests.factories.programmes import NOW

from .asking import Actor, actors, fingerprint, tables
from .world import World, make_world


@contextmanager
def street(blocker: Any, payload: str = "") -> Iterator[World]:
    """A committed street at the moment NOW; all tables are emptied behind it."""
    patch = pytest.MonkeyPatch()
    with tempfile.TemporaryDirectory() as media, override_settings(MEDIA_ROOT=media):
        patch.setattr(clock, "now", lambda: NOW)
        _forget()
        try:
            with blocker.unblock():
                yield make_world(payload)
        finally:
            with blocker.unblock():
                call_command("flush", interactive=False, verbosity=0)
                cache.clear()
            patch.undo()
            _forget()


def _forget() -> None:
    """What a process keeps of the street between requests."""
    for kept in (lexicon, resident, shelf, doors, concepts, street_known, gaps, trial, searches, limits):
        kept.forget()


@pytest.fixture(scope="module")
def world(django_db_setup: Any, django_db_blocker: Any) -> Iterator[World]:
    with street(django_db_blocker) as made:
        yield made


@pytest.fixture(scope="module")
def people(world: World) -> dict[str, Actor]:
    return actors(world)


@pytest.fixture(scope="module")
def before(people: dict[str, Actor]) -> dict[str, str]:
    """The fingerprint of every table as the street stands."""
    return fingerprint(tables())
