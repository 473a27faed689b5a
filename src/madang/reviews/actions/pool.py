"""The pool of reviewers: who is asked, what they answer, which ties they state, and what keeps pairs apart."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import partial
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from madang.core.audit.record import record_change
from madang.core.capacity import Capacity
from madang.core.clean import normalise, one_line
from madang.core.jobs import after_commit
from madang.core.policy import Refused, require
from madang.core.text import LANGUAGES
from madang.engines.retrieval.tokens import Lang
from madang.people import invitations
from madang.people.capacity import AsSelf
from madang.programmes.spotted import remembering
from madang.reviews.conflicts import Found, detect
from madang.reviews.models import (
    Assignment,
    Case,
    Conflict,
    PanelMember,
    PastWork,
    Relation,
    Reviewer,
    ReviewerInvitation,
    Selection,
)
from madang.reviews.notices import pool as notices
from madang.reviews.policy import pool as policy

from .acting import person_of
from .setting_up import locked

PROFILE: Final = frozenset(
    {"languages", "expertise", "sectors", "employer", "home", "capacity", "away_from", "away_until", "is_active"}
)
TIES: Final = tuple(Relation.Kind)


@transaction.atomic
def invite(*, selection: Selection, email: str, by: Capacity, now: datetime) -> PanelMember | ReviewerInvitation:
    """Ask someone to review. Who is in the pool finds it on their desk; who is not gets a link to join."""
    own = locked(selection)
    require(policy.can_invite(by, own))
    address = one_line(email).strip().lower()
    reviewer = Reviewer.objects.select_related("person").filter(person__email=address).first()
    if reviewer is not None:
        return _ask(own, reviewer, by, now)
    made, token = invitations.issue(ReviewerInvitation, email=address, by=by, now=now, selection=own)
    transaction.on_commit(partial(notices.invite, made, token))
    return made


@transaction.atomic
def ask(*, selection: Selection, reviewers: Sequence[Reviewer], by: Capacity, now: datetime) -> list[PanelMember]:
    """Ask reviewers of the pool, all at once; who was asked before is not asked again."""
    own = locked(selection)
    require(policy.can_invite(by, own))
    return [_ask(own, reviewer, by, now) for reviewer in reviewers]


def _ask(selection: Selection, reviewer: Reviewer, by: Capacity, now: datetime) -> PanelMember:
    if not reviewer.is_active:
        raise Refused(_("%(name)s takes no reviews at present.") % {"name": reviewer})
    member, made = PanelMember.objects.get_or_create(
        selection=selection, reviewer=reviewer, defaults={"invited_by": person_of(by), "invited_at": now}
    )
    if not made and member.state in (PanelMember.State.DECLINED, PanelMember.State.REMOVED):
        member.state, member.invited_by, member.invited_at = PanelMember.State.INVITED, person_of(by), now
        member.answered_at, member.decline_reason = None, ""
        member.save()
        made = True
    if made:
        after_commit(notices.asked, member=member.pk)
    return member


@transaction.atomic
def join(*, token: str, by: AsSelf, now: datetime) -> PanelMember:
    """Follow the link of an invitation: one is in the pool from now on, and asked by the selection that invited."""
    invitation = invitations.redeem(ReviewerInvitation, token=token, person=by.person, now=now)
    language = {"ko": "ko", "zh-hans": "zh", "en": "en"}[by.person.language]
    reviewer, _made = Reviewer.objects.get_or_create(person=by.person, defaults={"languages": [language]})
    member, _new = PanelMember.objects.get_or_create(
        selection=invitation.selection,
        reviewer=reviewer,
        defaults={"invited_by": invitation.invited_by, "invited_at": now},
    )
    return member


@transaction.atomic
def answer(
    *,
    member: PanelMember,
    accepts: bool,
    reason: str = "",
    most: int | None = None,
    ties: Mapping[int, str] | None = None,
    by: Capacity,
    now: datetime,
) -> PanelMember:
    """Accept or decline. `ties`: startup id -> kind of tie, for those one should not judge; giving it (also empty) declares
    that one has looked at who applies."""
    selection = locked(member.selection)
    own = PanelMember.objects.select_for_update(of=("self",)).select_related("reviewer__person").get(pk=member.pk)
    own.selection = selection
    require(policy.can_answer(by, own))
    if not accepts and own.assignments.filter(state__in=["given", "done"]).exists():
        raise Refused(_("You have applications to review here. Step back from them first, or ask the staff."))
    own.state = PanelMember.State.ACCEPTED if accepts else PanelMember.State.DECLINED
    own.answered_at, own.decline_reason = now, "" if accepts else one_line(reason).strip()[:300]
    if accepts:
        own.max_load = most
        if ties is not None:
            _declare(own, ties, by, now)
    own.save()
    if accepts:
        sync_conflicts(selection, [own.reviewer], now=now)
    return own


def _declare(member: PanelMember, ties: Mapping[int, str], by: Capacity, now: datetime) -> None:
    """Put the declared ties of this selection's startups in place of those declared before."""
    applied = set(member.selection.cases.values_list("application__startup_id", flat=True))
    chosen = {startup: kind for startup, kind in ties.items() if startup in applied and kind in TIES}
    member.reviewer.relations.filter(
        source=Relation.Source.DECLARED, startup__in=applied - set(chosen), withdrawn_at=None
    ).update(withdrawn_at=now)
    held = dict(
        member.reviewer.relations.filter(
            source=Relation.Source.DECLARED, startup__in=chosen, withdrawn_at=None
        ).values_list("startup_id", "kind")
    )
    Relation.objects.bulk_create(
        [
            Relation(
                reviewer=member.reviewer,
                kind=kind,
                startup_id=startup,
                source=Relation.Source.DECLARED,
                stated_by=person_of(by),
                stated_at=now,
            )
            for startup, kind in chosen.items()
            if held.get(startup) != kind
        ]
    )
    member.declared_at, member.declared = now, {"startups": len(applied), "ties": len(chosen)}


@transaction.atomic
def dismiss(*, member: PanelMember, by: Capacity, now: datetime) -> PanelMember:
    """Take an invitation back, or a reviewer off the panel, as long as nothing of theirs has been handed in."""
    selection = locked(member.selection)
    require(policy.can_invite(by, selection))
    own = PanelMember.objects.select_for_update().get(pk=member.pk)
    if own.assignments.filter(state=Assignment.State.DONE).exists():
        raise Refused(_("This reviewer has handed reviews in. They count, so the reviewer stays."))
    own.assignments.filter(state=Assignment.State.GIVEN).update(
        state=Assignment.State.REMOVED, ended_at=now, reason=_("taken off the panel")
    )
    own.state = PanelMember.State.REMOVED
    own.save(update_fields=["state"])
    return own


@transaction.atomic
def set_part(
    *,
    member: PanelMember,
    is_chair: bool,
    is_expert: bool,
    least: int | None,
    most: int | None,
    by: Capacity,
    now: datetime,
) -> PanelMember:
    """What a reviewer is in this selection, and how much they are given."""
    selection = locked(member.selection)
    require(policy.can_invite(by, selection))
    if least is not None and most is not None and least > most:
        raise Refused(_("The least is more than the most."))
    own = PanelMember.objects.select_for_update().get(pk=member.pk)
    own.is_chair, own.is_expert, own.min_load, own.max_load = is_chair, is_expert, least, most
    own.save(update_fields=["is_chair", "is_expert", "min_load", "max_load"])
    return own


@transaction.atomic
def save_profile(
    *, reviewer: Reviewer, fields: Mapping[str, Any], works: Sequence[Mapping[str, Any]], by: Capacity, now: datetime
) -> Reviewer:
    """What a reviewer says of themselves. The concepts in it are what the assignment looks for."""
    own: Reviewer = Reviewer.objects.select_for_update(of=("self",)).get(pk=reviewer.pk)
    require(policy.can_edit_profile(by, own))
    for name in PROFILE & set(fields):
        setattr(own, name, fields[name])
    own.works.all().delete()
    PastWork.objects.bulk_create([PastWork(reviewer=own, **work) for work in works])
    own.concepts = concepts_of(own, works)
    own.save()
    return own


def concepts_of(reviewer: Reviewer, works: Sequence[Mapping[str, Any]]) -> list[str]:
    """Ids of the lexicon's concepts in what a reviewer wrote, in any language, sorted."""
    said: list[tuple[Lang | None, str]] = [(lang, getattr(reviewer.expertise, lang)) for lang in LANGUAGES]
    texts = [
        *((lang, words) for lang, words in said if words),
        *((None, f"{one['title']}\n{one['text']}") for one in works),
    ]
    reader = remembering()
    return sorted({spot.concept for lang, words in texts for spot in reader.spot(normalise(words), lang)})[:400]


@transaction.atomic
def state_tie(
    *,
    reviewer: Reviewer,
    selection: Selection,
    kind: str,
    startup_id: int,
    since: date | None,
    until: date | None,
    note: str,
    by: Capacity,
    now: datetime,
) -> Relation:
    """Staff state a tie they know of."""
    own = locked(selection)
    require(policy.can_invite(by, own))
    if since and until and until < since:
        raise Refused(_("The tie ends before it begins."))
    made = Relation.objects.create(
        reviewer=reviewer,
        kind=kind,
        startup_id=startup_id,
        since=since,
        until=until,
        note=one_line(note)[:300],
        source=Relation.Source.STATED,
        stated_by=person_of(by),
        stated_at=now,
    )
    sync_conflicts(own, [reviewer], now=now)
    return made


@transaction.atomic
def look_again(*, selection: Selection, by: Capacity, now: datetime) -> int:
    """Read all records again for conflicts. How many stand."""
    own = locked(selection)
    require(policy.can_invite(by, own))
    return sync_conflicts(own, now=now)


def sync_conflicts(selection: Selection, reviewers: Sequence[Reviewer] | None = None, *, now: datetime) -> int:
    """Bring the conflicts of a selection up to what the records say now. How many stand.

    What people set aside stays aside, what a reviewer or an applicant named stays standing. Asked within the caller's
    transaction, the selection's row locked.
    """
    if reviewers is None:
        reviewers = list(
            Reviewer.objects.filter(panels__selection=selection, panels__state="accepted").select_related("person")
        )
    cases = list(selection.cases.filter(state=Case.State.IN_FIELD).select_related("application"))
    on = now.astimezone(ZoneInfo(selection.call.zone)).date()
    house = selection.call.institution_id
    found = {_key(one): one for one in detect(selection.conflict_rules, cases, reviewers, on=on, house=house)}
    there = {
        (one.case_id, one.reviewer_id, one.rule): one
        for one in Conflict.objects.filter(case__selection=selection, reviewer__in=[one.pk for one in reviewers])
    }
    Conflict.objects.bulk_create(
        [
            Conflict(
                case_id=one.case,
                reviewer_id=one.reviewer,
                rule=one.rule,
                source=one.source,
                evidence=one.evidence,
                found_at=now,
            )
            for key, one in found.items()
            if key not in there
        ],
        ignore_conflicts=True,
    )
    back = [one.pk for key, one in there.items() if key in found and one.state == Conflict.State.GONE]
    gone = [
        one.pk
        for key, one in there.items()
        if key not in found and one.state == Conflict.State.STANDING and one.rule not in ("other", "challenged")
    ]
    Conflict.objects.filter(pk__in=back).update(state=Conflict.State.STANDING, found_at=now)
    Conflict.objects.filter(pk__in=gone).update(state=Conflict.State.GONE)
    return Conflict.objects.filter(case__selection=selection, state=Conflict.State.STANDING).count()


def _key(found: Found) -> tuple[int, int, str]:
    return found.case, found.reviewer, found.rule


@transaction.atomic
def set_aside(*, conflict: Conflict, reason: str, by: Capacity, now: datetime) -> Conflict:
    """Let a reviewer judge all the same, with the reason; it is written into the audit log."""
    own = Conflict.objects.select_for_update(of=("self",)).select_related("case__selection__call").get(pk=conflict.pk)
    require(policy.can_set_aside(by, own))
    said = one_line(reason).strip()[:300]
    if not said:
        raise Refused(_("Say why this tie does not matter here. An applicant may ask."))
    own.state, own.reason, own.decided_by, own.decided_at = Conflict.State.WAIVED, said, person_of(by), now
    own.save(update_fields=["state", "reason", "decided_by", "decided_at"])
    record_change(own, by=by, at=now, action="reviews.conflict_set_aside", rule=own.rule)
    return own
