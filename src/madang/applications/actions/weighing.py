"""The machine's hint whether an applicant may apply: kept with the application, so that a list of thousands can show it."""

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import F, Q

from madang.applications.models import Application
from madang.programmes import fit
from madang.programmes.models import Call
from madang.startups.models import Startup
from madang.startups.rules import facts_of

BATCH: Final = 500
_WORDS: Final = {"met": "met", "unmet": "not_met", "unknown": "unknown"}
_OPEN: Final = (Call.Status.PUBLISHED, Call.Status.CLOSED)


def due(now: datetime) -> list[Application]:
    """What was handed in and has no hint yet, or one older than a day or than the call's last change; a batch of it."""
    old = Q(weighed_at=None) | Q(weighed_at__lt=F("call__updated_at")) | Q(weighed_at__lt=now - timedelta(days=1))
    rows = Application.objects.filter(old, state=Application.State.SUBMITTED, call__status__in=_OPEN)
    return list(rows.select_related("call").order_by(F("weighed_at").asc(nulls_first=True), "pk")[:BATCH])


@transaction.atomic
def weigh(*, applications: list[Application], now: datetime) -> int:
    """Look at each applicant by the call's rule and keep the answer. A fixed number of queries, and one update.

    Nothing is locked: a hint that is overtaken is due again.
    """
    startups = Startup.objects.with_facts().in_bulk([one.startup_id for one in applications])
    for application in applications:
        answer = fit.short(application.call, facts_of(startups[application.startup_id]), now=now)
        application.eligibility = _WORDS[answer[0]] if answer else ""
        application.weighed_at = now
    Application.objects.bulk_update(applications, ["eligibility", "weighed_at"])
    return len(applications)
