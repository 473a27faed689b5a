"""Moving the closing time of a call from outside its desk, when the street gives everyone more time."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from madang.core.capacity import Capacity
from madang.core.policy import Refused, require
from madang.journey.log import record
from madang.programmes import facts
from madang.programmes.models import Call
from madang.programmes.reopening import may_take_more

from .calls import Status, locked_call
from .indexing import index_later


@transaction.atomic
def move_closing(*, call: Call, closes_at: datetime, by: Capacity, now: datetime) -> Call:
    """Let a call close later; one that its time has closed takes applications again. The caller has asked its own policy.

    Raises `Refused` where the call has no closing time, closes later already, or takes no applications any more, and where
    its selection has begun.
    """
    locked = locked_call(call)
    if locked.status not in (Status.PUBLISHED, Status.CLOSED):
        raise Refused(_("“%(title)s” takes no applications now.") % {"title": locked.title})
    if locked.closes_at is None:
        raise Refused(_("“%(title)s” has no closing time.") % {"title": locked.title})
    if locked.closes_at >= closes_at:
        raise Refused(_("“%(title)s” closes no earlier than that.") % {"title": locked.title})
    locked.closes_at, locked.status = closes_at, Status.PUBLISHED
    require(may_take_more(locked, now=now))
    locked.version += 1
    locked.save(update_fields=["closes_at", "status", "version", "updated_at"])
    record(facts.CallChanged(call=locked.pk, fields=["closes_at"]), institution=locked.institution, by=by, at=now)
    index_later(locked.pk)
    return locked
