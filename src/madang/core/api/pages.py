"""Pages of a list by cursor: a place in the order, not a page number, so that what is inserted meanwhile shifts nothing."""

import base64
import binascii
import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal

import orjson
from django.db.models import F, Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja import Schema
from pydantic import Field

from .problems import ApiError

MOST: Final = 100
_BIG: Final = 2**63


class Paging(Schema):
    """The two parameters of every list."""

    limit: int = Field(50, ge=1, le=MOST, description="Rows of a page.")
    cursor: str | None = Field(
        None, max_length=1200, description="A place in the list, from `next` or `previous` of another page."
    )


@dataclass(frozen=True)
class Order:
    """An order that has no ties: one field, then the id, both in one direction. Empty values come last.

    `name` stands in the cursor, so that a cursor of one order is not read in another.
    """

    name: str
    field: str = ""
    descending: bool = False
    kind: Literal["time", "text", "number", ""] = ""


@dataclass(frozen=True)
class Place:
    """A row's place in an order, and which way to read from there."""

    key: Any
    pk: int
    back: bool


@dataclass(frozen=True)
class Page:
    """Rows of one page and the addresses of its neighbours."""

    rows: list[Any]
    next: str | None
    previous: str | None

    def of(self, items: list[Any]) -> dict[str, Any]:
        return {"items": items, "next": self.next, "previous": self.previous}


def pages(rows: QuerySet[Any], order: Order, request: HttpRequest, ask: Paging) -> Page:
    """One page of a queryset: one query, whatever its own prefetches cost besides."""
    place = _read(ask.cursor, order) if ask.cursor else None
    back = place is not None and place.back
    if place is not None:
        rows = rows.filter(_beyond(order, place))
    found = list(rows.order_by(*_ordering(order, back))[: ask.limit + 1])
    return _page(found, order, request, ask, place)


def number_pages(ranked: Sequence[tuple[float, int]], order: Order, request: HttpRequest, ask: Paging) -> Page:
    """One page of (score, id) pairs held in memory, best first, the newer id first among equals; rows are ids."""
    place = _read(ask.cursor, order) if ask.cursor else None
    if place is None:
        found = list(ranked[: ask.limit + 1])
    elif place.back:
        found = [pair for pair in ranked if pair > (place.key, place.pk)][-ask.limit - 1 :][::-1]
    else:
        found = [pair for pair in ranked if pair < (place.key, place.pk)][: ask.limit + 1]
    page = _page(found, order, request, ask, place)
    return Page([pk for _score, pk in page.rows], page.next, page.previous)


def _page(found: list[Any], order: Order, request: HttpRequest, ask: Paging, place: Place | None) -> Page:
    more, rows = len(found) > ask.limit, found[: ask.limit]
    back = place is not None and place.back
    if back:
        rows = rows[::-1]
    if not rows:
        return Page([], None, None)
    forward = more or back
    backward = more if back else place is not None
    return Page(
        rows,
        _address(request, order, rows[-1], back=False) if forward else None,
        _address(request, order, rows[0], back=True) if backward else None,
    )


def _ordering(order: Order, back: bool) -> list[Any]:
    down = order.descending != back
    if not order.field:
        return ["-pk" if down else "pk"]
    field = F(order.field)
    # Empty values stand at the end, so they come first when the list is read from its end.
    nulls: dict[str, Any] = {"nulls_first": True} if back else {"nulls_last": True}
    return [field.desc(**nulls) if down else field.asc(**nulls), "-pk" if down else "pk"]


def _beyond(order: Order, place: Place) -> Q:
    """What comes after a place, in the direction it is read."""
    way = "lt" if order.descending != place.back else "gt"
    past_id = Q(**{f"pk__{way}": place.pk})
    if not order.field:
        return past_id
    empty = Q(**{f"{order.field}__isnull": True})
    if place.key is None:
        return (empty & past_id) | (~empty if place.back else Q(pk__in=[]))
    beyond = Q(**{f"{order.field}__{way}": place.key}) | (Q(**{order.field: place.key}) & past_id)
    return beyond if place.back else beyond | empty


def _address(request: HttpRequest, order: Order, row: Any, *, back: bool) -> str:
    key, pk = row if isinstance(row, tuple) else (getattr(row, order.field) if order.field else None, row.pk)
    if isinstance(key, datetime):
        key = key.isoformat()
    packed = base64.urlsafe_b64encode(orjson.dumps([order.name, back, key, pk])).rstrip(b"=").decode()
    query = request.GET.copy()
    query["cursor"] = packed
    return request.build_absolute_uri(f"{request.path}?{query.urlencode()}")


def _read(cursor: str, order: Order) -> Place:
    """The place a cursor names. Raises `ApiError` 400 for one that was not made here, or for another order."""
    try:
        name, back, key, pk = orjson.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if name != order.name or type(back) is not bool or type(pk) is not int or not 0 < pk < _BIG:
            raise ValueError
        return Place(_key(key, order), pk, back)
    except (ValueError, TypeError, binascii.Error) as error:
        words = _("This cursor does not belong to this list and order. Start again without it.")
        raise ApiError(400, "cursor", words, field="query.cursor") from error


def _key(key: Any, order: Order) -> Any:
    match order.kind, key:
        case ("time", None) | ("", None):
            return None
        case "time", str():
            moment = datetime.fromisoformat(key)
            if moment.tzinfo is not None and 1900 < moment.year < 2200:
                return moment
        case "text", str() if "\x00" not in key and len(key) <= 300:
            return key
        case "number", int() | float() if math.isfinite(key):
            return key
    raise ValueError
