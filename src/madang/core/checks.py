"""System checks: what must be so before the server may start."""

from collections.abc import Iterator
from typing import Any

from django.core.checks import CheckMessage, Error, register
from django.urls import URLPattern, URLResolver, get_resolver

from .capacity import declared_policy


def routes(patterns: list[Any] | None = None, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every route of the site with its full pattern, in the order the resolver tries them."""
    if patterns is None:
        patterns = get_resolver().url_patterns
    for entry in patterns:
        if isinstance(entry, URLResolver):
            yield from routes(entry.url_patterns, prefix + str(entry.pattern))
        else:
            yield prefix + str(entry.pattern), entry


@register("routes")
def every_route_declares_its_policy(app_configs: Any, **_: Any) -> list[CheckMessage]:
    """A route whose view names no capacity stops the server: an audience has no default."""
    return [
        Error(
            f"The route '{pattern}' declares no policy.",
            hint="Put @acting(SomeCapacity) on its view, or declare(view, SomeCapacity) for a view that checks by itself.",
            id="madang.E001",
        )
        for pattern, route in routes()
        if declared_policy(route.callback) is None
    ]
