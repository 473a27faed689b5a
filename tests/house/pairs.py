"""Seven changes to the test street that nobody outside may notice, and for each a leak as one could be written by mistake."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any, Final
from uuid import NAMESPACE_URL, uuid5

from django.db.models import F, Min
from django.http import HttpResponse

from madang.applications.models import Application
from madang.people.models import Person
from madang.reviews.actions import intake
from madang.reviews.models import (
    Assignment,
    Conflict,
    Decision,
    Outcome,
    PanelMember,
    Relation,
    Review,
    Score,
    Selection,
    StaffQuestion,
    StageStanding,
)
from madang.startups.models import Startup
from tests.factories.programmes import NOW

from .world import World
from .world_applications import hand_in, make_filed
from .world_reviews import _seat

WORDS: Final = "Quite other words, and many more of them than there were before."
_KEY: Final = {"key": "00000000-0000-4000-8000-00000000beef"}
# What is sent, by name. Without a key a form is only refused; with one a place is taken or given up, and an objection made.
BODIES: Final[dict[str, dict[str, str]]] = {
    "": {"text": WORDS, "challenged": "documents:A", "verb": "confirm", "seen": "0" * 64},
    "confirm": _KEY | {"verb": "confirm"},
    "give up": _KEY | {"verb": "give_up", "sure": "on", "reason": WORDS},
    "object": _KEY | {"text": WORDS},
}


def _reviewer_identity(world: World) -> None:
    """Somebody else wrote every review of the colleague, and the colleague has another name."""
    for side in world.sides.values():
        old, new = side.things["colleague"], side.things["spare"]
        Assignment.objects.filter(reviewer=old).update(reviewer=new)
        PanelMember.objects.filter(reviewer=old).update(reviewer=new)
        Person.objects.filter(pk=old.person_id).update(name="Brandnewword", email=f"brandnew{old.pk}@example.test")


def _unreleased_score(world: World) -> None:
    """Other scores, totals and results wherever nothing was told."""
    hidden = [side.things[name].pk for side in world.sides.values() for name in ("selection", "waiting")]
    Score.objects.filter(review__assignment__stage__selection__in=hidden).update(value=1)
    Review.objects.filter(assignment__stage__selection__in=hidden, total__isnull=False).update(total=Decimal("4.5"))
    StageStanding.objects.filter(stage__selection__in=hidden).update(score=4, place=9, status="failed")
    Outcome.objects.filter(selection__in=hidden).update(
        result="not_selected", score=4, place=9, reserve_order=None, standing="final"
    )
    Decision.objects.filter(selection__in=hidden).update(used="calibrated", input_hash="f" * 64)


def _unreleased_comment(world: World) -> None:
    """Other words of reviewers and staff, wherever they were not released."""
    Review.objects.filter(released__isnull=True).update(to_applicant=WORDS, language="zh")
    Review.objects.update(to_staff=WORDS)
    Score.objects.filter(review__released__isnull=True).update(comment=WORDS)
    StaffQuestion.objects.update(text=WORDS, answer=WORDS)
    Decision.objects.update(minutes=WORDS, present=["Brandnewword"])


def _conflict(world: World) -> None:
    """What stood between two is gone, and others stand where none stood."""
    Conflict.objects.all().delete()
    Relation.objects.all().delete()
    for side in world.sides.values():
        for name in ("judge", "colleague", "spare"):
            for case in (side.things["other case"], side.things["waiting case"], side.things["told case"]):
                Conflict.objects.create(
                    case=case, reviewer=side.things[name], rule="kin", source="detected", found_at=NOW
                )
        Relation.objects.create(
            reviewer=side.things["tied"],
            kind="kin",
            startup=side.things["siblings"][0],
            source="stated",
            stated_by=side.people["head"],
            stated_at=NOW,
        )


def _reserve_order(world: World) -> None:
    """The reserve list the other way round: the own number where it was not told, that of others where it was."""
    for side in world.sides.values():
        for selection in (side.things["waiting"], side.things["told"]):
            listed = list(Outcome.objects.filter(selection=selection, result="reserve").order_by("reserve_order"))
            Outcome.objects.filter(pk__in=[one.pk for one in listed]).update(reserve_order=None)
            for number, one in enumerate(reversed(listed), start=1):
                Outcome.objects.filter(pk=one.pk).update(reserve_order=number, place=F("place"))


def make_bystanders(world: World) -> None:
    """Three startups a side that apply nowhere yet: how many startups the street has is no secret, so all worlds have them."""
    for side in world.sides.values():
        side.things["bystanders"] = [
            Startup.objects.create(slug=f"more-{side.word.lower()}-{number}", founding_type="pre_founder")
            for number in range(3)
        ]


def _sibling_applications(world: World) -> None:
    """Three startups more apply everywhere, one of them with a draft, one withdrawn; the selections take them in."""
    for side in world.sides.values():
        writer = side.things["colleague"].person
        for startup, state in zip(side.things["bystanders"], ("submitted", "draft", "withdrawn"), strict=True):
            for name in ("published", "closed", "deciding", "decided"):
                call = side.calls[name]
                form = call.form_versions.get()
                public_id = uuid5(NAMESPACE_URL, f"more {startup.slug} {call.pk}").hex[:16]
                filed = {"withdrawn_at": NOW} if state == "withdrawn" else {}
                if state == "draft":
                    filed["submitted_at"] = None
                application = make_filed(startup, call, form, public_id, by=writer, state=state, **filed)
                if state != "draft":
                    hand_in(application, {"title": "One more", "story": WORDS}, writer)
        for name in ("selection", "waiting", "told"):
            intake.take_in(side.things[name], now=NOW)


def _reviewer_count(world: World) -> None:
    """More reviewers, more reviews, and all of them at other times."""
    Assignment.objects.update(given_at=NOW - timedelta(days=4), due_at=NOW + timedelta(days=2))
    Review.objects.update(changed_at=NOW - timedelta(hours=7))
    Review.objects.filter(state="submitted").update(submitted_at=NOW - timedelta(hours=7))
    for side in world.sides.values():
        for number, case in enumerate([side.things["case"], side.things["waiting case"], side.things["told case"]]):
            selection = case.selection
            seat = _seat(selection, side.things["spare"])
            stage = selection.stages.exclude(kind__in=["eligibility", "notice"]).order_by("position")[0]
            extra = Assignment.objects.create(
                stage=stage, case=case, member=seat, reviewer=seat.reviewer, label=f"Z{number}", state="done",
                given_by=side.people["head"], given_at=NOW,
            )  # fmt: skip
            Review.objects.create(
                assignment=extra, state="submitted", total=50, to_applicant=WORDS, submitted_at=NOW, changed_at=NOW
            )


PAIRS: Final[dict[str, Callable[[World], None]]] = {
    "reviewer identity": _reviewer_identity,
    "unreleased score": _unreleased_score,
    "unreleased comment": _unreleased_comment,
    "conflict": _conflict,
    "reserve order": _reserve_order,
    "sibling applications": _sibling_applications,
    "reviewer count and times": _reviewer_count,
}


# What a slip could let out on the page of a result: each by another way.
def _in_a_comment(response: HttpResponse) -> None:
    names = Assignment.objects.order_by("pk").values_list("reviewer__person__name", flat=True)
    response.content += f"<!-- {', '.join(names)} -->".encode()


def _in_the_etag(response: HttpResponse) -> None:
    response.headers["ETag"] = f'"{sum(Score.objects.values_list("value", flat=True)):x<20}"'


def _in_the_length(response: HttpResponse) -> None:
    response.content += b" " * max(len(words) for words in Review.objects.values_list("to_applicant", flat=True))


def _in_the_status(response: HttpResponse) -> None:
    if Conflict.objects.filter(reviewer__panels__isnull=False, rule="adviser").exists():
        response.status_code = 409


def _in_the_order(response: HttpResponse) -> None:
    listed = Outcome.objects.filter(result="reserve").order_by("selection", "reserve_order")
    response.headers["X-Siblings"] = " ".join(listed.values_list("case__application__startup__slug", flat=True))


def _in_the_queries(response: HttpResponse) -> None:
    for application in Application.objects.filter(call__in=Selection.objects.values("call")):
        str(application.startup.slug)


def _in_the_time(response: HttpResponse) -> None:
    response.headers["Last-Modified"] = str(Review.objects.aggregate(first=Min("submitted_at"))["first"])


LEAKS: Final[dict[str, Callable[[HttpResponse], Any]]] = dict(
    zip(
        PAIRS,
        (
            _in_a_comment,
            _in_the_etag,
            _in_the_length,
            _in_the_status,
            _in_the_order,
            _in_the_queries,
            _in_the_time,
        ),
        strict=True,
    )
)
