"""Objections: an applicant does not accept a result, names reviewers who shall not judge again, and is answered."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from madang.core.audit.record import record_change
from madang.core.capacity import Capacity
from madang.core.policy import Refused, require
from madang.reviews.models import Assignment, Conflict, Letter, Objection, Outcome
from madang.reviews.notices.letters import Telling
from madang.reviews.outbox import language_of
from madang.reviews.policy import objecting as policy
from madang.reviews.policy import results

from .acting import person_of
from .confirming import locked_outcome
from .deciding import Reused
from .posting import tell

RULE = "challenged"


@transaction.atomic
def object_to(
    *, outcome: Outcome, text: str, challenged: Sequence[str], key: UUID, by: Capacity, now: datetime
) -> Objection:
    """Object once. `challenged`: letters of reviewers, as "stage:letter"; only those the applicant can know are taken.

    The same key with the same words answers with the same objection; with others it is refused (`Reused`).
    """
    own = locked_outcome(outcome)
    said = text.strip()
    there: Objection | None = Objection.objects.filter(outcome=own).first()
    if there is not None and there.request_key == key:
        if there.text != said:
            raise Reused
        return there
    require(results.can_object(by, own, now=now, objected=there is not None))
    if not said:
        raise Refused(_("Say what you object to, so that it can be answered."))
    named = _named(own, challenged)
    made: Objection = Objection.objects.create(
        outcome=own,
        text=said,
        challenged=[{"stage": one.stage.public_id, "label": one.label} for one in named],
        made_by=person_of(by),
        made_at=now,
        request_key=key,
    )
    for one in named:
        Conflict.objects.update_or_create(
            case=own.case,
            reviewer=one.reviewer,
            rule=RULE,
            defaults={
                "source": Conflict.Source.CHALLENGED,
                "state": Conflict.State.STANDING,
                "evidence": {"objection": made.public_id, "label": one.label},
                "found_at": now,
            },
        )
    record_change(made, by=by, at=now, action="reviews.objection_made", challenged=len(named))
    return made


def _named(outcome: Outcome, challenged: Sequence[str]) -> list[Assignment]:
    """The assignments behind the letters. A letter whose words were never released is as unknown as one that never was."""
    rows = Assignment.objects.filter(case=outcome.case_id, state="done", review__released__isnull=False)
    rows = rows.exclude(review__released="").select_related("stage", "reviewer").order_by("stage__position", "label")
    known = {f"{one.stage.public_id}:{one.label}": one for one in rows}
    if any(one not in known for one in challenged):
        raise Refused(_("One of the reviewers you named is not known here. Choose from the letters on the page."))
    return [known[one] for one in sorted(set(challenged))]


@transaction.atomic
def answer(*, objection: Objection, upheld: bool, words: str, by: Capacity, now: datetime) -> Objection:
    """Staff answer: upheld, then it is judged once more; or not. The applicant is told at once, with the reason."""
    outcome = locked_outcome(objection.outcome)
    own: Objection = Objection.objects.select_for_update().get(pk=objection.pk)
    own.outcome = outcome
    said = words.strip()
    state = Objection.State.UPHELD if upheld else Objection.State.REJECTED
    if own.state == state and own.answer == said and policy.can_answer(by, own, answered=False):
        return own
    require(policy.can_answer(by, own))
    if not said:
        raise Refused(_("Say why: the applicant will read it."))
    own.state, own.answer, own.answered_by, own.answered_at = state, said, person_of(by), now
    own.save(update_fields=["state", "answer", "answered_by", "answered_at"])
    if not upheld:
        _let_go(own, by, now)
    name, language = ("upheld" if upheld else "rejected"), language_of(outcome.case.application)
    telling = Telling(name=name, language=language, why=said, challenged=bool(own.challenged))
    tell(outcome, Letter.Kind.OBJECTION, telling, outcome.selection, now=now)
    record_change(own, by=by, at=now, action="reviews.objection_answered", after={"state": state})
    return own


def _let_go(objection: Objection, by: Capacity, now: datetime) -> None:
    """The challenge falls with the objection."""
    rows = Conflict.objects.filter(case=objection.outcome.case_id, rule=RULE, state=Conflict.State.STANDING)
    rows.update(state=Conflict.State.GONE, decided_by=person_of(by), decided_at=now)
