"""The review board: every case of a stage with its reviews, read in a few plain queries and reckoned in memory."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from statistics import mean, median
from typing import Any, Final

from django.db.models import Q
from django.utils.translation import gettext as _

from .ground import field_of_stage
from .models import Assignment, Case, Criterion, StaffQuestion, Stage

FAR: Final = 3.0
"""A review stands out when it lies this many robust deviations from the median of the others of its case."""
LEAST_SPREAD: Final = 0.05
"""The robust deviation is taken as at least this part of the full marks: where all agree, a trifle is no outlier."""
WIDE: Final = 0.2
"""A spread of this part of the full marks is wide."""
SORTS: Final = ("label", "mean", "spread", "missing")
SHOWS: Final = ("all", "missing", "late", "wide", "questions")


@dataclass(frozen=True, slots=True)
class Mark:
    """One review on the board. `total` None: not handed in. `far`: stands out from the others."""

    assignment: str
    reviewer: int
    name: str
    label: str
    state: str
    total: float | None
    late: bool
    reminded: bool
    asked: bool
    far: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One case. `missing`: reviews still to come, or to be given, until each has what the stage asks for."""

    case: str
    label: str
    title: str
    startup: Any
    language: str
    state: str
    marks: tuple[Mark, ...]
    mean: float | None
    spread: float | None
    missing: int
    late: bool
    wide: bool
    asked: bool


@dataclass
class Reading:
    """What the board shows: rows in order, and what the filters may offer."""

    rows: list[Row]
    reviewers: list[tuple[int, str]]
    languages: list[str]
    full: float
    counts: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sieve:
    """What is shown, and in which order; unknown words fall back to everything by label."""

    show: str = "all"
    reviewer: int = 0
    language: str = ""
    sort: str = "label"
    down: bool = False

    @classmethod
    def of(cls, asked: Mapping[str, str]) -> "Sieve":
        show, sort, who = asked.get("show", ""), asked.get("sort", ""), asked.get("reviewer", "")
        down = sort.startswith("-")
        sort = sort.removeprefix("-")
        return cls(
            show if show in SHOWS else "all",
            int(who) if who.isdecimal() and len(who) < 12 else 0,
            asked.get("lang", "") if asked.get("lang") in ("ko", "zh", "en") else "",
            sort if sort in SORTS else "label",
            down,
        )

    def keeps(self, row: Row) -> bool:
        if self.language and row.language != self.language:
            return False
        if self.reviewer and all(mark.reviewer != self.reviewer for mark in row.marks):
            return False
        match self.show:
            case "missing":
                return row.missing > 0
            case "late":
                return row.late
            case "wide":
                return row.wide
            case "questions":
                return row.asked
        return True


def read_board(stage: Stage, sieve: Sieve, *, now: datetime) -> Reading:
    """The stage with its selection in hand. Four queries, whatever the size."""
    shown = Case.objects.filter(
        Q(pk__in=field_of_stage(stage).values("pk"))
        | Q(assignments__stage=stage, assignments__state__in=["given", "done"])
    ).distinct()
    cases = shown.values_list(
        "pk", "public_id", "label", "application__title", "application__startup__name", "application__language", "state"
    )
    full = full_marks(stage)
    marks = _marks(stage, now)
    rows = [_row(case, marks.get(case[0], []), stage, full) for case in cases]
    rows = _outstanding(rows, full)
    people = {mark.reviewer: mark.name for row in rows for mark in row.marks}
    counts = {show: sum(Sieve(show).keeps(row) for row in rows) for show in SHOWS}
    kept = [row for row in rows if sieve.keeps(row)]
    return Reading(
        _sorted(kept, sieve),
        sorted(people.items(), key=lambda one: one[1]),
        sorted({row.language for row in rows}),
        full,
        counts,
    )


def full_marks(stage: Stage) -> float:
    """What a perfect review comes to. One query."""
    lines = Criterion.objects.filter(stage=stage).values_list("max_score", flat=True)
    return float(sum(lines, Decimal(0)))


def _marks(stage: Stage, now: datetime) -> dict[int, list[Mark]]:
    asked = set(
        StaffQuestion.objects.filter(assignment__stage=stage, answered_at=None).values_list("assignment_id", flat=True)
    )
    found: dict[int, list[Mark]] = defaultdict(list)
    rows = (
        Assignment.objects.filter(stage=stage, state__in=["given", "done"])
        .order_by("case", "label")
        .values_list(
            "pk", "public_id", "case_id", "reviewer_id", "reviewer__person__name", "reviewer__person__email",
            "reviewer__person__erased_at", "label", "state", "due_at", "reminded_at", "review__total",
        )
    )  # fmt: skip
    left = _("Someone who left")
    for pk, public_id, case, reviewer, name, email, erased, label, state, due, reminded, total in rows:
        is_late = state == "given" and due is not None and due < now
        recently = reminded is not None and (now - reminded).total_seconds() < 86_400
        held = float(total) if state == "done" and total is not None else None
        found[case].append(
            Mark(
                public_id,
                reviewer,
                left if erased else name or email,
                label,
                state,
                held,
                is_late,
                recently,
                pk in asked,
            )
        )
    return found


def _row(case: Sequence[Any], marks: list[Mark], stage: Stage, full: float) -> Row:
    _pk, public_id, label, title, startup, language, state = case
    totals = [mark.total for mark in marks if mark.total is not None]
    spread = max(totals) - min(totals) if len(totals) > 1 else None
    return Row(
        case=public_id,
        label=label,
        title=title,
        startup=startup,
        language=language,
        state=state,
        marks=tuple(marks),
        mean=mean(totals) if totals else None,
        spread=spread,
        missing=max(0, stage.reviews_each - len(totals)),
        late=any(mark.late for mark in marks),
        wide=spread is not None and full > 0 and spread >= WIDE * full,
        asked=any(mark.asked for mark in marks),
    )


def _outstanding(rows: list[Row], full: float) -> list[Row]:
    """The rows with reviews marked that lie far from the others of their case.

    Each review is held against the median of the others (of three at least); the scale is 1.4826 times the median absolute
    deviation of all those differences in the stage, so that a few wild reviews do not hide each other. In a case the farthest
    goes first, and the rest are looked at again without it: one wild review does not make the others look wild.
    """
    held = {row.case: {mark.assignment: mark.total for mark in row.marks if mark.total is not None} for row in rows}
    apart = [abs(one) for totals in held.values() if len(totals) > 2 for one in _apart(totals).values()]
    if not apart:
        return rows
    limit = FAR * max(1.4826 * median(apart), LEAST_SPREAD * full)
    far: set[str] = set()
    for totals in held.values():
        left = dict(totals)
        while len(left) > 2:
            distances = _apart(left)
            most = max(distances, key=lambda key: (abs(distances[key]), key))
            if not limit or abs(distances[most]) <= limit:
                break
            far.add(most)
            del left[most]
    return [_with_far(row, far) if any(mark.assignment in far for mark in row.marks) else row for row in rows]


def _apart(totals: Mapping[str, float]) -> dict[str, float]:
    """How far each lies from the median of the others."""
    return {key: total - median(one for other, one in totals.items() if other != key) for key, total in totals.items()}


def _with_far(row: Row, far: set[str]) -> Row:
    marks = tuple(
        Mark(
            m.assignment,
            m.reviewer,
            m.name,
            m.label,
            m.state,
            m.total,
            m.late,
            m.reminded,
            m.asked,
            m.assignment in far,
        )
        for m in row.marks
    )
    return Row(
        row.case, row.label, row.title, row.startup, row.language, row.state, marks, row.mean, row.spread, row.missing,
        row.late, True, row.asked,
    )  # fmt: skip


def _sorted(rows: Iterable[Row], sieve: Sieve) -> list[Row]:
    """By label first, so that equal ones keep an order; what has no figure comes last either way."""
    listed = sorted(rows, key=lambda row: row.label)
    if sieve.sort == "label":
        return listed[::-1] if sieve.down else listed
    known = [row for row in listed if getattr(row, sieve.sort) is not None]
    known.sort(key=lambda row: getattr(row, sieve.sort), reverse=sieve.down)
    return known + [row for row in listed if getattr(row, sieve.sort) is None]


@dataclass(frozen=True, slots=True)
class Progress:
    """One reviewer in one stage. `lean`: how much milder (above 0) or harsher than the others of the same cases, on average."""

    reviewer: int
    name: str
    given: int
    done: int
    late: int
    lean: float | None
    open_ids: tuple[str, ...]
    can_remind: bool


def progress(reading: Reading) -> list[Progress]:
    """How far each reviewer is, who has most to do first. No query."""
    held: dict[int, list[tuple[Row, Mark]]] = defaultdict(list)
    for row in reading.rows:
        for mark in row.marks:
            held[mark.reviewer].append((row, mark))
    found = []
    for reviewer, marks in held.items():
        apart = []
        for row, mark in marks:
            others = [one.total for one in row.marks if one.reviewer != reviewer and one.total is not None]
            if mark.total is not None and others:
                apart.append(mark.total - mean(others))
        waiting = tuple(mark.assignment for _row, mark in marks if mark.state == "given" and not mark.reminded)
        found.append(
            Progress(
                reviewer,
                marks[0][1].name,
                len(marks),
                sum(mark.state == "done" for _row, mark in marks),
                sum(mark.late for _row, mark in marks),
                mean(apart) if apart else None,
                waiting,
                bool(waiting),
            )
        )
    return sorted(found, key=lambda one: (-(one.given - one.done), one.name))
