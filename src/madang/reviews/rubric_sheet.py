"""A stage's rubric with what one reviewer has written of a case, and the reviews before and after it."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Prefetch

from madang.core.policy import Verdict

from .models import Assignment, Criterion, Review, Score, Stage

# A scale of so few steps is laid open as buttons; a longer one is typed.
FEW = 11


@dataclass(frozen=True)
class Work:
    """One stage in which a reviewer has something to do."""

    stage: Stage
    assignments: list[Assignment]
    done: int
    verdict: Verdict

    @property
    def first(self) -> Assignment | None:
        """Where to go on: the first that is not handed in."""
        return next((one for one in self.assignments if one.state == Assignment.State.GIVEN), None)


@dataclass(frozen=True)
class Line:
    """One criterion with what has been written of it. `choices`: the scores of a short scale, best last."""

    criterion: Criterion
    score: Score | None
    choices: tuple[str, ...]
    value: str
    error: str = ""
    saved: str = ""
    theirs: str = ""

    @property
    def version(self) -> int:
        return self.score.version if self.score else 0


def around(assignment: Assignment) -> tuple[Assignment | None, Assignment | None, int, int]:
    """The one before and the one after in the same stage, this one's place, and how many there are. One query."""
    held = list(
        Assignment.objects.filter(
            stage=assignment.stage_id, reviewer=assignment.reviewer_id, state__in=["given", "done"]
        ).order_by("-case__is_sample", "case__label")
    )
    place = next((number for number, one in enumerate(held) if one.pk == assignment.pk), 0)
    before = held[place - 1] if place > 0 else None
    after = held[place + 1] if place + 1 < len(held) else None
    return before, after, place + 1, len(held)


def lines_of(assignment: Assignment) -> list[Line]:
    """The rubric with what this reviewer has written. Two queries."""
    review = Review.objects.filter(assignment=assignment).prefetch_related(Prefetch("scores")).first()
    scores = {score.criterion_id: score for score in review.scores.all()} if review else {}
    return [
        Line(criterion, scores.get(criterion.pk), _choices(criterion), _value(scores.get(criterion.pk)))
        for criterion in assignment.stage.criteria.all()
    ]


def _choices(criterion: Criterion) -> tuple[str, ...]:
    count = int(criterion.max_score / criterion.step) + 1
    if count > FEW or criterion.max_score % criterion.step:
        return ()
    return tuple(f"{(criterion.step * n).normalize():f}" for n in range(count))


def _value(score: Score | None) -> str:
    return "" if score is None or score.value is None else f"{score.value.normalize():f}"


def progress(lines: list[Line]) -> dict[str, Any]:
    given = [line.score.value for line in lines if line.score is not None and line.score.value is not None]
    total = sum(given, Decimal(0))
    marks = sum((line.criterion.max_score for line in lines), Decimal(0))
    return {
        "done": len(given),
        "all": len(lines),
        "total": f"{total.normalize():f}" if total else "0",
        "marks": f"{marks.normalize():f}",
    }
