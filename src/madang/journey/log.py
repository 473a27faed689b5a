"""How things are put on the thread. An app declares its facts; `record` appends one in the caller's transaction."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any, ClassVar

from django.db.models import Model

from madang.core.capacity import Capacity
from madang.people.models import Person

from .models import Entry

KINDS: dict[str, type["Fact"]] = {}


@dataclass(frozen=True, kw_only=True)
class Fact:
    """Base of all journey facts: a frozen dataclass of ids and plain values, with a `kind` no other fact has.

    Each app ships the line's template as `journey/<kind>.html` and the kind stands in `docs/reference/journey.md`.
    """

    kind: ClassVar[str] = ""
    version: ClassVar[int] = 1

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if not cls.kind or cls.kind in KINDS:
            raise TypeError(f"{cls.__name__} needs a kind of its own, not {cls.kind!r}.")
        KINDS[cls.kind] = cls


def plain(value: Any) -> Any:
    """Dates as ISO text; everything else must already be a plain JSON value."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    raise TypeError(f"A journey fact holds plain values, not {type(value).__name__}.")


def entry(
    fact: Fact, *, startup: Model | None = None, institution: Model | None = None, by: Capacity | None, at: datetime
) -> Entry:
    """The unsaved line for a fact, for those who append many at once."""
    actor = by.person if by and isinstance(by.person, Person) else None
    return Entry(
        startup_id=startup.pk if startup else None,
        institution_id=institution.pk if institution else None,
        kind=fact.kind,
        version=fact.version,
        payload=plain(asdict(fact)),
        actor=actor,
        capacity=by.name if by else "system",
        at=at,
    )


def record(
    fact: Fact, *, startup: Model | None = None, institution: Model | None = None, by: Capacity | None, at: datetime
) -> Entry:
    """Append one line in the caller's transaction. `by` None means the system itself acted (a schedule, an import)."""
    line = entry(fact, startup=startup, institution=institution, by=by, at=at)
    line.save(force_insert=True)
    return line


def record_for(fact: Fact, startups: Iterable[Model], *, by: Capacity | None, at: datetime) -> None:
    """Append the same fact to the threads of many startups, in one statement."""
    Entry.objects.bulk_create([entry(fact, startup=startup, by=by, at=at) for startup in startups])
