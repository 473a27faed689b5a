"""Taking a partner off a call."""

from datetime import datetime

from django.db import transaction

from madang.core.capacity import Capacity
from madang.core.policy import require
from madang.institutions.models import Institution
from madang.journey.log import record
from madang.programmes import facts, policy
from madang.programmes.models import Call

from .calls import locked_call
from .indexing import index_later


@transaction.atomic
def drop_partner(*, call: Call, institution: Institution, by: Capacity, now: datetime) -> Call:
    """Run the call without this institution: a request taken back, or a partner that leaves. Twice is once."""
    locked = locked_call(call)
    require(policy.can_drop_partner(by, locked, institution))
    gone, _kinds = locked.partners.filter(institution=institution).delete()
    if gone:
        fact = facts.PartnerDropped(call=locked.pk, partner=institution.pk)
        record(fact, institution=locked.institution, by=by, at=now)
        index_later(locked.pk)
    return locked
