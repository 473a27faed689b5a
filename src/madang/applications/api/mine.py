"""Applications of the caller's startups, as the API tells of them: what stands in them, never how they are judged."""

from datetime import datetime
from typing import Annotated, Any, Literal

from django.http import Http404
from ninja import Field, Query, Router, Schema
from pydantic import WithJsonSchema

from madang.applications.deadline import Deadline
from madang.applications.listing import Listed, stand
from madang.applications.models import Application, Submission
from madang.applications.reading import form_of, learn, sheet_of
from madang.core.api import Order, Paging, Said, answers, pages, said, serving
from madang.engines.forms import shown
from madang.people.api_auth import signed_in
from madang.startups.api import MemberRequest
from madang.startups.capacity import AsMember

router = Router(tags=["My applications"])

Stands = Literal["writing", "grace", "lapsed", "correct", "submitted", "withdrawn"]
_Answer = WithJsonSchema({"description": "In the form that `docs/reference/forms.md` gives for its kind."})


class ApplicationRow(Schema):
    """An application of my startup in a list."""

    id: str = Field(examples=["9f3c2a7b41d05e68"])
    number: str | None = Field(
        description="What one quotes on the phone; given with the first save.", examples=["7KQ4-XN2P"]
    )
    call: str = Field(description="The id of the call.")
    title: Said = Field(description="The title of the call.")
    stands: Stands = Field(
        description="`grace`: closed, but a draft with a number may be finished. `lapsed`: closed without being handed in. "
        "`correct`: the institution asks for a correction."
    )
    answered: int
    asked: int
    closes_at: datetime | None
    ends_at: datetime | None = Field(description="Until when something can be done; null where nothing is to be done.")
    zone: str = Field(description="The time zone of the call.", examples=["Asia/Seoul"])
    submitted_at: datetime | None
    changed_at: datetime


class ApplicationPage(Schema):
    """A page of applications."""

    items: list[ApplicationRow]
    next: str | None
    previous: str | None


class AnswerOne(Schema):
    """One answer."""

    question: str = Field(description="The question's id in the form.")
    kind: str
    value: Annotated[Any, _Answer]


class SubmissionOne(Schema):
    """What was handed in, as a receipt tells it."""

    number: int = Field(description="Counts from 1; a later one answers a request to correct.")
    submitted_at: datetime
    in_grace: bool
    content_hash: str = Field(description="SHA-256 of the canonical content, in hex.")


class ApplicationOne(ApplicationRow):
    """One application with its answers."""

    language: Literal["ko", "zh", "en"] = Field(description="The language the answers are written in.")
    form: int = Field(description="The number of the form's version.")
    answers: list[AnswerOne] = Field(description="After handing in, those of the last submission.")
    submissions: list[SubmissionOne] = Field(description="Newest first.")


def _row(one: Listed) -> dict[str, Any]:
    application: Application = one.application
    window: Deadline = one.window
    return {
        "id": application.public_id,
        "number": application.number,
        "call": application.call.public_id,
        "title": said(application.call.title),
        "stands": one.stands,
        "answered": one.progress.answered,
        "asked": one.progress.asked,
        "closes_at": window.closes_at,
        "ends_at": one.ends_at,
        "zone": window.zone,
        "submitted_at": application.submitted_at,
        "changed_at": application.changed_at,
    }


@router.get(
    "/{startup}/applications",
    response=answers(ApplicationPage, 304, 404),
    auth=signed_in("applications"),
    summary="Applications of my startup",
)
@serving(AsMember)
def my_applications(request: MemberRequest, filters: Query[Paging]) -> dict[str, Any]:
    """What changed last comes first. Scope `applications`."""
    rows = Application.objects.visible_to(request.capacity).for_startup_list()
    page = pages(rows, Order("applications", "changed_at", descending=True, kind="time"), request, filters)
    learn(one.form for one in page.rows)
    return page.of([_row(stand(one, now=request.now)) for one in page.rows])


@router.get(
    "/{startup}/applications/{application}",
    response=answers(ApplicationOne, 304, 404),
    auth=signed_in("applications"),
    summary="One application of my startup",
)
@serving(AsMember)
def my_application(request: MemberRequest, application: str) -> dict[str, Any]:
    """With its answers and what was handed in. Scope `applications`."""
    rows = Application.objects.visible_to(request.capacity).for_startup_list()
    found: Application | None = rows.filter(public_id=application).first()
    if found is None:
        raise Http404
    submissions = list(found.submissions.select_related("form").order_by("-number"))
    return _row(stand(found, now=request.now)) | {
        "language": found.language,
        "form": found.form.number,
        "answers": _answers(found, submissions),
        "submissions": [
            {
                "number": one.number,
                "submitted_at": one.submitted_at,
                "in_grace": one.in_grace,
                "content_hash": one.content_hash,
            }
            for one in submissions
        ],
    }


def _answers(application: Application, submissions: list[Submission]) -> list[dict[str, Any]]:
    if submissions:
        form, held = form_of(submissions[0].form), submissions[0].content["answers"]
    else:
        sheet = sheet_of(application)
        form, held = sheet.form, sheet.answers
    return [
        {"question": question.id, "kind": question.kind, "value": held[question.id]}
        for _section, questions in shown(form, held)
        for question in questions
        if held.get(question.id) is not None
    ]
