"""A whole selection: stage by stage, from reviews to places and reserve, with every open matter named."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from .calibration import calibrate, ratings
from .checking import TOTAL, check
from .exact import shown, whole
from .problems import Problem
from .results import Outcome, Result, Separation, StageResult, StageScore, Status, Step, Tie, TotalScore
from .rules import Application, Case, Review, Rules, Settlement, Stage
from .scoring import score_stage, total_score
from .ties import Group, Key, arrange, ranks, separations, tie_keys


def compute(
    rules: Rules,
    applications: Sequence[Application],
    reviews: Sequence[Review] = (),
    *,
    settled: Sequence[Settlement] = (),
    until: str | None = None,
    calibrated: Sequence[str] = (),
) -> Result:
    """Who goes on, who gets a place, who waits in reserve, and how each figure was reached.

    Parameters
    ----------
    rules : the call's rules. applications, reviews : in any order; the result does not depend on it.
    settled : orders that people gave to applications left tied. until : the last stage to reckon (None: to the end).
    calibrated : stages whose scores have the severity of their reviewers taken out; nothing is trimmed there.

    Returns
    -------
    Result. With anything open (a missing score, a tie that decides something) `complete` is False, `problems` says
    what, reckoning ends at that stage, and no outcome hangs on a guess: the applications touched are `undecided` or
    `waiting`.

    Raises
    ------
    SelectionError : rules, applications and reviews contradict each other (unknown ids, scores out of range, ...).

    Notes
    -----
    Readings: docs/reference/selection.md. Exact rational arithmetic, so the roundings stated are the only ones.
    """
    check(rules, applications, reviews, settled, until, calibrated)
    run = _Run(rules, {one.id: one for one in applications}, reviews, settled, calibrated)
    field_ = sorted(run.applications)
    for place, stage in enumerate(rules.stages):
        field_ = run.still_in(field_, place)
        result = run.stage(stage, field_)
        run.stages.append(result)
        if not result.complete or stage.id == until:
            return run.result(over=False)
        field_ = list(result.goes_on)
    run.places(field_)
    return run.result(over=True)


def compute_case(case: Case) -> Result:
    """`compute` over a case read from JSON."""
    return compute(
        case.rules, case.applications, case.reviews, settled=case.settled, until=case.until, calibrated=case.calibrated
    )


@dataclass
class _Run:
    """One reckoning: what is known so far."""

    rules: Rules
    applications: Mapping[str, Application]
    reviews: Sequence[Review]
    settled: Sequence[Settlement]
    calibrated: Sequence[str] = ()
    stages: list[StageResult] = field(default_factory=list)
    scores: dict[str, dict[str, StageScore]] = field(default_factory=dict)
    totals: list[TotalScore] = field(default_factory=list)
    outcomes: dict[str, Outcome] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    ties: list[Tie] = field(default_factory=list)
    apart: tuple[Separation, ...] = ()
    selected: tuple[str, ...] = ()
    reserve: tuple[str, ...] = ()

    def still_in(self, members: Sequence[str], place: int) -> list[str]:
        """Those of `members` that have not left by this stage; the others get their outcome."""
        gone = {stage.id for stage in self.rules.stages[: place + 1]}
        out = []
        for one in members:
            application, status = self.applications[one], None
            if application.withdrawn is True or application.withdrawn in gone:
                status = self.close(one, "withdrawn", application.withdrawn)
            elif application.excluded is True or application.excluded in gone:
                status = self.close(one, "excluded", application.excluded)
            if status is None:
                out.append(one)
        return out

    def close(self, one: str, status: Status, at: bool | str) -> Status:
        self.outcomes[one] = Outcome(one, status, at if isinstance(at, str) else self.rules.stages[0].id)
        return status

    def stage(self, stage: Stage, members: Sequence[str]) -> StageResult:
        """Score everyone in the field, sift by pass mark and multiple."""
        scores, open_ = self.score(stage, members)
        self.problems += open_
        steps = _limit_steps(self.rules, stage, len(members))
        limit, waived = _limit(self.rules, stage, len(members))
        if open_:
            for one in members:
                self.outcomes[one] = Outcome(one, "waiting", stage.id)
            ordered = tuple(sorted(scores.values(), key=lambda score: (-score.score, score.application)))
            return StageResult(stage.id, tuple(members), ordered, limit, steps, waived, (), (), complete=False)
        self.scores[stage.id] = scores
        passed = [one for one in members if scores[one].passed is not False]
        keys = self.stage_keys(stage, members)
        groups = arrange(passed, keys, self.settled_at(stage.id))
        placed = ranks(groups)
        kept, tie = _cut(groups, limit, tied_go_on=bool(stage.multiple and stage.multiple.tied_go_on))
        if tie:
            self.tie(Tie(stage.id, "shortlist", tie.members, (limit or 0) - len(kept), tie.tried, tie.missing))
        for one in members:
            status: Status = "below_pass_mark" if one not in placed else "outside_multiple"
            status = "goes_on" if one in kept else "undecided" if tie and one in tie.members else status
            self.outcomes[one] = Outcome(one, status, stage.id, placed.get(one))
        ordered = tuple(
            replace(scores[one], rank=placed.get(one))
            for one in sorted(members, key=lambda one: (placed.get(one, len(members) + 1), -scores[one].score, one))
        )
        return StageResult(
            stage.id, tuple(members), ordered, limit, steps, waived, tuple(kept), separations(groups, keys), tie is None
        )

    def score(self, stage: Stage, members: Sequence[str]) -> tuple[dict[str, StageScore], list[Problem]]:
        reviews: dict[str, list[Review]] = {one: [] for one in members}
        for review in self.reviews:
            if review.stage == stage.id and review.application in reviews:
                reviews[review.application].append(review)
        scores: dict[str, StageScore] = {}
        problems: list[Problem] = []
        severity = None
        if stage.id in self.calibrated:
            held = [review for one in members for review in reviews[one]]
            found = calibrate(ratings(self.rules, stage.id, held), draws=1)
            if found.state == "too_thin":
                problems.append(Problem(f"result.{stage.id}", "calibration_thin", {}, tuple(members)))
            severity = {one.reviewer: Fraction(f"{one.severity:.6f}") for one in found.reviewers}
        for one in members:
            score, open_ = score_stage(self.rules, stage, self.applications[one], reviews[one], severity)
            problems += open_
            if score is not None:
                scores[one] = score
        return scores, problems

    def stage_keys(self, stage: Stage, members: Sequence[str]) -> list[Key]:
        """What the shortlist of a stage is ordered by: its score (or the total so far), then the list against ties."""
        known = self.scores[stage.id]
        breaks = self.rules.ties if stage.ties is None else stage.ties
        if stage.rank_by == "so_far":
            totals = {one: self.total(one) for one in members}
            first = Key("total so far", lambda one: totals[one].total)
            plain = tie_keys(breaks, self.applications, self.scores, lambda one: totals[one].without_bonus)
            return [first, *plain]
        first = Key("score", lambda one: known[one].score)
        return [first, *tie_keys(breaks, self.applications, self.scores, lambda one: known[one].without_bonus)]

    def total(self, one: str) -> TotalScore:
        return total_score(
            self.rules, one, {name: scores[one] for name, scores in self.scores.items() if one in scores}
        )

    def places(self, members: Sequence[str]) -> None:
        """Places and reserve among those that came through every stage."""
        totals = {one: self.total(one) for one in members}
        plain = tie_keys(self.rules.ties, self.applications, self.scores, lambda one: totals[one].without_bonus)
        keys = [Key(TOTAL, lambda one: totals[one].total), *plain]
        passed = [one for one in members if totals[one].passed is not False]
        groups = arrange(passed, keys, self.settled_at(TOTAL))
        placed = ranks(groups)
        kept, tie = _cut(groups, self.rules.places, tied_go_on=False)
        self.selected = tuple(kept)
        if tie:
            free = self.rules.places - len(kept)
            self.tie(Tie(TOTAL, "place", tie.members, free, tie.tried, tie.missing))
        open_ = set(tie.members if tie else ())
        after = [group for group in groups if not set(group.members) & {*kept, *open_}]
        size = 0 if self.rules.reserve is None else self.rules.reserve.size
        # Until the tie is settled it is not known who of the tied stands first in reserve: no number is given then.
        numbers, unsure = self.queue(after, size, len(open_) - (self.rules.places - len(kept)) if tie else 0)
        self.reserve = () if tie or unsure else tuple(sorted(numbers, key=numbers.__getitem__))
        for one in members:
            status: Status = "not_selected" if one in placed else "below_pass_mark"
            status = "reserve" if one in numbers else status
            status = "undecided" if one in unsure or one in open_ else "selected" if one in kept else status
            self.outcomes[one] = Outcome(one, status, TOTAL, placed.get(one), numbers.get(one))
        self.totals = [
            replace(totals[one], rank=placed.get(one))
            for one in sorted(members, key=lambda one: (placed.get(one, len(members) + 1), -totals[one].total, one))
        ]
        self.apart = separations(groups, keys)

    def queue(self, groups: Sequence[Group], size: int | None, ahead: int) -> tuple[dict[str, int], set[str]]:
        """Reserve numbers; `ahead` of them are taken by those who lose an open tie for the last places."""
        numbers: dict[str, int] = {}
        unsure: set[str] = set()
        taken = ahead
        for group in groups:
            room = len(group.members) if size is None else max(0, size - taken)
            if room == 0:
                break
            if len(group.members) > 1:
                free = min(room, len(group.members))
                decides: Literal["reserve_end", "reserve_order"] = "reserve_order"
                if free < len(group.members):
                    decides = "reserve_end"
                self.tie(Tie(TOTAL, decides, group.members, free, group.tried, group.missing))
                unsure |= set(group.members)
            else:
                numbers[group.members[0]] = taken + 1
            taken += len(group.members)
        return numbers, unsure

    def settled_at(self, at: str) -> list[Settlement]:
        return [settlement for settlement in self.settled if settlement.at == at]

    def tie(self, tie: Tie) -> None:
        """Note an open tie, and what would settle it."""
        self.ties.append(tie)
        tied = ", ".join(tie.tied)
        if tie.missing:
            params: dict[str, str | int] = {"tied": tied, "fact": tie.missing[0][1]}
            params["missing"] = ", ".join(one for one, _ in tie.missing)
            self.problems.append(Problem(f"result.{tie.at}", "tie_fact", params, tie.tied))
        elif tie.decides == "reserve_order":
            self.problems.append(Problem(f"result.{tie.at}", "tie_order", {"tied": tied}, tie.tied))
        else:
            self.problems.append(Problem(f"result.{tie.at}", "tie", {"tied": tied, "free": tie.free}, tie.tied))

    def result(self, *, over: bool) -> Result:
        complete = not self.problems
        return Result(
            complete=complete, stages=tuple(self.stages), totals=tuple(self.totals),
            outcomes=tuple(self.outcomes[one] for one in sorted(self.outcomes)),
            selected=self.selected if over else (), reserve=self.reserve, problems=tuple(self.problems),
            ties=tuple(self.ties), separations=self.apart, notes=self.notes(),
            calibrated=tuple(one.stage for one in self.stages if one.stage in self.calibrated),
        )  # fmt: skip

    def notes(self) -> tuple[str, ...]:
        """Reviews that were not asked for, because their application was not in the field of their stage."""
        fields = {stage.stage: set(stage.field) for stage in self.stages}
        unused = [one for one in self.reviews if one.stage in fields and one.application not in fields[one.stage]]
        unused.sort(key=lambda one: one.id)
        return tuple(f"review {one.id}: {one.application} is not in the field of {one.stage}" for one in unused)


def _limit(rules: Rules, stage: Stage, members: int) -> tuple[int | None, bool]:
    """How many go on, None for all that pass; and whether the multiple is waived."""
    multiple = stage.multiple
    if multiple is None:
        return None, False
    if multiple.waived_up_to is not None and members <= multiple.waived_up_to * rules.places:
        return None, True
    if multiple.count is not None:
        return multiple.count, False
    return whole(Fraction(multiple.times or Decimal(1)) * rules.places, multiple.rounding), False


def _limit_steps(rules: Rules, stage: Stage, members: int) -> tuple[Step, ...]:
    multiple, steps = stage.multiple, []
    if multiple and multiple.waived_up_to is not None:
        high = multiple.waived_up_to * rules.places
        sign = "<=" if members <= high else ">"
        steps.append(
            Step("waiver", f"{members} {sign} {shown(multiple.waived_up_to)} × {rules.places}", Fraction(high))
        )
    limit, _ = _limit(rules, stage, members)
    if multiple and multiple.times is not None and limit is not None:
        exact = Fraction(multiple.times) * rules.places
        formula = f"{shown(multiple.times)} × {rules.places}, {multiple.rounding}"
        steps.append(Step("multiple", formula, exact, Decimal(limit)))
    return tuple(steps)


def _cut(groups: Sequence[Group], limit: int | None, *, tied_go_on: bool) -> tuple[list[str], Group | None]:
    """The best `limit`, in order; and the group that lies across the line, of which none is taken."""
    kept: list[str] = []
    for group in groups:
        room = len(group.members) if limit is None else limit - len(kept)
        if room <= 0:
            break
        if len(group.members) > room and not tied_go_on:
            return kept, group
        kept += group.members
    return kept, None
