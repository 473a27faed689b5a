"""System checks: what must be so before the server may start."""

import inspect
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connections
from django.urls import URLPattern, URLResolver, get_resolver
from ninja.operation import Operation, PathView

from .capacity import declared_policy
from .pg import safety


def routes(patterns: list[Any] | None = None, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every route of the site with its full pattern, in the order the resolver tries them."""
    if patterns is None:
        patterns = get_resolver().url_patterns
    for entry in patterns:
        if isinstance(entry, URLResolver):
            yield from routes(entry.url_patterns, prefix + str(entry.pattern))
        else:
            yield prefix + str(entry.pattern), entry


def operations(callback: Callable[..., Any]) -> list[Operation]:
    """The API operations behind one address, one for each method; empty for an ordinary view.

    django-ninja gives every address a closure over its `PathView`; what it serves is read from there, so that a router
    mounted in any way, by any API object, is looked into.
    """
    served = inspect.unwrap(callback)
    path_view = inspect.getclosurevars(served).nonlocals.get("self") if inspect.isfunction(served) else None
    return path_view.operations if isinstance(path_view, PathView) else []


def views() -> Iterator[tuple[str, Callable[..., Any]]]:
    """Everything that answers a request, with its route: each view, and each operation of the API by its methods."""
    for pattern, route in routes():
        inside = operations(route.callback)
        for operation in inside:
            yield f"{'/'.join(operation.methods)} {pattern}", operation.view_func
        if not inside:
            yield pattern, route.callback


@register("routes")
def every_route_declares_its_policy(**_: Any) -> list[CheckMessage]:
    """A route whose view names no capacity stops the server: an audience has no default."""
    return [
        Error(
            f"The route '{pattern}' declares no policy.",
            hint="Put @acting(SomeCapacity) on its view, or declare(view, SomeCapacity) if it checks by itself.",
            id="madang.E001",
        )
        for pattern, view in dict(views()).items()
        if declared_policy(view) is None
    ]


@register(Tags.database)
def check_database(*, databases: Sequence[str] | None, **_: Any) -> list[CheckMessage]:
    """Refuse a database that loses what it acknowledged or sees no Korean (`madang check`, `serve` and `migrate`).

    Before the first migration there are no extensions yet; a throw-away database for tests has fsync off on purpose.
    """
    found: list[CheckMessage] = []
    for alias in databases or []:
        with connections[alias].cursor() as cursor:
            problems = safety.problems(cursor)
            migrated = "django_migrations" in connections[alias].introspection.table_names(cursor)
        spared = set() if migrated else safety.MADE_BY_MIGRATIONS
        spared |= safety.OF_DURABILITY if settings.MODE == "test" else set()
        found += [Error(text, hint=mend, id=code) for code, text, mend in problems if code not in spared]
    return found
