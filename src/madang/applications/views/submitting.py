"""Handing in: the read-through before it, the receipt after it, and the papers one keeps."""

from typing import Any
from uuid import UUID, uuid4

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import slugify
from django.views.decorators.http import require_http_methods, require_safe

from madang.applications import papers
from madang.applications.actions.locking import KeyReused
from madang.applications.actions.submitting import hand_in
from madang.applications.deadline import deadline_of
from madang.applications.models import Application, Submission
from madang.applications.printed import parts
from madang.core.capacity import Request, acting
from madang.core.policy import Refused
from madang.core.text import reader_language
from madang.startups.capacity import AsMember

from .acting import found, member
from .overview import checklist, eligibility, signs
from .working import around, work_of


@acting(AsMember)
@require_http_methods(["GET", "HEAD", "POST"])
def submit(request: Request, public_id: str) -> HttpResponse:
    """Read everything once more, then hand it in. The page's own key makes a second click show the receipt of the first."""
    if request.method != "POST":
        return _read_through(request, public_id)
    key, seen = _key(request.POST.get("key", "")), request.POST.get("seen", "")[:64]
    if key is None:
        return _read_through(request, public_id, status=422)
    try:
        made = hand_in(
            public_id=public_id,
            key=key,
            seen=seen,
            by=member(request),
            now=request.now,
            knows_age="knows_age" in request.POST,
        )
    except Application.DoesNotExist as absent:
        raise Http404 from absent
    except KeyReused as refusal:
        return _read_through(request, public_id, refusal=refusal.reason, status=422)
    except Refused as refusal:
        return _read_through(request, public_id, refusal=refusal.reason, status=409)
    return redirect("applications:receipt", member(request).startup.slug, public_id, made.number)


def _key(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _read_through(request: Request, public_id: str, *, refusal: str = "", status: int = 200) -> HttpResponse:
    application = found(request, public_id)
    work = work_of(request, application)
    last = application.submissions.defer("content").order_by("-number").first()
    if not work.may and not refusal and status == 200:
        return redirect("applications:application", application.startup.slug, application.public_id)
    context = around(request, work) | checklist(request, work) | signs(request, work)
    context |= eligibility(request, application) | {
        "parts": parts(work.sheet),
        "key": uuid4(),
        "refusal": refusal,
        "knows_age": "knows_age" in request.POST,
        "last": last,
    }
    return render(request, "applications/s/submit.html", context, status=status)


def _submission(request: Request, public_id: str, number: int) -> Submission:
    application = found(request, public_id)
    rows = (
        Submission.objects.filter(application=application)
        .select_related("form", "submitted_by")
        .defer("form__definition")
    )
    submission: Submission = get_object_or_404(rows, number=number)
    submission.application = application
    return submission


@acting(AsMember)
@require_safe
def receipt(request: Request, public_id: str, number: int) -> HttpResponse:
    """The proof that it was handed in: number, time by the database's clock, and the hash of what it said."""
    submission = _submission(request, public_id, number)
    application = submission.application
    context: dict[str, Any] = {
        "application": application,
        "call": application.call,
        "startup": application.startup,
        "window": deadline_of(application.call),
        "submission": submission,
        "answered": len(submission.content["answers"]),
    }
    return render(request, "applications/s/receipt.html", context)


@acting(AsMember)
@require_safe
def receipt_pdf(request: Request, public_id: str, number: int) -> HttpResponse:
    submission = _submission(request, public_id, number)
    return _pdf(papers.receipt(submission, lang=reader_language()), "receipt", submission)


@acting(AsMember)
@require_safe
def application_pdf(request: Request, public_id: str, number: int) -> HttpResponse:
    """What was handed in, in the language it was written in."""
    submission = _submission(request, public_id, number)
    return _pdf(papers.application(submission), "application", submission)


def _pdf(body: bytes, what: str, submission: Submission) -> HttpResponse:
    name = slugify(f"{what}-{submission.application.number}-{submission.number}")
    headers = {"Content-Disposition": f'attachment; filename="{name}.pdf"'}
    return HttpResponse(body, content_type="application/pdf", headers=headers)
