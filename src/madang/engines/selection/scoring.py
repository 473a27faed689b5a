"""From reviews to the score of one application at one stage, each step kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from .exact import half_up, shown
from .problems import Problem
from .results import ReviewUse, StageScore, Step, TotalScore, Use
from .rules import Application, Review, Rules, Stage


def review_total(stage: Stage, scores: Mapping[str, Decimal | None]) -> Fraction:
    """A review's total, unrounded: the sum of score x worth / max, scaled to the stage's full marks.

    Raises
    ------
    KeyError, TypeError : a criterion has no score; missing is never zero.
    """
    plain, total = Decimal(0), Fraction(0)
    for criterion in stage.criteria:
        score = scores[criterion.id]
        if score is None:
            raise TypeError(f"no score for {criterion.id}")
        if criterion.weight is None or criterion.weight == criterion.max:
            plain += score  # exact: at most 60 numbers of 18 digits, where a Decimal holds 28
        else:
            total += Fraction(score) * Fraction(criterion.weight) / Fraction(criterion.max)
    total += Fraction(plain)
    return total if stage.out_of is None else total * _scale(stage)


def _scale(stage: Stage) -> Fraction:
    if stage.out_of is None:
        return Fraction(1)
    return Fraction(stage.out_of) / sum((Fraction(criterion.worth) for criterion in stage.criteria), Fraction(0))


@dataclass(frozen=True)
class _Shares:
    """How much of each review counts. One of several equal extremes is dropped, so each of them counts for the rest.

    The mean of totals is the same whichever of the equals goes; the means of criteria would not be, and no rule says
    which one to take. `uses` names the first by id, for the page.
    """

    counts: Mapping[str, Fraction]
    uses: Mapping[str, Use]


def trimmed_shares(totals: Mapping[str, Fraction], trim_from: int | None) -> _Shares:
    """Drop exactly one highest and one lowest, where there are at least `trim_from` reviews."""
    counts = dict.fromkeys(totals, Fraction(1))
    uses: dict[str, Use] = dict.fromkeys(totals, "counted")
    if trim_from is None or len(totals) < trim_from:
        return _Shares(counts, uses)
    high, low = max(totals.values()), min(totals.values())
    for extreme, use in ((high, "dropped_highest"), (low, "dropped_lowest")):
        equals = sorted(review for review, total in totals.items() if total == extreme)
        for review in equals:
            counts[review] -= Fraction(1, len(equals))
        named = next(review for review in equals if uses[review] == "counted")
        uses[named] = "dropped_highest" if use == "dropped_highest" else "dropped_lowest"
    return _Shares(counts, uses)


def score_stage(
    rules: Rules,
    stage: Stage,
    application: Application,
    reviews: Sequence[Review],
    severity: Mapping[str, Fraction] | None = None,
) -> tuple[StageScore | None, list[Problem]]:
    """The score of one application from its reviews at this stage, or what stands in the way of one.

    `severity`, points by reviewer, is given back to each total; then nothing is trimmed, and the mean stays within 0
    and full marks.
    """
    problems = open_matters(stage, application, reviews)
    if problems:
        return None, problems
    done = [review for review in reviews if review.state == "done"]
    totals = {review.id: review_total(stage, review.scores) for review in done}
    shares = trimmed_shares(totals, stage.trim_from if severity is None else None)
    steps = [_total_step(stage, review, totals[review.id]) for review in sorted(done, key=lambda one: one.id)]
    kept = [review for review in sorted(totals) if shares.uses[review] == "counted"]
    corrections = {one.id: severity.get(one.reviewer or one.id, Fraction(0)) for one in done} if severity else {}
    steps.append(_mean_step(stage, [(totals[one], corrections.get(one)) for one in kept]))
    mean = steps[-1].value or Decimal(0)
    bonus, taken = _extras(rules, stage, application)
    plain = max(Decimal(0), mean - taken)
    score = max(Decimal(0), mean + bonus - taken)
    if rules.bonus and rules.bonus.within_full_marks:
        score = max(plain, min(score, stage.full_marks))
    steps += _extra_steps(rules, stage, application, mean, bonus, taken, score)
    mark = plain if stage.pass_without_bonus else score
    passed = None if stage.pass_mark is None else mark >= stage.pass_mark
    if stage.pass_mark is not None:
        sign = ">=" if passed else "<"
        steps.append(Step("pass_mark", f"{mark} {sign} {stage.pass_mark}", Fraction(mark), mark))
    return StageScore(
        application=application.id, stage=stage.id, reviews=_uses(reviews, shares, totals),
        trimmed=len(kept) < len(totals), mean=mean, bonus=bonus, deduction=taken, score=score, without_bonus=plain,
        criteria=_criteria(stage, done, shares), passed=passed, steps=tuple(steps),
    ), []  # fmt: skip


def _mean_step(stage: Stage, totals: Sequence[tuple[Fraction, Fraction | None]]) -> Step:
    """The mean of totals, each with its correction where the stage is calibrated."""
    parts = [shown(total) if by is None else f"({shown(total)} + {shown(by)})" for total, by in totals]
    exact = sum((total + (by or 0) for total, by in totals), Fraction(0)) / len(totals)
    formula = f"({' + '.join(parts)}) / {len(totals)}"
    if any(by is not None for _, by in totals):
        bounded = min(max(exact, Fraction(0)), Fraction(stage.full_marks))
        formula = formula if bounded == exact else f"min(max({formula}, 0), {shown(stage.full_marks)})"
        return Step("calibrated mean", formula, bounded, half_up(bounded, stage.decimals))
    return Step("mean", formula, exact, half_up(exact, stage.decimals))


def open_matters(stage: Stage, application: Application, reviews: Sequence[Review]) -> list[Problem]:
    """What people must settle before this application has a score: missing, pending, recused, too few."""
    path, about = f"applications.{application.id}.{stage.id}", (application.id,)
    found = []
    for review in sorted(reviews, key=lambda one: one.id):
        if review.state == "pending" and stage.pending == "problem":
            found.append(Problem(path, "review_pending", {"review": review.id}, about))
        if review.state != "done":
            continue
        for criterion in stage.criteria:
            if review.scores.get(criterion.id) is None:
                params: dict[str, str | int] = {"review": review.id, "criterion": criterion.id}
                found.append(Problem(path, "score_missing", params, about))
    done = sum(review.state == "done" for review in reviews)
    if reviews and all(review.state == "recused" for review in reviews):
        found.append(Problem(path, "all_recused", {}, about))
    elif done < stage.minimum_reviews:
        found.append(Problem(path, "too_few_reviews", {"value": done, "low": stage.minimum_reviews}, about))
    return found


def _total_step(stage: Stage, review: Review, total: Fraction) -> Step:
    parts = []
    for criterion in stage.criteria:
        score = shown(review.scores[criterion.id] or Decimal(0))
        same = criterion.worth == criterion.max
        parts.append(score if same else f"{score} × {shown(criterion.worth)} / {shown(criterion.max)}")
    formula = " + ".join(parts)
    if (scale := _scale(stage)) != 1:
        formula = f"({formula}) × {shown(scale)}"
    return Step(f"review {review.id}", formula, total)


def _extras(rules: Rules, stage: Stage, application: Application) -> tuple[Decimal, Decimal]:
    """Bonus and deduction at this stage, each within its cap."""
    bonus = taken = Decimal(0)
    if rules.bonus and rules.bonus.stage == stage.id:
        asked = sum((extra.points for extra in application.bonus), Decimal(0))
        bonus = asked if rules.bonus.cap is None else min(asked, rules.bonus.cap)
    if rules.deductions and rules.deductions.stage == stage.id:
        asked = sum((extra.points for extra in application.deductions), Decimal(0))
        taken = asked if rules.deductions.cap is None else min(asked, rules.deductions.cap)
    return bonus, taken


def _extra_steps(
    rules: Rules, stage: Stage, application: Application, mean: Decimal, bonus: Decimal, taken: Decimal, score: Decimal
) -> list[Step]:
    steps = []
    for what, rule, extras, value in (
        ("bonus", rules.bonus, application.bonus, bonus),
        ("deduction", rules.deductions, application.deductions, taken),
    ):
        if rule and rule.stage == stage.id and extras:
            asked = " + ".join(shown(extra.points) for extra in extras)
            formula = asked if rule.cap is None else f"min({asked}, {shown(rule.cap)})"
            steps.append(Step(what, formula, Fraction(value), value))
    if steps:
        formula, exact = f"{mean} + {shown(bonus)} - {shown(taken)}", Fraction(mean + bonus - taken)
        if exact < 0:
            formula = f"max(0, {formula})"
        elif exact > Fraction(score):
            formula = f"min({formula}, {shown(stage.full_marks)})"
        steps.append(Step("score", formula, Fraction(score), score))
    return steps


def _uses(reviews: Sequence[Review], shares: _Shares, totals: Mapping[str, Fraction]) -> tuple[ReviewUse, ...]:
    return tuple(
        ReviewUse(review.id, shares.uses[review.id], totals[review.id])
        if review.state == "done"
        else ReviewUse(review.id, review.state, None)
        for review in sorted(reviews, key=lambda one: one.id)
    )


def _criteria(stage: Stage, done: Sequence[Review], shares: _Shares) -> dict[str, Decimal]:
    """The mean score of each criterion, in its own points, over what counted, rounded like the stage."""
    whole = sum(shares.counts.values(), Fraction(0))
    parts = [(review.scores, shares.counts[review.id]) for review in done if shares.counts[review.id]]
    out = {}
    for criterion in stage.criteria:
        points, some = Decimal(0), Fraction(0)
        for scores, share in parts:
            score = scores[criterion.id] or Decimal(0)
            if share == 1:
                points += score
            else:
                some += Fraction(score) * share
        out[criterion.id] = half_up((Fraction(points) + some) / whole, stage.decimals)
    return out


def total_score(rules: Rules, application: str, scores: Mapping[str, StageScore]) -> TotalScore:
    """The weighted total over the stages scored (all of them, or those so far), rounded half-up.

    `mean`: the sum of weight x score over the sum of weights; `sum`: the sum alone. With `total.out_of` every stage's
    score is first scaled from its own full marks to these.
    """
    stages = [stage for stage in rules.stages if stage.id in scores]
    step, total = _weighted(rules, stages, {name: score.score for name, score in scores.items()}, "total")
    plain_step, plain = _weighted(
        rules, stages, {name: score.without_bonus for name, score in scores.items()}, "total without bonus"
    )
    mark = plain if rules.total.pass_without_bonus else total
    passed = None if rules.total.pass_mark is None else mark >= rules.total.pass_mark
    steps = (step,) if plain == total else (step, plain_step)
    return TotalScore(application, total, plain, passed, steps)


def _weighted(rules: Rules, stages: Sequence[Stage], scores: Mapping[str, Decimal], what: str) -> tuple[Step, Decimal]:
    weights = {stage.id: Decimal(1) if stage.weight is None else stage.weight for stage in stages}
    parts, exact = [], Fraction(0)
    for stage in stages:
        scale = Fraction(1) if rules.total.out_of is None else Fraction(rules.total.out_of) / Fraction(stage.full_marks)
        exact += Fraction(weights[stage.id]) * Fraction(scores[stage.id]) * scale
        by = "" if scale == 1 else f" × {shown(scale)}"
        parts.append(f"{shown(weights[stage.id])} × {scores[stage.id]}{by}")
    formula = " + ".join(parts)
    whole = sum((Fraction(weight) for weight in weights.values()), Fraction(0))
    if rules.total.combine == "mean" and whole:
        exact /= whole
        formula = f"({formula}) / {shown(whole)}"
    value = half_up(exact, rules.total.decimals)
    return Step(what, formula, exact, value), value
