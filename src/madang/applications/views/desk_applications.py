"""Applications as the desk reads them: the list of a call, one application as a whole, its files."""

from typing import Any, Final

from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from madang.applications import papers
from madang.applications.arrived import HINTS, SHOWS, Choice, arrived, counts, for_rows
from madang.applications.controls import Worded, worded
from madang.applications.deadline import deadline_of
from madang.applications.forms.desk import CorrectionForm
from madang.applications.models import Application, AttachedFile, Correction, FormVersion, Submission
from madang.applications.policy import desk as policy
from madang.applications.printed import Told, parts_of
from madang.applications.reading import form_of
from madang.applications.table import plain_name
from madang.core.audit.record import record_view
from madang.core.capacity import Request, acting
from madang.core.files import download
from madang.core.forms import LANGUAGE_LABELS
from madang.core.policy import require
from madang.core.text import HTML_CODES, reader_language
from madang.institutions.capacity import AsStaff
from madang.programmes import fit
from madang.startups.models import Startup
from madang.startups.rules import facts_of

from .desk_acting import application_of, base, call_of

PER_PAGE: Final = 50


@acting(AsStaff)
@require_safe
def index(request: Request, public_id: str) -> HttpResponse:
    """What was handed in, 50 a page. Drafts are a number: nobody but the startup sees whose they are."""
    call = call_of(request, public_id)
    choice = Choice.of(request.GET.dict())
    rows = for_rows(arrived(call, request.capacity, choice))
    numbers = counts(call)
    context = base(request, call) | {
        "choice": choice,
        "shows": [(key, words, key == choice.show) for key, words in SHOWS.items()],
        "hints": [(key, words, key == choice.hint) for key, words in HINTS.items()],
        "languages": [(code, words, code == choice.language) for code, words in LANGUAGE_LABELS.items()],
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "numbers": numbers,
        "window": deadline_of(call),
        "has_form": bool(numbers["submitted"] or numbers["withdrawn"] or numbers["drafts"])
        or FormVersion.objects.filter(call=call).exists(),
        "may_act": policy.can_act(request.capacity, call),
    }
    return render(request, "applications/desk/applications.html", context)


@acting(AsStaff)
@require_safe
def show(request: Request, public_id: str, application: str) -> HttpResponse:
    """One application read as a whole, as it was handed in; every look is written down."""
    call = call_of(request, public_id)
    held = application_of(request, call, application)
    submissions = sent_of(held)
    here = _chosen(submissions, request.GET.get("submission", ""))
    record_view(held, by=request.capacity, at=request.now, submission=here.number)
    corrections = list(held.corrections.select_related("asked_by", "submission").order_by("-asked_at", "-pk"))
    waiting = next((one for one in corrections if one.answered_at is None and one.recalled_at is None), None)
    context = page(request, held, here, submissions) | {
        "corrections": [(one, named(held, one)) for one in corrections],
        "waiting": waiting,
        "form": correction_form(held) if waiting is None else None,
        "may_ask": policy.can_ask_correction(request.capacity, held),
        "fit": fit.fit(call, facts_of(Startup.objects.with_facts().get(pk=held.startup_id)), now=request.now)
        if call.rule
        else None,
    }
    return render(request, "applications/desk/application.html", context)


def sent_of(application: Application) -> list[Submission]:
    """Everything that was handed in, the newest first. One query."""
    rows = application.submissions.select_related("form", "submitted_by").defer("form__definition")
    return list(rows.order_by("-number"))


def _chosen(submissions: list[Submission], asked: str) -> Submission:
    return next((one for one in submissions if str(one.number) == asked), submissions[0])


def page(request: Request, held: Application, here: Submission, submissions: list[Submission]) -> dict[str, Any]:
    """What the page of an application shows of one submission of it."""
    attached = {
        file.document.public_id: file.public_id for file in held.files.select_related("document").order_by("pk")
    }
    return base(request, held.call) | {
        "application": held,
        "startup": held.startup,
        "submission": here,
        "submissions": submissions,
        "parts": parts_of(here, held),
        "attached": attached,
        "answers_lang": HTML_CODES[held.language] if held.language != reader_language() else "",
        "window": deadline_of(held.call),
    }


def named(application: Application, correction: Correction) -> list[Any]:
    """The questions a request names, in words."""
    labels = {one.id: worded(one.label, reader_language()) for one in form_of(application.form).questions()}
    return [labels[key] for key in correction.questions if key in labels]


def correction_form(application: Application, data: Any = None) -> CorrectionForm:
    """The request to correct, with every question of the form to tick."""
    lang = reader_language()
    questions = [(one.id, one.label.said(lang)) for one in form_of(application.form).questions()]
    return CorrectionForm(data, questions=questions, zone=application.call.zone)


@acting(AsStaff)
@require_safe
def compare(request: Request, public_id: str, application: str) -> HttpResponse:
    """What was handed in first and last, side by side: the answers that differ."""
    call = call_of(request, public_id)
    held = application_of(request, call, application)
    submissions = sent_of(held)
    first, last = submissions[-1], submissions[0]
    record_view(held, by=request.capacity, at=request.now, submission=last.number, beside=first.number)
    before = {told.id: told for part in parts_of(first, held) for told in part.told}
    rows: list[tuple[Worded, Told | None, Told | None]] = []
    for part in parts_of(last, held):
        for told in part.told:
            old = before.pop(told.id, None)
            if first.content["answers"].get(told.id) != last.content["answers"].get(told.id):
                rows.append((told.label, old, told))
    rows += [(old.label, old, None) for old in before.values() if not old.is_empty]
    context = page(request, held, last, submissions) | {"first": first, "last": last, "rows": rows}
    return render(request, "applications/desk/compare.html", context)


@acting(AsStaff)
@require_safe
def file(request: Request, public_id: str, application: str, file_id: str) -> HttpResponse | FileResponse:
    """A file that a submission names; who fetched it is written down. Anything else of the wallet is absent."""
    held = application_of(request, call_of(request, public_id), application)
    found: AttachedFile = get_object_or_404(held.files.select_related("document"), public_id=file_id)
    if not any(_names(submission, found) for submission in held.submissions.only("content", "application")):
        raise Http404
    record_view(held, by=request.capacity, at=request.now, action="downloaded", file=found.pk, question=found.question)
    return download(found.document.file, name=found.name, content_type=found.content_type)


def _names(submission: Submission, file: AttachedFile) -> bool:
    return any(
        isinstance(one, dict) and one.get("document") == file.document.public_id
        for value in submission.content.get("answers", {}).values()
        if isinstance(value, list)
        for one in value
    )


@acting(AsStaff)
@require_safe
def pdf(request: Request, public_id: str, application: str, number: int) -> HttpResponse:
    """What was handed in as PDF, in the language it was written in; who fetched it is written down."""
    held = application_of(request, call_of(request, public_id), application)
    rows = held.submissions.select_related("form", "submitted_by")
    submission: Submission = get_object_or_404(rows, number=number)
    submission.application = held
    require(policy.can_read(request.capacity, held.call))
    record_view(held, by=request.capacity, at=request.now, action="downloaded", submission=number)
    name = f"{plain_name(held.number)}-{number}.pdf"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(papers.application(submission), content_type="application/pdf", headers=headers)
