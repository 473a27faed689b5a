"""Declaring an operation: who acts in it, and what it may answer."""

import inspect
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404

from madang.core.capacity import Capacity

from .problems import Conflict, Problem

Operation = Callable[..., Any]


def serving(kind: type[Capacity]) -> Callable[[Operation], Operation]:
    """Declare the capacity an operation acts in, as `core.capacity.acting` does for a page.

    The parts of the address that the capacity owns become path parameters of the operation; the function does not get
    them. A stranger gets the same 404 as for a thing that is absent.
    """

    def decorate(view: Operation) -> Operation:
        @wraps(view)
        def wrapped(request: Any, **values: Any) -> Any:
            address = {key: values.pop(key) for key in kind.address}
            capacity = kind.resolve(request, address)
            if capacity is None:
                raise Http404
            request.capacity = capacity
            return view(request, **values)

        own = inspect.signature(view)
        taken = [inspect.Parameter(key, inspect.Parameter.KEYWORD_ONLY, annotation=str) for key in kind.address]
        wrapped.__signature__ = own.replace(parameters=[*own.parameters.values(), *taken])  # type: ignore[attr-defined]
        wrapped.declared_policy = (kind,)  # type: ignore[attr-defined]
        return wrapped

    return decorate


def answers(body: Any, *more: int) -> dict[int, Any]:
    """The `response` of an operation: its own answer, the problems any operation may have, and these besides."""
    declared: dict[int, Any] = {200: body}
    for status in sorted({400, 401, 403, 405, 422, 429, 500, *more}):
        declared[status] = {304: None, 409: Conflict}.get(status, Problem)
    return declared
