"""What staff do from the review board: remind, and answer what reviewers ask."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from madang.core.audit.record import record_change
from madang.core.capacity import Capacity
from madang.core.clean import normalise
from madang.core.jobs import after_commit
from madang.core.policy import Refused, require
from madang.reviews.models import Assignment, StaffQuestion, Stage
from madang.reviews.notices.assigned import remind as remind_by_mail
from madang.reviews.notices.assigned import tell_answered
from madang.reviews.policy import assigning as policy
from madang.reviews.policy.setting_up import can_run

from .acting import person_of


@transaction.atomic
def remind(*, stage: Stage, assignments: Sequence[str], by: Capacity, now: datetime) -> int:
    """Remind the reviewers of these open reviews (public ids): one mail each, one a day for a review at most.

    Of several, those that may not be reminded are passed over; of one alone the reason is raised. How many were counted.
    """
    found = list(
        Assignment.objects.select_for_update(of=("self",))
        .filter(stage=stage, public_id__in=assignments)
        .select_related("stage__selection__call")
        .order_by("pk")
    )
    if not found:
        raise Refused(_("There is no open review to remind of."))
    verdicts = [(one, policy.can_remind(by, one, now=now)) for one in found]
    due = [one for one, verdict in verdicts if verdict]
    if not due:
        require(verdicts[0][1])
    by_member: dict[int, list[int]] = defaultdict(list)
    for one in due:
        one.reminded_at = now
        by_member[one.member_id].append(one.pk)
    Assignment.objects.bulk_update(due, ["reminded_at"])
    for ids in by_member.values():
        after_commit(remind_by_mail, assignments=ids, at=now.isoformat())
    return len(due)


@transaction.atomic
def answer(*, question: StaffQuestion, text: str, by: Capacity, now: datetime) -> StaffQuestion:
    """Answer a reviewer. An answer can be mended; the reviewer is told by mail that there is one."""
    own: StaffQuestion = (
        StaffQuestion.objects.select_for_update(of=("self",))
        .select_related("assignment__stage__selection__call")
        .get(pk=question.pk)
    )
    require(can_run(by, own.assignment.stage.selection))
    said = normalise(text).strip()
    if not said:
        raise Refused(_("Write the answer first."))
    if len(said) > 3000:
        raise Refused(_("Please keep the answer to 3,000 characters."))
    if own.answer == said:
        return own
    before = own.answered_at
    own.answer, own.answered_by, own.answered_at = said, person_of(by), now
    own.save(update_fields=["answer", "answered_by", "answered_at"])
    record_change(own, by=by, at=now, action="reviews.question_answered", again=before is not None)
    after_commit(tell_answered, question=own.pk, at=now.isoformat())
    return own
