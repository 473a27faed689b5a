"""Documents of the wallet under the questions of an application: one file, many uses."""

from datetime import datetime
from typing import Any

from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from madang.applications.deadline import deadline_of
from madang.applications.models import Application, AttachedFile
from madang.applications.policy.writing import can_write
from madang.applications.reading import form_of
from madang.core.capacity import Capacity
from madang.core.policy import Refused, require
from madang.engines.forms.definition import FileLimits
from madang.people.models import Person
from madang.startups.actions.documents import keep_document
from madang.startups.models import Document

from .locking import locked, standing_correction, touch


@transaction.atomic
def attach(*, application: Application, question: str, document: Document, by: Capacity, now: datetime) -> AttachedFile:
    """Put a document of the startup's wallet under a question. The same file twice stands there once.

    Locks the application's row. Raises `Refused`: by policy, for a document that is not the startup's or no longer in the
    wallet, for a kind the question does not take, and where it holds as many as it may.
    """
    application = locked(application)
    limits = _limits(application, question, by=by, now=now)
    assert isinstance(by.person, Person)
    held = Document.objects.filter(startup=application.startup).current().filter(pk=document.pk).first()
    if held is None:
        raise Refused(_("This document is no longer in the wallet. Choose another."))
    there = list(application.files.filter(question=question, removed_at__isnull=True))
    if same := next((file for file in there if file.sha256 == held.sha256), None):
        return same
    if limits.kinds and held.kind not in limits.kinds:
        raise Refused(_("Another kind of document is asked for here."))
    if len(there) >= limits.max:
        raise Refused(_("No more files fit here. Take one off first."))
    file = AttachedFile.objects.create(
        application=application,
        question=question,
        document=held,
        name=held.name,
        sha256=held.sha256,
        size=held.size,
        content_type=held.content_type,
        pages=held.pages,
        attached_by=by.person,
        attached_at=now,
    )
    application.save(update_fields=touch(application, now=now))
    return file


def upload(
    *, application: Application, question: str, upload: "File[bytes]", kind: str, by: Capacity, now: datetime
) -> AttachedFile:
    """Take a new file into the wallet and put it under a question. Raises as `keep_document` and `attach`.

    The wallet keeps the file even where the question then refuses it: it was looked at, and can be used elsewhere.
    """
    require(can_write(by, application, deadline_of(application.call), now=now,
                      correction=standing_correction(application), question=question))  # fmt: skip
    values: dict[str, Any] = {"kind": kind}
    kept = keep_document(startup=application.startup, upload=upload, values=values, by=by, now=now)
    return attach(application=application, question=question, document=kept.document, by=by, now=now)


@transaction.atomic
def detach(*, file: AttachedFile, by: Capacity, now: datetime) -> AttachedFile:
    """Take a file off; the row stays, for a submission may show it. A second click is no error."""
    application = locked(file.application)
    _limits(application, file.question, by=by, now=now)
    file = application.files.select_for_update().get(pk=file.pk)
    if file.removed_at is None:
        file.removed_at = now
        file.save(update_fields=["removed_at"])
        application.save(update_fields=touch(application, now=now))
    return file


def _limits(application: Application, question: str, *, by: Capacity, now: datetime) -> FileLimits:
    correction = standing_correction(application)
    require(
        can_write(by, application, deadline_of(application.call), now=now, correction=correction, question=question)
    )
    for asked in form_of(application.form).questions():
        if asked.id == question and isinstance(asked.limits, FileLimits):
            return asked.limits
    raise Refused(_("No file is asked for here."))
