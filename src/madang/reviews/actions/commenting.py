"""What applicants read of the reviewers' words: looked through by staff, changed where it must be, released or held back."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from madang.core.audit.record import record_change
from madang.core.capacity import Capacity
from madang.core.policy import Refused, require
from madang.reviews.models import Review, Stage
from madang.reviews.policy import deciding as policy

from .acting import person_of
from .setting_up import locked


@transaction.atomic
def look_through(*, stage: Stage, words: Mapping[str, str | None], by: Capacity, now: datetime) -> int:
    """Set what is released of reviews of a stage, by the public id of their assignment; None holds it back. How many changed."""
    selection = locked(stage.selection)
    require(policy.can_change_after(by, selection))
    if not selection.comments_are_released:
        raise Refused(_("By the rules of this selection applicants do not read the reviewers' comments."))
    rows = Review.objects.select_for_update(of=("self",)).filter(
        assignment__stage=stage, assignment__public_id__in=words, state=Review.State.SUBMITTED
    )
    changed = 0
    for review in rows.select_related("assignment").order_by("pk"):
        said = words[review.assignment.public_id]
        said = said.strip()[:6000] if said and said.strip() else None
        if said == review.released:
            continue
        review.released, review.released_by, review.released_at = said, person_of(by), now if said else None
        review.save(update_fields=["released", "released_by", "released_at"])
        action = "reviews.comment_released" if said else "reviews.comment_held_back"
        record_change(review, by=by, at=now, action=action)
        changed += 1
    return changed


def accept_all(*, stage: Stage, by: Capacity, now: datetime) -> int:
    """Release every comment that nobody has looked at yet, as the reviewer wrote it. How many."""
    rows = Review.objects.filter(
        assignment__stage=stage, assignment__state="done", state=Review.State.SUBMITTED, released_by=None
    ).exclude(to_applicant="")
    words = {one.assignment.public_id: one.to_applicant for one in rows.select_related("assignment")}
    return look_through(stage=stage, words=words, by=by, now=now)
