"""The document wallet: files kept, replaced, described, removed, put back; and forgotten when nothing needs them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Count, ProtectedError, Q, Sum
from django.utils.translation import gettext_lazy as _

from madang.core import clock, figures, moments
from madang.core.capacity import Capacity
from madang.core.edits import Stale, fingerprint
from madang.core.jobs import job
from madang.core.policy import Refused, require
from madang.core.text import reader_language
from madang.engines import taxonomy
from madang.journey.log import record
from madang.people.models import Person
from madang.startups import facts, policy
from madang.startups.models import Document, Paper, Startup
from madang.startups.wallet.examine import Examined, examine, made_name
from madang.startups.wallet.kinds import USUAL

from .profile import locked

MOST_DOCUMENTS: Final = 200
MOST_BYTES: Final = 300 * 1024 * 1024
# With old versions and what was removed lately: one cannot fill the disk by removing.
MOST_KEPT_BYTES: Final = 3 * MOST_BYTES
REMOVED_FOR: Final = timedelta(days=30)
DETAILS: Final = ("kind", "title", "issuer", "issued_on", "valid_until")
OTHER: Final = "other"


@dataclass(frozen=True, slots=True)
class Kept:
    """`was_there`: the very same file of the same kind was kept already; nothing was added."""

    document: Document
    was_there: bool


def kind_name(kind: str) -> str:
    """A kind of document in the reader's language."""
    if kind in taxonomy.DOCUMENTS:
        return taxonomy.name(taxonomy.DOCUMENTS, kind, reader_language())
    return str(_("Another document"))


def keep_document(
    *, startup: Startup, upload: "File[bytes]", values: Mapping[str, Any], by: Capacity, now: datetime
) -> Kept:
    """Take a file into the wallet. `values` holds DETAILS (kind alone is needed).

    The file is looked at first, without a lock: it may take seconds. The same file twice is kept once: of the same kind it
    is answered as it is, as another kind it is refused. Raises `Refused` with what to do, `ValidationError` for dates.
    """
    require(policy.can_edit(by, startup))
    found = examine(upload)
    with transaction.atomic():
        startup = locked(startup)
        require(policy.can_edit(by, startup))
        if there := _same(startup, found):
            if there.kind == values["kind"]:
                return Kept(there, was_there=True)
            raise Refused(_words_same(there))
        document = _made(startup, upload, found, values, by=by, now=now)
        fact = facts.DocumentKept(file=document.pk, document=document.kind)
        record(fact, startup=startup, by=by, at=now)
        return Kept(document, was_there=False)


def replace_document(
    *, document: Document, upload: "File[bytes]", values: Mapping[str, Any], by: Capacity, now: datetime
) -> Document:
    """Put a newer file in the place of an older one, which stays for whoever was handed it. Raises as `keep_document`.

    The same file again is no newer version: refused. Of two people who replace one version the second is refused.
    """
    require(policy.can_replace(by, document))
    found = examine(upload)
    with transaction.atomic():
        startup = locked(document.startup)
        before: Document = Document.objects.select_for_update(of=("self",)).get(pk=document.pk)
        require(policy.can_replace(by, before))
        if there := _same(startup, found):
            same = there.pk == before.pk
            raise Refused(_("This is the very same file. Choose the newer one.") if same else _words_same(there))
        before.replaced_at = now
        before.save(update_fields=["replaced_at"])
        Paper.objects.filter(document=before).delete()
        fresh = _made(startup, upload, found, values, by=by, now=now, replaces=before)
        fact = facts.DocumentReplaced(file=fresh.pk, before=before.pk, document=fresh.kind)
        record(fact, startup=startup, by=by, at=now)
        return fresh


@transaction.atomic
def describe_document(
    *, document: Document, values: Mapping[str, Any], seen: str, by: Capacity, now: datetime
) -> Document:
    """Change what is said of a document. `seen` is the `fingerprint` the form was opened on; raises `Stale` if it moved."""
    startup = locked(document.startup)
    held: Document = Document.objects.select_for_update(of=("self",)).get(pk=document.pk)
    require(policy.can_replace(by, held))
    changes = {name: values[name] for name in DETAILS if name in values and getattr(held, name) != values[name]}
    if not changes:
        return held
    if fingerprint(held) != seen:
        raise Stale({name: getattr(held, name) for name in changes})
    for name, value in changes.items():
        setattr(held, name, value)
    held.full_clean()
    held.save(update_fields=sorted(changes))
    _list(held, today=moments.day_of(now))
    fact = facts.DocumentChanged(file=held.pk, document=held.kind, fields=tuple(sorted(changes)))
    record(fact, startup=startup, by=by, at=now)
    return held


@transaction.atomic
def remove_document(*, document: Document, by: Capacity, now: datetime) -> Document:
    """Take a document out of the wallet. What was handed in keeps it. A second click is no error."""
    startup = locked(document.startup)
    held: Document = Document.objects.select_for_update(of=("self",)).get(pk=document.pk)
    if held.removed_at:
        require(policy.can_edit(by, startup))
        return held
    require(policy.can_remove_document(by, held))
    held.removed_at = now
    held.save(update_fields=["removed_at"])
    Paper.objects.filter(document=held).delete()
    record(facts.DocumentRemoved(file=held.pk, document=held.kind), startup=startup, by=by, at=now)
    return held


@transaction.atomic
def restore_document(*, document: Document, by: Capacity, now: datetime) -> Document:
    """Put a removed document back, until the nightly sweep has forgotten it."""
    startup = locked(document.startup)
    held: Document = Document.objects.select_for_update(of=("self",)).get(pk=document.pk)
    if not held.removed_at and policy.can_edit(by, startup):
        return held
    require(policy.can_restore(by, held))
    same = Document.objects.filter(startup=startup, sha256=held.sha256).current().first()
    if same:
        raise Refused(_words_same(same))
    _room(startup, held.size, kept=0)
    held.removed_at = None
    held.save(update_fields=["removed_at"])
    _list(held, today=moments.day_of(now))
    record(facts.DocumentRestored(file=held.pk, document=held.kind), startup=startup, by=by, at=now)
    return held


@job("startups.sweep_documents", every="47 18 * * *")
def sweep_documents() -> None:
    """Every night: documents removed for 30 days that nothing points at are forgotten, and their bytes with them."""
    forget_documents(now=clock.now())


def forget_documents(*, now: datetime) -> int:
    """Delete what was removed 30 days ago; what an application shows stays (it protects its documents). Returns how many."""
    old = Document.objects.filter(removed_at__lt=now - REMOVED_FOR).order_by("-pk")
    gone = 0
    for document in old.iterator():
        gone += _forget(document)
    return gone


@transaction.atomic
def _forget(document: Document) -> int:
    locked(document.startup)
    before = document.replaces
    try:
        document.delete()
    except ProtectedError:
        return 0
    name, startup = str(document.file.name), document.startup
    transaction.on_commit(lambda: _drop(startup, name))
    # An old version whose newest one is forgotten has no place to be seen any more.
    return 1 + (_forget(before) if before else 0)


@transaction.atomic
def _drop(startup: Startup, name: str) -> None:
    """Delete bytes no document needs. Under the startup's lock: the same file may be coming in again at this moment."""
    locked(startup)
    if not Document.objects.filter(file=name).exists():
        default_storage.delete(name)


def _same(startup: Startup, found: Examined) -> Document | None:
    same: Document | None = Document.objects.filter(startup=startup, sha256=found.sha256).current().first()
    return same


def _words_same(there: Document) -> Any:
    words = _("The same file is already kept as “%(title)s”. Use that one, or choose another file.")
    return words % {"title": there.title or kind_name(there.kind)}


def _room(startup: Startup, size: int, *, kept: int) -> None:
    """Refuse what would not fit. `kept`: bytes to be written, 0 where they are there already."""
    stands = Q(removed_at__isnull=True)
    held = Document.objects.filter(startup=startup).aggregate(
        count=Count("pk", filter=stands), bytes=Sum("size", filter=stands, default=0), all=Sum("size", default=0)
    )
    if held["count"] >= MOST_DOCUMENTS:
        raise Refused(_("The wallet holds 200 documents at most, old versions counted. Remove some first."))
    if held["bytes"] + size > MOST_BYTES:
        words = _("The wallet is full: %(most)s MB at most, old versions counted. Remove some documents first.")
        raise Refused(words % {"most": figures.number(MOST_BYTES // 1024**2)})
    if held["all"] + kept > MOST_KEPT_BYTES:
        raise Refused(_("Much was removed lately and still takes room for 30 days. Try again later."))


def _made(
    startup: Startup,
    upload: "File[bytes]",
    found: Examined,
    values: Mapping[str, Any],
    *,
    by: Capacity,
    now: datetime,
    replaces: Document | None = None,
) -> Document:
    """The row and its bytes. The startup's row is locked."""
    assert isinstance(by.person, Person)
    _room(startup, found.size, kept=found.size)
    document = Document(
        startup=startup,
        name=made_name(upload.name or "", found.kind, kind_name(values["kind"])),
        size=found.size,
        sha256=found.sha256,
        content_type=found.content_type,
        pages=found.pages,
        checks=dict(found.checks),
        uploaded_by=by.person,
        uploaded_at=now,
        replaces=replaces,
        file=f"wallets/{startup.pk}/{found.sha256[:2]}/{found.sha256}",
        **{name: values[name] for name in DETAILS if name in values},
    )
    document.full_clean(exclude=["checks"])
    _write(document, upload)
    document.save(force_insert=True)
    _list(document, today=moments.day_of(now))
    return document


def _write(document: Document, upload: "File[bytes]") -> None:
    """Put the bytes where their hash says. What a crash left half written is written anew."""
    name = str(document.file.name)
    if default_storage.exists(name):
        if default_storage.size(name) == document.size:
            return
        default_storage.delete(name)
    upload.seek(0)
    default_storage.save(name, upload)


def _list(document: Document, *, today: date) -> None:
    """What rules ask about: the profile's list of papers follows the wallet. A paper listed before gets its file."""
    # Without a day of issue, a paper that is taken for some days only would look as fresh as the day it came.
    if document.kind == OTHER or (document.kind in USUAL and not document.issued_on):
        Paper.objects.filter(document=document).delete()
        return
    given = {"kind": document.kind, "issuer": document.issuer, "valid_until": document.valid_until}
    issued_on = document.issued_on or min(today, document.valid_until or today)
    mine = Paper.objects.filter(document=document).first()
    if mine is None:
        mine = Paper.objects.filter(
            startup=document.startup, document__isnull=True, kind=document.kind, issued_on=issued_on
        ).first()
    paper = mine or Paper(startup=document.startup)
    paper.document = document
    paper.issued_on = issued_on
    for name, value in given.items():
        setattr(paper, name, value)
    paper.save()
