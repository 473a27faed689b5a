"""Keeping a reviewer from judging for a time, and letting them judge again. Each is written into the audit log."""

from datetime import date, datetime
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from madang.core.audit.record import record_change
from madang.core.capacity import Capacity
from madang.core.clean import one_line
from madang.core.jobs import job
from madang.core.policy import Refused, require
from madang.institutions.models import Institution
from madang.reviews.models import PanelMember, Reviewer, Sanction, Selection
from madang.reviews.policy import pool as policy

from .acting import person_of
from .pool import sync_conflicts
from .setting_up import locked

_LONGEST: Final = {"reason": 300, "source": 200}


@transaction.atomic
def sanction(
    *,
    reviewer: Reviewer,
    institution: Institution | None,
    reason: str,
    source: str,
    starts_on: date,
    ends_on: date | None,
    by: Capacity,
    now: datetime,
) -> Sanction:
    """Keep a reviewer from judging: for the selections of one institution, or (None) for all of the street.

    It stands as a conflict with every application of the selections it holds in, from its first day to its last. Reviews
    that were handed in before stay; people decide about them. The same sanction noted twice is one.
    """
    require(policy.can_sanction(by, institution))
    concerned = _concerned(reviewer, institution)
    own = Reviewer.objects.select_for_update(of=("self",)).select_related("person").get(pk=reviewer.pk)
    said = {name: one_line(words).strip()[: _LONGEST[name]] for name, words in (("reason", reason), ("source", source))}
    if not said["reason"]:
        raise Refused(_("Say why. The reviewer reads it."))
    if ends_on is not None and ends_on < starts_on:
        raise Refused(_("The last day is before the first."))
    dates = {"starts_on": starts_on, "ends_on": ends_on}
    there: Sanction | None = own.sanctions.filter(institution=institution, lifted_at=None, **said, **dates).first()
    if there is not None:
        return there
    made = Sanction.objects.create(
        reviewer=own, institution=institution, decided_by=person_of(by), decided_at=now, **said, **dates
    )
    record_change(
        made, by=by, at=now, action="reviews.sanctioned", reviewer=own.pk, starts=starts_on.isoformat(),
        ends=ends_on.isoformat() if ends_on else "",
    )  # fmt: skip
    for selection in concerned:
        sync_conflicts(selection, [own], now=now)
    return made


@transaction.atomic
def lift(*, sanction: Sanction, reason: str, by: Capacity, now: datetime) -> Sanction:
    """Let a reviewer judge again from now on, with the reason. Lifted twice it is lifted once."""
    concerned = _concerned(Reviewer(pk=sanction.reviewer_id), sanction.institution)
    reviewer = Reviewer.objects.select_for_update(of=("self",)).select_related("person").get(pk=sanction.reviewer_id)
    own: Sanction = Sanction.objects.select_for_update(of=("self",)).select_related("institution").get(pk=sanction.pk)
    require(policy.can_lift(by, own))
    if own.lifted_at is not None:
        return own
    said = one_line(reason).strip()[:300]
    if not said:
        raise Refused(_("Say why it is lifted."))
    own.lifted_by, own.lifted_at, own.lift_reason = person_of(by), now, said
    own.save(update_fields=["lifted_by", "lifted_at", "lift_reason"])
    record_change(own, by=by, at=now, action="reviews.sanction_lifted", reviewer=own.reviewer_id)
    for selection in concerned:
        sync_conflicts(selection, [reviewer], now=now)
    return own


def _concerned(reviewer: Reviewer, institution: Institution | None) -> list[Selection]:
    """The selections under way in which this reviewer sits and the sanction holds, locked: selections come before reviewers."""
    selections = Selection.objects.filter(panel__reviewer=reviewer, panel__state=PanelMember.State.ACCEPTED).exclude(
        state=Selection.State.RELEASED
    )
    if institution is not None:
        selections = selections.filter(call__institution=institution)
    return [locked(selection) for selection in selections.order_by("pk")]


@job("reviews.new_day", every="10 15 * * *")
def new_day() -> None:
    """After midnight in Seoul: sanctions and ties that begin or end with the day are seen in every selection under way."""
    now = timezone.now()
    concerned = Selection.objects.filter(state__in=[Selection.State.RUNNING, Selection.State.DECIDED])
    for pk in list(concerned.order_by("pk").values_list("pk", flat=True)):
        with transaction.atomic():
            sync_conflicts(locked(Selection(pk=pk)), now=now)
