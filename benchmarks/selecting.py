"""Pages that run a selection: the review board of 250 applications with five reviews each, a list of 50 from 5,000."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from benchmarks.figures import Figure
from benchmarks.pages import Page, measure_pages
from madang.applications.drafting import ready_draft
from madang.applications.models import Application, FormVersion
from madang.engines.forms import digest, ready
from madang.institutions.models import StaffRole
from madang.people.models import Person
from madang.programmes.models import Call
from madang.reviews.labels import LETTERS, case_labels
from madang.reviews.models import (
    Assignment,
    Case,
    Criterion,
    EligibilityCheck,
    PanelMember,
    Review,
    Reviewer,
    Selection,
    Stage,
)
from madang.startups.models import Startup

BOARD, EACH, REVIEWERS, LIST = 250, 5, 60, 5_000


def pages() -> list[Page]:
    """The bars of the issue: the board, and the list that staff work through."""
    staff = StaffRole.objects.filter(role="owner").select_related("person", "institution").order_by("pk")[0]
    now = timezone.now()
    fields = list(_fields(staff, now))
    board, whole = fields
    where = [staff.institution.slug]
    stage = board.stages.get(kind="documents")
    _reviews(board, stage, staff.person, now)
    return [
        Page(
            "review board of 250, five reviews each",
            reverse("reviews:board", args=[*where, board.call.public_id]),
            staff.person.email,
            queries=15,
            cpu_ms=250,
        ),
        Page(
            "reviewers of the board",
            reverse("reviews:board_reviewers", args=[*where, board.call.public_id]),
            staff.person.email,
        ),
        Page(
            "list of 50 from 5,000 applications",
            reverse("reviews:cases", args=[*where, whole.call.public_id]),
            staff.person.email,
            queries=12,
            cpu_ms=60,
        ),
    ]


def _fields(staff: StaffRole, now: datetime) -> Iterator[Selection]:
    """Two selections with all their applications confirmed: one of `BOARD`, one of `LIST`."""
    calls = Call.objects.filter(institution=staff.institution, selection=None, applications=None).order_by("pk")
    for call, size in zip(calls[:2], (BOARD, LIST), strict=True):
        yield _selection(call, size, staff.person, now)


def _selection(call: Call, size: int, person: Person, now: datetime) -> Selection:
    selection = Selection.objects.create(call=call, places=20, state="running", created_by=person)
    Stage.objects.create(selection=selection, position=0, kind="eligibility")
    stage = Stage.objects.create(selection=selection, position=1, kind="documents", reviews_each=EACH, state="open")
    for number in range(4):
        Criterion.objects.create(stage=stage, code=f"c{number}", position=number, name={"en": "Need"}, max_score=25)
    form = FormVersion.objects.create(
        call=call,
        number=1,
        definition=ready_draft("common"),
        digest=digest(ready("common")),
        published_at=now,
        published_by=person,
    )
    startups = _startups(size)
    Application.objects.bulk_create(
        [
            Application(
                call=call, startup=startup, form=form, number=f"B{selection.pk}-{number:05d}", state="submitted",
                language="ko", title=f"시험 과제 {number}", started_by=person, started_at=now, changed_at=now, submitted_at=now,
            )
            for number, startup in enumerate(startups)
        ]
    )  # fmt: skip
    applications = Application.objects.filter(call=call).order_by("pk")
    labels = case_labels(size, set())
    Case.objects.bulk_create(
        [
            Case(selection=selection, application=application, label=label, stage=stage, joined_at=now)
            for application, label in zip(applications, labels, strict=True)
        ]
    )
    EligibilityCheck.objects.bulk_create(
        [
            EligibilityCheck(
                case=case, machine="met", checked_at=now, answer="met", confirmed_by=person, confirmed_at=now
            )
            for case in selection.cases.all()
        ]
    )
    return selection


def _startups(size: int) -> list[Startup]:
    """As many startups as applications: what the sample lacks is made, without people."""
    there = list(Startup.objects.order_by("pk")[:size])
    made = Startup.objects.bulk_create(
        [
            Startup(slug=f"bench-{number}", name={"ko": f"시험기업 {number}", "en": f"Bench {number}"})
            for number in range(size - len(there))
        ],
        ignore_conflicts=True,
    )
    if made:
        there = list(Startup.objects.order_by("pk")[:size])
    return there


def _reviews(selection: Selection, stage: Stage, person: Person, now: datetime) -> None:
    """Five reviews of each, four of five handed in, some of the rest late."""
    chance = Random(7)
    people = Person.objects.filter(reviewer=None).exclude(pk=person.pk).order_by("pk")[:REVIEWERS]
    Reviewer.objects.bulk_create([Reviewer(person=one, languages=["ko"]) for one in people])
    reviewers = list(Reviewer.objects.order_by("-pk")[:REVIEWERS])
    PanelMember.objects.bulk_create(
        [
            PanelMember(selection=selection, reviewer=one, state="accepted", invited_by=person, invited_at=now)
            for one in reviewers
        ]
    )
    members = list(PanelMember.objects.filter(selection=selection))
    made = []
    for case in selection.cases.all():
        for member, letter in zip(chance.sample(members, EACH), LETTERS, strict=False):
            made.append(
                Assignment(
                    stage=stage, case=case, member=member, reviewer_id=member.reviewer_id, label=letter,
                    state="done" if chance.random() < 0.8 else "given", given_by=person, given_at=now,
                    due_at=now + timedelta(days=chance.choice([-1, 3])),
                )
            )  # fmt: skip
    Assignment.objects.bulk_create(made)
    Review.objects.bulk_create(
        [
            Review(
                assignment=one, state="submitted", total=Decimal(chance.randint(40, 98)), submitted_at=now, changed_at=now,
                language="ko",
            )
            for one in Assignment.objects.filter(stage=stage, state="done")
        ]
    )  # fmt: skip


def measure(rounds: int) -> list[Figure]:
    with override("ko"):
        return measure_pages("selection", pages(), rounds)
