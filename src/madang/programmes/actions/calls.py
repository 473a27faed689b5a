"""What changes programmes and calls."""

from collections.abc import Mapping
from copy import deepcopy
from datetime import datetime
from typing import Any

import structlog
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from madang.core import clock
from madang.core.capacity import Capacity
from madang.core.jobs import after_commit, job
from madang.core.policy import Refused, require
from madang.institutions.models import Institution
from madang.journey.log import record
from madang.people.models import opaque
from madang.programmes import facts, notices, policy
from madang.programmes.models import Call, CallPartner, Programme, Stage
from madang.programmes.reopening import may_take_more

from .indexing import index_later

Status = Call.Status
log = structlog.get_logger("madang.calls")

# What an edit may change; everything else moves by an action of its own.
EDITABLE = frozenset(
    {
        "number", "title", "summary", "body", "opens_at", "closes_at", "zone", "grace_minutes", "window_note", "reference_on",
        "places", "multiple", "money_max", "currency", "own_share", "supports", "sectors", "stages", "regions", "languages",
        "funding", "documents", "contacts", "apply_url", "apply_note", "source_url",
    }
)  # fmt: skip
PROGRAMME_EDITABLE = frozenset(
    {"name", "summary", "supports", "sectors", "stages", "languages", "funding", "family", "is_active"}
)


class Stale(Refused):
    """The form was opened on an older version. `current` is the call as it stands, for showing both."""

    def __init__(self, current: Call) -> None:
        super().__init__(
            _("Someone else has changed this call since you opened it. Your words are below; save again to keep yours.")
        )
        self.current = current


def locked_call(call: Call) -> Call:
    """The call with its row locked until the transaction ends, institution and programme in hand."""
    found: Call = (
        Call.objects.select_for_update(of=("self",)).select_related("institution", "programme").get(pk=call.pk)
    )
    return found


@transaction.atomic
def add_programme(*, institution: Institution, fields: Mapping[str, Any], by: Capacity, now: datetime) -> Programme:
    """A new standing offer. `fields` are those of `PROGRAMME_EDITABLE`."""
    require(policy.can_add(by, institution))
    programme = Programme.objects.create(institution=institution, **_only(fields, PROGRAMME_EDITABLE))
    record(facts.ProgrammeAdded(programme=programme.pk), institution=institution, by=by, at=now)
    return programme


@transaction.atomic
def edit_programme(*, programme: Programme, fields: Mapping[str, Any], by: Capacity, now: datetime) -> Programme:
    """Change an offer. Calls already made keep their own words; their search words follow."""
    locked: Programme = (
        Programme.objects.select_for_update(of=("self",)).select_related("institution").get(pk=programme.pk)
    )
    require(policy.can_edit_programme(by, locked))
    changed = _assign(locked, _only(fields, PROGRAMME_EDITABLE))
    if changed:
        locked.save(update_fields=[*changed, "updated_at"])
        record(
            facts.ProgrammeChanged(programme=locked.pk, fields=changed), institution=locked.institution, by=by, at=now
        )
        for pk in locked.calls.values_list("pk", flat=True):
            index_later(pk)
    return locked


@transaction.atomic
def draft_call(*, programme: Programme, fields: Mapping[str, Any], by: Capacity, now: datetime) -> Call:
    """A new call of a programme, as a draft that starts from what the programme says."""
    require(policy.can_add(by, programme.institution))
    start = {name: list(getattr(programme, name)) for name in ("supports", "sectors", "stages", "languages")}
    wanted = {**start, "funding": programme.funding, **_only(fields, EDITABLE)}
    call = Call.objects.create(programme=programme, institution=programme.institution, **wanted)
    record(facts.CallDrafted(call=call.pk), institution=programme.institution, by=by, at=now)
    index_later(call.pk)
    return call


@transaction.atomic
def edit_call(*, call: Call, fields: Mapping[str, Any], version: int, by: Capacity, now: datetime) -> Call:
    """Change a call's words, dates and amounts. Raises `Stale` when someone saved since `version` was read, and `Refused`
    where it would open again although its selection has begun.

    A published call may be corrected; readers see when, and what its closing time was is kept in the history.
    """
    locked = locked_call(call)
    require(policy.can_edit(by, locked))
    if locked.version != version:
        raise Stale(locked)
    changed = _assign(locked, _only(fields, EDITABLE))
    if changed:
        require(policy.stays_complete(locked, now=now))
        if {"closes_at", "grace_minutes"} & set(changed):
            require(may_take_more(locked, now=now))
        locked.version += 1
        locked.save(update_fields=[*changed, "version", "updated_at"])
        record(facts.CallChanged(call=locked.pk, fields=changed), institution=locked.institution, by=by, at=now)
        index_later(locked.pk)
    return locked


@transaction.atomic
def set_steps(*, call: Call, steps: list[dict[str, Any]], version: int, by: Capacity, now: datetime) -> Call:
    """Put the steps after closing in place of those there are. Each is {"kind", "starts_on", "ends_on", "note"}."""
    locked = locked_call(call)
    require(policy.can_edit(by, locked))
    if locked.version != version:
        raise Stale(locked)
    names = ("kind", "starts_on", "ends_on", "note")
    if steps == [{name: getattr(step, name) for name in names} for step in locked.stages_set.order_by("position")]:
        return locked
    locked.stages_set.all().delete()
    Stage.objects.bulk_create([Stage(call=locked, position=place, **step) for place, step in enumerate(steps)])
    locked.version += 1
    locked.save(update_fields=["version", "updated_at"])
    record(facts.CallChanged(call=locked.pk, fields=["steps"]), institution=locked.institution, by=by, at=now)
    return locked


@transaction.atomic
def publish(*, call: Call, by: Capacity, now: datetime) -> Call:
    """Show the call to everyone, now."""
    locked = locked_call(call)
    require(policy.can_publish(by, locked, now=now))
    return _publish(locked, by=by, now=now)


def _publish(locked: Call, *, by: Capacity | None, now: datetime) -> Call:
    locked.status, locked.published_at, locked.publish_at = Status.PUBLISHED, now, None
    locked.save(update_fields=["status", "published_at", "publish_at", "updated_at"])
    record(
        facts.CallPublished(call=locked.pk, closes_at=locked.closes_at), institution=locked.institution, by=by, at=now
    )
    index_later(locked.pk)
    return locked


@transaction.atomic
def schedule(*, call: Call, publish_at: datetime, by: Capacity, now: datetime) -> Call:
    """Have the call published by itself at a time to come."""
    locked = locked_call(call)
    require(policy.can_publish(by, locked, now=now))
    if publish_at <= now:
        raise Refused(_("Choose a time that is still to come, or publish now."))
    if locked.closes_at is not None and publish_at >= locked.closes_at:
        raise Refused(_("The call would close before it is published."))
    locked.status, locked.publish_at = Status.SCHEDULED, publish_at
    locked.save(update_fields=["status", "publish_at", "updated_at"])
    record(facts.CallScheduled(call=locked.pk, publish_at=publish_at), institution=locked.institution, by=by, at=now)
    return locked


@transaction.atomic
def unschedule(*, call: Call, by: Capacity, now: datetime) -> Call:
    """Back to a draft before it was published."""
    locked = locked_call(call)
    require(policy.can_unschedule(by, locked))
    locked.status, locked.publish_at = Status.DRAFT, None
    locked.save(update_fields=["status", "publish_at", "updated_at"])
    record(facts.CallUnscheduled(call=locked.pk), institution=locked.institution, by=by, at=now)
    return locked


@transaction.atomic
def close(*, call: Call, by: Capacity, now: datetime) -> Call:
    """Take no more applications, before the closing time."""
    locked = locked_call(call)
    require(policy.can_close(by, locked))
    locked.closes_at = min(locked.closes_at, now) if locked.closes_at else now
    if locked.opens_at and locked.opens_at >= locked.closes_at:
        locked.opens_at = None
    locked.status = Status.CLOSED
    locked.save(update_fields=["status", "closes_at", "opens_at", "updated_at"])
    record(facts.CallClosed(call=locked.pk, early=True), institution=locked.institution, by=by, at=now)
    return locked


@transaction.atomic
def decide(*, call: Call, by: Capacity, now: datetime) -> Call:
    """Say that the selection is done."""
    locked = locked_call(call)
    require(policy.can_decide(by, locked))
    locked.status, locked.decided_at = Status.DECIDED, now
    locked.save(update_fields=["status", "decided_at", "updated_at"])
    record(facts.CallDecided(call=locked.pk), institution=locked.institution, by=by, at=now)
    return locked


@transaction.atomic
def archive(*, call: Call, by: Capacity, now: datetime) -> Call:
    """Put the call away: staff still find it, readers no longer do."""
    locked = locked_call(call)
    require(policy.can_archive(by, locked))
    locked.status = Status.ARCHIVED
    locked.published_at = locked.published_at or now
    locked.window_note = locked.window_note or ("" if locked.closes_at else "–")
    locked.save(update_fields=["status", "published_at", "window_note", "updated_at"])
    record(facts.CallArchived(call=locked.pk), institution=locked.institution, by=by, at=now)
    index_later(locked.pk)
    return locked


@transaction.atomic
def copy(*, call: Call, by: Capacity, now: datetime) -> Call:
    """Last year's call as a draft of this year's: words, rule, documents and steps; no dates, nobody's confirmation."""
    require(policy.can_copy(by, call))
    source: Call = Call.objects.prefetch_related("stages_set").get(pk=call.pk)
    fields = {
        name: deepcopy(getattr(source, name)) for name in EDITABLE - {"opens_at", "closes_at", "reference_on", "number"}
    }
    made = Call.objects.create(
        programme=source.programme,
        institution=source.institution,
        public_id=opaque(),
        rule=deepcopy(source.rule),
        copied_from=source,
        **fields,
    )
    Stage.objects.bulk_create(
        [Stage(call=made, kind=step.kind, note=step.note, position=step.position) for step in source.stages_set.all()]
    )
    record(facts.CallDrafted(call=made.pk, copied_from=source.pk), institution=made.institution, by=by, at=now)
    index_later(made.pk)
    return made


@transaction.atomic
def ask_partner(*, call: Call, institution: Institution, by: Capacity, now: datetime) -> CallPartner:
    """Ask a second institution to run the call together. It shows to readers once that institution has agreed."""
    locked = locked_call(call)
    require(policy.can_ask_partner(by, locked))
    if institution.pk == locked.institution_id:
        raise Refused(_("Choose another institution: this one leads the call already."))
    partner, is_new = CallPartner.objects.get_or_create(call=locked, institution=institution)
    if not is_new:
        raise Refused(_("This institution has been asked already."))
    record(facts.PartnerAsked(call=locked.pk, partner=institution.pk), institution=locked.institution, by=by, at=now)
    return partner


@transaction.atomic
def answer_partner(*, call: Call, agrees: bool, by: Capacity, now: datetime) -> Call:
    """Agree to run the call together, or decline, for the institution that was asked."""
    locked = locked_call(call)
    require(policy.can_answer_partner(by, locked))
    asked = locked.partners.get(institution=by.institution)  # type: ignore[attr-defined]
    if agrees:
        asked.accepted_at = now
        asked.save(update_fields=["accepted_at"])
    else:
        asked.delete()
    record(facts.PartnerAnswered(call=locked.pk, agrees=agrees), institution=asked.institution, by=by, at=now)
    index_later(locked.pk)
    return locked


@job("programmes.turn_pages", every="* * * * *")
def turn_pages() -> None:
    """Each minute: publish what is due, close what has run out, by the database clock. One bad call never stops the rest.

    What is due and not fit to be published becomes a draft again, and its desk is told why.
    """
    now = clock.now()
    due = Call.objects.filter(status=Status.SCHEDULED, publish_at__lte=now).only("pk")
    over = Call.objects.filter(status=Status.PUBLISHED, closes_at__lte=now).only("pk")
    for turn, calls in ((_publish_due, due), (_close_over, over)):
        for call in calls.iterator():
            try:
                with transaction.atomic():
                    turn(locked_call(call), now)
            except Exception:  # whatever it is, the next call must still have its turn
                log.exception("turn_pages", call=call.pk)


def _publish_due(locked: Call, now: datetime) -> None:
    if locked.status != Status.SCHEDULED:
        return
    if policy.is_complete(locked, now=now):
        _publish(locked, by=None, now=now)
        return
    locked.status, locked.publish_at = Status.DRAFT, None
    locked.save(update_fields=["status", "publish_at", "updated_at"])
    fact = facts.CallUnscheduled(call=locked.pk, lacks=policy.lacking(locked, now=now))
    record(fact, institution=locked.institution, by=None, at=now)
    after_commit(notices.not_published, call=locked.pk, lacks=fact.lacks)


def _close_over(locked: Call, now: datetime) -> None:
    if locked.status == Status.PUBLISHED and locked.closes_at is not None and locked.closes_at <= now:
        locked.status = Status.CLOSED
        locked.save(update_fields=["status", "updated_at"])
        record(facts.CallClosed(call=locked.pk, early=False), institution=locked.institution, by=None, at=now)


def _only(fields: Mapping[str, Any], allowed: frozenset[str]) -> dict[str, Any]:
    unknown = set(fields) - allowed
    if unknown:
        raise ValueError(f"not editable here: {sorted(unknown)}")
    return dict(fields)


def _assign(row: Any, fields: Mapping[str, Any]) -> list[str]:
    changed = [name for name, value in fields.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, fields[name])
    return sorted(changed)
