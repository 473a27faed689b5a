"""Writing the log down: one INSERT in the caller's transaction, which waits for nobody."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from django.db.models import Model

from madang.core.capacity import Capacity

from .models import Entry

VIEWED: Final = "viewed"
CHANGED: Final = "changed"


def plain(value: Any) -> Any:
    """Ids and plain values. Decimals and dates as text; no floats, which come back from a database as they please."""
    match value:
        case None | bool() | int() | str():
            return value
        case Decimal():
            return str(value)
        case datetime() | date():
            return value.isoformat()
        case Model():
            return value.pk
        case Mapping():
            return {str(key): plain(inside) for key, inside in value.items()}
        case list() | tuple() | set() | frozenset():
            ordered = sorted(value, key=str) if isinstance(value, set | frozenset) else value
            return [plain(inside) for inside in ordered]
    raise TypeError(f"The audit log holds ids and plain values, not {type(value).__name__}.")


def _entry(thing: Model, *, by: Capacity | None, action: str, at: datetime, detail: Mapping[str, Any]) -> Entry:
    return Entry(
        at=at,
        actor=by.person.pk if by and by.person else None,
        capacity=by.name if by else "system",
        action=action,
        kind=thing._meta.label_lower,
        thing=str(thing.pk),
        detail=plain(detail),
    )


def record_view(thing: Model, *, by: Capacity, at: datetime, action: str = VIEWED, **detail: Any) -> None:
    """Somebody looked at a thing that not everyone may see, or took it along (`action`: "downloaded", "exported").

    Call it after the policy said yes and before the answer leaves. One INSERT. `detail`: ids and plain values, such as the
    stage, the question, or the reason given for a download; never what was read.
    """
    _entry(thing, by=by, action=action, at=at, detail=detail).save(force_insert=True)


def record_views(things: Iterable[Model], *, by: Capacity, at: datetime, action: str = VIEWED, **detail: Any) -> None:
    """The same for a list or an export that shows each of them: one row a thing, one INSERT for all."""
    Entry.objects.bulk_create([_entry(thing, by=by, action=action, at=at, detail=detail) for thing in things])


def record_change(
    thing: Model,
    *,
    by: Capacity | None,
    at: datetime,
    action: str = CHANGED,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    **detail: Any,
) -> None:
    """A change that must be answered for later: a score, a decision, a conflict, a deadline. In the change's transaction.

    `action`: a stable word ("reviews.score_changed"). `before` and `after`: only the fields that changed. `by` None: the
    system itself, on a schedule.
    """
    said: dict[str, Any] = dict(detail)
    if before is not None:
        said["before"] = before
    if after is not None:
        said["after"] = after
    _entry(thing, by=by, action=action, at=at, detail=said).save(force_insert=True)
