"""Mail to reviewers: what was given to them, and a reminder of what is still open. Never who applied."""

import hashlib
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation

from madang.core import moments
from madang.core.jobs import enqueue, job
from madang.reviews.models import Assignment, PanelMember, StaffQuestion, Stage


@job("reviews.tell_assigned")
def tell_assigned(*, stage: int, members: list[int], at: str) -> None:
    """One job for each reviewer, so that each has one mail whatever happens to the others. `at`: when it was given."""
    for member in members:
        enqueue(tell_one, stage=stage, member=member, at=at)


@job("reviews.tell_one_assigned")
def tell_one(*, stage: int, member: int, at: str) -> None:
    """How many applications wait, from when and until when. Nothing if all were taken away again meanwhile."""
    who = PanelMember.objects.select_related("reviewer__person").get(pk=member)
    own = Stage.objects.select_related("selection__call__institution").get(pk=stage)
    count = Assignment.objects.filter(stage=own, member=who, state=Assignment.State.GIVEN).count()
    if count:
        _send("assigned", own, who, {"count": count, "opens": own.opens_at}, key=f"{stage}.{member}.{at}")


@job("reviews.remind")
def remind(*, assignments: list[int], at: str) -> None:
    """One mail to the reviewer of these assignments (all of one member) that are still open."""
    waiting = list(
        Assignment.objects.filter(pk__in=assignments, state=Assignment.State.GIVEN).select_related(
            "stage__selection__call__institution", "member__reviewer__person"
        )
    )
    if waiting:
        first = waiting[0]
        context = {"count": len(waiting)}
        _send("reminder", first.stage, first.member, context, key=f"{first.stage_id}.{first.member_id}.{at}")


@job("reviews.ask_wishes")
def ask_wishes(*, stage: int, member: int, at: str) -> None:
    """Which applications would they like to read. Nothing once wishes are no longer taken, or they have answered."""
    who = PanelMember.objects.select_related("reviewer__person").get(pk=member)
    own = Stage.objects.select_related("selection__call__institution").get(pk=stage)
    if own.asks_wishes and own.wishes_until and own.wishes_until > timezone.now():
        page = ("reviews:wishes", own.public_id)
        _send("wishes", own, who, {"until": own.wishes_until}, key=f"{stage}.{member}.{at}", page=page)


def _send(
    kind: str,
    stage: Stage,
    member: PanelMember,
    context: dict[str, Any],
    *,
    key: str,
    page: tuple[str, ...] = ("reviews:work",),
) -> None:
    """In the reader's language; the Message-ID is the same when a killed worker sends it again."""
    person = member.reviewer.person
    if not person.is_active:
        return
    call = stage.selection.call
    with translation.override(person.language):
        said = {
            "call": call,
            "stage": stage,
            "due": _moment(stage.due_at, call.zone),
            "link": settings.MADANG_ADDRESS + reverse(page[0], args=page[1:]),
        } | context
        said |= {name: _moment(context.get(name), call.zone) for name in ("opens", "until")}
        text = render_to_string(f"reviews/email/{kind}.txt", said).strip()
    subject, _newline, body = text.partition("\n")
    host = urlsplit(settings.MADANG_ADDRESS).hostname or "madang"
    message = EmailMessage(subject.strip(), body.strip() + "\n", settings.DEFAULT_FROM_EMAIL, [person.email])
    mark = hashlib.sha256(f"{kind}.{key}".encode()).hexdigest()[:24]
    message.extra_headers = {"Message-ID": f"<{kind}.{mark}@{host}>"}
    message.send()


def _moment(moment: datetime | None, zone: str) -> str:
    return moments.moment(moment, zone, now=moment) if moment else ""


@job("reviews.tell_answered")
def tell_answered(*, question: int, at: str) -> None:
    """The staff have answered a reviewer's question. The words themselves stay on the page."""
    asked = StaffQuestion.objects.select_related(
        "assignment__stage__selection__call__institution", "assignment__member__reviewer__person", "assignment__case"
    ).get(pk=question)
    own = asked.assignment
    _send("answered", own.stage, own.member, {"label": own.case.label}, key=f"{question}.{at}")
