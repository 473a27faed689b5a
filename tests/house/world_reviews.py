"""Selections of the test street: one being judged, one decided and not told, one told; with those who judge.

`judge` has work, `tied` sits in the selection and may not judge one startup, `spare` is in the pool alone. What each is told of
the others is in the words: "field" who applies, "case" what blind review shows, "review" what the judge and the staff write.
"""

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final
from uuid import NAMESPACE_URL, uuid5

from madang.applications.models import Application
from madang.core.text import Text
from madang.institutions.capacity import AsStaff
from madang.people import invitations
from madang.programmes.models import Call
from madang.reviews.actions import intake, setting_up
from madang.reviews.labels import reviewer_label
from madang.reviews.models import (
    Assignment,
    Case,
    Conflict,
    Panel,
    PanelMember,
    PastWork,
    Redaction,
    Relation,
    Review,
    Reviewer,
    ReviewerInvitation,
    Sanction,
    Scenario,
    Score,
    Selection,
    Slot,
    StaffQuestion,
    Stage,
)
from madang.startups.models import Startup
from tests.factories.people import make_consent, make_person
from tests.factories.programmes import NOW
from tests.factories.writing import make_form

from .canaries import Canaries
from .world_applications import BLIND, YESTERDAY, attach, hand_in, make_file, make_filed

if TYPE_CHECKING:
    from .world import Side

JUDGES: Final = ("judge", "tied", "spare")
SIBLINGS: Final = 3


def make_judges(canaries: Canaries, side: "Side") -> None:
    """Three of the pool who may sign in, and a colleague who may not. The pool is known to the staff of every institution."""
    for role in (*JUDGES, "colleague"):
        name = f"{side.word}.{role}"
        email = f"{canaries.token(f'e-mail of {name}', f'mail of {name}')}@example.test"
        person = make_person(email, name=canaries.line(f"name of {name}", "pool"))
        make_consent(person, given_at=NOW - timedelta(days=30))
        reviewer = Reviewer.objects.create(
            person=person,
            languages=["ko", "zh", "en"],
            expertise=canaries.text(f"{name}.expertise", "pool"),
            employer=canaries.line(f"{name}.employer", "pool"),
            sectors=["ai"],
        )
        PastWork.objects.create(reviewer=reviewer, title=canaries.line(f"{name}.work", "pool"), year=2024)
        side.things[role] = reviewer
        if role in JUDGES:
            side.people[role] = person


def make_selections(canaries: Canaries, side: "Side") -> None:
    side.things["siblings"] = [_sibling(canaries, side, number) for number in range(SIBLINGS)]
    desk = AsStaff(side.people["manager"], side.institution, "manager")
    running = _selection(canaries, side, side.calls["closed"], "startup_call", desk)
    side.things["selection"] = running
    side.things["closed application"] = side.startup.applications.get(call=side.calls["closed"])
    _judged(canaries, side, running)
    _ties(canaries, side, running)
    _planned(canaries, side, running)
    side.things["reviewer invitation"], side.things["reviewer token"] = invitations.issue(
        ReviewerInvitation,
        email=f"{canaries.token(f'{side.word}.reviewer invitation', f'staff:{side.word}')}@example.test",
        by=desk,
        now=NOW,
        selection=running,
    )


def _sibling(canaries: Canaries, side: "Side", number: int) -> Startup:
    """Another startup that applies; its page is not public."""
    return Startup.objects.create(
        slug=f"sibling-{side.word.lower()}-{number}",
        name=canaries.text(f"{side.word}.sibling {number}.name", f"field:{side.word}"),
        summary=canaries.text(f"{side.word}.sibling {number}.summary", f"sibling:{side.word}"),
        founding_type="pre_founder",
    )


def _selection(canaries: Canaries, side: "Side", call: Call, preset: str, by: AsStaff) -> Selection:
    """Set up, with four cases that are in the field; what the siblings wrote is known to staff and the judge."""
    form = make_form(call, BLIND)
    _filed(canaries, side, side.startup, call, form, audiences=("filed", "read"))
    for startup in side.things["siblings"]:
        _filed(canaries, side, startup, call, form, audiences=("staff", "case"))
    selection = setting_up.set_up(call=call, preset=preset, by=by, now=NOW)
    intake.take_in(selection, now=NOW)
    selection.state = Selection.State.RUNNING
    selection.save()
    intake.check_cases(selection, list(selection.cases.values_list("pk", flat=True)), now=NOW)
    note = canaries.line(f"{side.word}.{preset}.check", f"staff:{side.word}")
    intake.confirm_eligibility(
        selection=selection, cases=list(selection.cases.all()), answer="met", note=note, by=by, now=NOW
    )
    return selection


def _filed(
    canaries: Canaries, side: "Side", startup: Startup, call: Call, form: Any, *, audiences: tuple[str, str]
) -> Application:
    """`audiences`: who reads what blind review hides, and who reads the rest."""
    hidden, shown = (f"{kind}:{side.word}" for kind in audiences)
    where = f"{side.word}.{startup.slug}.{call.status}.{call.pk}"
    writer = side.people["owner"] if startup == side.startup else side.things["colleague"].person
    public_id = f"{uuid5(NAMESPACE_URL, where).hex[:16]}"
    application = make_filed(startup, call, form, public_id, by=writer)
    answers: dict[str, Any] = {
        "title": canaries.line(f"{where}.title", hidden),
        "story": canaries.line(f"{where}.story", shown),
    }
    if startup == side.startup:
        document = make_file(startup, writer, f"{side.word}{call.pk}")
        held = attach(application, document, f"{canaries.token(f'{where}.file', hidden)}.pdf", writer)
        said = {"document": document.public_id, "name": held.name, "kind": document.kind}
        answers["paper"] = [said | {"sha256": held.sha256, "size": held.size}]
    hand_in(application, answers, writer)
    return application


def _judged(canaries: Canaries, side: "Side", selection: Selection) -> None:
    """The blind stage under way: the judge has handed one review in and begun another; the colleague has done both."""
    word = side.word
    stage = selection.stages.get(kind="documents")
    stage.state, stage.opens_at, stage.due_at = Stage.State.OPEN, YESTERDAY, NOW + timedelta(days=9)
    stage.asks_wishes, stage.wishes_until = True, NOW + timedelta(days=3)
    stage.save()
    cases = {case.application.startup_id: case for case in selection.cases.select_related("application")}
    own, other = cases[side.startup.pk], cases[side.things["siblings"][0].pk]
    for role in ("judge", "colleague", "tied"):
        side.things[f"{role}'s seat"] = _seat(selection, side.things[role])
    for role, audience in (("judge", f"review:{word}"), ("colleague", f"staff:{word}")):
        for case, state in ((own, "done"), (other, "given" if role == "judge" else "done")):
            made = _assigned(side, stage, case, role, state)
            _reviewed(canaries, made, f"{word}.{role}.{'own' if case is own else 'other'}", audience)
    side.things |= {"stage": stage, "case": own, "other case": other}
    side.things["assignment"] = Assignment.objects.get(case=own, reviewer=side.things["judge"])
    side.things["staff question"] = StaffQuestion.objects.create(
        assignment=side.things["assignment"],
        text=canaries.line(f"{word}.question", f"review:{word}"),
        asked_at=NOW,
        answer=canaries.line(f"{word}.question.answer", f"review:{word}"),
        answered_by=side.people["head"],
        answered_at=NOW,
    )
    Redaction.objects.create(
        case=own,
        question="which",
        passages=[canaries.line(f"{word}.redaction", f"staff:{word}")],
        made_by=side.people["head"],
        made_at=NOW,
    )


def _seat(selection: Selection, reviewer: Reviewer) -> PanelMember:
    return PanelMember.objects.create(
        selection=selection,
        reviewer=reviewer,
        state="accepted",
        invited_by=selection.created_by,
        invited_at=YESTERDAY,
        answered_at=YESTERDAY,
        declared_at=YESTERDAY,
    )


def _assigned(side: "Side", stage: Stage, case: Case, role: str, state: str) -> Assignment:
    member = side.things[f"{role}'s seat"]
    taken = set(Assignment.objects.filter(stage=stage, case=case).values_list("label", flat=True))
    return Assignment.objects.create(
        stage=stage,
        case=case,
        member=member,
        reviewer_id=member.reviewer_id,
        label=reviewer_label(stage.selection.shuffling, case.public_id, member.reviewer_id, taken),
        state=state,
        given_by=side.people["manager"],
        given_at=YESTERDAY,
        due_at=stage.due_at,
    )


def _reviewed(canaries: Canaries, assignment: Assignment, where: str, audience: str) -> None:
    """Scores and words; what the applicant is to read is not released."""
    done = assignment.state == Assignment.State.DONE
    review = Review.objects.create(
        assignment=assignment,
        state="submitted" if done else "draft",
        total=Decimal("71.250000") if done else None,
        to_applicant=canaries.line(f"{where}.to_applicant", audience),
        to_staff=canaries.line(f"{where}.to_staff", audience),
        language="en",
        version=1,
        changed_at=NOW,
        submitted_at=NOW if done else None,
    )
    for line in assignment.stage.criteria.all():
        Score.objects.create(
            review=review,
            criterion=line,
            value=line.max_score * Decimal("0.75"),
            comment=canaries.line(f"{where}.{line.code}", audience),
            changed_at=NOW,
        )


def _ties(canaries: Canaries, side: "Side", selection: Selection) -> None:
    """What keeps `tied` from the own startup, as the staff stated it."""
    staff = f"staff:{side.word}"
    side.things["relation"] = Relation.objects.create(
        reviewer=side.things["tied"],
        kind="adviser",
        startup=side.startup,
        source="stated",
        note=canaries.line(f"{side.word}.relation.note", staff),
        stated_by=side.people["head"],
        stated_at=NOW,
    )
    Sanction.objects.create(
        reviewer=side.things["colleague"],
        institution=side.institution,
        reason=canaries.line(f"{side.word}.sanction", f"sanction:{side.word}"),
        source=canaries.line(f"{side.word}.sanction.source", f"sanction:{side.word}"),
        starts_on=NOW.date(),
        decided_by=side.people["head"],
        decided_at=NOW,
    )
    side.things["conflict"] = Conflict.objects.create(
        case=side.things["case"],
        reviewer=side.things["tied"],
        rule="adviser",
        evidence={"said": canaries.line(f"{side.word}.conflict.evidence", staff)},
        source="detected",
        found_at=NOW,
    )


def _planned(canaries: Canaries, side: "Side", selection: Selection) -> None:
    """A plan that is ready, and a panel with a time at which the own startup presents."""
    staff = f"staff:{side.word}"
    pair = [side.things["case"].pk, side.things["colleague"].pk]
    side.things["scenario"] = Scenario.objects.create(
        stage=side.things["stage"],
        name=canaries.line(f"{side.word}.scenario", staff),
        state="ready",
        pairs=[pair],
        figures={"total": 0.5, "worst": 0.5, "low_decile": 0.5, "loads": [[1, 1]]},
        near={str(pair[0]): [[pair[1], 0.5, 0, [], []]]},
        made_by=side.people["manager"],
        made_at=NOW,
        finished_at=NOW,
    )
    stage = selection.stages.get(kind="presentation")
    panel = Panel.objects.create(
        stage=stage,
        name=canaries.line(f"{side.word}.panel", f"sitting:{side.word}"),
        room=canaries.line(f"{side.word}.panel.room", f"sitting:{side.word}"),
    )
    panel.members.add(side.things["judge's seat"])
    begins = NOW + timedelta(days=10)
    side.things["slot"] = Slot.objects.create(
        panel=panel,
        case=side.things["case"],
        starts_at=begins,
        ends_at=begins + timedelta(minutes=30),
        told_at=NOW,
        told_case=side.things["case"],
        told_room=panel.room,
    )
    side.things["panel"] = panel


def make_extra_call(canaries: Canaries, side: "Side", name: str) -> Call:
    """One more call that has closed, for a selection in another state."""
    face = side.seen_by("house")
    title: Text = canaries.text(f"{side.word}.{name}.title", face)
    call = Call.objects.create(
        programme=side.programme,
        institution=side.institution,
        number=canaries.token(f"{side.word}.{name}.number", face),
        title=title,
        status="closed",
        opens_at=NOW - timedelta(days=9),
        closes_at=NOW - timedelta(days=2),
        published_at=NOW - timedelta(days=9),
        places=1,
    )
    side.calls[name] = call
    return call
