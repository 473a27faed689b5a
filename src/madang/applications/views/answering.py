"""One answer at a time, as the page saves it while someone writes; and who else is writing."""

from datetime import datetime

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from madang.applications.actions.locking import standing_correction
from madang.applications.actions.writing import Answered, NotAskedError, be_here
from madang.applications.actions.writing import answer as save_answer
from madang.applications.at_once import at_once, window_of
from madang.applications.bank import bank_of
from madang.applications.models import Application, AttachedFile
from madang.applications.policy.writing import can_write
from madang.applications.reading import day_of
from madang.applications.shedding import sheds
from madang.applications.showing import Asking, ask, ask_all, clock, with_clash, with_faults, with_words
from madang.core.capacity import Request, acting
from madang.core.files import download
from madang.core.policy import YES, Refused
from madang.startups.capacity import AsMember

from .acting import found, member
from .working import Work, around, company, status_of, version_in, wallet_for, work_of, writing_now


@sheds
@acting(AsMember)
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: Request, public_id: str, question: str) -> HttpResponse:
    """One answer, as the page saves it while someone writes; read, it is the question as it stands now."""
    if request.method != "POST":
        return _read_one(request, found(request, public_id), question)
    sent = dict(request.POST.lists())
    seen = version_in(sent, question)
    try:
        done = save_answer(
            public_id=public_id, question=question, sent=sent, seen=seen, by=member(request), now=request.now
        )
    except (Application.DoesNotExist, NotAskedError) as absent:
        raise Http404 from absent
    except Refused as refusal:
        context = {"asked": {"id": question}, "refusal": refusal.reason}
        return render(request, "applications/s/_state.html", context, status=409)
    return _answered(request, done, question, seen)


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


def _answered(request: Request, done: Answered, question: str, seen: int) -> HttpResponse:
    """The state beside the field; with it the progress, and questions that this answer opened or shut."""
    saved, sheet = done.saved, done.sheet
    before = {one.id for _section, questions in done.before.sections for one in questions}
    after = {one.id for _section, questions in sheet.sections for one in questions}
    asking = Asking(sheet, request.now, {})
    asked = ask(asking, next(one for one in sheet.form.questions() if one.id == question))
    if question in saved.clashes:
        asked = with_clash(asked, saved.clashes[question].mine, saved.clashes[question].theirs)
    elif question in saved.faults:
        asked = with_faults(asked, saved.faults[question])
    elif question in saved.refused:
        asked = with_words(asked, (str(saved.refused[question]),))
    section = sheet.section_of(question) or done.before.section_of(question)
    home = next((one for one in sheet.form.sections if one.id == section), None)
    turned = [one for one in home.questions if (one.id in before) != (one.id in after)] if home else []
    opened = [ask(asking, one) if one.id in after else {"id": one.id, "shown": False} for one in turned]
    context = {
        "asked": asked,
        "turned": opened,
        "seen": seen,
        "saved_now": bool(saved.changed) or question in saved.entries,
        "wallet": wallet_for(saved.application, turned),
        "is_swap": True,
        "clock": clock(request.now, done.window.zone, request.now),
    }
    work = Work(saved.application, done.window, done.correction, sheet, YES)
    status = 200 if saved.is_whole else status_of(saved)
    return render(
        request, "applications/s/_answered.html", context | around(request, work, section), status=status
    )  # fmt: skip


@acting(AsMember)
@require_POST
def here(request: Request, public_id: str) -> HttpResponse:
    """Who else of the team is writing, and what they saved since this page was opened. Asked again and again by the page."""
    application = get_object_or_404(at_once(request.capacity), public_id=public_id)
    application.startup = member(request).startup
    around_now = writing_now(application, now=request.now)
    correction = standing_correction(application)
    if can_write(request.capacity, application, window_of(application), now=request.now, correction=correction):
        last = next((one for one in around_now if one.person_id == member(request).person.pk), None)
        be_here(
            application=application,
            question=request.POST.get("at", ""),
            by=request.capacity,
            now=request.now,
            last=last,
        )
    since = parse_moment(request.POST.get("since", ""))
    context = company(request, application, around_now, since=since)
    context |= {"application": application, "startup": application.startup}
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
