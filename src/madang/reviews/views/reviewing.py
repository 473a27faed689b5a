"""The reviewer's pages: the work there is, and one review with the application beside its rubric."""

import secrets
import uuid
from datetime import datetime

from django.contrib import messages
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from madang.core.audit.record import record_view
from madang.core.capacity import Request, acting
from madang.core.moments import clock, day_of
from madang.core.policy import Refused
from madang.reviews import sheet
from madang.reviews.actions import reviewing as actions
from madang.reviews.capacity import AsReviewer
from madang.reviews.cleaning import UncleanableError, cleaned
from madang.reviews.models import (
    Assignment,
    PanelMember,
    Review,
    Sanction,
    Scenario,
    Score,
    Selection,
    Stage,
)
from madang.reviews.policy import reviewing as policy
from madang.reviews.rubric_sheet import Line, Work, around, lines_of, progress


def reviewer(request: Request) -> AsReviewer:
    """The capacity of a view under `@acting(AsReviewer)`."""
    assert isinstance(request.capacity, AsReviewer)
    return request.capacity


@acting(AsReviewer)
@require_safe
def index(request: Request) -> HttpResponse:
    """What there is to do, stage by stage, samples first; and who asks for help."""
    own = reviewer(request)
    rows = (
        Assignment.objects.visible_to(own)
        .select_related("stage__selection__call__institution", "case__application")
        .order_by("stage__due_at", "stage_id", "-case__is_sample", "case__label")
    )
    work: dict[int, list[Assignment]] = {}
    for row in rows:
        work.setdefault(row.stage_id, []).append(row)
    asked = (
        PanelMember.objects.filter(reviewer=own.reviewer, state=PanelMember.State.INVITED)
        .select_related("selection__call__institution")
        .order_by("invited_at")
    )
    works = [
        Work(
            held[0].stage,
            held,
            sum(one.state == Assignment.State.DONE for one in held),
            policy.can_read(own, held[0], now=request.now),
        )
        for held in work.values()
    ]
    context = {
        "works": sorted(works, key=lambda work: work.first is None),  # what is left to do first, each by its last day
        "asked": asked,
        "wishes": wishing(own, now=request.now),
        "kept": kept(own, now=request.now),
    }
    return render(request, "reviews/r/index.html", context)


def wishing(own: AsReviewer, *, now: datetime) -> list[Stage]:
    """Stages that ask this reviewer now what they would like to read."""
    committed = Scenario.objects.filter(stage=OuterRef("pk"), state=Scenario.State.COMMITTED)
    stages = (
        Stage.objects.filter(
            asks_wishes=True,
            wishes_until__gt=now,
            state__in=[Stage.State.PLANNED, Stage.State.OPEN],
            selection__state__in=[Selection.State.RUNNING, Selection.State.DECIDED],
            selection__panel__reviewer=own.reviewer,
            selection__panel__state=PanelMember.State.ACCEPTED,
        )
        .exclude(Exists(committed))
        .select_related("selection__call__institution")
        .order_by("wishes_until", "pk")
    )
    return list(stages)


def kept(own: AsReviewer, *, now: datetime) -> list[Sanction]:
    """What keeps this reviewer from judging now or later, in their own words to read."""
    today = day_of(now)
    sanctions = Sanction.objects.visible_to(own).exclude(ends_on__lt=today)
    return list(sanctions.select_related("institution").order_by("starts_on", "pk"))


def found(request: Request, public_id: str) -> Assignment:
    """An assignment of one's own that is open to read; anything else is absent."""
    own = reviewer(request)
    work = Assignment.objects.visible_to(own).select_related(
        "stage__selection__call__institution", "case__application__call", "reviewer", "member"
    )
    assignment: Assignment = get_object_or_404(work, public_id=public_id)
    if not policy.can_read(own, assignment, now=request.now):
        raise Http404
    return assignment


@acting(AsReviewer)
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: Request, public_id: str) -> HttpResponse:
    """The application and the rubric side by side. Posted without a script: everything is saved, then what was asked is done."""
    assignment = found(request, public_id)
    if request.method == "POST":
        return _posted(request, assignment)
    record_view(assignment.case, by=request.capacity, at=request.now, stage=assignment.stage_id)
    return _page(request, assignment, {})


def _posted(request: Request, assignment: Assignment) -> HttpResponse:
    """Save every field that was sent, then hand in where that was pressed. What could not be saved is said beside its field."""
    errors: dict[str, str] = {}
    for line in lines_of(assignment):
        code = line.criterion.code
        try:
            _save_line(request, assignment, line)
        except Refused as refused:
            errors[code] = refused.reason
    for part in actions.WORDS:
        if part in request.POST:
            try:
                actions.save_words(
                    assignment=assignment, part=part, words=request.POST[part], by=request.capacity, now=request.now
                )
            except Refused as refused:
                errors[part] = refused.reason
    if errors:
        return _page(request, assignment, errors, status=409)
    if request.POST.get("do") == "hand_in":
        return _hand_in(request, assignment)
    messages.success(request, _("Saved."))
    return redirect("reviews:review", assignment.public_id)


def _save_line(request: Request, assignment: Assignment, line: Line) -> Score | None:
    code = line.criterion.code
    value, comment = request.POST.get(f"score.{code}"), request.POST.get(f"comment.{code}")
    if value is None and comment is None:
        return line.score
    if line.score is None and not (value or "").strip() and not (comment or "").strip():
        return None
    sent = request.POST.get(f"v.{code}", "0")
    return actions.save_score(
        assignment=assignment,
        criterion=line.criterion,
        value=value,
        comment=comment,
        version=int(sent) if sent.isdecimal() and len(sent) < 9 else 0,
        by=request.capacity,
        now=request.now,
    )


def _hand_in(request: Request, assignment: Assignment) -> HttpResponse:
    try:
        key = uuid.UUID(request.POST.get("key", ""))
        actions.hand_in(assignment=assignment, key=key, by=request.capacity, now=request.now)
    except Refused as refused:
        return _page(request, assignment, {"hand_in": refused.reason}, status=409)
    except ValueError:
        return _page(request, assignment, {"hand_in": _("Load the page again and press once more.")}, status=422)
    following = around(assignment)[1]
    if following is None:
        messages.success(request, _("Handed in. That was the last one here. Thank you."))
        return redirect("reviews:work")
    messages.success(request, _("Handed in. Here is the next."))
    return redirect("reviews:review", following.public_id)


@acting(AsReviewer)
@require_POST
def field(request: Request, public_id: str, code: str) -> HttpResponse:
    """Save one field as it is written; the answer is its new state, put in beside it."""
    assignment = found(request, public_id)
    if code in actions.WORDS:
        return _words(request, assignment, code)
    line = next((one for one in lines_of(assignment) if one.criterion.code == code), None)
    if line is None:
        raise Http404
    error, theirs, status = "", "", 200
    try:
        _save_line(request, assignment, line)
    except actions.Clash as clash:
        error, theirs, status = clash.reason, clash.theirs, 409
    except Refused as refused:
        error, status = refused.reason, 422
    fresh = next(one for one in lines_of(assignment) if one.criterion.code == code)
    context = {
        "assignment": assignment,
        "line": Line(
            fresh.criterion,
            fresh.score,
            fresh.choices,
            fresh.value,
            error,
            "" if error else _saved(assignment, request.now),
            theirs,
        ),
        "progress": progress(lines_of(assignment)),
        "is_swap": True,
    }
    return render(request, "reviews/r/_line_state.html", context, status=status)


def _words(request: Request, assignment: Assignment, part: str) -> HttpResponse:
    error, status = "", 200
    try:
        actions.save_words(
            assignment=assignment, part=part, words=request.POST.get(part, ""), by=request.capacity, now=request.now
        )
    except Refused as refused:
        error, status = refused.reason, 422
    context = {"part": part, "error": error, "saved": "" if error else _saved(assignment, request.now)}
    return render(request, "reviews/r/_words_state.html", context, status=status)


def _saved(assignment: Assignment, now: datetime) -> str:
    return clock(now, assignment.stage.selection.call.zone)


@acting(AsReviewer)
@require_POST
def do(request: Request, public_id: str, verb: str) -> HttpResponse:
    """Take a review back, step back from it, or ask the staff."""
    assignment = found(request, public_id)
    try:
        match verb:
            case "take_back":
                actions.take_back(assignment=assignment, by=request.capacity, now=request.now)
                messages.success(request, _("You have it back. Hand it in again when it is done."))
            case "step_back":
                actions.step_back(
                    assignment=assignment,
                    reason=request.POST.get("reason", ""),
                    is_tie=request.POST.get("tie") == "on",
                    by=request.capacity,
                    now=request.now,
                )
                messages.success(request, _("You have stepped back. The staff will find someone else."))
                return redirect("reviews:work")
            case "ask":
                actions.ask_staff(
                    assignment=assignment, text=request.POST.get("text", ""), by=request.capacity, now=request.now
                )
                messages.success(request, _("The staff have your question. The answer will stand on this page."))
            case _:
                raise Http404
    except Refused as refused:
        return _page(request, assignment, {verb: refused.reason}, status=409)
    return redirect("reviews:review", assignment.public_id)


@acting(AsReviewer)
@require_safe
def paper(request: Request, public_id: str, question: str, place: int) -> HttpResponse:
    """A file of the application, as the stage shows it: in a blind stage without names, inside and out."""
    assignment = found(request, public_id)
    submission = sheet.newest(assignment.case)
    shown = {
        (one.question, one.place): one
        for page in sheet.pages(assignment.case, assignment.stage, submission, assignment.case.redactions.all())
        for answer in page.answers
        for one in answer.papers
        if one.is_shown
    }
    wanted = shown.get((question, place))
    if wanted is None:
        raise Http404
    said = submission.content["answers"][question][place - 1]
    held = get_object_or_404(
        assignment.case.application.files.select_related("document"), question=question, sha256=said["sha256"]
    )
    with held.document.file.open("rb") as opened:
        data = opened.read()
    if assignment.stage.is_blind:
        try:
            data = cleaned(data, held.content_type)
        except UncleanableError:
            raise Http404 from None
    record_view(held, by=request.capacity, at=request.now, action="downloaded", stage=assignment.stage_id)
    response = HttpResponse(data, content_type=held.content_type)
    response["Content-Disposition"] = (
        content_disposition_header(as_attachment=True, filename=wanted.name) or "attachment"
    )
    response["Content-Security-Policy"] = "sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _page(request: Request, assignment: Assignment, errors: dict[str, str], status: int = 200) -> HttpResponse:
    submission = sheet.newest(assignment.case)
    review = Review.objects.filter(assignment=assignment).first()
    lines = [_again(request, line, errors) for line in lines_of(assignment)]
    before, after, place, count = around(assignment)
    held = {part: request.POST.get(part, getattr(review, part, "") if review else "") for part in actions.WORDS}
    context = {
        "assignment": assignment,
        "call": assignment.stage.selection.call,
        "pages": sheet.pages(assignment.case, assignment.stage, submission, assignment.case.redactions.all()),
        "lines": lines,
        "progress": progress(lines),
        "words": held,
        "errors": errors,
        "before": before,
        "after": after,
        "place": place,
        "count": count,
        "review": review,
        "sample": actions.sample_first(assignment),
        "questions": list(assignment.questions.order_by("asked_at")),
        "may_write": policy.can_write(reviewer(request), assignment, now=request.now),
        "may_take_back": policy.can_take_back(reviewer(request), assignment, now=request.now),
        "may_step_back": policy.can_step_back(reviewer(request), assignment, now=request.now),
        "key": uuid.UUID(bytes=secrets.token_bytes(16), version=4),
        "is_late": assignment.due_at is not None and assignment.due_at < request.now,
    }
    return render(request, "reviews/r/review.html", context, status=status)


def _again(request: Request, line: Line, errors: dict[str, str]) -> Line:
    """The line with what was typed and why it was not saved, where that happened."""
    code = line.criterion.code
    if code not in errors:
        return line
    typed = request.POST.get(f"score.{code}", line.value)
    return Line(line.criterion, line.score, line.choices, typed, errors[code])
