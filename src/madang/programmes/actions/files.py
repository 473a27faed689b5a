"""Files of a call: kept as they came, read by the worker so that their words can be found."""

import hashlib
from datetime import datetime

from django.core.files.base import ContentFile, File
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from madang.core.capacity import Capacity
from madang.core.clean import one_line
from madang.core.jobs import after_commit, job
from madang.core.policy import Refused, require
from madang.journey.log import record
from madang.programmes import facts, policy
from madang.programmes.importers.attachments import LARGEST, kind_of, read_attachment
from madang.programmes.models import Attachment, Call

from .calls import locked_call
from .indexing import index_call, index_later

MOST_FILES = 20


@transaction.atomic
def add_file(*, call: Call, upload: "File[bytes]", by: Capacity, now: datetime) -> Attachment:
    """Keep a file of a call. What it is told by its content, never by its name; at most 20 MB, 20 files a call.

    The same file twice is kept once. Its text is read afterwards, by the worker.
    """
    locked = locked_call(call)
    require(policy.can_edit(by, locked))
    if (upload.size or 0) > LARGEST:
        raise Refused(_("The file is larger than 20 MB. Make it smaller, or give its address in the full text."))
    data = upload.read()
    if not data.strip() or not kind_of(data):
        raise Refused(_("Only HWP, HWPX, PDF, DOCX and plain text are taken, whatever the name of the file says."))
    digest = hashlib.sha256(data).hexdigest()
    if same := locked.attachments.filter(sha256=digest).first():
        kept: Attachment = same
        return kept
    if locked.attachments.count() >= MOST_FILES:
        raise Refused(_("A call holds 20 files at most. Remove one first."))
    name = one_line(upload.name or "").strip()[-200:] or "file"
    attachment = Attachment(call=locked, name=name, sha256=digest, position=locked.attachments.count())
    attachment.file.save(f"{attachment.public_id}.bin", ContentFile(data), save=False)
    attachment.save()
    _changed(locked, by=by, now=now)
    after_commit(read_file, attachment=attachment.pk)
    return attachment


@transaction.atomic
def remove_file(*, attachment: Attachment, by: Capacity, now: datetime) -> None:
    """Take a file off the call. Its bytes go once the change is kept."""
    locked = locked_call(attachment.call)
    require(policy.can_edit(by, locked))
    held, storage = attachment.file.name, attachment.file.storage
    attachment.delete()
    if held:
        transaction.on_commit(lambda: storage.delete(held))
    _changed(locked, by=by, now=now)
    index_later(locked.pk)


def _changed(locked: Call, *, by: Capacity, now: datetime) -> None:
    locked.version += 1
    locked.save(update_fields=["version", "updated_at"])
    record(facts.CallChanged(call=locked.pk, fields=["files"]), institution=locked.institution, by=by, at=now)


@job("programmes.read_file", queue="index")
def read_file(*, attachment: int) -> None:
    """Read a file's words and have the call found by them."""
    found = Attachment.objects.select_related("call").filter(pk=attachment).first()
    if found is None or not found.file:
        return
    with found.file.open("rb") as stream:
        answer = read_attachment(stream.read())
    Attachment.objects.filter(pk=attachment).update(
        text=answer.text, text_note=answer.reason(found.call.title.origin)[:200]
    )
    index_call(call=found.call_id)
