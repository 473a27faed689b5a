"""One answer at a time, as the page saves it while someone writes; and who else is writing."""

from dataclasses import replace
from datetime import datetime

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from madang.applications.actions.writing import Saved, be_here
from madang.applications.bank import bank_of
from madang.applications.controls import Sent
from madang.applications.models import Application, AttachedFile
from madang.applications.reading import day_of
from madang.applications.shedding import sheds
from madang.applications.showing import Asking, ask, ask_all, clock, with_clash, with_faults, with_words
from madang.core.capacity import Request, acting
from madang.core.files import download
from madang.core.policy import Refused
from madang.engines.forms.definition import FileLimits, Question
from madang.startups.capacity import AsMember

from .acting import found
from .working import Work, around, company, save_sent, status_of, wallet_for, work_of


@sheds
@acting(AsMember)
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: Request, public_id: str, question: str) -> HttpResponse:
    """One answer, as the page saves it while someone writes; read, it is the question as it stands now."""
    application = found(request, public_id)
    if request.method != "POST":
        return _read_one(request, application, question)
    work = work_of(request, application)
    asked = next((one for one in work.sheet.form.questions() if one.id == question), None)
    if asked is None or isinstance(asked.limits, FileLimits):
        raise Http404
    sent = dict(request.POST.lists()) | ({} if f"v.{question}" in request.POST else {f"v.{question}": ["0"]})
    try:
        done = save_sent(request, work, [asked], sent)
    except Refused as refusal:
        context = {"asked": {"id": question}, "refusal": refusal.reason, "application": application}
        return render(request, "applications/s/_state.html", context, status=409)
    return _answered(request, work, asked, done, sent)


def _read_one(request: Request, application: Application, question: str) -> HttpResponse:
    work = work_of(request, application)
    place = work.sheet.section_of(question)
    here = work.sheet.section(place)
    if here is None:
        raise Http404
    if not work.may:
        return redirect("applications:application", application.startup.slug, application.public_id)
    asked = next(one for one in here[1] if one.id == question)
    asking = Asking(work.sheet, request.now, bank_of(application.startup, today=day_of(application, request.now)))
    context = {"asked": ask_all(asking, (asked,))[0], "wallet": wallet_for(application, [asked])}
    return render(request, "applications/s/_question.html", context | around(request, work, place))


def _answered(request: Request, work: Work, question: Question, done: Saved, sent: Sent) -> HttpResponse:
    """The state beside the field; with it the progress, and questions that this answer opened or shut."""
    before = {one.id for _section, questions in work.sheet.sections for one in questions}
    # What was just saved is at hand: nothing is read again.
    sheet = replace(work.sheet, application=done.application, entries={**work.sheet.entries, **done.entries})
    done.application.startup = work.application.startup
    fresh = Work(done.application, work.window, work.correction, sheet, work.may)
    after = {one.id for _section, questions in sheet.sections for one in questions}
    asking = Asking(sheet, request.now, {})
    asked = ask(asking, question)
    if question.id in done.clashes:
        asked = with_clash(asked, done.clashes[question.id].mine, done.clashes[question.id].theirs)
    elif question.id in done.faults:
        asked = with_faults(asked, done.faults[question.id])
    elif question.id in done.refused:
        asked = with_words(asked, (str(done.refused[question.id]),))
    section = sheet.section_of(question.id) or work.sheet.section_of(question.id)
    home = next((one for one in sheet.form.sections if one.id == section), None)
    turned = [one for one in home.questions if (one.id in before) != (one.id in after)] if home else []
    opened = [ask(asking, one) if one.id in after else {"id": one.id, "shown": False} for one in turned]
    context = {
        "asked": asked,
        "turned": opened,
        "seen": sent[f"v.{question.id}"][-1],
        "saved_now": bool(done.changed) or question.id in done.entries,
        "wallet": wallet_for(done.application, turned),
        "is_swap": True,
        "clock": clock(request.now, work.window.zone, request.now),
    }
    status = 200 if done.is_whole else status_of(done)
    return render(
        request, "applications/s/_answered.html", context | around(request, fresh, section), status=status
    )  # fmt: skip


@acting(AsMember)
@require_POST
def here(request: Request, public_id: str) -> HttpResponse:
    """Who else of the team is writing, and what they saved since this page was opened. Asked again and again by the page."""
    application = found(request, public_id)
    work = work_of(request, application)
    if work.may:
        be_here(application=application, question=request.POST.get("at", ""), by=request.capacity, now=request.now)
    since = parse_moment(request.POST.get("since", ""))
    context = company(request, work.sheet, since=since) | {"application": application, "startup": application.startup}
    return render(request, "applications/s/_company.html", context)


def parse_moment(text: str) -> datetime | None:
    """A moment as a page sent it back, or None for anything else."""
    try:
        moment = parse_datetime(text[:40])
    except ValueError:
        return None
    return moment if moment is not None and moment.tzinfo is not None else None


@acting(AsMember)
@require_safe
def file(request: Request, public_id: str, file_id: str) -> HttpResponse | FileResponse:
    """A file of the application, also one that was taken off: a submission may show it."""
    application = found(request, public_id)
    held: AttachedFile = get_object_or_404(application.files.select_related("document"), public_id=file_id)
    return download(held.document.file, name=held.name, content_type=held.content_type)
