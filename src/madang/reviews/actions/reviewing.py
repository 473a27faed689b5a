"""What a reviewer writes: scores and words saved one by one, the review handed in once, stepping back, asking the staff."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from madang.core.audit.record import record_change
from madang.core.capacity import Capacity
from madang.core.clean import normalise
from madang.core.policy import Refused, require
from madang.engines.selection import load_rules, review_total
from madang.reviews.models import Assignment, Conflict, Criterion, Review, Score, StaffQuestion
from madang.reviews.policy import reviewing as policy
from madang.reviews.rubric import stage_json

WORDS: Final = ("to_applicant", "to_staff")
_LONGEST: Final = {"to_applicant": 6000, "to_staff": 6000, "comment": 3000, "question": 3000}
_CENTS: Final = Decimal("0.000001")


class Clash(Refused):
    """The same field was saved from another page since this one was opened. `theirs` stands."""

    def __init__(self, theirs: str) -> None:
        super().__init__(gettext_lazy("You saved something else here on another page. It stands; yours is beside it."))
        self.theirs = theirs


def _locked(assignment: Assignment) -> Assignment:
    found: Assignment = (
        Assignment.objects.select_for_update(of=("self",))
        .select_related("stage__selection__call", "case__application", "reviewer")
        .get(pk=assignment.pk)
    )
    return found


def _review(assignment: Assignment, now: datetime) -> Review:
    language = assignment.case.application.language
    review, _made = Review.objects.get_or_create(
        assignment=assignment, defaults={"changed_at": now, "language": language}
    )
    return review


def read_score(criterion: Criterion, raw: str) -> Decimal | None:
    """A score as typed; empty is none yet. Raises `Refused` for one that the scale does not hold."""
    typed = normalise(raw).strip().replace(",", ".")
    if not typed:
        return None
    top = f"{criterion.max_score.normalize():f}"
    try:
        value = Decimal(typed[:12])
    except InvalidOperation:
        raise Refused(_("Write a number from 0 to %(top)s.") % {"top": top}) from None
    if not value.is_finite() or not 0 <= value <= criterion.max_score:
        raise Refused(_("Write a number from 0 to %(top)s.") % {"top": top})
    if value % criterion.step:
        raise Refused(_("Scores go in steps of %(step)s.") % {"step": f"{criterion.step.normalize():f}"})
    return value


@transaction.atomic
def save_score(
    *,
    assignment: Assignment,
    criterion: Criterion,
    value: str | None,
    comment: str | None,
    version: int,
    by: Capacity,
    now: datetime,
) -> Score:
    """Save what was typed of one criterion; None leaves that part as it is. `version`: of the score when the page was made."""
    own = _locked(assignment)
    require(policy.can_write(by, own, now=now))
    review = _review(own, now)
    score, made = Score.objects.select_for_update().get_or_create(
        review=review, criterion=criterion, defaults={"changed_at": now, "version": 0}
    )
    read = score.value if value is None else read_score(criterion, value)
    words = score.comment if comment is None else _bounded("comment", comment)
    if (read, words) == (score.value, score.comment) and not made:
        return score
    if score.version != version:
        raise Clash(
            f"{'' if score.value is None else score.value.normalize():f}" if value is not None else score.comment
        )
    if read != score.value:
        record_change(
            score, by=by, at=now, action="reviews.score_changed", assignment=own.pk, criterion=criterion.code,
            before={"value": _plain(score.value)}, after={"value": _plain(read)},
        )  # fmt: skip
    score.value, score.comment, score.version, score.changed_at = read, words, version + 1, now
    score.save()
    _touch(review, now)
    return score


@transaction.atomic
def save_words(*, assignment: Assignment, part: str, words: str, by: Capacity, now: datetime) -> Review:
    """The words for the applicant, or for the staff alone."""
    own = _locked(assignment)
    require(policy.can_write(by, own, now=now))
    review = _review(own, now)
    setattr(review, part, _bounded(part, words))
    _touch(review, now, part)
    return review


@transaction.atomic
def hand_in(*, assignment: Assignment, key: UUID, by: Capacity, now: datetime) -> Review:
    """Hand the review in: every criterion scored, every comment that is asked for written. Pressed twice it counts once."""
    own = _locked(assignment)
    review = _review(own, now)
    if review.request_key == key and review.state == Review.State.SUBMITTED:
        return review
    require(policy.can_write(by, own, now=now))
    if waiting := sample_first(own):
        raise Refused(
            _("Hand in the sample %(label)s first: it shows all reviewers the same scale.") % {"label": waiting}
        )
    criteria = list(own.stage.criteria.all())
    scores = {score.criterion_id: score for score in review.scores.all()}
    lacking = missing(criteria, scores)
    if lacking:
        raise Refused(_("Still to do: %(list)s.") % {"list": "; ".join(lacking)})
    # Only the rubric counts here: what sifts and passes does not change a review.
    rubric = {"id": "stage", "criteria": stage_json(own.stage)["criteria"]}
    rules = load_rules(
        {
            "places": 1,
            "stages": [rubric | {name: own.stage.scoring[name] for name in ("out_of",) if name in own.stage.scoring}],
        }
    )
    total = review_total(rules.stages[0], {line.code: scores[line.pk].value for line in criteria})
    review.total = (Decimal(total.numerator) / Decimal(total.denominator)).quantize(_CENTS)
    review.state, review.submitted_at, review.request_key = Review.State.SUBMITTED, now, key
    review.changed_at, review.version = now, review.version + 1
    review.save()
    own.state = Assignment.State.DONE
    own.save(update_fields=["state"])
    record_change(own, by=by, at=now, action="reviews.review_handed_in", total=str(review.total))
    return review


def missing(criteria: list[Criterion], scores: Mapping[int, Score]) -> list[str]:
    """What keeps a review from being handed in, in words, in the rubric's order."""
    found = []
    for line in criteria:
        score = scores.get(line.pk)
        if score is None or score.value is None:
            found.append(_("the score of “%(name)s”") % {"name": line.name})
        elif line.needs_comment and not score.comment.strip():
            found.append(_("a comment on “%(name)s”") % {"name": line.name})
    return found


def sample_first(assignment: Assignment) -> str:
    """The label of a calibration sample that this reviewer has still to hand in before others of the stage; "" for none."""
    if assignment.case.is_sample:
        return ""
    waiting = (
        Assignment.objects.filter(
            stage=assignment.stage_id, reviewer=assignment.reviewer_id, state="given", case__is_sample=True
        )
        .order_by("case__label")
        .values_list("case__label", flat=True)
        .first()
    )
    return waiting or ""


@transaction.atomic
def take_back(*, assignment: Assignment, by: Capacity, now: datetime) -> Assignment:
    """Change a review that was handed in, while the stage is open; what was handed in stays in the history."""
    own = _locked(assignment)
    require(policy.can_take_back(by, own, now=now))
    review = own.review
    review.state, review.total, review.submitted_at, review.request_key = Review.State.DRAFT, None, None, None
    _touch(review, now, "state", "total", "submitted_at", "request_key")
    own.state = Assignment.State.GIVEN
    own.save(update_fields=["state"])
    record_change(own, by=by, at=now, action="reviews.review_taken_back")
    return own


@transaction.atomic
def step_back(*, assignment: Assignment, reason: str, is_tie: bool, by: Capacity, now: datetime) -> Assignment:
    """Recuse oneself with a reason. `is_tie`: a conflict of interest; then the pair is kept apart from now on."""
    own = _locked(assignment)
    if own.state == Assignment.State.RECUSED and own.reviewer.person_id == (by.person.pk if by.person else None):
        return own
    require(policy.can_step_back(by, own, now=now))
    said = normalise(reason).strip()[:300]
    if not said:
        raise Refused(_("Say why in a few words. Only the staff read it."))
    own.state, own.ended_at, own.reason = Assignment.State.RECUSED, now, said
    own.save(update_fields=["state", "ended_at", "reason"])
    if is_tie:
        Conflict.objects.update_or_create(
            case=own.case,
            reviewer=own.reviewer,
            rule="other",
            defaults={"source": "declared", "state": "standing", "found_at": now, "evidence": {"said": said}},
        )
    record_change(own, by=by, at=now, action="reviews.recused", tie=is_tie)
    return own


@transaction.atomic
def ask_staff(*, assignment: Assignment, text: str, by: Capacity, now: datetime) -> StaffQuestion:
    """A question about the application that only the staff read. The same words twice are one question."""
    own = _locked(assignment)
    require(policy.can_read(by, own, now=now))
    said = _bounded("question", text)
    if not said:
        raise Refused(_("Write the question first."))
    there: StaffQuestion | None = own.questions.filter(text=said).first()
    return there or StaffQuestion.objects.create(assignment=own, text=said, asked_at=now)


def _bounded(part: str, words: str) -> str:
    said = normalise(words).strip()
    if len(said) > _LONGEST[part]:
        raise Refused(
            _("This is %(length)s characters long. Please keep it to %(limit)s.")
            % {"length": len(said), "limit": _LONGEST[part]}
        )
    return said


def _touch(review: Review, now: datetime, *fields: str) -> None:
    review.changed_at = now
    review.version += 1
    review.save(update_fields=["changed_at", "version", *fields])


def _plain(value: Decimal | None) -> str | None:
    return None if value is None else f"{value.normalize():f}"
