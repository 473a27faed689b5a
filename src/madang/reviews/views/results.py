"""The result of an application, for the team that applied. Until it is told the page is the same for everyone."""

from typing import Any
from uuid import uuid4

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from madang.applications.models import Application
from madang.core.capacity import Request, acting
from madang.core.policy import Refused
from madang.reviews.actions import confirming
from madang.reviews.actions.deciding import Reused
from madang.reviews.actions.objecting import object_to
from madang.reviews.forms.results import AnswerForm, ObjectionForm
from madang.reviews.models import Letter, Outcome
from madang.reviews.notices.letters import as_pdf
from madang.reviews.policy import results as policy
from madang.reviews.results import Comment, Known, comments, known, scores
from madang.startups.capacity import AsMember

from .acting import told


def _application(request: Request, public_id: str) -> Application:
    """One that was handed in; a draft has no result, and a foreign one is as absent. One query."""
    assert isinstance(request.capacity, AsMember)
    rows = Application.objects.visible_to(request.capacity).exclude(submitted_at=None)
    application: Application = get_object_or_404(rows.select_related("call__institution"), public_id=public_id)
    application.startup = request.capacity.startup
    return application


@acting(AsMember)
@require_safe
def show(request: Request, public_id: str) -> HttpResponse:
    """The letters, what may be done now, the scores beside the field, the comments, the objection."""
    return _page(request, _application(request, public_id))


def _page(
    request: Request,
    application: Application,
    *,
    form: ObjectionForm | None = None,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    found = known(application, now=request.now)
    context: dict[str, Any] = {
        "startup": application.startup,
        "application": application,
        "call": application.call,
        "known": found,
        "refusal": refusal,
    }
    if found.outcome is not None:
        context |= _after(request, found, found.outcome, form)
    return render(request, "reviews/s/result.html", context, status=status)


def _after(request: Request, found: Known, outcome: Outcome, form: ObjectionForm | None) -> dict[str, Any]:
    """What is added once the applicant knows how it ended."""
    said = comments(outcome)
    by, now = request.capacity, request.now
    return {
        "outcome": outcome,
        "scores": scores(outcome),
        "comments": said,
        "may_confirm": policy.can_confirm(by, outcome, now=now),
        "may_give_up": policy.can_give_up(by, outcome, now=now),
        "may_object": policy.can_object(by, outcome, now=now, objected=found.objection is not None),
        "form": form or ObjectionForm(letters=_letters(said), initial={"key": uuid4()}),
        "key": uuid4(),
    }


def _letters(said: list[Comment]) -> list[tuple[str, str]]:
    words = _("Reviewer %(label)s (%(stage)s)")
    return [
        (
            f"{one.stage.public_id}:{one.label}",
            words % {"label": one.label, "stage": one.stage.name.said().text or one.stage.get_kind_display()},
        )
        for one in said
    ]


def _told_outcome(request: Request, public_id: str) -> tuple[Application, Outcome]:
    """The outcome that was told; before that there is nothing at these addresses."""
    application = _application(request, public_id)
    found = known(application, now=request.now)
    if found.outcome is None:
        raise Http404
    return application, found.outcome


@acting(AsMember)
@require_safe
def letter(request: Request, public_id: str, letter_id: str) -> HttpResponse:
    """A released letter as PDF."""
    application = _application(request, public_id)
    rows = Letter.objects.filter(outcome__case__application=application, released_at__isnull=False)
    own: Letter = get_object_or_404(
        rows.select_related("outcome__case__application__startup", "outcome__selection__call__institution"),
        public_id=letter_id,
    )
    name = slugify(f"letter-{application.number}-{own.kind}")
    headers = {"Content-Disposition": f'attachment; filename="{name}.pdf"'}
    return HttpResponse(as_pdf(own), content_type="application/pdf", headers=headers)


@acting(AsMember)
@require_POST
def answer(request: Request, public_id: str) -> HttpResponse:
    """Confirm the place or give it up; pressed twice it is done once."""
    application, outcome = _told_outcome(request, public_id)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _page(request, application, refusal=_("The form was not complete. Try again."), status=422)
    key, reason = form.cleaned_data["key"], form.cleaned_data["reason"]
    try:
        if form.cleaned_data["verb"] == "confirm":
            confirming.confirm(outcome=outcome, key=key, by=request.capacity, now=request.now)
            told(request, _("The place is confirmed."))
        elif not form.cleaned_data["sure"]:
            words = _("Tick that you are sure. A place that is given up goes to the next at once.")
            return _page(request, application, refusal=words, status=422)
        else:
            confirming.give_up(outcome=outcome, reason=reason, key=key, by=request.capacity, now=request.now)
            told(request, _("The place is given up."))
    except Reused as refused:
        return _page(request, application, refusal=refused.reason, status=422)
    except Refused as refused:
        return _page(request, application, refusal=refused.reason, status=409)
    return redirect("reviews:result", application.startup.slug, public_id)


@acting(AsMember)
@require_POST
def objection(request: Request, public_id: str) -> HttpResponse:
    """Object within the days of the letter."""
    application, outcome = _told_outcome(request, public_id)
    form = ObjectionForm(request.POST, letters=_letters(comments(outcome)))
    if not form.is_valid():
        return _page(request, application, form=form, status=422)
    try:
        object_to(
            outcome=outcome,
            text=form.cleaned_data["text"],
            challenged=form.cleaned_data.get("challenged", []),
            key=form.cleaned_data["key"],
            by=request.capacity,
            now=request.now,
        )
    except Reused as refused:
        return _page(request, application, form=form, refusal=refused.reason, status=422)
    except Refused as refused:
        return _page(request, application, form=form, refusal=refused.reason, status=409)
    told(request, _("Your objection has reached the institution."))
    return redirect("reviews:result", application.startup.slug, public_id)
