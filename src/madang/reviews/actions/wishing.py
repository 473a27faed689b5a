"""What reviewers would like to read: wishes kept as they are tapped, and those who have said nothing asked by mail."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from madang.core.audit.record import record_change
from madang.core.capacity import Capacity
from madang.core.clean import one_line
from madang.core.jobs import after_commit
from madang.core.policy import Refused, require
from madang.reviews.ground import ACTIVE, field_of_stage
from madang.reviews.models import Assignment, Bid, Case, Conflict, PanelMember, Stage
from madang.reviews.notices.assigned import ask_wishes
from madang.reviews.policy import wishing as policy

from .setting_up import locked

AGAIN_AFTER: Final = timedelta(hours=24)
_RULE: Final = "other"


@transaction.atomic
def save_wishes(
    *,
    stage: Stage,
    member: PanelMember,
    wishes: Mapping[str, int | None],
    reasons: Mapping[str, str] | None = None,
    by: Capacity,
    now: datetime,
) -> int:
    """Keep these wishes, by the public id of the case; None takes one back. How many changed.

    A conflict of interest is kept as one, declared by the reviewer, until the wish is changed again. `reasons`: words about
    it that the staff read. Ids of applications that are not judged in this stage are passed over. Sent twice it is kept once.
    """
    selection = locked(stage.selection)
    own: Stage = selection.stages.get(pk=stage.pk)
    own.selection = selection
    who = PanelMember.objects.select_for_update().get(pk=member.pk)
    require(policy.can_wish(by, own, who, now=now))
    cases = {case.public_id: case for case in field_of_stage(own).filter(public_id__in=list(wishes))}
    held = {bid.case_id: bid.value for bid in who.bids.filter(case__in=cases.values())}
    said = reasons or {}
    changed = 0
    for public_id, case in cases.items():
        value = wishes[public_id]
        if value is not None and value not in Bid.Value.values:
            raise Refused(_("Choose one of the four."))
        if value == Bid.Value.CONFLICT:
            _keep_apart(who, case, one_line(said.get(public_id, "")).strip()[:300], by, now)
        elif held.get(case.pk) == Bid.Value.CONFLICT:
            _let_go(who, case, by, now)
        if value == held.get(case.pk):
            continue
        changed += 1
        if value is None:
            who.bids.filter(case=case).delete()
        else:
            Bid.objects.update_or_create(member=who, case=case, defaults={"value": value, "at": now})
    return changed


def _keep_apart(member: PanelMember, case: Case, words: str, by: Capacity, now: datetime) -> None:
    """A declared conflict, as one that is named when stepping back. Nothing is said of ties that stood before."""
    if Assignment.objects.filter(case=case, reviewer=member.reviewer_id, state__in=ACTIVE).exists():
        raise Refused(
            _("%(label)s has been given to you already. Step back from it on its own page.") % {"label": case.label}
        )
    there = Conflict.objects.filter(case=case, reviewer=member.reviewer_id, rule=_RULE).first()
    stands = there is not None and there.state == Conflict.State.STANDING
    if there is not None and stands and (not words or there.evidence.get("said", "") == words):
        return
    evidence = {"wish": True} | ({"said": words} if words else {})
    if there is not None and stands and not there.evidence.get("wish"):
        return
    made, _new = Conflict.objects.update_or_create(
        case=case,
        reviewer_id=member.reviewer_id,
        rule=_RULE,
        defaults={"source": "declared", "state": "standing", "found_at": now, "evidence": evidence},
    )
    if not stands:
        record_change(made, by=by, at=now, action="reviews.conflict_declared")


def _let_go(member: PanelMember, case: Case, by: Capacity, now: datetime) -> None:
    """Take back what was tapped by mistake; what was declared elsewhere stays."""
    there = Conflict.objects.filter(
        case=case, reviewer=member.reviewer_id, rule=_RULE, state=Conflict.State.STANDING, evidence__wish=True
    ).first()
    if there is not None:
        there.state = Conflict.State.GONE
        there.save(update_fields=["state"])
        record_change(there, by=by, at=now, action="reviews.conflict_taken_back")


@transaction.atomic
def ask_again(*, stage: Stage, by: Capacity, now: datetime) -> int:
    """Mail to every reviewer who has said nothing yet, at most once a day each. How many are asked."""
    selection = locked(stage.selection)
    own: Stage = selection.stages.get(pk=stage.pk)
    own.selection = selection
    require(policy.can_ask_again(by, own, now=now))
    silent = (
        PanelMember.objects.select_for_update(of=("self",))
        .filter(selection=selection, state=PanelMember.State.ACCEPTED)
        .filter(Q(wishes_asked_at=None) | Q(wishes_asked_at__lte=now - AGAIN_AFTER))
        .exclude(bids__case__in=field_of_stage(own))
        .order_by("pk")
    )
    members = list(silent.values_list("pk", flat=True))
    if not members:
        raise Refused(_("Everyone has answered, or was asked within the last 24 hours."))
    PanelMember.objects.filter(pk__in=members).update(wishes_asked_at=now)
    for member in members:
        after_commit(ask_wishes, stage=own.pk, member=member, at=now.isoformat())
    return len(members)
