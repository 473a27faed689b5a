"""Where a selection stands: its stages with how far each has come, and the one thing to do next."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .models import Assignment, Case, Decision, Objection, Selection, Stage


@dataclass(frozen=True)
class StageLine:
    """One stage as the overview shows it. `done` of `wanted` reviews are handed in."""

    stage: Stage
    tone: str
    cases: int
    done: int
    wanted: int
    marks: Any


@dataclass(frozen=True)
class Next:
    """What to do now, in words, and where."""

    words: str
    address: str


@dataclass(frozen=True)
class Field:
    """How many applications stand where."""

    in_field: int
    to_confirm: int
    ineligible: int
    out: int
    withdrawn: int

    @property
    def all(self) -> int:
        return self.in_field + self.ineligible + self.out + self.withdrawn


_TONES = {"planned": "quiet", "open": "open", "closed": "waiting", "decided": "done"}


def field_of(selection: Selection) -> Field:
    """One query. Withdrawn counts at once, also where the case has not been told yet."""
    gone = Q(state=Case.State.WITHDRAWN) | Q(application__state="withdrawn")
    counts = selection.cases.aggregate(
        in_field=Count("pk", filter=Q(state=Case.State.IN_FIELD) & ~gone),
        to_confirm=Count(
            "pk", filter=Q(state=Case.State.IN_FIELD) & ~gone & ~Q(pk__in=_confirmed(selection)), distinct=True
        ),
        ineligible=Count("pk", filter=Q(state=Case.State.INELIGIBLE) & ~gone),
        out=Count("pk", filter=Q(state=Case.State.OUT) & ~gone),
        withdrawn=Count("pk", filter=gone),
    )
    return Field(**counts)


def _confirmed(selection: Selection) -> Any:
    return Case.objects.filter(selection=selection, checks__confirmed_at__isnull=False).values("pk")


def stage_lines(selection: Selection) -> list[StageLine]:
    """The stages in order, three queries whatever their number."""
    stages = list(selection.stages.prefetch_related("criteria").order_by("position"))
    work = {
        row["stage"]: row
        for row in Assignment.objects.filter(stage__selection=selection, state__in=["given", "done"])
        .values("stage")
        .annotate(wanted=Count("pk"), done=Count("pk", filter=Q(state="done")), cases=Count("case", distinct=True))
    }
    nothing = {"wanted": 0, "done": 0, "cases": 0}
    return [
        StageLine(
            stage,
            _TONES[stage.state],
            work.get(stage.pk, nothing)["cases"],
            work.get(stage.pk, nothing)["done"],
            work.get(stage.pk, nothing)["wanted"],
            sum(line.max_score for line in stage.criteria.all()),
        )
        for stage in stages
    ]


def next_step(selection: Selection, lines: list[StageLine], field: Field, institution: str) -> Next | None:
    """The first thing that keeps the selection from going on; None once the results are told."""
    call = selection.call.public_id
    if selection.state == Selection.State.SETTING_UP:
        return Next(_("When the call has closed, take the applications in."), "")
    if field.to_confirm and any(line.stage.kind == Stage.Kind.ELIGIBILITY for line in lines):
        words = ngettext(
            "Confirm whether %(count)d application is eligible.",
            "Confirm whether %(count)d applications are eligible.",
            field.to_confirm,
        ) % {"count": field.to_confirm}
        return Next(words, reverse("reviews:cases", args=[institution, call]) + "?show=confirm")
    current = next((line for line in lines if line.marks and line.stage.state in ("planned", "open")), None)
    if current is not None and not current.wanted:
        address = reverse("reviews:plan", args=[institution, call]) + f"?stage={current.stage.public_id}"
        return Next(_("Share the applications out among the reviewers."), address)
    if current is not None and current.stage.state == Stage.State.PLANNED:
        return Next(_("Open the stage to its reviewers."), f"#stage-{current.stage.public_id}")
    if current is not None and current.done < current.wanted:
        address = reverse("reviews:board", args=[institution, call]) + f"?stage={current.stage.public_id}"
        return Next(_("Reviews are coming in. Look at the review board."), address)
    return _next_decision(selection, lines, institution)


def _next_decision(selection: Selection, lines: list[StageLine], institution: str) -> Next | None:
    """What the decisions wait for: to be proposed, approved, told; after the end the objections. Two queries."""
    args = [institution, selection.call.public_id]
    waiting = selection.decisions.filter(state__in=["proposed", "approved"]).defer("given", "result").order_by("pk")
    decision: Decision | None = waiting.first()
    if decision is not None:
        address = reverse("reviews:decision", args=[*args, decision.public_id])
        if decision.state == Decision.State.PROPOSED:
            return Next(_("A decision is proposed. A second person looks at it and approves."), address)
        return Next(_("A decision is approved. Look at the letters and release them."), address)
    closed = next((line for line in lines if line.marks and line.stage.state == Stage.State.CLOSED), None)
    if closed is not None:
        address = reverse("reviews:decision_stage", args=[*args, closed.stage.public_id])
        return Next(_("The scores are closed. Look at the ranking and propose the decision."), address)
    open_ones = Objection.objects.filter(outcome__selection=selection, state=Objection.State.OPEN).count()
    if open_ones:
        words = ngettext("Answer %(count)d objection.", "Answer %(count)d objections.", open_ones) % {
            "count": open_ones
        }
        return Next(words, reverse("reviews:objections", args=args))
    return None
