"""What selection holds about a person, who may not be erased yet, and what erasing removes."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from madang.core.policy import Reason
from madang.people.holdings import Holding, Value, register, register_eraser, register_veto
from madang.people.models import Person

from .models import (
    Assignment,
    Bid,
    Objection,
    PanelMember,
    PastWork,
    Relation,
    Review,
    Reviewer,
    Sanction,
    Score,
    StaffQuestion,
)


def _held(person: Person) -> list[Holding]:
    return [*_judged(person), _objections(person)]


def _objections(person: Person) -> Holding:
    """What the person wrote for their team; the result itself is the startup's."""
    made = Objection.objects.filter(made_by=person).select_related("outcome__selection__call").order_by("made_at", "pk")
    return Holding(
        key="objections",
        title=_("Your objections"),
        columns=(
            ("call", _("Call")),
            ("text", _("What you objected to")),
            ("made", _("Sent")),
            ("answer", _("The answer")),
        ),
        rows=tuple((one.outcome.selection.call.title, one.text, one.made_at, one.answer) for one in made),
    )


def _judged(person: Person) -> list[Holding]:
    reviewer = Reviewer.objects.filter(person=person).select_related("home").first()
    if reviewer is None:
        return []
    return [
        _profile(reviewer),
        _works(reviewer),
        _ties(reviewer),
        _panels(reviewer),
        _wishes(reviewer),
        _sanctions(reviewer),
        _reviews(reviewer),
        _scores(reviewer),
    ]


def _profile(reviewer: Reviewer) -> Holding:
    return Holding(
        key="reviewer",
        title=_("Reviewer"),
        columns=(
            ("languages", _("Languages you read")),
            ("expertise", _("What you know well")),
            ("sectors", _("Sectors")),
            ("employer", _("Where you work")),
            ("home", _("Institution of this street you belong to")),
            ("capacity", _("Applications at one time, at most")),
            ("away_from", _("Away from")),
            ("away_until", _("Away until")),
            ("active", _("I take reviews")),
        ),
        rows=(
            (
                ", ".join(reviewer.languages),
                reviewer.expertise,
                ", ".join(reviewer.sectors),
                reviewer.employer,
                reviewer.home.name if reviewer.home else None,
                reviewer.capacity,
                reviewer.away_from,
                reviewer.away_until,
                reviewer.is_active,
            ),
        ),
    )


def _works(reviewer: Reviewer) -> Holding:
    works = PastWork.objects.filter(reviewer=reviewer).order_by("pk")
    return Holding(
        key="reviewer_works",
        title=_("Papers, projects, products"),
        columns=(("title", _("Title")), ("year", _("Year")), ("text", _("Abstract or description"))),
        rows=tuple((one.title, one.year, one.text) for one in works),
    )


def _ties(reviewer: Reviewer) -> Holding:
    ties = (
        Relation.objects.filter(reviewer=reviewer, withdrawn_at=None)
        .exclude(source=Relation.Source.CHALLENGED)
        .select_related("startup", "institution")
        .order_by("stated_at", "pk")
    )
    return Holding(
        key="reviewer_ties",
        title=_("Ties to applicants"),
        columns=(("tie", _("Tie")), ("to", _("To")), ("since", _("Since")), ("stated", _("Stated"))),
        rows=tuple((one.get_kind_display(), _other(one), one.since, one.stated_at) for one in ties),
    )


def _other(tie: Relation) -> Value:
    house = tie.startup or tie.institution
    return house.name if house else _("a person")


def _panels(reviewer: Reviewer) -> Holding:
    panels = (
        PanelMember.objects.filter(reviewer=reviewer).select_related("selection__call").order_by("invited_at", "pk")
    )
    return Holding(
        key="reviewer_panels",
        title=_("Selections you were asked for"),
        columns=(
            ("call", _("Call")),
            ("answer", _("Answer")),
            ("reason", _("If you decline, why")),
            ("answered", _("Answered")),
        ),
        rows=tuple(
            (one.selection.call.title, one.get_state_display(), one.decline_reason, one.answered_at) for one in panels
        ),
    )


def _wishes(reviewer: Reviewer) -> Holding:
    wishes = Bid.objects.filter(member__reviewer=reviewer).select_related("case__selection__call").order_by("at", "pk")
    return Holding(
        key="reviewer_wishes",
        title=_("What you would like to read"),
        columns=(
            ("call", _("Call")),
            ("application", _("Application")),
            ("answer", _("Answer")),
            ("said", _("Answered")),
        ),
        rows=tuple((one.case.selection.call.title, one.case.label, one.get_value_display(), one.at) for one in wishes),
    )


def _sanctions(reviewer: Reviewer) -> Holding:
    """All of them, also those that are over or were lifted."""
    sanctions = Sanction.objects.filter(reviewer=reviewer).select_related("institution").order_by("starts_on", "pk")
    return Holding(
        key="reviewer_sanctions",
        title=_("Kept from judging"),
        columns=(
            ("reason", _("Why")),
            ("source", _("Where it is written")),
            ("house", _("Institution")),
            ("from", _("From")),
            ("until", _("Last day")),
            ("lifted", _("Lifted")),
        ),
        rows=tuple(
            (
                one.reason,
                one.source,
                one.institution.name if one.institution else _("Street office"),
                one.starts_on,
                one.ends_on,
                one.lifted_at,
            )
            for one in sanctions
        ),
    )


def _reviews(reviewer: Reviewer) -> Holding:
    work = (
        Assignment.objects.filter(reviewer=reviewer)
        .select_related("stage__selection__call", "case", "review")
        .order_by("given_at", "pk")
    )
    rows = []
    for one in work:
        review: Review | None = getattr(one, "review", None)
        rows.append(
            (
                one.stage.selection.call.title,
                one.case.label,
                one.get_state_display(),
                review.to_applicant if review else "",
                review.to_staff if review else "",
                review.submitted_at if review else None,
                one.reason,
            )
        )
    asked = (
        StaffQuestion.objects.filter(assignment__reviewer=reviewer).select_related("assignment__case").order_by("pk")
    )
    rows += [
        ("", one.assignment.case.label, _("question to the staff"), one.text, one.answer, one.asked_at, "")
        for one in asked
    ]
    return Holding(
        key="reviews",
        title=_("Your reviews"),
        columns=(
            ("call", _("Call")),
            ("application", _("Application")),
            ("state", _("State")),
            ("to_applicant", _("For the applicant")),
            ("to_staff", _("For the staff alone")),
            ("handed_in", _("Handed in")),
            ("reason", _("Why")),
        ),
        rows=tuple(rows),
    )


def _scores(reviewer: Reviewer) -> Holding:
    scores = (
        Score.objects.filter(review__assignment__reviewer=reviewer)
        .select_related("criterion", "review__assignment__case")
        .order_by("review_id", "criterion__position")
    )
    return Holding(
        key="scores",
        title=_("Your scores"),
        columns=(
            ("application", _("Application")),
            ("criterion", _("Criterion")),
            ("score", _("Score")),
            ("comment", _("Comment")),
        ),
        rows=tuple(
            (
                one.review.assignment.case.label,
                one.criterion.name,
                None if one.value is None else float(one.value),
                one.comment,
            )
            for one in scores
        ),
    )


def _vetoes(person: Person) -> list[Reason]:
    """Nobody leaves with reviews still to do: the applicant's would be missing."""
    if Assignment.objects.filter(reviewer__person=person, state=Assignment.State.GIVEN, stage__state="open").exists():
        return [_("You still have applications to review. Hand them in, or step back from them first.")]
    return []


def _erase(person: Person, now: datetime) -> None:
    """What was judged stays as part of the decision, under letters; what the reviewer said of themselves goes."""
    reviewer = Reviewer.objects.filter(person=person).first()
    if reviewer is None:
        return
    reviewer.works.all().delete()
    reviewer.relations.all().delete()
    for name, empty in (
        ("expertise", type(reviewer.expertise)()),
        ("sectors", []),
        ("concepts", []),
        ("employer", ""),
        ("home", None),
    ):
        setattr(reviewer, name, empty)
    reviewer.is_active, reviewer.away_from, reviewer.away_until = False, None, None
    reviewer.save()
    # The history would tell what the row no longer says.
    Reviewer.pgh_event_model.objects.filter(pgh_obj=reviewer).delete()  # type: ignore[attr-defined]


register("reviews", _held)
register_veto("reviews", _vetoes)
register_eraser("reviews", _erase)
