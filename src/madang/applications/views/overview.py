"""The home of one application: how far it is, what is missing, who stands by it; read and printed for ever."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from madang.applications.actions.submitting import sign as sign_action
from madang.applications.actions.submitting import withdraw as withdraw_action
from madang.applications.actions.writing import choose_language
from madang.applications.controls import worded
from madang.applications.forms.withdrawing import WithdrawForm
from madang.applications.freshness import aged
from madang.applications.models import Application, SignOff
from madang.applications.policy.writing import can_sign, can_submit, can_withdraw
from madang.applications.printed import Part, parts, parts_of
from madang.applications.showing import said_problem
from madang.core.capacity import Request, acting
from madang.core.policy import Refused
from madang.core.text import LANGUAGES, reader_language
from madang.programmes import fit
from madang.startups.capacity import AsMember
from madang.startups.models import Membership, Startup
from madang.startups.rules import facts_of

from .acting import found, member, refused, said
from .working import Work, around, company, work_of, writing_now

State = Application.State


@acting(AsMember)
@require_safe
def show(request: Request, public_id: str) -> HttpResponse:
    """What is to be done next while it is a draft; what was handed in after that."""
    application = found(request, public_id)
    work = work_of(request, application)
    context = around(request, work) | submissions(application) | {
        "may_withdraw": can_withdraw(request.capacity, application),
        "written_in": LANGUAGES,
    }  # fmt: skip
    if work.may:
        context |= checklist(request, work) | signs(request, work) | eligibility(request, application)
        context |= company(request, application, writing_now(application, now=request.now)) | {"named": named(work)}
    else:
        context["parts"] = read_only(work)
    return render(request, "applications/s/application.html", context)


def named(work: Work) -> list[dict[str, Any]]:
    """The answers that a standing request to correct names, each with the way to its field."""
    application = work.application
    return [
        {
            "label": worded(question.label, reader_language()),
            "address": reverse(
                "applications:section", args=[application.startup.slug, application.public_id, section.id]
            )
            + f"#q-{question.id}",
        }
        for section, questions in work.sections
        for question in work.open_questions(questions)
        if work.correction is not None
    ]


def submissions(application: Application) -> dict[str, Any]:
    """What was handed in, newest first, with who did it. One query."""
    rows = application.submissions.defer("content").select_related("submitted_by").order_by("-number")
    return {"submissions": list(rows)}


def read_only(work: Work) -> list[Part]:
    """The answers as text: those of the last submission, or of a draft that was never handed in."""
    last = work.application.submissions.select_related("form").order_by("-number").first()
    return parts_of(last, work.application) if last else parts(work.sheet)


def checklist(request: Request, work: Work) -> dict[str, Any]:
    """What keeps it back, each point with its reason and the way to its field."""
    sheet, application = work.sheet, work.application
    asked = {question.id: question for question in sheet.form.questions()}
    points: dict[str, dict[str, Any]] = {}
    for problem in sheet.problems(now=request.now):
        point = points.setdefault(problem.question, {"id": problem.question, "why": [], "is_missing": True})
        point["label"] = worded(asked[problem.question].label, reader_language())
        point["why"].append(said_problem(problem, asked[problem.question]))
        point["is_missing"] &= problem.code in ("required", "consent_needed") and "[" not in problem.path
    groups = _groups(work, points)
    may = can_submit(
        request.capacity,
        application,
        work.window,
        now=request.now,
        correction=work.correction,
        problems=len(points),
    )
    return {"points": points, "groups": groups, "may_submit": may, "hash": sheet.hash} | old_papers(request, work)


def old_papers(request: Request, work: Work) -> dict[str, Any]:
    """Papers that are older than the call takes, each with the way to its question; `age_must`: whether one has to be said."""
    sheet, application = work.sheet, work.application
    found = aged(sheet, work.window, now=request.now)
    rows = [
        {
            "name": one.file.name,
            "why": one.why,
            "address": reverse(
                "applications:section",
                args=[application.startup.slug, application.public_id, sheet.section_of(one.file.question)],
            )
            + f"#q-{one.file.question}",
        }
        for one in found
    ]
    return {"old_papers": rows, "age_must": any(one.must for one in found)}


def _groups(work: Work, points: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    """The points by section: what is only missing in one line, what needs mending each with its reason."""
    application, groups = work.application, []
    for section, questions in work.sheet.sections:
        here = [points[question.id] for question in questions if question.id in points]
        if here:
            address = reverse(
                "applications:section", args=[application.startup.slug, application.public_id, section.id]
            )
            groups.append(
                {
                    "title": worded(section.title, reader_language()),
                    "address": address,
                    "missing": [point for point in here if point["is_missing"]],
                    "wrong": [point for point in here if not point["is_missing"]],
                }
            )
    return groups


def signs(request: Request, work: Work) -> dict[str, Any]:
    """Who of the team stands by the present state, and who stood by an earlier one. Two queries."""
    if work.application.state != State.DRAFT:
        return {}
    team = list(
        Membership.objects.filter(startup=work.application.startup_id).select_related("person").order_by("since", "pk")
    )
    signed: dict[int, SignOff] = {}
    for one in SignOff.objects.filter(application=work.application).order_by("signed_at"):
        if one.person_id not in signed or one.content_hash == work.sheet.hash:
            signed[one.person_id] = one
    me = request.capacity.person
    rows = [
        {
            "person": str(place.person),
            "is_me": bool(me and place.person_id == me.pk),
            "signed": signed.get(place.person_id),
            "stands": place.person_id in signed and signed[place.person_id].content_hash == work.sheet.hash,
        }
        for place in team
    ]
    mine = next((row for row in rows if row["is_me"]), None)
    return {
        "team": rows,
        "may_sign": can_sign(request.capacity, work.application, work.window, now=request.now),
        "i_stand": bool(mine and mine["stands"]),
    }


def eligibility(request: Request, application: Application) -> dict[str, Any]:
    """How the startup stands to the call's rule. It warns; it never keeps anyone from handing in."""
    if application.state != State.DRAFT or not application.call.rule:
        return {}
    startup = Startup.objects.with_facts().get(pk=application.startup_id)
    return {"fit": fit.fit(application.call, facts_of(startup), now=request.now)}


@acting(AsMember)
@require_safe
def printout(request: Request, public_id: str) -> HttpResponse:
    """The whole application on one page, for reading through and for paper."""
    application = found(request, public_id)
    work = work_of(request, application)
    last = application.submissions.select_related("form").order_by("-number").first()
    is_draft = last is None or (work.correction is not None and bool(work.may))
    context = around(request, work) | {
        "parts": parts(work.sheet) if is_draft or last is None else parts_of(last, application),
        "submission": None if is_draft else last,
        "hash": work.sheet.hash if is_draft or last is None else last.content_hash,
    }
    return render(request, "applications/s/print.html", context)


@acting(AsMember)
@require_POST
def language(request: Request, public_id: str) -> HttpResponse:
    application = found(request, public_id)
    back = reverse("applications:application", args=[member(request).startup.slug, public_id])
    wanted = request.POST.get("language", "")
    if wanted not in LANGUAGES:
        return refused(request, _("Choose one of the languages."), back)
    try:
        choose_language(application=application, language=wanted, by=request.capacity, now=request.now)
    except Refused as refusal:
        return refused(request, refusal.reason, back)
    said(request, _("Saved. Lengths are counted in this language now."))
    return redirect(back)


@acting(AsMember)
@require_POST
def sign(request: Request, public_id: str) -> HttpResponse:
    application = found(request, public_id)
    back = reverse("applications:application", args=[member(request).startup.slug, public_id])
    seen = request.POST.get("seen", "")[:64]
    try:
        sign_action(application=application, seen=seen, by=request.capacity, now=request.now)
    except Refused as refusal:
        return refused(request, refusal.reason, back)
    said(request, _("You stand by the application as it is now. A later change asks you again."))
    return redirect(f"{back}#team")


@acting(AsMember)
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: Request, public_id: str) -> HttpResponse:
    """Take it back. It asks for a reason once it was handed in: the institution reads it."""
    application = found(request, public_id)
    slug = member(request).startup.slug
    may = can_withdraw(request.capacity, application)
    needs = application.state == State.SUBMITTED
    form = WithdrawForm(request.POST if request.method == "POST" else None, needs_reason=needs)
    context = {"application": application, "call": application.call, "startup": application.startup, "form": form}
    context |= {"may": may, "needs": needs}
    if request.method != "POST" or not form.is_valid():
        status = 422 if request.method == "POST" else 200
        return render(request, "applications/s/withdraw.html", context, status=status)
    reason = form.cleaned_data["reason"]
    try:
        withdraw_action(application=application, reason=reason, by=request.capacity, now=request.now)
    except Refused as refusal:
        return refused(request, refusal.reason, reverse("applications:application", args=[slug, public_id]))
    said(request, _("Withdrawn.") if needs else _("The draft is given up. What you wrote can still be read."))
    return redirect("applications:index", slug)
