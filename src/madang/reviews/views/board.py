"""The review board of a stage: all cases with their reviews, reminders, reviewers' progress, their questions, a workbook."""

from typing import Final
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext
from django.views.decorators.http import require_POST, require_safe

from madang.core.audit.record import record_view
from madang.core.capacity import Request, acting
from madang.core.policy import Refused
from madang.institutions.capacity import AsStaff
from madang.reviews.actions import boarding
from madang.reviews.board import SHOWS, Progress, Sieve, progress, read_board
from madang.reviews.board_export import workbook
from madang.reviews.board_rows import rows
from madang.reviews.forms.assigning import AnswerForm
from madang.reviews.models import StaffQuestion, Stage
from madang.reviews.plan_words import LANGUAGES
from madang.reviews.policy.setting_up import can_run
from madang.reviews.wishes import answered

from .acting import selection_of, staff, told, warned
from .plans import context_of, stage_of

SHOW_WORDS: Final = {
    "all": gettext_lazy("All"),
    "missing": gettext_lazy("Reviews missing"),
    "late": gettext_lazy("Late"),
    "wide": gettext_lazy("Far apart"),
    "questions": gettext_lazy("Open questions"),
}
_KEPT: Final = ("show", "reviewer", "lang", "sort")
_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@acting(AsStaff)
@require_safe
def index(request: Request, public_id: str) -> HttpResponse:
    """All rows at once: a committee looks at the whole field."""
    selection = selection_of(request, public_id)
    context = context_of(request, selection, None, "board")
    stage = context["stage"]
    if stage is None:
        return render(request, "reviews/board/index.html", context)
    sieve = Sieve.of(request.GET.dict())
    reading = read_board(stage, sieve, now=request.now)
    may_remind = bool(can_run(staff(request), selection)) and stage.state == Stage.State.OPEN
    house = selection.call.institution.slug
    context |= {
        "sieve": sieve,
        "shows": [(show, SHOW_WORDS[show], reading.counts[show], show == sieve.show) for show in SHOWS],
        "reading": reading,
        "languages": [(code, LANGUAGES.get(code, code), code == sieve.language) for code in reading.languages],
        "body": rows(reading.rows, institution=house, call=public_id, stage=stage.public_id, may_remind=may_remind),
        "may_remind": may_remind,
        "heads": _heads(sieve),
        "questions": _questions(stage) if reading.counts["questions"] else [],
        "form": AnswerForm(),
        "may_answer": can_run(staff(request), selection),
        "wishes": answered(stage) if stage.asks_wishes else None,
        "back": urlencode({name: request.GET[name] for name in _KEPT if name in request.GET}),
    }
    return render(request, "reviews/board/index.html", context)


def _heads(sieve: Sieve) -> list[tuple[str, str, str, str]]:
    """(sort to ask for next, words, aria-sort, class) of the columns that sort."""
    words = {
        "label": _("Application"),
        "mean": pgettext("of scores", "Mean"),
        "spread": pgettext("of scores", "Spread"),
        "missing": pgettext("of reviews", "Missing"),
    }
    found = []
    for key, said in words.items():
        here = key == sieve.sort
        following = key if here and sieve.down else f"-{key}" if here or key != "label" else key
        found.append(
            (
                following,
                said,
                ("descending" if sieve.down else "ascending") if here else "",
                "" if key == "label" else "end",
            )
        )
    return found


def _questions(stage: Stage) -> list[StaffQuestion]:
    return list(
        StaffQuestion.objects.filter(assignment__stage=stage, answered_at=None)
        .select_related("assignment__case", "assignment__reviewer__person")
        .order_by("asked_at", "pk")[:20]
    )


@acting(AsStaff)
@require_safe
def reviewers(request: Request, public_id: str) -> HttpResponse:
    """How far each reviewer of the stage is."""
    selection = selection_of(request, public_id)
    context = context_of(request, selection, None, "board")
    stage = context["stage"]
    if stage is not None:
        reading = read_board(stage, Sieve(), now=request.now)
        may_remind = bool(can_run(staff(request), selection)) and stage.state == Stage.State.OPEN
        context |= {"lines": progress(reading), "may_remind": may_remind, "full": reading.full}
    return render(request, "reviews/board/reviewers.html", context)


@acting(AsStaff)
@require_POST
def remind(request: Request, public_id: str, stage_id: str) -> HttpResponse:
    """Remind of one review, of all late ones, or of all that one reviewer has open."""
    selection = selection_of(request, public_id)
    stage = stage_of(selection, stage_id)
    page = "reviews:board_reviewers" if request.POST.get("from") == "reviewers" else "reviews:board"
    chosen = _chosen(request, stage)
    try:
        count = boarding.remind(stage=stage, assignments=chosen, by=request.capacity, now=request.now)
    except Refused as refused:
        warned(request, refused.reason)
    else:
        told(
            request,
            ngettext("A reminder of %(count)d review is sent.", "Reminders of %(count)d reviews are sent.", count)
            % {"count": count},
        )
    return redirect(_back(request, page, stage))


def _chosen(request: Request, stage: Stage) -> list[str]:
    """The public ids of the assignments that are meant."""
    if request.POST.get("remind") == "late":
        reading = read_board(stage, Sieve(), now=request.now)
        return [mark.assignment for row in reading.rows for mark in row.marks if mark.late and not mark.reminded]
    if who := request.POST.get("reviewer", ""):
        lines: list[Progress] = progress(read_board(stage, Sieve(), now=request.now))
        return [one for line in lines if str(line.reviewer) == who for one in line.open_ids]
    return [request.POST.get("remind", "")[:16]]


@acting(AsStaff)
@require_POST
def answer(request: Request, public_id: str, stage_id: str, question: int) -> HttpResponse:
    """Answer a reviewer's question."""
    selection = selection_of(request, public_id)
    stage = stage_of(selection, stage_id)
    own = get_object_or_404(StaffQuestion, pk=question, assignment__stage=stage)
    try:
        boarding.answer(question=own, text=request.POST.get("answer", ""), by=request.capacity, now=request.now)
    except Refused as refused:
        warned(request, refused.reason)
    else:
        told(request, _("The answer is on the reviewer's page."))
    return redirect(_back(request, "reviews:board", stage))


@acting(AsStaff)
@require_safe
def export(request: Request, public_id: str, stage_id: str) -> HttpResponse:
    """The board as a workbook. Taking it along is written into the audit log."""
    selection = selection_of(request, public_id)
    stage = stage_of(selection, stage_id)
    body = workbook(stage)
    record_view(stage, by=request.capacity, at=request.now, action="exported", what="review board")
    response = HttpResponse(body, content_type=_XLSX)
    response["Content-Disposition"] = f'attachment; filename="reviews-{selection.call.public_id}.xlsx"'
    return response


def _back(request: Request, route: str, stage: Stage) -> str:
    """The page one came from, with its filters."""
    address = reverse(route, args=[staff(request).institution.slug, stage.selection.call.public_id])
    kept = request.POST.get("back", "")[:200]
    kept = "".join(sign for sign in kept if sign.isalnum() or sign in "=&-_")
    return f"{address}?stage={stage.public_id}" + (f"&{kept}" if kept else "")
