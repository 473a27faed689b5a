"""What staff hide from blind review: passages or whole answers that tell who applies. And which case is the shared sample."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from madang.applications.models import Submission
from madang.applications.printed import parts_of
from madang.core.audit.record import record_change
from madang.core.capacity import Capacity
from madang.core.policy import Refused, require
from madang.reviews.models import Case, Redaction
from madang.reviews.policy import setting_up as policy

from .acting import person_of
from .setting_up import locked

_SHORTEST: Final = 2
_MOST: Final = 60


@transaction.atomic
def cover(
    *, case: Case, question: str, passages: Sequence[str], whole: bool, by: Capacity, now: datetime
) -> Redaction | None:
    """Cover these passages of one answer, or all of it; nothing of both uncovers it. Reviewers of blind stages see it at once."""
    selection = locked(case.selection)
    require(policy.can_run(by, selection))
    said = [passage.strip() for passage in passages if passage.strip()]
    if any(len(passage) < _SHORTEST for passage in said):
        raise Refused(_("A single sign would cover half the text. Write at least two."))
    if len(said) > _MOST:
        raise Refused(_("These are too many passages. Cover the whole answer instead."))
    if not said and not whole:
        Redaction.objects.filter(case=case, question=question).delete()
        record_change(case, by=by, at=now, action="reviews.uncovered", question=question)
        return None
    made, _new = Redaction.objects.update_or_create(
        case=case,
        question=question,
        defaults={"passages": said, "whole": whole, "made_by": person_of(by), "made_at": now},
    )
    record_change(case, by=by, at=now, action="reviews.covered", question=question, whole=whole, passages=len(said))
    return made


@transaction.atomic
def set_sample(*, case: Case, is_sample: bool, by: Capacity, now: datetime) -> Case:
    """Make a case the sample that every reviewer judges first, or no longer."""
    selection = locked(case.selection)
    require(policy.can_run(by, selection))
    own: Case = selection.cases.select_for_update().get(pk=case.pk)
    own.is_sample = is_sample
    own.save(update_fields=["is_sample"])
    return own


def telling(case: Case, submission: Submission) -> dict[str, list[str]]:
    """Question id -> words in its answer that tell who applies: names of the startup and its founders, addresses. For staff to
    confirm; nothing is covered by itself."""
    startup = case.application.startup
    names = {startup.name.ko, startup.name.zh, startup.name.en, *(one.name for one in startup.founders.all())}
    names |= {startup.website.removeprefix("https://").removeprefix("http://").strip("/")}
    wanted = sorted((name for name in names if len(name) >= _SHORTEST), key=len, reverse=True)
    found: dict[str, list[str]] = {}
    for part in parts_of(submission, case.application):
        for told in part.told:
            text = "\n".join((*told.lines, *(cell for row in told.rows for cell in row)))
            if hits := [name for name in wanted if name in text]:
                found[told.id] = hits
    return found
