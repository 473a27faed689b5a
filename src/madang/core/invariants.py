"""What must be true of the whole database, in sentences. Constraints refuse a wrong row; these find what rows say together.

Each app declares its own in `invariants.py`. They are asked each night, after a restore, and after every storm.
"""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Final

from django.apps import apps
from django.db import connection
from django.db.models import QuerySet

# A sentence that is broken names so many of the rows that break it; the rest are counted.
NAMED: Final = 20
Find = Callable[[], "QuerySet[Any] | str"]


@dataclass(frozen=True, slots=True)
class Invariant:
    """`find` gives what breaks it: a queryset, or SQL whose first column is the id. One statement, so one moment."""

    name: str
    sentence: str
    find: Find


@dataclass(frozen=True, slots=True)
class Broken:
    """A sentence that is not true: how many rows break it, and the ids of the first."""

    name: str
    sentence: str
    count: int
    ids: list[str]

    def __str__(self) -> str:
        shown = ", ".join(self.ids) + (", ..." if self.count > len(self.ids) else "")
        return f"{self.name}: {self.sentence} Not so for {self.count}: {shown}"


_registered: dict[str, Invariant] = {}


def invariant(sentence: str) -> Callable[[Find], Find]:
    """Declare what must be true. The function's name, after the app's, is the invariant's; the sentence ends in a full stop.

    What the worker does within minutes must be given an hour, or a busy street would look broken.
    """

    def register(find: Find) -> Find:
        app = apps.get_containing_app_config(find.__module__)
        name = f"{app.label if app else 'core'}.{find.__name__}"
        if name in _registered and _registered[name].find.__module__ != find.__module__:
            raise ValueError(f"Two invariants are called {name}.")
        if not sentence.endswith("."):
            raise ValueError(f"The invariant {name} is not a sentence: {sentence!r}")
        _registered[name] = Invariant(name, sentence, find)
        return find

    return register


def declared() -> list[Invariant]:
    """Every invariant of every installed app, by name."""
    for config in apps.get_app_configs():
        if find_spec(f"{config.name}.invariants") and config.name != "madang.core":
            import_module(f"{config.name}.invariants")
    return [_registered[name] for name in sorted(_registered)]


def ask(one: Invariant) -> Broken | None:
    """What breaks it now, or None. One statement."""
    found = one.find()
    if isinstance(found, str):
        inside, parameters = found, ()
    else:
        inside, parameters = found.order_by("pk").values("pk").query.sql_with_params()
    sql = f"SELECT id::text, count(*) OVER () FROM ({inside}) AS broken (id) LIMIT {NAMED}"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters or None)
        rows = cursor.fetchall()
    return Broken(one.name, one.sentence, rows[0][1], [row[0] for row in rows]) if rows else None


def broken() -> list[Broken]:
    """Everything that is not as it must be, by name. As many statements as there are invariants."""
    return [found for one in declared() if (found := ask(one))]
