"""An application read at one go, for what a page does again and again while someone writes.

One query holds what `locking.locked` and the files of `reading.sheet_of` ask four for, and none of the wide rows around an
application: a save of one answer spends most of its time in building queries and reading columns.
"""

from datetime import date, datetime
from functools import cache
from typing import Any, Final

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.db.models.functions import JSONObject

from madang.core.capacity import Capacity
from madang.startups.models import Document

from .deadline import Deadline, deadline
from .models import Application, AttachedFile, Extension
from .reading import Sheet, entries_of, form_of

_FILE: Final = ("public_id", "question", "name", "sha256", "size", "content_type", "pages")
_DAYS: Final = ("issued_on", "valid_until")
_NEEDED: Final = (
    *("public_id", "number", "state", "language", "title", "version", "call_id", "startup_id", "form_id", "changed_at"),
    *("call__public_id", "call__status", "call__opens_at", "call__closes_at", "call__grace_minutes", "call__zone"),
    *(
        "call__institution_id",
        "call__documents",
    ),
    *("form__digest", "form__number"),
)


def at_once(by: Capacity) -> "QuerySet[Application]":
    """What the capacity may open, each with its call's window, the name of its form and its files. One query."""
    found: QuerySet[Application] = _rows().visible_to(by)
    return found


@cache
def _rows() -> Any:
    """The question itself, put together once: it is never asked, only narrowed."""
    extensions = Extension.objects.filter(call=OuterRef("call")).order_by("granted_at", "pk")
    files = AttachedFile.objects.filter(application=OuterRef("pk"), removed_at__isnull=True)
    window = JSONObject(pk="pk", before="closes_before", after="closes_after", reason="reason", at="granted_at")
    document = {name: f"document__{name}" for name in _DAYS} | {"document": "document_id", "kind": "document__kind"}
    file = JSONObject(**{name: name for name in _FILE}, **document, opaque="document__public_id")
    rows = Application.objects.select_related("call", "form").only(*_NEEDED)
    return rows.annotate(
        extensions_held=ArraySubquery(extensions.values(held=window)),
        files_held=ArraySubquery(files.order_by("attached_at", "pk").values(held=file)),
    )


def window_of(application: Application) -> Deadline:
    """The window of its call; the application must come from `at_once`. No query."""
    held: list[dict[str, Any]] = application.extensions_held  # type: ignore[attr-defined]
    extensions = [
        Extension(
            pk=one["pk"],
            closes_before=_moment(one["before"]),
            closes_after=_moment(one["after"]),
            reason=one["reason"],
            granted_at=_moment(one["at"]),
        )
        for one in held
    ]
    return deadline(application.call, extensions)


def _moment(text: str | None) -> Any:
    return datetime.fromisoformat(text) if text else None


def sheet_at_once(application: Application) -> Sheet:
    """What stands in it; the application must come from `at_once`. One query, for the answers."""
    files: dict[str, list[AttachedFile]] = {}
    for held in application.files_held:  # type: ignore[attr-defined]
        days = {name: date.fromisoformat(held[name]) if held[name] else None for name in _DAYS}
        document = Document(
            pk=held["document"],
            public_id=held["opaque"],
            kind=held["kind"],
            startup_id=application.startup_id,
            **days,
        )
        values = {name: held[name] for name in _FILE}
        files.setdefault(held["question"], []).append(
            AttachedFile(application=application, document=document, **values)
        )
    return Sheet(application, form_of(application.form), entries_of(application), files)
