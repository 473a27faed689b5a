"""Who is acting. Every request acts in one named capacity, read from its address; nothing acts as "everything I may do"."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any, ClassVar, Concatenate, ParamSpec, Protocol, Self
from urllib.parse import urlsplit

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.http import url_has_allowed_host_and_scheme
from django_htmx.middleware import HtmxDetails

P = ParamSpec("P")


class Actor(Protocol):
    """The little that core needs to know of a person. `people.Person` is one."""

    pk: Any
    email: str


@dataclass(frozen=True)
class Capacity:
    """Base of all capacities. A subclass names the part of the address it owns and how it is made from a request.

    `address`: keyword arguments of the route that this capacity consumes (the view does not get them).
    `open_to_all`: may be held without signing in; only then may `resolve` answer for an anonymous visitor.
    `name`: stable word for logs, metrics and the route matrix.
    """

    person: Actor | None

    address: ClassVar[tuple[str, ...]] = ()
    open_to_all: ClassVar[bool] = False
    name: ClassVar[str] = ""

    @classmethod
    def resolve(cls, request: HttpRequest, address: Mapping[str, Any]) -> Self | None:
        """The capacity this request holds at this address, or None, which the caller sees as a 404."""
        raise NotImplementedError


class Request(HttpRequest):
    """What a view gets once `acting` has run. Only a type: the object is Django's own request."""

    capacity: Capacity
    now: datetime
    htmx: "HtmxDetails"


View = Callable[Concatenate[Any, P], HttpResponseBase]


def acting(*kinds: type[Capacity]) -> Callable[[View[P]], Callable[..., HttpResponseBase]]:
    """Declare the capacity a view acts in; this is also the route's declared policy.

    The first kind that resolves is used. An anonymous visitor at an address that needs a person is sent to sign in,
    whether or not the thing exists; a signed-in stranger gets the same 404 as for a thing that is absent.
    """

    def decorate(view: View[P]) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        def wrapped(request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
            for kind in kinds:
                if not kind.open_to_all and not request.user.is_authenticated:
                    continue
                address = {key: kwargs[key] for key in kind.address if key in kwargs}
                capacity = kind.resolve(request, address)
                if capacity is not None:
                    request.capacity = capacity
                    for key in kind.address:
                        kwargs.pop(key, None)
                    response = view(request, *args, **kwargs)
                    if not capacity.open_to_all:
                        # A page made for one person is never kept by a cache that others read.
                        response.headers.setdefault("Cache-Control", "private, no-store")
                    return response
            if not request.user.is_authenticated:
                return _to_sign_in(request)
            raise Http404

        wrapped.declared_policy = kinds  # type: ignore[attr-defined]
        return wrapped

    return decorate


def _to_sign_in(request: Any) -> HttpResponseBase:
    """The way to sign in and back. A piece of a page that htmx asked for is 401: a redirect would be followed unseen, and the
    sign-in page taken for the piece, or what was sent for saved. The whole page goes to sign in, and comes back to where it was.
    """
    if not request.headers.get("HX-Request"):
        return redirect_to_login(request.get_full_path())
    try:
        page = urlsplit(request.headers.get("HX-Current-URL", ""))
    except ValueError:
        page = urlsplit("")
    back = f"{page.path}?{page.query}" if page.query else page.path
    safe = page.scheme in ("http", "https") and url_has_allowed_host_and_scheme(back, allowed_hosts=None)
    return HttpResponse(status=401, headers={"HX-Redirect": redirect_to_login(back if safe else "/").url})


def declare(view: Callable[..., HttpResponseBase], *kinds: type[Capacity]) -> Callable[..., HttpResponseBase]:
    """Give a view that brings its own checks (sign-in pages, the API root) a declared policy, so that the server starts."""
    view.declared_policy = kinds  # type: ignore[attr-defined]
    return view


def declared_policy(view: Callable[..., Any]) -> tuple[type[Capacity], ...] | None:
    """The capacities a route was declared with, looking through decorators; None when nobody declared any."""
    seen: Any = view
    while seen is not None:
        kinds: tuple[type[Capacity], ...] | None = getattr(seen, "declared_policy", None)
        if kinds:
            return kinds
        seen = getattr(seen, "__wrapped__", None)
    return None
