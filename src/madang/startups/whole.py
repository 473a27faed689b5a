"""One startup with all the lists of its profile, read in one query."""

from collections.abc import Iterable
from typing import Any, Final

from django.db import connection
from django.db.models import Model

from .models import Startup
from .queries import FACTS

# What `StartupQuerySet.with_profile` fetches, a query for each.
LISTS: Final = (*FACTS, "products")


def whole(startup: Startup) -> Startup:
    """The same object with its lists at hand, as after `with_profile()`: one query where that takes ten.

    Pages that ask everything of a single startup spend more on ten round trips than on what they read.
    """
    models = [_model(name) for name in LISTS]
    parts = ", ".join(
        f"(SELECT coalesce(json_agg(t ORDER BY t.id), '[]') FROM {connection.ops.quote_name(model._meta.db_table)} t"  # noqa: S608
        " WHERE t.startup_id = %(pk)s)"
        for model in models
    )
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {parts}", {"pk": startup.pk})
        row = cursor.fetchone()
    for name, model, found in zip(LISTS, models, row, strict=True):
        _hold(startup, name, [_made(model, values, startup) for values in found])
    return startup


def _model(name: str) -> type[Model]:
    found = Startup._meta.get_field(name).related_model
    assert isinstance(found, type)
    return found


def _made(model: type[Model], values: dict[str, Any], startup: Startup) -> Model:
    """A row that came as JSON, as the model's own object."""
    fields = model._meta.concrete_fields
    one = model.from_db(
        connection.alias,
        [field.attname for field in fields],
        [field.to_python(values[str(field.column)]) for field in fields],
    )
    one.startup = startup  # type: ignore[attr-defined]
    return one


def _hold(startup: Startup, name: str, rows: Iterable[Model]) -> None:
    query = getattr(startup, name).all()
    query._result_cache = list(rows)
    query._prefetch_done = True
    held = startup.__dict__.setdefault("_prefetched_objects_cache", {})
    held[name] = query
