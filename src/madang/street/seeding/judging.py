"""Selections of the sample, each as far as its call stands: taken in, reviewed, decided, told. Days come from the call's steps.

What is decided goes through the real actions, so that a proposal holds what the engine said; reviews come by the bulk.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Final
from uuid import UUID

from madang.core.audit.models import Entry as Audit
from madang.engines.selection import load_rules, review_total
from madang.institutions.capacity import AsStaff
from madang.reviews.actions import commenting, deciding, intake, releasing, wishing
from madang.reviews.actions.assigning import given
from madang.reviews.capacity import AsReviewer
from madang.reviews.models import (
    Assignment,
    Bid,
    Case,
    Criterion,
    Delivery,
    Letter,
    Panel,
    PanelMember,
    Review,
    Reviewer,
    Score,
    Selection,
    Slot,
    Stage,
)
from madang.reviews.rubric import stage_json
from madang.street.sample.writing import comment

EACH: Final = 3
HEARD_BY: Final = 5
MINUTES: Final = 30


@dataclass
class Judging:
    """One selection on its way: who runs it, who approves, what is drawn, whom the pool offers, who sits."""

    selection: Selection
    manager: AsStaff
    approver: AsStaff
    rng: Random
    reviewers: list[Reviewer] = field(default_factory=list)
    panel: list[PanelMember] = field(default_factory=list)

    def stage(self, kind: str) -> Stage:
        found: Stage = self.selection.stages.get(kind=kind)
        found.selection = self.selection
        return found

    def key(self) -> UUID:
        return UUID(int=self.rng.getrandbits(128), version=4)


def take_in(judging: Judging, *, at: datetime, confirmed: int | None = None, refused: Sequence[int] = ()) -> None:
    """Start, let the machine look, confirm the first `confirmed` (None: all); `refused`: applications ruled out, with a reason."""
    judging.selection = intake.start(selection=judging.selection, by=judging.manager, now=at)
    cases = list(judging.selection.cases.select_related("application").order_by("application_id"))
    intake.check_cases(judging.selection, [case.pk for case in cases], now=at)
    chosen = cases if confirmed is None else cases[:confirmed]
    later = at + timedelta(hours=5)
    for case in chosen:
        case.selection = judging.selection
    yes = [case for case in chosen if case.application_id not in refused]
    no = [case for case in chosen if case.application_id in refused]
    doubted = set(
        judging.selection.cases.filter(pk__in=[case.pk for case in yes], checks__machine="not_met").values_list(
            "pk", flat=True
        )
    )
    for note, group in (
        ("", [case for case in yes if case.pk not in doubted]),
        ("제출한 증빙으로 요건을 확인하였습니다.", [case for case in yes if case.pk in doubted]),
    ):
        intake.confirm_eligibility(
            selection=judging.selection, cases=group, answer="met", note=note, by=judging.manager, now=later
        )
    if no:
        note = "로봇을 시험하는 과제가 아니어서 공고의 지원 분야에 해당하지 않습니다."
        intake.confirm_eligibility(
            selection=judging.selection, cases=no, answer="not_met", note=note, by=judging.manager, now=later
        )


def seat(judging: Judging, reviewers: Sequence[Reviewer], *, at: datetime) -> None:
    """Ask reviewers: all accept and have declared, but for the last two, one of whom declines and one has not answered."""
    rows = []
    for place, reviewer in enumerate(reviewers):
        state = {len(reviewers) - 1: "invited", len(reviewers) - 2: "declined"}.get(place, "accepted")
        answered = None if state == "invited" else at + timedelta(hours=20 + place)
        rows.append(
            PanelMember(
                selection=judging.selection, reviewer=reviewer, state=state, is_chair=place == 0, is_expert=place < 4,
                invited_by=judging.manager.person, invited_at=at, answered_at=answered,
                decline_reason="그 기간에 출장이 있습니다." if state == "declined" else "",
                declared_at=answered if state == "accepted" else None,
                declared={"startups": judging.selection.cases.count(), "ties": 0} if state == "accepted" else {},
            )
        )  # fmt: skip
    PanelMember.objects.bulk_create(rows)
    judging.panel = [row for row in rows if row.state == "accepted"]


def ask_for_wishes(judging: Judging, stage: Stage, *, at: datetime, until: datetime) -> None:
    """Ask the panel what they would like to read. Those of the tour, who sit first, have not answered; four others have."""
    stage.asks_wishes, stage.wishes_until = True, until
    stage.save()
    field = [case.public_id for case in _field(judging, stage)]
    kinds = [value for value in Bid.Value.values if value != Bid.Value.CONFLICT]
    for place, member in enumerate(judging.panel[3:7]):
        own = AsReviewer(member.reviewer.person, member.reviewer)
        wishes = {case: judging.rng.choice(kinds) for case in field}
        wishing.save_wishes(stage=stage, member=member, wishes=wishes, by=own, now=at + timedelta(minutes=20 * place))


def share_out(judging: Judging, stage: Stage, *, each: int, opens: datetime, due: datetime) -> list[Assignment]:
    """Give each case of the field to `each` reviewers who read its language, those with the least work first."""
    stage.opens_at, stage.due_at, stage.state, stage.reviews_each = opens, due, Stage.State.OPEN, each
    stage.save()
    load = {member.pk: 0 for member in judging.panel}
    wanted = []
    for case in _field(judging, stage):
        readers = [one for one in judging.panel if case.application.language in one.reviewer.languages]
        readers.sort(key=lambda one: (load[one.pk], one.pk))
        for member in readers[:each]:
            load[member.pk] += 1
            wanted.append((case, member))
    return given(stage, wanted, by=judging.manager.person, now=opens - timedelta(hours=2))


def _field(judging: Judging, stage: Stage) -> list[Case]:
    cases = judging.selection.cases.filter(state="in_field").select_related("application").order_by("application_id")
    if stage.kind == Stage.Kind.PRESENTATION:
        cases = cases.filter(outcome__result="goes_on")
    return list(cases)


def review(judging: Judging, stage: Stage, work: Sequence[Assignment], *, share: float, start: datetime) -> None:
    """Hand in the first `share` of each reviewer's reviews; of the next one half is written, when there is one."""
    rng, criteria = judging.rng, list(stage.criteria.all())
    rules = load_rules({"places": 1, "stages": [{"id": "stage", "criteria": stage_json(stage)["criteria"]}]}).stages[0]
    merit = {case: 0.93 - 0.04 * place for place, case in enumerate(dict.fromkeys(one.case_id for one in work))}
    by_reviewer: dict[int, list[Assignment]] = {}
    for one in work:
        by_reviewer.setdefault(one.reviewer_id, []).append(one)
    reviews, scores, done = [], [], []
    for held in by_reviewer.values():
        finished = round(len(held) * share)
        severity = rng.uniform(-0.05, 0.04)
        for place, one in enumerate(held[: finished + (share < 1)]):
            at = start + timedelta(hours=6 * place + rng.randint(1, 5))
            values = {line.code: _points(rng, line, merit[one.case_id] + severity) for line in criteria}
            is_done = place < finished
            made = _review(one, values, at, rng, is_good=merit[one.case_id] > 0.75, is_done=is_done)
            if is_done:
                total = review_total(rules, {code: Decimal(value) for code, value in values.items()})
                made.total = Decimal(total.numerator) / Decimal(total.denominator)
                one.state = Assignment.State.DONE
                done.append(one)
            reviews.append(made)
            written = criteria if is_done else criteria[:2]
            scores += [Score(review=made, criterion=line, value=values[line.code], changed_at=at) for line in written]
    Review.objects.bulk_create(reviews)
    Score.objects.bulk_create(scores)
    Audit.objects.bulk_create([_heard_of(one) for one in scores])
    Assignment.objects.bulk_update(done, ["state"])


def _heard_of(score: Score) -> Audit:
    """The line of the audit log that saving a score writes."""
    return Audit(
        at=score.changed_at,
        actor=score.review.assignment.reviewer.person_id,
        capacity=AsReviewer.name,
        action="reviews.score_changed",
        kind="reviews.score",
        thing=str(score.pk),
        detail={
            "assignment": score.review.assignment_id,
            "criterion": score.criterion.code,
            "before": {"value": None},
            "after": {"value": str(score.value)},
        },
    )


def _points(rng: Random, line: Criterion, level: float) -> int:
    top = int(line.max_score)
    return max(0, min(top, round(top * (level + rng.uniform(-0.07, 0.07)))))


def _review(
    one: Assignment, values: dict[str, int], at: datetime, rng: Random, *, is_good: bool, is_done: bool
) -> Review:
    language = one.case.application.language
    return Review(
        assignment=one,
        state="submitted" if is_done else "draft",
        to_applicant=comment(rng, "good" if is_good else "weak", language) if is_done else "",
        to_staff=comment(rng, "staff", language) if is_done and rng.random() < 0.08 else "",
        language=language,
        version=len(values) + 1,
        changed_at=at,
        submitted_at=at if is_done else None,
        request_key=UUID(int=rng.getrandbits(128), version=4) if is_done else None,
    )


def decide(judging: Judging, stage: Stage, *, at: datetime, minutes: str, told: datetime | None) -> None:
    """Close, propose; with `told` the second person approves and the letters go, else it waits for them."""
    intake.move_stage(stage=stage, to="closed", by=judging.manager, now=at - timedelta(hours=3))
    present = [member.reviewer.person.name for member in judging.panel[:HEARD_BY]]
    decision = deciding.propose(
        stage=stage, settled=[], calibrated=False, minutes=minutes, present=present, key=judging.key(),
        by=judging.manager, now=at,
    )  # fmt: skip
    if told is None:
        return
    decision = deciding.approve(decision=decision, by=judging.approver, now=at + timedelta(hours=2))
    releasing.release(decision=decision, by=judging.manager, now=told)
    judging.selection.refresh_from_db()


def hear(judging: Judging, stage: Stage, *, begins: datetime, told: datetime) -> None:
    """One panel, one room, one slot after the other with a break after three."""
    stage.slot_minutes = MINUTES
    stage.save(update_fields=["slot_minutes", "updated_at"])
    panel = Panel.objects.create(stage=stage, name="1조", room="실증동 2층 회의실")
    panel.members.set(judging.panel[:HEARD_BY])
    slots = []
    for place, case in enumerate(_field(judging, stage)):
        at = begins + timedelta(minutes=MINUTES * place + 20 * (place // 3))
        told_of = {"told_case": case, "told_room": panel.room, "told_at": told}
        slots.append(Slot(panel=panel, case=case, starts_at=at, ends_at=at + timedelta(minutes=MINUTES), **told_of))
    Slot.objects.bulk_create(slots)


def release_words(judging: Judging, *, at: datetime) -> None:
    """Let applicants read what reviewers wrote for them."""
    for stage in judging.selection.stages.filter(kind__in=["documents", "presentation"]):
        commenting.accept_all(stage=stage, by=judging.manager, now=at)


def mailed(judging: Judging) -> None:
    """The letters have gone: nobody is written to because a sample was loaded."""
    letters = Letter.objects.filter(outcome__selection=judging.selection)
    for letter in letters:
        letter.mailed_at = letter.released_at
    Letter.objects.bulk_update(letters, ["mailed_at"])
    for delivery in (rows := list(Delivery.objects.filter(letter__in=letters).select_related("letter"))):
        delivery.sent_at = delivery.letter.released_at
    Delivery.objects.bulk_update(rows, ["sent_at"])
