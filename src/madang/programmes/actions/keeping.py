"""What readers do with a call: keep it in view, say whether it was clear."""

import hashlib
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from madang.core.capacity import Capacity
from madang.core.policy import YES, Verdict, no, require
from madang.journey.log import record
from madang.programmes import facts
from madang.programmes.models import Call, Feedback, SavedCall
from madang.startups.capacity import AsMember

SEOUL = ZoneInfo("Asia/Seoul")


def can_keep(by: Capacity) -> Verdict:
    """Any member may keep calls in view for the startup, also one who only reads."""
    return YES if isinstance(by, AsMember) else no(_("Act for a startup to keep a call in view."))


@transaction.atomic
def save(*, call: Call, by: Capacity, now: datetime) -> SavedCall:
    """Keep a call in view for the startup. Doing it twice keeps it once."""
    require(can_keep(by))
    assert isinstance(by, AsMember)
    saved, new = SavedCall.objects.get_or_create(call=call, startup=by.startup, defaults={"saved_at": now})
    if new:
        record(facts.CallSaved(call=call.pk), startup=by.startup, institution=call.institution, by=by, at=now)
    return saved


@transaction.atomic
def unsave(*, call: Call, by: Capacity, now: datetime) -> None:
    """No longer keep it in view."""
    require(can_keep(by))
    assert isinstance(by, AsMember)
    gone, _kinds = SavedCall.objects.filter(call=call, startup=by.startup).delete()
    if gone:
        record(facts.CallUnsaved(call=call.pk), startup=by.startup, institution=call.institution, by=by, at=now)


def tap(*, call: Call, session: str, is_clear: bool, language: str, now: datetime) -> Feedback:
    """One tap on whether the call was clear. A second tap from the same session changes the first; nobody is named."""
    once = hashlib.blake2b(f"{session}:{call.pk}".encode(), key=settings.SECRET_KEY.encode()[:64]).hexdigest()[:64]
    feedback, _new = Feedback.objects.update_or_create(
        call=call,
        once=once,
        defaults={"is_clear": is_clear, "language": language, "given_on": now.astimezone(SEOUL).date()},
    )
    return feedback
