"""The writing page: one section of an application, saved answer by answer, or as a whole where there is no script."""

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from madang.applications.actions import files as file_actions
from madang.applications.actions.writing import Saved
from madang.applications.bank import bank_of
from madang.applications.controls import Sent
from madang.applications.freshness import aged
from madang.applications.models import Application
from madang.applications.reading import day_of
from madang.applications.showing import Asked, Asking, ask, ask_all, with_clash, with_faults, with_words
from madang.core.capacity import Request, acting
from madang.core.policy import Refused
from madang.engines.forms.definition import FileLimits, Question, Section
from madang.startups.capacity import AsMember
from madang.startups.models import Document

from .acting import found, refused, said
from .working import Work, around, save_sent, status_of, wallet_for, work_of


@acting(AsMember)
@require_http_methods(["GET", "HEAD", "POST"])
def section(request: Request, public_id: str, section: str) -> HttpResponse:
    """One section to write in. Saving it saves each answer by itself: what cannot be saved is shown with the reason."""
    application = found(request, public_id)
    work = work_of(request, application)
    if not any(one.id == section for one in work.sheet.form.sections):
        raise Http404
    here = next((pair for pair in work.sections if pair[0].id == section), None)
    if not work.may or here is None:
        return _not_now(request, work)
    if request.method != "POST":
        return _page(request, work, here)
    return _save(request, work, here)


def _not_now(request: Request, work: Work) -> HttpResponse:
    """A section that is not asked for, or an application that can no longer be written: the overview says the rest."""
    overview = _overview(work.application)
    if request.method == "POST" and not work.may:
        return refused(request, work.may.reason, overview)
    return redirect(overview)


def _overview(application: Application) -> str:
    return reverse("applications:application", args=[application.startup.slug, application.public_id])


def _save(request: Request, work: Work, here: tuple[Section, tuple[Question, ...]]) -> HttpResponse:
    sent = dict(request.POST.lists())
    try:
        done = save_sent(request, work, list(work.sheet.form.questions()), sent)
        trouble = _files(request, work)
    except Refused as refusal:
        return refused(request, refusal.reason, _overview(work.application))
    # Without script a changed answer may have opened or shut questions of this very section.
    fresh = work_of(request, found(request, work.application.public_id))
    still = fresh.sheet.section(here[0].id)
    if done.is_whole and not trouble:
        return _onwards(request, fresh, here[0].id)
    return _page(request, fresh, still or here, done=done, sent=sent, trouble=trouble, status=status_of(done))


def _files(request: Request, work: Work) -> dict[str, str]:
    """Attach, upload and take off what the page asked for; what was refused, by question."""
    trouble: dict[str, str] = {}
    for question in work.sheet.form.questions():
        if not isinstance(question.limits, FileLimits) or f"v.{question.id}" not in request.POST:
            continue
        try:
            _file(request, work, question)
        except Refused as refusal:
            trouble[question.id] = refusal.reason
    return trouble


def _file(request: Request, work: Work, question: Question) -> None:
    asked: dict[str, Any] = {"by": request.capacity, "now": request.now}
    upload = request.FILES.get(f"file.{question.id}")
    if isinstance(upload, UploadedFile):
        kinds = question.limits.kinds if isinstance(question.limits, FileLimits) else ()
        kind = request.POST.get(f"kind.{question.id}", "") or (kinds[0] if kinds else "other")
        kind = kind if not kinds or kind in kinds else kinds[0]
        file_actions.upload(
            application=work.application, question=question.id, upload=upload, kind=kind, **asked
        )  # fmt: skip
    if chosen := request.POST.get(f"wallet.{question.id}", ""):
        mine = Document.objects.visible_to(request.capacity).filter(public_id=chosen).first()
        if mine is None:
            raise Refused(_("This document is no longer in the wallet. Choose another."))
        file_actions.attach(application=work.application, question=question.id, document=mine, **asked)
    if taken_off := request.POST.get("do.detach", ""):
        file = work.application.files.filter(public_id=taken_off, question=question.id).first()
        if file is not None:
            file_actions.detach(file=file, **asked)


def _onwards(request: Request, work: Work, section: str) -> HttpResponse:
    """Where a saved page leads: back to the question that was at hand, to the next section, or to the overview."""
    slug, public_id = work.application.startup.slug, work.application.public_id
    for button in ("do.more", "do.use", "do.detach", "do.attach"):
        if button in request.POST:
            at = request.POST.get("do.at") or request.POST[button]
            at = at if button != "do.detach" else _question_of(work, request.POST[button])
            grow = f"?more={at}" if button == "do.more" else ""
            return redirect(f"{reverse('applications:section', args=[slug, public_id, section])}{grow}#q-{at}")
    said(request, _("Saved."))
    keys = [one.id for one, _questions in work.sections]
    following = keys[keys.index(section) + 1 :] if section in keys else []
    if "do.next" in request.POST and following:
        return redirect("applications:section", slug, public_id, following[0])
    if "do.next" in request.POST:
        return redirect("applications:application", slug, public_id)
    return redirect("applications:section", slug, public_id, section)


def _question_of(work: Work, file: str) -> str:
    return next((q for q in work.application.files.filter(public_id=file).values_list("question", flat=True)), "")


def _page(
    request: Request,
    work: Work,
    here: tuple[Section, tuple[Question, ...]],
    *,
    done: Saved | None = None,
    sent: Sent | None = None,
    trouble: dict[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    application, sheet = work.application, work.sheet
    bank = bank_of(application.startup, today=day_of(application, request.now))
    asking = Asking(sheet, request.now, bank, grow=request.GET.get("more", ""))
    shown = {question.id for question in here[1]}
    every = work.open_questions(here[0].questions)
    asks = {asked.id: asked for asked in ask_all(asking, tuple(q for q in every if q.id in shown))}
    if done is not None and sent is not None:
        _with_trouble(asks, done, Asking(sheet, request.now, bank, sent))
    if trouble:
        for key, reason in trouble.items():
            if key in asks:
                asks[key] = with_words(asks[key], (reason,))
    context = {
        "questions": [asks.get(question.id) or {"id": question.id, "shown": False} for question in every],
        "wrong": [one for one in asks.values() if one.faults or one.state == "clash"] if status != 200 else [],
        "done": done,
        "wallet": wallet_for(application, every),
        "aged": aged(sheet, work.window, now=request.now),
    }
    return render(request, "applications/s/section.html", context | around(request, work, here[0].id), status=status)


def _with_trouble(asks: dict[str, Asked], done: Saved, asking: Asking) -> None:
    """Put what was sent back into the fields of answers that were not saved, with the reason."""
    for key, problems in done.faults.items():
        if key in asks:
            asks[key] = with_faults(ask(asking, asks[key].question), problems)
    for key, clash in done.clashes.items():
        if key in asks:
            asks[key] = with_clash(ask(asking, asks[key].question), clash.mine, clash.theirs)
    for key, reason in done.refused.items():
        if key in asks:
            asks[key] = with_words(asks[key], (str(reason),))
